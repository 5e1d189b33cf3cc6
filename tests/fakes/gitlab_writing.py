"""GitLab, strictly, with what it lets one write: tokens of projects, groups and people, and variables.

``rotate`` makes families of tokens. A revoked one that is presented to ``rotate`` ends the active one of its family, as
GitLab does (``revoke_token_family`` in ``lib/gitlab/auth/auth_finders.rb``). Presented elsewhere it ends nothing.
"""

import re
from dataclasses import replace
from typing import Any

from fakes.gitlab import _API, GitLab, specification, token
from fakes.strict import Credential, RefusedError, Reply, Request, route

Json = Any
SCOPE = "api"
_ROTATES = re.compile(r"access_tokens/(\d+|self)/rotate$")


class Created:
    """The client library describes an answer by its type, whatever its status: 201 is checked against that of 200."""

    def faults(self, method: str, template: str, status: int, body: Json) -> list[str]:
        return [] if status == 204 else specification().faults(method, template, 200, body)


class WritingGitLab(GitLab):
    """Issues values once, and refuses what was revoked."""

    def __init__(self) -> None:
        super().__init__()
        self.judge = Created()
        self.number = 100
        self.values: dict[str, str] = {}
        #: The family of each token that ``rotate`` took or made, by its id.
        self.families: dict[int, int] = {}

    def who(self, request: Request) -> Credential:
        known = self.credentials.get(self.presented(request))
        record = known.facts.get("record", {}) if known else {}
        if record.get("revoked") and record["id"] in self.families and _ROTATES.search(request.path):
            for value, one in list(self.credentials.items()):
                relative = one.facts.get("record", {})
                if self.families.get(relative.get("id")) == self.families[record["id"]]:
                    relative |= {"revoked": True, "active": False}
                    self.revoke(value)
        return super().who(request)

    @route("POST", f"{_API}/personal_access_tokens/{{number}}/rotate", SCOPE)
    def rotate(self, request: Request) -> Reply:
        own, number = self.who(request).facts["record"], request.names["number"]
        old = own if number == "self" else next(one for one in self.tokens if str(one["id"]) == number)
        if old["revoked"]:
            raise RefusedError(401)
        record, value = self._new({"name": old["name"], "scopes": old["scopes"]}, user_id=old["user_id"])
        self.credentials[value].scopes |= self.who(request).scopes
        self.tokens.append(record)
        self.families[record["id"]] = self.families.setdefault(old["id"], old["id"])
        self._revoked(self.tokens, replace(request, names={**request.names, "number": str(old["id"])}))
        return Reply(200, record | {"token": value})

    def _new(self, body: Json, **more: Json) -> tuple[Json, str]:
        self.number += 1
        record = token(self.number, created_at="2026-11-28T10:00:00.000Z", user_id=3) | body | more
        value = self.issue("read_api", record=record)
        return record, value

    def _made(self, kept: list[Json], request: Request, **more: Json) -> Reply:
        if not request.body.get("name") or not request.body.get("scopes"):
            raise RefusedError(400)
        record, value = self._new(request.body, **more)
        kept.append(record)
        return Reply(201, record | {"token": value})

    def _revoked(self, kept: list[Json], request: Request) -> Reply:
        for record in kept:
            if record["id"] == int(request.names["number"]) and not record["revoked"]:
                record |= {"revoked": True, "active": False}
                for value, one in self.credentials.items():
                    if one.facts.get("record") is record:
                        self.revoke(value)
                return Reply(204)
        raise RefusedError(404)

    @route("GET", f"{_API}/personal_access_tokens/self", "read_api")
    def me(self, request: Request) -> Reply:
        record = self.who(request).facts["record"]
        return Reply(200, {name: value for name, value in record.items() if name != "access_level"})

    @route("POST", f"{_API}/projects/{{id}}/access_tokens", SCOPE)
    def make_project_token(self, request: Request) -> Reply:
        return self._made(self.projects[int(request.names["id"])], request, access_level=30)

    @route("DELETE", f"{_API}/projects/{{id}}/access_tokens/{{number}}", SCOPE)
    def revoke_project_token(self, request: Request) -> Reply:
        return self._revoked(self.projects[int(request.names["id"])], request)

    @route("GET", f"{_API}/personal_access_tokens/{{number}}", SCOPE)
    def one_token(self, request: Request) -> Reply:
        found = [one for one in self.tokens if str(one["id"]) == request.names["number"]]
        if not found:
            raise RefusedError(404)
        return Reply(200, found[0])

    @route("POST", f"{_API}/users/{{id}}/personal_access_tokens", SCOPE)
    def make_personal_token(self, request: Request) -> Reply:
        return self._made(self.tokens, request, user_id=int(request.names["id"]))

    @route("DELETE", f"{_API}/personal_access_tokens/{{number}}", SCOPE)
    def revoke_personal_token(self, request: Request) -> Reply:
        return self._revoked(self.tokens, request)

    @route("GET", f"{_API}/projects/{{id}}/variables/{{key}}", SCOPE)
    def variable(self, request: Request) -> Reply:
        return Reply(200, self._variable(request))

    @route("PUT", f"{_API}/projects/{{id}}/variables/{{key}}", SCOPE)
    def change_variable(self, request: Request) -> Reply:
        found = self._variable(request)
        found |= request.body
        return Reply(200, found)

    @route("POST", f"{_API}/projects/{{id}}/variables", SCOPE)
    def make_variable(self, request: Request) -> Reply:
        made = {"variable_type": "env_var", "hidden": False, "raw": False} | request.body
        self.variables.setdefault(f"project {request.names['id']}", []).append(made)
        return Reply(201, made)

    def _variable(self, request: Request) -> Json:
        scope = request.query.get("filter[environment_scope]")
        for one in self.variables.get(f"project {request.names['id']}", []):
            if one["key"] == request.names["key"] and scope in (None, one["environment_scope"]):
                return one
        raise RefusedError(404)
