"""GitHub, strictly: tokens of owners and a GitHub App whose claims it checks. Judged by ``@octokit/openapi``."""

import base64
import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from fakes.judges import Specification
from fakes.specs import npm
from fakes.strict import Credential, Fake, RefusedError, Reply, Request, route

Json = Any
TIME = "2026-05-16T08:47:09Z"
ORG = "octo-org"
CLIENT_ID = "Iv23liKeyroll"
PERMISSIONS = (
    "organization_personal_access_tokens", "organization_administration", "organization_secrets",
    "organization_dependabot_secrets", "organization_hooks", "metadata", "administration", "repository_hooks",
    "secrets", "dependabot_secrets", "actions", "environments", "members", "organization_self_hosted_runners",
)  # fmt: skip


@cache
def specification() -> Specification:
    return Specification.of(npm("@octokit/openapi", "23.0.2", "generated/ghec.json"))


class GitHub(Fake):
    """One organisation, with one App that keyroll signs in with."""

    etags = True

    def __init__(self) -> None:
        self.judge = specification()
        super().__init__()
        self.tokens: list[Json] = []
        self.authorised: list[Json] = []
        self.secrets: dict[str, list[Json]] = {"actions": [], "dependabot": []}
        self.hooks: list[Json] = []
        self.repositories: dict[str, dict[str, list[Json]]] = {}
        self.environments: dict[str, dict[str, list[Json]]] = {}
        self.keys: list[rsa.RSAPrivateKey] = []
        self.permissions: tuple[str, ...] = PERMISSIONS

    def app_key(self) -> str:
        """Make a private key of the app and return it as PEM."""
        self.keys.append(rsa.generate_private_key(65537, 2048))
        return pem(self.keys[-1])

    def token(self, login: str = "octocat", prefix: str = "ghp_", scopes: tuple[str, ...] = PERMISSIONS) -> str:
        value = prefix + self.issue(*scopes, login=login).removeprefix("fake-")
        self.credentials[value] = self.credentials.popitem()[1]
        return value

    def refusal(self, status: int) -> Json:
        words = {401: "Bad credentials", 403: "Resource not accessible by integration"}[status]
        return {"message": words, "documentation_url": "https://docs.github.com/rest", "status": f"{status}"}

    def who(self, request: Request) -> Credential:
        value = self.presented(request)
        if not value:
            raise RefusedError(401, {"message": "Requires authentication", "status": "401"})
        return Credential(frozenset({"app"})) if value.count(".") == 2 and self._signed(value) else super().who(request)

    def _signed(self, claim: str) -> bool:
        text, _, signature = claim.rpartition(".")
        facts = json.loads(_bytes(text.partition(".")[2]))
        if facts["iss"] != CLIENT_ID:
            raise RefusedError(404, {"message": "Integration not found", "status": "404"})
        for key in self.keys:
            try:
                key.public_key().verify(_bytes(signature), text.encode(), padding.PKCS1v15(), hashes.SHA256())
            except InvalidSignature:
                continue
            return True
        raise RefusedError(401, {"message": "A JSON web token could not be decoded", "status": "401"})

    @route("GET", "/user")
    def user(self, request: Request) -> Reply:
        login = self.who(request).facts.get("login")
        if not login:
            raise RefusedError(403, self.refusal(403))
        return Reply(200, {**_account(login, "User"), **_PERSON})

    @route("GET", "/app", "app")
    def app(self, _request: Request) -> Reply:
        facts: dict[str, Any] = {
            "name": "Keyroll",
            "description": None,
            "external_url": _URL,
            "html_url": _URL,
            "permissions": {},
        }
        times = {"created_at": TIME, "updated_at": TIME, "events": []}
        return Reply(
            200,
            {"id": 7, "slug": "keyroll", "node_id": "A", "client_id": CLIENT_ID, "owner": _owner(), **facts, **times},
        )

    @route("GET", "/orgs/{org}/installation", "app")
    def installation(self, request: Request) -> Reply:
        if request.names["org"] != ORG:
            raise RefusedError(404, {"message": "Not Found", "status": "404"})
        return Reply(200, installed(3, "keyroll"))

    @route("POST", "/app/installations/{id}/access_tokens", "app")
    def access_tokens(self, _request: Request) -> Reply:
        ends = self.now() + 3600
        value = f"ghs_{self.issue(*self.permissions, ends=ends)}"
        self.credentials[value] = self.credentials.popitem()[1]
        return Reply(201, {"token": value, "expires_at": datetime.fromtimestamp(ends, UTC).isoformat()})

    @route("GET", "/orgs/{org}/personal-access-tokens", "organization_personal_access_tokens")
    def personal_access_tokens(self, request: Request) -> Reply:
        if "login" in self.who(request).facts:  # for apps only
            raise RefusedError(403, self.refusal(403))
        return self._listed(self.tokens, request)

    @route("GET", "/orgs/{org}/credential-authorizations", "organization_administration")
    def credential_authorizations(self, request: Request) -> Reply:
        return self._listed(self.authorised, request)

    @route("GET", "/orgs/{org}/installations", "organization_administration")
    def installations(self, request: Request) -> Reply:
        return self._listed([installed(3, "keyroll")], request, "installations")

    @route("GET", "/orgs/{org}/actions/secrets", "organization_secrets")
    def actions_secrets(self, request: Request) -> Reply:
        return self._listed(self.secrets["actions"], request, "secrets")

    @route("GET", "/orgs/{org}/dependabot/secrets", "organization_dependabot_secrets")
    def dependabot_secrets(self, request: Request) -> Reply:
        return self._listed(self.secrets["dependabot"], request, "secrets")

    @route("GET", "/orgs/{org}/hooks", "organization_hooks")
    def org_hooks(self, request: Request) -> Reply:
        return self._listed(self.hooks, request)

    @route("GET", "/orgs/{org}/members", "members")
    def members(self, request: Request) -> Reply:
        logins = {"admin": ["octocat"], "member": ["hubot"]}[request.query["role"]]
        return self._listed([_account(login, "User") for login in logins], request)

    @route("GET", "/orgs/{org}/actions/runners", "organization_self_hosted_runners")
    def all_runners(self, request: Request) -> Reply:
        return self._listed([RUNNER], request, "runners")

    @route("GET", "/repos/{owner}/{repo}/collaborators", "metadata")
    def collaborators(self, request: Request) -> Reply:
        return self._listed(self._of(request, "collaborators"), request)

    @route("GET", "/orgs/{org}/repos", "metadata")
    def repos(self, request: Request) -> Reply:
        return self._listed([_repository(name) for name in self.repositories], request)

    @route("GET", "/repos/{owner}/{repo}/keys", "administration")
    def repo_keys(self, request: Request) -> Reply:
        return self._listed(self._of(request, "keys"), request)

    @route("GET", "/repos/{owner}/{repo}/hooks", "repository_hooks")
    def repo_hooks(self, request: Request) -> Reply:
        return self._listed(self._of(request, "hooks"), request)

    @route("GET", "/repos/{owner}/{repo}/actions/secrets", "secrets")
    def repo_secrets(self, request: Request) -> Reply:
        return self._listed(self._of(request, "actions"), request, "secrets")

    @route("GET", "/repos/{owner}/{repo}/dependabot/secrets", "dependabot_secrets")
    def repo_dependabot(self, request: Request) -> Reply:
        return self._listed(self._of(request, "dependabot"), request, "secrets")

    @route("GET", "/repos/{owner}/{repo}/environments", "actions")
    def repo_environments(self, request: Request) -> Reply:
        names = self.environments.get(request.names["repo"], {})
        return self._listed([_environment(name) for name in names], request, "environments")

    @route("GET", "/repos/{owner}/{repo}/environments/{environment}/secrets", "environments")
    def environment_secrets(self, request: Request) -> Reply:
        found = self.environments.get(request.names["repo"], {})
        return self._listed(found[request.names["environment"]], request, "secrets")

    def _of(self, request: Request, what: str) -> list[Json]:
        if request.names["repo"] not in self.repositories:
            raise RefusedError(404, {"message": "Not Found", "status": "404"})
        return self.repositories[request.names["repo"]].get(what, [])

    def _listed(self, items: list[Json], request: Request, field: str = "") -> Reply:
        found, following = self.page(items, request, "page")
        link = f'<{self.address}{request.path}?per_page=100&page={following}>; rel="next"'
        body = {"total_count": len(items), field: found} if field else found
        return Reply(200, body, {"Link": link} if following else {})


def pem(key: rsa.RSAPrivateKey) -> str:
    kind, plain = serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, kind, plain).decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


_URL = "https://api.github.com/x"
_PERSON = {
    "name": None, "company": None, "blog": None, "location": None, "email": None, "hireable": None, "bio": None,
    "public_repos": 0, "public_gists": 0, "followers": 0, "following": 0, "created_at": TIME, "updated_at": TIME,
    "private_gists": 0, "total_private_repos": 0, "owned_private_repos": 0, "disk_usage": 0, "collaborators": 0,
    "two_factor_authentication": True, "user_view_type": "private",
}  # fmt: skip
_LINKS = (
    "archive assignees blobs branches collaborators comments commits compare contents contributors "
    "deployments downloads events forks git_commits git_refs git_tags issue_comment issue_events issues keys labels "
    "languages merges milestones "
    "notifications pulls releases stargazers statuses subscribers subscription tags teams trees hooks"
)


_ACCOUNT_LINKS = "followers following gists starred subscriptions organizations repos events received_events"


def _account(login: str, kind: str) -> Json:
    links = {f"{name}_url": _URL for name in _ACCOUNT_LINKS.split()}
    facts = {"login": login, "id": 1, "node_id": "U", "avatar_url": _URL, "gravatar_id": "", "url": _URL}
    return {**facts, "html_url": _URL, "type": kind, "site_admin": False, **links}


def _owner() -> Json:
    return _account(ORG, "Organization")


def _repository(name: str) -> Json:
    links = {f"{one}_url": _URL for one in _LINKS.split()}
    facts = {"id": 1, "node_id": "R", "name": name, "full_name": f"{ORG}/{name}", "owner": _owner(), "private": True}
    return {
        **facts,
        "html_url": _URL,
        "description": None,
        "fork": False,
        "url": _URL,
        "temp_clone_token": CANARY,
    } | links


#: Secret texts that GitHub gives in lists; nobody may find them in a home.
CANARY = "canary-of-github"


def _environment(name: str) -> Json:
    facts = {"id": 1, "node_id": "E", "name": name, "url": _URL, "html_url": _URL}
    rules = [{"id": 2, "node_id": "G", "type": "required_reviewers", "prevent_self_review": True, "reviewers": []}]
    gates = {"protection_rules": rules, "deployment_branch_policy": None}
    return {**facts, "created_at": TIME, "updated_at": TIME, **gates}


def environment(name: str) -> Json:
    """An environment as the vendor lists it."""
    return _environment(name)


def member(login: str) -> Json:
    """A member as the vendor lists it."""
    return _account(login, "User")


def collaborator(login: str, level: str) -> Json:
    """A collaborator as the vendor lists it: who may more may less, too."""
    levels = ("admin", "maintain", "push", "triage", "pull")
    may = {one: levels.index(one) >= levels.index(level) for one in levels}
    return {**_account(login, "User"), "permissions": may, "role_name": level}


RUNNER = {
    "id": 23, "name": "build-1", "os": "linux", "status": "online", "busy": False,
    "labels": [{"id": 5, "name": "self-hosted", "type": "read-only"}],
}  # fmt: skip


def installed(number: int, slug: str) -> Json:
    facts = {"id": number, "account": _owner(), "repository_selection": "all", "app_id": 7, "app_slug": slug}
    links = {"access_tokens_url": _URL, "repositories_url": _URL, "html_url": _URL}
    target = {"target_id": 1, "target_type": "Organization", "permissions": {"contents": "read"}, "events": []}
    times = {"created_at": TIME, "updated_at": TIME, "suspended_at": None, "suspended_by": None}
    return {**facts, **links, **target, **times, "single_file_name": None}


def fine_grained(number: int, **more: Json) -> Json:
    facts = {
        "id": number,
        "owner": _account("octocat", "User"),
        "repository_selection": "all",
        "token_id": 900 + number,
    }
    powers = {"repositories_url": _URL, "permissions": {"repository": {"contents": "write"}}, "access_granted_at": TIME}
    ends = {
        "token_name": f"token {number}",
        "token_expired": False,
        "token_expires_at": None,
        "token_last_used_at": TIME,
    }
    return {**facts, **powers, **ends} | more


def hook(number: int, address: str) -> Json:
    config = {"url": f"https://ci.vendor.example/{CANARY}", "content_type": "json", "secret": "********"}
    facts = {"id": number, "url": f"https://api.github.com/{address}/hooks/{number}", "ping_url": _URL, "name": "web"}
    times = {"events": ["push"], "active": True, "config": config, "updated_at": TIME, "created_at": TIME}
    both = {"test_url": _URL, "last_response": {"code": None, "status": "unused", "message": None}}
    return {**facts, **times, "type": "Repository", **(both if address.startswith("repos") else {})}


def secret(name: str, address: str = "") -> Json:
    one = {"name": name, "created_at": TIME, "updated_at": TIME}
    return one | ({"visibility": "selected", "selected_repositories_url": f"{_URL}/{address}"} if address else {})


def deploy_key(number: int, repository: str, key: str) -> Json:
    facts = {"id": number, "key": key, "url": f"https://api.github.com/repos/{ORG}/{repository}/keys/{number}"}
    more = {"title": "ci", "verified": True, "created_at": TIME, "read_only": False, "added_by": "octocat"}
    return {**facts, **more, "last_used": None, "enabled": True}
