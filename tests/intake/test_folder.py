"""Folders: what lies where is found in a fixed order, and whatever cannot be placed is named."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from intake_exports import lay, lines, okta

from keyroll.errors import NothingToDo, UsageError
from keyroll.intake.folder import explore, named_log
from keyroll.model.source import Source


def test_surveys_and_logs_are_found_by_their_place(tmp_path: Path) -> None:
    root = lay(
        tmp_path,
        {
            "okta/survey/users.json": "[]",
            "okta/survey/2023-10-18/users.json": "[]",
            "okta/survey/2023-10-18T09:22:49Z/apps.json.gz": "[]",
            "okta@old/survey/2023-10-18/users.json.zst": "[]",
            "okta@old/survey/2023-10-18T092249.25Z/apps.json": "[]",
            "okta/logs/system_log/deep/er/a.ndjson": "",
            "okta/logs/system_log/b.ndjson": "",
            "aws@123456789012/logs/cloudtrail/t.json.gz": "",
            "register/survey/vendors.csv": "",
            ".hidden": "",
        },
    )
    found = explore(root)
    assert [(str(one.source), one.endpoint.name, one.observed_at) for one in found.surveys] == [
        ("okta@main", "users", datetime(2023, 10, 18, tzinfo=UTC)),
        ("okta@main", "apps", datetime(2023, 10, 18, 9, 22, 49, tzinfo=UTC)),
        ("okta@main", "users", None),
        ("okta@old", "users", datetime(2023, 10, 18, tzinfo=UTC)),
        ("okta@old", "apps", datetime(2023, 10, 18, 9, 22, 49, 250_000, tzinfo=UTC)),
        ("register@main", "vendors", None),
    ]
    assert [(str(one.source), one.log.name, one.shown) for one in found.logs] == [
        ("aws@123456789012", "cloudtrail", "aws@123456789012/logs/cloudtrail/t.json.gz"),
        ("okta@main", "system_log", "okta/logs/system_log/b.ndjson"),
        ("okta@main", "system_log", "okta/logs/system_log/deep/er/a.ndjson"),
    ]
    assert found.unplaced == []


def test_page_ten_comes_after_page_nine(tmp_path: Path) -> None:
    root = lay(
        tmp_path, {f"jira/survey/users.{page}.json": "[]" for page in range(1, 12)} | {"jira/survey/users.json": "[]"}
    )
    (survey,) = explore(root).surveys
    names = [shown.removeprefix("jira/survey/users") for _, shown in survey.files]
    assert names == [*(f".{page}.json" for page in range(1, 12)), ".json"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("okta/logs/sign_ins/a.ndjson", "okta has no log 'sign_ins'; known: system_log"),
        ("okta/logs/a.ndjson", "okta has no log 'a.ndjson'"),
        ("okta/survey/passwords.json", "okta has no endpoint 'passwords'; known: users, api_tokens"),
        ("okta/survey/2023-13-40/users.json", "there is no day '2023-13-40'"),
        ("okta/survey/yesterday/users.json", "'yesterday' is not a date such as 2023-10-18"),
        ("okta/survey/users.csv", "users is read as json, not csv"),
        ("okta/survey/users", "users is read as json, not a bare name"),
        ("onepassword/survey/tokens.json", "known: none: the vendor lists nothing"),
        ("nobodys/logs/audit/a.ndjson", "there is no provider 'nobodys', and its content is not recognised"),
        ("Okta!/survey/users.json", "'Okta!' is not a source, and its content is not recognised"),
        ("a.txt", "it is not under <provider>[@source]/survey or /logs, and its content is not recognised"),
        ("okta/other/users.json", "it is not under <provider>[@source]/survey or /logs"),
    ],
)
def test_what_cannot_be_placed_is_named_with_the_reason(tmp_path: Path, name: str, reason: str) -> None:
    (lost,) = explore(lay(tmp_path, {name: "hello\n"})).unplaced
    assert lost.shown == name
    assert reason in lost.reason


def test_a_home_inside_the_folder_is_no_export(tmp_path: Path) -> None:
    root = lay(tmp_path, {"okta/survey/users.json": "[]", "home/ledger.sqlite": "x", "home/raw/x.zst": b"x"})
    found = explore(root, root / "home")
    assert (len(found.surveys), found.unplaced) == (1, [])


def test_no_folder_and_an_empty_one_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a folder"):
        explore(tmp_path / "nowhere")
    with pytest.raises(NothingToDo, match="holds no file"):
        explore(tmp_path)


def test_links_that_lead_nowhere_or_in_a_circle_do_no_harm(tmp_path: Path) -> None:
    root = lay(tmp_path, {"okta/logs/system_log/a.ndjson": lines([okta(1)])})
    (root / "okta/logs/system_log/gone").symlink_to("nowhere")
    (root / "okta/logs/again").symlink_to(root, target_is_directory=True)
    found = explore(root)
    # Where a log belongs a link is named when the log must be read.
    assert [one.shown for one in found.logs] == ["okta/logs/system_log/a.ndjson", "okta/logs/system_log/gone"]
    assert [(one.shown, one.reason, one.closed) for one in found.unplaced] == [
        ("okta/logs/again", "a link is not followed", True)
    ]


def test_a_log_may_be_named_outright(tmp_path: Path) -> None:
    root = lay(tmp_path, {"a.json": "", "deep/b.json": ""})
    found = named_log("aws@123.cloudtrail", root)
    assert [(one.source, one.log.name, one.shown) for one in found] == [
        (Source("aws", "123"), "cloudtrail", "a.json"),
        (Source("aws", "123"), "cloudtrail", "b.json"),
    ]
    assert len(named_log("aws.cloudtrail", root / "a.json")) == 1
    for name, path, match in (
        ("aws.trail", root, "there is no log 'aws.trail'"),
        ("nobody.log", root, "there is no provider 'nobody'"),
        ("aws", root, "there is no log 'aws'"),
        ("aws.cloudtrail", root / "nowhere", "does not exist"),
    ):
        with pytest.raises(UsageError, match=match):
            named_log(name, path)


def test_loose_files_of_aws_belong_to_the_account_of_their_arns(tmp_path: Path) -> None:
    trust = {"Principal": {"AWS": ["arn:aws:iam::999999999999:root"]}}
    role = {"Arn": "arn:aws:iam::123456789012:role/ci", "RoleName": "ci", "AssumeRolePolicyDocument": trust}
    details = {"UserDetailList": [], "RoleDetailList": [role], "GroupDetailList": [], "Policies": []}
    keys = {"AccessKeyMetadata": [{"UserName": "ci", "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "Status": "Active"}]}
    report = "user,arn,password_enabled,access_key_1_active,access_key_2_active\nci,arn:aws:iam::{}:user/ci,no,no,no\n"
    root = lay(
        tmp_path,
        {
            "downloads/details.json": json.dumps(details),
            "downloads/report.csv": report.format("123456789012"),
            "downloads/keys.json": json.dumps(keys),
            "two/one.csv": report.format("123456789012"),
            "two/other.csv": report.format("210987654321"),
            "two/keys.json": json.dumps(keys),
        },
    )
    found = {shown: str(one.source) for one in explore(root).surveys for _, shown in one.files}
    assert found == {
        **dict.fromkeys(("downloads/details.json", "downloads/report.csv", "downloads/keys.json"), "aws@123456789012"),
        "two/one.csv": "aws@123456789012",
        "two/other.csv": "aws@210987654321",
        "two/keys.json": "aws@main",
    }
