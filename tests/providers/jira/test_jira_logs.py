"""Jira's audit log and access log in OCSF's words."""

import json
from datetime import UTC, datetime
from typing import Any

import duckdb
import pytest

from keyroll.model.event import COLUMNS
from keyroll.providers.catalogue import logs

AUDIT, ACCESS = logs("jira")["audit"], logs("jira")["access"]
ANN = {"id": "JIRAUSER10001", "name": "ann", "type": "user"}


def native(lines: list[str]) -> str:
    """Return all that the pattern of the access log keeps of its lines."""
    names = ", ".join(map(quoted, ACCESS.columns))
    query = f"SELECT regexp_extract(unnest($1::VARCHAR[]), {quoted(ACCESS.pattern)}, [{names}])"
    return str(duckdb.execute(query, [lines]).fetchall())


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def told(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name in COLUMNS and value is not None}


def line(request: str, status: int = 200, user: str = "ann", client: str = "203.0.113.7") -> str:
    head = f"{client} 562x101x1 {user} [15/Nov/2023:14:01:02 +0100]"
    return f'{head} "{request} HTTP/1.1" {status} 120 64 "-" "curl/8 (x)" "-"'


def audit(action: str, key: str, *objects: tuple[str, str, str], author: dict[str, str] = ANN, **more: Any) -> str:
    return json.dumps(
        {
            "affectedObjects": [{"id": uid, "name": name, "type": kind} for uid, name, kind in objects],
            "auditType": {
                "action": action,
                "actionI18nKey": key,
                "area": "USER_MANAGEMENT",
                "category": "user management",
                "categoryI18nKey": "jira.auditing.category.usermanagement",
                "level": "BASE",
            },
            "author": author,
            "changedValues": [],
            "extraAttributes": [],
            "method": "Browser",
            "source": "203.0.113.7, 10.0.0.1",
            "system": "https://jira.example.org",
            "timestamp": {"epochSecond": 1700000000, "nano": 123000000},
            "version": "1.0",
        }
        | more
    )


def test_a_search_keeps_its_words(view_rows):
    (row,) = view_rows(ACCESS, "jira@main", [line("GET /rest/api/2/search?jql=text+~%20%22vpn%20x%22&maxResults=9")])
    assert told(row) == {
        "class_uid": 6001,
        "activity_id": 5,
        "status_id": 1,
        "operation": "GET /rest/api/2/search",
        "actor": "jira@main:account:ann",
        "actor_name": "ann",
        "credential": "jira@main:account:ann",
        "resource_type": "issue",
        "src_ip": "203.0.113.7",
        "user_agent": "curl/8 (x)",
        "query": 'text ~ "vpn x"',
        "bytes_out": 120,
        "http_status": 200,
    }
    assert row["happened_at"] == datetime(2023, 11, 15, 13, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("request_line", "expected"),
    [
        ("GET /browse/SEC-101", (6001, 2, "GET /browse/{key}", "issue", "SEC-101", "SEC", None)),
        ("GET /jira/browse/SEC-101", (6001, 2, "GET /browse/{key}", "issue", "SEC-101", "SEC", None)),
        ("GET /rest/api/2/issue/10231", (6001, 2, "GET /rest/api/2/issue/{id}", "issue", "10231", None, None)),
        (
            "POST /rest/api/2/issue/SEC-7/comment",
            (6001, 1, "POST /rest/api/2/issue/{key}/comment", "issue", "SEC-7", "SEC", None),
        ),
        ("PUT /rest/api/2/issue/SEC-7", (6001, 3, "PUT /rest/api/2/issue/{key}", "issue", "SEC-7", "SEC", None)),
        ("GET /rest/api/2/project/SEC", (6001, 2, "GET /rest/api/2/project/{key}", "project", "SEC", "SEC", None)),
        (
            "GET /secure/attachment/10400/plan%20b.pdf",
            (6001, 7, "GET /secure/attachment/{id}/{file}", "attachment", "10400", None, None),
        ),
        ("POST /rest/auth/1/session", (3002, 1, "POST /rest/auth/1/session", "user", None, None, None)),
        ("POST /rest/api/2/user", (3001, 1, "POST /rest/api/2/user", "user", None, None, None)),
        (
            "DELETE /rest/api/2/user?username=bob%2Bx",
            (3001, 6, "DELETE /rest/api/2/user", "user", "bob+x", None, "jira@main:account:bob+x"),
        ),
        (
            "PUT /rest/api/2/user/password?username=bob",
            (3001, 3, "PUT /rest/api/2/user/password", "user", "bob", None, "jira@main:account:bob"),
        ),
        (
            "DELETE /rest/api/2/group/user?groupname=admins&username=bob",
            (3006, 4, "DELETE /rest/api/2/group/user", "group", "admins", None, "jira@main:account:bob"),
        ),
        (
            "DELETE /rest/pat/latest/tokens/42",
            (
                3001,
                6,
                "DELETE /rest/pat/latest/tokens/{id}",
                "personal_access_token",
                None,
                None,
                "jira@main:personal_access_token:42",
            ),
        ),
        ("POST /rest/plugins/1.0/", (3004, 1, "POST /rest/plugins/1.0/", "plugin", None, None, None)),
        (
            "POST /rest/scriptrunner/latest/user/exec/",
            (3004, 1, "POST /rest/scriptrunner/latest/user/exec/", "script", None, None, None),
        ),
        ("GET /s/d41d8cd98f/_/download/batch/x.css", (6003, 2, "GET /{static}", None, None, None, None)),
        ("GET /", (6003, 2, "GET /", None, None, None, None)),
        ("OPTIONS /rest/x", (6003, 99, "OPTIONS /rest/x", None, None, None, None)),
    ],
)
def test_a_request_says_what_was_done_to_what(view_rows, request_line, expected):
    (row,) = view_rows(ACCESS, "jira@main", [line(request_line)])
    names = ("class_uid", "activity_id", "operation", "resource_type", "resource_uid", "resource_group", "target")
    assert tuple(row[name] for name in names) == expected


@pytest.mark.parametrize(("status", "expected"), [(200, 1), (302, 1), (401, 2), (404, 2), (429, 0), (503, 0), (101, 0)])
def test_the_status_tells_success(view_rows, status, expected):
    (row,) = view_rows(ACCESS, "jira@main", [line("GET /browse/SEC-1", status)])
    assert row["status_id"] == expected


def test_nobody_is_nobody_and_the_first_forwarder_is_the_client(view_rows):
    (row,) = view_rows(ACCESS, "jira@main", [line("GET /status", user="-", client="203.0.113.9, 10.0.0.1")])
    assert (row["actor"], row["credential"], row["src_ip"]) == (None, None, "203.0.113.9")


def test_a_session_in_the_path_is_not_kept(view_rows):
    (row,) = view_rows(ACCESS, "jira@main", [line("GET /browse/SEC-1;jsessionid=0123456789ABCDEF?x=1")])
    assert "0123456789ABCDEF" not in json.dumps(row, default=str)
    assert row["resource_uid"] == "SEC-1"


@pytest.mark.parametrize(
    "asked",
    [
        "os_username=ann&os_password=hunter2&jql=a%3Db",
        "jql=a%3Db&os_password=hunter2",
        "OS_PASSWORD=hunter2&jql=a%3Db&newPassword=hunter2&x=1",
        "clientSecret=hunter2&jql=a=b",
        "atl_token=hunter2&jql=a=b",
    ],
)
def test_a_password_among_the_parameters_is_in_no_column(view_rows, asked):
    record = line(f"GET /rest/api/2/search?{asked}")
    (row,) = view_rows(ACCESS, "jira@main", [record])
    assert row["query"] == "a=b"
    assert "hunter2" not in native([record])


def test_a_search_for_passwords_is_no_password(view_rows):
    (row,) = view_rows(ACCESS, "jira@main", [line("GET /rest/api/2/search?maxResults=9&jql=text~password=x")])
    assert row["query"] == "text~password=x"


def test_broken_escapes_cost_only_the_decoding(view_rows):
    (row,) = view_rows(ACCESS, "jira@main", [line("GET /rest/api/2/search?jql=%zz%E9")])
    assert row["query"] == "%zz%E9"


def test_other_lines_and_times_are_left_to_quarantine(view_rows):
    bad = line("GET /browse/SEC-1").replace("15/Nov", "45/Nov")
    assert view_rows(ACCESS, "jira@main", ["", "hello", bad]) == []


def test_a_user_is_created_and_added_to_a_group(view_rows):
    made = {"key": "Username", "i18nKey": "common.words.username", "to": "bob"}
    rows = view_rows(
        AUDIT,
        "jira@main",
        [
            audit("User created", "jira.auditing.user.created", ("JIRAUSER7", "bob", "USER"), changedValues=[made]),
            audit(
                "User added to group",
                "jira.auditing.user.added.to.group",
                ("", "jira-administrators", "GROUP"),
                ("JIRAUSER7", "bob", "USER"),
            ),
        ],
    )
    common = {
        "status_id": 1,
        "actor": "jira@main:account:ann",
        "actor_name": "ann",
        "credential": "jira@main:account:ann",
        "src_ip": "203.0.113.7",
        "target": "jira@main:account:bob",
    }
    assert [told(row) for row in rows] == [
        common
        | {
            "class_uid": 3001,
            "activity_id": 1,
            "operation": "User created",
            "resource_type": "user",
            "resource_uid": "bob",
            "resource_name": "bob",
        },
        common
        | {
            "class_uid": 3006,
            "activity_id": 3,
            "operation": "User added to group",
            "resource_type": "group",
            "resource_uid": "jira-administrators",
            "resource_name": "jira-administrators",
            "target_group": "jira-administrators",
        },
    ]
    assert rows[0]["happened_at"] == datetime.fromtimestamp(1700000000.123, UTC)


def switched(to: str) -> dict[str, Any]:
    return {"changedValues": [{"key": "Active / Inactive", "i18nKey": "x", "from": "?", "to": to}]}


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (audit("User's password changed", "jira.auditing.user.password.changed", ("7", "bob", "USER")), (3001, 3)),
        (audit("User deleted", "jira.auditing.user.deleted", ("7", "bob", "USER")), (3001, 6)),
        (audit("User updated", "jira.auditing.user.updated", ("7", "bob", "USER"), **switched("Inactive")), (3001, 5)),
        (audit("User updated", "jira.auditing.user.updated", ("7", "bob", "USER"), **switched("Active")), (3001, 2)),
        (audit("User updated", "jira.auditing.user.updated", ("7", "bob", "USER")), (3001, 99)),
        (audit("User removed from group", "jira.auditing.user.removed.from.group", ("7", "bob", "USER")), (3006, 4)),
    ],
)
def test_what_happened_to_an_account(view_rows, record, expected):
    (row,) = view_rows(AUDIT, "jira@main", [record])
    assert (row["class_uid"], row["activity_id"]) == expected
    assert row["target"] == "jira@main:account:bob"


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (audit("App installed", "upm.auditing.plugin.installed", ("", "Scripts", "APP")), (3004, 1, "plugin")),
        (audit("Plugin module enabled", "jira.auditing.plugin.module.enabled", ("", "x", "APP")), (3004, 3, "plugin")),
        (audit("Script executed", "x.scriptrunner.script.executed"), (3004, 1, "script")),
        (audit("Project created", "jira.auditing.project.created", ("1", "SEC", "PROJECT")), (6001, 1, "project")),
        (audit("Workflow updated", "jira.auditing.workflow.updated", ("1", "w", "WORKFLOW")), (6003, 3, "workflow")),
        (audit("Group created", "jira.auditing.group.created", ("", "g", "GROUP")), (3006, 6, "group")),
    ],
)
def test_what_happened_to_other_things(view_rows, record, expected):
    (row,) = view_rows(AUDIT, "jira@main", [record])
    assert (row["class_uid"], row["activity_id"], row["resource_type"]) == expected


def test_a_permission_names_who_got_what(view_rows):
    given = [{"key": "Permission", "to": "Administer"}, {"key": "Group", "to": "jira-admins"}]
    record = audit(
        "Global permission added", "jira.auditing.global.permission.added", ("", "Global Permissions", "PERMISSIONS")
    )
    (row,) = view_rows(AUDIT, "jira@main", [json.dumps(json.loads(record) | {"changedValues": given})])
    assert (row["class_uid"], row["activity_id"]) == (3005, 1)
    assert (row["target"], row["target_group"]) == ("jira@main:group:jira-admins", "Administer")


@pytest.mark.parametrize("who", [{"id": "-2", "name": "Anonymous", "type": "user"}, None])
def test_nobody_and_the_product_itself_are_no_accounts(view_rows, who):
    (row,) = view_rows(AUDIT, "jira@main", [audit("User created", "jira.auditing.user.created", author=who)])
    assert (row["actor"], row["credential"]) == (None, None)


def test_records_without_action_or_time_are_left_to_quarantine(view_rows):
    assert view_rows(AUDIT, "jira@main", ["{}", audit("x", "y", timestamp=None), audit("x", "y", auditType=5)]) == []


def test_real_access_lines(view_rows, sample_lines):
    lines = sample_lines("samples/atlassian/jira_dc_access.log")
    lines += sample_lines("samples/atlassian/jira_dc_access.composed.log")
    rows = view_rows(ACCESS, "jira@main", lines)
    assert len(rows) == len(lines)
    assert all(row["actor"] and row["operation"] and row["happened_at"] and row["src_ip"] for row in rows)


def test_real_audit_records(view_rows, sample_lines):
    lines = sample_lines("samples/atlassian/jira_dc_audit.ndjson")
    rows = view_rows(AUDIT, "jira@main", lines)
    assert len(rows) == len(lines)
    assert all(row["operation"] and row["happened_at"] and row["src_ip"] and row["class_uid"] for row in rows)
