"""Cloudflare's Access service tokens, strictly, with what rotates them: two secrets at most, one client id.

Answers are checked against the models of the vendor's library if these have the fields; how long a previous secret is
accepted follows the words of the same models.
"""

from datetime import datetime
from typing import Any

from fakes.cloudflare import _SERVICE, envelope
from fakes.strict import RefusedError, Reply, Request, route
from fakes.writing import WritingCloudflare

Json = Any
WRITE, REVOKE = "Access: Service Tokens Write", "Access: Apps and Policies Revoke"
APPLICATION = "f174e90a-fafe-4643-bbbc-4a0ed4fc8415"
_APPS = "/client/v4/accounts/{account}/access/apps/{app}/revoke_tokens"


class WritingAccess(WritingCloudflare):
    """Service tokens that are rotated in place; the application at ``/app`` admits the current and previous secret."""

    def __init__(self) -> None:
        super().__init__()
        self.cookies_ended: list[str] = []

    def administrator(self) -> str:
        scopes = ("Account API Tokens Read", "Account API Tokens Write", "Access: Service Tokens Read", WRITE, REVOKE)
        record = {"status": "active", "id": "administrator", "expires_on": None}
        return self.issue(*scopes, record=record, kind="account")

    def _token(self, request: Request) -> Json:
        for one in self.service_tokens:
            if one["id"] == request.names["token"]:
                return one
        raise RefusedError(404, envelope(None, success=False, errors=[{"code": 12132, "message": "not found"}]))

    def _secrets(self, record: Json) -> list[str]:
        """The secrets of a token, the oldest first."""
        return [value for value, known in self.credentials.items() if known.facts.get("record") is record]

    @route("GET", f"{_SERVICE}/{{token}}", "Access: Service Tokens Read")
    def get_service_token(self, request: Request) -> Reply:
        return self._result(self._token(request))

    @route("PUT", f"{_SERVICE}/{{token}}", WRITE)
    def put_service_token(self, request: Request) -> Reply:
        if set(request.body) - {"name", "duration", "enabled", "previous_client_secret_expires_at"}:
            raise RefusedError(400)
        one = self._token(request)
        one |= request.body
        if until := request.body.get("previous_client_secret_expires_at"):
            self._previous_until(one, until)
        return self._result(one)

    def _previous_until(self, record: Json, until: str) -> None:
        for value in self._secrets(record)[:-1]:
            self.credentials[value].ends = datetime.fromisoformat(until).timestamp()

    @route("POST", f"{_SERVICE}/{{token}}/rotate", WRITE)
    def rotate_service_token(self, request: Request) -> Reply:
        one = self._token(request)
        for value in self._secrets(one)[:-1]:  # no third secret is accepted
            self.credentials[value].ends = 0
        secret = self.issue(kind="service", record=one)
        one["client_secret_version"] += 1
        until = (request.body or {}).get("previous_client_secret_expires_at", "2020-01-01T00:00:00Z")
        one["previous_client_secret_expires_at"] = until
        self._previous_until(one, until)
        shown = {name: one[name] for name in ("id", "client_id", "name", "duration", "enabled")}
        return self._result(shown | {"client_secret": secret})

    @route("POST", _APPS, REVOKE)
    def revoke_tokens(self, request: Request) -> Reply:
        if request.names["app"] != APPLICATION:
            raise RefusedError(404)
        self.cookies_ended.append(request.names["app"])
        return Reply(202, {"success": True, "errors": [], "messages": [], "result": {}})
