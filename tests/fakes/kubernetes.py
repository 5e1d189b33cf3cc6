"""An API server, strictly: lists in chunks, field selectors, metadata alone where that is asked for, who one is.

Every answer, refusals included, is checked against the schemas of Kubernetes 1.37 (made of its own description; package
``kubernetes-validate``), strictly: a field that they do not have is a fault. No real API server was run.
"""

import json
import secrets
from functools import cache
from importlib import resources
from typing import Any

import kubernetes_validate
from jsonschema import Draft7Validator, ValidationError

from fakes.strict import Credential, Fake, RefusedError, Reply, Request, route

Json = Any
_VERSION = "1.37"
_RBAC = "rbac.authorization.k8s.io/v1"
_TOKEN = "kubernetes.io/service-account-token"
SCOPES = (
    "list serviceaccounts", "list secrets", "list rolebindings, clusterrolebindings", "list roles, clusterroles",
)  # fmt: skip
#: What must never leave the cluster.
CANARY = "Y2FuYXJ5LW9mLXRoZS1jbHVzdGVy"
APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


class Schemas:
    """Holds an object against the schema of its own kind; metadata alone against the schema of a secret."""

    def faults(self, method: str, template: str, _status: int, body: Json) -> list[str]:
        if body["kind"] == "PartialObjectMetadataList":
            bodies = [{"apiVersion": "v1", "kind": "Secret"} | one for one in body["items"]]
        else:
            bodies = [body]
        return [f"{method} {template}: {wrong}" for one in bodies for wrong in self._wrong(one)]

    @staticmethod
    def _wrong(body: Json) -> list[str]:
        try:
            kubernetes_validate.validate(body, _VERSION, strict=True)
        except ValidationError as error:
            return [error.message[:200]]
        return []


@cache
def _status_schema() -> Draft7Validator:
    """The schema of a refusal, which the package's own look-up does not find; what it refers to is left open."""
    place = resources.files(kubernetes_validate) / f"kubernetes-json-schema/v{_VERSION}.0-local-strict"
    schema = json.loads((place / "status-meta-v1.json").read_text("utf-8"))
    return Draft7Validator(schema | {"properties": schema["properties"] | {"details": {}, "metadata": {}}})


class Kubernetes(Fake):
    """One cluster: accounts, secrets, bindings; tokens that end with what they are of."""

    judge = Schemas()
    page_size = 500

    def __init__(self) -> None:
        super().__init__()
        self.accounts: list[Json] = []
        self.secrets: list[Json] = []
        self.cluster_bindings: list[Json] = []
        self.bindings: list[Json] = []
        self.cluster_roles: list[Json] = []
        self.roles: list[Json] = []

    def account(self, namespace: str, name: str, **more: Json) -> Json:
        one = named(namespace, name, uid=secrets.token_hex(8), **more)
        self.accounts.append(one)
        return one

    def token_secret(self, account: Json, name: str, *scopes: str) -> str:
        """Make a secret with a token without an end, and return the token."""
        meta = account["metadata"]
        annotations = {"kubernetes.io/service-account.name": meta["name"], APPLIED: f'{{"token":"{CANARY}"}}'}
        made = named(meta["namespace"], name, annotations=annotations)
        self.secrets.append(made | {"type": _TOKEN, "data": {"token": CANARY}})
        return self._sign(account, scopes, of=made["metadata"]["name"])

    def bound_token(self, account: Json, *scopes: str, ends: float = float("inf")) -> str:
        return self._sign(account, scopes, ends=ends)

    def _sign(self, account: Json, scopes: tuple[str, ...], of: str = "", ends: float = float("inf")) -> str:
        token = f"eyJhbGciOiJSUzI1NiJ9.{secrets.token_hex(20)}.{secrets.token_hex(40)}"
        self.credentials[token] = Credential(frozenset(scopes), ends, {"account": account, "secret": of})
        return token

    def delete_secret(self, name: str, lag: float = 0) -> None:
        """Delete a secret; its tokens are taken from the cache for so many seconds."""
        self.secrets = [one for one in self.secrets if one["metadata"]["name"] != name]
        self._end(lag, secret=name)

    def delete_account(self, account: Json) -> None:
        self.accounts.remove(account)
        self._end(0, account=account)

    def _end(self, lag: float, **of: Json) -> None:
        for value, one in self.credentials.items():
            if of.items() <= one.facts.items():
                self.revoke(value, lag)

    def refusal(self, status: int) -> Json:
        reason = {400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 410: "Expired"}[status]
        body: dict[str, Any] = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure"}
        body |= {"message": reason, "reason": reason, "code": status}
        self.faults += [error.message for error in _status_schema().iter_errors(body)]
        return body

    @route("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews")
    def review(self, request: Request) -> Reply:
        if request.body != {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}:
            raise RefusedError(400, self.refusal(400))
        account = self.who(request).facts["account"]["metadata"]
        user = {
            "username": f"system:serviceaccount:{account['namespace']}:{account['name']}",
            "uid": account["uid"],
            "groups": ["system:serviceaccounts", "system:authenticated"],
            "extra": {"authentication.kubernetes.io/credential-id": ["JTI=1"]},
        }
        return Reply(201, {**request.body, "metadata": {"creationTimestamp": None}, "status": {"userInfo": user}})

    def _listed(self, kind: str, items: list[Json], request: Request, version: str = "v1") -> Reply:
        try:
            found, following = self.page(items, request, "continue")
        except RefusedError:
            raise RefusedError(410, self.refusal(410)) from None
        meta = {"resourceVersion": "12400"} | ({"continue": following} if following else {})
        return Reply(200, {"kind": kind, "apiVersion": version, "metadata": meta, "items": found})

    @route("GET", "/api/v1/serviceaccounts", SCOPES[0])
    def list_accounts(self, request: Request) -> Reply:
        return self._listed("ServiceAccountList", self.accounts, request)

    @route("GET", "/api/v1/secrets", SCOPES[1])
    def list_secrets(self, request: Request) -> Reply:
        selector = request.query.get("fieldSelector", "")
        tokens, others = f"type={_TOKEN}", f"type!={_TOKEN}"
        if selector not in ("", tokens, others):
            raise RefusedError(400, self.refusal(400))
        items = [one for one in self.secrets if not selector or (one["type"] == _TOKEN) == (selector == tokens)]
        if "as=PartialObjectMetadataList" not in request.headers.get("accept", ""):
            return self._listed("SecretList", items, request)
        bare = [{"metadata": one["metadata"]} for one in items]
        return self._listed("PartialObjectMetadataList", bare, request, "meta.k8s.io/v1")

    @route("GET", f"/apis/{_RBAC}/clusterrolebindings", SCOPES[2])
    def list_cluster_bindings(self, request: Request) -> Reply:
        return self._listed("ClusterRoleBindingList", self.cluster_bindings, request, _RBAC)

    @route("GET", f"/apis/{_RBAC}/rolebindings", SCOPES[2])
    def list_bindings(self, request: Request) -> Reply:
        return self._listed("RoleBindingList", self.bindings, request, _RBAC)

    @route("GET", f"/apis/{_RBAC}/clusterroles", SCOPES[3])
    def list_cluster_roles(self, request: Request) -> Reply:
        return self._listed("ClusterRoleList", self.cluster_roles, request, _RBAC)

    @route("GET", f"/apis/{_RBAC}/roles", SCOPES[3])
    def list_roles(self, request: Request) -> Reply:
        return self._listed("RoleList", self.roles, request, _RBAC)


def named(namespace: str, name: str, **more: Json) -> Json:
    """An object with its metadata; a cluster's own has no namespace."""
    meta = {"name": name, "creationTimestamp": "2024-02-03T04:05:06Z"} | more
    return {"metadata": meta | ({"namespace": namespace} if namespace else {})}


def role(namespace: str, name: str, resource: str, *verbs: str) -> Json:
    """A role that allows verbs on a resource of the core group; without a namespace it is the cluster's."""
    return named(namespace, name) | {"rules": [{"apiGroups": [""], "resources": [resource], "verbs": [*verbs]}]}


def binding(namespace: str, name: str, role: str, *accounts: str) -> Json:
    """A binding of a role to service accounts (``namespace/name``)."""
    subjects = [
        {"kind": "ServiceAccount", "namespace": one.partition("/")[0], "name": one.partition("/")[2]}
        for one in accounts
    ]
    role_ref = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role}
    return named(namespace, name) | {"roleRef": role_ref, "subjects": subjects}
