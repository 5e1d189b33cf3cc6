"""Sigma rules about Entra: sign-ins and directory audits as Graph gives them; their names are Azure Monitor's."""

from keyroll.providers.contract import Logsource
from keyroll.providers.entra.logs import FIELDS

_SIGN_IN = {
    "ResultType": "status.errorCode",
    "ResultDescription": "status.failureReason",
    "Status": "=CASE WHEN status.errorCode = 0 THEN 'Success' ELSE 'Failure' END",
    "ClientApp": "clientAppUsed",
    "Location": "location.countryOrRegion",
    "Username": "userPrincipalName",
    "DeviceDetail.deviceId": "deviceDetail.deviceId",
    "properties.message": "status.failureReason",
}
_AUDIT = {
    "properties.message": "activityDisplayName",
    "OperationName": "activityDisplayName",
    "ActivityDisplayName": "activityDisplayName",
    "ActivityType": "activityDisplayName",
    "Status": "result",
    "Target": "targetResources.displayName",
    "TargetUserName": "targetResources.userPrincipalName",
    "InitiatedBy.UserPrincipalName": "initiatedBy.user.userPrincipalName",
    "properties.targetResources.modifiedProperties.newValue": "targetResources.modifiedProperties.newValue",
}
#: A diagnostic record wraps Graph's fields; what it has beside them goes by its own name.
_OWN = ("category", "operationName", "resultType", "resultDescription")
_WRAPPED = {name: f"properties.{name}" for name in FIELDS if name not in _OWN} | {
    "properties.message": "=coalesce(properties.activityDisplayName, operationName)",
    "Status": "=coalesce(properties.result, CASE resultType WHEN '0' THEN 'Success' ELSE 'Failure' END)",
    "OperationName": "operationName",
    "ActivityDisplayName": "properties.activityDisplayName",
    "ActivityType": "properties.activityDisplayName",
    "ClientApp": "properties.clientAppUsed",
    "Location": "properties.location.countryOrRegion",
    "Username": "properties.userPrincipalName",
    "Target": "properties.targetResources.displayName",
    "TargetUserName": "properties.targetResources.userPrincipalName",
    "InitiatedBy.UserPrincipalName": "properties.initiatedBy.user.userPrincipalName",
    "properties.targetResources.modifiedProperties.newValue": "properties.targetResources.modifiedProperties.newValue",
    **{name: f"properties.{name}" for name in ("riskEventType", "riskState", "riskLevel")},
}

LOGSOURCES = (
    Logsource("sign_ins", "azure", ("signinlogs",), aliases=_SIGN_IN),
    Logsource("directory_audits", "azure", ("auditlogs", "pim", "directory"), aliases=_AUDIT),
    Logsource("risk_detections", "azure", ("riskdetection",)),
    Logsource(
        "diagnostic",
        "azure",
        ("signinlogs", "auditlogs", "pim", "riskdetection", "directory", "diagnostic"),
        aliases=_WRAPPED,
    ),
)
