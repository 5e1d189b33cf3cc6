"""Entra's sign-ins and directory audits, in the forms of Graph and of diagnostic settings.

learn.microsoft.com, *signIn* (v1.0 and beta, which has the protocol, the requirement, the tenants and the network),
*deviceDetail*, *directoryAudit*, *Microsoft Graph activity logs*, read 2026-11; fields of service principals' sign-ins
seen in real records. One view reads all three: a diagnostic record wraps Graph's fields in
``properties``. Records of other categories (risk) are kept with the fields that they have.
"""

from collections.abc import Mapping
from types import MappingProxyType

from keyroll.model.json import Json
from keyroll.providers.contracts.logs import Log, view

_PERSON = "STRUCT(id VARCHAR, displayName VARCHAR, userPrincipalName VARCHAR, ipAddress VARCHAR)"
_APP = "STRUCT(appId VARCHAR, displayName VARCHAR, servicePrincipalId VARCHAR, servicePrincipalName VARCHAR)"
_TEXTS = (
    "id", "createdDateTime", "userDisplayName", "userPrincipalName", "userId", "appId", "appDisplayName", "ipAddress",
    "clientAppUsed", "userAgent", "correlationId", "resourceDisplayName", "resourceId", "servicePrincipalId",
    "servicePrincipalName", "servicePrincipalCredentialKeyId", "servicePrincipalCredentialThumbprint",
    "federatedCredentialId", "clientCredentialType", "sessionId", "uniqueTokenIdentifier", "category", "result",
    "resultReason", "activityDisplayName", "activityDateTime", "loggedByService", "operationType", "requestMethod",
    "requestUri", "signInActivityId", "clientAuthMethod", "riskEventType", "riskState", "riskLevel",
    "riskDetail", "riskLevelAggregated", "riskLevelDuringSignIn", "authenticationProtocol", "authenticationRequirement",
    "conditionalAccessStatus", "crossTenantAccessType", "homeTenantId", "resourceTenantId", "incomingTokenType",
    "originalTransferMethod", "userType", "provisioningAction", "riskLastUpdatedDateTime",
)  # fmt: skip
#: Graph's fields of an event, by its own names.
FIELDS = MappingProxyType(
    {
        **dict.fromkeys(_TEXTS, "VARCHAR"),
        "isInteractive": "BOOLEAN",
        "autonomousSystemNumber": "BIGINT",
        "responseStatusCode": "INTEGER",
        "responseSizeBytes": "BIGINT",
        "status": "STRUCT(errorCode BIGINT, failureReason VARCHAR, additionalDetails VARCHAR)",
        "deviceDetail": (
            "STRUCT(deviceId VARCHAR, displayName VARCHAR, operatingSystem VARCHAR, browser VARCHAR,"
            " isCompliant BOOLEAN, isManaged BOOLEAN, trustType VARCHAR)"
        ),
        "provisioningStatusInfo": "STRUCT(status VARCHAR)",
        "targetIdentity": "STRUCT(id VARCHAR, displayName VARCHAR, identityType VARCHAR)",
        "servicePrincipal": "STRUCT(id VARCHAR, displayName VARCHAR)",
        "location": "STRUCT(city VARCHAR, state VARCHAR, countryOrRegion VARCHAR)",
        "networkLocationDetails": "STRUCT(networkType VARCHAR, networkNames VARCHAR[])[]",
        "initiatedBy": f'STRUCT("user" {_PERSON}, app {_APP})',
        "targetResources": (
            'STRUCT(id VARCHAR, displayName VARCHAR, "type" VARCHAR, userPrincipalName VARCHAR,'
            " modifiedProperties STRUCT(displayName VARCHAR, oldValue VARCHAR, newValue VARCHAR)[])[]"
        ),
        "additionalDetails": 'STRUCT("key" VARCHAR, "value" VARCHAR)[]',
    }
)
_WRAPPED = "STRUCT(" + ", ".join(f'"{name}" {kind}' for name, kind in FIELDS.items()) + ")"
_CREDENTIAL = "only sign-ins of service principals name the secret or certificate"
_CLIENT = "records before about 2024, and actions of the directory itself, have no client"


def _view(of: str) -> str:
    """Return the view over records with their fields in the row itself, or in one of its columns."""
    beside = ", callerIpAddress" if of == "properties" else ""
    other = "operationName, 'other'" if of == "properties" else "'other'"
    return view(__package__, "events").replace("{fields}", of).replace("{address}", beside).replace("{other}", other)


def is_sign_in(body: Mapping[str, Json]) -> bool:
    """Return whether a record is a sign-in of Graph."""
    return {"createdDateTime", "appId", "status", "ipAddress"} <= body.keys()


def is_audit(body: Mapping[str, Json]) -> bool:
    """Return whether a record is a directory audit of Graph."""
    return {"activityDateTime", "activityDisplayName", "initiatedBy", "targetResources"} <= body.keys()


def is_risk(body: Mapping[str, Json]) -> bool:
    """Return whether a record is a risk detection of Graph."""
    return {"riskEventType", "detectedDateTime", "riskState"} <= body.keys()


def is_risky_user(body: Mapping[str, Json]) -> bool:
    """Return whether a record is a risky user of Graph: the state of one person, with the time of its last change."""
    return {"riskLastUpdatedDateTime", "riskState", "userPrincipalName"} <= body.keys()


def is_provisioning(body: Mapping[str, Json]) -> bool:
    """Return whether a record is of Graph's provisioning log: an account was made or changed in another system."""
    return {"provisioningAction", "provisioningStatusInfo", "activityDateTime"} <= body.keys()


def is_diagnostic(body: Mapping[str, Json]) -> bool:
    """Return whether a record came by diagnostic settings of Entra (not of a vault or another resource)."""
    resource = str(body.get("resourceId", "")).lower()
    entra = "microsoft.aadiam" in resource or "SignInLogs" in str(body.get("category"))
    return entra and isinstance(body.get("properties"), dict)


LOGS = (
    Log(
        name="sign_ins",
        columns=FIELDS,
        event_id="id",
        happened_at="TRY_CAST(createdDateTime AS TIMESTAMPTZ)",
        identity=("id", "appId"),
        envelope="value",
        view=_view("native"),
        absent={"credential": _CREDENTIAL, "user_agent": _CLIENT},
        recognise=is_sign_in,
    ),
    Log(
        name="directory_audits",
        columns=FIELDS,
        event_id="id",
        happened_at="TRY_CAST(activityDateTime AS TIMESTAMPTZ)",
        identity=("id", "activityDisplayName"),
        envelope="value",
        view=_view("native"),
        absent={
            "actor": "actions of the directory itself have no actor",
            "credential": _CREDENTIAL,
            "src_ip": "actions of applications have no address",
            "user_agent": _CLIENT,
        },
        recognise=is_audit,
    ),
    Log(
        name="risk_detections",
        columns={**FIELDS, "detectedDateTime": "VARCHAR", "activity": "VARCHAR"},
        event_id="id",
        happened_at="TRY_CAST(coalesce(activityDateTime, detectedDateTime) AS TIMESTAMPTZ)",
        identity=("id", "riskEventType"),
        envelope="value",
        view=_view("native"),
        absent={
            "credential": _CREDENTIAL,
            "status_id": "a detection of risk has no outcome",
            "src_ip": "some risks have no sign-in",
            "user_agent": _CLIENT,
        },
        recognise=is_risk,
    ),
    Log(
        name="risky_users",
        columns=FIELDS,
        event_id="id || '/' || riskLastUpdatedDateTime",
        happened_at="TRY_CAST(riskLastUpdatedDateTime AS TIMESTAMPTZ)",
        identity=("id", "riskState"),
        envelope="value",
        view=_view("native"),
        absent={
            "credential": _CREDENTIAL,
            "status_id": "a person's risk has no outcome",
            "src_ip": "a person's risk names no sign-in",
            "user_agent": _CLIENT,
        },
        recognise=is_risky_user,
    ),
    Log(
        name="provisioning",
        columns=FIELDS,
        event_id="id",
        happened_at="TRY_CAST(activityDateTime AS TIMESTAMPTZ)",
        identity=("id", "provisioningAction"),
        envelope="value",
        view=_view("native"),
        absent={
            "actor": "the directory itself provisions most accounts",
            "credential": _CREDENTIAL,
            "src_ip": "the directory itself has no address",
            "user_agent": _CLIENT,
        },
        recognise=is_provisioning,
    ),
    Log(
        name="diagnostic",
        columns={
            "time": "VARCHAR",
            "category": "VARCHAR",
            "operationName": "VARCHAR",
            "tenantId": "VARCHAR",
            "resultType": "VARCHAR",
            "resultSignature": "VARCHAR",
            "resultDescription": "VARCHAR",
            "callerIpAddress": "VARCHAR",
            "correlationId": "VARCHAR",
            "identity": "VARCHAR",
            "properties": _WRAPPED,
        },
        event_id="coalesce(properties.id || '/' || \"time\", md5(line__))",
        happened_at='coalesce(TRY_CAST("time" AS TIMESTAMPTZ), try_strptime("time", \'%m/%d/%Y %I:%M:%S %p\'))',
        identity=("category", "operationName"),
        envelope="records",
        family="azure_monitor",
        view=_view("properties"),
        absent={
            "actor": "actions of the directory itself have no actor",
            "credential": _CREDENTIAL,
            "src_ip": "actions of applications and of the directory itself have no address",
            "user_agent": _CLIENT,
            "status_id": "a detection of risk has no outcome",
        },
        recognise=is_diagnostic,
    ),
)
