"""All routes of the console: pages, acts, static files, and their description."""

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route as Served

from keyroll.api import Keyroll
from keyroll.api.people import able
from keyroll.clock import SystemClock
from keyroll.plugins import found
from keyroll.server.act import Access, ActRoute
from keyroll.server.answers import Answers
from keyroll.server.bounds import bound
from keyroll.server.console import Console, Tell
from keyroll.server.issuer import issuer_of
from keyroll.server.limits import ServerLimits
from keyroll.server.live import PATH, Live
from keyroll.server.openapi import description
from keyroll.server.origin import Origin
from keyroll.server.session import LONGEST, by_issuer, signed_in, visit_name
from keyroll.server.static_files import serve_static
from keyroll.server.warm import Warm


def acts() -> dict[str, ActRoute]:
    """Return every act by the name of its file."""
    return found("keyroll.server.acts", "ACT", ActRoute)


def console_routes(
    keyroll: Keyroll,
    origin: Origin,
    limits: ServerLimits,
    machine: Callable[[Request, str], Awaitable[object]],
    tell: Tell,
) -> tuple[Callable[[], None], list[Served]]:
    """Return all routes of a home's console, and the function that ends its work; the first pages are computed."""
    ages = isinstance(keyroll.home.clock, SystemClock)
    console = Console(keyroll, Answers(keyroll.browse.marks, ages=ages), origin, machine, tell)
    issuer = issuer_of(keyroll.home.path, origin)
    access = Access(keyroll, origin, limits, changed=console.answers.look, issuer=issuer, tell=tell)
    routes = console.routes()
    routes += [Served(one.path, partial(_act, access, one), methods=[one.method]) for one in acts().values()]
    routes.append(Served("/static/{path:path}", serve_static, methods=["GET"]))
    routes.append(Served(PATH, Live(console, limits).answer, methods=["GET"]))
    routes.append(Served("/openapi.json", partial(_description, console), methods=["GET"]))
    warm = Warm(console.warm, console.answers.state, ages=ages)

    def close() -> None:
        warm.close()
        console.answers.close()

    return close, routes


async def _act(access: Access, act: ActRoute, request: Request) -> Response:
    if act.method == "POST":
        access.origin.check_write(request)
    else:
        access.origin.check_host(request)
    bound(request, act.body)
    person = await signed_in(access.keyroll, access.origin, request) if act.role else None
    cookie = access.origin.cookie if act.role else visit_name(access.origin)
    access = access.of(request.cookies.get(cookie, "")[:LONGEST])
    if act.role is not None:
        if person is None:
            raise HTTPException(401, "sign in first")
        if not able(person.role, act.role):
            raise HTTPException(403, f"this needs the role {act.role}")
        if act.strong and by_issuer(access.origin, request):
            raise HTTPException(403, "sign in by a passkey or a one-time link for this")
    return await act.answer(access, request, person)


async def _description(console: Console, request: Request) -> Response:
    console.origin.check_host(request)
    if await signed_in(console.keyroll, console.origin, request) is None:
        await console.machine(request, "pages:read")
    return JSONResponse(description())
