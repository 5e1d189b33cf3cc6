"""AWS read live: moto under the least policy that keyroll prints, what moto lacks on a strict fake, and ministack."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from aws_emulators import Emulator, ministack, moto, own_moto
from fakes.aws import Aws, shown
from fakes.same import assert_same
from keyroll.api import Keyroll, connection, connection_settings
from keyroll.api.reaching import reach_graph
from keyroll.errors import CredentialRefused, KeyrollError, Throttled, Unreachable
from keyroll.model.source import Source
from keyroll.providers.aws import _sdk
from keyroll.providers.aws._resources_live import account_setting, record
from keyroll.providers.aws.connection import regions
from keyroll.providers.aws.resource_policies import ACCOUNT_SETTING
from keyroll.reach.graph.closure import falls
from live_servers import partial_sync

__all__ = ["ministack", "moto", "own_moto"]
pytestmark = [pytest.mark.server, pytest.mark.long]
AWS = Source("aws", "123456789012")
OUTSIDE = f"{AWS}:outside:account:111122223333"
ISSUER = "token.actions.githubusercontent.com"
SECRET_VALUE = "hunter2-of-the-account"
AT = "2026-11-24T10:00:00Z"
ANCHOR = {
    "trustAnchorId": "a1", "trustAnchorArn": "arn:aws:rolesanywhere:x", "name": "plant", "enabled": True,
    "createdAt": AT, "updatedAt": AT, "source": {"sourceType": "AWS_ACM_PCA", "sourceData": {"acmPcaArn": "arn:pca"}},
}  # fmt: skip
SUBJECT = {
    "subjectId": "s1", "subjectArn": "arn:s", "enabled": True, "x509Subject": "CN=press-4", "createdAt": AT,
    "updatedAt": AT, "lastSeenAt": "2026-11-25T09:00:00Z",
}  # fmt: skip
PROFILE = {"profileId": "p1", "name": "plant", "enabled": True, "roleArns": ["arn:aws:iam::123456789012:role/press"]}
CREDENTIAL = {
    "UserName": "deploy", "Status": "Inactive", "ServiceUserName": "deploy-at-123456789012",
    "CreateDate": "2026-10-01T04:31:41Z", "ServiceSpecificCredentialId": "ACCAQFODXMPL4YFHP7DZE",
    "ServiceName": "codecommit.amazonaws.com",
}  # fmt: skip


@pytest.fixture(scope="module")
def account(own_moto: Emulator) -> Emulator:
    """An account with users, keys, providers and a secret, whose checks are on."""
    iam = own_moto.iam
    for name in ("deploy", "backup", "old", "admin"):
        own_moto.user(name)
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    iam.put_user_policy(UserName="admin", PolicyName="all", PolicyDocument=json.dumps(everything))
    # Two keys of one user that are made within a second share a row of the report: no user gets two here.
    for name in ("deploy", "backup"):
        own_moto.key(name)
    iam.upload_ssh_public_key(UserName="deploy", SSHPublicKeyBody="ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ==")
    iam.create_open_id_connect_provider(Url=f"https://{ISSUER}", ClientIDList=["sts.amazonaws.com"], ThumbprintList=[])
    iam.create_saml_provider(Name="okta", SAMLMetadataDocument="x" * 1024)
    own_moto.client("secretsmanager").create_secret(
        Name="db/app", SecretString=SECRET_VALUE, Tags=[{"Key": "Owner", "Value": "payments"}]
    )
    own_moto.root = tuple(own_moto.key("admin")[1].split(":"))  # type: ignore[assignment]
    own_moto.strict()
    return own_moto


@pytest.fixture
def fake(account: Emulator) -> Iterator[Aws]:
    one = Aws(account.address)
    one.everybody = one.issue()
    one.anchors, one.subjects, one.profiles = [ANCHOR], [SUBJECT, SUBJECT | {"subjectId": "s2"}], [PROFILE]
    one.service_credentials = {"deploy": [CREDENTIAL]}
    one.page_size = 1
    with one.running():
        yield one


def least(account: Emulator, without: str = "") -> str:
    """A user's key under the policy that keyroll prints, or without one action of it."""
    grant = connection(AWS).grant
    assert grant
    document = json.loads(grant(connection_settings(AWS, {})))
    (statement,) = document["Statement"]
    statement["Action"] = [one for one in statement["Action"] if one != without]
    name = f"keyroll{len(account.iam.list_users()['Users'])}"
    account.user(name)
    account.iam.put_user_policy(UserName=name, PolicyName="keyroll", PolicyDocument=json.dumps(document))
    return account.key(name)[1]


def connected(home: Path, address: str, **settings: str) -> Keyroll:
    keyroll = Keyroll.open(home)
    keyroll.sources.connect(AWS, "env:AWS_KEY", address=address, settings=settings)
    return keyroll


def keys(account: Emulator) -> dict[str, str]:
    """What the vendor's own lists say: every access key and its status."""
    users = [one["UserName"] for one in account.iam.list_users()["Users"]]
    listed = [one for name in users for one in account.iam.list_access_keys(UserName=name)["AccessKeyMetadata"]]
    return {one["AccessKeyId"]: one["Status"] for one in listed}


def in_the_inventory(keyroll: Keyroll, kind: str) -> dict[str, str]:
    rows = keyroll.inventory.listed("credentials", where=f"kind = '{kind}'").rows
    return {str(row["id"]).rpartition(":")[2]: str(row["state"]) for row in rows}


@pytest.mark.support("aws", "live survey", "emulator")
def test_what_the_account_lists_is_on_the_roll_after_making_disabling_and_removing(
    account: Emulator, fake: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = least(account)
    monkeypatch.setenv("AWS_KEY", own)
    gone, _ = account.key("old")
    keyroll = connected(tmp_path / "home", fake.address)
    assert keyroll.sources.sync().unseen[AWS] == {}
    words = {"Active": "active", "Inactive": "suspended"}
    assert in_the_inventory(keyroll, "access_key") == {name: words[status] for name, status in keys(account).items()}
    (off, *_) = [one["AccessKeyId"] for one in account.iam.list_access_keys(UserName="deploy")["AccessKeyMetadata"]]
    account.iam.update_access_key(UserName="deploy", AccessKeyId=off, Status="Inactive")
    account.iam.delete_access_key(UserName="old", AccessKeyId=gone)
    assert keyroll.sources.sync().unseen[AWS] == {}
    wanted = {name: words[status] for name, status in keys(account).items()}
    assert in_the_inventory(keyroll, "access_key") == wanted | {gone: "destroyed"}
    assert in_the_inventory(keyroll, "service_credential") == {"ACCAQFODXMPL4YFHP7DZE": "suspended"}
    assert set(in_the_inventory(keyroll, "anywhere_certificate")) == {"s1", "s2"}
    assert len(in_the_inventory(keyroll, "ssh_public_key")) == len(in_the_inventory(keyroll, "trust_anchor")) == 1
    (mine,) = keyroll.inventory.listed("credentials", where="owner = 'keyroll'").rows
    assert own.startswith(str(mine["id"]).rpartition(":")[2])
    files = [file.read_bytes() for file in (tmp_path / "home").rglob("*") if file.is_file()]
    assert not any(SECRET_VALUE.encode() in one or own.partition(":")[2].encode() in one for one in files)


def pages(account: Emulator) -> dict[str, list[Any]]:
    """What the vendor's command line prints of this state, endpoint by endpoint."""
    iam = account.iam
    users = [one["UserName"] for one in iam.list_users()["Users"]]
    arns = [one["Arn"] for one in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]]
    report = iam.get_credential_report()["Content"].decode().splitlines()
    rows = [dict(zip(report[0].split(","), line.split(","), strict=True)) for line in report[1:]]
    return {
        "account_authorization_details": [shown(iam.get_account_authorization_details())],
        "access_keys": [shown(iam.list_access_keys(UserName=name)) for name in users],
        "service_specific_credentials": [
            {"ServiceSpecificCredentials": [CREDENTIAL] if name == "deploy" else [], "IsTruncated": False}
            for name in users
        ],
        "ssh_public_keys": [shown(iam.list_ssh_public_keys(UserName=name)) for name in users],
        "signing_certificates": [shown(iam.list_signing_certificates(UserName=name)) for name in users],
        "credential_report": [rows],
        "oidc_providers": [shown(iam.get_open_id_connect_provider(OpenIDConnectProviderArn=one)) for one in arns],
        "saml_providers": [shown(iam.list_saml_providers())],
        "secrets": [shown(account.client("secretsmanager").list_secrets())],
        "trust_anchors": [{"trustAnchors": [ANCHOR]}],
        "anywhere_subjects": [{"subjects": [SUBJECT]}, {"subjects": [SUBJECT | {"subjectId": "s2"}]}],
        "anywhere_profiles": [{"profiles": [PROFILE]}],
    }


def test_live_and_export_are_one_reader_for_aws(
    account: Emulator, fake: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_KEY", ":".join(account.root))
    keyroll = connected(tmp_path / "home", fake.address)
    assert keyroll.sources.sync().unseen[AWS] == {}
    exported = pages(account)
    report = exported.pop("credential_report")
    # The report tells of the key that reads it, whose last use moves on.
    assert {row["user"] for row in report[0]} >= {"deploy", "backup"}
    assert_same(keyroll, str(AWS), exported, tmp_path, empty=("credential_report",))


@pytest.mark.support("aws", "live survey", "emulator")
def test_what_an_organisation_takes_away_is_read_live(
    account: Emulator, fake: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_KEY", ":".join(account.root))
    assert set(connected(tmp_path / "alone", fake.address, organization="yes").sources.sync().unseen[AWS]) == {
        "organization_policies", "organization_accounts",
    }  # fmt: skip
    api = account.client("organizations")
    api.create_organization(FeatureSet="ALL")
    root = api.list_roots()["Roots"][0]["Id"]
    unit = api.create_organizational_unit(ParentId=root, Name="shop")["OrganizationalUnit"]["Id"]
    made = api.create_account(AccountName="dev", Email="dev@a.example")["CreateAccountStatus"]["AccountId"]
    api.move_account(AccountId=made, SourceParentId=root, DestinationParentId=unit)
    text = json.dumps({"Statement": [{"Effect": "Deny", "Action": "iam:*", "Resource": "*"}]})
    denies = api.create_policy(Content=text, Description="", Name="no iam", Type="SERVICE_CONTROL_POLICY")
    number = denies["Policy"]["PolicySummary"]["Id"]
    api.attach_policy(PolicyId=number, TargetId=unit)
    keyroll = connected(tmp_path / "home", fake.address, organization="yes")
    assert keyroll.sources.sync().unseen[AWS] == {}
    rows = keyroll.inventory.listed("grants", where="privilege IN ('limits', 'lies in')").rows
    told = {(str(row["principal"]).rpartition(":")[2], row["resource"]) for row in rows}
    assert {(number, unit), (made, root), (made, unit), (AWS.name, root)} <= told


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("action", "lost", "left"),
    [
        ("iam:ListAccessKeys", "access_keys", "secret"),
        ("secretsmanager:ListSecrets", "secrets", "access_key"),
    ],
)
def test_one_action_less_is_named_and_the_rest_is_read(
    account: Emulator, fake: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], action: str, lost: str, left: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("AWS_KEY", least(account, without=action))
    keyroll = connected(tmp_path, fake.address)
    partial_sync(tmp_path, monkeypatch)
    assert f"not seen: scope {action} (" in capsys.readouterr().err
    keyroll = Keyroll.open(tmp_path)
    told = {
        str(row["what"]): bool(row["complete"])
        for row in keyroll.inventory.listed("sources").rows
        if row["complete"] is not None
    }
    assert [name for name, whole in told.items() if not whole] == [lost]
    assert told["oidc_providers"]
    assert in_the_inventory(keyroll, "access_key") or left == "secret"


def test_a_denied_list_of_roles_anywhere_is_named(
    account: Emulator, fake: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_KEY", ":".join(account.root))
    fake.denied = {"ListSubjects"}
    unseen = connected(tmp_path, fake.address).sources.sync().unseen[AWS]
    assert list(unseen) == ["anywhere_subjects"]
    assert "scope rolesanywhere:ListSubjects" in unseen["anywhere_subjects"]


def test_a_key_that_is_refused_is_said_and_shown_nowhere(
    fake: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_KEY", "AKIARZPUZDIKAAAAAAAA:canary-of-a-secret-that-never-was")
    with pytest.raises(CredentialRefused, match="InvalidClientTokenId") as caught:
        connected(tmp_path, fake.address)
    assert "canary" not in f"{caught.value!r} {caught.value.hint} {caught.value.__context__!r}"
    monkeypatch.setenv("AWS_KEY", '{"AccessKeyId": "canary-of-half-a-key"}')
    with pytest.raises(KeyrollError, match="not a key of AWS") as halved:
        connected(tmp_path, fake.address)
    assert "canary" not in f"{halved.value!r} {halved.value.hint} {halved.value.__context__!r}"


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("Throttling", 400, Throttled),
        ("ServiceUnavailable", 503, Unreachable),
        ("ExpiredToken", 403, CredentialRefused),
    ],
)
def test_what_the_vendors_codes_mean(code: str, status: int, kind: type[KeyrollError]) -> None:
    assert type(_sdk._meant("x", code, status)) is kind


@pytest.mark.support("aws", "live survey", "emulator")
def test_ministack_is_read_but_for_what_it_lacks(
    ministack: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ministack.user("live")
    (name, _), (off, _) = ministack.key("live"), ministack.key("live")
    ministack.iam.update_access_key(UserName="live", AccessKeyId=off, Status="Inactive")
    monkeypatch.setenv("AWS_KEY", ":".join(ministack.root))
    keyroll = connected(tmp_path, ministack.address)
    unseen = keyroll.sources.sync().unseen[AWS]
    assert {"access_keys", "account_authorization_details", "oidc_providers", "secrets"}.isdisjoint(unseen)
    assert {"trust_anchors", "service_specific_credentials"} <= set(unseen)
    found = in_the_inventory(keyroll, "access_key")
    assert (found[name], found[off]) == ("active", "suspended")


def test_regions_are_named_once() -> None:
    assert regions({"regions": "eu-west-1, us-east-1,,eu-west-1"}) == ["eu-west-1", "us-east-1"]


def allowing(action: str, resource: str) -> str:
    """A policy that lets in another account."""
    who = {"AWS": "arn:aws:iam::111122223333:root"}
    statement = {"Effect": "Allow", "Principal": who, "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def resources(account: Emulator) -> dict[str, str]:
    """Make a resource of each kind that another account may use, and a bucket without a policy; the ARN by kind."""
    s3, kms, sqs, sns = (account.client(one) for one in ("s3", "kms", "sqs", "sns"))
    for name in ("invoices", "plain"):
        s3.create_bucket(Bucket=name)
    s3.put_bucket_policy(Bucket="invoices", Policy=allowing("s3:GetObject", "arn:aws:s3:::invoices/*"))
    s3.put_public_access_block(Bucket="invoices", PublicAccessBlockConfiguration={"RestrictPublicBuckets": True})
    key = kms.create_key()["KeyMetadata"]["Arn"]
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=allowing("kms:*", "*"))
    kms.create_grant(KeyId=key, GranteePrincipal="arn:aws:iam::111122223333:role/app", Operations=["Decrypt"])
    kept = account.client("secretsmanager")
    secret = kept.create_secret(Name="shared", SecretString="x", KmsKeyId=key)["ARN"]
    kept.put_resource_policy(SecretId=secret, ResourcePolicy=allowing("secretsmanager:GetSecretValue", "*"))
    address = sqs.create_queue(QueueName="orders")["QueueUrl"]
    queue = sqs.get_queue_attributes(QueueUrl=address, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sqs.set_queue_attributes(QueueUrl=address, Attributes={"Policy": allowing("sqs:SendMessage", queue)})
    topic = sns.create_topic(Name="news")["TopicArn"]
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=allowing("sns:Publish", topic))
    return {"bucket": "arn:aws:s3:::invoices", "key": key, "secret": secret, "queue": queue, "topic": topic,
            "function": function(account)}  # fmt: skip


def function(account: Emulator) -> str:
    trusting = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = account.iam.create_role(RoleName="bill", AssumeRolePolicyDocument=json.dumps({"Statement": [trusting]}))
    client, packed = account.client("lambda"), io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("app.py", "")
    made = client.create_function(
        FunctionName="bill", Role=role["Role"]["Arn"], Runtime="python3.12", Handler="app.run",
        Code={"ZipFile": packed.getvalue()},
    )  # fmt: skip
    them = "arn:aws:iam::111122223333:root"
    client.add_permission(FunctionName="bill", StatementId="them", Action="lambda:InvokeFunction", Principal=them)
    return str(made["FunctionArn"])


@pytest.mark.support("aws", "live survey", "emulator")
def test_policies_of_resources_are_read_live_one_by_one(
    moto: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = resources(moto)
    one = Aws(moto.address)
    one.everybody = one.issue()
    monkeypatch.setenv("AWS_KEY", ":".join(moto.root))
    with one.running():
        keyroll = connected(tmp_path / "home", one.address, resources="yes")
        assert "resource_policies" not in keyroll.sources.sync().unseen[AWS]
    rows = keyroll.inventory.listed("grants", where="privilege IN ('resource policy', 'admits')").rows
    said = {(str(row["principal"]).partition(":resource_policy:")[2], row["resource"]) for row in rows}
    assert ("arn:aws:s3:::plain", "none") in said
    assert {arn for arn, what in said if what == "read"} >= set(made.values())
    assert {arn for arn, what in said if "111122223333" in str(what)} >= set(made.values())
    graph, _, _ = reach_graph(keyroll.home)
    reached = {graph.ids[at] for at in falls(graph.certain, [graph.place[OUTSIDE]]).nodes.tolist()}
    assert {f"{AWS}:{kind}:{arn}" for kind, arn in made.items()} <= reached


class Denying:
    """A client of the SDK that denies some calls and says of others that there is nothing."""

    def __init__(self, **codes: str) -> None:
        self.codes, self.meta = codes, type("Meta", (), {"partition": "aws"})

    def __getattr__(self, method: str) -> Any:
        def call(**_given: Any) -> dict[str, Any]:
            if method in self.codes:
                raise ClientError(
                    {"Error": {"Code": self.codes[method]}, "ResponseMetadata": {"HTTPStatusCode": 400}}, method
                )
            return {"ResponseMetadata": {}, "NextMarker": "" if "Marker" in _given else "m", "Grants": [{"KeyId": "k"}]}

        return call


@pytest.mark.parametrize(
    ("pull", "name", "method", "code", "arn"),
    [
        ("bucket_policies", "b", "get_bucket_policy", "AccessDenied", "arn:aws:s3:::b"),
        ("bucket_policies", "b", "get_bucket_policy", "NoSuchBucketPolicy", "arn:aws:s3:::b"),
        ("key_policies", "arn:k", "get_key_policy", "AccessDeniedException", "arn:k"),
        ("secret_policies", "arn:s", "get_resource_policy", "AccessDeniedException", "arn:s"),
        ("queue_policies", "https://sqs.eu-west-1.amazonaws.com/1/q", "get_queue_attributes", "AccessDenied",
         "arn:aws:sqs:eu-west-1:1:q"),
        ("topic_policies", "arn:t", "get_topic_attributes", "AuthorizationError", "arn:t"),
        ("function_policies", "arn:f", "get_policy", "ResourceNotFoundException", "arn:f"),
    ],
)  # fmt: skip
def test_a_policy_that_is_denied_is_a_record_of_its_resource(pull: str, name: str, method: str, code: str, arn: str):
    page = record(pull, Denying(**{method: code}), name, "eu-west-1")
    assert page is not None
    (one,) = page["ResourcePolicies"]
    assert one["ResourceArn"] == arn
    assert one["Error"] == {"Code": code}


def test_grants_of_a_key_are_read_page_by_page_or_said_to_be_denied():
    page = record("key_policies", Denying(), "arn:k", "")
    assert page is not None
    assert len(page["ResourcePolicies"][0]["Grants"]) == 2
    denied = record("key_policies", Denying(list_grants="AccessDeniedException"), "arn:k", "")
    assert denied is not None
    assert denied["ResourcePolicies"][0]["Grants"] == {"Error": {"Code": "AccessDeniedException"}}


def test_a_resource_that_was_deleted_since_it_was_listed_is_no_record():
    assert record("bucket_policies", Denying(get_bucket_policy="NoSuchBucket"), "b", "") is None
    assert record("queue_policies", Denying(get_queue_attributes="QueueDoesNotExist"), "https://q/1/q", "r") is None


def test_the_accounts_own_setting_is_a_page_without_resources():
    nothing = "NoSuchPublicAccessBlockConfiguration"
    page = account_setting(Denying(get_public_access_block=nothing), "1")
    assert page == {"ResourcePolicies": [], ACCOUNT_SETTING: {"Error": {"Code": nothing}}}
