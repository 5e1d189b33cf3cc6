"""The contract of a file of ``server/acts``: a request that signs in or out, or changes what a person may do."""

import secrets
from collections.abc import Awaitable, Callable
from copy import copy
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
from keyroll.server import session
from keyroll.server.challenges import Challenges
from keyroll.server.issuer import Issuer
from keyroll.server.limits import ServerLimits
from keyroll.server.origin import Origin
from keyroll.server.rendering import HEADERS, render
from keyroll.server.wrong import WrongTokens

BODY: Final = 16 << 10


@dataclass(slots=True)
class Access:
    """The data that acts share: the home, the origins, challenges, and attempts to sign in by address."""

    keyroll: Keyroll
    origin: Origin
    limits: ServerLimits
    challenges: Challenges = field(default_factory=Challenges)
    #: Makes pages read the home again at once, so that a person who decided something sees the result.
    changed: Callable[[], None] = field(default=lambda: None)
    #: The issuer for sign-in; None: by passkey only.
    issuer: Issuer | None = None
    #: Takes the reason why a sign-in by the issuer failed, which the browser does not show.
    tell: Callable[[str], None] = field(default=lambda _: None)
    failed: WrongTokens = field(init=False)
    begun: WrongTokens = field(init=False)
    #: Who sends the request: the value of the session, or of the browser's cookie where nobody must be signed in.
    visitor: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Create the tables of failed and begun attempts by address."""
        self.failed = WrongTokens(self.limits)
        self.begun = WrongTokens(self.limits, most=self.limits.challenges)

    def of(self, visitor: str) -> "Access":
        """Return the same data for a request of a visitor."""
        found = copy(self)
        found.visitor = visitor
        return found

    def visiting(self) -> "Access":
        """Return the same data for this browser; one that sent no cookie gets a value."""
        return self if self.visitor else self.of(secrets.token_urlsafe(32))

    def seen(self, response: Response) -> Response:
        """Set the cookie of this browser in a response, and return it."""
        session.visit(self.origin, response, self.visitor)
        return response

    def check_rate(self, request: Request) -> None:
        """Refuse an address with too many failed attempts; a browser that has signed in before is not refused.

        Raises HTTPException.
        """
        if wait := self.failed.wait(address(request), self.visitor):
            raise HTTPException(429, "too many failed attempts to sign in", {"Retry-After": str(wait)})

    def check_begun(self, request: Request) -> None:
        """Count a sign-in that begins, and refuse an address with too many. Raises HTTPException."""
        if wait := self.begun.wait(address(request), self.visitor):
            raise HTTPException(429, "too many sign-ins begin from this address", {"Retry-After": str(wait)})
        self.begun.wrong(address(request))

    def has_signed_in(self) -> None:
        """Note the browser of a sign-in: failures and floods of others at its address do not refuse it."""
        if self.visitor:
            self.failed.good(self.visitor)
            self.begun.good(self.visitor)


@dataclass(frozen=True, slots=True)
class ActRoute:
    """One request. ``role`` is the least role that may send it; None: anybody, signed in or not.

    A POST is accepted from this server's own origin only. The person is None only if ``role`` is None. ``strong``:
    refused for a session that an issuer began, because the controller of the issuer must not get a passkey or a link
    through it.
    """

    path: str
    method: str
    role: str | None
    answer: Callable[[Access, Request, SignedIn | None], Awaitable[Response]]
    body: int = BODY
    strong: bool = False


def address(request: Request) -> str:
    """Return the client address of a request."""
    return request.client.host if request.client else ""


def inside(wanted: str) -> str:
    """Return the page to show after sign-in; the first page if the address may be of another site."""
    safe = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if safe else "/"


async def form(request: Request) -> dict[str, str]:
    """Return the fields of a form. Raises HTTPException for any other body."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/x-www-form-urlencoded":
        raise HTTPException(415, "a form is expected")
    try:
        fields = parse_qs((await request.body()).decode(), strict_parsing=True, max_num_fields=16)
    except ValueError:
        raise HTTPException(400, "the form cannot be read") from None
    return {name: values[-1].strip() for name, values in fields.items()}


async def deciding(access: Access, decide: Callable[[], object], back: str) -> tuple[Response, bool]:
    """Store a decision and redirect to a page, or show why it was not stored; return whether it was."""
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
    """Return the person of an act with a role."""
    assert person is not None  # noqa: S101 - the console lets nobody else here
    return person
