"""Entra's lists of applications, service principals, permissions, consents and users, paged by ``@odata.nextLink``.

These responses never hold values of secrets: ``secretText`` is set only in the response that creates one.
"""

from collections.abc import Iterator
from typing import Final

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record
from keyroll.model.observation import Observation, PrincipalKind, credential, grant, principal
from keyroll.model.source import Source
from keyroll.providers._lists import field_with, objects
from keyroll.providers.contracts.survey import Endpoint, SurveyPage
from keyroll.providers.entra import directory

USERS: Final = (
    "/v1.0/users?$select=id,userPrincipalName,mail,displayName,accountEnabled,userType,createdDateTime&$top=999"
)
#: The mark in the login of a person of another tenant, and the type of an AI agent's user account.
_INVITED, _AGENT = "#EXT#", "#microsoft.graph.agentUser"


def app_identifier(source: Source, number: str) -> Identifier:
    """Return the identifier of an application by its client id, which its service principals share."""
    return Identifier.of(source, "app_id", number)


def read_applications(page: SurveyPage) -> Iterator[Observation]:
    """Yield each application as a nonhuman principal, its secrets and certificates, and its requested permissions."""
    for app in page.record().records("value"):
        subject = app_identifier(page.source, app.text("appId"))
        yield principal(
            subject,
            "application",
            kind=PrincipalKind.NONHUMAN,
            identifiers=(Identifier.of(page.source, "application", app.text("id")),),
            name=app.maybe("displayName"),
            created=app.time("createdDateTime"),
        )
        yield from _credentials(page.source, subject, app)


def read_service_principals(page: SurveyPage) -> Iterator[Observation]:
    """Yield each service principal as its application's principal, with its own credentials."""
    for one in page.record().records("value"):
        subject = app_identifier(page.source, one.text("appId"))
        yield principal(
            subject,
            "managed_identity" if one.maybe("servicePrincipalType") == "ManagedIdentity" else "service_principal",
            kind=PrincipalKind.NONHUMAN,
            identifiers=(Identifier.of(page.source, "service_principal", one.text("id")),),
            name=one.maybe("displayName"),
            active=one.flag("accountEnabled"),
        )
        # The platform rotates a managed identity's certificates itself, and they cannot be held outside.
        if one.maybe("servicePrincipalType") != "ManagedIdentity":
            yield from _credentials(page.source, subject, one)


def _credentials(source: Source, subject: Identifier, owner: Record) -> Iterator[Observation]:
    for field, kind in (("passwordCredentials", "client secret"), ("keyCredentials", "certificate")):
        if field not in owner.body:
            raise VendorChanged(f"{owner.where}: {field}", hint="request it with $select")
        for one in objects(owner, field):
            yield credential(
                Identifier.of(source, "key_id", one.text("keyId").lower()),
                "app_credential",
                name=one.maybe("displayName") or one.maybe("hint"),
                vendor_kind=kind,
                created=one.time("startDateTime"),
                expires=one.time("endDateTime"),
                principal=subject,
            )


def read_users(page: SurveyPage) -> Iterator[Observation]:
    """Yield a principal for each user, also guests; an agent's user is nonhuman. Raises VendorChanged.

    A user is identified by the object's id, as in the logs of this tenant. A disabled account belongs to a user who has
    left.
    """
    for user in page.record().records("value"):
        if "accountEnabled" not in user.body:
            raise VendorChanged(f"{user.where}: accountEnabled", hint="request it with $select")
        login = user.maybe("userPrincipalName")
        agent = user.body.get("@odata.type") == _AGENT
        guest = user.maybe("userType") == "Guest" or _INVITED in login
        yield principal(
            Identifier.of(page.source, "user", user.text("id")),
            "ai_agent" if agent else "guest" if guest else "person",
            kind=PrincipalKind.NONHUMAN if agent else PrincipalKind.HUMAN,
            identifiers=(Identifier.of(page.source, "user", login.lower()),) if login else (),
            name=user.maybe("displayName") or login,
            # The login of an invited person only looks like a mail address.
            email=user.maybe("mail") or ("" if _INVITED in login else login),
            active=user.flag("accountEnabled"),
            created=user.time("createdDateTime"),
        )


def read_federated_credentials(page: SurveyPage) -> Iterator[Observation]:
    """Yield the outside identities that may sign in as an application; an export adds its ``appId`` to the response."""
    answer = page.record()
    subject = app_identifier(page.source, answer.text("appId"))
    for one in answer.records("value"):
        yield credential(
            Identifier.of(page.source, "federated_credential", one.text("id")),
            "federated_credential",
            name=one.maybe("name"),
            vendor_kind=f"{one.text('subject')} of {one.text('issuer')}",
            principal=subject,
        )


def read_consents(page: SurveyPage) -> Iterator[Observation]:
    """Yield the scopes that service principals have on behalf of people."""
    for one in page.record().records("value"):
        subject = Identifier.of(page.source, "service_principal", one.text("clientId"))
        of = one.maybe("principalId") or one.text("consentType")
        for scope in one.maybe("scope").split():
            yield grant(subject, scope, f"{one.text('resourceId')} for {of}")


def read_app_roles(page: SurveyPage) -> Iterator[Observation]:
    """Yield the permissions that service principals have as themselves. Raises VendorChanged.

    An assignment names its role by an id: an export adds the role's ``value`` to it as ``appRoleValue``. Without it the
    privilege is the id, and its effect is unknown. Assignments to people are not read.
    """
    for one in page.record().records("value"):
        if one.text("principalType") == "ServicePrincipal":
            subject = Identifier.of(page.source, "service_principal", one.text("principalId"))
            role, resource = one.text("appRoleId"), one.maybe("resourceDisplayName") or one.text("resourceId")
            yield grant(subject, one.maybe("appRoleValue") or role, f"{resource} as itself")


def further_page(page: SurveyPage) -> bool:
    """Return whether the response has a link to another page."""
    return isinstance(page.body, dict) and bool(page.body.get("@odata.nextLink"))


def _federated(body: Json) -> bool:
    return field_with("value", "issuer", "subject", "audiences")(body) and isinstance(body, dict) and "appId" in body


ENDPOINTS = (
    Endpoint(
        "users",
        USERS,
        read_users,
        more=further_page,
        # Sign-ins and reports also have logins. Only a user has an account that is enabled or not.
        recognise=field_with("value", "id", "userPrincipalName", "accountEnabled"),
    ),
    Endpoint(
        "applications",
        "/v1.0/applications?$select=id,appId,displayName,createdDateTime,passwordCredentials,keyCredentials",
        read_applications,
        more=further_page,
        recognise=field_with("value", "appId", "passwordCredentials", "requiredResourceAccess"),
    ),
    Endpoint(
        "service_principals",
        "/v1.0/servicePrincipals",
        read_service_principals,
        more=further_page,
        recognise=field_with("value", "appId", "servicePrincipalType", "passwordCredentials"),
    ),
    Endpoint(
        "federated_identity_credentials",
        "/v1.0/applications/{id}/federatedIdentityCredentials",
        read_federated_credentials,
        more=further_page,
        recognise=_federated,
    ),
    Endpoint(
        "consents",
        "/v1.0/oauth2PermissionGrants",
        read_consents,
        more=further_page,
        recognise=field_with("value", "clientId", "consentType", "resourceId"),
    ),
    Endpoint(
        "app_roles",
        "/v1.0/servicePrincipals/{id}/appRoleAssignments, …/appRoleAssignedTo",
        read_app_roles,
        more=further_page,
        recognise=field_with("value", "appRoleId", "principalId", "principalType"),
    ),
    *directory.ENDPOINTS,
)
