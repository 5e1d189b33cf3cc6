"""Sigma rules about CloudTrail; they write its fields as the record does.

``status`` is no field of it. A call that failed has an error code, and a console's sign-in says it in its answer
(docs.aws.amazon.com, *CloudTrail record contents* and *AWS Management Console sign-in events*, read 2026-11).
"""

from keyroll.providers.contracts.sigma import Logsource

_NAMES = {
    "status": (
        "=CASE WHEN errorCode <> '' OR (contains(responseElements, 'ConsoleLogin')"
        " AND responseElements ->> '$.ConsoleLogin' = 'Failure') THEN 'failure' ELSE 'success' END"
    ),
}

LOGSOURCES = (Logsource("cloudtrail", "aws", ("cloudtrail",), aliases=_NAMES),)
