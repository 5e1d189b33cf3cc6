"""Sigma rules about the unified audit log; rules on alerts use ``eventName`` for the alert's title.

A sign-in's ``RequestType`` is one of its extended properties. A cmdlet and its parameters are a ``Payload``.
"""

from keyroll.providers.contracts.sigma import Logsource

_NAMES = {
    "eventSource": "Workload",
    "eventName": "=coalesce(nullif(\"Name\", ''), Operation)",
    "status": "=CASE WHEN lower(ResultStatus) IN ('failed', 'false') THEN 'failed' ELSE 'success' END",
    "Payload": "=concat_ws(' ', Operation, Parameters ->> '$')",
    "RequestType": '=list_filter(ExtendedProperties, LAMBDA p: p."Name" = \'RequestType\')[1]."Value"',
    "user.email": "UserId",
}

LOGSOURCES = (
    Logsource("audit", "m365", ("audit", "exchange", "threat_management", "threat_detection"), aliases=_NAMES),
)
