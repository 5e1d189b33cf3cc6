"""GitLab, strictly: an administrator's lists with the Link header.

Judged by GitLab's own client library in Go (``gitlab.com/gitlab-org/api/client-go``, as Debian packages it). It knows
each request and every field, but not what may be absent. GitLab's OpenAPI description is in its repository only, and in
no package that tests could install.
"""

from functools import cache
from typing import Any

from fakes.golang import described
from fakes.judges import Specification
from fakes.specs import debian
from fakes.strict import Credential, Fake, RefusedError, Reply, Request, route

Json = Any
_API = "/api/v4"
_LIBRARY = ("golang-gitlab-gitlab-org-api-client-go-dev", "0.123.0-2")


@cache
def specification() -> Specification:
    folder = debian(*_LIBRARY, "usr/share/gocode/src/gitlab.com/gitlab-org/api/client-go")
    return Specification(described(folder), _API)


class GitLab(Fake):
    """Tokens, deploy tokens and keys, projects and groups with tokens of their own."""

    etags = True

    def __init__(self, tokens: int = 3) -> None:
        self.judge = specification()
        super().__init__()
        self.tokens = [token(number) for number in range(1, tokens + 1)]
        self.deploy_tokens: list[Json] = []
        self.deploy_keys: list[Json] = []
        self.projects: dict[int, list[Json]] = {}
        self.groups: dict[int, list[Json]] = {}
        self.runners: list[Json] = []
        self.users: list[Json] = []
        #: By owner: ``project 7``, ``group 9``.
        self.members: dict[str, list[Json]] = {}
        #: By owner: ``instance``, ``project 7``, ``group 9``.
        self.variables: dict[str, list[Json]] = {}

    def administrator(self, *scopes: str) -> str:
        """Issue an administrator's token, which its own list shows as well."""
        own = token(len(self.tokens) + 1) | {"name": "keyroll", "scopes": list(scopes) or ["read_api"]}
        self.tokens.append(own)
        return self.issue(*(scopes or ("read_api",)), record=own)

    def presented(self, request: Request) -> str:
        return request.headers.get("private-token", "")

    def _listed(self, items: list[Json], request: Request) -> Reply:
        found, following = self.page(items, request)
        link = f'<{self.address}{request.path}?per_page=100&cursor={following}>; rel="next"' if following else ""
        first = f'<{self.address}{request.path}?per_page=100>; rel="first"'
        return Reply(200, found, {"Link": f"{link}, {first}" if link else first})

    @route("GET", f"{_API}/personal_access_tokens/self", "read_api")
    def me(self, request: Request) -> Reply:
        return Reply(200, self.who(request).facts["record"])

    @route("GET", f"{_API}/personal_access_tokens", "read_api")
    def personal_access_tokens(self, request: Request) -> Reply:
        return self._listed(self.tokens, request)

    @route("GET", f"{_API}/deploy_tokens", "read_api")
    def all_deploy_tokens(self, request: Request) -> Reply:
        return self._listed(self.deploy_tokens, request)

    @route("GET", f"{_API}/deploy_keys", "read_api")
    def all_deploy_keys(self, request: Request) -> Reply:
        return self._listed(self.deploy_keys, request)

    @route("GET", f"{_API}/projects", "read_api")
    def all_projects(self, request: Request) -> Reply:
        return self._listed([{"id": number, "path_with_namespace": f"a/{number}"} for number in self.projects], request)

    @route("GET", f"{_API}/groups", "read_api")
    def all_groups(self, request: Request) -> Reply:
        return self._listed([{"id": number, "full_path": f"g{number}"} for number in self.groups], request)

    @route("GET", f"{_API}/projects/{{id}}/access_tokens", "read_api")
    def project_access_tokens(self, request: Request) -> Reply:
        return self._of(self.projects, request)

    @route("GET", f"{_API}/groups/{{id}}/access_tokens", "read_api")
    def group_access_tokens(self, request: Request) -> Reply:
        return self._of(self.groups, request)

    @route("GET", f"{_API}/runners/all", "read_api")
    def all_runners(self, request: Request) -> Reply:
        return self._listed(self.runners, request)

    @route("GET", f"{_API}/admin/ci/variables", "read_api")
    def instance_variables(self, request: Request) -> Reply:
        return self._listed(self.variables.get("instance", []), request)

    @route("GET", f"{_API}/projects/{{id}}/variables", "read_api")
    def project_variables(self, request: Request) -> Reply:
        return self._listed(self.variables.get(f"project {request.names['id']}", []), request)

    @route("GET", f"{_API}/groups/{{id}}/variables", "read_api")
    def group_variables(self, request: Request) -> Reply:
        return self._listed(self.variables.get(f"group {request.names['id']}", []), request)

    @route("GET", f"{_API}/users", "read_api")
    def all_users(self, request: Request) -> Reply:
        return self._listed(self.users, request)

    @route("GET", f"{_API}/projects/{{id}}/members/all", "read_api")
    def project_members(self, request: Request) -> Reply:
        return self._listed(self.members.get(f"project {request.names['id']}", []), request)

    @route("GET", f"{_API}/groups/{{id}}/members/all", "read_api")
    def group_members(self, request: Request) -> Reply:
        return self._listed(self.members.get(f"group {request.names['id']}", []), request)

    def who(self, request: Request) -> Credential:
        """Unknown, revoked and expired tokens are refused in three ways."""
        known = self.credentials.get(self.presented(request))
        if known is not None and known.ends <= self.now():
            words = "Token was revoked. You have to re-authorize from the user."
            if not known.facts.get("record", {}).get("revoked"):
                words = "Token is expired. You can either do re-authorization or token refresh."
            raise RefusedError(401, {"error": "invalid_token", "error_description": words})
        return super().who(request)

    def refusal(self, status: int) -> Json:
        return {"message": "401 Unauthorized"} if status == 401 else {"error": "insufficient_scope", "scope": "api"}

    def _of(self, kept: dict[int, list[Json]], request: Request) -> Reply:
        if int(request.names["id"]) not in kept:
            raise RefusedError(404)
        return self._listed(kept[int(request.names["id"])], request)


def token(number: int, **more: Json) -> Json:
    """A token as GitLab lists it."""
    return {
        "id": number,
        "name": f"token {number}",
        "revoked": False,
        "created_at": "2023-07-23T14:31:47.729Z",
        "scopes": ["api"],
        "user_id": 3,
        "last_used_at": None,
        "active": True,
        "expires_at": "2024-01-31",
    } | more
