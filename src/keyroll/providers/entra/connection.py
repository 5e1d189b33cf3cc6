"""Entra live through Microsoft Graph, as an application with its own permissions.

learn.microsoft.com, *Microsoft Graph v1.0*: list applications, servicePrincipals, federatedIdentityCredentials,
oauth2PermissionGrants, appRoleAssignments (with Application.Read.All), users (with User.Read.All, 999 on a page at
most; page of 2025-05), read 2026-11; *OAuth 2.0 client credentials flow* (``/TENANT/oauth2/v2.0/token``, scope
``…/.default``), read 2026-11-29. ``keyCredentials`` and ``accountEnabled`` are returned only where ``$select`` names
them. ``hint`` holds the first three characters of a secret, by which keyroll recognises its own. An assignment names
its role by an id. The service principal that offers the role has its name, and is read once.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final
from urllib.parse import quote

from keyroll.errors import ConfigError, CredentialRefused, VendorChanged
from keyroll.http import Http
from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record, single
from keyroll.model.source import Source
from keyroll.providers._lists import objects
from keyroll.providers._oauth import Bearer, claims, granted
from keyroll.providers._rest import Rest, RestCall, at, beside, by_field, each_id, each_named, without
from keyroll.providers.entra.survey import USERS
from keyroll.providers.live import Connection, ConnectionSetting, Each, LiveSource, Me, Opening, Pull
from keyroll.reveal import reveal
from keyroll.secret import Secret

_APPS, _CONSENTS, _USERS = "Application.Read.All", "DelegatedPermissionGrant.Read.All", "User.Read.All"
_GROUPS, _POLICIES = "GroupMember.Read.All", "Policy.Read.All"
_DIRECTORY_ROLES, _ELIGIBLE = "RoleManagement.Read.Directory", "RoleEligibilitySchedule.Read.Directory"
_ROLE_POLICIES = "RoleManagementPolicy.Read.Directory"
_ELIGIBLE_MEMBERS = "PrivilegedEligibilitySchedule.Read.AzureADGroup"
_TENANT, _LOGIN, _PIM_GROUPS = "tenant", "login", "pim_groups"
_GRAPH: Final = "https://graph.microsoft.com"
_OWN: Final = "id,appId,displayName,passwordCredentials,keyCredentials"
_NEXT = by_field("@odata.nextLink")
#: Values are null in every list; keys of certificates are public, but no list needs them.
_SHOWN = without("secretText", "key")


def _federated(name: str) -> str:
    return f"/v1.0/applications/{quote(name.partition('/')[0], safe='')}/federatedIdentityCredentials"


def _with_app(body: Json, name: str) -> Json:
    return beside(body, appId=name.partition("/")[2])


def _with_group(body: Json, each: str) -> Json:
    group, _, name = each.partition(" ")
    return beside(body, group=group, groupName=name)


def _principals_named(body: Json, _each: str) -> Json:
    """Return assignments with only the type, id and name of their principals."""
    listed = at(body, "value")
    if isinstance(listed, list):
        for one in listed:
            whose = at(one, "principal")
            if isinstance(one, dict) and isinstance(whose, dict):
                one["principal"] = {name: whose[name] for name in ("@odata.type", "id", "displayName") if name in whose}
    return body


def _owners(of: str) -> RestCall:
    def path(each: str) -> str:
        return f"/v1.0/{of}/{quote(each.partition('/')[0], safe='')}/owners?$select=id&$top=100"

    return RestCall(path, next=_NEXT, shown=_with_app, gone=(404,))


def _members(each: str) -> str:
    return f"/v1.0/groups/{quote(each.partition(' ')[0], safe='')}/members?$select=id&$top=999"


def _eligible(each: str) -> str:
    group = quote(each.partition(" ")[0], safe="")
    return (
        "/v1.0/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances"
        f"?$filter=groupId%20eq%20%27{group}%27&$expand=principal"
    )


class _Roles:
    """Names of application permissions, read from each service principal that offers some, once."""

    def __init__(self, http: Http) -> None:
        self._http = http
        self._known: dict[str, dict[str, str]] = {}

    def shown(self, body: Json, _each: str) -> Json:
        """Return assignments with the names of their roles. Raises VendorError."""
        for one in single(body, "entra appRoleAssignments").records("value"):
            name = self._of(one.text("resourceId")).get(one.text("appRoleId"))
            if name:
                one.body["appRoleValue"] = name
        return body

    def _of(self, resource: str) -> dict[str, str]:
        known = self._known.get(resource)
        if known is None:
            path = f"/v1.0/servicePrincipals/{quote(resource, safe='')}?$select=id,appRoles"
            reply = self._http.get(path, accept=(404,))
            listed = objects(single(reply.json(), reply.where), "appRoles") if reply.status == 200 else ()
            known = self._known[resource] = {role.text("id"): role.maybe("value") for role in listed}
        return known


_CALLS: Final = {
    "users": RestCall(USERS, next=_NEXT),
    "applications": RestCall(
        f"/v1.0/applications?$select={_OWN},createdDateTime,requiredResourceAccess&$top=100", next=_NEXT, shown=_SHOWN
    ),
    "service_principals": RestCall(
        f"/v1.0/servicePrincipals?$select={_OWN},accountEnabled,servicePrincipalType&$top=100",
        next=_NEXT,
        shown=_SHOWN,
    ),
    "federated_identity_credentials": RestCall(_federated, next=_NEXT, shown=_with_app, gone=(404,)),
    "directory_roles": RestCall(
        "/v1.0/roleManagement/directory/roleAssignments?$expand=principal", next=_NEXT, shown=_principals_named
    ),
    "eligible_roles": RestCall(
        "/v1.0/roleManagement/directory/roleEligibilityScheduleInstances?$expand=principal",
        next=_NEXT,
        shown=_principals_named,
    ),
    "role_policies": RestCall(
        "/v1.0/policies/roleManagementPolicyAssignments?$filter=scopeId%20eq%20%27%2F%27%20and%20scopeType%20eq%20"
        "%27DirectoryRole%27&$expand=policy($expand=rules)",
        next=_NEXT,
    ),
    "eligible_group_members": RestCall(_eligible, next=_NEXT, shown=_principals_named, gone=(404,)),
    "groups": RestCall("/v1.0/groups?$select=id,displayName&$top=999", next=_NEXT),
    "group_members": RestCall(_members, next=_NEXT, shown=_with_group, gone=(404,)),
    "application_owners": _owners("applications"),
    "principal_owners": _owners("servicePrincipals"),
    "conditional_access": RestCall("/v1.0/identity/conditionalAccess/policies", next=_NEXT),
    "consents": RestCall("/v1.0/oauth2PermissionGrants?$top=100", next=_NEXT),
}


def _groups(body: Json, _each: str) -> Iterator[str]:
    """Yield the groups of a page, each as its id and its name."""
    return each_named(body, "entra groups", "id", "displayName", "value")


def _applications(body: Json, _each: str) -> Iterator[str]:
    """Yield the applications of a page, or their principals, as ``id/appId``: the response about one names neither."""
    listed = at(body, "value")
    if not isinstance(listed, list):
        raise VendorChanged("entra applications: value")
    for number, one in enumerate(listed, 1):
        app = Record(one if isinstance(one, dict) else {}, f"entra applications[{number}]")
        yield f"{app.text('id')}/{app.text('appId')}"


def _principals(body: Json, _each: str) -> Iterator[str]:
    return each_id(body, "entra servicePrincipals", "id", "value")


def signed_in(login: str, tenant: str, value: Secret) -> tuple[str, float]:
    """Fetch a token for Graph. Raises CredentialRefused with the vendor's number of the error, ConfigError."""
    with reveal(value) as raw:
        client, _, secret = raw.decode("utf-8", "replace").strip().partition(":")
    if not secret:
        if client.count(".") == 2:  # a token that a different program fetched
            return client, 0.0
        raise ConfigError("this is not a client secret", hint="give CLIENT_ID:SECRET, or an access token for Graph")
    http = Http(login)
    form = {
        "grant_type": "client_credentials",
        "client_id": client,
        "client_secret": secret,
        "scope": f"{_GRAPH}/.default",
    }
    try:
        reply = http.request("POST", f"/{quote(tenant, safe='')}/oauth2/v2.0/token", form=form, accept=(400, 401))
    finally:
        http.close()
    body = single(reply.json(), reply.where)
    if reply.status != 200:
        numbers = body.body.get("error_codes")
        number = numbers[0] if isinstance(numbers, list) and numbers else body.maybe("error")[:40]
        raise CredentialRefused(
            f"{reply.where}: AADSTS{number}, the credential is not accepted", hint="make a new client secret"
        )
    return granted(body, reply.where)


def _me(source: Source, bearer: Bearer, value: Secret, http: Http) -> Me:
    payload = Record(claims(bearer.token()), "the token")
    app = payload.maybe("appid")
    if not app:
        http.get("/v1.0/applications?$select=id&$top=1", accept=(403,))
        return Me("an application")
    with reveal(value) as raw:
        hint = raw.decode("utf-8", "replace").strip().partition(":")[2][:3]
    reply = http.get(f"/v1.0/applications(appId='{quote(app, safe='')}')?$select={_OWN}", accept=(403, 404))
    name = payload.maybe("app_displayname") or app
    if reply.status != 200 or not hint:
        return Me(name)
    listed = single(reply.json(), reply.where).records("passwordCredentials")
    mine = [one for one in listed if one.maybe("hint") == hint]
    if len(mine) != 1:
        return Me(name)
    identifier = Identifier.of(source, "key_id", mine[0].text("keyId").lower())
    return Me(name, "app_credential", identifier, mine[0].maybe("endDateTime"))


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet."""
    settings = opening.settings
    bearer = Bearer(partial(signed_in, settings[_LOGIN], settings[_TENANT], opening.credential))
    http = Http(opening.address, bearer)
    path = "/v1.0/servicePrincipals/{each}/appRoleAssignments?$top=100"
    calls = {**_CALLS, "app_roles": RestCall(path, next=_NEXT, shown=_Roles(http).shown, gone=(404,))}
    return Rest(http, calls, partial(_me, opening.source, bearer, opening.credential))


CONNECTION = Connection(
    open=open_live,
    pulls=(
        Pull("users", _USERS),
        Pull("applications", _APPS),
        Pull("service_principals", _APPS),
        Pull("federated_identity_credentials", _APPS, each=Each("applications", _applications)),
        Pull("consents", _CONSENTS),
        Pull("directory_roles", _DIRECTORY_ROLES),
        Pull("eligible_roles", _ELIGIBLE),
        Pull("role_policies", _ROLE_POLICIES),
        Pull("", _GROUPS, name="groups"),
        Pull("group_members", _GROUPS, each=Each("groups", _groups)),
        Pull("eligible_group_members", _ELIGIBLE_MEMBERS, each=Each("groups", _groups), needs=(_PIM_GROUPS,)),
        Pull("owners", _APPS, name="application_owners", each=Each("applications", _applications)),
        Pull("owners", _APPS, name="principal_owners", each=Each("service_principals", _applications)),
        Pull("conditional_access", _POLICIES),
        Pull("app_roles", _APPS, each=Each("service_principals", _principals)),
    ),
    make=(
        "Entra admin center > App registrations > New registration: keyroll",
        "API permissions > Microsoft Graph > Application permissions: Application.Read.All, "
        "DelegatedPermissionGrant.Read.All, User.Read.All, GroupMember.Read.All, Policy.Read.All, "
        "RoleManagement.Read.Directory, RoleEligibilitySchedule.Read.Directory and "
        "RoleManagementPolicy.Read.Directory, with pim_groups=yes PrivilegedEligibilitySchedule.Read.AzureADGroup; "
        "Grant admin consent",
        "Certificates & secrets > New client secret; the value is CLIENT_ID:SECRET",
    ),
    page="https://learn.microsoft.com/entra/identity-platform/quickstart-register-app",
    address=_GRAPH,
    settings=(
        ConnectionSetting(_TENANT, "the tenant's id or domain", required=True),
        ConnectionSetting(
            _LOGIN, "the token endpoint; national clouds have their own", "https://login.microsoftonline.com"
        ),
        ConnectionSetting(
            _PIM_GROUPS, "yes to list who may become a member of a group by activation, one call for each group"
        ),
    ),
    sends="CLIENT_ID:SECRET of an application, or an access token for Graph",
)
