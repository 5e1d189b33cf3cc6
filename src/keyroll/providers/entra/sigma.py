"""Sigma rules about Entra: sign-ins and directory audits as Graph gives them; their names are Azure Monitor's."""

from keyroll.providers.contract import Logsource

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
_WRAPPED = {
    "properties.message": "=coalesce(properties.activityDisplayName, operationName)",
    "riskEventType": "properties.riskEventType",
    "Status": "properties.result",
}

LOGSOURCES = (
    Logsource("sign_ins", "azure", ("signinlogs",), aliases=_SIGN_IN),
    Logsource("directory_audits", "azure", ("auditlogs", "pim", "directory"), aliases=_AUDIT),
    Logsource("diagnostic", "azure", ("riskdetection", "directory", "diagnostic"), aliases=_WRAPPED),
)
