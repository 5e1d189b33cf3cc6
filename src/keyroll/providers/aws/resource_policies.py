"""Policies of resources: buckets, KMS keys, secrets, queues, topics and functions, and unread parts.

A page is one answer of ``s3:GetBucketPolicy``, ``kms:GetKeyPolicy``, ``secretsmanager:GetResourcePolicy``,
``sqs:GetQueueAttributes``, ``sns:GetTopicAttributes`` or ``lambda:GetPolicy``, or several of them,
``{"ResourcePolicies": [answer, …]}``. The answers of S3, KMS and Lambda do not name the resource: ``ResourceArn``
stands beside them, or the statements of the policy name it (not for KMS, where they say ``*``). An error stands in
place of the answer, as the vendor gives it:
``{"ResourceArn": …, "Error": {"Code": "AccessDenied"}}``. Further answers about the same resource stand beside:
``PublicAccessBlockConfiguration`` (s3:GetPublicAccessBlock), ``AccountPublicAccessBlockConfiguration``
(s3control:GetPublicAccessBlock), ``Grants`` (kms:ListGrants), ``KmsKeyId`` (secretsmanager:ListSecrets), ``Role``
(lambda:ListFunctions).

Shapes: API references of the six services, as the vendor's SDK describes them (botocore 1.44.8), read 2026-12-01. S3
answers ``NoSuchBucketPolicy`` and Lambda ``ResourceNotFoundException`` if there is no policy; SQS and Secrets
Manager leave the field out. A key always has a policy.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

import orjson

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.json import Json
from keyroll.model.observation import Observation, grant
from keyroll.providers.aws.policies import statements
from keyroll.providers.contracts.survey import Endpoint, SurveyPage

RESOURCE_POLICIES: Final = "resource_policies"
#: The account's own setting, for all buckets: on a page of its own, or beside a bucket.
ACCOUNT_SETTING: Final = "AccountPublicAccessBlockConfiguration"
Body = Mapping[str, Json]
#: Answers that say that there is no policy.
_NONE: Final = frozenset({"NoSuchBucketPolicy", "ResourceNotFoundException"})
_BESIDE: Final = frozenset({"ResourceArn", "Error"})


@dataclass(frozen=True, slots=True)
class ResourcePolicy:
    """The parts of one resource's policy that were read.

    ``document`` is None if the resource has no policy; ``error`` is the vendor's code if the policy could not be read.
    ``beside`` has the further answers.
    """

    arn: str
    document: Json
    error: str
    beside: Body


def resource_policies(body: Json) -> Iterator[ResourcePolicy]:
    """Yield the policies of a page; ``arn`` is empty if no resource is named."""
    listed = body.get("ResourcePolicies", [body]) if isinstance(body, dict) else []
    for one in listed if isinstance(listed, list) else []:
        if isinstance(one, dict):
            document, error = _document(one), _error(one)
            none = error in _NONE
            yield ResourcePolicy(_arn(one, document), None if none else document, "" if none else error, one)


def _document(one: Body) -> Json:
    attributes = one.get("Attributes")
    inner = attributes.get("Policy") if isinstance(attributes, dict) else None
    return one.get("Policy") or one.get("ResourcePolicy") or inner or None


def _error(one: Body) -> str:
    error = one.get("Error")
    code = error.get("Code") if isinstance(error, dict) else error
    return str(code) if code else ""


def _arn(one: Body, document: Json) -> str:
    attributes = one.get("Attributes")
    attributes = attributes if isinstance(attributes, dict) else {}
    for named in (one.get("ResourceArn"), one.get("ARN"), attributes.get("QueueArn"), attributes.get("TopicArn")):
        if isinstance(named, str) and named:
            return named
    found = {_whole(text) for text in _resources(document)}
    return found.pop() if len(found) == 1 else ""


def _resources(document: Json) -> Iterator[str]:
    """Yield what the statements of a policy name as their resource; a star names nothing."""
    for statement in statements(document) or []:
        value = statement.get("Resource")
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and one.startswith("arn:") and one.count(":") >= 5:
                yield one


def _whole(arn: str) -> str:
    """Return the bucket of an object, and the function of a version or alias."""
    parts = arn.split(":")
    if parts[2] == "s3":
        return arn.partition("/")[0]
    return ":".join(parts[:7]) if parts[2] == "lambda" else arn


def read_resource_policies(page: SurveyPage) -> Iterator[Observation]:
    """Yield the principals that each policy admits. Raises VendorChanged if no resource is named."""
    found = list(resource_policies(page.body))
    if isinstance(page.body, dict) and ACCOUNT_SETTING in page.body:
        subject = Identifier.of(page.source, "account", page.source.name)
        yield grant(subject, "block public access", _setting(page.body[ACCOUNT_SETTING]))
    if not found and not (isinstance(page.body, dict) and page.body.get("ResourcePolicies") == []):
        raise VendorChanged(f"{page.where}: ResourcePolicies")
    for one in found:
        if not one.arn.startswith("arn:"):
            raise VendorChanged(f"{page.where}: ResourceArn")
        subject = Identifier.of(page.source, "resource_policy", one.arn)
        said = f"not read: {one.error}" if one.error else "none" if one.document is None else "read"
        yield grant(subject, "resource policy", said)
        for party in _parties(one.document):
            yield grant(subject, "admits", party)


def _setting(answer: Json) -> str:
    said = {"RestrictPublicBuckets": None, **answer} if isinstance(answer, dict) else {}
    words = {True: "public policies are ignored", False: "public policies count"}
    restricts = said.get("RestrictPublicBuckets")
    return words[restricts] if isinstance(restricts, bool) else _error(said) or "not read"


def _parties(document: Json) -> list[str]:
    named: set[str] = set()
    for statement in statements(document) or []:
        principal = statement.get("Principal")
        if statement.get("Effect") != "Allow":
            continue
        if "NotPrincipal" in statement or principal == "*":
            named.add("*")
        for value in principal.values() if isinstance(principal, dict) else ():
            named.update(str(text) for text in (value if isinstance(value, list) else [value]))
    return sorted(named)


def _is_resource_policies(body: Json) -> bool:
    if not isinstance(body, dict):
        return False
    listed = body.get("ResourcePolicies")
    if isinstance(listed, list):
        return any(isinstance(one, dict) and "ResourceArn" in one for one in listed) or not listed
    attributes = body.get("Attributes")
    if isinstance(attributes, dict):
        return bool({"QueueArn", "TopicArn"} & attributes.keys())
    return (body.keys() >= _BESIDE or {"ARN", "Name", "ResourcePolicy"} <= body.keys()) or _is_policy(body)


def _is_policy(body: Body) -> bool:
    """Return whether a body is the answer of S3, KMS or Lambda: the text of a policy that names principals."""
    text = body.get("Policy")
    if not isinstance(text, str) or not body.keys() <= {"Policy", "RevisionId", "PolicyName", "ResourceArn"}:
        return False
    try:
        document = orjson.loads(unquote(text) if text.lstrip().startswith("%") else text)
    except orjson.JSONDecodeError:
        return False
    return any("Principal" in one or "NotPrincipal" in one for one in statements(document) or [])


ENDPOINTS: Final = (
    Endpoint(
        RESOURCE_POLICIES,
        "s3:GetBucketPolicy, kms:GetKeyPolicy, secretsmanager:GetResourcePolicy, sqs:GetQueueAttributes, "
        "sns:GetTopicAttributes, lambda:GetPolicy",
        read_resource_policies,
        recognise=_is_resource_policies,
    ),
)
