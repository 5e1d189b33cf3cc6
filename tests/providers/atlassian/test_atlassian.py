"""An Atlassian organisation: tokens, service accounts and events, and that use joins the token."""

import json
from typing import Any

import pytest

from keyroll.providers.catalogue import endpoints, logs, provider
from small_world import SmallWorld

SOURCE = "atlassian@org"
LOG = logs("atlassian")["events"]
TOKEN = {
    "id": "t1",
    "label": "ci",
    "status": "ALLOWED",
    "createdAt": "2023-01-01T00:00:00Z",
    "expiresAt": "2024-01-01T00:00:00Z",
    "lastActiveAt": "2023-11-01T00:00:00Z",
    "user": {"id": "u1", "name": "Bot", "email": "Bot@a.example"},
}
LINKS = {"links": {"next": ""}}
ACCOUNT = {"atlassianId": "u1", "id": "s1", "email": "bot@a.example", "displayName": "Bot", "status": "active"}
CLIENT = {"clientId": "c1", "name": "deploy", "createdAt": 1_700_000_000_000, "status": "ACTIVE"}
GOOD: dict[str, Any] = {
    "api_tokens": {"data": [TOKEN]} | LINKS,
    "service_accounts": {"items": [ACCOUNT]} | LINKS,
    "oauth_clients": {"data": [CLIENT]} | LINKS,
}
HANDLE = "atlassian@*:token_id:t1"


def event(action: str, *context: dict[str, Any], token: str = "t1") -> str:
    actor = {"id": "u1", "name": "Bot", "auth": {"authType": "container-token", "tokenId": token}}
    attributes = {
        "time": "2023-11-14T18:50:12.281Z",
        "action": action,
        "actor": actor,
        "context": list(context),
        "container": [{"id": "org1", "type": "organizations", "attributes": {"siteName": "Org"}}],
        "location": {"ip": "192.0.2.7"},
    }
    return json.dumps({"id": f"e-{action}", "type": "events", "attributes": attributes})


def test_tokens_accounts_and_clients(read_all, page_of):
    user, token = read_all(endpoints("atlassian")["api_tokens"], GOOD["api_tokens"], SOURCE)
    assert (token.subject.text, token.links[0].to, user.facts["email"]) == (HANDLE, user.subject, "bot@a.example")
    (machine,) = read_all(endpoints("atlassian")["service_accounts"], GOOD["service_accounts"], SOURCE)
    assert (machine.subject, machine.facts["principal_kind"]) == (user.subject, "nonhuman")
    (client,) = read_all(endpoints("atlassian")["oauth_clients"], GOOD["oauth_clients"], SOURCE)
    assert client.facts["created"] == "2023-11-14T22:13:20Z"
    more = GOOD["api_tokens"] | {"links": {"next": "x"}}
    assert endpoints("atlassian")["api_tokens"].more(page_of("api_tokens", more, SOURCE))


@pytest.mark.parametrize("name", GOOD)
def test_each_body_is_recognised_by_its_own_endpoint_only(name, survives):
    assert [one.name for one in endpoints("atlassian").values() if one.recognise(GOOD[name])] == [name]
    survives(endpoints("atlassian")[name], GOOD[name], SOURCE)


def test_every_listed_kind_has_its_endpoint():
    assert {kind.listed_by for kind in provider("atlassian").kinds if kind.listed_by} <= set(endpoints("atlassian"))


USER = {"id": "u2", "type": "users"}
GROUP = {"id": "g1", "type": "groups", "attributes": {"name": "admins"}}


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        (event("confluence_page_viewed", {"id": "p1", "type": "pages"}), (6001, 2, None)),
        (event("jira_issue_updated", {"id": "i1", "type": "issues"}), (6001, 3, None)),
        (event("confluence_space_exported", {"id": "s1", "type": "spaces"}), (6001, 7, None)),
        (event("user_logged_in"), (3002, 1, f"{SOURCE}:user:u1")),
        (event("api_token_created", {"id": "t2", "type": "api-tokens"}), (3001, 1, "atlassian@*:token_id:t2")),
        (event("api_token_revoked", {"id": "t2", "type": "api-tokens"}), (3001, 6, "atlassian@*:token_id:t2")),
        (event("user_added_to_group", USER, GROUP), (3006, 3, f"{SOURCE}:user:u2")),
        (event("user_removed_from_group", USER, GROUP), (3006, 4, f"{SOURCE}:user:u2")),
        (event("user_role_granted", USER), (3005, 1, f"{SOURCE}:user:u2")),
        (event("user_deactivated", USER), (3001, 5, f"{SOURCE}:user:u2")),
        (event("app_installed", {"id": "a1", "type": "apps"}), (3004, 1, None)),
        (event("nobody_knows"), (6003, 99, None)),
    ],
)
def test_kinds_of_event(view_rows, record, wanted):
    (row,) = view_rows(LOG, SOURCE, [record])
    assert (row["class_uid"], row["activity_id"], row["target"]) == wanted
    assert (row["actor"], row["credential"], row["src_ip"]) == (f"{SOURCE}:user:u1", HANDLE, "192.0.2.7")


def test_drift_costs_a_field(view_rows):
    drifted = json.loads(event("confluence_page_viewed"))
    drifted["attributes"] |= {"context": "x", "container": {}, "actor": []}
    (row,) = view_rows(LOG, SOURCE, [json.dumps(drifted), "{}"])
    assert (row["operation"], row["actor"]) == ("confluence_page_viewed", None)


def test_use_in_the_log_joins_the_token(tmp_path):
    world = SmallWorld(tmp_path)
    world.survey(SOURCE, "11-01", "api_tokens", GOOD["api_tokens"])
    world.log(SOURCE, "events", event("confluence_page_viewed"), event("jira_issue_viewed"))
    world.sync()
    row = world.credentials()[HANDLE]
    assert (row["uses"], row["name"], row["inferred"]) == (2, "ci", False)
