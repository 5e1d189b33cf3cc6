"""Sigma rules about CloudTrail; they use its field names as the record does.

``status`` is not a field of it. A failed call has an error code, and a console sign-in has the outcome in its response
(docs.aws.amazon.com, *CloudTrail record contents* and *AWS Management Console sign-in events*, read 2026-11).
"""

from keyroll.providers.contracts.sigma import Logsource

#: The policy that a call writes, in the parameter of its service.
_POLICY = (
    "TRY_CAST(coalesce(requestParameters ->> '$.bucketPolicy', requestParameters ->> '$.policy',"
    " requestParameters ->> '$.policyText', requestParameters ->> '$.attributes.Policy',"
    " requestParameters ->> '$.attributeValue') AS JSON)"
)
_STATEMENTS = (
    f"CASE json_type({_POLICY}, '$.Statement') WHEN 'ARRAY' THEN json_extract({_POLICY}, '$.Statement[*]')"
    f" ELSE [json_extract({_POLICY}, '$.Statement')] END"
)
#: A statement allows, names everybody, and has no condition that narrows it to an organisation, account or network.
_FOR_EVERYBODY = (
    "(s ->> '$.Effect') = 'Allow'"
    r""" AND regexp_matches(coalesce(s ->> '$.Principal', ''), '^[*]$|"AWS"\s*:\s*(\[[^\]]*)?"[*]"')"""
    """ AND NOT (regexp_matches(coalesce(s ->> '$.Condition', ''), '(?i)"(aws|kms|s3|sns|sqs):"""
    "(Principal(Org|Account|Arn|Tag)|Source(Vpc|Vpce|Account|Arn|Owner|Org|Ip)|ViaService|CallerAccount"
    """|DataAccessPointAccount)') AND NOT contains(coalesce(s ->> '$.Condition', ''), '/0"'))"""
)
_NAMES = {
    "policy_for": f"=CASE WHEN len(list_filter({_STATEMENTS}, LAMBDA s : {_FOR_EVERYBODY})) > 0 THEN 'everybody' END",
    "status": (
        "=CASE WHEN errorCode <> '' OR (contains(responseElements, 'Failure\"')"
        r""" AND regexp_extract(CAST(responseElements AS VARCHAR), '"([A-Za-z]+)"\s*:\s*"Failure"', 1) = eventName)"""
        " THEN 'failure' ELSE 'success' END"
    ),
}

LOGSOURCES = (
    Logsource("cloudtrail", "aws", ("cloudtrail",), aliases=_NAMES),
    Logsource("guardduty", "aws", ("guardduty",)),
    Logsource("security_hub", "aws", ("securityhub",)),
    # A rule that names only the product means CloudTrail, and this log has none of its fields.
    Logsource("s3_access", "s3_access", ("s3_access",)),
)
