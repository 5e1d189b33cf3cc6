"""Sigma rules about Cloud Audit Logs; SigmaHQ's write ``gcp.audit.…`` and ``data.protoPayload.…``.

The log's name is given without its parent resource. Google Workspace shares its admin and login audit with Cloud
Logging (cloud.google.com, *Samples for Google Workspace Login Audit*, read 2026-11), so its rules also apply to these
entries.
"""

from keyroll.providers.contracts.sigma import Logsource

_NAMES = {
    "gcp.audit": "protoPayload",
    "gcp.audit.method_name": "protoPayload.methodName",
    "gcp.audit.service_name": "protoPayload.serviceName",
    "gcp.audit.request.source_ranges": "protoPayload.request.sourceRanges",
    "data.protoPayload": "protoPayload",
    "data.protoPayload.logName": "=regexp_replace(logName, '^.*/logs/', '')",
    "data.protoPayload.resource.type": "resource.type",
    "eventService": "protoPayload.serviceName",
    "eventName": "protoPayload.metadata.event.eventName",
    # Whether an invited member belongs to the domain of the inviting account.
    "invited_from": (
        "=CASE WHEN lower(split_part(protoPayload.request.member, '@', 2)) = "
        "lower(split_part(protoPayload.authenticationInfo.principalEmail, '@', 2)) THEN 'inside' ELSE 'outside' END"
    ),
    "setting_name": "protoPayload.metadata.event.parameter.value",
    "new_value": "protoPayload.metadata.event.parameter.value",
}

LOGSOURCES = (
    Logsource(
        "audit",
        "gcp",
        ("gcp.audit", "audit", "google_workspace.admin", "google_workspace.login"),
        aliases=_NAMES,
    ),
)
