"""Cloudflare, strictly: lists in the result envelope, tokens that verify themselves, an application behind Access.

Judged by the typed models of the vendor's own Python library; ``ALSO`` are fields that its pages show and the library
leaves out. What Access answers is described in words only: that part has no judge but the tests.
"""

import base64
import json
from typing import Any

from fakes.judges import ModelSchemas
from fakes.strict import Credential, Fake, RefusedError, Reply, Request, route

Json = Any
ACCOUNT = "5c1e9a0b7f3d4c62a8e4d1b09f27c3aa"
_API = "/client/v4"
_SERVICE, _TOKENS, _OWN = (
    f"{_API}/accounts/{{account}}/access/service_tokens",
    f"{_API}/accounts/{{account}}/tokens",
    f"{_API}/user/tokens",
)
_APPS, _GROUPS = f"{_API}/accounts/{{account}}/access/apps", f"{_API}/accounts/{{account}}/access/groups"
ALSO = ("created_at", "updated_at", "last_seen_at", "client_secret_version", "previous_client_secret_expires_at")
SCOPES = {
    _SERVICE: "Access: Service Tokens Read",
    _APPS: "Access: Apps and Policies Read",
    _GROUPS: "Access: Organizations, Identity Providers, and Groups Read",
    _TOKENS: "Account API Tokens Read",
    _OWN: "User API Tokens Read",
}


def _judge() -> ModelSchemas:
    from cloudflare.types.accounts.token_verify_response import TokenVerifyResponse
    from cloudflare.types.shared.token import Token
    from cloudflare.types.user.token_verify_response import TokenVerifyResponse as OwnVerifyResponse
    from cloudflare.types.zero_trust.access.application_list_response import ApplicationListResponse
    from cloudflare.types.zero_trust.access.group_list_response import GroupListResponse
    from cloudflare.types.zero_trust.access.service_token import ServiceToken

    return ModelSchemas(
        {
            ("GET", _SERVICE): list[ServiceToken],
            ("GET", _APPS): list[ApplicationListResponse],
            ("GET", _GROUPS): list[GroupListResponse],
            ("GET", _TOKENS): list[Token],
            ("GET", _OWN): list[Token],
            ("GET", f"{_TOKENS}/verify"): TokenVerifyResponse,
            ("GET", f"{_OWN}/verify"): OwnVerifyResponse,
        },
        "result",
        ALSO,
    )


class Cloudflare(Fake):
    """Tokens of an account and of one user, service tokens, and one application (at ``/app``) that admits them."""

    judge = _judge()
    page_size = 50

    def __init__(self) -> None:
        super().__init__()
        self.service_tokens: list[Json] = []
        self.applications = [access_application(number) for number in range(1, 4)]
        self.groups = [access_group()]
        self.account_tokens: list[Json] = []
        self.user_tokens: list[Json] = []
        #: Whether the application has a sign-in page, and whether its policies name every service token.
        self.sign_in = self.admits = True

    def token(self, *scopes: str, kind: str = "account", lists: bool = True) -> str:
        """Issue an API token of the account or of the user, which its own list shows as well."""
        kept = self.account_tokens if kind == "account" else self.user_tokens
        record = api_token(f"{kind}{len(kept) + 1}".ljust(32, "0"))
        if lists:
            kept.append(record)
        return self.issue(*(scopes or SCOPES.values()), kind=kind, record=record)

    def service_token(self) -> str:
        """Issue a service token, as ``CLIENT_ID:CLIENT_SECRET``."""
        record = service_token(len(self.service_tokens) + 1)
        self.service_tokens.append(record)
        secret = self.issue(kind="service", record=record)
        return f"{record['client_id']}:{secret}"

    def refusal(self, status: int) -> Json:
        code, message = (1000, "Invalid API Token") if status == 401 else (10000, "Authentication error")
        return envelope(None, success=False, errors=[{"code": code, "message": message}])

    def who(self, request: Request) -> Credential:
        known = super().who(request)
        if known.facts["kind"] != ("account" if "/accounts/" in request.path else "user"):
            if request.path.endswith("/verify"):
                raise RefusedError(401, self.refusal(401))
            if "/user/" in request.path:
                raise RefusedError(403, self.refusal(403))
        if known.facts["record"]["status"] != "active" and not request.path.endswith("/verify"):
            raise RefusedError(401, self.refusal(401))
        return known

    def _listed(self, items: list[Json], request: Request) -> Reply:
        number, size = (
            int(request.query.get("page", "1")),
            min(int(request.query.get("per_page", "20")), self.page_size),
        )
        pages = max(-(-len(items) // size), 1)
        if not 0 < number <= pages:
            raise RefusedError(400, envelope(None, success=False, errors=[{"code": 6003, "message": "Invalid page"}]))
        found = items[(number - 1) * size : number * size]
        return Reply(200, envelope(found, page=number, per_page=size, total_pages=pages, total_count=len(items)))

    @route("GET", _SERVICE, SCOPES[_SERVICE])
    def list_service_tokens(self, request: Request) -> Reply:
        return self._listed(self.service_tokens, request)

    @route("GET", _TOKENS, SCOPES[_TOKENS])
    def list_account_tokens(self, request: Request) -> Reply:
        return self._listed(self.account_tokens, request)

    @route("GET", _APPS, SCOPES[_APPS])
    def list_applications(self, request: Request) -> Reply:
        return self._listed(self.applications, request)

    @route("GET", _GROUPS, SCOPES[_GROUPS])
    def list_groups(self, request: Request) -> Reply:
        return self._listed(self.groups, request)

    @route("GET", _OWN, SCOPES[_OWN])
    def list_user_tokens(self, request: Request) -> Reply:
        return self._listed(self.user_tokens, request)

    @route("GET", f"{_TOKENS}/verify")
    def verify(self, request: Request) -> Reply:
        record = self.who(request).facts["record"]
        return Reply(200, envelope({name: record[name] for name in ("id", "status", "expires_on")}))

    @route("GET", f"{_OWN}/verify")
    def verify_own(self, request: Request) -> Reply:
        return self.verify(request)

    def answer(self, method: str, target: str, headers: Any, content: bytes) -> Reply:
        """Answer for the application, which has its own host at the vendor; else as the API does."""
        if target != "/app":
            return super().answer(method, target, headers, content)
        request = Request(method, target, {}, headers, None, {}, 0)
        other = self.mood(request)
        if other is not None:
            return other
        known = self.credentials.get(headers.get("cf-access-client-secret", ""))
        name = headers.get("cf-access-client-id", "")
        good = known and known.ends > self.now() and known.facts["record"]["client_id"] == name
        if good and self.admits:
            return Reply(200, b"<html>", {"Set-Cookie": f"CF_Authorization={signed(common_name=name)}; HttpOnly"})
        if not self.sign_in:
            return Reply(403, b"Forbidden", {"Content-Type": "text/html"})
        meta = signed(service_token_status=bool(good))
        return Reply(302, b"", {"Location": f"https://team.cloudflareaccess.com/cdn-cgi/access/login/app?meta={meta}"})


def envelope(result: Json, *, success: bool = True, errors: Json = (), **info: int) -> Json:
    """The vendor's envelope; with a count of pages where there are any."""
    counts = {"result_info": {**info, "count": len(result)}} if info else {}
    return {"success": success, "errors": list(errors), "messages": [], "result": result} | counts


def signed(**claims: Json) -> str:
    """A JSON Web Token with a signature that is none: nobody here believes it."""
    parts = ({"alg": "RS256"}, claims)
    return ".".join([*(base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in parts), "x"])


def api_token(number: str, **more: Json) -> Json:
    """An API token as the vendor lists it."""
    policy = {
        "id": "f267e341f3dd4697bd3b9f71dd96247f",
        "effect": "allow",
        "resources": {f"com.cloudflare.api.account.{ACCOUNT}": "*"},
        "permission_groups": [{"id": "c8fed203ed3043cba015a93ad1616f1f", "name": "Zone Read"}],
    }
    return {
        "id": number,
        "name": f"token {number.rstrip('0')}",
        "status": "active",
        "issued_on": "2024-07-01T05:20:00Z",
        "modified_on": "2024-07-02T05:20:00Z",
        "last_used_on": "2025-01-02T05:20:00Z",
        "expires_on": "2027-01-01T00:00:00Z",
        "policies": [policy],
    } | more


def access_application(number: int) -> Json:
    """An application behind Access as the vendor lists it, with the policies that were made for it."""
    policy = {
        "id": f"f174e90a-fafe-4643-bbbc-1000{number:08}", "name": "machines", "decision": "non_identity",
        "precedence": 1, "include": [{"service_token": {"token_id": f"f174e90a-fafe-4643-bbbc-{number:012}"}}],
        "require": [], "exclude": [], "created_at": "2024-01-01T05:20:00Z", "updated_at": "2024-01-01T05:20:00Z",
    }  # fmt: skip
    return {
        "id": f"f174e90a-fafe-4643-bbbc-2000{number:08}", "name": f"app {number}", "type": "self_hosted",
        "domain": f"app{number}.corp.example", "aud": "737646a56ab1df6ec9bddc7e5ca84eaf", "policies": [policy],
    }  # fmt: skip


def access_group() -> Json:
    """A group of rules as the vendor lists it."""
    return {
        "id": "f174e90a-fafe-4643-bbbc-300000000001", "name": "staff", "include": [{"email": {"email": "a@b.example"}}],
        "require": [], "exclude": [], "created_at": "2024-01-01T05:20:00Z", "updated_at": "2024-01-01T05:20:00Z",
    }  # fmt: skip


def service_token(number: int, **more: Json) -> Json:
    """A service token as the vendor lists it."""
    return {
        "id": f"f174e90a-fafe-4643-bbbc-{number:012}",
        "name": f"service {number}",
        "client_id": f"{number:032x}.access",
        "created_at": "2024-01-01T05:20:00Z",
        "updated_at": "2024-01-01T05:20:00Z",
        "expires_at": "2027-01-01T05:20:00Z",
        "last_seen_at": "2025-02-03T06:07:00Z",
        "duration": "8760h",
        "enabled": True,
        "client_secret_version": 1,
    } | more
