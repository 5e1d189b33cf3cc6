"""AWS: users of the account with keys, roles of instances and of people, CloudTrail, the lists of users and keys."""

import json
from random import Random

from keyroll.replay.estate import Credential, Kind, Principal
from keyroll.replay.folder import Folder, trail
from keyroll.replay.streams import aws_id
from keyroll.replay.times import DAY, HOUR, day_of
from keyroll.replay.writers import aws as write
from scenarios.companies.brackwater import AREAS, DOMAIN, REGION, SHARED, some_address
from scenarios.machine import Machine, Person
from scenarios.systems import Record, alive
from scenarios.systems.held import held, owned

ACCOUNT = "741120335864"
ENGINEERS = "AWSReservedSSO_Engineer_0c6e2f9a41b7d3e5"
_TRUSTED = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
_POLICY = json.dumps({"Version": "2012-10-17", "Statement": [_TRUSTED]})
#: A role's trust in its whole account, as CloudTrail has it: JSON within JSON; braces doubled for ``format``.
_TRUST = (
    json.dumps(json.dumps({"Version": "2012-10-17", "Statement": [_TRUSTED]})).replace("{", "{{").replace("}", "}}")
)
#: Service, call, whether it reads, and what it asks for; ``{}`` stands for the thing.
ACTS: dict[str, tuple[str, str, bool, str]] = {
    "secret": ("secretsmanager", "GetSecretValue", True, '{{"secretId":"{}"}}'),
    "parameter": ("ssm", "GetParameter", True, '{{"name":"/bw/{}","withDecryption":true}}'),
    "decrypt": ("kms", "Decrypt", True, "null"),
    "query": ("athena", "StartQueryExecution", False, '{{"workGroup":"{}"}}'),
    "job": ("glue", "StartJobRun", False, '{{"jobName":"{}"}}'),
    "step": ("states", "StartExecution", False, '{{"name":"{}"}}'),
    "queue": ("sqs", "GetQueueAttributes", True, "null"),
    "tasks": ("ecs", "DescribeTasks", True, "null"),
    "who": ("sts", "GetCallerIdentity", True, "null"),
    "users": ("iam", "ListUsers", True, "null"),
    "roles": ("iam", "ListRoles", True, "null"),
    "buckets": ("s3", "ListBuckets", True, "null"),
    "bucket": ("s3", "GetBucketPolicy", True, '{{"bucketName":"{}"}}'),
    "secrets": ("secretsmanager", "ListSecrets", True, "null"),
    "parameters": ("ssm", "DescribeParameters", True, "null"),
    "instances": ("ec2", "DescribeInstances", True, "null"),
    "snapshots": ("rds", "DescribeDBSnapshots", True, "null"),
    "snapshot": ("rds", "CreateDBSnapshot", False, '{{"dBSnapshotIdentifier":"{0}","dBInstanceIdentifier":"{0}"}}'),
    "new-role": ("iam", "CreateRole", False, f'{{{{"roleName":"{{}}","assumeRolePolicyDocument":{_TRUST}}}}}'),
    "give-role": (
        "iam", "AttachRolePolicy", False,
        '{{"roleName":"{}","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}}',
    ),
    "drop-snapshot": ("rds", "DeleteDBSnapshot", False, '{{"dBSnapshotIdentifier":"{}"}}'),
    "drop-bucket-rule": ("s3", "PutBucketLifecycle", False, '{{"bucketName":"{}"}}'),
    "stop-versions": (
        "s3", "PutBucketVersioning", False,
        '{{"bucketName":"{}","VersioningConfiguration":{{"Status":"Suspended"}}}}',
    ),
    "drop-key": ("kms", "ScheduleKeyDeletion", False, '{{"keyId":"{}","pendingWindowInDays":7}}'),
    "functions": ("lambda", "ListFunctions20150331", True, "null"),
    "log-in": ("ecr", "GetAuthorizationToken", True, "null"),
    "images": ("ecr", "DescribeImages", True, '{{"repositoryName":"{}"}}'),
    "image": ("ecr", "PutImage", False, '{{"repositoryName":"{}","imageTag":"latest"}}'),
    "scale": ("autoscaling", "SetDesiredCapacity", False, '{{"autoScalingGroupName":"{}","desiredCapacity":12}}'),
    "trails": ("cloudtrail", "DescribeTrails", True, "null"),
    "forget-logs": ("logs", "PutRetentionPolicy", False, '{{"logGroupName":"{}","retentionInDays":1}}'),
}  # fmt: skip
_SDK = "Boto3/1.38.27 md/Botocore#1.38.27 ua/2.1 os/linux#6.1 md/arch#x86_64 lang/python#3.12.9"
_JAVA = "aws-sdk-java/2.31.50 md/io#sync md/http#Apache ua/2.1 os/Linux#6.1 lang/java#21.0.7"
_CONSOLE = "aws-cli/2.27.22 md/awscrt#0.26.1 ua/2.1 os/macos#24.5.0 md/arch#arm64 lang/python#3.13.3"


class Aws:
    """The production account. A machine whose key does not begin with AKIA acts in a role."""

    name = "aws"
    account, domain = ACCOUNT, DOMAIN

    @property
    def source(self) -> str:
        """The account as a source."""
        return f"aws@{self.account}"

    def machines(self, rng: Random) -> list[Machine]:
        """Nightly batch jobs of each area with a key, tasks and instances in roles, half of them without a place."""
        found = []
        for number, area in enumerate(AREAS):
            acts = (("secret", "job", "who"), ("parameter", "step"), ("secret", "query", "query"))[number % 3]
            found.append(
                Machine(
                    "aws", f"svc-bw-{area}-batch", aws_id(rng, "AKIA"), SHARED, _SDK, DAY, 8 + rng.randrange(16),
                    [f"bw/{area}/{name}" for name in ("db", "sftp", "partner")], acts,
                    phase=HOUR + rng.randrange(4 * HOUR),
                )
            )  # fmt: skip
        for number, area in enumerate(AREAS[:7]):
            roaming = number % 2 == 0
            found.append(
                Machine(
                    "aws", f"bw-{area}-{'task' if roaming else 'node'}", f"role/{area}", f"{REGION[0]}.{30 + number}",
                    _JAVA if number % 3 else _SDK, 2 * HOUR, 2, [f"bw/{area}/{name}" for name in ("db", "cache")],
                    ("secret", "queue", "decrypt"), phase=rng.randrange(DAY),
                    roams=(lambda key, ms: some_address(REGION, key, ms)) if roaming else None,
                )
            )  # fmt: skip
        return found

    def work(self, rng: Random, one: Machine, ms: int, act: str, thing: str, **told: str) -> list[Record]:
        """One call; ``told`` may name another ``region``, or an ``error`` beside AccessDenied."""
        address, agent = told.get("address") or one.place(ms), told.get("agent") or one.client(ms)
        error = told.get("error") or ("AccessDenied" if told.get("refused") else "")
        region = told.get("region") or "eu-west-1"
        line = self._call(
            rng, ms, self._identity(one, ms, told.get("session", "")), act, thing, address, agent, error, region
        )
        return [(trail(self.account), ms, line)]

    def _identity(self, one: Machine, ms: int, named: str = "") -> str:
        if one.key.startswith("AKIA"):
            return write.key_identity(self._held(one, ms))
        session = named or f"i-{sum(one.key.encode()):017x}"
        since = ms - ms % (6 * HOUR)
        return write.role_identity(self.account, one.name, session, aws_id(Random(f"{one.key}/{since}"), "ASIA"), since)

    def assumes(self, rng: Random, one: Machine, role: Machine, ms: int, session: str, **told: str) -> list[Record]:
        """A key takes a role: CloudTrail's answer names the key of the session."""
        since = ms - ms % (6 * HOUR)
        key = aws_id(Random(f"{role.key}/{since}"), "ASIA")
        line = write.event(
            rng, ms, self.account, self._identity(one, ms), "sts", "AssumeRole", told["address"], told["agent"],
            reads=True, region="eu-west-1",
            asked=f'{{"roleArn":"arn:aws:iam::{self.account}:role/{role.name}","roleSessionName":"{session}"}}',
            answer=f'{{"credentials":{{"accessKeyId":"{key}"}},"assumedRoleUser":{{"arn":"arn:aws:sts::{self.account}:'
                   f'assumed-role/{role.name}/{session}"}}}}',
        )  # fmt: skip
        return [(trail(self.account), ms, line)]

    def makes_key(self, rng: Random, one: Machine, made: Machine, ms: int, **told: str) -> list[Record]:
        """A key makes another one for a user."""
        line = write.create_key(rng, ms, self._identity(one, ms), told["address"], told["agent"], self._held(made, ms))
        return [(trail(self.account), ms, line)]

    def drops_key(self, rng: Random, one: Machine, gone: Machine, ms: int, **told: str) -> list[Record]:
        """A key deletes another one of a user."""
        line = write.delete_key(rng, ms, self._identity(one, ms), told["address"], told["agent"], self._held(gone, ms))
        return [(trail(self.account), ms, line)]

    def _call(
        self, rng: Random, ms: int, identity: str, act: str, thing: str, address: str, agent: str, error: str = "",
        region: str = "eu-west-1",
    ) -> str:  # fmt: skip
        service, call, reads, asked = ACTS[act]
        return write.event(
            rng, ms, self.account, identity, service, call, address, agent, reads=reads, region=region,
            asked=asked.format(thing) if asked != "null" else asked, error=error,
        )  # fmt: skip

    def _signed_in(self, one: Person, ms: int) -> str:
        key = aws_id(Random(f"{one.id}/{ms // DAY}"), "ASIA")
        return write.role_identity(self.account, ENGINEERS, f"{one.login}@{self.domain}", key, ms - ms % DAY)

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:
        """An engineer looks at what runs, in the role that all engineers share."""
        if one.team != "engineering":
            return []
        act = ("instances", "tasks", "functions", "queue", "buckets")[rng.randrange(5)]
        return [(trail(self.account), ms, self._call(rng, ms, self._signed_in(one, ms), act, "", address, _CONSOLE))]

    def changes(self, rng: Random, one: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:
        """A key is made or deleted."""
        tell = write.create_key if made else write.delete_key
        return [
            (trail(self.account), ms, tell(rng, ms, self._signed_in(by, ms), by.office, _CONSOLE, self._held(one, ms)))
        ]

    def _held(self, one: Machine, ms: int) -> Credential:
        return held(one, Kind.AWS_KEY, self.source, aws_id(Random(f"user/{one.name}"), "AIDA"), ms=ms,
                    policies=("SecretsManagerReadWrite",))  # fmt: skip

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """Users, roles, keys, and the report of their use."""
        mine = list(alive(machines, self.name, ms))
        users: list[tuple[Principal, list[Credential]]] = owned(
            [self._held(one, ms) for one in mine if one.key.startswith("AKIA")]
        )
        roles = sorted({one.name for one in mine if not one.key.startswith("AKIA")} | {ENGINEERS})
        details = write.authorization_details(self.account, [user for user, _ in users], truncated=False, roles=roles)
        put, date = folder.survey, day_of(ms)
        put(self.source, date, "account_authorization_details.json", details)
        put(self.source, date, "access_keys.json", write.access_keys(ms, users, truncated=False))
        put(self.source, date, "credential_report.csv", write.credential_report(ms, self.account, users))

    def identifier(self, one: Machine) -> str:
        """By the key's id, or by the role."""
        return f"aws@*:access_key_id:{one.key}" if one.key.startswith("AKIA") else f"{self.source}:role:{one.name}"
