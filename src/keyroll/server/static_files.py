"""Styles, scripts and the font of pages: files of this package only, named by their hash."""

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
}


@cache
def static_files() -> dict[str, tuple[bytes, str]]:
    """Return the content and the media type of each file by its path."""
    found: dict[str, tuple[bytes, str]] = {}
    waiting: list[tuple[str, Traversable]] = [("", files("keyroll.server") / "static")]
    while waiting:
        path, place = waiting.pop()
        for one in place.iterdir():
            if one.is_dir():
                waiting.append((f"{path}{one.name}/", one))
            elif kind := _TYPES.get(f".{one.name.rpartition('.')[2]}"):
                found[path + one.name] = (one.read_bytes(), kind)
    return found


@cache
def address(path: str) -> str:
    """Return the address of a file, which changes with its content."""
    return f"/static/{path}?v={hashlib.sha256(static_files()[path][0]).hexdigest()[:12]}"


async def serve_static(request: Request) -> Response:
    """Serve one file. Raises HTTPException (404)."""
    found = static_files().get(request.path_params["path"])
    if found is None:
        raise HTTPException(404)
    named = bool(request.query_params.get("v"))
    return Response(
        found[0],
        headers={
            "Content-Type": found[1],
            "Cache-Control": "public, max-age=31536000, immutable" if named else "no-cache",
        },
    )
