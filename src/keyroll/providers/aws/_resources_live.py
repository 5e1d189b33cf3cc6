"""Reads policies of resources live: the calls that list resources, and the answers about each in one record.

Calls and paging: API references of S3, S3 Control, KMS, Secrets Manager, SQS, SNS and Lambda (models of botocore
1.44.8), read 2026-12-01. KMS and Lambda page with ``Marker`` and ``NextMarker``, SQS and SNS with ``NextToken``, S3
with ``ContinuationToken``. An answer that denies the reading of one policy is its record: the resource stays in the
list. A function's policies of versions and aliases are not read.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from keyroll.errors import NotAllowed, NotThere
from keyroll.model.json import Json, single
from keyroll.providers._rest import each_id
from keyroll.providers.aws._sdk import asked
from keyroll.providers.aws.resource_policies import ACCOUNT_SETTING

#: Answers that say that there is no policy or no setting, where the resource is there.
_EMPTY: Final = ("NoSuchBucketPolicy", "NoSuchPublicAccessBlockConfiguration")
_DENIED: Final = "AccessDenied"


def buckets(body: Json, _each: str) -> Iterator[str]:
    """Yield the names of buckets on a page."""
    return each_id(body, "s3:ListBuckets", "Name", "Buckets")


def keys(body: Json, region: str) -> Iterator[str]:
    """Yield the keys of a region: the region and the ARN of each."""
    return (f"{region} {one}" for one in each_id(body, "kms:ListKeys", "KeyArn", "Keys"))


def secrets(body: Json, region: str) -> Iterator[str]:
    """Yield the secrets of a region: the region, the ARN, and the key that encrypts each."""
    for one in single(body, "secretsmanager:ListSecrets").records("SecretList"):
        yield f"{region} {one.text('ARN')} {one.maybe('KmsKeyId')}"


def queues(body: Json, region: str) -> Iterator[str]:
    """Yield the queues of a region: the region and the address of each. A region without one has no list."""
    found = body.get("QueueUrls") if isinstance(body, dict) else None
    return (f"{region} {one}" for one in found or () if isinstance(one, str)) if isinstance(found, list) else iter(())


def topics(body: Json, region: str) -> Iterator[str]:
    """Yield the topics of a region: the region and the ARN of each."""
    return (f"{region} {one}" for one in each_id(body, "sns:ListTopics", "TopicArn", "Topics"))


def functions(body: Json, region: str) -> Iterator[str]:
    """Yield the functions of a region: the region, the ARN, and the role as which each runs."""
    for one in single(body, "lambda:ListFunctions").records("Functions"):
        yield f"{region} {one.text('FunctionArn')} {one.maybe('Role')}"


def _bucket(client: Any, name: str, _region: str) -> dict[str, Any]:
    found = _answered(client, "s3:GetBucketPolicy", "get_bucket_policy", Bucket=name)
    record: dict[str, Any] = {"ResourceArn": f"arn:{client.meta.partition}:s3:::{name}", **found}
    if "Policy" in found:
        closed = _answered(client, "s3:GetPublicAccessBlock", "get_public_access_block", Bucket=name)
        record["PublicAccessBlockConfiguration"] = closed.get("PublicAccessBlockConfiguration", closed)
    return record


def _key(client: Any, arn: str, _region: str) -> dict[str, Any]:
    found = _answered(client, "kms:GetKeyPolicy", "get_key_policy", KeyId=arn, PolicyName="default")
    granted: list[Any] = []
    given: dict[str, str] = {"KeyId": arn}
    while True:
        page = _answered(client, "kms:ListGrants", "list_grants", **given)
        granted += page.get("Grants", ())
        if "Error" in page or not page.get("NextMarker"):
            break
        given["Marker"] = str(page["NextMarker"])
    return {"ResourceArn": arn, **found, "Grants": page if "Error" in page else granted}


def _secret(client: Any, arn: str, key: str) -> dict[str, Any]:
    where = "secretsmanager:GetResourcePolicy"
    found = _answered(client, where, "get_resource_policy", SecretId=arn)
    return {"ResourceArn": arn, **found, "KmsKeyId": key or None}


def _queue(client: Any, address: str, region: str) -> dict[str, Any]:
    found = _answered(
        client,
        "sqs:GetQueueAttributes",
        "get_queue_attributes",
        QueueUrl=address,
        AttributeNames=["Policy", "QueueArn"],
    )
    if "Error" not in found:
        return found
    number, _, name = urlsplit(address).path.strip("/").rpartition("/")
    return {"ResourceArn": f"arn:{client.meta.partition}:sqs:{region}:{number}:{name}", **found}


def _topic(client: Any, arn: str, _region: str) -> dict[str, Any]:
    found = _answered(client, "sns:GetTopicAttributes", "get_topic_attributes", TopicArn=arn)
    kept = {name: value for name, value in found.get("Attributes", {}).items() if name in ("Policy", "TopicArn")}
    return {"ResourceArn": arn, **({"Attributes": kept} if kept else found)}


def _function(client: Any, arn: str, role: str) -> dict[str, Any]:
    found = _answered(client, "lambda:GetPolicy", "get_policy", FunctionName=arn)
    return {"ResourceArn": arn, **found, "Role": role}


def account_setting(client: Any, number: str) -> dict[str, Any]:
    """Return the account's own block public access, as a page without resources."""
    where = "s3:GetAccountPublicAccessBlock"
    found = _answered(client, where, "get_public_access_block", AccountId=number)
    return {"ResourcePolicies": [], ACCOUNT_SETTING: found.get("PublicAccessBlockConfiguration", found)}


def account_unread(because: str) -> Json:
    """Return the page for an account whose setting was not read."""
    return {"ResourcePolicies": [], ACCOUNT_SETTING: {"Error": {"Code": because}}}


_READ: Final[dict[str, Callable[[Any, str, str], dict[str, Any]]]] = {
    "bucket_policies": _bucket, "key_policies": _key, "secret_policies": _secret, "queue_policies": _queue,
    "topic_policies": _topic, "function_policies": _function,
}  # fmt: skip
#: The pulls that give one record for each resource, and the service of each.
SERVICES: Final = {
    "bucket_policies": "s3", "key_policies": "kms", "secret_policies": "secretsmanager", "queue_policies": "sqs",
    "topic_policies": "sns", "function_policies": "lambda",
}  # fmt: skip


def place(pull: str, each: str, regions: list[str]) -> tuple[str, str, str]:
    """Return the region and the name of a resource, and further known facts."""
    if pull == "bucket_policies":
        return regions[0], each, ""
    region, name, *more = each.split(" ")
    return region, name, more[0] if more else region


def record(pull: str, client: Any, name: str, more: str) -> dict[str, Any] | None:
    """Return the record of one resource as a page, None if it no longer exists. Raises VendorError."""
    try:
        found = _READ[pull](client, name, more)
    except NotThere:
        return None
    return {"ResourcePolicies": [{key: value for key, value in found.items() if key != "ResponseMetadata"}]}


def _answered(client: Any, where: str, method: str, **given: Any) -> dict[str, Any]:
    """Make a call; a denial, and an answer that there is no policy, come back as the vendor's error."""
    try:
        return asked(where, partial(getattr(client, method), **given))
    except NotAllowed as error:
        return {"Error": {"Code": str(error).rpartition(": ")[2] or _DENIED}}
    except NotThere as error:
        code = str(error).rpartition(": ")[2]
        if code in _EMPTY or where == "lambda:GetPolicy":
            return {"Error": {"Code": code}}
        raise
