"""AWS's native formats: CloudTrail, account authorization details, access keys, credential report."""

from collections.abc import Iterator, Sequence
from random import Random
from zlib import crc32

import orjson

from keyroll.replay.estate import Credential, Principal
from keyroll.replay.folder import Record, trail
from keyroll.replay.streams import uuid
from keyroll.replay.times import iso, offset

REGIONS = ("us-east-1", "eu-west-1", "us-west-2", "ap-southeast-1")
POLICIES = (
    "AmazonS3ReadOnlyAccess", "AmazonEC2ReadOnlyAccess", "AmazonECS_FullAccess", "AmazonSQSFullAccess",
    "AmazonDynamoDBReadOnlyAccess", "CloudWatchReadOnlyAccess", "AmazonRoute53FullAccess",
    "AmazonEC2ContainerRegistryReadOnly", "SecretsManagerReadWrite", "AmazonSSMReadOnlyAccess",
)  # fmt: skip
ROLES = ("platform-admin", "config-recorder", "engineer")
GROUPS = ("automation", "deployers", "readers", "data-jobs")


def account_of(source: str) -> str:
    """The account number of a source such as `aws@123456789012`."""
    return source.partition("@")[2]


def arn(principal: Principal) -> str:
    """The user's ARN."""
    return f"arn:aws:iam::{account_of(principal.source)}:user/{principal.name}"


def key_identity(credential: Credential) -> str:
    """The userIdentity of an IAM user who uses an access key."""
    user = credential.principal
    return (
        f'{{"type":"IAMUser","principalId":"{user.native}","arn":"{arn(user)}",'
        f'"accountId":"{account_of(user.source)}","accessKeyId":"{credential.native}","userName":"{user.name}"}}'
    )


def _role_id(account: str, role: str) -> str:
    number = ROLES.index(role) if role in ROLES else crc32(role.encode()) % 9_000 + 1_000
    return f"AROA{account}{number:04d}"


def role_identity(account: str, role: str, session: str, key: str, since: int) -> str:
    """The userIdentity of a role that somebody assumed."""
    id_ = _role_id(account, role)
    return (
        f'{{"type":"AssumedRole","principalId":"{id_}:{session}",'
        f'"arn":"arn:aws:sts::{account}:assumed-role/{role}/{session}","accountId":"{account}","accessKeyId":"{key}",'
        f'"sessionContext":{{"sessionIssuer":{{"type":"Role","principalId":"{id_}",'
        f'"arn":"arn:aws:iam::{account}:role/{role}","accountId":"{account}","userName":"{role}"}},'
        f'"webIdFederationData":{{}},"attributes":{{"creationDate":"{iso(since)}","mfaAuthenticated":"false"}}}}}}'
    )


def event(
    rng: Random, ms: int, account: str, identity: str, service: str, name: str, address: str, agent: str, *,
    reads: bool, region: str = "us-east-1", parameters: str = "null", answer: str = "null", error: str = "",
) -> Record:  # fmt: skip
    """One CloudTrail record; request and answer are JSON texts."""
    host = f"{service}.{region}.amazonaws.com" if service not in ("iam", "route53") else f"{service}.amazonaws.com"
    failed = (
        f'"errorCode":"{error}","errorMessage":"User is not authorized to perform: {service}:{name}",' if error else ""
    )
    line = (
        f'{{"eventVersion":"1.08","userIdentity":{identity},"eventTime":"{iso(ms)}",'
        f'"eventSource":"{service}.amazonaws.com","eventName":"{name}","awsRegion":"{region}",'
        f'"sourceIPAddress":"{address}","userAgent":"{agent}",{failed}"requestParameters":{parameters},'
        f'"responseElements":{answer},"requestID":"{uuid(rng)}","eventID":"{uuid(rng)}",'
        f'"readOnly":{"true" if reads else "false"},"eventType":"AwsApiCall","managementEvent":true,'
        f'"recipientAccountId":"{account}","eventCategory":"Management",'
        f'"tlsDetails":{{"tlsVersion":"TLSv1.2","cipherSuite":"ECDHE-RSA-AES128-GCM-SHA256",'
        f'"clientProvidedHostHeader":"{host}"}}}}'
    )
    return trail(account), ms, line


def create_key(rng: Random, ms: int, identity: str, address: str, agent: str, key: Credential) -> Record:
    """CloudTrail's record of a new access key."""
    user = key.principal.name
    answer = (
        f'{{"accessKey":{{"accessKeyId":"{key.native}","createDate":"{iso(ms)}","status":"Active",'
        f'"userName":"{user}"}}}}'
    )
    return event(
        rng, ms, account_of(key.source), identity, "iam", "CreateAccessKey", address, agent, reads=False,
        parameters=f'{{"userName":"{user}"}}', answer=answer,
    )  # fmt: skip


def update_key(rng: Random, ms: int, identity: str, address: str, agent: str, key: Credential, status: str) -> Record:
    """CloudTrail's record of a key switched on or off."""
    parameters = f'{{"userName":"{key.principal.name}","accessKeyId":"{key.native}","status":"{status}"}}'
    return event(
        rng,
        ms,
        account_of(key.source),
        identity,
        "iam",
        "UpdateAccessKey",
        address,
        agent,
        reads=False,
        parameters=parameters,
    )


def delete_key(rng: Random, ms: int, identity: str, address: str, agent: str, key: Credential) -> Record:
    """CloudTrail's record of a deleted key."""
    parameters = f'{{"userName":"{key.principal.name}","accessKeyId":"{key.native}"}}'
    return event(
        rng,
        ms,
        account_of(key.source),
        identity,
        "iam",
        "DeleteAccessKey",
        address,
        agent,
        reads=False,
        parameters=parameters,
    )


def _group(account: str, number: int) -> dict[str, object]:
    name = GROUPS[number]
    return {
        "Path": "/", "GroupName": name, "GroupId": f"AGPA{account}{number:04d}",
        "Arn": f"arn:aws:iam::{account}:group/{name}", "CreateDate": "2019-03-04T10:00:00Z", "GroupPolicyList": [],
        "AttachedManagedPolicies": [],
    }  # fmt: skip


def _role(account: str, name: str) -> dict[str, object]:
    trust = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    return {
        "Path": "/", "RoleName": name, "RoleId": _role_id(account, name),
        "Arn": f"arn:aws:iam::{account}:role/{name}", "CreateDate": "2019-03-04T10:00:00Z",
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]}, "InstanceProfileList": [],
        "RolePolicyList": [], "AttachedManagedPolicies": [],
    }  # fmt: skip


def authorization_details(
    account: str, users: Sequence[Principal], *, truncated: bool, roles: Sequence[str] = ROLES
) -> Iterator[bytes]:
    """The account's users, groups and roles."""
    details: list[object] = []
    for user in users:
        one: dict[str, object] = {
            "Path": "/", "UserName": user.name, "UserId": user.native, "Arn": arn(user),
            "CreateDate": iso(user.created),
            "GroupList": list(user.groups), "UserPolicyList": [],
            "AttachedManagedPolicies": [
                {"PolicyName": name, "PolicyArn": f"arn:aws:iam::aws:policy/{name}"} for name in user.policies
            ],
        }  # fmt: skip
        if user.owner:
            one["Tags"] = [{"Key": "owner", "Value": user.owner}]
        details.append(one)
    page: dict[str, object] = {
        "UserDetailList": details,
        "GroupDetailList": [_group(account, number) for number in range(len(GROUPS))],
        "RoleDetailList": [_role(account, name) for name in roles],
        "Policies": [],
        "IsTruncated": truncated,
    }  # fmt: skip
    if truncated:
        page["Marker"] = f"AAFh{account}x{len(details)}"
    yield orjson.dumps(page)


def access_keys(
    ms: int, users: Sequence[tuple[Principal, Sequence[Credential]]], *, truncated: bool
) -> Iterator[bytes]:
    """A page for each user with the metadata of its keys."""
    for number, (user, keys) in enumerate(users, 1):
        cut = truncated and number == len(users)
        page: dict[str, object] = {
            "AccessKeyMetadata": [
                {
                    "UserName": user.name, "Status": "Active" if key.state(ms) == "active" else "Inactive",
                    "CreateDate": iso(key.created), "AccessKeyId": key.native,
                }
                for key in keys
            ],
            "IsTruncated": cut,
        }  # fmt: skip
        if cut:
            page["Marker"] = f"AAFk{user.native[4:]}"
        yield orjson.dumps(page)


_REPORT = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
    "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,"
    "access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,"
    "access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,"
    "cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
)


def credential_report(
    ms: int, account: str, users: Sequence[tuple[Principal, Sequence[Credential]]]
) -> Iterator[bytes]:
    """The credential report as CSV; root comes first."""
    rows = [
        _REPORT,
        f"<root_account>,arn:aws:iam::{account}:root,2017-02-11T08:14:02+00:00,not_supported,no_information,"
        "not_supported,not_supported,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A",
    ]
    for user, keys in users:
        cells = [user.name, arn(user), offset(user.created), "false", "N/A", "N/A", "N/A", "false"]
        for number in range(2):
            if number < len(keys):
                key = keys[number]
                seen = (offset(key.used), "us-east-1", "ec2") if key.used else ("N/A", "N/A", "N/A")
                cells += ["true" if key.state(ms) == "active" else "false", offset(key.created), *seen]
            else:
                cells += ["false", "N/A", "N/A", "N/A", "N/A"]
        rows.append(",".join([*cells, "false", "N/A", "false", "N/A"]))
    yield "\n".join(rows).encode()
