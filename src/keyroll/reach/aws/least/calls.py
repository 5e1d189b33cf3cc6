"""The IAM action of a call in CloudTrail, and the actions that no record shows.

Sources: "CloudTrail concepts" (AWS CloudTrail user guide, 2026-11-28): data events are recorded only where a trail
selects them. Names of calls that differ from the name of their action: service authorization reference (from memory:
re-check).
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

_VERSION = re.compile(r"\d{8}(v\d+)?$")
_SERVICES: Final = {"monitoring": "cloudwatch", "email": "ses", "tagging": "tag", "states": "states"}
_ACTIONS: Final[dict[str, tuple[str, ...]]] = {
    "s3:ListObjects": ("s3:ListBucket",),
    "s3:ListObjectsV2": ("s3:ListBucket",),
    "s3:ListObjectVersions": ("s3:ListBucketVersions",),
    "s3:ListBuckets": ("s3:ListAllMyBuckets",),
    "s3:ListParts": ("s3:ListMultipartUploadParts",),
    "s3:HeadBucket": ("s3:ListBucket",),
    "s3:HeadObject": ("s3:GetObject",),
    "s3:CopyObject": ("s3:PutObject", "s3:GetObject"),
    "s3:CreateMultipartUpload": ("s3:PutObject",),
    "s3:UploadPart": ("s3:PutObject",),
    "s3:CompleteMultipartUpload": ("s3:PutObject",),
    "s3:DeleteObjects": ("s3:DeleteObject",),
    "s3:GetBucketEncryption": ("s3:GetEncryptionConfiguration",),
    "s3:PutBucketEncryption": ("s3:PutEncryptionConfiguration",),
    "s3:GetBucketLifecycle": ("s3:GetLifecycleConfiguration",),
    "s3:PutBucketLifecycle": ("s3:PutLifecycleConfiguration",),
    "lambda:Invoke": ("lambda:InvokeFunction",),
    "secretsmanager:BatchGetSecretValue": ("secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue"),
}
#: By service: actions that only data events show. A trail without these data events shows no use.
DATA: Final[dict[str, tuple[str, ...]]] = {
    "s3": (
        "s3:getobject*", "s3:putobject*", "s3:deleteobject*", "s3:listbucket", "s3:listbucketversions",
        "s3:listmultipartuploadparts", "s3:abortmultipartupload", "s3:restoreobject",
    ),
    "lambda": ("lambda:invoke*",),
    "dynamodb": (
        "dynamodb:*item", "dynamodb:*items", "dynamodb:query", "dynamodb:scan", "dynamodb:partiql*",
        "dynamodb:getrecords", "dynamodb:getsharditerator",
    ),
    "sqs": ("sqs:sendmessage*", "sqs:receivemessage", "sqs:deletemessage*", "sqs:changemessagevisibility*"),
    "sns": ("sns:publish*",),
    "kinesis": ("kinesis:put*", "kinesis:get*", "kinesis:subscribetoshard"),
    "cloudwatch": ("cloudwatch:putmetricdata", "cloudwatch:getmetric*"),
    "logs": ("logs:putlogevents", "logs:getlogevents"),
}  # fmt: skip
#: Actions that are checked within other calls, or are no API call: no record names them.
NEVER: Final = (
    "iam:passrole", "execute-api:*", "rds-db:*", "ssmmessages:*", "ec2messages:*", "xray:put*", "sts:tagsession",
    "sts:setsourceidentity",
)  # fmt: skip
#: The mark that the log has read-only calls.
READS_SHOWN: Final = "reads"
READS: Final = ("*:get*", "*:list*", "*:describe*", "*:head*", "*:batchget*", "*:lookup*")


@dataclass(frozen=True, slots=True)
class Call:
    """Calls of one operation: the event source (``s3.amazonaws.com``), the operation, the count, the last time."""

    service: str
    operation: str
    times: int
    last: datetime

    @property
    def prefix(self) -> str:
        """Return the service's prefix in policies."""
        name = self.service.partition(".")[0].lower()
        return _SERVICES.get(name, name)

    @property
    def actions(self) -> tuple[str, ...]:
        """Return the actions that the call needs."""
        plain = f"{self.prefix}:{_VERSION.sub('', self.operation)}"
        return _ACTIONS.get(plain, (plain,))
