"""The scope of an incident is kept by a sync: reused while its inputs are the same, computed again if one changed."""

import os
from pathlib import Path

import pytest

from by_night import first_by_day
from keyroll.api import Keyroll, Status
from keyroll.api import _kept as api_kept
from keyroll.model.incident import ClosingPolicy
from keyroll.response import keeping
from keyroll.store.home import Home
from small_world import SmallWorld, app, at, call, iso, key, key_id

pytestmark = pytest.mark.long


class Counted:
    """Counts how often grounds are computed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times, work_out = 0, api_kept.grounds

        def counted(*given: object) -> object:
            self.times += 1
            return work_out(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(api_kept, "grounds", counted)


@pytest.fixture
def world(tmp_path: Path) -> SmallWorld:
    world = SmallWorld(tmp_path)
    world.keys("10-06", key("ONE"), key("TWO"))
    world.apps("10-06", app("one", access_key="ONE"))
    world.trail(call("GetObject", iso("10-07"), "ONE", "1"), call("GetObject", iso("10-29"), "ONE", "2"))
    return world


@pytest.fixture
def keyroll(world: SmallWorld) -> Keyroll:
    opened = world.sync()
    opened.incidents.open("breach", vendor="Okta", begins=at("10-06"), ends=at("10-20"))
    return opened


@pytest.fixture
def counted(keyroll: Keyroll, monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch)


def afresh(keyroll: Keyroll, monkeypatch: pytest.MonkeyPatch) -> Status:
    with monkeypatch.context() as patch:
        patch.setattr(api_kept, "kept_grounds", lambda *_: None)
        return keyroll.incidents.status("breach")


def test_what_was_opened_is_not_worked_out_again(keyroll: Keyroll, counted: Counted, monkeypatch: pytest.MonkeyPatch):
    status = keyroll.incidents.status("breach")
    assert counted.times == 0
    assert status == afresh(keyroll, monkeypatch)
    assert status.standings
    assert status.standings[0].judgement.evidence


def test_the_campaign_needs_no_table_of_the_inventory(keyroll: Keyroll, counted: Counted):
    assert keyroll.campaigns.status("breach").work
    assert counted.times == 0


def test_a_sync_keeps_what_it_changed(
    world: SmallWorld, keyroll: Keyroll, counted: Counted, monkeypatch: pytest.MonkeyPatch
):
    before = keyroll.incidents.status("breach")
    world.apps("10-13", app("one", access_key="ONE"), app("two", access_key="TWO"))
    again = world.sync()
    assert counted.times == 1
    after = again.incidents.status("breach")
    assert counted.times == 1
    assert {one.item.identifier for one in after.standings} == {key_id("ONE"), key_id("TWO")}
    assert after == afresh(again, monkeypatch)
    assert after != before


def test_a_sync_that_brings_nothing_works_nothing_out(world: SmallWorld, keyroll: Keyroll, counted: Counted):
    world.sync().incidents.status("breach")
    assert counted.times == 0


def test_more_in_scope_is_worked_out_and_kept(keyroll: Keyroll, counted: Counted):
    keyroll.incidents.widen("breach", key_id("TWO"), because="sent by mail", by="ann")
    assert counted.times == 1
    assert key_id("TWO") in {one.item.identifier for one in keyroll.incidents.status("breach").standings}
    assert counted.times == 1


def test_what_closes_an_item_changes_no_ground(keyroll: Keyroll, counted: Counted):
    keyroll.campaigns.set_terms("breach", policy=ClosingPolicy.EXPORTS)
    assert keyroll.incidents.status("breach").incident.policy is ClosingPolicy.EXPORTS
    assert counted.times == 0


@pytest.mark.parametrize("changed", first_by_day(["SCHEMA", "code"]))
def test_other_code_takes_nothing_that_was_kept(
    keyroll: Keyroll, counted: Counted, monkeypatch: pytest.MonkeyPatch, changed: str
):
    monkeypatch.setattr(keeping, changed, 2 if changed == "SCHEMA" else lambda *_: "another")
    keyroll.incidents.status("breach")
    assert counted.times == 1


def test_records_without_their_inventory_count(
    world: SmallWorld, keyroll: Keyroll, counted: Counted, monkeypatch: pytest.MonkeyPatch
):
    """A sync that was killed before it published leaves newer records: what was kept holds no more."""
    world.trail(call("GetObject", iso("10-30"), "ONE", "3"))
    monkeypatch.setattr(api_kept.tables, "publish", lambda *_: False)
    monkeypatch.setattr(api_kept, "keep_changes", lambda *_: None)
    monkeypatch.setattr("keyroll.api.bringing.publish", lambda *_: None)
    again = world.sync()
    again.incidents.status("breach")
    assert counted.times == 1


@pytest.mark.parametrize("content", first_by_day(["", "{}", '{"ids": 3}', "no JSON"]))
def test_what_is_no_ground_counts_for_nothing(
    keyroll: Keyroll, counted: Counted, monkeypatch: pytest.MonkeyPatch, content: str
):
    status = keyroll.incidents.status("breach")
    incident = keyroll.home.ledger.incident("breach")
    with keyroll.home.session() as session, monkeypatch.context() as patch:
        session.load_columns("forged", {"content": "VARCHAR"}, {"content": [content]})
        table = keeping._table(incident)
        patch.setattr(keeping, "keep", lambda *_: None)
        mark = keeping._mark(keyroll.home, incident, _kept(keyroll))
        keyroll.home.lake.put(session, "forged", table, {mark: keyroll.home.lake.version(table) + 2}, anew=True)
    assert keyroll.incidents.status("breach") == status
    assert counted.times == 1


def _kept(keyroll: Keyroll) -> keeping.KeptIncident:
    from keyroll.response.signed import signed

    return signed(keyroll.home.ledger, "breach")[1]


def test_a_killed_write_loses_nothing(world: SmallWorld, keyroll: Keyroll):
    """Whoever dies at any moment of keeping leaves a home that answers the same."""
    status = keyroll.incidents.status("breach")
    world.apps("10-13", app("one", access_key="ONE"), app("two", access_key="TWO"))

    class KilledError(Exception):
        pass

    def fault(place: str) -> None:
        if place in ("lake.before-publish", "lake.after-publish"):
            raise KilledError

    home = Home.open(keyroll.home.path, flags={"clock": "2023-11-23T00:00:00Z"}, fault=fault)
    with pytest.raises(KilledError):
        Keyroll(home).exports.sync(world.exports)
    after = world.sync().incidents.status("breach")
    assert {one.item.identifier for one in after.standings} == {key_id("ONE"), key_id("TWO")}
    assert after != status


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_that_may_only_be_read_answers(keyroll: Keyroll, counted: Counted):
    place = keyroll.home.path
    place.chmod(0o500)
    try:
        assert Keyroll.open(place, create=False).incidents.status("breach").standings
    finally:
        place.chmod(0o700)
    assert counted.times == 0
