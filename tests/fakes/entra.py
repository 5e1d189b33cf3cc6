"""Entra and Microsoft Graph, strictly: tokens for secrets, pages with ``@odata.nextLink``. Judged by the vendor's own
typed models (npm, ``@microsoft/microsoft-graph-types``), which are made of its metadata.
"""

import base64
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fakes.specs import npm
from fakes.strict import Fake, Reply, Request, route

Json = Any
TENANT = "contoso.example"
APP = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
_ELIGIBLE = "/v1.0/roleManagement/directory/roleEligibilityScheduleInstances"
#: Those of our fields that are told of a user where none is asked for (*List users*).
_TOLD_OF_USERS = "id,userPrincipalName,mail,displayName"


class GraphTypes:
    """The vendor's interfaces, by the route whose ``value`` holds records of one."""

    def __init__(self, routes: Mapping[str, str]) -> None:
        text = npm("@microsoft/microsoft-graph-types", "2.43.1", "microsoft-graph.d.ts").read_text(encoding="utf-8")
        text = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)
        self._routes = routes
        self._interfaces = {
            name: (parent, dict(re.findall(r"(\w+)\??:\s*([^;]+);", body)))
            for name, parent, body in re.findall(r"export interface (\w+)(?: extends (\w+))? \{([^{}]*)\}", text)
        }

    def faults(self, _method: str, template: str, status: int, body: Json) -> list[str]:
        if status != 200:
            return []
        kind = self._routes[template]
        records = body.get("value", [body])
        return [fault for one in records for fault in self._of(kind, one, template)]

    def _is(self, kind: str, other: str) -> bool:
        parent = self._interfaces.get(kind, ("", {}))[0]
        return kind == other or (bool(parent) and self._is(parent, other))

    def _fields(self, kind: str) -> dict[str, str]:
        parent, own = self._interfaces[kind]
        return (self._fields(parent) if parent else {}) | own

    def _of(self, kind: str, value: Json, where: str) -> list[str]:
        kind = re.sub(r"^NullableOption<(.*)>$", r"\1", kind.strip())
        if value is None:
            return []
        if kind.endswith("[]"):
            many = value if isinstance(value, list) else [f"{where}: no list"]
            return [fault for one in many for fault in self._of(kind[:-2], one, where)]
        simple = {"string": (str,), "boolean": (bool,), "number": (int, float)}.get(kind, (str,))
        if kind not in self._interfaces:
            return [] if isinstance(value, simple) else [f"{where}: {value!r} is no {kind}"]
        if not isinstance(value, dict):
            return [f"{where}: {value!r} is no {kind}"]
        # An object of a kind that goes further than what was asked for names that kind.
        own = str(value.get("@odata.type", "")).removeprefix("#microsoft.graph.")
        own = own[:1].upper() + own[1:]
        fields, found = self._fields(own if own in self._interfaces and self._is(own, kind) else kind), []
        for name, one in value.items():
            if not name.startswith("@odata."):
                known = fields.get(name)
                found += self._of(known, one, f"{where}.{name}") if known else [f"{where}: {kind} has no {name}"]
        return found


class Entra(Fake):
    """A tenant. ``secrets`` are client secrets with the number that is told of each (0: it is good)."""

    def __init__(self) -> None:
        super().__init__()
        self.judge = GraphTypes(
            {
                "/v1.0/users": "User",
                "/v1.0/applications": "Application",
                "/v1.0/servicePrincipals": "ServicePrincipal",
                "/v1.0/oauth2PermissionGrants": "OAuth2PermissionGrant",
                "/v1.0/applications/{id}/federatedIdentityCredentials": "FederatedIdentityCredential",
                "/v1.0/applications\\(appId='{app}'\\)": "Application",
                "/v1.0/roleManagement/directory/roleAssignments": "UnifiedRoleAssignment",
                _ELIGIBLE: "UnifiedRoleEligibilityScheduleInstance",
                "/v1.0/policies/roleManagementPolicyAssignments": "UnifiedRoleManagementPolicyAssignment",
                "/v1.0/groups": "Group",
                "/v1.0/groups/{id}/members": "DirectoryObject",
                "/v1.0/applications/{id}/owners": "DirectoryObject",
                "/v1.0/servicePrincipals/{id}/owners": "DirectoryObject",
                "/v1.0/identity/conditionalAccess/policies": "ConditionalAccessPolicy",
                "/v1.0/servicePrincipals/{id}": "ServicePrincipal",
                "/v1.0/servicePrincipals/{id}/appRoleAssignments": "AppRoleAssignment",
            }
        )
        self.secrets: dict[str, tuple[float, int]] = {}
        #: Of the whole application: 700016, 7000112, or 0.
        self.app_says = 0
        self.signs_in = APP
        self.scopes: tuple[str, ...] = (
            "Application.Read.All", "DelegatedPermissionGrant.Read.All", "User.Read.All", "GroupMember.Read.All",
            "Policy.Read.All", "RoleManagement.Read.Directory", "RoleEligibilitySchedule.Read.Directory",
            "RoleManagementPolicy.Read.Directory",
        )  # fmt: skip
        #: By the route's template, what is listed there.
        self.directory: dict[str, list[Json]] = {}
        self.users: list[Json] = []
        self.applications: list[Json] = []
        self.service_principals: list[Json] = []
        self.grants: list[Json] = []
        self.federated: dict[str, list[Json]] = {}
        self.assignments: dict[str, list[Json]] = {}

    def secret(self, text: str) -> str:
        """Issue a client secret and return it as it is used."""
        self.secrets[text] = (float("inf"), 0)
        return f"{APP}:{text}"

    def revoke(self, value: str, lag: float = 0, says: int = 7000215) -> None:
        """Remove a secret, which is still taken for so many seconds."""
        self.secrets[value.partition(":")[2]] = (self.now() + lag, says)

    def answer(self, method: str, target: str, headers: Mapping[str, str], content: bytes) -> Reply:
        path = urlsplit(target).path
        if method == "POST" and path.endswith("/oauth2/v2.0/token"):
            form = {name: values[0] for name, values in parse_qs(content.decode()).items()}
            other = self.mood(Request(method, path, form, headers, None, {}, 0))
            return other or self._token(path, form)
        return super().answer(method, target, headers, content)

    def _token(self, path: str, form: Mapping[str, str]) -> Reply:
        if path.split("/")[1] != TENANT:
            return _refused(400, 90002, "invalid_request")
        if form["client_id"] != APP:
            return _refused(400, 700016, "unauthorized_client")
        until, says = self.secrets.get(form["client_secret"], (0.0, 7000215))
        number = self.app_says or (says if until <= self.now() else 0)
        if number:
            return _refused(401 if number > 7000000 else 400, number, "invalid_client")
        told = {"appid": self.signs_in, "app_displayname": "keyroll"}
        token = f"{_part({'alg': 'none'})}.{_part(told)}.{len(self.credentials)}"
        self.credentials[token] = self.credentials.get(token) or self.credentials[self.issue(*self.scopes)]
        return Reply(200, {"token_type": "Bearer", "expires_in": 3599, "access_token": token})

    def _listed(self, items: list[Json], request: Request) -> Reply:
        found, following = self.page(items, request, "$skiptoken")
        more = {"@odata.nextLink": f"{self.address}{request.path}?$skiptoken={following}"} if following else {}
        return Reply(200, {"@odata.context": "x", "value": found} | more)

    @route("GET", "/v1.0/users", "User.Read.All")
    def list_users(self, request: Request) -> Reply:
        """What ``$select`` does not name is not told but for some; the link goes on with the same fields."""
        if not 1 <= int(request.query.get("$top", "100")) <= 999:
            return Reply(400, {"error": {"code": "Request_BadRequest"}})
        wanted = request.query.get("$select", _TOLD_OF_USERS)
        found, following = self.page(self.users, request, "$skiptoken")
        body: Json = {"@odata.context": f"x#users({wanted})"}
        if following:
            body["@odata.nextLink"] = f"{self.address}{request.path}?$select={wanted}&$skiptoken={following}"
        body["value"] = [
            {name: one[name] for name in one if name == "@odata.type"} | {name: one[name] for name in wanted.split(",")}
            for one in found
        ]
        return Reply(200, body)

    @route("GET", "/v1.0/applications", "Application.Read.All")
    def list_applications(self, request: Request) -> Reply:
        return self._listed(self.applications, request)

    @route("GET", "/v1.0/applications\\(appId='{app}'\\)", "Application.Read.All")
    def one_application(self, request: Request) -> Reply:
        known = [one for one in self.applications if one["appId"] == request.names["app"]]
        return Reply(200, known[0]) if known else Reply(404, {"error": {"code": "Request_ResourceNotFound"}})

    @route("GET", "/v1.0/servicePrincipals", "Application.Read.All")
    def list_service_principals(self, request: Request) -> Reply:
        return self._listed(self.service_principals, request)

    @route("GET", "/v1.0/oauth2PermissionGrants", "DelegatedPermissionGrant.Read.All")
    def list_grants(self, request: Request) -> Reply:
        return self._listed(self.grants, request)

    @route("GET", "/v1.0/applications/{id}/federatedIdentityCredentials", "Application.Read.All")
    def list_federated(self, request: Request) -> Reply:
        return self._listed(self.federated.get(request.names["id"], []), request)

    @route("GET", "/v1.0/servicePrincipals/{id}", "Application.Read.All")
    def one_service_principal(self, request: Request) -> Reply:
        known = [one for one in self.service_principals if one["id"] == request.names["id"]]
        wanted = request.query["$select"].split(",")
        if not known:
            return Reply(404, {"error": {"code": "Request_ResourceNotFound"}})
        return Reply(200, {name: value for name, value in known[0].items() if name in wanted})

    @route("GET", "/v1.0/servicePrincipals/{id}/appRoleAssignments", "Application.Read.All")
    def list_assignments(self, request: Request) -> Reply:
        return self._listed(self.assignments.get(request.names["id"], []), request)


def listing(template: str, *scopes: str) -> Any:
    """A route that lists what ``directory`` has for its template."""

    @route("GET", template, *scopes)
    def handler(self: Entra, request: Request) -> Reply:
        return self._listed(self.directory.get(template, []), request)

    return handler


for _name, _template, _scope in (
    ("directory_roles", "/v1.0/roleManagement/directory/roleAssignments", "RoleManagement.Read.Directory"),
    ("eligible_roles", _ELIGIBLE, "RoleEligibilitySchedule.Read.Directory"),
    ("role_policies", "/v1.0/policies/roleManagementPolicyAssignments", "RoleManagementPolicy.Read.Directory"),
    ("groups", "/v1.0/groups", "GroupMember.Read.All"),
    ("group_members", "/v1.0/groups/{id}/members", "GroupMember.Read.All"),
    ("app_owners", "/v1.0/applications/{id}/owners", "Application.Read.All"),
    ("principal_owners", "/v1.0/servicePrincipals/{id}/owners", "Application.Read.All"),
    ("conditional_access", "/v1.0/identity/conditionalAccess/policies", "Policy.Read.All"),
):  # fmt: skip
    setattr(Entra, _name, listing(_template, _scope))


def _part(value: Json) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _refused(status: int, number: int, error: str) -> Reply:
    said = f"AADSTS{number}: told."
    return Reply(status, {"error": error, "error_description": said, "error_codes": [number]})
