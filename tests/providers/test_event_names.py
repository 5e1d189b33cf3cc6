"""Names of event types in records of several languages, forms and generations of one log."""

import json

import pytest

from keyroll.providers._atlassian_actions import NAMES
from keyroll.providers.catalogue import logs
from keyroll.providers.contracts.events import event_catalogue

KEY = "jira.auditing.user.added.to.group"
RECORD = {"author": {"id": "1", "name": "ada", "type": "user"}, "affectedObjects": [], "method": "Browser"}
TYPE = {"action": "Benutzer zur Gruppe hinzugefügt", "actionI18nKey": KEY, "category": "Benutzer"}
FILE = {"auditType": TYPE, "timestamp": {"epochSecond": 1_700_000_000, "nano": 0}}
REST = {"type": TYPE, "timestamp": "2023-11-14T22:13:20.000Z"}


@pytest.mark.parametrize("form", [FILE, REST], ids=["file", "REST"])
def test_an_action_of_jira_has_its_english_name_in_any_language_and_form(view_rows, form):
    (row,) = view_rows(logs("jira")["audit"], "jira@prod", [json.dumps(RECORD | form)])
    assert row["operation"] == "User added to group"
    assert (row["class_uid"], row["activity_id"]) == (3006, 3)


def test_an_action_without_a_known_key_keeps_its_text(view_rows):
    record = RECORD | FILE | {"auditType": TYPE | {"actionI18nKey": "app.own"}}
    (row,) = view_rows(logs("jira")["audit"], "jira@prod", [json.dumps(record)])
    assert row["operation"] == TYPE["action"]


@pytest.mark.parametrize(
    ("provider", "prefix"), [("jira", "jira."), ("confluence", "audit.logging."), ("bitbucket", "bitbucket.")]
)
def test_the_catalogues_know_the_english_names(provider: str, prefix: str):
    table = event_catalogue(provider)
    assert not [name for key, name in NAMES.items() if key.startswith(prefix) and not table.find(name).known]


@pytest.mark.parametrize(
    ("kind", "thing", "event"),
    [
        ("create", "r2.bucket", "create r2.bucket"),
        ("delete", "", "delete"),
        ("gateway_update", "gateway.list", "gateway_update"),
    ],
)
def test_a_verb_of_cloudflare_says_what_it_is_done_to(view_rows, kind: str, thing: str, event: str):
    record = {
        "ActionType": kind, "ResourceType": thing, "ResourceID": "r", "ActorEmail": "a@a.example", "ActorID": "a",
        "ActorIP": "192.0.2.7", "ActorType": "user", "ID": "i", "ActionResult": True, "When": "2023-11-15T16:28:38Z",
    }  # fmt: skip
    (row,) = view_rows(logs("cloudflare")["audit"], "cloudflare@main", [json.dumps(record)])
    assert row["operation"] == event
    assert event_catalogue("cloudflare").find(event).known
