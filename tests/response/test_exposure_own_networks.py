"""Use of a replacement from a network of the organisation is no sign of an intruder; use from a foreign one is."""

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from test_exposure_replacing import NEW, OLD, made, reasons, world_of

from keyroll.api import Keyroll
from small_world import call, iso

pytestmark = pytest.mark.long

#: An address of a /16 that the key used before, and another one of it that came in the window.
CLOUD, LATER = "134.176.12.4", "134.176.149.7"
FOREIGN = "203.0.113.7"


def by(name: str, when: str, address: str, client: str = "aws-cli") -> dict[str, Any]:
    return call("GetObject", iso(when), name, f"{name}-{when}-{address}-{client}", sourceIPAddress=address) | {
        "userAgent": client
    }


def both(address: str, client: str = "aws-cli") -> list[dict[str, Any]]:
    """The old key in the window and the new one after it, from one address."""
    return [made("ADMIN"), by("OLD", "10-07", address, client), by("NEW", "10-21", address, client)]


def kind(path: Path, *records: dict[str, Any]) -> str:
    return reasons(world_of(path, *records)).get(NEW, ("", False))[0]


def test_a_changing_address_in_the_prefix_of_its_consumer_is_no_sign(tmp_path: Path) -> None:
    assert kind(tmp_path, by("OLD", "09-11", CLOUD), *both(LATER)) == ""


def test_a_consumer_that_changes_its_networks_often_is_no_sign(tmp_path: Path) -> None:
    before = [by("OLD", f"09-1{day}", f"240.{130 + day}.7.9") for day in range(1, 6)]
    assert kind(tmp_path, *before, *both("240.141.3.4")) == ""


@pytest.mark.parametrize("when", ["09-15", "10-03"])
def test_a_network_that_another_key_used_first_is_the_organisations(tmp_path: Path, when: str) -> None:
    assert kind(tmp_path, by("LATE", "09-10", "192.0.2.1"), by("LATE", when, FOREIGN), *both(FOREIGN)) == ""


def test_another_program_in_the_prefix_of_its_consumer_is_a_sign(tmp_path: Path) -> None:
    assert kind(tmp_path, by("OLD", "09-11", CLOUD), *both(LATER, "curl")) == "replacement_used"


def test_another_program_in_a_network_of_the_organisation_is_a_sign(tmp_path: Path) -> None:
    assert kind(tmp_path, by("LATE", "09-15", FOREIGN), *both(FOREIGN, "curl")) == "replacement_used"


def test_a_network_that_only_a_key_of_the_window_used_first_is_a_sign(tmp_path: Path) -> None:
    assert kind(tmp_path, by("THIEF", "10-03", FOREIGN), *both(FOREIGN)) == "replacement_used"


def test_a_network_that_only_another_exposed_key_used_first_is_a_sign(tmp_path: Path) -> None:
    world = world_of(tmp_path, by("LATE", "09-15", FOREIGN), *both(FOREIGN))
    late = OLD.replace("OLD", "LATE")
    assert reasons(world, OLD, late)[NEW][0] == "replacement_used"


def test_the_consumers_program_in_the_intruders_network_is_ruled_out_by_its_own_network_only(tmp_path: Path) -> None:
    """An intruder uses the old key from a network of the organisation; the consumer uses the new one from there."""
    ours = [by("LATE", "09-15", FOREIGN), made("ADMIN"), by("OLD", "10-07", FOREIGN, "curl")]
    assert kind(tmp_path, *ours, by("NEW", "10-21", FOREIGN)) == ""


def test_the_reason_names_the_fact_that_rules_it_out(tmp_path: Path) -> None:
    world = world_of(tmp_path, *both(FOREIGN))
    reasons(world)
    state = Keyroll.open(tmp_path / "home").incidents.status("breach")
    (item,) = (one.item for one in state.standings if one.item.identifier == NEW)
    assert item.why is not None
    assert "ruled out if" in item.why.ruled_out_by


SIGNS = {"prefix": CLOUD, "none": "192.0.2.1"}


@pytest.mark.nightly
@pytest.mark.parametrize(("before", "client", "ours"), product(SIGNS, ("aws-cli", "curl"), (False, True)))
def test_truth_table_of_prefix_program_and_owner(tmp_path: Path, before: str, client: str, ours: bool) -> None:
    """No row with another program is ruled out; no row in a known place with the known program is exposed."""
    records = [by("OLD", "09-11", SIGNS[before]), *both(LATER, client)]
    records += [by("LATE", "09-15", LATER)] if ours else []
    ordinary = client == "aws-cli" and (before == "prefix" or ours)
    assert kind(tmp_path, *records) == ("" if ordinary else "replacement_used")


def test_a_consumer_that_changes_its_networks_often_does_not_explain_a_foreign_one(tmp_path: Path) -> None:
    before = [by("OLD", f"09-1{day}", f"240.{130 + day}.7.9") for day in range(1, 6)]
    assert kind(tmp_path, *before, *both(FOREIGN)) == "replacement_used"
