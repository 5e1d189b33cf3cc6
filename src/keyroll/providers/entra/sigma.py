"""Sigma rules about Entra: sign-ins and directory audits in the forms of Graph and of diagnostic settings.

Rules name fields as Graph does, as Azure Monitor's tables do (*SigninLogs*, *AuditLogs*), as a diagnostic record has
them (``properties.…``), or by the labels of the portal (*Security operations for applications*, *… for privileged
accounts*): its status goes with the reason, its pane is called "Activity Details: Sign-ins". learn.microsoft.com, read
2026-11.
"""

from keyroll.providers.contracts.sigma import Logsource
from keyroll.providers.entra.logs import FIELDS

#: The prefix that a diagnostic record adds to Graph's fields.
_IN = "properties."


def _device(inside: str, name: str) -> str:
    """Return a text field of the device; empty, for a device that is not registered, where Graph gives null."""
    return f"=CASE WHEN {inside}deviceDetail IS NOT NULL THEN coalesce({inside}deviceDetail.{name}, '') END"


def _sign_in(inside: str) -> dict[str, str]:
    status, protocol = f"{inside}status", f"{inside}authenticationProtocol"
    networks = f"{inside}networkLocationDetails"
    return {
        "ClientApp": f"{inside}clientAppUsed",
        "Location": f"{inside}location.countryOrRegion",
        "Username": f"{inside}userPrincipalName",
        "deviceDetail.deviceId": _device(inside, "deviceId"),
        "deviceDetail.trustType": _device(inside, "trustType"),
        # Azure Monitor's column is text: no network is "[]".
        "networkLocationDetails": f"=CASE WHEN {networks} IS NOT NULL THEN CAST(to_json({networks}) AS VARCHAR) END",
        # The portal writes the protocol in two words.
        "properties.message": (
            f"=[{status}.failureReason, {protocol}, CASE {protocol} WHEN 'deviceCode' THEN 'Device Code' END]"
        ),
    }


def _audit(inside: str, act: str) -> dict[str, str]:
    changed = f"flatten(list_transform({inside}targetResources, LAMBDA t : t.modifiedProperties))"
    consent = f"list_filter({changed}, LAMBDA m : m.displayName = 'ConsentContext.IsAdminConsent')[1].newValue"
    values = f"list_transform({changed}, LAMBDA m : m.newValue)"
    types = f"list_transform({inside}targetResources, LAMBDA t : t.type)"
    # The vendor's pages write "service principal" for the record's "ServicePrincipal".
    words = f"list_transform({types}, LAMBDA v : regexp_replace(v, '([a-z])([A-Z])', '\\1 \\2', 'g'))"
    more = f'list_filter({inside}additionalDetails, LAMBDA d : lower(d."key") = \'additionalinfo\')[1]."value"'
    return {
        # Some names end with a blank ("Certificates and secrets management ").
        **dict.fromkeys(("OperationName", "properties.message"), f"=trim({act})"),
        **dict.fromkeys(("ActivityDisplayName", "ActivityType"), f"=trim({inside}activityDisplayName)"),
        "Target": f"{inside}targetResources.displayName",
        "TargetUserName": f"{inside}targetResources.userPrincipalName",
        **dict.fromkeys(("targetResources.type", "properties.targetType"), f"=[]::VARCHAR[] || {types} || {words}"),
        # The text, and its form in the record's JSON, with escaped quotes.
        "targetResources.modifiedProperties.newValue": (
            f"=[]::VARCHAR[] || {values} || list_transform({values}, LAMBDA v : replace(v, '\"', '\\\"'))"
        ),
        "InitiatedBy.UserPrincipalName": f"{inside}initiatedBy.user.userPrincipalName",
        "failure_status_reason": f"{inside}resultReason",
        "ConsentContext.IsAdminConsent": f"=trim({consent}, '\"')",
        "additionalDetails.additionalInfo": f"={more}",
    }


#: Sign-ins of service principals often have no result except the inner one.
_RESULT = f"coalesce(nullif(resultType, ''), CAST({_IN}status.errorCode AS VARCHAR))"
#: A rule may name Graph's fields as a diagnostic record has them.
_UNWRAPPED = {f"{_IN}{name}": name for name in FIELDS}
#: Fields of a diagnostic record in addition to Graph's fields keep their own names.
_OWN = ("category", "operationName", "resultType", "resultDescription")
#: Parts of fields that have a different meaning as a whole.
_PARTS = (
    *(f"location.{name}" for name in ("city", "state", "countryOrRegion")),
    *(f"status.{name}" for name in ("errorCode", "failureReason", "additionalDetails")),
    *(f"networkLocationDetails.{name}" for name in ("networkType", "networkNames")),
)
_WRAPPED = {
    **{name: f"{_IN}{name}" for name in FIELDS if name not in _OWN},
    **{name: f"{_IN}{name}" for name in _PARTS},
    **_sign_in(_IN),
    **_audit(_IN, "operationName"),
    # An audit's category is inside. The outer one of the record is often "AuditLogs".
    "category": "=[category, properties.category]",
    "ActivityDetails": "=CASE WHEN contains(category, 'SignInLogs') THEN 'Sign-ins' END",
    "ResultDescription": (
        "=coalesce(nullif(resultDescription, ''), properties.status.failureReason, properties.resultReason)"
    ),
    "ResultType": f"={_RESULT}",
    "Status": (
        f"=[coalesce(nullif(properties.result, ''), CASE WHEN lower({_RESULT}) IN ('0', 'success') THEN 'Success' "
        f"WHEN {_RESULT} <> '' THEN 'Failure' END), properties.resultReason, properties.status.failureReason, "
        "properties.status.additionalDetails]"
    ),
    "properties.message": (
        "=[trim(coalesce(properties.activityDisplayName, operationName)), properties.status.failureReason, "
        "properties.authenticationProtocol, "
        "CASE properties.authenticationProtocol WHEN 'deviceCode' THEN 'Device Code' END]"
    ),
}
_IS_SIGN_IN = "contains(category, 'SignInLogs')"
_IS_AUDIT = f"NOT {_IS_SIGN_IN} AND properties.riskEventType IS NULL AND properties.requestMethod IS NULL"
_SIGN_INS = {
    **_UNWRAPPED,
    **_sign_in(""),
    "ResultType": "status.errorCode",
    "ResultDescription": "status.failureReason",
    "ActivityDetails": "='Sign-ins'",
    "Status": (
        "=[CASE WHEN status.errorCode = 0 THEN 'Success' WHEN status.errorCode > 0 THEN 'Failure' END, "
        "status.failureReason, status.additionalDetails]"
    ),
}
_AUDITS = {
    **_UNWRAPPED,
    **_audit("", "activityDisplayName"),
    "ResultDescription": "resultReason",
    "Status": "=[result, resultReason]",
}

LOGSOURCES = (
    Logsource("sign_ins", "azure", ("signinlogs",), aliases=_SIGN_INS),
    Logsource("directory_audits", "azure", ("auditlogs", "pim", "directory"), aliases=_AUDITS),
    Logsource("risky_users", "azure", ("riskdetection",), aliases=_UNWRAPPED),
    Logsource("risk_detections", "azure", ("riskdetection",), aliases=_UNWRAPPED),
    Logsource(
        "diagnostic",
        "azure",
        ("signinlogs", "auditlogs", "pim", "riskdetection", "directory", "diagnostic"),
        aliases=_WRAPPED,
        only={"signinlogs": _IS_SIGN_IN, "auditlogs": _IS_AUDIT},
    ),
)
