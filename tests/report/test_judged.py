"""A sync keeps posture and misfits: they are reused while their inputs are the same, else computed again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from keyroll.api import Keyroll
from keyroll.inventory.standing import STANDING, VIEWS
from keyroll.posture import judge
from keyroll.report import listing
from keyroll.report.listing import offered
from keyroll.store.home import Home
from keyroll.store.relations import build, set_variable
from keyroll.store.session import Row, Session
from keyroll.store.turns import NEVER, next_turn
from small_world import NOW, SmallWorld, account, app, at, call, iso, jira_line, key, token

KINDS = ("posture", "shadow")
TICK = timedelta(microseconds=1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    world = SmallWorld(tmp_path_factory.mktemp("made"))
    world.keys("10-06", key("ONE"), key("TWO"))
    world.tokens("10-06", token("bot", expires_at=iso("12-01")))
    world.apps("10-06", app("one", access_key="ONE"))
    world.jira("10-06", account("svc"))
    world.register("10-06", {"vendor": "Acme", "system": "cloudflare", "credential": "bot", "ended_on": iso("11-25")})
    world.trail(call("GetObject", iso("10-07"), "ONE", "1"), call("GetObject", iso("10-29"), "LOST", "2"))
    world.log("jira@main", "access", jira_line("svc", at("11-02")), ending="log")
    world.sync()
    return world


@pytest.fixture
def world(made: SmallWorld, tmp_path: Path) -> SmallWorld:
    return made.copied(tmp_path)


@contextmanager
def counted() -> Iterator[list[int]]:
    """Count how often the checks are run."""
    times: list[int] = []
    run = judge.posture_answers

    def counting(session: Session) -> None:
        times.append(1)
        run(session)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judge, "posture_answers", counting)
        yield times


def rows(world: SmallWorld, kind: str, now: datetime = NOW) -> tuple[list[Row], bool]:
    """The rows of a list, and whether they were computed."""
    with counted() as times:
        return Keyroll.open(world.path / "home", now=now).inventory.listed(kind).rows, bool(times)


def afresh(world: SmallWorld, kind: str, now: datetime = NOW) -> list[Row]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(offered, "_mark", lambda _: "another")
        return rows(world, kind, now)[0]


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_sync_kept_is_taken(made: SmallWorld, kind: str):
    taken, worked_out = rows(made, kind)
    assert taken
    assert not worked_out
    assert taken == afresh(made, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_rows_are_kept_until_time_changes_them(made: SmallWorld, kind: str):
    home = Home.open(made.path / "home", flags={"clock": iso_of(NOW)})
    until = datetime.fromtimestamp(home.lake.batches_done(f"kept/{kind}", "holds until") / 1e6, NOW.tzinfo)
    assert NOW < until < NEVER
    for moment, new in ((NOW + (until - NOW) / 2, False), (until - TICK, False), (until, True), (NOW - TICK, True)):
        taken, worked_out = rows(made, kind, moment)
        assert worked_out == new, moment
        assert taken == afresh(made, kind, moment)


def iso_of(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def test_a_contract_that_ends_is_a_risk_at_once(world: SmallWorld):
    def ended(now: datetime) -> bool:
        return any(
            row["check_id"] == "vendor_gone" and row["answer"] == "yes" for row in rows(world, "posture", now)[0]
        )

    end = at("11-25", "12:00")
    assert not ended(end - TICK)
    assert ended(end)


@pytest.mark.long
@pytest.mark.parametrize("change", ["listing", "register", "log", "clock"])
def test_a_sync_keeps_what_it_changed(world: SmallWorld, change: str):
    before, now = rows(world, "posture")[0], NOW
    if change == "listing":
        world.keys("11-13", key("ONE", active=False), key("TWO"), key("THREE"))
    elif change == "register":
        world.register(
            "11-13", {"vendor": "Acme", "system": "cloudflare", "credential": "bot", "ended_on": iso("11-14")}
        )
    elif change == "log":
        world.trail(call("GetObject", iso("11-20"), "TWO", "3"))
    else:
        now = NOW + timedelta(days=200)
        world.keys("11-14", key("ONE"), key("TWO"))
    world.sync(now)
    for kind in KINDS:
        taken, worked_out = rows(world, kind, now)
        assert not worked_out
        assert taken == afresh(world, kind, now)
    assert rows(world, "posture", now)[0] != before


def test_other_code_takes_nothing(made: SmallWorld, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(offered, "code", lambda *_: "another")
    assert rows(made, "posture")[1]


@pytest.mark.long
def test_an_earlier_time_takes_nothing(made: SmallWorld):
    with counted() as times:
        keyroll = Keyroll.open(made.path / "home", now=NOW)
        past = listing.listed(
            keyroll.home, "posture", where="", limit=9999, times=listing.Times(at=at("10-06", "23:00"))
        )
    assert times
    assert past.rows != rows(made, "posture")[0]


@pytest.mark.long
def test_reports_and_conditions_take_it_too(made: SmallWorld):
    keyroll = Keyroll.open(made.path / "home", now=NOW)
    with counted() as times:
        keyroll.inventory.posture()
        narrowed = keyroll.inventory.listed("posture", where="subject IN (SELECT id FROM credentials)").rows
    assert not times
    assert narrowed


@pytest.mark.long
def test_a_killed_write_leaves_lists_that_are_right(world: SmallWorld):
    class KilledError(Exception):
        pass

    left = [7]

    def fault(place: str) -> None:
        left[0] -= place in ("lake.before-publish", "lake.after-publish")
        if not left[0]:
            raise KilledError

    world.keys("11-13", key("ONE", active=False), key("TWO"), key("THREE"))
    home = Home.open(world.path / "home", flags={"clock": iso_of(NOW)}, fault=fault)
    with pytest.raises(KilledError):
        Keyroll(home).exports.sync(world.exports)
    for kind in KINDS:
        assert rows(world, kind)[0] == afresh(world, kind)
    world.sync()
    assert [rows(world, kind)[1] for kind in KINDS] == [False, False]


def test_all_that_follows_from_the_time_has_a_turn(made: SmallWorld):
    home = Home.open(made.path / "home", flags={"clock": iso_of(NOW)})
    with listing.reading(home, events=False) as session:
        before = {name: session.rows(f"SELECT * FROM {name} ORDER BY ALL") for name in VIEWS}
        turn = next_turn(session, STANDING, *VIEWS, also={})
        assert NOW < turn < NEVER
        for moment in (NOW + (turn - NOW) / 2, turn - TICK):
            set_variable(session, STANDING, moment)
            build(session, *VIEWS)
            assert {name: session.rows(f"SELECT * FROM {name} ORDER BY ALL") for name in VIEWS} == before
