from typing import Any

import pytest

from keyroll.errors import VendorChanged
from keyroll.model.observation import Entity
from keyroll.providers.catalogue import endpoints, kind

ENDPOINT = endpoints("postgresql")["roles"]
ROWS: list[Any] = [
    {"rolname": "app", "rolcanlogin": True, "rolvaliduntil": "2027-01-01T00:00:00+00:00", "rolpassword": "********"},
    {"rolname": "old_app", "rolcanlogin": False, "rolvaliduntil": None},
    {"rolname": "for_ever", "rolcanlogin": True, "rolvaliduntil": "infinity"},
    {"rolname": "pg_monitor", "rolcanlogin": False, "rolvaliduntil": None},
]


def test_roles_are_principals_with_a_password_that_no_survey_can_date(read_all):
    found = read_all(ENDPOINT, ROWS, "postgresql@main")
    credentials = {one.subject.value: one.facts for one in found if one.entity is Entity.CREDENTIAL}
    assert {name: facts["state"] for name, facts in credentials.items()} == {
        "app": "active",
        "old_app": "suspended",
        "for_ever": "active",
    }
    assert credentials["app"]["expires"] == "2027-01-01T00:00:00Z"
    assert "expires" not in credentials["for_ever"]
    assert not any("changed" in facts or "********" in facts.values() for facts in credentials.values())
    assert {one.subject.value for one in found if one.entity is Entity.PRINCIPAL} == set(credentials)
    described = kind("postgresql", "role")
    assert described is not None
    assert (described.in_place, described.account) == (True, True)


def test_a_row_without_a_name_is_said(read_all):
    with pytest.raises(VendorChanged, match="rolname"):
        read_all(ENDPOINT, [{"rolcanlogin": True}], "postgresql@main")


def test_roles_are_known_by_their_columns():
    assert ENDPOINT.recognise(ROWS)
    assert not ENDPOINT.recognise([{"rolname": "x"}])
    assert not ENDPOINT.recognise({})
