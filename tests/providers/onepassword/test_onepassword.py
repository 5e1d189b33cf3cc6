"""1Password's events in OCSF's words."""

import json
from typing import Any

import pytest

from keyroll.providers.catalogue import logs, provider

SOURCE = "onepassword@main"
LOGS = logs("onepassword")
AT = {"uuid": "e1", "timestamp": "2023-03-15T16:33:50-03:00"}
ANN = {"uuid": "u1", "name": "Ann", "email": "ann@a.example"}
CLIENT = {"app_name": "1Password CLI", "app_version": "2", "ip_address": "192.0.2.7"}


def act(action: str, thing: str) -> str:
    who: dict[str, Any] = {"actor_uuid": "u1", "actor_details": ANN, "session": {"uuid": "s1", "ip": "192.0.2.7"}}
    return json.dumps(AT | who | {"action": action, "object_type": thing, "object_uuid": "o1", "aux_uuid": "u2"})


@pytest.mark.parametrize(
    ("action", "thing", "wanted"),
    [
        ("join", "gm", (3006, 3, f"{SOURCE}:user:u2")),
        ("leave", "gm", (3006, 4, f"{SOURCE}:user:u2")),
        ("create", "user", (3001, 1, f"{SOURCE}:user:o1")),
        ("suspend", "user", (3001, 5, f"{SOURCE}:user:o1")),
        ("create", "sa", (3001, 1, f"{SOURCE}:service_account:o1")),
        ("grant", "uva", (3005, 1, f"{SOURCE}:user:u2")),
        ("revoke", "uva", (3005, 2, f"{SOURCE}:user:u2")),
        ("create", "group", (3006, 6, None)),
        ("delete", "vault", (3004, 4, None)),
        ("tweak", "novelty", (3004, 3, None)),
    ],
)
def test_administration(view_rows, action, thing, wanted):
    (row,) = view_rows(LOGS["audit"], SOURCE, [act(action, thing)])
    assert (row["class_uid"], row["activity_id"], row["target"]) == wanted
    assert (row["actor"], row["src_ip"], row["session_uid"]) == (f"{SOURCE}:user:u1", "192.0.2.7", "s1")


def test_uses_of_items_and_sign_ins(view_rows):
    used = AT | {"item_uuid": "i1", "vault_uuid": "v1", "user": ANN, "client": CLIENT, "action": "reveal"}
    (row,) = view_rows(LOGS["item_usages"], SOURCE, [json.dumps(used)])
    assert (row["class_uid"], row["activity_id"], row["resource_uid"], row["resource_group"]) == (6005, 1, "i1", "v1")
    assert row["user_agent"] == "1Password CLI/2"
    tried = AT | {"category": "firewall_failed", "type": "continent_blocked", "target_user": ANN, "client": CLIENT}
    rows = view_rows(LOGS["sign_ins"], SOURCE, [json.dumps(tried), json.dumps(tried | {"category": "success"}), "{}"])
    assert [(row["class_uid"], row["status_id"]) for row in rows] == [(3002, 2), (3002, 1)]


def test_a_service_account_is_told_by_the_domain_of_its_mail(view_rows):
    who = ANN | {"email": "abc234@1passwordserviceaccounts.com"}
    lines = {
        "item_usages": AT | {"item_uuid": "i1", "vault_uuid": "v1", "user": who, "client": CLIENT, "action": "reveal"},
        "sign_ins": AT | {"category": "success", "type": "credentials_ok", "target_user": who, "client": CLIENT},
        "audit": AT | {"actor_uuid": "u1", "actor_details": who, "action": "create", "object_type": "vault"},
    }
    for name, line in lines.items():
        (row,) = view_rows(LOGS[name], SOURCE, [json.dumps(line)])
        assert row["actor"] == f"{SOURCE}:service_account:u1"


def test_the_only_kind_is_listed_by_nobody():
    assert all(kind.unlistable_because for kind in provider("onepassword").kinds)
