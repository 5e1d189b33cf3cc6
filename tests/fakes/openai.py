"""OpenAI, strictly. Judged by the models of the vendor's own library (PyPI ``openai``)."""

from typing import Any

from fakes.judges import Models
from fakes.strict import Fake, RefusedError, Reply, Request, route

Json = Any
_ORG = "/v1/organization"
TIME = 1_750_000_000


class OpenAI(Fake):
    """One organisation with two projects."""

    judge = Models(
        {
            "/v1/models": ("model", "Model"),
            f"{_ORG}/admin_api_keys": ("admin.organization.admin_api_key", "AdminAPIKey"),
            f"{_ORG}/projects": ("admin.organization.project", "Project"),
            f"{_ORG}/audit_logs": ("admin.organization.audit_log_list_response", "AuditLogListResponse"),
            f"{_ORG}/projects/{{id}}/api_keys": ("admin.organization.projects.project_api_key", "ProjectAPIKey"),
            f"{_ORG}/projects/{{id}}/service_accounts": (
                "admin.organization.projects.project_service_account",
                "ProjectServiceAccount",
            ),
        },
        "openai.types.",
        "data",
    )

    def __init__(self) -> None:
        super().__init__()
        self.keys = {"proj_a": [key(number) for number in (1, 2, 3)], "proj_b": []}
        self.accounts = {"proj_a": [service_account()], "proj_b": []}
        self.admin_keys = [admin_key()]
        #: The audit log, newest first.
        self.acts: list[Json] = []

    def key(self, prefix: str = "sk-proj-", project: str = "proj_a") -> str:
        scopes = ("admin",) if prefix == "sk-admin-" else ("project",)
        value = prefix + self.issue(*scopes, project=project).removeprefix("fake-")
        self.credentials[value] = self.credentials.popitem()[1]
        return value

    def refusal(self, status: int) -> Json:
        code = "invalid_api_key" if status == 401 else None
        return {"error": {"message": f"{status}", "type": "invalid_request_error", "param": None, "code": code}}

    @route("GET", "/v1/models", "project")
    def models(self, request: Request) -> Reply:
        whose = {"openai-organization": "acme", "openai-project": self.who(request).facts["project"]}
        model = {"id": "m1", "created": TIME, "object": "model", "owned_by": "system"}
        return Reply(200, {"object": "list", "data": [model]}, whose)

    @route("GET", f"{_ORG}/admin_api_keys", "admin")
    def all_admin_keys(self, request: Request) -> Reply:
        return self._listed(self.admin_keys, request)

    @route("GET", f"{_ORG}/projects", "admin")
    def projects(self, request: Request) -> Reply:
        listed = [{"id": one, "object": "organization.project", "created_at": TIME, "name": one} for one in self.keys]
        return self._listed(listed, request)

    @route("GET", f"{_ORG}/projects/{{id}}/api_keys", "admin")
    def project_keys(self, request: Request) -> Reply:
        asked = request.query.get("owner_project_access", "active")
        keys = self.keys[request.names["id"]]
        return self._listed([one for one in keys if asked in ("any", one["owner_project_access"])], request)

    @route("GET", f"{_ORG}/projects/{{id}}/service_accounts", "admin")
    def service_accounts(self, request: Request) -> Reply:
        return self._listed(self.accounts[request.names["id"]], request)

    @route("GET", f"{_ORG}/audit_logs", "admin")
    def audit_logs(self, request: Request) -> Reply:
        since = int(request.query.get("effective_at[gte]", "0"))
        return self._listed([one for one in self.acts if one["effective_at"] >= since], request)

    def _listed(self, items: list[Json], request: Request) -> Reply:
        ids = [one["id"] for one in items]
        after = request.query.get("after", "")
        if after and after not in ids:
            raise RefusedError(400, self.refusal(400))
        begin = ids.index(after) + 1 if after else 0
        return Reply(200, page(items[begin : begin + self.page_size], begin + self.page_size < len(items)))


def page(items: list[Json], more: bool = False) -> Json:
    ends = {"first_id": items[0]["id"], "last_id": items[-1]["id"]} if items else {"first_id": None, "last_id": None}
    return {"object": "list", "data": items, **ends, "has_more": more}


def service_account() -> Json:
    facts = {"id": "svc_1", "name": "deploy", "role": "member", "created_at": TIME}
    return {"object": "organization.project.service_account", **facts}


def key(number: int) -> Json:
    user = {"id": "user_1", "name": "Ada", "email": "ada@a.example", "role": "owner", "created_at": TIME}
    account = {"id": "svc_1", "name": "deploy", "role": "member", "created_at": TIME}
    owner = {"type": "user", "user": user} if number % 2 else {"type": "service_account", "service_account": account}
    facts = {"id": f"key_{number}", "name": f"key {number}", "redacted_value": f"sk-proj-****abc{number}"}
    times = {"created_at": TIME, "last_used_at": TIME + 9, "expires_at": None, "owner_project_access": "active"}
    return {"object": "organization.project.api_key", "owner": owner, **facts, **times}


def admin_key() -> Json:
    owner = {"type": "user", "object": "organization.user", "id": "user_1", "name": "Ada", "role": "owner"}
    facts = {"id": "key_9", "name": "keyroll", "redacted_value": "sk-admin-****wxyz", "created_at": TIME}
    return {"object": "organization.admin_api_key", "owner": owner | {"created_at": TIME}, **facts}
