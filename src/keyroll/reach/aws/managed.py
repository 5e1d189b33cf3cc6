"""Policies of AWS itself whose documents a dump does not hold: the few that administer, by what AWS says of them.

Source: AWS managed policy reference guide (from memory: re-check). Of any other one only the name is known.
"""

from typing import Final

from keyroll.model.json import Json
from keyroll.reach.aws.policy import Policy, parse, unread

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


def managed(arn: str, name: str) -> Policy:
    """Return the policy of an ARN without a document: as AWS describes it, else unread."""
    document = _KNOWN.get(arn.removeprefix(_AWS)) if arn.startswith(_AWS) else None
    if document is not None:
        return parse(name, document)
    return unread(name, f"the document of {name} is not in the account dump")
