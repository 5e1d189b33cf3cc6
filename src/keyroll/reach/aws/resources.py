"""Resources of an account with their own policies, and the counted uses of each kind.

Effect of each action: AWS service authorization reference of S3, KMS, Secrets Manager, SQS, SNS and Lambda (from
memory: re-check). A grant of KMS is read as a statement of the key's policy: "grants are considered along with key
policies and IAM policies" (KMS API reference, *CreateGrant*, read 2026-12-01).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from keyroll.model.json import Json
from keyroll.model.truth import Truth
from keyroll.providers.aws.resource_policies import ACCOUNT_SETTING, ResourcePolicy, resource_policies
from keyroll.reach.aws.policy import AwsPolicy, parse, unread

Body = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class ResourceUse:
    """The effect of an action: the kind of step, and the words after "may"; ``within`` follows the resource's ARN.

    A principal that writes the policy of a resource can grant itself ``then``. ``own_account`` means that no policy can
    admit another account (API references, "cross-account use").
    """

    action: str
    kind: str
    words: str
    within: str = ""
    then: str = ""
    own_account: bool = False


@dataclass(frozen=True, slots=True)
class ResourceKind:
    """A kind of resource: its name in ids and in sentences, and its uses.

    ``policy_decides`` means that without the resource's own policy nobody may use it. ``unsigned`` means that a star
    admits people without an account of AWS.
    """

    name: str
    uses: tuple[ResourceUse, ...]
    policy_decides: bool = False
    unsigned: bool = False


KINDS: Final[Mapping[str, ResourceKind]] = {
    "s3": ResourceKind("bucket", (
        ResourceUse("s3:GetObject", "reads", "read objects of", "/any"),
        ResourceUse("s3:PutObject", "changes", "write objects of", "/any"),
        ResourceUse("s3:PutBucketPolicy", "reads", "write the policy of", then="s3:GetObject", own_account=True),
    ), unsigned=True),
    "kms": ResourceKind("key", (
        ResourceUse("kms:Decrypt", "reads", "decrypt with"),
        ResourceUse("kms:PutKeyPolicy", "reads", "write the policy of", then="kms:Decrypt", own_account=True),
        ResourceUse("kms:CreateGrant", "reads", "grant itself the use of", then="kms:Decrypt"),
    ), policy_decides=True),
    "secretsmanager": ResourceKind("secret", (
        ResourceUse("secretsmanager:GetSecretValue", "reads", "read"),
        ResourceUse(
            "secretsmanager:PutResourcePolicy", "reads", "write the policy of", then="secretsmanager:GetSecretValue"
        ),
    )),
    "sqs": ResourceKind("queue", (
        ResourceUse("sqs:ReceiveMessage", "reads", "receive from"),
        ResourceUse("sqs:SendMessage", "changes", "send to"),
        ResourceUse(
            "sqs:SetQueueAttributes", "reads", "write the policy of", then="sqs:ReceiveMessage", own_account=True
        ),
        ResourceUse("sqs:AddPermission", "reads", "let itself into", then="sqs:ReceiveMessage", own_account=True),
    ), unsigned=True),
    "sns": ResourceKind("topic", (
        ResourceUse("sns:Subscribe", "reads", "subscribe to"),
        ResourceUse("sns:Publish", "changes", "publish to"),
        ResourceUse("sns:SetTopicAttributes", "reads", "write the policy of", then="sns:Subscribe"),
        ResourceUse("sns:AddPermission", "reads", "let itself into", then="sns:Subscribe"),
    ), unsigned=True),
    "lambda": ResourceKind("function", (
        ResourceUse("lambda:InvokeFunction", "invokes", "invoke"),
        ResourceUse("lambda:InvokeFunctionUrl", "invokes", "call the address of"),
        ResourceUse("lambda:UpdateFunctionCode", "changes", "change the code of"),
        ResourceUse("lambda:AddPermission", "invokes", "let itself invoke", then="lambda:InvokeFunction"),
    ), unsigned=True),
}  # fmt: skip
#: The action that decrypts what a key keeps.
DECRYPT: Final = "kms:Decrypt"


@dataclass(frozen=True, slots=True)
class AwsResource:
    """One resource.

    ``policy`` is None if it has none; ``unread`` is the reason why its policy is unknown. ``restricted`` is whether
    public policies are ignored (block public access of S3). ``key`` is the ARN or id of the KMS key that encrypts a
    secret: empty for the AWS key, None if no listing has it. ``role`` is the ARN of a function's role.
    """

    arn: str
    kind: ResourceKind
    policy: tuple[AwsPolicy, ...] | None
    unread: str = ""
    restricted: Truth = field(default_factory=Truth.no)
    key: str | None = ""
    role: str = ""

    @property
    def name(self) -> str:
        """The last part of its ARN, without the suffix that AWS adds to a secret's name."""
        _, colon, last = self.arn.split(":", 5)[5].removeprefix("key/").partition(":")
        if not colon:
            return self.arn.rpartition(":")[2].removeprefix("key/")
        return last.rpartition("-")[0] or last if self.kind.name == "secret" else last

    @property
    def account(self) -> str:
        """The account's number; a bucket's ARN has none."""
        return self.arn.split(":")[4]

    @property
    def region(self) -> str:
        """The region; a bucket's ARN has none."""
        return self.arn.split(":")[3]

    @property
    def said(self) -> str:
        """Its name in sentences."""
        return f"the {self.kind.name} {self.name}"


def read_resources(pages: Iterable[Json]) -> Iterator[AwsResource]:
    """Yield the resources of pages of ``resource_policies``, each once; other pages hold none."""
    met: set[str] = set()
    bodies = [page for page in pages if isinstance(page, dict) and "UserDetailList" not in page]
    of_account = dict([(ACCOUNT_SETTING, one[ACCOUNT_SETTING]) for one in bodies if ACCOUNT_SETTING in one][-1:])
    for body in bodies:
        for one in resource_policies(body):
            service = one.arn.split(":")[2] if one.arn.count(":") >= 5 else ""
            if service in KINDS and one.arn not in met:
                met.add(one.arn)
                yield _resource(replace(one, beside={**of_account, **one.beside}), KINDS[service])


def _resource(one: ResourcePolicy, kind: ResourceKind) -> AwsResource:
    role, key = one.beside.get("Role"), one.beside.get("KmsKeyId")
    policy, because = _policy(one, kind)
    granted = one.beside.get("Grants")
    if kind.name == "key" and not isinstance(granted, list):
        because = because or "its grants were not read"
    grants = tuple(_grants(granted, one.arn)) if isinstance(granted, list) else ()
    known = kind.name != "secret" or "KmsKeyId" in one.beside
    return AwsResource(
        one.arn, kind, (*policy, *grants) if policy is not None else grants or None, because,
        _restricted(one.beside) if kind.name == "bucket" else Truth.no(),
        str(key or "") if known else None, str(role or ""),
    )  # fmt: skip


def _policy(one: ResourcePolicy, kind: ResourceKind) -> tuple[tuple[AwsPolicy, ...] | None, str]:
    """Return the policy, None if there is none, and the reason if it is unknown."""
    name = f"the policy of {one.arn}"
    if one.error or (one.document is None and kind.policy_decides):
        because = f"its policy was not read: {one.error or 'no listing has it'}"
        return (unread(name, f"{name} was not read: {one.error or 'no listing has it'}"),), because
    if one.document is None:
        return None, ""
    read = parse(name, one.document)
    return (read,), read.fault


def _grants(listed: Iterable[Json], arn: str) -> Iterator[AwsPolicy]:
    """Yield the grants of a key as statements, with a condition for constraints."""
    for one in listed:
        operations, who = (
            (one.get("Operations"), one.get("GranteePrincipal")) if isinstance(one, dict) else (None, None)
        )
        if not isinstance(one, dict) or not isinstance(operations, list) or not isinstance(who, str):
            continue
        statement: dict[str, Json] = {
            "Effect": "Allow", "Principal": {"AWS" if who.startswith("arn:") else "Service": who}, "Resource": "*",
            "Action": [f"kms:{operation}" for operation in operations],
        }  # fmt: skip
        if one.get("Constraints"):
            statement["Condition"] = {"StringEquals": {"kms:EncryptionContext": "the constraints of the grant"}}
        yield parse(f"a grant of {arn}", {"Statement": [statement]})


def _restricted(beside: Body) -> Truth:
    """Return whether block public access ignores public policies: the bucket's or the account's setting is enough."""
    names = ("PublicAccessBlockConfiguration", ACCOUNT_SETTING)
    found = [_restricts(beside.get(name)) for name in names]
    if True in found:
        return Truth.yes("block public access ignores public policies of the bucket")
    if None in found:
        return Truth.unknown("whether block public access ignores public policies of the bucket was not read")
    return Truth.no()


def _restricts(settings: Json) -> bool | None:
    """Return the setting; False if AWS reports none, None if it was not read."""
    if not isinstance(settings, dict):
        return None
    error = settings.get("Error")
    if isinstance(error, dict):
        return False if error.get("Code") == "NoSuchPublicAccessBlockConfiguration" else None
    value = settings.get("RestrictPublicBuckets")
    return value if isinstance(value, bool) else None
