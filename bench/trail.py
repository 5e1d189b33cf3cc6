# ruff: noqa: E501 - a row of a table is a line
"""Generated CloudTrail events whose cardinality grows with their number, and 57 rules in SigmaHQ's format.

The format of the records is the vendor's (docs.aws.amazonaws.com, CloudTrail record contents, version 1.08 to 1.11);
all names are invented. A record has 1.3 kB. Times increase, with a few minutes of disorder as in deliveries, 240,000
events a day. The numbers of users, roles, sessions, addresses and objects grow with the number of events, each at its
own rate. A user or role acts from three networks of its own, and sometimes (``astray``) from any address of the
organisation.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

import yaml

A_DAY = 240_000
BEGIN = datetime(2025, 3, 3, tzinfo=UTC)
REGIONS = ("us-east-1", "eu-west-1", "eu-central-1", "ap-southeast-2")
AGENTS = (
    "Boto3/1.34.11 md/Botocore#1.34.11 ua/2.0 os/linux#5.10.205-195.807.amzn2.x86_64 md/arch#x86_64 lang/python#3.11.6",
    "aws-sdk-go/1.44.298 (go1.20.6; linux; amd64) amazon-vpc-cni-k8s",
    "APN/1.0 HashiCorp/1.0 Terraform/1.5.7 (+https://www.terraform.io) terraform-provider-aws/5.31.0",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
    "autoscaling.amazonaws.com",
)
#: Service, act, whether it reads, its share, and its request parameters.
ACTS = (
    ("s3", "GetObject", True, 24, '{{"bucketName":"data-{bucket}","Host":"data-{bucket}.s3.amazonaws.com","key":"{key}"}}'),
    ("s3", "PutObject", False, 9, '{{"bucketName":"data-{bucket}","Host":"data-{bucket}.s3.amazonaws.com","key":"{key}"}}'),
    ("s3", "ListObjects", True, 4, '{{"bucketName":"data-{bucket}","prefix":"day={day}/","list-type":"2"}}'),
    ("sts", "AssumeRole", True, 12, '{{"roleArn":"arn:aws:iam::{account}:role/{role}","roleSessionName":"{session}","durationSeconds":3600}}'),
    ("sts", "GetCallerIdentity", True, 5, "null"),
    ("ec2", "DescribeInstances", True, 9, '{{"maxResults":1000,"instancesSet":{{"items":[{{"instanceId":"i-{hex}"}}]}},"filterSet":{{}}}}'),
    ("ec2", "DescribeNetworkInterfaces", True, 6, '{{"maxResults":1000,"networkInterfaceIdSet":{{}},"filterSet":{{"items":[{{"name":"tag:cluster","valueSet":{{"items":[{{"value":"c-{bucket}"}}]}}}}]}}}}'),
    ("ec2", "CreateNetworkInterface", False, 1, '{{"subnetId":"subnet-{hex}","description":"pod {session}"}}'),
    ("ec2", "RunInstances", False, 1, '{{"instanceType":"m6i.large","instancesSet":{{"items":[{{"imageId":"ami-{hex}","minCount":1,"maxCount":1}}]}}}}'),
    ("kms", "Decrypt", True, 10, '{{"encryptionContext":{{"SecretARN":"arn:aws:secretsmanager:{region}:{account}:secret:app-{bucket}"}},"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}}'),
    ("secretsmanager", "GetSecretValue", True, 3, '{{"secretId":"arn:aws:secretsmanager:{region}:{account}:secret:app-{bucket}"}}'),
    ("ssm", "GetParameters", True, 4, '{{"names":["/app/{bucket}/url","/app/{bucket}/user"],"withDecryption":true}}'),
    ("logs", "CreateLogStream", False, 4, '{{"logGroupName":"/aws/lambda/fn-{bucket}","logStreamName":"{day}/{hex}"}}'),
    ("lambda", "GetFunction20150331v2", True, 2, '{{"functionName":"fn-{bucket}"}}'),
    ("lambda", "UpdateFunctionCode20150331v2", False, 1, '{{"functionName":"fn-{bucket}","s3Bucket":"data-{bucket}","s3Key":"{key}"}}'),
    ("dynamodb", "DescribeTable", True, 3, '{{"tableName":"table-{bucket}"}}'),
    ("iam", "GetRole", True, 2, '{{"roleName":"{role}"}}'),
    ("iam", "CreateAccessKey", False, 0.02, '{{"userName":"{user}"}}'),
    ("iam", "AttachUserPolicy", False, 0.02, '{{"userName":"{user}","policyArn":"arn:aws:iam::aws:policy/ReadOnlyAccess"}}'),
    ("cloudtrail", "StopLogging", False, 0.002, '{{"name":"trail-{bucket}"}}'),
    ("signin", "ConsoleLogin", False, 0.2, "null"),
)  # fmt: skip


class Maker:
    """Makes records, one after another."""

    def __init__(self, seed: int = 11, astray: float = 0.02) -> None:
        self._rng = Random(seed)
        self._astray = astray
        self._shares = [act[3] for act in ACTS]

    def lines(self, number: int) -> Iterator[str]:
        """Yield this many records."""
        batch = 5000
        for start in range(0, number, batch):
            acts = self._rng.choices(ACTS, self._shares, k=min(batch, number - start))
            for at, act in enumerate(acts, start):
                yield self._line(at, *act)

    def _line(self, at: int, service: str, act: str, reads: bool, _share: float, asked: str) -> str:  # noqa: FBT001
        rng = self._rng
        chance = rng.random
        when = BEGIN + timedelta(seconds=at * 86400 / A_DAY - min(at * 0.36, 300) * chance())
        time = when.strftime("%Y-%m-%dT%H:%M:%SZ")
        account = f"{111122220000 + int(chance() ** 2 * (3 + at // 400_000)):012d}"
        known = {
            "account": account, "region": REGIONS[int(chance() ** 3 * 4)], "day": time[:10],
            "bucket": int(chance() ** 2 * (40 + at // 400)), "role": f"role-{int(chance() ** 2 * (30 + at // 2000))}",
            "user": f"user-{int(chance() ** 2 * (50 + at // 3000))}", "session": f"s-{int(chance() * (100 + at // 20)):x}",
            "hex": f"{rng.getrandbits(68):017x}",
        }  # fmt: skip
        known["key"] = (
            f"day={known['day']}/part-{int(chance() * (1000 + at // 2)):07d}-{rng.getrandbits(64):016x}.parquet"
        )
        identity, whose = self._identity(known, time)
        address = self._address(at, whose) if whose else "autoscaling.amazonaws.com"
        failed = self._failure(known, service, act) if chance() < 0.02 else ""
        return (
            f'{{"eventVersion":"1.09","userIdentity":{identity},"eventTime":"{time}","eventSource":"{service}.amazonaws.com",'
            f'"eventName":"{act}","awsRegion":"{known["region"]}","sourceIPAddress":"{address}",'
            f'"userAgent":"{AGENTS[int(chance() ** 2 * 5)]}",{failed}"requestParameters":{asked.format(**known)},'
            f'"responseElements":{self._answer(act, known, time)},"requestID":"{_uuid(rng)}","eventID":"{_uuid(rng)}",'
            f'"readOnly":{"true" if reads else "false"},{self._resources(service, known)}"eventType":"AwsApiCall",'
            f'"managementEvent":{"false" if service == "s3" else "true"},"recipientAccountId":"{account}",'
            f'"eventCategory":"{"Data" if service == "s3" else "Management"}","tlsDetails":{{"tlsVersion":"TLSv1.3",'
            f'"cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"{service}.{known["region"]}.amazonaws.com"}}}}'
        )

    def _address(self, at: int, whose: str) -> str:
        chance = self._rng.random
        if chance() < self._astray:
            place = int(chance() ** 2 * (200 + at // 50)) * 2654435761 % 2**24
        else:
            # The first network most often, and a few hosts in each.
            network = crc32(f"{whose}/{int(chance() ** 2 * 3)}".encode()) % 2**16
            place = network << 8 | 10 + int(chance() * 8)
        return f"10.{place >> 16}.{place >> 8 & 255}.{place & 255}"

    def _identity(self, known: dict[str, Any], time: str) -> tuple[str, str]:
        """Return the acting identity, and a name for the networks that it acts from; a service has none."""
        kind, account = self._rng.random(), known["account"]
        if kind < 0.07:
            return '{"type":"AWSService","invokedBy":"autoscaling.amazonaws.com"}', ""
        if kind < 0.2:
            user = known["user"]
            return (
                f'{{"type":"IAMUser","principalId":"AIDA{user[5:]:A>16}","arn":"arn:aws:iam::{account}:user/{user}",'
                f'"accountId":"{account}","accessKeyId":"AKIA{account[-4:]}{user[5:]:A>12}","userName":"{user}"}}',
                f"{account}/{user}",
            )
        if kind < 0.2003:
            return (
                f'{{"type":"Root","principalId":"{account}","arn":"arn:aws:iam::{account}:root","accountId":"{account}"}}',
                account,
            )
        role = known["role"]
        return (
            f'{{"type":"AssumedRole","principalId":"AROA{role[5:]:A>16}:{known["session"]}",'
            f'"arn":"arn:aws:sts::{account}:assumed-role/{role}/{known["session"]}","accountId":"{account}",'
            f'"accessKeyId":"ASIA{known["hex"][:16].upper()}","sessionContext":{{"sessionIssuer":{{"type":"Role",'
            f'"principalId":"AROA{role[5:]:A>16}","arn":"arn:aws:iam::{account}:role/{role}","accountId":"{account}",'
            f'"userName":"{role}"}},"webIdFederationData":{{}},"attributes":{{"creationDate":"{time}",'
            f'"mfaAuthenticated":"false"}}}}}}',
            f"{account}/{role}",
        )

    def _failure(self, known: dict[str, Any], service: str, act: str) -> str:
        return (
            f'"errorCode":"AccessDenied","errorMessage":"User: arn:aws:iam::{known["account"]}:role/{known["role"]} is not '
            f'authorized to perform: {service}:{act} because no identity-based policy allows it",'
        )

    def _answer(self, act: str, known: dict[str, Any], time: str) -> str:
        if act == "AssumeRole":
            return (
                f'{{"credentials":{{"accessKeyId":"ASIA{known["hex"][:16].upper()}","sessionToken":"IQoJ{known["hex"] * 6}",'
                f'"expiration":"{time}"}},"assumedRoleUser":{{"assumedRoleId":"AROA{known["role"]}:{known["session"]}",'
                f'"arn":"arn:aws:sts::{known["account"]}:assumed-role/{known["role"]}/{known["session"]}"}}}}'
            )
        if act == "ConsoleLogin":
            return '{"ConsoleLogin":"Success"}'
        return "null"

    def _resources(self, service: str, known: dict[str, Any]) -> str:
        if service != "s3":
            return ""
        return (
            f'"additionalEventData":{{"SignatureVersion":"SigV4","CipherSuite":"ECDHE-RSA-AES128-GCM-SHA256",'
            f'"bytesTransferredIn":0,"AuthenticationMethod":"AuthHeader","bytesTransferredOut":{len(known["key"]) * 977}}},'
            f'"resources":[{{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::data-{known["bucket"]}/{known["key"]}"}},'
            f'{{"accountId":"{known["account"]}","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::data-{known["bucket"]}"}}],'
        )


def _uuid(rng: Random) -> str:
    text = f"{rng.getrandbits(128):032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def write_lines(folder: Path, number: int, files: int, astray: float = 0.02) -> list[Path]:
    """Write records as files of JSON lines of about one size."""
    folder.mkdir(parents=True, exist_ok=True)
    made, lines = [], Maker(astray=astray).lines(number)
    for place in range(files):
        made.append(folder / f"trail-{place:04d}.ndjson")
        with made[-1].open("w", encoding="ascii") as stream:
            for _ in range(number * (place + 1) // files - number * place // files):
                stream.write(next(lines) + "\n")
    return made


def rules() -> list[dict[str, Any]]:
    """Return 57 detections: acts with their service, parts of names, request parameters, identities, filters."""
    named = {
        "iam": ("CreateAccessKey", "CreateLoginProfile", "UpdateLoginProfile", "CreateSAMLProvider", "DeactivateMFADevice",
                "AttachUserPolicy", "PutUserPolicy", "CreateUser", "DeleteAccountPasswordPolicy"),
        "ec2": ("CreateSnapshot", "ModifySnapshotAttribute", "DisableEbsEncryptionByDefault", "ImportKeyPair", "ModifyImageAttribute",
                "CreateVpcPeeringConnection", "GetPasswordData", "ExportImage"),
        "cloudtrail": ("StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors"),
        "s3": ("PutBucketPolicy", "DeleteBucketEncryption", "PutBucketReplication", "PutBucketLogging"),
        "guardduty": ("DeleteDetector", "CreateIPSet", "DisassociateMembers"),
        "config": ("DeleteDeliveryChannel", "StopConfigurationRecorder"),
        "rds": ("RestoreDBInstanceFromS3", "ModifyDBInstance", "CreateDBSnapshot"),
        "kms": ("ScheduleKeyDeletion", "DisableKey"),
        "route53": ("DisableDomainTransferLock", "TransferDomainToAnotherAwsAccount"),
    }  # fmt: skip
    made: list[dict[str, Any]] = [
        {"selection": {"eventSource": f"{service}.amazonaws.com", "eventName": act}}
        for service, acts in named.items()
        for act in acts
    ]
    made += [
        {"selection": {"eventSource": "securityhub.amazonaws.com",
                       "eventName": ["BatchUpdateFindings", "DeleteInsight", "UpdateFindings", "UpdateInsight"]}},
        {"selection": {"eventSource": "lambda.amazonaws.com", "eventName|startswith": "UpdateFunctionCode"}},
        {"selection": {"eventSource": "lambda.amazonaws.com", "eventName|startswith": ["UpdateFunctionConfiguration",
                       "PublishLayerVersion"]}, "filter": {"userIdentity.type": "AWSService"}},
        {"selection": {"eventSource": "elasticfilesystem.amazonaws.com", "eventName|endswith": ["FileSystem", "MountTarget"]}},
        {"selection": {"eventName|contains|all": ["Network", "Acl"]}},
        {"selection": {"eventName|contains": ["SecurityGroup", "RouteTable"]}, "filter": {"errorCode|contains": "Denied"}},
        {"selection": {"userIdentity.type": "Root"}, "filter": {"eventType": "AwsServiceEvent"}},
        {"selection": {"eventSource": "signin.amazonaws.com", "eventName": "ConsoleLogin",
                       "additionalEventData.MFAUsed": "NO", "responseElements.ConsoleLogin": "SUCCESS"}},
        {"selection": {"eventSource": "signin.amazonaws.com", "eventName": "ConsoleLogin"},
         "filter": {"userIdentity.type": "AssumedRole"}},
        {"selection": {"eventSource": "sts.amazonaws.com", "eventName": "GetSessionToken", "userIdentity.type": "IAMUser"}},
        {"selection": {"eventSource": "sts.amazonaws.com", "eventName": "AssumeRole",
                       "userIdentity.sessionContext.sessionIssuer.type": "Role", "responseElements.assumedRoleUser.arn|endswith": "/s-0"}},
        {"selection": {"eventSource": "ec2.amazonaws.com", "eventName": "RunInstances",
                       "requestParameters.instanceType|startswith": ["p3", "p4", "g5"]}},
        {"selection": {"eventSource": "ec2.amazonaws.com", "eventName": "DescribeInstanceAttribute",
                       "requestParameters.attribute": "userData"}},
        {"selection": {"eventSource": "ec2.amazonaws.com", "eventName": "AuthorizeSecurityGroupIngress",
                       "requestParameters.ipPermissions.items.ipRanges.items.cidrIp": "0.0.0.0/0"}},
        {"selection": {"eventSource": "iam.amazonaws.com", "eventName": "AttachUserPolicy",
                       "requestParameters.policyArn|endswith": "/AdministratorAccess"}},
        {"selection": {"userAgent|contains": ["kali", "parrot", "pentoo"]}},
        {"selection": {"userAgent|contains": "terraform"}, "filter": {"userIdentity.type": ["AssumedRole", "AWSService"]}},
        {"selection": {"errorCode|contains": ["UnauthorizedOperation"], "eventName|startswith": ["Delete", "Stop"]}},
        {"selection": {"eventSource": "secretsmanager.amazonaws.com", "eventName": ["GetSecretValue", "ListSecrets"],
                       "errorCode": "AccessDenied"}},
        {"selection": {"eventSource": "ses.amazonaws.com", "eventName": ["GetSendQuota", "ListIdentities"]},
         "filter": {"userIdentity.sessionContext.sessionIssuer.userName|startswith": "role-1"}},
    ]  # fmt: skip
    return made


def write_rules(folder: Path) -> Path:
    """Write the rules as Sigma files, one a rule."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, detection in enumerate(rules()):
        rule = {
            "title": f"Made rule {number}",
            "id": f"00000000-0000-4000-8000-{number:012d}",
            "status": "test",
            "logsource": {"product": "aws", "service": "cloudtrail"},
            "detection": {
                **detection,
                "condition": "selection and not filter" if "filter" in detection else "selection",
            },
            "level": "medium",
        }
        (folder / f"{number:03d}.yml").write_text(yaml.safe_dump(rule, sort_keys=False))
    return folder


if __name__ == "__main__":
    print(json.dumps(json.loads(next(Maker().lines(1))), indent=1))
