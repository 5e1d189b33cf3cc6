"""What a file of ``server/acts`` says of itself: a request that signs in or out, or changes who may."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from keyroll.api import Keyroll
from keyroll.api.people import SignedIn
from keyroll.errors import NotApproved, NothingToDo, UsageError
from keyroll.server.challenges import Challenges
from keyroll.server.issuer import Issuer
from keyroll.server.limits import ServerLimits
from keyroll.server.origin import Origin
from keyroll.server.rendering import HEADERS, render
from keyroll.server.wrong import WrongTokens

BODY: Final = 16 << 10


@dataclass(slots=True)
class Access:
    """What acts share: the home, the origins, open challenges, and failed attempts to sign in by address."""

    keyroll: Keyroll
    origin: Origin
    limits: ServerLimits
    challenges: Challenges = field(default_factory=Challenges)
    #: Has pages look at the home again at once: who decided something sees it.
    changed: Callable[[], None] = field(default=lambda: None)
    #: Where people may sign in, too; None: by passkey only.
    issuer: Issuer | None = None
    #: Told why a sign-in by the issuer failed, which the person at the browser need not know.
    tell: Callable[[str], None] = field(default=lambda _: None)
    failed: WrongTokens = field(init=False)

    def __post_init__(self) -> None:
        """Make the table of failed attempts."""
        self.failed = WrongTokens(self.limits)

    def check_rate(self, request: Request) -> None:
        """Refuse an address with too many failed attempts. Raises HTTPException."""
        if wait := self.failed.wait(address(request), ""):
            raise HTTPException(429, "too many failed attempts to sign in", {"Retry-After": str(wait)})


@dataclass(frozen=True, slots=True)
class ActRoute:
    """One request. ``role`` is the least that may send it; None: anybody, signed in or not.

    A POST is taken from our own origin only. The person is None only where ``role`` is. ``strong``: not for a session
    that an issuer began: whoever controls the issuer must not get a passkey or a link by it.
    """

    path: str
    method: str
    role: str | None
    answer: Callable[[Access, Request, SignedIn | None], Awaitable[Response]]
    body: int = BODY
    strong: bool = False


def address(request: Request) -> str:
    """Return the address that a request comes from."""
    return request.client.host if request.client else ""


def inside(wanted: str) -> str:
    """Return a page of ours that is wanted after sign-in; the first one for what may be an address of another site."""
    safe = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if safe else "/"


async def form(request: Request) -> dict[str, str]:
    """Return the fields of a form. Raises HTTPException if it is none."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/x-www-form-urlencoded":
        raise HTTPException(415, "a form is expected")
    try:
        fields = parse_qs((await request.body()).decode(), strict_parsing=True, max_num_fields=16)
    except ValueError:
        raise HTTPException(400, "the form cannot be read") from None
    return {name: values[-1].strip() for name, values in fields.items()}


async def deciding(access: Access, decide: Callable[[], object], back: str) -> tuple[Response, bool]:
    """Keep a decision and lead back to a page, or say why it was not kept; return whether it was."""
    try:
        await run_in_threadpool(decide)
    except (UsageError, NothingToDo, NotApproved) as error:
        text = render("refused.html", said=str(error), hint=error.hint, back=back)
        return Response(text, 404 if isinstance(error, NothingToDo) else 400, HEADERS, "text/html"), False
    access.changed()
    return RedirectResponse(back, 303), True


def note(access: Access, person: str, act: str, about: str, outcome: str, where: str) -> None:
    """Add an act to the audit log."""
    access.keyroll.people.note(person, act, about, outcome, where)


def known(person: SignedIn | None) -> SignedIn:
    """Return the person of an act that wants a role."""
    assert person is not None  # noqa: S101 - the console lets nobody else here
    return person
