"""Google Cloud and Workspace, strictly: tokens for statements whose signature it checks, pages with ``nextPageToken``.
Answers are checked against the vendor's discovery documents, as its client library brings them.
"""

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from jsonschema import Draft4Validator

from fakes.strict import Fake, RefusedError, Reply, Request, route

Json = Any
#: What a key's state is told as.
SIGNATURE, ACCOUNT, DISABLED = "Invalid JWT Signature.", "Invalid grant: account not found", "Robot is disabled."
_KEY = rsa.generate_private_key(65537, 2048)


class Discovery:
    """Discovery documents, by the route that an answer's schema describes."""

    def __init__(self, routes: Mapping[str, tuple[str, str]]) -> None:
        client = pytest.importorskip("googleapiclient")
        folder = Path(client.__path__[0]) / "discovery_cache" / "documents"
        self._validators = {
            template: Draft4Validator(
                {"$ref": f"#/schemas/{schema}", "schemas": _closed(json.loads((folder / f"{name}.json").read_text()))}
            )
            for template, (name, schema) in routes.items()
        }

    def faults(self, _method: str, template: str, status: int, body: Json) -> list[str]:
        if status != 200:
            return []
        found = self._validators[template].iter_errors(body)
        return [f"{template} {list(one.absolute_path)}: {one.message[:200]}" for one in found]


def _closed(document: Json) -> Json:
    """The document's schemas, so that a field which none of them has is a fault."""

    def walk(node: Json) -> Json:
        if isinstance(node, list):
            return [walk(one) for one in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return {"$ref": f"#/schemas/{node['$ref']}"}
        kept = {name: walk(one) for name, one in node.items() if name in ("items", "additionalProperties", "type")}
        if kept.get("type") == "any":
            del kept["type"]
        if "properties" in node:
            kept["properties"] = {name: walk(one) for name, one in node["properties"].items()}
            kept.setdefault("additionalProperties", False)
        return kept

    return {name: walk(schema) for name, schema in document["schemas"].items()}


#: What it takes to read roles and what takes permissions away.
ROLES = ("list_roles", "get_roles", "list_denials", "get_denials")
#: What it takes to read policies, and the folders above a project.
POLICIES = ("project_policies", "folders", "folder_policies", "organization_policies", "account_policies")


class Google(Fake):
    """Projects with service accounts and keys, API keys, and a domain's users with what they let in."""

    def __init__(self) -> None:
        super().__init__()
        project = "/v1/projects/{project}/serviceAccounts"
        self.judge = Discovery(
            {
                "/v3/projects:search": ("cloudresourcemanager.v3", "SearchProjectsResponse"),
                project: ("iam.v1", "ListServiceAccountsResponse"),
                project + "/{email}/keys": ("iam.v1", "ListServiceAccountKeysResponse"),
                "/v2/projects/{project}/locations/global/keys": ("apikeys.v2", "V2ListKeysResponse"),
                "/v3/folders/{folder}": ("cloudresourcemanager.v3", "Folder"),
                "/v3/projects/{project}:getIamPolicy": ("cloudresourcemanager.v3", "Policy"),
                "/v3/folders/{folder}:getIamPolicy": ("cloudresourcemanager.v3", "Policy"),
                "/v3/organizations/{organization}:getIamPolicy": ("cloudresourcemanager.v3", "Policy"),
                project + "/{email}:getIamPolicy": ("iam.v1", "Policy"),
                "/v1/projects/{project}/roles": ("iam.v1", "ListRolesResponse"),
                "/v1/organizations/{organization}/roles": ("iam.v1", "ListRolesResponse"),
                "/v1/roles/{role}": ("iam.v1", "Role"),
                "/v2/policies/{attached}/denypolicies": ("iam.v2", "GoogleIamV2ListPoliciesResponse"),
                "/v2/policies/{attached}/denypolicies/{policy}": ("iam.v2", "GoogleIamV2Policy"),
                "/admin/directory/v1/groups": ("admin.directory_v1", "Groups"),
                "/admin/directory/v1/groups/{group}/members": ("admin.directory_v1", "Members"),
                "/admin/directory/v1/users": ("admin.directory_v1", "Users"),
                "/admin/directory/v1/users/{user}/tokens": ("admin.directory_v1", "Tokens"),
            }
        )
        #: By key id: the account, until when it is good (Unix time), and what is told then.
        self.keys: dict[str, tuple[str, float, str]] = {}
        self.account_says = ""
        self.signs_in = ""
        self.scopes: tuple[str, ...] = (
            "projects",
            "accounts",
            "keys",
            "api_keys",
            "users",
            "tokens",
            "groups",
            *POLICIES,
            *ROLES,
        )
        self.projects: list[Json] = []
        self.accounts: list[Json] = []
        self.account_keys: dict[str, list[Json]] = {}
        self.api_keys: list[Json] = []
        #: Bindings by the resource's name: ``projects/a``, ``folders/1``, a service account's name.
        self.policies: dict[str, list[Json]] = {}
        self.folders: dict[str, Json] = {}
        #: Custom roles by where they are (``projects/a``), and deny policies by what they are attached to.
        self.roles: dict[str, list[Json]] = {}
        self.denials: dict[str, list[Json]] = {}
        self.groups: dict[str, list[Json]] = {}
        self.users: list[Json] = []
        self.tokens: dict[str, list[Json]] = {}

    def key(self, number: str, email: str = "keyroll@proj.iam.gserviceaccount.com") -> str:
        """Issue a key and return its file."""
        self.keys[number] = (email, float("inf"), "")
        form, none = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        private = _KEY.private_bytes(serialization.Encoding.PEM, form, none).decode()
        told = {"type": "service_account", "client_email": email, "private_key_id": number, "private_key": private}
        return json.dumps(told)

    def revoke(self, value: str, lag: float = 0, says: str = SIGNATURE) -> None:
        """End a key, which is still taken for so many seconds."""
        number = json.loads(value)["private_key_id"]
        self.keys[number] = (self.keys[number][0], self.now() + lag, says)

    def answer(self, method: str, target: str, headers: Mapping[str, str], content: bytes) -> Reply:
        if (method, urlsplit(target).path) == ("POST", "/token"):
            form = {name: values[0] for name, values in parse_qs(content.decode()).items()}
            return self.mood(Request(method, target, form, headers, None, {}, 0)) or self._token(form["assertion"])
        return super().answer(method, target, headers, content)

    def _token(self, statement: str) -> Reply:
        head, told, signed = statement.split(".")
        kid, claims = json.loads(_raw(head))["kid"], json.loads(_raw(told))
        email, until, says = self.keys.get(kid, ("", 0.0, SIGNATURE))
        try:
            _KEY.public_key().verify(_raw(signed), f"{head}.{told}".encode(), padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            until, says = 0.0, SIGNATURE
        if self.account_says or until <= self.now() or email != claims["iss"]:
            return Reply(400, {"error": "invalid_grant", "error_description": self.account_says or says or SIGNATURE})
        if "target_audience" in claims:
            identity = base64.urlsafe_b64encode(json.dumps({"email": self.signs_in or email}).encode()).decode()
            return Reply(200, {"id_token": f"e30.{identity.rstrip('=')}.x"})
        token = self.issue(*self.scopes)
        return Reply(200, {"access_token": token, "expires_in": 3599, "token_type": "Bearer"})

    def _listed(self, field: str, items: list[Json], request: Request, **more: Json) -> Reply:
        found, following = self.page(items, request, "pageToken")
        # Google leaves out a list that is empty.
        return Reply(
            200, more | ({field: found} if found else {}) | ({"nextPageToken": following} if following else {})
        )

    @route("GET", "/v3/projects:search", "projects")
    def list_projects(self, request: Request) -> Reply:
        return self._listed("projects", self.projects, request)

    @route("GET", "/v1/projects/{project}/serviceAccounts", "accounts")
    def list_accounts(self, request: Request) -> Reply:
        mine = [one for one in self.accounts if one["projectId"] == request.names["project"]]
        return self._listed("accounts", mine, request)

    @route("GET", "/v1/projects/{project}/serviceAccounts/{email}/keys", "keys")
    def list_keys(self, request: Request) -> Reply:
        return Reply(200, {"keys": self.account_keys.get(request.names["email"], [])})

    @route("GET", "/v2/projects/{project}/locations/global/keys", "api_keys")
    def list_api_keys(self, request: Request) -> Reply:
        return self._listed("keys", self.api_keys, request)

    @route("GET", "/v3/folders/{folder}", "folders")
    def get_folder(self, request: Request) -> Reply:
        return Reply(200, self.folders[request.names["folder"]])

    @route("POST", "/v3/projects/{project}:getIamPolicy", "project_policies")
    def project_policy(self, request: Request) -> Reply:
        return self._policy(f"projects/{request.names['project']}", request.body)

    @route("POST", "/v3/folders/{folder}:getIamPolicy", "folder_policies")
    def folder_policy(self, request: Request) -> Reply:
        return self._policy(f"folders/{request.names['folder']}", request.body)

    @route("POST", "/v3/organizations/{organization}:getIamPolicy", "organization_policies")
    def organization_policy(self, request: Request) -> Reply:
        return self._policy(f"organizations/{request.names['organization']}", request.body)

    @route("POST", "/v1/projects/{project}/serviceAccounts/{email}:getIamPolicy", "account_policies")
    def account_policy(self, request: Request) -> Reply:
        if request.query.get("options.requestedPolicyVersion") != "3":
            raise RefusedError(400)
        return Reply(200, self._bindings(request.names["email"]))

    def _policy(self, resource: str, asked: Json) -> Reply:
        if asked != {"options": {"requestedPolicyVersion": 3}}:
            raise RefusedError(400)
        return Reply(200, self._bindings(resource))

    def _bindings(self, resource: str) -> Json:
        found = self.policies.get(resource)
        return {"version": 1, "etag": "BwX="} | ({"bindings": found} if found else {})

    @route("GET", "/v1/projects/{project}/roles", "list_roles")
    def project_roles(self, request: Request) -> Reply:
        return self._roles(f"projects/{request.names['project']}", request)

    @route("GET", "/v1/organizations/{organization}/roles", "list_roles")
    def organization_roles(self, request: Request) -> Reply:
        return self._roles(f"organizations/{request.names['organization']}", request)

    def _roles(self, where: str, request: Request) -> Reply:
        whole = request.query.get("view") == "FULL"
        listed = [
            {name: one[name] for name in one if whole or name != "includedPermissions"}
            for one in self.roles.get(where, [])
        ]
        return self._listed("roles", listed, request)

    @route("GET", "/v1/roles/{role}", "get_roles")
    def predefined_role(self, request: Request) -> Reply:
        return Reply(200, predefined(f"roles/{request.names['role']}"))

    @route("GET", "/v2/policies/{attached}/denypolicies", "list_denials")
    def list_denials(self, request: Request) -> Reply:
        found = self.denials.get(request.names["attached"], [])
        return self._listed("policies", [{name: one[name] for name in ("name", "kind")} for one in found], request)

    @route("GET", "/v2/policies/{attached}/denypolicies/{policy}", "get_denials")
    def get_denial(self, request: Request) -> Reply:
        kept = self.denials[request.names["attached"]]
        return Reply(200, next(one for one in kept if one["name"].endswith(f"/{request.names['policy']}")))

    @route("GET", "/admin/directory/v1/groups", "groups")
    def list_groups(self, request: Request) -> Reply:
        listed = [{"kind": "admin#directory#group", "id": name, "email": name} for name in self.groups]
        return self._listed("groups", listed, request, kind="admin#directory#groups")

    @route("GET", "/admin/directory/v1/groups/{group}/members", "groups")
    def list_members(self, request: Request) -> Reply:
        return self._listed("members", self.groups[request.names["group"]], request, kind="admin#directory#members")

    @route("GET", "/admin/directory/v1/users", "users")
    def list_users(self, request: Request) -> Reply:
        return self._listed("users", self.users, request, kind="admin#directory#users")

    @route("GET", "/admin/directory/v1/users/{user}/tokens", "tokens")
    def list_tokens(self, request: Request) -> Reply:
        if request.names["user"] not in self.tokens:
            raise RefusedError(404)
        return Reply(200, {"kind": "admin#directory#tokenList", "items": self.tokens[request.names["user"]]})


def predefined(name: str) -> Json:
    """A predefined role as the vendor shows it."""
    may = {"roles/owner": ["iam.serviceAccounts.actAs", "resourcemanager.projects.setIamPolicy"]}
    return {"name": name, "title": name, "stage": "GA", "includedPermissions": may.get(name, ["x.y.get"]), "etag": "A="}


def _raw(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
