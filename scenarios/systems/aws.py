"""AWS: users of the account with keys, roles of instances and of people, CloudTrail, the lists of users and keys."""

import json
from dataclasses import dataclass
from random import Random

from keyroll.replay.estate import Credential, PlayedKind
from keyroll.replay.streams import aws_id
from keyroll.replay.times import DAY, HOUR, day_of, iso
from keyroll.replay.writers import aws as write
from scenarios.systems import Folder, Machine, Person, Record, Tended, alive, origin
from scenarios.systems.held import held, owned

ENGINEERS = "AWSReservedSSO_Engineer_0c6e2f9a41b7d3e5"
_TRUSTED = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::741120335864:root"}, "Action": "sts:AssumeRole"}
#: A role's trust in its whole account, as CloudTrail has it: JSON within JSON; braces doubled for ``format``.
_TRUST = (
    json.dumps(json.dumps({"Version": "2012-10-17", "Statement": [_TRUSTED]})).replace("{", "{{").replace("}", "}}")
)
_FOREIGN = _TRUST.replace("741120335864", "{2}").replace("{}", "{1}")
#: A role's trust in one of the cloud's services.
_SERVICE = _TRUST.replace("AWS", "Service").replace("arn:aws:iam::741120335864:root", "{2}.amazonaws.com")
_USER, _OBJECT = '{{"userName":"{}"}}', '{{"bucketName":"{1}","key":"{2}"}}'
#: Acts on objects, which a trail has for the buckets that it was told to watch.
_DATA = ("object", "put-object", "sealed-object", "objects", "listed", "drop-object", "items")
#: Service, call, whether it reads, and what it asks for; ``{}`` stands for the thing, ``{1}`` for its first part.
ACTS: dict[str, tuple[str, str, bool, str]] = {
    "secret": ("secretsmanager", "GetSecretValue", True, '{{"secretId":"{}"}}'),
    "parameter": ("ssm", "GetParameter", True, '{{"name":"/bw/{}","withDecryption":true}}'),
    "decrypt": ("kms", "Decrypt", True, "null"),
    "query": ("athena", "StartQueryExecution", False, '{{"workGroup":"{}"}}'),
    "job": ("glue", "StartJobRun", False, '{{"jobName":"{}"}}'),
    "step": ("states", "StartExecution", False, '{{"name":"{}"}}'),
    "queue": ("sqs", "GetQueueAttributes", True, "null"), "tasks": ("ecs", "DescribeTasks", True, "null"),
    "who": ("sts", "GetCallerIdentity", True, "null"), "users": ("iam", "ListUsers", True, "null"),
    "roles": ("iam", "ListRoles", True, "null"), "buckets": ("s3", "ListBuckets", True, "null"),
    "bucket": ("s3", "GetBucketPolicy", True, '{{"bucketName":"{}"}}'),
    "secrets": ("secretsmanager", "ListSecrets", True, "null"),
    "parameters": ("ssm", "DescribeParameters", True, "null"), "instances": ("ec2", "DescribeInstances", True, "null"),
    "snapshots": ("rds", "DescribeDBSnapshots", True, "null"),
    "snapshot": ("rds", "CreateDBSnapshot", False, '{{"dBSnapshotIdentifier":"{0}","dBInstanceIdentifier":"{0}"}}'),
    "new-role": ("iam", "CreateRole", False, f'{{{{"roleName":"{{}}","assumeRolePolicyDocument":{_TRUST}}}}}'),
    "give-role": ("iam", "AttachRolePolicy", False,
                  '{{"roleName":"{}","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}}'),
    "drop-snapshot": ("rds", "DeleteDBSnapshot", False, '{{"dBSnapshotIdentifier":"{}"}}'),
    "drop-bucket-rule": ("s3", "PutBucketLifecycle", False, '{{"bucketName":"{}"}}'),
    "stop-versions": ("s3", "PutBucketVersioning", False,
                      '{{"bucketName":"{}","VersioningConfiguration":{{"Status":"Suspended"}}}}'),
    "drop-key": ("kms", "ScheduleKeyDeletion", False, '{{"keyId":"{}","pendingWindowInDays":7}}'),
    "functions": ("lambda", "ListFunctions20150331", True, "null"),
    "log-in": ("ecr", "GetAuthorizationToken", True, "null"),
    "images": ("ecr", "DescribeImages", True, '{{"repositoryName":"{}"}}'),
    "image": ("ecr", "PutImage", False, '{{"repositoryName":"{}","imageTag":"latest"}}'),
    "scale": ("autoscaling", "SetDesiredCapacity", False, '{{"autoScalingGroupName":"{}","desiredCapacity":12}}'),
    "trails": ("cloudtrail", "DescribeTrails", True, "null"),
    "databases": ("rds", "DescribeDBInstances", True, "null"), "volumes": ("ec2", "DescribeVolumes", True, "null"),
    "regions": ("ec2", "DescribeRegions", True, "null"), "factors": ("iam", "ListMFADevices", True, "null"),
    "factor": ("iam", "EnableMFADevice", False, '{{"userName":"{}"}}'), "user": ("iam", "CreateUser", False, _USER),
    "password": ("iam", "CreateLoginProfile", False, _USER), "keys": ("iam", "ListAccessKeys", True, _USER),
    "inline": ("iam", "PutUserPolicy", False, '{{"userName":"{}","policyName":"dq"}}'),
    "policies": ("iam", "ListAttachedUserPolicies", True, _USER),
    "give-user": ("iam", "AttachUserPolicy", False,
                  '{{"userName":"{}","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}}'),
    "set-database": ("rds", "ModifyDBInstance", False,
                     '{{"dBInstanceIdentifier":"{}","masterUserPassword":"****","applyImmediately":true}}'),
    "share-snapshot": ("rds", "ModifyDBSnapshotAttribute", False,
                       '{{"dBSnapshotIdentifier":"{1}","attributeName":"restore","valuesToAdd":["{2}"]}}'),
    "export-snapshot": ("rds", "StartExportTask", False,
                        '{{"exportTaskIdentifier":"{1}","s3BucketName":"{2}","sourceArn":"{1}"}}'),
    "restore-snapshot": ("rds", "RestoreDBInstanceFromDBSnapshot", False,
                         '{{"dBInstanceIdentifier":"{0}-restored","dBSnapshotIdentifier":"{0}"}}'),
    "disk": ("ec2", "CreateSnapshot", False, '{{"volumeId":"vol-{}"}}'),
    "firewall": ("ec2", "CreateSecurityGroup", False, '{{"groupName":"{}","groupDescription":"temp"}}'),
    "open-firewall": ("ec2", "AuthorizeSecurityGroupIngress", False,
                      '{{"groupId":"{}","ipPermissions":{{"items":[{{"ipProtocol":"-1","ipRanges":{{"items":'
                      '[{{"cidrIp":"0.0.0.0/0"}}]}}}}]}}}}'),
    "run": ("ec2", "RunInstances", False, '{{"instanceType":"{}","instancesSet":{{"items":[{{"minCount":1}}]}}}}'),
    "bucket-rule": ("s3", "PutBucketLifecycle", False,
                    '{{"bucketName":"{}","LifecycleConfiguration":{{"Rule":{{"Expiration":{{"Days":7}},'
                    '"Status":"Enabled"}}}}}}'),
    "object": ("s3", "GetObject", True, _OBJECT), "put-object": ("s3", "PutObject", False, _OBJECT),
    "sealed-object": ("s3", "PutObject", False,
                      '{{"bucketName":"{1}","key":"{2}","x-amz-server-side-encryption-customer-algorithm":"AES256"}}'),
    "distributions": ("cloudfront", "ListDistributions2020_05_31", True, "null"),
    "invalidate": ("cloudfront", "CreateInvalidation2020_05_31", False, '{{"distributionId":"{}"}}'),
    "models": ("bedrock", "ListFoundationModels", True, "null"),
    "model-logs": ("bedrock", "GetModelInvocationLoggingConfiguration", True, "null"),
    "model": ("bedrock", "InvokeModel", True, '{{"modelId":"{}"}}'),
    "mail-quota": ("ses", "GetSendQuota", True, "null"), "mail-account": ("ses", "GetAccount", True, "null"),
    "senders": ("ses", "ListIdentities", True, "null"),
    "sender": ("ses", "CreateEmailIdentity", False, '{{"emailIdentity":"{}"}}'),
    "mail-limit": ("ses", "PutAccountDetails", False, '{{"mailType":"TRANSACTIONAL","websiteURL":"https://{}"}}'),
    "simulate": ("iam", "SimulatePrincipalPolicy", True, "null"), "groups": ("iam", "ListGroups", True, "null"),
    "log-events": ("logs", "StartQuery", True, '{{"logGroupName":"{}"}}'),
    "trail-events": ("cloudtrail", "LookupEvents", True, "null"),
    "stop-trail": ("cloudtrail", "StopLogging", False, '{{"name":"{}"}}'),
    "function": ("lambda", "GetFunction20150331v2", True, '{{"functionName":"{}"}}'),
    "make-function": ("lambda", "CreateFunction20150331", False,
                      '{{"functionName":"{1}","runtime":"python3.12","role":"{2}","memorySize":128,"timeout":900}}'),
    "stack": ("cloudformation", "CreateStack", False, '{{"stackName":"{}","capabilities":["CAPABILITY_IAM"]}}'),
    "objects": ("s3", "ListObjects", True, '{{"bucketName":"{}","list-type":"2"}}'),
    "listed": ("s3", "ListObjects", True, '{{"bucketName":"{1}","list-type":"2"}}'),
    "drop-object": ("s3", "DeleteObject", False, _OBJECT),
    "drop-bucket": ("s3", "DeleteBucket", False, '{{"bucketName":"{}"}}'),
    "new-bucket": ("s3", "CreateBucket", False, '{{"bucketName":"{}"}}'),
    "key-pair": ("ec2", "CreateKeyPair", False, '{{"keyName":"{}"}}'),
    "limits": ("servicequotas", "ListServiceQuotas", True, '{{"serviceCode":"{}"}}'),
    "run-many": ("ec2", "RunInstances", False,
                 '{{"instanceType":"{}","instancesSet":{{"items":[{{"minCount":8,"maxCount":8}}]}}}}'),
    "terminate": ("ec2", "TerminateInstances", False, '{{"instancesSet":{{"items":[{{"instanceId":"i-{}"}}]}}}}'),
    "drop-user": ("iam", "DeleteUser", False, _USER), "drop-password": ("iam", "DeleteLoginProfile", False, _USER),
    "foreign-role": ("iam", "CreateRole", False, f'{{{{"roleName":"{{1}}","assumeRolePolicyDocument":{_FOREIGN}}}}}'),
    "drop-logs": ("logs", "DeleteLogGroup", False, '{{"logGroupName":"{}"}}'),
    "drop-flows": ("ec2", "DeleteFlowLogs", False, '{{"DeleteFlowLogsRequest":{{"FlowLogId":"fl-{}"}}}}'),
    "clusters": ("eks", "ListClusters", True, "null"), "services": ("ecs", "ListServices", True, "null"),
    "forget-logs": ("logs", "PutRetentionPolicy", False, '{{"logGroupName":"{}","retentionInDays":1}}'),
    "firewalls": ("ec2", "DescribeSecurityGroups", True, "null"), "subnets": ("ec2", "DescribeSubnets", True, "null"),
    "image-list": ("ec2", "DescribeImages", True, "null"),
    "new-image": ("ec2", "CreateImage", False, '{{"instanceId":"i-0{0}","name":"{0}"}}'),
    "drop-image": ("ec2", "DeregisterImage", False, '{{"imageId":"ami-0{}"}}'),
    "drop-disk": ("ec2", "DeleteSnapshot", False, '{{"snapshotId":"snap-0{}"}}'),
    "set-password": ("iam", "UpdateLoginProfile", False, _USER),
    "service-role": ("iam", "CreateRole", False,
                     f'{{{{"roleName":"{{1}}","assumeRolePolicyDocument":{_SERVICE}}}}}'),
    "give-service": ("iam", "AttachRolePolicy", False,
                     '{{"roleName":"{1}","policyArn":"arn:aws:iam::aws:policy/{2}"}}'),
    "code-store": ("codecommit", "CreateRepository", False, '{{"repositoryName":"{}"}}'),
    "site": ("amplify", "CreateApp", False, '{{"name":"{}","enableBranchAutoBuild":false}}'),
    "site-branch": ("amplify", "CreateBranch", False, '{{"appId":"d2{}","branchName":"main"}}'),
    "site-build": ("amplify", "StartJob", False, '{{"appId":"d2{}","branchName":"main","jobType":"RELEASE"}}'),
    "build-project": ("codebuild", "CreateProject", False, '{{"name":"{}","serviceRole":"AWSCodeBuildServiceRole"}}'),
    "build": ("codebuild", "StartBuild", False, '{{"projectName":"{}"}}'),
    "notebook-setup": ("sagemaker", "CreateNotebookInstanceLifecycleConfig", False,
                       '{{"notebookInstanceLifecycleConfigName":"{}"}}'),
    "notebook": ("sagemaker", "CreateNotebookInstance", False,
                 '{{"notebookInstanceName":"{}","instanceType":"ml.t3.medium"}}'),
    "update-stack": ("cloudformation", "UpdateStack", False, '{{"stackName":"{}","capabilities":["CAPABILITY_IAM"]}}'),
    "stacks": ("cloudformation", "DescribeStacks", True, '{{"stackName":"{}"}}'),
    "function-code": ("lambda", "UpdateFunctionCode20150331v2", False, '{{"functionName":"{}","publish":false}}'),
    "function-url": ("lambda", "CreateFunctionUrlConfig", False, '{{"functionName":"{}","authType":"NONE"}}'),
    "let-call": ("lambda", "AddPermission20150331v2", False,
                 '{{"functionName":"{}","statementId":"FunctionURLAllowPublicAccess","principal":"*",'
                 '"action":"lambda:InvokeFunctionUrl"}}'),
    "keep-machine": ("ec2", "ModifyInstanceAttribute", False,
                     '{{"instanceId":"i-{}","disableApiTermination":{{"value":true}}}}'),
    "template": ("ec2", "CreateLaunchTemplate", False, '{{"launchTemplateName":"{}"}}'),
    "machine-group": ("autoscaling", "CreateAutoScalingGroup", False,
                      '{{"autoScalingGroupName":"{1}","minSize":{2},"maxSize":999,"desiredCapacity":{2}}}'),
    "linked-role": ("iam", "CreateServiceLinkedRole", False, '{{"aWSServiceName":"{}.amazonaws.com"}}'),
    "give-policy": ("iam", "AttachUserPolicy", False,
                    '{{"userName":"{1}","policyArn":"arn:aws:iam::aws:policy/{2}"}}'),
    "drop-database": ("rds", "DeleteDBInstance", False,
                      '{{"dBInstanceIdentifier":"{}","skipFinalSnapshot":true}}'),
    "drop-role": ("iam", "DeleteRole", False, '{{"roleName":"{}"}}'),
    "accounts": ("organizations", "ListAccounts", True, "null"),
    "task-cluster": ("ecs", "CreateCluster", False, '{{"clusterName":"{}"}}'),
    "task": ("ecs", "RegisterTaskDefinition", False, '{{"family":"{}","cpu":"2048"}}'),
    "task-clusters": ("ecs", "ListClusters", True, "null"),
    "task-list": ("ecs", "ListTasks", True, '{{"cluster":"{}"}}'),
    "task-kinds": ("ecs", "ListTaskDefinitions", True, "null"),
    "exec-task": ("ecs", "ExecuteCommand", False,
                  '{{"cluster":"{1}","container":"{2}","task":"{2}","command":"/bin/sh","interactive":true}}'),
    "mail-place": ("workmail", "CreateOrganization", False, '{{"alias":"{}"}}'),
    "mail-person": ("workmail", "CreateUser", False, '{{"organizationId":"m-{0}","name":"{0}","displayName":"{0}"}}'),
    "mail-open": ("workmail", "RegisterToWorkMail", False, '{{"organizationId":"m-{0}","email":"{0}"}}'),
    "drop-sender": ("ses", "DeleteEmailIdentity", False, '{{"emailIdentity":"{}"}}'),
    "region-on": ("account", "EnableRegion", False, '{{"regionName":"{}"}}'),
    "sign-in-token": ("signin", "GetSigninToken", True, "null"),
    "console": ("signin", "ConsoleLogin", False, "null"),
    "leave": ("organizations", "LeaveOrganization", False, "null"),
    "open-one": ("ec2", "AuthorizeSecurityGroupIngress", False,
                 '{{"groupId":"sg-{1}","ipPermissions":{{"items":[{{"ipProtocol":"tcp","fromPort":22,"toPort":22,'
                 '"ipRanges":{{"items":[{{"cidrIp":"{2}/32"}}]}}}}]}}}}'),
    "disk-from": ("ec2", "CreateVolume", False, '{{"snapshotId":"snap-0{}","zone":"eu-west-1a","volumeType":"gp3"}}'),
    "attach": ("ec2", "AttachVolume", False, '{{"volumeId":"vol-0{1}","instanceId":"i-0{2}","device":"/dev/sdf"}}'),
    "disks": ("ec2", "DescribeSnapshots", True, "null"),
    "costs": ("ce", "GetCostAndUsage", True, '{{"granularity":"MONTHLY"}}'),
    "restore-open": ("rds", "RestoreDBInstanceFromDBSnapshot", False,
                     '{{"dBInstanceIdentifier":"{0}-1","dBSnapshotIdentifier":"{0}","publiclyAccessible":true}}'),
    "open-database": ("ec2", "AuthorizeSecurityGroupIngress", False,
                      '{{"groupId":"sg-{}","ipPermissions":{{"items":[{{"ipProtocol":"tcp","fromPort":5432,'
                      '"toPort":5432,"ipRanges":{{"items":[{{"cidrIp":"0.0.0.0/0"}}]}}}}]}}}}'),
    "run-image": ("ec2", "RunInstances", False,
                  '{{"instanceType":"t3.large","imageId":"ami-0{1}","keyName":"{2}",'
                  '"instancesSet":{{"items":[{{"minCount":1,"maxCount":1}}]}}}}'),
    "run-batch": ("ec2", "RunInstances", False,
                  '{{"instanceType":"{}","instancesSet":{{"items":[{{"minCount":500,"maxCount":500}}]}}}}'),
    "type-limits": ("servicequotas", "GetServiceQuota", True, '{{"serviceCode":"ec2","quotaCode":"{}"}}'),
    "organisation": ("organizations", "DescribeOrganization", True, "null"),
    "policy": ("iam", "CreatePolicy", False, '{{"policyName":"{}"}}'),
    "key-list": ("kms", "ListKeys", True, "null"), "see-key": ("kms", "DescribeKey", True, '{{"keyId":"{}"}}'),
    "see-key-policy": ("kms", "GetKeyPolicy", True, '{{"keyId":"{}","policyName":"default"}}'),
    "key-policy": ("kms", "PutKeyPolicy", False,
                   '{{"keyId":"{1}","policyName":"default","policy":"{{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":'
                   '[{{\\"Effect\\":\\"Allow\\",\\"Principal\\":{{\\"AWS\\":\\"arn:aws:iam::{2}\\"}},'
                   '\\"Action\\":\\"kms:Sign\\",\\"Resource\\":\\"*\\"}}]}}"}}'),
    "sign": ("kms", "Sign", True,
             '{{"keyId":"{}","messageType":"DIGEST","signingAlgorithm":"ECDSA_SHA_256"}}'),
    "support-case": ("support", "CreateCase", False, '{{"serviceCode":"service-code-ses","subject":"{}"}}'),
    "item-tables": ("dynamodb", "ListTables", True, "null"),
    "items": ("dynamodb", "Scan", True, '{{"tableName":"{1}"}}'),
    "task-service": ("ecs", "CreateService", False, '{{"cluster":"{0}","serviceName":"{0}","desiredCount":2}}'),
}  # fmt: skip
_CONSOLE = "aws-cli/2.27.22 md/awscrt#0.26.1 ua/2.1 os/macos#24.5.0 md/arch#arm64 lang/python#3.13.3"


def _session_key(key: str, since: int) -> str:
    return aws_id(Random(f"{key}/{since}"), "ASIA")


@dataclass(kw_only=True, eq=False)
class Aws(Tended):
    """The production account. A machine whose key does not begin with AKIA acts in a role."""

    name = "aws"
    account: str
    unlisted: tuple[str, ...] = ()
    """Roles that its list of roles lacks: those of a part of the account that the lists do not reach."""
    region: str = "eu-west-1"

    @property
    def _source(self) -> str:
        return f"aws@{self.account}"

    def work(self, rng: Random, machine: Machine, ms: int, act: str, thing: str, **details: str) -> list[Record]:
        """One call; details may name another ``region``, or an ``error`` beside AccessDenied."""
        error = details.get("error") or ("AccessDenied" if details.get("refused") else "")
        identity = self._identity(machine, ms, details.get("session", ""))
        region = details.get("region", "")
        return self._call(rng, ms, identity, act, thing, *origin(machine, ms, details), error, region)

    def _identity(self, machine: Machine, ms: int, named: str = "") -> str:
        if machine.key.startswith("AKIA"):
            return write.key_identity(self._held(machine, ms))
        session, since = named or f"i-{sum(machine.key.encode()):017x}", ms - ms % (6 * HOUR)
        return write.role_identity(self.account, machine.name, session, _session_key(machine.key, since), since)

    def assumes(self, rng: Random, key: Machine, role: Machine, ms: int, session: str, **details: str) -> list[Record]:
        """A key takes a role: CloudTrail's answer names the key of the session."""
        given, arn = _session_key(role.key, ms - ms % (6 * HOUR)), f"{self.account}:assumed-role/{role.name}/{session}"
        return [write.event(
            rng, ms, self.account, self._identity(key, ms), "sts", "AssumeRole", details["address"], details["agent"],
            reads=True, region=self.region,
            parameters=f'{{"roleArn":"arn:aws:iam::{self.account}:role/{role.name}","roleSessionName":"{session}"}}',
            answer=f'{{"credentials":{{"accessKeyId":"{given}"}},"assumedRoleUser":{{"arn":"arn:aws:sts::{arn}"}}}}',
        )]  # fmt: skip

    def let_in(self, rng: Random, role: Machine, ms: int, session: str, foreign: str, address: str,
               agent: str) -> list[Record]:  # fmt: skip
        """Another account takes a role: all that is said of who takes it is that account."""
        given, since = _session_key(role.key, ms - ms % (6 * HOUR)), ms - ms % (6 * HOUR)
        arn, who = f"{self.account}:assumed-role/{role.name}/{session}", f"AIDA{foreign}Q7:outside"
        return [write.event(
            rng, ms, self.account, f'{{"type":"AWSAccount","principalId":"{who}","accountId":"{foreign}"}}', "sts",
            "AssumeRole", address, agent, reads=True, region=self.region,
            parameters=f'{{"roleArn":"arn:aws:iam::{self.account}:role/{role.name}","roleSessionName":"{session}"}}',
            answer=f'{{"credentials":{{"accessKeyId":"{given}","expiration":"{iso(since + 6 * HOUR)}"}},'
                   f'"assumedRoleUser":{{"arn":"arn:aws:sts::{arn}"}}}}',
        )]  # fmt: skip

    def by_pipeline(self, rng: Random, role: Machine, ms: int, repository: str, address: str) -> list[Record]:
        """A job of a pipeline takes a role with the token that the code host gives it."""
        given, host = _session_key(role.key, ms - ms % (6 * HOUR)), "token.actions.githubusercontent.com"
        arn, subject = (
            f"{self.account}:assumed-role/{role.name}/GitHubActions",
            f"repo:{repository}:environment:production",
        )
        provider = f"arn:aws:iam::{self.account}:oidc-provider/{host}"
        return [write.event(
            rng, ms, self.account, f'{{"type":"WebIdentityUser","principalId":"{provider}:sts.amazonaws.com:{subject}",'
            f'"userName":"{subject}","identityProvider":"{provider}"}}', "sts", "AssumeRoleWithWebIdentity", address,
            "aws-sdk-nodejs/2.1692.0 linux/v20.19.4 configure-aws-credentials-for-github-actions promise", reads=True,
            region=self.region,
            parameters=f'{{"roleArn":"arn:aws:iam::{self.account}:role/{role.name}","roleSessionName":"GitHubActions"}}',
            answer=f'{{"credentials":{{"accessKeyId":"{given}"}},"assumedRoleUser":{{"arn":"arn:aws:sts::{arn}"}}}}',
        )]  # fmt: skip

    def federates(self, rng: Random, key: Machine, name: str, ms: int, address: str, agent: str) -> list[Record]:
        """A key makes a session under a name of its own choice: CloudTrail's answer names the session's key."""
        given, arn = _session_key(f"{key.key}/{name}", ms - ms % (12 * HOUR)), f"{self.account}:federated-user/{name}"
        return [write.event(
            rng, ms, self.account, self._identity(key, ms), "sts", "GetFederationToken", address, agent, reads=True,
            region=self.region, parameters=f'{{"name":"{name}","durationSeconds":43200}}',
            answer=f'{{"credentials":{{"accessKeyId":"{given}"}},"federatedUser":{{"arn":"arn:aws:sts::{arn}",'
                   f'"federatedUserId":"{self.account}:{name}"}}}}',
        )]  # fmt: skip

    def federated(self, rng: Random, key: Machine, name: str, ms: int, act: str, thing: str, address: str, agent: str,
                  *, error: str = "", region: str = "") -> list[Record]:  # fmt: skip
        """What is done in such a session, by the interface or in the console."""
        given, since = _session_key(f"{key.key}/{name}", ms - ms % (12 * HOUR)), ms - ms % (12 * HOUR)
        owner = aws_id(Random(f"user/{key.name}"), "AIDA")
        identity = (
            f'{{"type":"FederatedUser","principalId":"{self.account}:{name}",'
            f'"arn":"arn:aws:sts::{self.account}:federated-user/{name}","accountId":"{self.account}",'
            f'"accessKeyId":"{given}","sessionContext":{{"sessionIssuer":{{"type":"IAMUser","principalId":"{owner}",'
            f'"arn":"arn:aws:iam::{self.account}:user/{key.name}","accountId":"{self.account}",'
            f'"userName":"{key.name}"}},"attributes":{{"creationDate":"{iso(since)}","mfaAuthenticated":"false"}}}}}}'
        )
        records = self._call(rng, ms, identity, act, thing, address, agent, error, region)
        if act not in ("sign-in-token", "console"):
            return records
        return [(log, at, line.replace('"eventType":"AwsApiCall"', '"eventType":"AwsConsoleSignIn"'))
                for log, at, line in records]  # fmt: skip

    def root_fails(self, rng: Random, ms: int, address: str, agent: str) -> list[Record]:
        """Somebody tries the password of the account's owner in the console, in vain."""
        identity = f'{{"type":"Root","principalId":"{self.account}","arn":"arn:aws:iam::{self.account}:root"}}'
        log, at, line = self._call(rng, ms, identity, "console", "", address, agent, "Failed authentication")[0]
        return [(log, at, line.replace('"eventType":"AwsApiCall"', '"eventType":"AwsConsoleSignIn"'))]

    def turns(self, rng: Random, key: Machine, by: Machine, ms: int, *, made: bool, **details: str) -> list[Record]:
        """A key makes another one for a user, or deletes one."""
        tell, identity = write.create_key if made else write.delete_key, self._identity(by, ms)
        return [tell(rng, ms, identity, *origin(by, ms, details), self._held(key, ms))]

    def _call(
        self, rng: Random, ms: int, identity: str, act: str, thing: str, address: str, agent: str, error: str = "",
        region: str = "",
    ) -> list[Record]:  # fmt: skip
        service, call, reads, parameters = ACTS[act]
        log, at, line = write.event(
            rng, ms, self.account, identity, service, call, address, agent, reads=reads, region=region or self.region,
            parameters=parameters.format(thing, *thing.split("|")) if parameters != "null" else parameters, error=error,
        )  # fmt: skip
        if act in _DATA:
            line = line.replace('"managementEvent":true', '"managementEvent":false')
            line = line.replace('"eventCategory":"Management"', '"eventCategory":"Data"')
        return [(log, at, line)]

    def _signed_in(self, person: Person, ms: int) -> str:
        key = aws_id(Random(f"{person.id}/{ms // DAY}"), "ASIA")
        return write.role_identity(self.account, ENGINEERS, f"{person.login}@{self.domain}", key, ms - ms % DAY)

    def used(self, rng: Random, person: Person, ms: int, address: str) -> list[Record]:
        """An engineer looks at what runs, in the role that all engineers share."""
        act = ("instances", "tasks", "functions", "queue", "buckets")[rng.randrange(5)]
        return self._call(rng, ms, self._signed_in(person, ms), act, "", address, _CONSOLE)

    def person_does(
        self, rng: Random, person: Person, ms: int, act: str, thing: str, address: str, agent: str = _CONSOLE, *,
        error: str = "",
    ) -> list[Record]:  # fmt: skip
        """What is done in an engineer's session, by him or by who has it."""
        return self._call(rng, ms, self._signed_in(person, ms), act, thing, address, agent, error)

    def session(self, person: Person) -> str:
        """How a person's session is named."""
        return f"{self._source}:role:{ENGINEERS}/{person.login}@{self.domain}"

    def changes(self, rng: Random, machine: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:
        """A key is made or deleted."""
        tell, key = write.create_key if made else write.delete_key, self._held(machine, ms)
        return [tell(rng, ms, self._signed_in(by, ms), by.office, _CONSOLE, key)]

    def _held(self, machine: Machine, ms: int) -> Credential:
        return held(machine, PlayedKind.AWS_KEY, self._source, aws_id(Random(f"user/{machine.name}"), "AIDA"), ms=ms,
                    policies=("SecretsManagerReadWrite",))  # fmt: skip

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """Users, roles, keys, and the report of their use."""
        mine = list(alive(machines, self.name, ms))
        users = owned([self._held(machine, ms) for machine in mine if machine.key.startswith("AKIA")])
        roles = sorted({machine.name for machine in mine if not machine.key.startswith("AKIA")} | {ENGINEERS})
        roles = [role for role in roles if role not in self.unlisted]
        details = write.authorization_details(self.account, [user for user, _ in users], truncated=False, roles=roles)
        put, date = folder.survey, day_of(ms)
        put(self._source, date, "account_authorization_details.json", details)
        put(self._source, date, "access_keys.json", write.access_keys(ms, users, truncated=False))
        put(self._source, date, "credential_report.csv", write.credential_report(ms, self.account, users))

    def identifier(self, machine: Machine) -> str:
        """By the key's id, or by the role."""
        named = f"aws@*:access_key_id:{machine.key}"
        return named if machine.key.startswith("AKIA") else f"{self._source}:role:{machine.name}"
