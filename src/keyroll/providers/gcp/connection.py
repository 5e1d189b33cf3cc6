"""Google Cloud live, as a service account or with an access token: all projects that it may list.

Resource Manager v3 ``projects.search``, ``folders.get`` and ``getIamPolicy`` of projects, folders and organizations,
IAM v1 ``serviceAccounts.list``, ``serviceAccounts.getIamPolicy`` and ``keys.list``, API Keys v2 ``keys.list``
(discovery documents, 2026-11). Each service has its own host. A different call (``getKeyString``) returns values of API
keys. It is not made. Roles are IAM v1 ``projects.roles.list``, ``organizations.roles.list`` and ``roles.get`` (of each
predefined role that a binding names), deny policies IAM v2 ``policies.listPolicies`` and ``policies.get``. A project
whose API is disabled returns 403 and is reported.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final
from urllib.parse import quote

from keyroll.http import Http
from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, iterate
from keyroll.providers._google import LOGIN, key_file, signed_in
from keyroll.providers._lists import objects
from keyroll.providers._oauth import Bearer
from keyroll.providers._rest import Rest, RestCall, at, by_field, each_id, without
from keyroll.providers.live import Ask, Connection, ConnectionSetting, Each, LiveAnswer, LiveSource, Me, Opening, Pull

_PROJECTS, _ACCOUNTS = "resourcemanager.projects.get", "iam.serviceAccounts.list"
_KEYS, _API_KEYS = "iam.serviceAccountKeys.list", "apikeys.keys.list"
_PROJECT_ROLES, _ACCOUNT_ROLES = "resourcemanager.projects.getIamPolicy", "iam.serviceAccounts.getIamPolicy"
_FOLDERS, _FOLDER_ROLES = "resourcemanager.folders.get", "resourcemanager.folders.getIamPolicy"
_ORGANIZATION_ROLES = "resourcemanager.organizations.getIamPolicy"
_LIST_ROLES, _GET_ROLES = "iam.roles.list", "iam.roles.get"
_LIST_DENIALS, _GET_DENIALS = "iam.denypolicies.list", "iam.denypolicies.get"
_PUBLIC: Final = "https://googleapis.com"
_SCOPE: Final = "https://www.googleapis.com/auth/cloud-platform"
_RESOURCES: Final = "cloudresourcemanager"
_NEXT = by_field("nextPageToken", param="pageToken")
_SHOWN = without("keyString", "privateKeyData")


def _keys(name: str) -> str:
    return f"/v1/{quote(name, safe='/')}/keys"


def _policy(service: str, version: str, parent: str = "") -> tuple[str, RestCall]:
    """Return the call for one resource's policy, in the form of ``gcloud asset search-all-iam-policies``.

    Without version 3, bindings with a condition are refused. IAM takes it in the query, Resource Manager in the body.
    """
    query = "?options.requestedPolicyVersion=3" if service == "iam" else ""

    def path(each: str) -> str:
        return f"/{version}/{quote(parent + each, safe='/@')}:getIamPolicy{query}"

    def shown(body: Json, each: str) -> Json:
        return [{"resource": f"//{service}.googleapis.com/{parent}{each}", "policy": body}]

    def asked(_each: str) -> dict[str, Json]:
        return {"options": {"requestedPolicyVersion": 3}}

    return service, RestCall(path, "POST", None if query else asked, shown=shown, gone=(404,))


def _with_permissions(path: str) -> tuple[str, RestCall]:
    """Return the call for the custom roles of projects or organisations."""

    def listed(each: str) -> str:
        return f"/v1/{path}{quote(each, safe='/')}/roles?view=FULL&pageSize=1000"

    return "iam", RestCall(listed, next=_NEXT, gone=(404,))


def _one_role(body: Json, _each: str) -> Json:
    return {"roles": [body]}


def _attached(kind: str) -> tuple[str, RestCall]:
    """Return the call for the names of deny policies that are attached to projects, folders or organisations."""

    def path(each: str) -> str:
        return f"/v2/policies/{quote(f'{_RESOURCES}.googleapis.com/{kind}{each}', safe='')}/denypolicies"

    return "iam", RestCall(path, next=_NEXT, gone=(404,))


def _denial(name: str) -> str:
    # The vendor gives the name with its resource quoted, and accepts that form.
    return f"/v2/{quote(name, safe='/%')}"


_DENIAL: Final = ("iam", RestCall(_denial, shown=lambda body, _each: {"policies": [body]}, gone=(404,)))
_PREDEFINED: Final = ("iam", RestCall(lambda name: f"/v1/{quote(name, safe='/')}", shown=_one_role, gone=(404,)))
#: Pulls of policies, whose bindings name roles, and the pull that reads the predefined roles among them.
_NAMED_IN: Final = {
    one: f"roles_of_{one}"
    for one in (
        "project_policies", "folder_policies", "organization_policies", "organization_policies_above_folders",
        "account_policies",
    )
}  # fmt: skip
#: The target of a deny policy: the pull whose pages name it, and the part that its names leave out.
_ATTACHED: Final = {"projects": "projects/", "folders": "", "organizations": "", "organizations_above_folders": ""}
_CALLS: Final = {
    "projects": (_RESOURCES, RestCall("/v3/projects:search?query=state%3AACTIVE", next=_NEXT)),
    "service_accounts": ("iam", RestCall("/v1/projects/{each}/serviceAccounts?pageSize=100", next=_NEXT, gone=(404,))),
    "service_account_keys": ("iam", RestCall(_keys, shown=_SHOWN, gone=(404,))),
    "folders": (_RESOURCES, RestCall(lambda each: f"/v3/{quote(each, safe='/')}", gone=(404,))),
    "project_policies": _policy(_RESOURCES, "v3", "projects/"),
    "folder_policies": _policy(_RESOURCES, "v3"),
    "organization_policies": _policy(_RESOURCES, "v3"),
    "organization_policies_above_folders": _policy(_RESOURCES, "v3"),
    "account_policies": _policy("iam", "v1"),
    "project_roles": _with_permissions("projects/"),
    "organization_roles": _with_permissions(""),
    "organization_roles_above_folders": _with_permissions(""),
    **dict.fromkeys(_NAMED_IN.values(), _PREDEFINED),
    **{f"denials_of_{one}": _attached(kind) for one, kind in _ATTACHED.items()},
    **{f"deny_policies_of_{one}": _DENIAL for one in _ATTACHED},
    "api_keys": (
        "apikeys",
        RestCall("/v2/projects/{each}/locations/global/keys?pageSize=300", next=_NEXT, shown=_SHOWN, gone=(404,)),
    ),
}


class _Google:
    """Several services, each at its own host."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._key = key_file(opening.credential)
        bearer = Bearer(partial(signed_in, opening.settings["login"], opening.credential, _SCOPE))
        public = opening.address.rstrip("/") == _PUBLIC
        self._services = {
            service: Rest(
                Http(f"https://{service}.googleapis.com" if public else opening.address, bearer),
                {name: call for name, (of, call) in _CALLS.items() if of == service},
                lambda _http: Me(""),
            )
            for service in {service for service, _ in _CALLS.values()}
        }

    def me(self) -> Me:
        """Fetch one page, which checks the credential; the key file names the account."""
        self.ask(Ask("projects"))
        if self._key is None:
            return Me("an access token")
        return Me(self._key.email, "service_account_key", Identifier.anywhere("gcp", "key_id", self._key.id))

    def ask(self, ask: Ask) -> LiveAnswer:
        """Fetch one page. Raises VendorError."""
        return self._services[_CALLS[ask.pull][0]].ask(ask)

    def close(self) -> None:
        """Close all connections."""
        for service in self._services.values():
            service.close()


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet."""
    return _Google(opening)


def _listed(body: Json, where: str, name: str, field: str) -> Iterator[str]:
    return each_id(body, where, name, field) if at(body, field) is not None else iter(())  # an empty list has no field


def _projects(body: Json, _each: str) -> Iterator[str]:
    return _listed(body, "gcp projects", "projectId", "projects")


def _accounts(body: Json, _each: str) -> Iterator[str]:
    return _listed(body, "gcp serviceAccounts", "name", "accounts")


def _parents(body: Json, kind: str) -> Iterator[str]:
    """Yield the parents of one kind: of the projects on a page, or of one folder."""
    listed = at(body, "projects")
    for one in listed if isinstance(listed, list) else [body]:
        parent = at(one, "parent")
        if isinstance(parent, str) and parent.startswith(f"{kind}/"):
            yield parent


def _folders(body: Json, _each: str) -> Iterator[str]:
    return _parents(body, "folders")


def _organizations(body: Json, _each: str) -> Iterator[str]:
    return _parents(body, "organizations")


def _predefined(body: Json, _each: str) -> Iterator[str]:
    """Yield the predefined roles that bindings of a policy name."""
    for policy in iterate(body, "gcp policies"):
        for binding in objects(policy.inner("policy"), "bindings"):
            if binding.text("role").startswith("roles/"):
                yield binding.text("role")


def _denials(body: Json, _each: str) -> Iterator[str]:
    return _listed(body, "gcp deny policies", "name", "policies")


def _itself(_body: Json, each: str) -> Iterator[str]:
    return iter([each])


CONNECTION = Connection(
    open=open_live,
    pulls=(
        Pull("hierarchy", _PROJECTS, name="projects"),
        Pull("service_accounts", _ACCOUNTS, each=Each("projects", _projects)),
        Pull("service_account_keys", _KEYS, each=Each("service_accounts", _accounts)),
        Pull("api_keys", _API_KEYS, each=Each("projects", _projects)),
        Pull("hierarchy", _FOLDERS, name="folders", each=Each("projects", _folders, deeper=True)),
        Pull("iam_policies", _PROJECT_ROLES, name="project_policies", each=Each("projects", _projects)),
        Pull("iam_policies", _FOLDER_ROLES, name="folder_policies", each=Each("folders", _itself)),
        Pull("iam_policies", _ORGANIZATION_ROLES, name="organization_policies", each=Each("projects", _organizations)),
        Pull(
            "iam_policies",
            _ORGANIZATION_ROLES,
            name="organization_policies_above_folders",
            each=Each("folders", _organizations),
        ),
        Pull("iam_policies", _ACCOUNT_ROLES, name="account_policies", each=Each("service_accounts", _accounts)),
        Pull("roles", _LIST_ROLES, name="project_roles", each=Each("projects", _projects)),
        Pull("roles", _LIST_ROLES, name="organization_roles", each=Each("projects", _organizations)),
        Pull("roles", _LIST_ROLES, name="organization_roles_above_folders", each=Each("folders", _organizations)),
        *(Pull("roles", _GET_ROLES, name=name, each=Each(of, _predefined)) for of, name in _NAMED_IN.items()),
        *(
            Pull("", _LIST_DENIALS, name=f"denials_of_{one}", each=each)
            for one, each in (
                ("projects", Each("projects", _projects)),
                ("folders", Each("folders", _itself)),
                ("organizations", Each("projects", _organizations)),
                ("organizations_above_folders", Each("folders", _organizations)),
            )
        ),
        *(
            Pull(
                "deny_policies", _GET_DENIALS, name=f"deny_policies_of_{one}", each=Each(f"denials_of_{one}", _denials)
            )
            for one in _ATTACHED
        ),
    ),
    make=(
        "gcloud iam roles create keyroll --organization=ORG --permissions=resourcemanager.projects.get,"
        "iam.serviceAccounts.list,iam.serviceAccountKeys.list,apikeys.keys.list,resourcemanager.projects.getIamPolicy,"
        "resourcemanager.folders.get,resourcemanager.folders.getIamPolicy,resourcemanager.organizations.getIamPolicy,"
        "iam.serviceAccounts.getIamPolicy,iam.roles.list,iam.roles.get,iam.denypolicies.list,iam.denypolicies.get",
        "gcloud iam service-accounts create keyroll; bind the role to it at the organization",
        "preferred: --credential 'exec:gcloud auth print-access-token --impersonate-service-account=keyroll@…'",
        "otherwise: gcloud iam service-accounts keys create keyroll.json --iam-account=keyroll@…; file:keyroll.json",
    ),
    page="https://cloud.google.com/iam/docs/creating-custom-roles",
    address=_PUBLIC,
    settings=(ConnectionSetting("login", "the token endpoint", LOGIN),),
    sends="the JSON key of a service account, or an access token",
)
