from typing import Any

import pytest

from keyroll.errors import VendorChanged
from keyroll.model.observation import Entity
from keyroll.providers.catalogue import endpoints

SOURCE = "register@main"
HOSTS = endpoints("register")["hosts"]
ROW: dict[str, Any] = {"host": "app-01", "address": " 10.3.0.12 ", "runs": "jira@main"}


def test_a_row_is_a_host_with_what_runs_there(read_all):
    (found,) = read_all(HOSTS, [ROW, {"host": "gone", "address": "", "runs": ""}], SOURCE)
    assert found.entity is Entity.HOST
    assert found.facts == {"name": "app-01", "address": "10.3.0.12", "runs": "jira@main", "row": 1}


def test_two_systems_on_one_host_are_two_facts(read_all):
    one, other = read_all(HOSTS, [ROW, ROW | {"runs": "confluence@main"}], SOURCE)
    assert one.subject != other.subject


def test_an_inventory_is_known_by_its_header_and_refused_without(read_all):
    assert HOSTS.recognise([ROW])
    assert not HOSTS.recognise([{"host": "a", "address": "b"}])
    with pytest.raises(VendorChanged):
        read_all(HOSTS, [{"host": "a", "address": "10.0.0.1"}], SOURCE)
