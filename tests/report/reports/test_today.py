"""What must be done today: at most ten rows, the most urgent first, each with a command that runs."""

import json
import shlex

import pytest
from click.testing import CliRunner, Result

from keyroll.api import Keyroll
from keyroll.cli.root import root
from keyroll.report.today import LINES, TodayRow
from small_world import NOW, SmallWorld, key, token

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def keyroll(tmp_path_factory: pytest.TempPathFactory) -> Keyroll:
    """Three keys that Okta held, one of them gone; a token that ends in a week, and one that ends in a year."""
    world = SmallWorld(tmp_path_factory.mktemp("today"))
    world.held_by_okta("db@a.example")
    for day in ("11-01", "11-10", "11-20"):
        world.keys(day, key("ONE"), key("TWO"))
    world.keys("11-22", key("ONE"))
    ends = ("2023-11-29T00:00:00Z", "2024-11-29T00:00:00Z")
    world.tokens("11-22", *(token(f"t{place}") | {"expires_at": at} for place, at in enumerate(ends)))
    return Keyroll.open(world.breached().path / "home", now=NOW)


@pytest.fixture(scope="module")
def rows(keyroll: Keyroll) -> tuple[TodayRow, ...]:
    return keyroll.reports.today()


def ran(keyroll: Keyroll, *arguments: str) -> Result:
    return CliRunner().invoke(root, [*arguments, "--home", str(keyroll.home.path), "--now", "2023-11-23T00:00:00Z"])


def test_open_items_come_before_what_ends_and_what_stopped(rows: tuple[TodayRow, ...]) -> None:
    said = [f"{one.what}: {one.why}" for one in rows]
    assert said[0] == "No hunt was run: whether an intruder uses a credential is unknown"
    items = [one for one in said if "exposed by Okta, not proven dead (no deadline" in one]
    assert said[1:3] == items
    assert "1 credential: ends within 14 days" in said[3:]
    assert any("listing" in one and "okta@main apps" in one for one in said[3:])
    assert len(rows) <= LINES


def test_each_command_runs_and_lists_the_counted_rows(keyroll: Keyroll, rows: tuple[TodayRow, ...]) -> None:
    for one in rows:
        if one.command != "keyroll hunt":
            done = ran(keyroll, *shlex.split(one.command)[1:])
            assert done.exit_code in (0, 12), (one.command, done.output)
    (ending,) = (one for one in rows if "ends within" in one.why)
    assert len(ran(keyroll, *shlex.split(ending.command)[1:], "--json").stdout.splitlines()) == 1


def test_screen_and_json_and_report_say_the_same(keyroll: Keyroll, rows: tuple[TodayRow, ...]) -> None:
    said = [json.loads(line)["what"] for line in ran(keyroll, "today", "--json").stdout.splitlines()]
    assert said == [one.what for one in rows]
    for screen in (ran(keyroll, "today").stdout, ran(keyroll, "report", "today").stdout):
        assert all(one.what in screen for one in rows)


def test_changes_of_an_end_do_not_matter(keyroll: Keyroll, rows: tuple[TodayRow, ...]) -> None:
    (changed,) = (one for one in rows if "since yesterday" in one.what)
    assert (changed.what, changed.why) == ("1 change since yesterday", "1 gone")  # and two tokens were seen first
