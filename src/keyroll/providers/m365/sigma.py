"""Sigma rules about the unified audit log; those on alerts write the alert's title as ``eventName``."""

from keyroll.providers.contract import Logsource

_NAMES = {
    "eventSource": "Workload",
    "eventName": "=coalesce(nullif(\"Name\", ''), Operation)",
    "status": "=CASE WHEN lower(ResultStatus) IN ('failed', 'false') THEN 'failed' ELSE 'success' END",
    "Payload": "Parameters.Value",
}

LOGSOURCES = (
    Logsource("audit", "m365", ("audit", "exchange", "threat_management", "threat_detection"), aliases=_NAMES),
)
