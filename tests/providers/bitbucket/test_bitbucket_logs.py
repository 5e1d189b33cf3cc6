"""Bitbucket's audit log and access log in OCSF's words."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from keyroll.model.event import COLUMNS
from keyroll.providers.catalogue import logs

AUDIT, ACCESS = logs("bitbucket")["audit"], logs("bitbucket")["access"]
KEY = "bitbucket.service."


def told(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name in COLUMNS and value is not None}


def line(request: str, status: str = "200", user: str = "svc-ci", labels: str = "-", way: str = "o") -> str:
    return (
        f"203.0.113.7,10.0.0.1 | https | {way}@1ABCDEx921x100x0 | {user} | 2023-11-22 14:18:25,902 | "
        f'"{request} HTTP/1.1" | "" "git/2.40 (x)" | {status} | 12 | 4821 | {labels} | 3471 | - |'
    )


def shell(command: str, tail: str = "0 | 123 | 4820 | cache:miss, clone, ssh:id:610 | 41 | y3r3kf |") -> str:
    return (
        f"203.0.113.7 | ssh | o*1ABCDEx921x103x0 | ann | 2023-11-22 14:20:00,500 | SSH - {command} | "
        f'"SSH-2.0-OpenSSH_9.3" | {tail}'
    )


def audit(action: str, key: str, *objects: dict[str, str], **more: Any) -> str:
    return json.dumps(
        {
            "affectedObjects": objects,
            "auditType": {"action": action, "actionI18nKey": KEY + key, "area": "SECURITY", "level": "BASE"},
            "author": {"id": "2", "name": "ann", "type": "NORMAL"},
            "changedValues": [],
            "extraAttributes": [],
            "method": "Browser",
            "node": "8767044c",
            "source": "203.0.113.7",
            "system": "https://git.example.org",
            "timestamp": {"epochSecond": 1700000000, "nano": 1000000},
            "version": "1.0",
        }
        | more
    )


def test_an_archive_is_a_download(view_rows):
    (row,) = view_rows(
        ACCESS, "bitbucket@main", [line("GET /rest/api/latest/projects/NET/repos/edge/archive?format=zip")]
    )
    assert told(row) == {
        "class_uid": 6001,
        "activity_id": 7,
        "status_id": 1,
        "operation": "GET /rest/api/latest/projects/{project}/repos/{repo}/archive",
        "actor": "bitbucket@main:account:svc-ci",
        "actor_name": "svc-ci",
        "credential": "bitbucket@main:account:svc-ci",
        "resource_type": "repository",
        "resource_uid": "NET/edge",
        "resource_name": "edge",
        "resource_group": "NET",
        "src_ip": "203.0.113.7",
        "user_agent": "git/2.40 (x)",
        "bytes_out": 4821,
        "http_status": 200,
    }
    assert row["happened_at"] == datetime(2023, 11, 22, 14, 18, 25, 902000, tzinfo=UTC)


def test_over_ssh_the_key_is_the_credential(view_rows):
    (row,) = view_rows(ACCESS, "bitbucket@main", [shell("git-upload-pack '/net/edge.git'")])
    assert told(row) == {
        "class_uid": 6001,
        "activity_id": 7,
        "status_id": 1,
        "operation": "SSH git-upload-pack",
        "actor": "bitbucket@main:account:ann",
        "actor_name": "ann",
        "credential": "bitbucket@main:ssh_key:610",
        "session_uid": "y3r3kf",
        "resource_type": "repository",
        "resource_uid": "NET/edge",
        "resource_name": "edge",
        "resource_group": "NET",
        "src_ip": "203.0.113.7",
        "user_agent": "SSH-2.0-OpenSSH_9.3",
        "bytes_out": 4820,
    }


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (shell("git-receive-pack '/net/edge.git'"), (6001, 3, 1, "SSH git-receive-pack")),
        (shell("git-upload-pack '/net/edge.git'", "128 | 1 | 2 | - | 1 | - |"), (6001, 7, 2, "SSH git-upload-pack")),
        (shell("whoami", "0 | 1 | 2 | - |"), (6003, 99, 1, "SSH whoami")),
    ],
)
def test_other_commands_over_ssh_and_lines_that_end_early(view_rows, record, expected):
    (row,) = view_rows(ACCESS, "bitbucket@main", [record])
    assert (row["class_uid"], row["activity_id"], row["status_id"], row["operation"]) == expected


REPO = "/rest/api/latest/projects/NET/repos/edge"


@pytest.mark.parametrize(
    ("request_line", "expected"),
    [
        (
            "GET /projects/NET/repos/edge/browse/src/main.py",
            (6001, 2, "GET /projects/{project}/repos/{repo}/browse/{path}", "repository", "NET/edge", None, None),
        ),
        (
            f"GET {REPO}/commits/0a1b2c3d4e5f",
            (
                6001,
                2,
                "GET /rest/api/latest/projects/{project}/repos/{repo}/commits/{id}",
                "repository",
                "NET/edge",
                None,
                None,
            ),
        ),
        (
            f"POST {REPO}/pull-requests/7/comments",
            (
                6001,
                1,
                "POST /rest/api/latest/projects/{project}/repos/{repo}/pull-requests/{id}/comments",
                "repository",
                "NET/edge",
                None,
                None,
            ),
        ),
        (
            "GET /scm/net/edge.git/info/refs?service=git-upload-pack",
            (6001, 2, "GET /scm/{project}/{repo}/info/refs", "repository", "NET/edge", None, None),
        ),
        (
            "POST /scm/net/edge.git/git-upload-pack",
            (6001, 7, "POST /scm/{project}/{repo}/git-upload-pack", "repository", "NET/edge", None, None),
        ),
        (
            "GET /rest/api/latest/repos?limit=1000",
            (6001, 2, "GET /rest/api/latest/repos", "repository", None, None, None),
        ),
        (
            "GET /rest/api/latest/repos?name=vpn+x",
            (6001, 5, "GET /rest/api/latest/repos", "repository", None, None, "vpn x"),
        ),
        (
            "GET /rest/search/latest/search",
            (6001, 5, "GET /rest/search/latest/search", "repository", None, None, None),
        ),
        ("GET /bitbucket/projects", (6001, 2, "GET /projects", "project", None, None, None)),
        (
            "DELETE /rest/access-tokens/latest/projects/NET/99",
            (
                3001,
                6,
                "DELETE /rest/access-tokens/latest/projects/{project}/{id}",
                "access_token",
                None,
                "bitbucket@main:access_token:99",
                None,
            ),
        ),
        (
            "POST /rest/api/latest/admin/users?name=eve&password=x",
            (3001, 1, "POST /rest/api/latest/admin/users", "user", "eve", "bitbucket@main:account:eve", None),
        ),
        (
            "PUT /rest/api/latest/admin/users/credentials",
            (3001, 3, "PUT /rest/api/latest/admin/users/credentials", "user", None, None, None),
        ),
        (
            "POST /rest/ssh/latest/keys",
            (3001, 1, "POST /rest/ssh/latest/keys", "ssh_key", None, None, None),
        ),
        ("GET /status", (6003, 2, "GET /status", None, None, None, None)),
        ("GET /s/abc/_/x.js", (6003, 2, "GET /{static}", None, None, None, None)),
    ],
)
def test_a_request_says_what_was_done_to_what(view_rows, request_line, expected):
    (row,) = view_rows(ACCESS, "bitbucket@main", [line(request_line)])
    names = ("class_uid", "activity_id", "operation", "resource_type", "resource_uid", "target", "query")
    assert tuple(row[name] for name in names) == expected


def test_a_password_among_the_parameters_reaches_no_column():
    found = re.search(ACCESS.pattern, line("POST /rest/api/latest/admin/users?name=eve&password=hunter2&notify=true"))
    assert found is not None
    assert "hunter2" not in str(found.groups())
    kept = dict(zip(ACCESS.columns, found.groups(), strict=True))
    assert (kept["parameters_before"], kept["parameters_after"]) == ("name=eve", "notify=true")


def test_only_the_outgoing_half_of_a_pair_counts(view_rows):
    assert view_rows(ACCESS, "bitbucket@main", [line("GET /status", way="i"), "", "x | y"]) == []


@pytest.mark.parametrize(("status", "expected"), [("200", 1), ("302", 1), ("401", 2), ("429", 0), ("500", 0), ("-", 0)])
def test_the_status_tells_success(view_rows, status, expected):
    (row,) = view_rows(ACCESS, "bitbucket@main", [line("GET /status", status, user="-")])
    assert (row["status_id"], row["actor"]) == (expected, None)


GROUP, USER = {"id": "g", "name": "g", "type": "GROUP"}, {"id": "3", "name": "eve", "type": "USER"}
PROJECT, SLUG = {"id": "2", "name": "NET", "type": "PROJECT"}, {"id": "1", "name": "edge", "type": "REPOSITORY"}
NOBODY = {"id": "-2", "name": "Anonymous", "type": "user"}


def extra(name: str, value: str) -> dict[str, str]:
    return {"name": name, "nameI18nKey": "x", "value": value}


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (
            audit("Repository accessed by user", "repository.audit.action.repositoryaccessed", PROJECT, SLUG),
            (6001, 2, 1, "repository", "NET/edge", None, None),
        ),
        (
            audit("Repository deletion requested", "repository.audit.action.x", PROJECT, SLUG),
            (6003, 99, 0, None, "2", None, None),
        ),
        (
            audit("Project deleted", "project.audit.action.projectdeleted", PROJECT),
            (6001, 4, 1, "project", "NET", None, None),
        ),
        (
            audit(
                "User logged in", "user.audit.action.authenticationsuccess", extraAttributes=[extra("target", "ann")]
            ),
            (3002, 1, 1, "user", None, "bitbucket@main:account:ann", None),
        ),
        (
            audit(
                "User login failed",
                "user.audit.action.authenticationfailure",
                author=NOBODY,
                extraAttributes=[extra("target", "svc-ci")],
            ),
            (3002, 1, 2, "user", None, "bitbucket@main:account:svc-ci", None),
        ),
        (
            audit("User added to user group", "user.audit.action.groupmembershipscreated.user", GROUP, USER),
            (3006, 3, 1, "group", "g", "bitbucket@main:account:eve", "g"),
        ),
        (
            audit(
                "Global permission granted",
                "user.audit.action.globalpermissiongranted",
                USER,
                extraAttributes=[extra("Permission", "SYS_ADMIN")],
            ),
            (3005, 1, 1, "permission", "3", "bitbucket@main:account:eve", "SYS_ADMIN"),
        ),
        (
            audit("Password changed", "user.audit.action.passwordchanged", USER),
            (3001, 3, 1, "user", "eve", "bitbucket@main:account:eve", None),
        ),
        (
            audit("Personal access token created", "x", {"id": "42", "name": "t", "type": "ACCESS_TOKEN"}),
            (3001, 1, 1, "personal_access_token", "42", "bitbucket@main:personal_access_token:42", None),
        ),
        (
            audit("SSH access key deleted", "x", USER),
            (3001, 6, 1, "ssh_key", "3", None, None),
        ),
    ],
)
def test_what_an_audit_record_tells(view_rows, record, expected):
    (row,) = view_rows(AUDIT, "bitbucket@main", [record])
    names = ("class_uid", "activity_id", "status_id", "resource_type", "resource_uid", "target", "target_group")
    assert tuple(row[name] for name in names) == expected


def test_a_search_of_the_audit_log_is_told_with_its_words(view_rows):
    record = audit("Audit Log search performed", "x", extraAttributes=[extra("Query", "svc-ci")])
    (row,) = view_rows(AUDIT, "bitbucket@main", [record])
    assert (row["class_uid"], row["activity_id"], row["query"]) == (6003, 2, "svc-ci")


def test_real_access_lines(view_rows, sample_lines):
    lines = sample_lines("samples/atlassian/bitbucket_dc_access.log")
    lines += sample_lines("samples/atlassian/bitbucket_dc_access.composed.log")
    rows = view_rows(ACCESS, "bitbucket@main", lines)
    assert len(rows) == sum(" | o" in line for line in lines)
    assert all(row["operation"] and row["happened_at"] and row["src_ip"] and row["status_id"] == 1 for row in rows)


def test_real_audit_records(view_rows, sample_lines):
    lines = sample_lines("samples/atlassian/bitbucket_dc_audit.ndjson")
    rows = view_rows(AUDIT, "bitbucket@main", lines)
    assert len(rows) == len(lines)
    assert all(row["operation"] and row["happened_at"] and row["class_uid"] for row in rows)
