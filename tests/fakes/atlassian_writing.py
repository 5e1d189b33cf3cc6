"""Jira and Bitbucket Data Center, strictly, with accounts whose passwords an administrator sets.

What is sent is checked against the vendor's words as others typed them: Jira's ``PasswordBean`` (npm
``@atlassian-dc-mcp/jira``), Bitbucket's ``AdminPasswordUpdate`` (npm ``@coderabbitai/bitbucket``). Both answer 204.
"""

import base64
from typing import Any

from fakes.atlassian import Bitbucket, DataCenter, Jira
from fakes.strict import Credential, RefusedError, Reply, Request, route

Json = Any


class Accounts(DataCenter):
    """Accounts with one password each, and sessions that were opened with it."""

    def __init__(self) -> None:
        super().__init__()
        self.sessions: dict[str, int] = {}

    def account(self, name: str, password: str, *scopes: str) -> None:
        """Give an account a password: the only one that it has."""
        for value in [value for value in self.credentials if value.startswith(f"{name}:")]:
            self.revoke(value)
        self.credentials[f"{name}:{password}"] = Credential(frozenset(scopes), facts={"name": name})

    def presented(self, request: Request) -> str:
        kind, _, value = request.headers.get("authorization", "").partition(" ")
        return base64.b64decode(value).decode() if kind == "Basic" else value

    def has(self, name: str) -> bool:
        return any(
            value.startswith(f"{name}:") and known.ends > self.now() for value, known in self.credentials.items()
        )


class WritingJira(Accounts, Jira):
    """Jira 9.11 or later, or an earlier one, which has no request that ends sessions."""

    version = (9, 12)

    @route("PUT", "/rest/api/2/user/password", "Jira administrators (global permission)")
    def set_password(self, request: Request) -> Reply:
        name = request.query.get("username", "")
        if set(request.body) - {"password", "currentPassword"} or not request.body.get("password"):
            raise RefusedError(400)
        if not self.has(name):
            raise RefusedError(404)
        self.account(name, request.body["password"])
        self.sessions.pop(name, None)
        return Reply(204)

    @route("DELETE", "/rest/api/2/user/session/{name}", "Jira administrators (global permission)")
    def end_sessions(self, request: Request) -> Reply:
        if self.version < (9, 11):
            raise RefusedError(404)
        self.sessions.pop(request.names["name"], None)
        return Reply(204)


class WritingBitbucket(Accounts, Bitbucket):
    """Only a password may administer."""

    @route("PUT", "/rest/api/latest/admin/users/credentials", "ADMIN")
    def set_password(self, request: Request) -> Reply:
        body = request.body
        if set(body) != {"name", "password", "passwordConfirm"} or body["password"] != body["passwordConfirm"]:
            raise RefusedError(400)
        if not self.has(body["name"]):
            raise RefusedError(404)
        self.account(body["name"], body["password"])
        return Reply(204)
