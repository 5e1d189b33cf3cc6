"""Folders as vendors deliver them: layouts of AWS, Azure and Google, pages of APIs, and files that have no records."""

import gzip
import json
from pathlib import Path

import pytest

from keyroll.api import Keyroll
from keyroll.intake import layouts
from keyroll.intake.folder import explore, named_log

pytestmark = pytest.mark.long

DIGEST = {"awsAccountId": "1", "digestS3Bucket": "b", "digestSignatureAlgorithm": "SHA256withRSA", "logFiles": []}
TRAIL = "CloudTrail/eu-west-1/2023/10/18/x_CloudTrail_eu-west-1_20231018T1000Z_a.json.gz"
AZURE = "resourceId=/SUBSCRIPTIONS/8C7F1A52-7C1E-4D0E-9D7B-0C1F6D1F2A3B/y=2023/m=10/d=18/h=10/m=00/PT1H.json"

FLOWS = "111111111111_vpcflowlogs_eu-west-1_fl-1234abcd_20231018T0905Z_fe1f.log.gz"


def record(account: str, number: int, **more: object) -> dict[str, object]:
    """A record as CloudTrail wrote it in 2014, without the members that came later."""
    return {
        "eventVersion": "1.0",
        "userIdentity": {"type": "IAMUser", "arn": f"arn:aws:iam::{account}:user/ci", "accountId": account,
                         "accessKeyId": "AKIAIOSFODNN7EXAMPLE", "userName": "ci"},
        "eventTime": f"2023-10-18T10:00:{number:02}Z",
        "eventSource": "ec2.amazonaws.com",
        "eventName": "StartInstances",
        "awsRegion": "us-west-2",
        "sourceIPAddress": "203.0.113.9",
        "userAgent": "cli",
        **more,
    }  # fmt: skip


def lay(root: Path, files: dict[str, object]) -> Path:
    for name, body in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = body if isinstance(body, str) else json.dumps(body)
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return root


@pytest.mark.parametrize(
    ("path", "log", "name"),
    [
        (f"AWSLogs/111111111111/{TRAIL}", "aws.cloudtrail", "111111111111"),
        (f"backup/AWSLogs/o-abcdefghij/222222222222/{TRAIL}", "aws.cloudtrail", "222222222222"),
        (
            f"AWSLogs/111111111111/{TRAIL.replace('CloudTrail/', 'CloudTrail-Insight/')}",
            "aws.cloudtrail",
            "111111111111",
        ),
        (f"AWSLogs/111111111111/vpcflowlogs/eu-west-1/2023/10/18/{FLOWS}", "aws.vpc_flows", "111111111111"),
        (f"AWSLogs/111111111111/vpcflowlogs/eu-west-1/2023/10/18/09/{FLOWS}", "aws.vpc_flows", "111111111111"),
        (
            "x/AWSLogs/aws-account-id=111111111111/aws-service=vpcflowlogs/aws-region=eu-west-1/year=2023/month=10/"
            f"day=18/hour=09/{FLOWS}",
            "aws.vpc_flows",
            "111111111111",
        ),
        (f"insights-activity-logs/{AZURE}", "azure.activity", ""),
        (
            f"insights-logs-auditevent/{AZURE.replace('/y=', '/RESOURCEGROUPS/A/PROVIDERS/B/C/D/y=')}",
            "azure.activity",
            "",
        ),
        ("insights-logs-signinlogs/tenantId=8c7f/y=2023/m=10/d=18/h=10/m=00/PT1H.json", "entra.diagnostic", ""),
        ("cloudaudit.googleapis.com/activity/2023/10/18/10:00:00_10:59:59_S0.json", "gcp.audit", ""),
    ],
)
def test_a_path_says_the_log_and_the_account(path: str, log: str, name: str) -> None:
    found = layouts.of_path(path)
    assert found
    assert (f"{found.provider}.{found.log}", found.name, found.without) == (log, name, "")


@pytest.mark.parametrize(
    "path", ["AWSLogs/111111111111/unheard/x/2023/10/18/a.log.gz", "AWSLogs/11/" + TRAIL, "a/PT1H.json"]
)
def test_other_paths_say_nothing(path: str) -> None:
    assert layouts.of_path(path) is None


def test_each_account_is_a_source_and_digests_are_no_fault(tmp_path: Path) -> None:
    root = lay(
        tmp_path / "trail",
        {
            f"AWSLogs/111111111111/{TRAIL}": {"Records": [record("111111111111", 1)]},
            f"AWSLogs/o-abcdefghij/222222222222/{TRAIL}": {"Records": [record("222222222222", n) for n in (1, 2)]},
            f"AWSLogs/111111111111/{TRAIL.replace('CloudTrail/', 'CloudTrail-Digest/')}": DIGEST,
            "loose/digest.json": DIGEST,
            "loose/old.json": json.dumps({"Records": [record("333333333333", 1)]}, indent=2),
            "loose/mixed.json": {"Records": [record("444444444444", 1), record("555555555555", 1)]},
        },
    )
    summary = Keyroll.open(tmp_path / "home").exports.sync(root)
    assert not summary.partial
    assert {str(one): read.new for one, read in summary.sources.items()} == {
        "aws@111111111111": 1, "aws@222222222222": 2, "aws@333333333333": 1, "aws@main": 2,
    }  # fmt: skip
    assert list(summary.without.values()) == [2]


def test_a_named_source_keeps_its_name_and_a_named_log_takes_the_account(tmp_path: Path) -> None:
    root = lay(tmp_path, {f"aws@prod/logs/cloudtrail/AWSLogs/111111111111/{TRAIL}": {"Records": []}})
    assert [str(one.source) for one in explore(root).logs] == ["aws@prod"]
    folder = root / "aws@prod/logs/cloudtrail"
    assert [str(one.source) for one in named_log("aws.cloudtrail", folder)] == ["aws@111111111111"]
    assert [str(one.source) for one in named_log("aws@x.cloudtrail", folder)] == ["aws@x"]


def test_the_folder_of_the_layout_itself_may_be_named_and_other_services_are_counted(tmp_path: Path) -> None:
    root = lay(
        tmp_path / "AWSLogs",
        {
            f"111111111111/{TRAIL}": {"Records": []},
            "111111111111/Config/eu-west-1/2023/10/18/ConfigHistory/a.json.gz": {"configurationItems": []},
            "users.json": {"value": [{"id": "00u1", "orn": "orn:okta:00o1:users:00u1", "_links": {}}]},
        },
    )
    for top in (root, root / "111111111111"):
        assert [str(one.source) for one in explore(top).logs] == ["aws@111111111111"]
    found = explore(root)
    assert not found.unplaced
    assert [reason.partition(" ")[0] for reason in sorted(found.without)] == ["Okta's", "other"]


EVENT = {
    "eventId": "e1", "objectType": "SHEET", "action": "LOAD", "objectId": 1, "eventTimestamp": "2023-10-18T15:29:23Z",
    "userId": 1, "requestUserId": 1, "accessTokenName": "ci", "source": "API", "additionalDetails": {},
}  # fmt: skip


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("alone", [True, False])
def test_a_page_is_read_on_one_line_or_many_and_pages_after_one_another(
    tmp_path: Path, indent: int | None, alone: bool
) -> None:
    pages = [
        {"nextStreamPosition": "x", "moreAvailable": False, "data": [EVENT | {"eventId": f"e{n}"}]} for n in (1, 2)
    ]
    text = "\n".join(json.dumps(page, indent=indent) for page in (pages[:1] if alone else pages))
    root = lay(tmp_path / "in", {"page.json": text})
    summary = Keyroll.open(tmp_path / "home").exports.sync(root / "page.json" if alone else root)
    assert not summary.partial
    assert summary.new == (1 if alone else 2)
