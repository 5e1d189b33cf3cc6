"""Slack, strictly, with token rotation: a refresh token is exchanged once, and an access token revokes itself.

Judged by the types of the vendor's own library. Of ``auth.revoke`` these have no ``revoked``, which the page of the
method and the vendor's older description name: there the description judges what is no refusal. Errors are those of the
pages of ``oauth.v2.access`` and ``auth.revoke`` (docs.slack.dev).
"""

import base64
import json
import secrets
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from fakes.slack import BOT, TEAM, Slack, description, refused
from fakes.specs import npm
from fakes.strict import Reply, Request, route
from fakes.typescript import Types

Json = Any
REVOKE = "/auth.revoke"
TYPES = {
    "/auth.test": "AuthTestResponse",
    REVOKE: "AuthRevokeResponse",
    "/oauth.v2.access": "OauthV2AccessResponse",
}


class Written:
    """Every answer is checked against its type, refusals too."""

    def faults(self, _method: str, template: str, status: int, body: Json) -> list[str]:
        if template == REVOKE and body["ok"]:
            return description().faults("GET", template, status, body)  # each method answers GET and POST alike
        return _library().faults("POST", template, status, body) if template in TYPES else []


@cache
def _library() -> Types:
    imports = "\n".join(f"import type {{ {name} }} from './{name}';" for name in TYPES.values())
    folder = npm("@slack/web-api", "8.2.0", "dist") / "types" / "response"
    return Types(folder, imports, {("POST", method): name for method, name in TYPES.items()})


class WritingSlack(Slack):
    """An app with token rotation on. ``pairs`` has the access token of each refresh token that may be exchanged."""

    CLIENT = "4123121235.9872358710"

    def __init__(self) -> None:
        super().__init__()
        self.judge = Written()
        self.secret = secrets.token_hex(16)
        self.pairs: dict[str, str] = {}

    def install(self) -> str:
        """Install the app: its pair, as its consumers hold it."""
        access = f"xoxe.xoxb-1-{self.token('chat:write', user=BOT).removeprefix('xoxb-')}"
        self.credentials[access] = self.credentials.popitem()[1]
        refresh = f"xoxe-1-{secrets.token_hex(40)}"
        self.pairs[refresh] = access
        return f"{access}:{refresh}"

    def answer(self, method: str, target: str, headers: Mapping[str, str], content: bytes) -> Reply:
        """These methods take forms."""
        form = headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
        body = json.dumps(dict(parse_qsl(content.decode()))).encode() if form else content
        return super().answer(method, target, headers, body)

    def _admit(self, request: Request, scopes: Any) -> None:
        if request.path != "/oauth.v2.access":
            super()._admit(request, scopes)

    @route("POST", "/oauth.v2.access")
    def exchange(self, request: Request) -> Reply:
        given = request.headers.get("authorization", "").removeprefix("Basic ")
        client, _, secret = base64.b64decode(given).decode().partition(":")
        if client != self.CLIENT:
            raise refused("invalid_client_id")
        if secret != self.secret:
            raise refused("bad_client_secret")
        assert request.body["grant_type"] == "refresh_token"
        if self.pairs.pop(request.body["refresh_token"], None) is None:
            raise refused("invalid_refresh_token")
        access, _, refresh = self.install().partition(":")
        made = {"access_token": access, "refresh_token": refresh, "expires_in": 43_200, "token_type": "bot"}
        team = {"id": TEAM, "name": "x"}
        return Reply(200, {"ok": True, **made, "scope": "chat:write", "bot_user_id": BOT, "app_id": "A1", "team": team})

    @route("POST", REVOKE)
    def revoke_itself(self, request: Request) -> Reply:
        self.who(request)
        self.revoke(self.presented(request))
        return Reply(200, {"ok": True, "revoked": True})
