"""Hunting by hand: a person's SELECT, saved hunts, a story's events, and pivots."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from keyroll.api import Keyroll, Narrow
from keyroll.cli.root import root
from keyroll.errors import BadQuery, NothingToDo, UsageError
from keyroll.report import saved
from small_world import NOW, SmallWorld, call, iso, key, person

STRANGE = "203.0.113.9"
DAYS = [f"10-{day:02d}" for day in range(1, 31)]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    """A month of two keys at home, then a day of one from elsewhere, with another program; hunted."""
    world = SmallWorld(tmp_path_factory.mktemp("world"))
    world.people("10-01", person("ann"))
    world.keys("10-01", key("ONE"), key("TWO"))
    calls = [call("GetObject", iso(day), name, f"{name}-{day}") for day in DAYS for name in ("ONE", "TWO")]
    away = {"sourceIPAddress": STRANGE, "userAgent": "curl/8"}
    calls += [call("ListBuckets", iso("10-31"), "ONE", f"away-{at}", **away) for at in range(3)]
    iam = {"service": "iam", **away}
    calls.append(call("CreateUser", iso("10-31"), "ONE", "away-3", requestParameters={"userName": "eve"}, **iam))
    own = {"userName": "user-ONE", "policyName": "all"}
    calls.append(call("PutUserPolicy", iso("10-31"), "ONE", "away-4", requestParameters=own, **iam))
    world.trail(*calls)
    world.sync().hunt.run()
    return world


@pytest.fixture
def keyroll(world: SmallWorld) -> Keyroll:
    return Keyroll.open(world.path / "home", now=NOW, create=False)


@pytest.fixture
def finding(keyroll: Keyroll) -> str:
    """The id of what was found about the new place."""
    return str(keyroll.inventory.listed("findings", where="behaviour = 'keyroll.new-network'").rows[0]["id"])


def test_a_select_sees_the_events_the_roll_and_the_last_hunt(keyroll: Keyroll) -> None:
    query = (
        "SELECT c.name, count(*) AS events, count(DISTINCT e.src_ip) AS places FROM events e "
        "JOIN credentials c ON c.id = e.credential GROUP BY c.name ORDER BY places DESC; "
    )
    listed = keyroll.inventory.selected(query)
    assert [tuple(row.values())[1:] for row in listed.rows] == [(35, 2), (30, 1)]
    assert listed.types == {"name": "VARCHAR", "events": "BIGINT", "places": "BIGINT"}
    assert keyroll.inventory.selected("SELECT DISTINCT f.title FROM evidence JOIN findings f ON f.id = finding").rows
    assert keyroll.inventory.selected("SELECT count(*) AS n FROM listed", kind="credentials").rows == [{"n": 2}]


def test_rows_are_cut_and_told(keyroll: Keyroll) -> None:
    listed = keyroll.inventory.selected("SELECT event_id FROM events -- all", limit=5)
    assert (len(listed.rows), listed.cut) == (5, True)


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM events", "SELECT 1; SELECT 2", "COPY events TO 'x.csv'", "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'", "SELECT * FROM query('SELECT 1')", "ATTACH 'x.db'", "SET threads = 1", "",
        "SELECT getenv('HOME')", "INSTALL httpfs",
    ],
)  # fmt: skip
def test_nothing_else_than_one_select_is_taken(keyroll: Keyroll, query: str) -> None:
    with pytest.raises(BadQuery) as refused:
        keyroll.inventory.selected(query)
    assert refused.value.hint


def test_a_refusal_says_what_there_is(keyroll: Keyroll) -> None:
    with pytest.raises(BadQuery, match="evnts does not exist") as refused:
        keyroll.inventory.selected("SELECT * FROM evnts")
    assert "events" in refused.value.hint
    with pytest.raises(BadQuery) as refused:
        keyroll.inventory.selected("SELECT scr_ip FROM events")
    assert "keyroll list events --columns" in refused.value.hint


def test_a_pivot_leads_to_all_of_the_same(keyroll: Keyroll, finding: str) -> None:
    told = {row["by"]: row for row in keyroll.inventory.pivots(finding[:8]).rows}
    assert (told["address"]["value"], told["address"]["events"]) == (STRANGE, 5)
    assert (told["client"]["value"], told["client"]["events"]) == ("curl/8", 5)
    assert (told["credential"]["behind"], told["credential"]["events"], told["credential"]["who"]) == (1, 35, 1)
    for by, events in (("address", 5), ("client", 5), ("credential", 35), ("actor", 35)):
        rows = keyroll.inventory.listed("events", narrow=Narrow(pivot=finding, by=by)).rows
        assert len(rows) == events
    event = keyroll.inventory.listed(
        "events", narrow=Narrow(pivot="ONE-10-05", by="address"), where="actor LIKE '%TWO'"
    ).rows
    assert len(event) == 30


def test_who_names_nothing_is_told_so(keyroll: Keyroll, finding: str) -> None:
    with pytest.raises(UsageError, match="no finding, story or event"):
        keyroll.inventory.pivots("zzz")
    with pytest.raises(UsageError, match="no finding, story or event"):
        keyroll.inventory.listed("events", narrow=Narrow(story="zzz"))
    with pytest.raises(UsageError, match="ids begin with"):
        keyroll.inventory.pivots("")


def test_without_a_hunt_there_is_no_story(tmp_path: Path) -> None:
    world = SmallWorld(tmp_path)
    world.trail(call("GetObject", iso("10-01"), "ONE", "1"))
    with pytest.raises(NothingToDo, match="nothing was hunted"):
        world.sync().inventory.listed("events", narrow=Narrow(story="a"))


def test_evidence_has_a_row_a_finding_and_event(keyroll: Keyroll, finding: str) -> None:
    (row,) = keyroll.inventory.listed("evidence", where=f"finding = '{finding}'").rows
    assert str(row["event_id"]).startswith("away-")
    assert (row["src_ip"], row["behaviour"]) == (STRANGE, "keyroll.new-network")
    counted = keyroll.inventory.selected(
        "SELECT count(*) AS n FROM evidence JOIN findings ON findings.id = finding"
    ).rows
    assert counted[0]["n"] == sum(int(str(one["events"])) for one in keyroll.inventory.listed("findings").rows)


def test_a_storys_events_are_a_table(keyroll: Keyroll, world: SmallWorld, tmp_path: Path) -> None:
    stories = keyroll.inventory.listed("stories").rows
    assert stories
    for story in stories:
        file = tmp_path / "story.csv"
        asked = ["list", "events", "--story", str(story["id"])[:10], "--format", "csv", "-o", str(file)]
        ended = CliRunner().invoke(root, [*asked, "--home", str(world.path / "home")], standalone_mode=False)
        assert ended.return_value == 0, ended.output
        behind = keyroll.inventory.listed("evidence", where=f"story = '{story['id']}'").rows
        with file.open(newline="") as stream:
            assert {row["event_id"] for row in csv.DictReader(stream)} == {row["event_id"] for row in behind}


def test_every_saved_hunt_of_ours_can_be_run(keyroll: Keyroll) -> None:
    ran = list(keyroll.hunt.saved(["all"]))
    assert {one.saved.name for one in ran} == set(saved.own())
    assert [one.fault for one in ran if one.fault] == []
    found = {one.saved.name: one.listed.rows for one in ran if one.listed}
    assert [row["user_agent"] for row in found["client_of_one_day"]] == ["curl/8"]
    assert all(one.saved.question.endswith("?") for one in ran)


def test_a_saved_hunt_may_lie_anywhere_and_a_bad_one_costs_itself(world: SmallWorld, tmp_path: Path) -> None:
    head = "-- title: Calls\n-- question: How many calls were there?\n"
    (tmp_path / "a.sql").write_text(f"{head}SELECT count(*) AS calls FROM events;\n")
    (tmp_path / "b.sql").write_text(f"{head}SELECT nothing FROM events")
    home = ["--home", str(world.path / "home")]
    ended = CliRunner().invoke(root, ["hunt", "--saved", str(tmp_path), "--json", *home], standalone_mode=False)
    assert ended.return_value == 11
    assert [json.loads(line) for line in ended.stdout.splitlines()] == [
        {"schema_version": 1, "kind": "hunt", "hunt": "a", "calls": 65}
    ]
    assert "b: Binder Error" in ended.stderr
    (tmp_path / "b.sql").write_text("SELECT 1")
    with pytest.raises(UsageError, match="no title"):
        saved.chosen([str(tmp_path)])
    with pytest.raises(UsageError, match="no saved hunt") as refused:
        saved.chosen(["client_of_one_dy"])
    assert "did you mean client_of_one_day?" in refused.value.hint


@pytest.mark.parametrize(
    "asked",
    [
        ["events", "--by", "address"],
        ["stories", "--story", "a"],
        ["events", "--story", "a", "--pivot", "b"],
        ["events", "--sql", "SELECT 1", "--where", "true"],
        ["events", "--pivot", "a", "--facet", "source"],
    ],
)
def test_options_that_do_not_go_together(world: SmallWorld, asked: list[str]) -> None:
    ended = CliRunner().invoke(root, ["list", *asked, "--home", str(world.path / "home")], standalone_mode=False)
    assert isinstance(ended.exception, UsageError)


def test_sql_may_be_a_file(world: SmallWorld, tmp_path: Path) -> None:
    file = tmp_path / "q.sql"
    file.write_text("SELECT count(*) AS n FROM events")
    home = ["--home", str(world.path / "home")]
    ended = CliRunner().invoke(root, ["list", "events", "--sql", str(file), "--json", *home], standalone_mode=False)
    assert json.loads(ended.stdout)["n"] == 65
