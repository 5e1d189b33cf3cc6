"""AWS managed policies without a document in the dump: administrative ones, as the AWS documentation describes them.

Source: AWS managed policy reference guide (from memory: re-check). Of other policies only the name is known.
"""

from typing import Final

from keyroll.model.json import Json
from keyroll.reach.aws.policy import AwsPolicy, parse, unread

_AWS: Final = "arn:aws:iam::aws:policy/"


def _allow(*actions: Json, but: bool = False) -> Json:
    return {"Statement": {"Effect": "Allow", "NotAction" if but else "Action": list(actions), "Resource": "*"}}


_KNOWN: Final[dict[str, Json]] = {
    "AdministratorAccess": _allow("*"),
    "IAMFullAccess": _allow("iam:*"),
    "PowerUserAccess": _allow("iam:*", "organizations:*", "account:*", but=True),
    "SecretsManagerReadWrite": _allow("secretsmanager:*"),
    "AmazonS3FullAccess": _allow("s3:*"),
    "AmazonS3ReadOnlyAccess": _allow("s3:Get*", "s3:List*", "s3:Describe*"),
}


_READS: Final = ("*:get*", "*:list*", "*:describe*", "*:batchget*", "*:query*", "*:scan*", "*:view*", "*:lookup*")
_RUNS: Final = ("iam:passrole", "iam:list*", "iam:get*", "iam:createservicelinkedrole")
#: The actions of other policies, by a prefix of their names.
_WITHIN: Final[dict[str, tuple[str, ...]]] = {
    "AmazonSQSFullAccess": ("sqs:*",),
    "AmazonRoute53FullAccess": ("route53:*", "route53domains:*", *_READS),
    "AmazonDynamoDBFullAccess": ("dynamodb:*", "dax:*", "application-autoscaling:*", "cloudwatch:*", "sns:*", *_RUNS),
    "AmazonECS_FullAccess": (
        "ecs:*", "ec2:*", "autoscaling:*", "application-autoscaling:*", "cloudformation:*", "cloudwatch:*",
        "codedeploy:*", "elasticloadbalancing:*", "events:*", "lambda:*", "logs:*", "route53:*", "servicediscovery:*",
        "sns:*", *_READS,
        *_RUNS,
    ),
}  # fmt: skip


def managed(arn: str, name: str) -> AwsPolicy:
    """Return the policy of an ARN without a document: by the AWS documentation, else unread."""
    if not arn.startswith(_AWS):
        return unread(name, f"the document of {name} is not in the account dump")
    document = _KNOWN.get(arn.removeprefix(_AWS))
    if document is not None:
        return parse(name, document)
    within = _READS if "ReadOnly" in name else _WITHIN.get(name, ("*",))
    fault = f"the document of {name} is not in the account dump"
    return AwsPolicy(name, (), fault, within, "Deny" in name or "Quarantine" in name)
