"""Sessions of browsers: the value is in a cookie that scripts cannot read; the server stores only a fingerprint."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from keyroll.api import Keyroll
from keyroll.api.people import SignedIn
from keyroll.reveal import reveal
from keyroll.secret import Secret
from keyroll.server.origin import Origin

#: The longest value of a cookie that is read.
LONGEST: Final = 128
#: The prefix of a session's value that the organisation's issuer began. The value is compared as a whole, so that
#: nobody can remove the prefix.
BY_ISSUER: Final = "issuer."
_BOUND_SECONDS: Final = 600
_LONGEST_BOUND: Final = 1_024
_LONGEST_BACK: Final = 900
_VISIT_SECONDS: Final = 365 * 86_400


def value_of(origin: Origin, request: Request) -> Secret | None:
    """Return the value of a request's cookie."""
    text = request.cookies.get(origin.cookie, "")
    return Secret(text.encode("utf-8", "replace")) if 0 < len(text) <= LONGEST else None


async def signed_in(keyroll: Keyroll, origin: Origin, request: Request) -> SignedIn | None:
    """Return the person who sends a request, or None."""
    value = value_of(origin, request)
    return None if value is None else await run_in_threadpool(keyroll.people.session, value)


def by_issuer(origin: Origin, request: Request) -> bool:
    """Return whether the organisation's issuer began the session of a request."""
    return request.cookies.get(origin.cookie, "").startswith(BY_ISSUER)


def visit_name(origin: Origin) -> str:
    """Return the name of the cookie of a browser in which nobody must be signed in; sign-ins are bound to it."""
    return f"{origin.cookie}-visit"


def visit(origin: Origin, response: Response, visitor: str) -> None:
    """Set the cookie of a browser that has none yet."""
    # Lax: it is also needed after the redirect from the issuer, which is another site.
    response.set_cookie(
        visit_name(origin), visitor, _VISIT_SECONDS, path="/", secure=origin.secure, httponly=True, samesite="lax"
    )


def browser(back: str) -> str:
    """Return a new value for ``bind``: it also holds the page to show after the sign-in."""
    kept = urlsafe_b64encode(back.encode("utf-8", "replace")).decode()
    return f"{secrets.token_urlsafe(32)}.{kept if len(kept) < _LONGEST_BACK else ''}"


def back(browser: str) -> str:
    """Return the page that a value of ``browser`` holds; the first page if it holds none."""
    try:
        return urlsafe_b64decode(browser.partition(".")[2]).decode() or "/"
    except ValueError:
        return "/"


def bind(origin: Origin, response: Response, browser: str) -> None:
    """Set a cookie by which the browser proves, after the issuer's redirect, that it began this sign-in."""
    # Lax: the issuer's page redirects here, which is another site.
    response.set_cookie(
        f"{origin.cookie}-issuer", browser, _BOUND_SECONDS, path="/", secure=origin.secure, httponly=True,
        samesite="lax",
    )  # fmt: skip


def bound(origin: Origin, request: Request) -> str:
    """Return the value that ``bind`` set; empty if there is none."""
    return request.cookies.get(f"{origin.cookie}-issuer", "")[:_LONGEST_BOUND]


def unbind(origin: Origin, response: Response) -> None:
    """Delete the cookie of ``bind`` in the browser."""
    response.delete_cookie(f"{origin.cookie}-issuer", path="/", secure=origin.secure, httponly=True, samesite="lax")


def begin(origin: Origin, response: Response, value: Secret) -> None:
    """Set a session's value in the browser, once."""
    with reveal(value) as raw:
        response.set_cookie(
            origin.cookie, raw.decode(), path="/", secure=origin.secure, httponly=True, samesite="strict"
        )


def forget(origin: Origin, response: Response) -> None:
    """Delete the session's cookie in the browser."""
    response.delete_cookie(origin.cookie, path="/", secure=origin.secure, httponly=True, samesite="strict")


def link(origin: Origin, value: Secret) -> str:
    """Return the address of a one-time link, which is shown once."""
    with reveal(value) as raw:
        return f"{origin.sign_in}/link#{raw.decode()}"
