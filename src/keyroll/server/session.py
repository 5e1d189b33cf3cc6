"""Sessions of browsers: the value is in a cookie that scripts cannot read, and here only as a fingerprint."""

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from keyroll.api import Keyroll
from keyroll.api.people import SignedIn
from keyroll.reveal import reveal
from keyroll.secret import Secret
from keyroll.server.origin import Origin

_LONGEST: Final = 128
#: What the value of a session begins with that the organisation's issuer began. The value is looked for as a whole,
#: so that nobody can leave this out.
BY_ISSUER: Final = "issuer."
_BOUND_SECONDS: Final = 600


def value_of(origin: Origin, request: Request) -> Secret | None:
    """Return the value of a request's cookie."""
    text = request.cookies.get(origin.cookie, "")
    return Secret(text.encode("utf-8", "replace")) if 0 < len(text) <= _LONGEST else None


async def signed_in(keyroll: Keyroll, origin: Origin, request: Request) -> SignedIn | None:
    """Return who sends a request, or None."""
    value = value_of(origin, request)
    return None if value is None else await run_in_threadpool(keyroll.people.session, value)


def by_issuer(origin: Origin, request: Request) -> bool:
    """Say whether the organisation's issuer began the session of a request."""
    return request.cookies.get(origin.cookie, "").startswith(BY_ISSUER)


def bind(origin: Origin, response: Response, browser: str) -> None:
    """Have the browser show, when the issuer sends it back, that it began this sign-in."""
    # Lax: the issuer's page leads here, which is another site.
    response.set_cookie(
        f"{origin.cookie}-issuer", browser, _BOUND_SECONDS, path="/", secure=origin.secure, httponly=True,
        samesite="lax",
    )  # fmt: skip


def bound(origin: Origin, request: Request) -> str:
    """Return what ``bind`` gave this browser; empty if it has nothing."""
    return request.cookies.get(f"{origin.cookie}-issuer", "")[:_LONGEST]


def unbind(origin: Origin, response: Response) -> None:
    """Have the browser drop what ``bind`` gave it."""
    response.delete_cookie(f"{origin.cookie}-issuer", path="/", secure=origin.secure, httponly=True, samesite="lax")


def begin(origin: Origin, response: Response, value: Secret) -> None:
    """Give a session's value to the browser, once."""
    with reveal(value) as raw:
        response.set_cookie(
            origin.cookie, raw.decode(), path="/", secure=origin.secure, httponly=True, samesite="strict"
        )


def forget(origin: Origin, response: Response) -> None:
    """Have the browser drop its cookie."""
    response.delete_cookie(origin.cookie, path="/", secure=origin.secure, httponly=True, samesite="strict")


def link(origin: Origin, value: Secret) -> str:
    """Return the address of a one-time link, to be shown once."""
    with reveal(value) as raw:
        return f"{origin.sign_in}/link#{raw.decode()}"
