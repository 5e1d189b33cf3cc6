"""Sigma rules about CloudTrail; they use its field names as the record does.

``status`` is not a field of it. A failed call has an error code, and a console sign-in has the outcome in its answer
(docs.aws.amazon.com, *CloudTrail record contents* and *AWS Management Console sign-in events*, read 2026-11).
"""

from keyroll.providers.contracts.sigma import Logsource

_NAMES = {
    "status": (
        "=CASE WHEN errorCode <> '' OR (contains(responseElements, 'ConsoleLogin')"
        " AND responseElements ->> '$.ConsoleLogin' = 'Failure') THEN 'failure' ELSE 'success' END"
    ),
}

LOGSOURCES = (
    Logsource("cloudtrail", "aws", ("cloudtrail",), aliases=_NAMES),
    Logsource("guardduty", "aws", ("guardduty",)),
    Logsource("security_hub", "aws", ("securityhub",)),
    # A rule that names the product alone means CloudTrail, and none of its fields is in this log.
    Logsource("s3_access", "s3_access", ("s3_access",)),
)
