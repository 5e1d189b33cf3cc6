"""Confluence's audit log and access log in OCSF's words, and what it does not list."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from keyroll.model.event import COLUMNS
from keyroll.providers.catalogue import endpoints, logs, providers

AUDIT, ACCESS = logs("confluence")["audit"], logs("confluence")["access"]


def told(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name in COLUMNS and value is not None}


def line(request: str, status: int = 200, user: str = "ann", forwarded: str = "") -> str:
    return (
        f"[14/Nov/2023:09:22:49 +0000] {forwarded}{user} http-nio-8090-exec-4 198.51.100.7 {request} HTTP/1.1 "
        f"{status} 41ms 1823 - Mozilla/5.0 (X11; Linux)"
    )


def audit(action: str, key: str, area: str, *objects: dict[str, str], **more: Any) -> str:
    return json.dumps(
        {
            "affectedObjects": objects,
            "auditType": {"action": action, "actionI18nKey": key, "area": area, "category": "x", "level": "BASE"},
            "author": {"id": "2c9580827d4a06e8017d4a07c3e10000", "name": "ann", "type": "user"},
            "changedValues": [],
            "extraAttributes": [],
            "method": "Browser",
            "source": "203.0.113.7",
            "system": "https://wiki.example.org",
            "timestamp": {"epochSecond": 1700000000, "nano": 0},
            "version": "1.0",
        }
        | more
    )


def test_accounts_are_those_of_jira_and_tokens_are_not_listed():
    declared = providers()["confluence"]
    assert declared.delegates_to == ("jira",)
    assert {one.name: one.listed_by for one in declared.kinds} == {
        "personal_access_token": "",
        "application_link": "application_links",
        "oauth_client": "",
    }
    assert "users" not in endpoints("confluence")


def test_a_search_keeps_its_words(view_rows):
    (row,) = view_rows(
        ACCESS, "confluence@main", [line("GET /rest/api/search?cql=type%3Dpage%20and%20text~%22a+b%22&limit=5")]
    )
    assert told(row) == {
        "class_uid": 6001,
        "activity_id": 5,
        "status_id": 1,
        "operation": "GET /rest/api/search",
        "actor": "confluence@main:account:ann",
        "actor_name": "ann",
        "credential": "confluence@main:account:ann",
        "resource_type": "page",
        "src_ip": "198.51.100.7",
        "user_agent": "Mozilla/5.0 (X11; Linux)",
        "query": 'type=page and text~"a b"',
        "bytes_out": 1823,
        "http_status": 200,
    }
    assert row["happened_at"] == datetime(2023, 11, 14, 9, 22, 49, tzinfo=UTC)


@pytest.mark.parametrize(
    ("request_line", "expected"),
    [
        ("GET /dosearchsite.action?queryString=okta", (6001, 5, "GET /dosearchsite.action", "page", None, None)),
        ("GET /pages/viewpage.action?pageId=212", (6001, 2, "GET /pages/viewpage.action", "page", "212", None)),
        (
            "GET /pages/viewpage.action?spaceKey=IT&title=A+b",
            (6001, 2, "GET /pages/viewpage.action", "page", "IT/A b", "IT"),
        ),
        ("GET /display/IT/VPN+set-up", (6001, 2, "GET /display/{space}/{title}", "page", "IT/VPN set-up", "IT")),
        ("GET /wiki/display/IT", (6001, 2, "GET /display/{space}", "project", "IT", "IT")),
        (
            "GET /spaces/IT/pages/212/A",
            (6001, 2, "GET /spaces/{space}/pages/{id}/{title}", "page", "212", "IT"),
        ),
        (
            "GET /rest/api/content/212?expand=body.storage",
            (6001, 2, "GET /rest/api/content/{id}", "page", "212", None),
        ),
        ("POST /rest/api/content", (6001, 1, "POST /rest/api/content", "page", None, None)),
        ("DELETE /rest/api/content/212", (6001, 4, "DELETE /rest/api/content/{id}", "page", "212", None)),
        (
            "GET /download/attachments/212/net%20map.png?version=1",
            (6001, 7, "GET /download/attachments/{id}/{file}", "attachment", "212/net map.png", None),
        ),
        (
            "GET /spaces/flyingpdf/pdfpageexport.action?pageId=212",
            (6001, 7, "GET /spaces/flyingpdf/pdfpageexport.action", "page", "212", None),
        ),
        (
            "GET /spaces/doexportspace.action?key=IT",
            (6001, 7, "GET /spaces/doexportspace.action", "project", "IT", "IT"),
        ),
        ("GET /rest/api/space/BILL", (6001, 2, "GET /rest/api/space/{space}", "project", "BILL", "BILL")),
        ("GET /rest/api/space?limit=500", (6001, 2, "GET /rest/api/space", "project", None, None)),
        ("POST /dologin.action", (3002, 1, "POST /dologin.action", "user", None, None)),
        ("POST /rest/plugins/1.0/", (3004, 1, "POST /rest/plugins/1.0/", "plugin", None, None)),
        ("GET /rest/api/user?username=bob", (6003, 2, "GET /rest/api/user", "user", "bob", None)),
        ("GET /images/logo.svg", (6003, 2, "GET /{static}", None, None, None)),
    ],
)
def test_a_request_says_what_was_done_to_what(view_rows, request_line, expected):
    (row,) = view_rows(ACCESS, "confluence@main", [line(request_line)])
    names = ("class_uid", "activity_id", "operation", "resource_type", "resource_uid", "resource_group")
    assert tuple(row[name] for name in names) == expected


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        ("", "198.51.100.7"),
        ("- ", "198.51.100.7"),
        ("192.0.2.9 ", "192.0.2.9"),
        ("2001:db8::9, 10.0.0.1 ", "2001:db8::9"),
    ],
)
def test_the_client_stands_before_its_proxies(view_rows, forwarded, expected):
    (row,) = view_rows(ACCESS, "confluence@main", [line("GET /index.action", forwarded=forwarded)])
    assert (row["src_ip"], row["actor_name"]) == (expected, "ann")


def test_nobody_is_nobody_and_a_refusal_is_a_failure(view_rows):
    (row,) = view_rows(ACCESS, "confluence@main", [line("GET /rest/api/space", 403, user="-")])
    assert (row["actor"], row["credential"], row["status_id"]) == (None, None, 2)


def test_a_session_in_the_path_is_not_kept(view_rows):
    (row,) = view_rows(ACCESS, "confluence@main", [line("GET /x/abc;jsessionid=0123456789ABCDEF?x=1")])
    assert "0123456789ABCDEF" not in json.dumps(row, default=str)


def test_a_request_that_could_not_be_read_is_still_an_event(view_rows):
    broken = "[14/Nov/2023:09:22:49 +0000] - http-nio-8090-exec-4 198.51.100.7 - 400 0ms - - -"
    (row,) = view_rows(ACCESS, "confluence@main", [broken])
    assert (row["status_id"], row["src_ip"], row["user_agent"]) == (2, "198.51.100.7", None)


def test_other_lines_are_left_to_quarantine(view_rows):
    assert view_rows(ACCESS, "confluence@main", ["", "x", line("GET /").replace("Nov", "Nah")]) == []


GROUP, USER = {"id": "g", "name": "g", "type": "Group"}, {"id": "2c95", "name": "bob", "type": "User"}
SPACE, PAGE = {"id": "98305", "name": "IT", "type": "Space"}, {"id": "212", "name": "VPN", "type": "Page"}
KEY = "audit.logging.summary."


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (
            audit("User added to group", f"{KEY}group.membership.added", "USER_MANAGEMENT", GROUP, USER),
            (3006, 3, "group", "g", "confluence@main:account:bob", "g"),
        ),
        (
            audit(
                "App enabled", f"{KEY}plugin.enabled", "GLOBAL_CONFIG_AND_ADMINISTRATION", {"name": "P", "type": "App"}
            ),
            (3004, 3, "plugin", "P", None, None),
        ),
        (
            audit("Page viewed", f"{KEY}page.viewed", "END_USER_ACTIVITY", PAGE, SPACE),
            (6001, 2, "page", "212", None, None),
        ),
        (audit("Search performed", "x", "END_USER_ACTIVITY"), (6001, 5, "page", None, None, None)),
        (
            audit("Space PDF export", f"{KEY}space.pdf.export", "END_USER_ACTIVITY", SPACE),
            (6001, 7, "project", "IT", None, None),
        ),
        (
            audit(
                "Space permission added",
                f"{KEY}space.permission.added",
                "PERMISSIONS",
                GROUP,
                SPACE,
                changedValues=[{"key": "Type", "to": "VIEWSPACE"}],
            ),
            (3005, 1, "permission", "g", "confluence@main:group:g", "VIEWSPACE"),
        ),
        (
            audit(
                "User created",
                f"{KEY}user.created",
                "USER_MANAGEMENT",
                {"id": "2c95", "name": "Bob Shown", "type": "User"},
                changedValues=[{"key": "Username", "to": "bob"}],
            ),
            (3001, 1, "user", "bob", "confluence@main:account:bob", None),
        ),
    ],
)
def test_what_an_audit_record_tells(view_rows, record, expected):
    (row,) = view_rows(AUDIT, "confluence@main", [record])
    names = ("class_uid", "activity_id", "resource_type", "resource_uid", "target", "target_group")
    assert tuple(row[name] for name in names) == expected
    assert (row["actor"], row["src_ip"]) == ("confluence@main:account:ann", "203.0.113.7")


def test_real_access_lines(view_rows, sample_lines):
    lines = sample_lines("samples/atlassian/confluence_dc_access.log")
    lines += sample_lines("samples/atlassian/confluence_dc_access.composed.log")
    rows = view_rows(ACCESS, "confluence@main", lines)
    assert len(rows) == len(lines)
    assert all(row["operation"] and row["happened_at"] and row["src_ip"] for row in rows)
    assert sum(row["actor"] is None for row in rows) == 1


def test_real_audit_records(view_rows, sample_lines):
    lines = sample_lines("samples/atlassian/confluence_dc_audit.ndjson")
    rows = view_rows(AUDIT, "confluence@main", lines)
    assert len(rows) == len(lines)
    assert all(row["operation"] and row["happened_at"] and row["src_ip"] and row["class_uid"] for row in rows)
