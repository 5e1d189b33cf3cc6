"""Anthropic, strictly. Judged by the models of the vendor's own library (PyPI ``anthropic``)."""

from typing import Any

from fakes.judges import Models
from fakes.strict import Fake, RefusedError, Reply, Request, route

Json = Any
_ORG = "/v1/organizations"
TIME = "2026-05-16T08:47:09Z"


class Anthropic(Fake):
    """One organisation."""

    judge = Models(
        {
            "/v1/models": ("model_info", "ModelInfo"),
            f"{_ORG}/api_keys": ("organization.api_key", "APIKey"),
            f"{_ORG}/service_accounts": ("organization.service_account", "ServiceAccount"),
            f"{_ORG}/me": ("organization_info", "OrganizationInfo"),
        },
        "anthropic.types.",
        "data",
    )

    def __init__(self) -> None:
        super().__init__()
        self.keys = [api_key(number) for number in (1, 2, 3, 4)]
        self.accounts = [service_account(number) for number in (1, 2, 3)]

    def key(self, prefix: str = "sk-ant-api03-") -> str:
        scopes = ("admin",) if "admin" in prefix else ("workspace",)
        value = prefix + self.issue(*scopes).removeprefix("fake-") + "AA"
        self.credentials[value] = self.credentials.popitem()[1]
        return value

    def presented(self, request: Request) -> str:
        if "anthropic-version" not in request.headers:
            raise RefusedError(400, self.refusal(400))
        return request.headers.get("x-api-key", "")

    def refusal(self, status: int) -> Json:
        kinds = {400: "invalid_request_error", 401: "authentication_error", 403: "permission_error"}
        words = "invalid x-api-key" if status == 401 else f"{status}"
        return {"type": "error", "error": {"type": kinds[status], "message": words}, "request_id": "req_1"}

    @route("GET", "/v1/models", "workspace")
    def models(self, _request: Request) -> Reply:
        model = {"id": "m1", "type": "model", "display_name": "M", "created_at": TIME, "lifecycle": "active"}
        return Reply(200, page([model]), {"anthropic-organization-id": "org-1"})

    @route("GET", f"{_ORG}/me", "admin")
    def me(self, _request: Request) -> Reply:
        found = {"id": "org-1", "name": "Acme", "type": "organization"}
        return Reply(200, found, {"anthropic-organization-id": "org-1"})

    @route("GET", f"{_ORG}/api_keys", "admin")
    def api_keys(self, request: Request) -> Reply:
        ids = [one["id"] for one in self.keys]
        after = request.query.get("after_id", "")
        if after and after not in ids:
            raise RefusedError(400, self.refusal(400))
        begin = ids.index(after) + 1 if after else 0
        return Reply(200, page(self.keys[begin : begin + self.page_size], begin + self.page_size < len(ids)))

    @route("GET", f"{_ORG}/service_accounts", "admin")
    def service_accounts(self, request: Request) -> Reply:
        found, following = self.page(self.accounts, request, "page")
        return Reply(200, {"data": found, "next_page": following or None})


def page(items: list[Json], more: bool = False) -> Json:
    ends = {"first_id": items[0]["id"], "last_id": items[-1]["id"]} if items else {"first_id": None, "last_id": None}
    return {"data": items, **ends, "has_more": more}


def api_key(number: int) -> Json:
    status = ("active", "inactive", "archived", "expired")[number - 1]
    acts = {"type": "service_account_actor", "service_account_id": "svac_1"} if number == 2 else None
    facts = {"id": f"apikey_{number}", "type": "api_key", "name": f"key {number}", "status": status}
    whose = {"scope": {"type": "workspace", "workspace_id": "wrkspc_1"}, "principal": acts}
    made = {"created_at": TIME, "created_by": {"id": "user_1", "type": "user"}, "expires_at": None}
    return {**facts, **whose, **made, "partial_key_hint": f"sk-ant-api03-R2D...igA{number}"}


def service_account(number: int) -> Json:
    facts = {
        "id": f"svac_{number}",
        "type": "service_account",
        "name": f"ci-{number}",
        "organization_role": "developer",
    }
    return {**facts, "created_at": TIME, "updated_at": TIME, "archived_at": None}
