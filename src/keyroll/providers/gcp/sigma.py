"""Sigma rules about Cloud Audit Logs; SigmaHQ's write ``gcp.audit.…`` and ``data.protoPayload.…``."""

from keyroll.providers.contract import Logsource

_NAMES = {
    "gcp.audit.method_name": "protoPayload.methodName",
    "gcp.audit.service_name": "protoPayload.serviceName",
    "data.protoPayload.methodName": "protoPayload.methodName",
    "data.protoPayload.serviceName": "protoPayload.serviceName",
    "data.protoPayload.resourceName": "protoPayload.resourceName",
    "data.protoPayload.logName": "logName",
    "data.protoPayload.resource.type": "resource.type",
    "data.protoPayload.authenticationInfo.principalEmail": "protoPayload.authenticationInfo.principalEmail",
    "data.protoPayload.authorizationInfo.permission": "protoPayload.authorizationInfo.permission",
}

LOGSOURCES = (Logsource("audit", "gcp", ("gcp.audit", "audit"), aliases=_NAMES),)
