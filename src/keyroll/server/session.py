"""Sessions of browsers: the value lies in a cookie that scripts cannot read, and here only as a fingerprint."""

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


def value_of(origin: Origin, request: Request) -> Secret | None:
    """Return the value of a request's cookie."""
    text = request.cookies.get(origin.cookie, "")
    return Secret(text.encode("utf-8", "replace")) if 0 < len(text) <= _LONGEST else None


async def signed_in(keyroll: Keyroll, origin: Origin, request: Request) -> SignedIn | None:
    """Return who sends a request, or None."""
    value = value_of(origin, request)
    return None if value is None else await run_in_threadpool(keyroll.people.session, value)


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
    shown = next(one for one in origin.origins if one.partition("://")[2].partition(":")[0] == origin.name)
    with reveal(value) as raw:
        return f"{shown}/link#{raw.decode()}"
