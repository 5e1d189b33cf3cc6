"""Google Workspace: grants of apps and activities, and that what an app called joins its grant."""

import json
from typing import Any

import pytest

from keyroll.errors import VendorChanged
from keyroll.providers.catalogue import endpoints, logs, provider
from small_world import SmallWorld

SOURCE = "google_workspace@a.example"
LOG = logs("google_workspace")["activities"]
TOKENS: dict[str, Any] = {
    "kind": "admin#directory#tokenList",
    "items": [
        {
            "clientId": "1.apps",
            "userKey": "77",
            "displayText": "Chat",
            "nativeApp": False,
            "scopes": ["https://www.googleapis.com/auth/drive.readonly"],
        }
    ],
}


def activity(app: str, name: str, *, split: bool = False, mail: str = "Ann@a.example", **parameters: Any) -> str:
    event = {"type": "x", "name": name, "parameters": [{"name": key, "value": one} for key, one in parameters.items()]}
    return json.dumps(
        {
            "kind": "admin#reports#activity",
            "id": {"time": "2023-11-14T11:00:20.545Z", "uniqueQualifier": -22, "applicationName": app},
            "actor": {"email": mail, "profileId": "77"},
            "ipAddress": "192.0.2.7",
            "events": event if split else [event, {"name": "second"}],
        }
    )


ANN = f"{SOURCE}:user:77"
GRANT = f"{SOURCE}:oauth_grant:1.apps/77"


def test_a_grant_belongs_to_the_app_and_is_of_a_user(read_all):
    app, granted, power = read_all(endpoints("google_workspace")["oauth_tokens"], TOKENS, SOURCE)
    assert (granted.subject.text, granted.links[0].to) == (GRANT, app.subject)
    assert power.facts["resource"] == "user:77"
    nobodys = TOKENS | {"items": [TOKENS["items"][0] | {"userKey": None}]}
    with pytest.raises(VendorChanged, match="userKey"):
        read_all(endpoints("google_workspace")["oauth_tokens"], nobodys, SOURCE)


def test_the_body_is_recognised_and_anything_is_survived(survives):
    endpoint = endpoints("google_workspace")["oauth_tokens"]
    assert endpoint.recognise(TOKENS)
    survives(endpoint, TOKENS, SOURCE)
    assert {kind.listed_by for kind in provider("google_workspace").kinds if kind.listed_by} == {endpoint.name}


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        (activity("login", "login_success", login_type="google_password"), (3002, 1, 1, None, ANN)),
        (activity("login", "login_failure", split=True), (3002, 1, 2, None, ANN)),
        (activity("login", "logout"), (3002, 2, 1, None, ANN)),
        (activity("saml", "login_success", application_name="AWS"), (3002, 1, 1, None, ANN)),
        (activity("login", "account_disabled_password_leak", affected_email_address="B@a.example"),
         (3001, 5, 1, None, f"{SOURCE}:user:b@a.example")),
        (activity("token", "authorize", client_id="1.apps"), (3001, 1, 1, GRANT, GRANT)),
        (activity("token", "revoke", client_id="1.apps"), (3001, 6, 1, GRANT, GRANT)),
        (activity("token", "activity", client_id="1.apps", api_name="drive", method_name="files.list"),
         (6003, 2, 1, GRANT, None)),
        (activity("admin", "CREATE_USER", USER_EMAIL="b@a.example"), (3001, 1, 1, None, f"{SOURCE}:user:b@a.example")),
        (activity("admin", "ADD_GROUP_MEMBER", USER_EMAIL="b@a.example", GROUP_EMAIL="g@a.example"),
         (3006, 3, 1, None, f"{SOURCE}:user:b@a.example")),
        (activity("admin", "ASSIGN_ROLE", USER_EMAIL="b@a.example", ROLE_NAME="_SEED_ADMIN_ROLE"),
         (3005, 1, 1, None, f"{SOURCE}:user:b@a.example")),
        (activity("admin", "AUTHORIZE_API_CLIENT_ACCESS", API_CLIENT_NAME="9"),
         (3005, 1, 1, None, f"{SOURCE}:delegated_client:9")),
        (activity("drive", "view", doc_id="d1", doc_type="document"), (6001, 2, 1, None, None)),
        (activity("drive", "download", doc_id="d1"), (6001, 7, 1, None, None)),
        (activity("drive", "change_user_access", doc_id="d1"), (6001, 8, 1, None, None)),
        (activity("vault", "view_report"), (6003, 2, 1, None, None)),
        (activity("novelty", "nobody_knows"), (6003, 99, 1, None, None)),
    ],
)  # fmt: skip
def test_kinds_of_activity(view_rows, record, wanted):
    row, *others = view_rows(LOG, SOURCE, [record])
    assert [one["event_id"] for one in others] in ([], [row["event_id"] + "#2"])
    assert tuple(row[name] for name in ("class_uid", "activity_id", "status_id", "credential", "target")) == wanted
    assert (row["actor"], row["actor_name"], row["src_ip"]) == (ANN, "ann@a.example", "192.0.2.7")


def test_a_document_and_a_call_are_told(view_rows):
    call = activity("token", "activity", client_id="1", api_name="drive", method_name="files.get", num_response_bytes=7)
    seen = activity("drive", "view", doc_id="d1", doc_title="Plan", doc_type="document", owner="bob")
    rows = view_rows(LOG, SOURCE, [call, seen.replace("-22", "23")])
    assert [row["operation"] for row in rows[1::2]] == ["token.second", "drive.second"]
    rows = rows[::2]
    assert (rows[0]["operation"], rows[0]["bytes_out"]) == ("token.activity drive.files.get", 7)
    names = ("resource_type", "resource_uid", "resource_name", "resource_group")
    assert tuple(rows[1][name] for name in names) == ("document", "d1", "Plan", "bob")


@pytest.mark.parametrize("events", ["text", 7, [], [7], {"name": "x", "parameters": "y"}, [{"parameters": {"a": 1}}]])
def test_events_of_any_shape_cost_no_record(view_rows, events):
    record = json.loads(activity("login", "logout")) | {"events": events}
    (row,) = view_rows(LOG, SOURCE, [json.dumps(record)])
    assert row["actor"] == ANN


@pytest.mark.long
def test_what_an_app_called_joins_its_grant(tmp_path):
    world = SmallWorld(tmp_path)
    world.survey(SOURCE, "11-01", "oauth_tokens", TOKENS)
    world.log(SOURCE, "activities", activity("token", "activity", client_id="1.apps", api_name="drive"))
    world.sync()
    row = world.credentials()[GRANT]
    assert (row["uses"], row["name"], row["privileges"]) == (1, "Chat for 77", 1)


def test_a_list_of_another_s_making_names_no_user(sample, read_all):
    body = json.loads(sample("surveys/google/directory_tokens_list.user-1.json").read_text("utf-8"))
    with pytest.raises(VendorChanged, match="userKey"):
        read_all(endpoints("google_workspace")["oauth_tokens"], body, SOURCE)
    named = body | {"items": [one | {"userKey": "1"} for one in body["items"]]}
    assert len(read_all(endpoints("google_workspace")["oauth_tokens"], named, SOURCE)) == 7
