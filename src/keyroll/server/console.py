"""Serves pages and their data as JSON: it checks each request's role once; a request without a page is refused."""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route as Served

from keyroll.api import Keyroll
from keyroll.api.people import SignedIn, able
from keyroll.errors import Busy, KeyrollError, NothingToDo, UsageError
from keyroll.plugins import found
from keyroll.server.answers import Answers, Pending
from keyroll.server.origin import Origin
from keyroll.server.page import Answered, Page, PageRequest
from keyroll.server.rendering import HEADERS, render, sentence
from keyroll.server.session import signed_in
from keyroll.server.shapes import plain

Tell = Callable[[str], None]
#: Seconds that a browser waits for a page before a progress message; and that a machine waits for JSON.
_SOON: Final = 0.25
_TWIN: Final = 100.0
#: The token scope for the JSON of a viewer's pages.
SCOPE: Final = "pages:read"


def pages() -> dict[str, Page]:
    """Return every page by the name of its file."""
    return found("keyroll.server.pages", "PAGE", Page)


@dataclass(frozen=True, slots=True)
class Console:
    """The pages of one home. ``machine`` checks a token's scope; it raises HTTPException."""

    keyroll: Keyroll
    answers: Answers
    origin: Origin
    machine: Callable[[Request, str], Awaitable[object]]
    tell: Tell

    def routes(self) -> list[Served]:
        """Return the routes of all pages and of their JSON."""
        routes = []
        for page in pages().values():
            routes.append(Served(page.path, partial(self._page, page), methods=["GET"]))
            twin = "/overview.json" if page.path == "/" else f"{page.path}.json"
            routes.append(Served(twin, partial(self._twin, page), methods=["GET"]))
            if page.csv:
                routes.append(Served(f"{page.path}.csv", partial(self._csv, page), methods=["GET"]))
        return routes

    def warm(self) -> None:
        """Start the computation of the most used pages, the first page of the menu first."""
        for page in sorted(pages().values(), key=lambda one: (one.menu == 0, one.menu)):
            asked = PageRequest(self.keyroll, {}, share=self.answers.shared)
            try:
                if page.ahead is not None:
                    self.answers.get(("ahead", page.path), partial(page.ahead, asked), 0, areas=page.areas)
                if page.warm:
                    what, make = _question(page, asked)
                    self.answers.get(what, make, 0, keep=page.kept, areas=page.areas)
            except (KeyrollError, HTTPException):
                continue  # the page itself shows the error

    async def _page(self, page: Page, request: Request) -> Response:
        self.origin.check_host(request)
        person = await signed_in(self.keyroll, self.origin, request)
        if person is None:
            asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse("/sign-in?" + urlencode({"next": asked}), 303, {"Cache-Control": "no-store"})
        if not able(person.role, page.role):
            return self._said(page, person, request, HTTPStatus.FORBIDDEN, f"This page needs the role {page.role}.", "")
        try:
            asked_for = PageRequest(self.keyroll, _query(page, request), person, self.answers.shared)
            answer = await self._answered(page, asked_for, _SOON, earlier=page.earlier)
        except KeyrollError as error:
            return self._failed(page, person, request, error)
        return self._html(page, person, request, answer)

    def _html(self, page: Page, person: SignedIn, request: Request, answer: Answered | Pending) -> Response:
        frame = self._frame(page, person, request)
        if isinstance(answer, Pending):
            return _html(render("pending.html", **frame, pending=answer), 200, {"Retry-After": "1"})
        frame |= {"data": answer.data, "made_at": answer.made_at, "earlier": answer.earlier}
        # This header shows a repeated request whether the answer is the current one.
        return _html(render(page.template, **frame), 200, {"Retry-After": "2"} if answer.earlier else None)

    async def _twin(self, page: Page, request: Request) -> Response:
        self.origin.check_host(request)
        try:
            asked = await self._asked_by_machine(page, request)
            answer = await self._answered(page, asked, _TWIN)
        except KeyrollError as error:
            self.tell(f"{request.url.path}: {error}")
            return JSONResponse({"error": str(error), "hint": error.hint}, _status(error))
        if isinstance(answer, Pending):
            raise HTTPException(503, "the answer is being computed", {"Retry-After": "5"})
        return JSONResponse({"schema_version": 1, "page": page.title, "data": plain(answer.data)})

    async def _csv(self, page: Page, request: Request) -> Response:
        self.origin.check_host(request)
        assert page.csv is not None  # noqa: S101 - only such pages have this route
        try:
            asked = await self._asked_by_machine(page, request)
            text = await run_in_threadpool(page.csv, asked)
        except KeyrollError as error:
            return JSONResponse({"error": str(error), "hint": error.hint}, _status(error))
        name = f"keyroll-{page.path.strip('/') or 'overview'}.csv"
        return Response(text, media_type="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'})

    async def _asked_by_machine(self, page: Page, request: Request) -> PageRequest:
        """Return the request of a person with a session, or of a machine with a token. Raises HTTPException."""
        person = await signed_in(self.keyroll, self.origin, request)
        if person is None:
            await self.machine(request, SCOPE)
            role = "viewer"
        else:
            role = person.role
        if not able(role, page.role):
            raise HTTPException(403, f"this needs the role {page.role}")
        return PageRequest(self.keyroll, _query(page, request), person, self.answers.shared)

    async def _answered(
        self, page: Page, asked: PageRequest, wait: float, *, earlier: bool = False
    ) -> Answered | Pending:
        what, make = _question(page, asked)
        return await self.answers.ask(what, make, wait, keep=page.kept, areas=page.areas, earlier=earlier)

    def _frame(self, page: Page, person: SignedIn, request: Request) -> dict[str, object]:
        menu = sorted((one for one in pages().values() if one.menu), key=lambda one: one.menu)
        query = f"?{request.url.query}" if request.url.query else ""
        twin = "/overview.json" if page.path == "/" else f"{page.path}.json"
        return {
            "page": page,
            "person": person,
            "menu": [one for one in menu if able(person.role, one.role)],
            "here": page.path + query,
            "twin": twin + query,
            "query": dict(request.query_params),
            "able": partial(able, person.role),
            "as_of": self.keyroll.now(),
        }

    def _said(self, page: Page, person: SignedIn, request: Request, status: int, said: str, hint: str) -> Response:
        return _html(render("said.html", **self._frame(page, person, request), said=said, hint=hint), status)

    def _failed(self, page: Page, person: SignedIn, request: Request, error: KeyrollError) -> Response:
        self.tell(f"{request.url.path}: {error}; next: {error.hint}")
        return self._said(page, person, request, _status(error), sentence(str(error)), error.hint)


def _question(page: Page, asked: PageRequest) -> tuple[Hashable, Callable[[], object]]:
    # An answer that is not kept may depend on the person: it is shared with nobody, not even during its computation.
    what = (page.path, tuple(sorted(asked.query.items())), None if page.kept else asked.person)
    return what, partial(page.data, asked)


def _query(page: Page, request: Request) -> dict[str, str]:
    """Return the declared parameters of a page.

    Raises UsageError for a parameter that is unknown, occurs twice or has an invalid value.
    """
    known, given = {one.name for one in page.parameters}, request.query_params.multi_items()
    for name, _ in given:
        if name not in known:
            raise UsageError("this page has no such parameter", hint="open it from a list")
    values = dict(given)
    if len(given) != len(values):
        raise UsageError("a parameter occurs twice in the address", hint="leave one of them out")
    for one in page.parameters:
        one.check(values.get(one.name, ""))
    return {name: value for name, value in given if value}


def _html(text: str, status: int = 200, more: dict[str, str] | None = None) -> Response:
    return Response(text, status, {**HEADERS, **(more or {})}, "text/html")


def _status(error: KeyrollError) -> int:
    if isinstance(error, NothingToDo):
        return HTTPStatus.NOT_FOUND
    if isinstance(error, UsageError):
        return HTTPStatus.BAD_REQUEST
    return HTTPStatus.SERVICE_UNAVAILABLE if isinstance(error, Busy) else HTTPStatus.INTERNAL_SERVER_ERROR
