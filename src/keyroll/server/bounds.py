"""Limits the size of a request's body."""

from collections.abc import AsyncGenerator

from starlette.exceptions import HTTPException
from starlette.requests import Request


def bound(request: Request, most: int) -> None:
    """Refuse a body that is too large, before and during its read: the declared length may be missing or wrong."""
    said = request.headers.get("content-length", "0")
    if not said.isdecimal() or int(said) > most:
        raise HTTPException(413, f"the body is larger than {most} bytes")
    stream = request.stream

    async def bounded() -> AsyncGenerator[bytes, None]:
        size = 0
        async for chunk in stream():
            size += len(chunk)
            if size > most:
                raise HTTPException(413, f"the body is larger than {most} bytes")
            yield chunk

    request.stream = bounded  # type: ignore[method-assign]  # body() and json() use it
