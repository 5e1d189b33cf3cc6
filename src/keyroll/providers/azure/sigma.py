"""Sigma rules about Azure's activity log, with field names of its REST responses, Log Analytics and the portal."""

from keyroll.providers.contracts.sigma import Logsource

_STATUS = "=coalesce(nullif(resultType, ''), json_extract_string(properties, '$.status'))"
_NAMES = {
    "CategoryValue": "category",
    "ResourceProviderValue": "=regexp_extract(resourceId, '(?i)/providers/([^/]+)', 1)",
    "ResourceId": "resourceId",
    "OperationNameValue": "operationName",
    "Operation": "operationName",
    "eventName": "operationName",
    "properties.message": "=coalesce(json_extract_string(properties, '$.message'), operationName)",
    "properties.status": _STATUS,
    "status": _STATUS,
    "Status": _STATUS,
    "eventSource": "=regexp_extract(resourceId, '(?i)/providers/([^/]+)', 1)",
    "Workload": "=regexp_extract(resourceId, '(?i)/providers/([^/]+)', 1)",
    "ModifiedProperties{}.NewValue": "=json_extract_string(properties, '$.modifiedProperties')",
}

LOGSOURCES = (Logsource("activity", "azure", ("activitylogs",), aliases=_NAMES),)
