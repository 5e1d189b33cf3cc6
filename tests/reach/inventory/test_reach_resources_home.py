"""From export folders to the graph of a home: policies of resources in the vendor's own files, and two accounts."""

import json
from pathlib import Path
from typing import Any

import pytest

from keyroll.api import Keyroll
from keyroll.api.reaching import Reach
from keyroll.reach.aws import steps
from reach.aws.accounts import document, dump, role, statement, trust, user
from small_world import ACCOUNT, AWS, NOW, SmallWorld

OTHER_NUMBER = "999988887777"
OTHER = f"aws@{OTHER_NUMBER}"
DAY = "10-20"
TIMES = {"CreateDate": "2020-01-01T00:00:00Z", "Path": "/", "UserId": "AIDA"}
SECRET = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:db/app-AbCdEf"


def details(number: str, **lists: Any) -> Any:
    body = dump(**{name: [one | TIMES for one in some] for name, some in lists.items()}) | {"IsTruncated": False}
    return json.loads(json.dumps(body).replace("111122223333", number))


def policy(*statements: Any) -> str:
    return json.dumps(document(*statements))


def ours() -> list[Any]:
    """Answers as the vendor's command line prints them; that about a key does not name it."""
    everybody = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/*"}
    theirs = {"AWS": f"arn:aws:iam::{OTHER_NUMBER}:root"}
    secret = {"Effect": "Allow", "Principal": theirs, "Action": "secretsmanager:GetSecretValue", "Resource": "*"}
    return [
        {"Policy": policy(everybody)},
        {"ARN": SECRET, "Name": "db/app", "ResourcePolicy": policy(secret)},
        {"ResourceArn": "arn:aws:s3:::closed", "Error": {"Code": "AccessDenied", "Message": "Access Denied"}},
        {"ResourceArn": "arn:aws:s3:::plain", "Error": {"Code": "NoSuchBucketPolicy"}},
    ]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    world = SmallWorld(tmp_path_factory.mktemp("resources"))
    trusting = trust(AWS=f"arn:aws:iam::{OTHER_NUMBER}:root")
    world.survey(AWS, DAY, "account_authorization_details", details(
        ACCOUNT, users=[user("ann", statement("s3:GetObject"))], roles=[role("deploy", trusting, statement("*"))],
    ))  # fmt: skip
    world.survey(AWS, DAY, "resource_policies", *ours())
    key = {"UserName": "ann", "AccessKeyId": "AKIAANN", "Status": "Active", "CreateDate": "2020-01-01T00:00:00Z"}
    world.survey(AWS, DAY, "access_keys", {"AccessKeyMetadata": [key], "IsTruncated": False})
    world.survey(OTHER, DAY, "account_authorization_details", details(
        OTHER_NUMBER,
        users=[user("cat", statement("sts:AssumeRole", "secretsmanager:GetSecretValue")),
               user("dan", statement("s3:*"))],
    ))  # fmt: skip
    world.sync()
    return world


@pytest.fixture(scope="module")
def asked(world: SmallWorld) -> Reach:
    return Reach.of(Keyroll.open(Path(world.path) / "home", now=NOW, create=False).home)


def ends(asked: Reach, start: str) -> set[str]:
    return {asked.graph.ids[one] for one in asked.falls(start).nodes.tolist()}


def test_the_vendors_own_files_are_resources_of_the_graph(asked: Reach):
    assert not asked.faults
    anyone = ends(asked, f"{AWS}:outside:public")
    assert f"{AWS}:bucket:arn:aws:s3:::site" in anyone
    assert f"{AWS}:bucket:arn:aws:s3:::plain" not in anyone
    assert f"{AWS}:bucket:arn:aws:s3:::plain" in ends(asked, f"{AWS}:user:ann")


def test_what_could_not_be_read_is_said_with_its_reason(asked: Reach, world: SmallWorld):
    (note,) = asked.notes
    assert note.startswith(f"policies of 1 of 4 resources of {AWS} were not evaluated")
    assert "AccessDenied" in note
    assert f"{AWS}:bucket:arn:aws:s3:::closed" in ends(asked, f"{AWS}:outside:anyone")
    (row,) = Keyroll.open(world.path / "home", now=NOW).inventory.listed("credentials", where="kind='access_key'").rows
    assert "AccessDenied" in str(row["reaches_because"])


def test_a_role_is_assumed_from_an_account_that_was_read_by_whom_its_policies_let(asked: Reach):
    deploy = f"{AWS}:role:deploy"
    assert deploy in ends(asked, f"{OTHER}:user:cat")
    assert deploy in ends(asked, f"{OTHER}:administration")
    assert deploy not in ends(asked, f"{OTHER}:user:dan")
    assert f"{AWS}:outside:account:{OTHER_NUMBER}" not in asked.graph.place


def test_a_secret_is_read_from_another_account_possibly_as_nobody_listed_its_key(asked: Reach):
    secret = f"{AWS}:secret:{SECRET}"
    assert secret in ends(asked, f"{OTHER}:user:cat")
    assert secret not in ends(asked, f"{OTHER}:user:dan")
    assert secret in {asked.graph.ids[one.node] for one in asked.protected}


def test_a_partial_listing_of_resources_of_an_account_that_was_not_evaluated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    world = SmallWorld(tmp_path)
    world.survey(AWS, DAY, "resource_policies", *ours(), "no object")  # a page that ends the read
    assuming = [role("deploy", trust(AWS=f"arn:aws:iam::{ACCOUNT}:root"), statement("*"))]
    may = [user("ann", statement("sts:AssumeRole"))]
    world.survey(AWS, DAY, "account_authorization_details", details(ACCOUNT, users=may, roles=assuming))
    monkeypatch.setattr(steps, "MOST_STEPS", 0)
    world.sync()
    asked = Reach.of(Keyroll.open(Path(world.path) / "home", now=NOW, create=False).home)
    assert any("more than 0 steps" in fault for fault in asked.faults)
    assert any(f"the resources of {AWS} are not all listed" in note for note in asked.notes)
