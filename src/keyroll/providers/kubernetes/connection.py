"""Kubernetes live: a service account that may list accounts, bindings and (as metadata only) secrets.

- Lists come in chunks of ``limit``; ``metadata.continue`` goes into the next request. A chunk that is requested too
  late (410, after five to fifteen minutes) ends the read for now (kubernetes.io, *Kubernetes API Concepts*, 2026-11).
- Secrets are requested as ``PartialObjectMetadataList``, token secrets and others separately by ``fieldSelector`` on
  their type, which a metadata response does not hold (*Field Selectors*): no value leaves the cluster.
- The annotation that ``kubectl apply`` leaves may hold a secret's whole text: it is removed, and so is
  ``managedFields``.
- ``SelfSubjectReview`` returns the caller's identity, to any account (v1 since 1.28).
"""

from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import quote

from keyroll.errors import CredentialRefused
from keyroll.http import Http, bearer
from keyroll.model.json import Json, single
from keyroll.model.source import Source
from keyroll.providers._rest import Rest, RestCall, by_field, without
from keyroll.providers.kubernetes.roles import CLUSTER_ROLES, ROLES
from keyroll.providers.kubernetes.survey import TOKEN_SECRET, account_identifier
from keyroll.providers.live import Connection, LiveSource, Me, Opening, Pull

REVIEWS = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
REVIEW: Mapping[str, str] = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
ACCOUNT = "system:serviceaccount:"
_METADATA = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
_NEXT = by_field("metadata", "continue", param="continue")
_ACCOUNTS, _SECRETS, _BINDINGS, _ROLES = (
    "list serviceaccounts",
    "list secrets",
    "list rolebindings, clusterrolebindings",
    "list roles, clusterroles",
)
_clean = without("managedFields", "kubectl.kubernetes.io/last-applied-configuration", "data", "stringData")


def _list(path: str) -> RestCall:
    return RestCall(f"{path}?limit=500", next=_NEXT, shown=_clean)


def _secrets(operator: str) -> RestCall:
    """Request the metadata of secrets of the tokens' type, or of every other type."""
    kind = TOKEN_SECRET if operator == "=" else f"not {TOKEN_SECRET}"
    selector = quote(f"type{operator}{TOKEN_SECRET}", safe="")
    path = f"/api/v1/secrets?limit=500&fieldSelector={selector}"
    return RestCall(path, next=_NEXT, shown=_typed(kind), headers={"Accept": _METADATA})


def _typed(kind: str) -> Callable[[Json, str], Json]:
    """Add the type that was requested: metadata does not hold it."""

    def shown(body: Json, each: str) -> Json:
        found = _clean(body, each)
        items = found.get("items") if isinstance(found, dict) else None
        if not isinstance(found, dict) or not isinstance(items, list):
            return found
        return {**found, "items": [{**one, "type": kind} if isinstance(one, dict) else one for one in items]}

    return shown


_CALLS = {
    "service_accounts": _list("/api/v1/serviceaccounts"),
    "token_secrets": _secrets("="),
    "other_secrets": _secrets("!="),
    "cluster_role_bindings": _list("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings"),
    "role_bindings": _list("/apis/rbac.authorization.k8s.io/v1/rolebindings"),
    "cluster_roles": _list(CLUSTER_ROLES),
    "roles": _list(ROLES),
}


def _me(source: Source, http: Http) -> Me:
    reply = http.request("POST", REVIEWS, body=dict(REVIEW))
    name = single(reply.json(), reply.where).text("status.userInfo.username")
    if name == "system:anonymous":
        raise CredentialRefused(
            f"{reply.where}: the request has no account", hint="check whether a proxy removes the token"
        )
    namespace, _, account = name.removeprefix(ACCOUNT).partition(":")
    if not (name.startswith(ACCOUNT) and account):
        return Me(name)
    return Me(name, "service_account", account_identifier(source, namespace, account))


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet."""
    return Rest(Http(opening.address, bearer(opening.credential)), _CALLS, partial(_me, opening.source))


def manifest(_settings: Mapping[str, str]) -> str:
    """Return an account with the minimal role, as YAML for ``kubectl apply``."""
    return """\
apiVersion: v1
kind: Namespace
metadata: {name: keyroll}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: keyroll, namespace: keyroll}
automountServiceAccountToken: false
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: keyroll}
rules:
  - {apiGroups: [""], resources: [serviceaccounts, secrets], verbs: [list]}
  - apiGroups: [rbac.authorization.k8s.io]
    resources: [rolebindings, clusterrolebindings, roles, clusterroles]
    verbs: [list]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: keyroll}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: keyroll}
subjects:
  - {kind: ServiceAccount, name: keyroll, namespace: keyroll}
"""


CONNECTION = Connection(
    open=open_live,
    pulls=(
        Pull("service_accounts", _ACCOUNTS),
        Pull("secrets", _SECRETS, name="token_secrets"),
        Pull("secrets", _SECRETS, name="other_secrets"),
        Pull("cluster_role_bindings", _BINDINGS),
        Pull("role_bindings", _BINDINGS),
        Pull("cluster_roles", _ROLES),
        Pull("roles", _ROLES),
    ),
    make=(
        "keyroll connect kubernetes --grant | kubectl apply -f -",
        "kubectl -n keyroll create token keyroll --duration=24h",
        "to read without the right to list secrets, remove it from the role: the rest is still read",
    ),
    page="https://kubernetes.io/docs/reference/access-authn-authz/rbac/",
    grant=manifest,
    sends="a token of the account (SSL_CERT_FILE names the cluster's authority)",
)
