"""GitHub's audit log in OCSF's words."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from keyroll.model.event import COLUMNS
from keyroll.providers.catalogue import logs

LOG = logs("github")["audit"]
SOURCE = "github@octo-org"


def event(action: str, **more: Any) -> str:
    return json.dumps(
        {
            "@timestamp": 1_700_000_000_123,
            "_document_id": "d1",
            "action": action,
            "actor": "ann",
            "actor_id": 1,
            "org": "octo-org",
        }
        | more
    )


def told(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name in COLUMNS and value is not None}


def test_a_read_with_a_token_names_it_twice(view_rows):
    record = event(
        "api.request",
        token_id=5,
        hashed_token="h==",
        request_method="get",
        route="/repos/{owner}/{repo}/contents/{path}",
        status_code=200,
        repo="octo-org/app",
        user_agent="curl/8",
        actor_ip="192.0.2.7",
    )
    (row,) = view_rows(LOG, SOURCE, [record])
    assert row["happened_at"] == datetime(2023, 11, 14, 22, 13, 20, 123000, tzinfo=UTC)
    assert row["event_id"] == "d1/1700000000123"
    assert told(row) == {
        "class_uid": 6001,
        "activity_id": 2,
        "status_id": 1,
        "operation": "api.request GET /repos/{owner}/{repo}/contents/{path}",
        "actor": f"{SOURCE}:user:ann",
        "actor_name": "ann",
        "credential": f"{SOURCE}:token_id:5",
        "credential_alias": "github@*:hashed_token:h==",
        "resource_type": "repository",
        "resource_uid": "octo-org/app",
        "resource_name": "octo-org/app",
        "resource_group": "octo-org",
        "src_ip": "192.0.2.7",
        "user_agent": "curl/8",
        "http_status": 200,
    }


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        (event("git.clone", repo="o/a", token_id=0, hashed_token="h"), (6001, 7, 1, "o/a", None)),
        (event("git.push", repo="o/a"), (6003, 99, 1, "o/a", None)),
        (event("repo.destroy", repo="o/a"), (6001, 4, 1, "o/a", None)),
        (event("repo.create", repo="o/a"), (6001, 1, 1, "o/a", None)),
        (event("team.add_member", team="o/t", user="bob"), (3006, 3, 1, "o/t", f"{SOURCE}:user:bob")),
        (event("org.remove_member", user="bob"), (3006, 4, 1, "octo-org", f"{SOURCE}:user:bob")),
        (event("team.create", data={"team": "o/t"}), (3006, 6, 1, "o/t", None)),
        (event("repo.add_member", repo="o/a", user="bob"), (3005, 1, 1, "o/a", f"{SOURCE}:user:bob")),
        (event("hook.create", hook_id=7, repo="o/a"), (3004, 1, 1, "7", f"{SOURCE}:webhook:7")),
        (event("org.oauth_app_access_approved"), (3004, 1, 1, "octo-org", None)),
        (event("integration_installation.destroy", integration="x"), (3004, 4, 1, "x", None)),
        (
            event("personal_access_token.access_granted", user_programmatic_access_id=5),
            (3001, 1, 1, "5", f"{SOURCE}:token_id:5"),
        ),
        (event("personal_access_token.access_revoked"), (3001, 6, 1, None, None)),
        (event("business.sso_response", user="ann"), (3002, 1, 1, "ann", f"{SOURCE}:user:ann")),
        (event("protected_branch.rejected_ref_update", repo="o/a"), (6003, 3, 2, "o/a", None)),
        (event("api.request", route="/search/code", request_method="GET", status_code=403),
         (6001, 5, 2, "octo-org", None)),
        (event("org.update_member_repository_creation_permission"), (6003, 3, 1, "octo-org", None)),
        (event("something.nobody_knows"), (6003, 99, 1, "octo-org", None)),
    ],
)  # fmt: skip
def test_kinds_of_act(view_rows, record, wanted):
    (row,) = view_rows(LOG, SOURCE, [record])
    names = ("class_uid", "activity_id", "status_id", "resource_uid", "target")
    assert tuple(row[name] for name in names) == wanted


@pytest.mark.parametrize(
    ("access", "kind"),
    [
        ("Personal access token (classic)", "hashed_token"),
        ("OAuth access token", "hashed_token"),
        ("GitHub App server-to-server token", "hashed_token"),
        ("Fine-grained personal access token", "token_id"),
        ("", "token_id"),
    ],
)
def test_the_type_of_access_decides_the_kind_of_a_token(view_rows, access: str, kind: str):
    names = {"token_id": f"{SOURCE}:token_id:5", "hashed_token": "github@*:hashed_token:h"}
    (row,) = view_rows(LOG, SOURCE, [event("git.clone", token_id=5, hashed_token="h", programmatic_access_type=access)])
    assert row["credential"] == names.pop(kind)
    assert [row["credential_alias"]] == list(names.values())


def test_a_token_without_an_id_is_known_by_its_hash_alone(view_rows):
    (row,) = view_rows(LOG, SOURCE, [event("git.clone", repo="o/a", token_id=0, hashed_token="h")])
    assert (row["credential"], row["credential_alias"]) == ("github@*:hashed_token:h", None)


def test_a_value_of_another_type_costs_that_field_only(view_rows):
    drifted = event("git.clone", token_id="12", repo={"name": "x"}, data=[1], user_agent=["a"], actor_is_bot=True)
    (row,) = view_rows(LOG, SOURCE, [drifted])
    assert (row["operation"], row["actor"], row["credential"]) == (
        "git.clone",
        f"{SOURCE}:user:ann",
        f"{SOURCE}:token_id:12",
    )


def test_records_without_action_or_time_are_left_to_quarantine(view_rows):
    assert view_rows(LOG, SOURCE, [event(""), event("a.b", **{"@timestamp": None}), "{}"][1:]) == []


def test_an_export_without_ids_keeps_each_record(view_rows):
    lines = [
        json.dumps({"actor": "ann", "org": "o", "created_at": 1_583_364_382_722 + n, "action": "a.b"}) for n in (1, 2)
    ]
    assert len({row["event_id"] for row in view_rows(LOG, SOURCE, lines)}) == 2


def test_a_row_of_the_exported_table_reads_as_the_record_of_the_api(view_rows):
    record = json.loads(event("repo.download_zip", actor_location={"country_code": "DE"}))
    flat = {name: str(value) for name, value in record.items() if not isinstance(value, dict)}
    assert LOG.table is not None
    row = LOG.table.record({**flat, "actor_location.country_code": "DE"})
    assert row["actor_location"] == {"country_code": "DE"}
    (of_table,), (of_api,) = (view_rows(LOG, "github@o", [json.dumps(one)]) for one in (row, record))
    assert told(of_table) == told(of_api)
