"""Okta, strictly. Judged by the models of the vendor's own library (PyPI ``okta``, made from its description)."""

from typing import Any

from fakes.judges import Models
from fakes.strict import Fake, RefusedError, Reply, Request, route

Json = Any
TIME = "2026-01-02T03:04:05.000Z"
SCOPES = (
    "okta.apiTokens.read", "okta.apps.read", "okta.users.read", "okta.appGrants.read", "okta.roles.read",
    "okta.serviceAccounts.read", "okta.groups.read", "okta.policies.read",
)  # fmt: skip
#: Secret texts that Okta shows in lists; nobody may find them in a home.
CANARY = "canary-of-okta"
_APP = "/api/v1/apps/{id}"


class Okta(Fake):
    """One organisation."""

    judge = Models(
        {
            "/api/v1/users/me": ("user", "User"),
            "/api/v1/users": ("user", "User"),
            "/api/v1/api-tokens": ("api_token", "ApiToken"),
            "/api/v1/apps": ("open_id_connect_application", "OpenIdConnectApplication"),
            f"{_APP}/credentials/secrets": ("o_auth2_client_secret", "OAuth2ClientSecret"),
            f"{_APP}/credentials/jwks": (
                "o_auth2_client_json_web_key_rsa_response",
                "OAuth2ClientJsonWebKeyRsaResponse",
            ),
            f"{_APP}/grants": ("o_auth2_scope_consent_grant", "OAuth2ScopeConsentGrant"),
            "/api/v1/iam/assignees/users": ("role_assigned_users", "RoleAssignedUsers"),
            "/api/v1/groups": ("group", "Group"),
            "/api/v1/groups/{id}/users": ("user", "User"),
            "/api/v1/groups/{id}/roles": ("standard_role", "StandardRole"),
            f"{_APP}/users": ("app_user", "AppUser"),
            f"{_APP}/groups": ("application_group_assignment", "ApplicationGroupAssignment"),
            "/api/v1/iam/roles": ("iam_roles", "IamRoles"),
            "/api/v1/iam/roles/{id}/permissions": ("permissions", "Permissions"),
            "/api/v1/iam/resource-sets": ("resource_sets", "ResourceSets"),
            "/api/v1/iam/resource-sets/{id}/resources": ("resource_set_resources", "ResourceSetResources"),
            "/api/v1/policies": ("password_policy", "PasswordPolicy"),
            "/api/v1/users/{id}/roles": ("standard_role", "StandardRole"),
            "/oauth2/v1/clients/{id}/roles": ("standard_role", "StandardRole"),
            "/privileged-access/api/v1/service-accounts": ("app_service_account", "AppServiceAccount"),
        },
        "okta.models.",
    )

    def __init__(self) -> None:
        super().__init__()
        self.users = [user("00u1", "ada@a.example"), user("00u2", "bot@a.example")]
        self.tokens = [api_token(number) for number in (1, 2, 3)]
        self.apps = [app("0oa111")]
        self.accounts = [service_account()]

    def token(self, owner: str = "00u2", scopes: tuple[str, ...] = SCOPES) -> str:
        """Issue an API token; scopes stand for what its owner may."""
        value = "00" + self.issue(*scopes, owner=owner).removeprefix("fake-").ljust(40, "x")
        self.credentials[value] = self.credentials.popitem()[1]
        return value

    def presented(self, request: Request) -> str:
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        return value if scheme == "SSWS" else ""

    def refusal(self, status: int) -> Json:
        code, words = {401: ("E0000011", "Invalid token provided"), 403: ("E0000006", "You do not have permission")}[
            status
        ]
        return {"errorCode": code, "errorSummary": words, "errorLink": code, "errorId": "oae1", "errorCauses": []}

    def _listed(self, items: list[Json], request: Request) -> Reply:
        found, following = self.page(items, request, "after")
        links = f'<{self.address}{request.path}?limit=200>; rel="self"'
        more = f', <{self.address}{request.path}?after={following}&limit=200>; rel="next"' if following else ""
        return Reply(200, found, {"Link": links + more, "x-rate-limit-remaining": "600"})

    @route("GET", "/api/v1/users/me")
    def me(self, request: Request) -> Reply:
        owner = self.who(request).facts["owner"]
        return Reply(200, next(one for one in self.users if one["id"] == owner))

    @route("GET", "/api/v1/users", "okta.users.read")
    def all_users(self, request: Request) -> Reply:
        return self._listed(self.users, request)

    @route("GET", "/api/v1/api-tokens", "okta.apiTokens.read")
    def api_tokens(self, request: Request) -> Reply:
        return self._listed(self.tokens, request)

    @route("GET", "/api/v1/apps", "okta.apps.read")
    def all_apps(self, request: Request) -> Reply:
        return self._listed(self.apps, request)

    @route("GET", f"{_APP}/credentials/secrets", "okta.apps.read")
    def secrets(self, request: Request) -> Reply:
        return self._listed([client_secret(request.names["id"])], request)

    @route("GET", f"{_APP}/credentials/jwks", "okta.apps.read")
    def keys(self, request: Request) -> Reply:
        return self._listed([client_key(request.names["id"])], request)

    @route("GET", f"{_APP}/grants", "okta.appGrants.read")
    def grants(self, request: Request) -> Reply:
        return self._listed([app_grant(request.names["id"])], request)

    @route("GET", "/api/v1/iam/assignees/users", "okta.roles.read")
    def administrators(self, request: Request) -> Reply:
        return Reply(200, {"value": [{"id": "00u2", "orn": "orn:okta:1:users:00u2"}], "_links": {}})

    @route("GET", "/api/v1/users/{id}/roles", "okta.roles.read")
    def user_roles(self, request: Request) -> Reply:
        if request.names["id"] not in {one["id"] for one in self.users}:
            raise RefusedError(404, {"errorCode": "E0000007"})
        return Reply(200, [role("GROUP", "/api/v1/groups/00g1")])

    @route("GET", "/oauth2/v1/clients/{id}/roles", "okta.roles.read")
    def client_roles(self, request: Request) -> Reply:
        return Reply(200, [role("CLIENT", f"/oauth2/v1/clients/{request.names['id']}/roles")])

    @route("GET", "/api/v1/groups", "okta.groups.read")
    def groups(self, request: Request) -> Reply:
        return self._listed([group("00g1", "staff")], request)

    @route("GET", "/api/v1/groups/{id}/users", "okta.groups.read")
    def group_members(self, request: Request) -> Reply:
        return self._listed(self.users[:1], request)

    @route("GET", "/api/v1/groups/{id}/roles", "okta.roles.read")
    def group_roles(self, request: Request) -> Reply:
        return Reply(200, [role("GROUP", f"/api/v1/groups/{request.names['id']}")])

    @route("GET", f"{_APP}/users", "okta.apps.read")
    def app_users(self, request: Request) -> Reply:
        return self._listed([app_user()], request)

    @route("GET", f"{_APP}/groups", "okta.apps.read")
    def app_groups(self, request: Request) -> Reply:
        return self._listed([app_group()], request)

    @route("GET", "/api/v1/iam/roles", "okta.roles.read")
    def custom_roles(self, request: Request) -> Reply:
        return self._in_body("roles", [custom_role(number) for number in (1, 2)], request)

    @route("GET", "/api/v1/iam/roles/{id}/permissions", "okta.roles.read")
    def role_permissions(self, request: Request) -> Reply:
        return Reply(200, {"permissions": [PERMISSION] if request.names["id"] == "cr01" else []})

    @route("GET", "/api/v1/iam/resource-sets", "okta.roles.read")
    def resource_sets(self, request: Request) -> Reply:
        return self._in_body("resource-sets", [custom_role(1) | {"id": "iam1", "label": "Support"}], request)

    @route("GET", "/api/v1/iam/resource-sets/{id}/resources", "okta.roles.read")
    def resources(self, request: Request) -> Reply:
        return self._in_body("resources", RESOURCES, request)

    @route("GET", "/api/v1/policies", "okta.policies.read")
    def policies(self, request: Request) -> Reply:
        if request.query.get("type") != "PASSWORD":
            raise RefusedError(400, {"errorCode": "E0000001"})
        return self._listed([password_policy()], request)

    def _in_body(self, field: str, items: list[Json], request: Request) -> Reply:
        found, following = self.page(items, request, "after")
        following = following and f"{self.address}{request.path}?after={following}"
        return Reply(200, {field: found, "_links": {"next": {"href": following}} if following else {}})

    @route("GET", "/privileged-access/api/v1/service-accounts", "okta.serviceAccounts.read")
    def service_accounts(self, request: Request) -> Reply:
        return self._listed(self.accounts, request)


def user(number: str, login: str) -> Json:
    profile = {"login": login, "email": login, "firstName": "A", "lastName": "B"}
    credentials = {"password": {}, "recovery_question": {"question": "q", "answer": CANARY}}
    return {"id": number, "status": "ACTIVE", "created": TIME, "profile": profile, "credentials": credentials}


def api_token(number: int) -> Json:
    times = {"created": TIME, "lastUpdated": TIME, "expiresAt": "2026-12-02T03:04:05.000Z", "tokenWindow": "P30D"}
    return {"id": f"00T{number}", "name": f"token {number}", "userId": "00u2", "clientName": "Okta API", **times}


def app(number: str) -> Json:
    client = {"client_id": number, "client_secret": CANARY, "token_endpoint_auth_method": "client_secret_basic"}
    facts = {"id": number, "name": "oidc_client", "label": "deploy", "status": "ACTIVE", "created": TIME}
    settings = {"oauthClient": {"grant_types": ["client_credentials"], "application_type": "service"}}
    return {**facts, "signOnMode": "OPENID_CONNECT", "credentials": {"oauthClient": client}, "settings": settings}


def client_secret(of: str) -> Json:
    links = {"deactivate": {"href": f"https://x.okta.com/api/v1/apps/{of}/credentials/secrets/ocs1"}}
    facts = {"id": "ocs1", "status": "ACTIVE", "client_secret": CANARY, "secret_hash": "h", "created": TIME}
    return {**facts, "lastUpdated": TIME, "_links": links}


def client_key(of: str) -> Json:
    links = {"deactivate": {"href": f"https://x.okta.com/api/v1/apps/{of}/credentials/jwks/pks1"}}
    key = {"kid": "k1", "kty": "RSA", "alg": "RS256", "use": "sig", "e": "AQAB", "n": "AJnc"}
    return {"id": "pks1", "status": "ACTIVE", "created": TIME, "lastUpdated": TIME, "_links": links, **key}


def app_grant(of: str) -> Json:
    facts = {"id": "oag1", "status": "ACTIVE", "created": TIME, "lastUpdated": TIME, "issuer": "https://x.okta.com"}
    return {**facts, "clientId": of, "scopeId": "okta.users.manage", "source": "ADMIN"}


def role(kind: str, assignee: str) -> Json:
    facts = {"id": "JBC", "label": "Organization administrator", "type": "ORG_ADMIN", "status": "ACTIVE"}
    links = {"assignee": {"href": f"https://x.okta.com{assignee}"}}
    return {**facts, "created": TIME, "lastUpdated": TIME, "assignmentType": kind, "_links": links}


def group(number: str, name: str) -> Json:
    facts = {"id": number, "created": TIME, "lastUpdated": TIME, "lastMembershipUpdated": TIME, "type": "OKTA_GROUP"}
    return {**facts, "objectClass": ["okta:user_group"], "profile": {"name": name, "description": "all"}}


def app_user() -> Json:
    facts = {"id": "00u1", "scope": "USER", "status": "ACTIVE", "created": TIME, "lastUpdated": TIME}
    return {**facts, "credentials": {"userName": "ada"}, "profile": {"password": CANARY}}


def app_group() -> Json:
    return {"id": "00g1", "lastUpdated": TIME, "priority": 0, "profile": {"secret": CANARY}}


def custom_role(number: int) -> Json:
    facts = {"id": f"cr0{number}", "label": f"Desk {number}", "description": "resets"}
    return {**facts, "created": TIME, "lastUpdated": TIME}


PERMISSION = {"label": "okta.users.credentials.manage", "created": TIME, "lastUpdated": TIME}
RESOURCES = [
    {"id": f"ire{number}", "orn": f"orn:okta:directory:00o1:{what}", "created": TIME, "lastUpdated": TIME}
    for number, what in enumerate(("groups:00g1:contained_resources", "groups:00g1"))
]


def password_policy() -> Json:
    factors = {"okta_email": {"status": "ACTIVE"}, "okta_sms": {"status": "INACTIVE"}}
    facts = {"id": "00p1", "name": "Default", "type": "PASSWORD", "status": "ACTIVE", "priority": 1, "system": True}
    return {**facts, "created": TIME, "lastUpdated": TIME, "settings": {"recovery": {"factors": factors}}}


def service_account() -> Json:
    where = {"containerOrn": "orn:okta:idp:1:apps:x:0oa1", "containerInstanceName": "crm", "containerGlobalName": "crm"}
    facts = {
        "id": "a747a818-a4c4-4446-8a87-704216495a08",
        "name": "crm account",
        "username": "svc@a.example",
        "status": "NO_ISSUES",
    }
    return {**facts, **where, "password": CANARY, "created": TIME, "lastUpdated": TIME}
