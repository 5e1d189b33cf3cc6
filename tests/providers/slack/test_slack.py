"""Slack: approved apps and the audit log, and that what an app did joins the app."""

import itertools
import json
from typing import Any

import pytest

from fakes.slack import change, service
from keyroll.errors import VendorChanged
from keyroll.providers.catalogue import endpoints, logs, provider
from small_world import SmallWorld

SOURCE = "slack@main"
LOG = logs("slack")["audit"]


def app(state: str = "approved") -> dict[str, Any]:
    one = {
        "app": {"id": "A1", "name": "Deployer", "is_internal": False},
        "scopes": [{"name": "channels:history", "token_type": "bot", "is_sensitive": True}],
        "date_updated": 1574296707,
    }
    return {"ok": True, f"{state}_apps": [one], "response_metadata": {"next_cursor": ""}}


BOT = {"id": "U2", "team_id": "T1", "name": "deploy", "is_bot": True, "profile": {"api_app_id": "A1"}}
GOOD = {
    "approved_apps": app(),
    "restricted_apps": app("restricted"),
    "bots": {
        "ok": True,
        "members": [BOT | {"is_bot": False, "id": "U1"}, BOT],
        "response_metadata": {"next_cursor": ""},
    },
    "integrations": {
        "ok": True,
        "logs": [change(1, "removed", 9), change(1, "added", 3), service(2, "added", 4), service(2, "disabled", 8)],
        "paging": {"count": 4, "total": 4, "page": 1, "pages": 1},
    },
}


def entry(action: str, kind: str = "user", thing: dict[str, Any] | None = None, **more: Any) -> str:
    return json.dumps(
        {
            "id": "e1",
            "date_create": 1_700_000_000,
            "action": action,
            "actor": {"type": "user", "user": {"id": "W1", "name": "Ann", "email": "ann@a.example"}},
            "entity": {"type": kind, kind: thing or {"id": "W2", "name": "Bob"}},
            "context": {
                "location": {"type": "workspace", "id": "T1", "name": "Work"},
                "ua": "curl/8",
                "ip_address": "192.0.2.7",
            },
        }
        | more
    )


def test_an_app_is_a_machine_with_scopes(read_all, page_of):
    machine, tokens, power = read_all(endpoints("slack")["approved_apps"], GOOD["approved_apps"], SOURCE)
    assert machine.subject == tokens.subject == power.subject
    assert power.facts == {"privilege": "channels:history", "resource": "slack:bot"}
    _, restricted, _ = read_all(endpoints("slack")["restricted_apps"], GOOD["restricted_apps"], SOURCE)
    assert restricted.facts["state"] == "suspended"
    with pytest.raises(VendorChanged, match="ok"):
        read_all(endpoints("slack")["approved_apps"], {"ok": False, "error": "not_allowed"}, SOURCE)
    more = GOOD["approved_apps"] | {"response_metadata": {"next_cursor": "x"}}
    assert endpoints("slack")["approved_apps"].more(page_of("approved_apps", more, SOURCE))


def test_an_integration_stands_as_its_latest_change_left_it(read_all):
    endpoint, logs = endpoints("slack")["integrations"], GOOD["integrations"]["logs"]
    wanted = {("app_token", "destroyed"), ("integration", "suspended")}
    for order in itertools.permutations(logs):
        found = read_all(endpoint, {"ok": True, "logs": list(order)}, SOURCE)
        assert {(one.kind, one.facts["state"]) for one in found if one.entity == "credential"} == wanted
        assert not [one for one in found if one.entity == "grant"], "what is gone may nothing"
        (app,) = (one for one in found if one.kind == "app_token")
        assert (app.facts["created"], app.facts["changed"]) == ("2023-11-17T22:13:20Z", "2023-11-23T22:13:20Z")
    alive = read_all(endpoint, {"ok": True, "logs": [change(1, "enabled", 1)]}, SOURCE)
    assert {one.facts["privilege"] for one in alive if one.entity == "grant"} == {"chat:write", "channels:read"}
    for spoilt, place in (({"change_type": "melted"}, "change_type"), ({"date": "soon"}, "date")):
        with pytest.raises(VendorChanged, match=place):
            read_all(endpoint, {"ok": True, "logs": [change(1, "added", 1) | spoilt]}, SOURCE)
    with pytest.raises(VendorChanged, match="paging"):
        read_all(endpoint, {"ok": True, "logs": logs, "paging": {"page": 1, "pages": 2}}, SOURCE)


@pytest.mark.parametrize("name", GOOD)
def test_each_body_is_recognised_by_its_own_endpoint_only(name, survives):
    assert [one.name for one in endpoints("slack").values() if one.recognise(GOOD[name])] == [name]
    survives(endpoints("slack")[name], GOOD[name], SOURCE)


def test_every_listed_kind_has_its_endpoint():
    assert {kind.listed_by for kind in provider("slack").kinds if kind.listed_by} <= set(endpoints("slack"))


BOB = f"{SOURCE}:user:W2"


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        (entry("user_login"), (3002, 1, 1, "W2", BOB)),
        (entry("user_login_failed"), (3002, 1, 2, "W2", BOB)),
        (entry("user_logout"), (3002, 2, 1, "W2", BOB)),
        (entry("user_created"), (3001, 1, 1, "W2", BOB)),
        (entry("user_deactivated"), (3001, 5, 1, "W2", BOB)),
        (entry("role_change_to_admin"), (3005, 1, 1, "W2", BOB)),
        (entry("role_change_to_user"), (3005, 2, 1, "W2", BOB)),
        (entry("user_channel_join", "channel", {"id": "C1", "name": "it"}), (3006, 3, 1, "C1", f"{SOURCE}:user:W1")),
        (entry("app_installed", "app", {"id": "A1"}), (3004, 1, 1, "A1", f"{SOURCE}:app_id:A1")),
        (entry("app_scopes_expanded", "app", {"id": "A1"}), (3004, 3, 1, "A1", f"{SOURCE}:app_id:A1")),
        (entry("app_uninstalled", "app", {"id": "A1"}), (3004, 4, 1, "A1", f"{SOURCE}:app_id:A1")),
        (entry("file_downloaded", "file", {"id": "F1"}), (6001, 7, 1, "F1", None)),
        (entry("file_uploaded", "file", {"id": "F1"}), (6001, 1, 1, "F1", None)),
        (entry("manual_export_started", "workspace", {"id": "T1"}), (6001, 7, 1, "T1", None)),
        (entry("pref.sso_setting_changed", "workspace", {"id": "T1"}), (6003, 3, 1, "T1", None)),
        (entry("nobody_knows", "novelty", {"id": "N1"}), (6003, 99, 1, None, None)),
    ],
)
def test_kinds_of_act(view_rows, record, wanted):
    (row,) = view_rows(LOG, SOURCE, [record])
    names = ("class_uid", "activity_id", "status_id", "resource_uid", "target")
    assert tuple(row[name] for name in names) == wanted
    assert (row["actor"], row["src_ip"], row["user_agent"]) == (f"{SOURCE}:user:W1", "192.0.2.7", "curl/8")


def test_drifting_types_cost_only_their_field(view_rows):
    (row,) = view_rows(LOG, SOURCE, [entry("user_login", details=[], entity="x", context={"ua": 5, "app": []})])
    assert (row["operation"], row["resource_uid"], row["user_agent"]) == ("user_login", None, "5")


def test_what_an_app_did_joins_the_app(tmp_path):
    world = SmallWorld(tmp_path)
    world.survey(SOURCE, "11-01", "approved_apps", GOOD["approved_apps"])
    through = {"location": {"id": "T1"}, "app": {"id": "A1", "name": "Deployer"}, "ip_address": "192.0.2.9", "ua": "x"}
    world.log(SOURCE, "audit", entry("file_downloaded", "file", {"id": "F1"}, context=through))
    world.sync()
    row = world.credentials()[f"{SOURCE}:app_id:A1"]
    assert (row["uses"], row["name"], row["privileges"], row["inferred"]) == (1, "Deployer", 1, False)


def test_slack_s_own_list_of_actions_is_told_apart(sample, view_rows):
    named = json.loads(sample("samples/slack/api_audit_v1_actions.json").read_text("utf-8"))["actions"]
    actions = sorted({one for group in named.values() for one in group})
    rows = view_rows(LOG, SOURCE, [entry(action, id=action) for action in actions])
    other = [row["operation"] for row in rows if (row["class_uid"], row["activity_id"]) == (6003, 99)]
    assert len(rows) == len(actions)
    assert len(other) < len(actions) / 5, other


@pytest.mark.parametrize("name", ["approved", "restricted"])
def test_vendor_examples_are_read(name, sample, read_all):
    body = json.loads(sample(f"surveys/slack/admin.apps.{name}.list.json").read_text("utf-8"))
    endpoint = endpoints("slack")[f"{name}_apps"]
    assert len(read_all(endpoint, body, SOURCE)) == 3
    assert [one.name for one in endpoints("slack").values() if one.recognise(body)] == [endpoint.name]
