"""Each number has one definition: terminal, console, report and Python API show the same on five homes."""

import json
import re
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from click.testing import CliRunner
from console_home import small_home

from keyroll.api import Keyroll, play_case
from keyroll.cli.root import root
from keyroll.clock import iso
from keyroll.report.estimate import unknown
from keyroll.report.figures import CONDITIONS
from keyroll.report.plain import lines
from keyroll.server.page import PageRequest
from keyroll.server.pages.overview import PAGE, Overview
from small_world import AWS, NOW, SmallWorld, account, app, call, key, key_id, person, token
from small_world import iso as day

pytestmark = pytest.mark.long


def hostile(path: Path) -> Keyroll:
    return Keyroll.open(small_home(path).path / "home", now=NOW)


def held(path: Path) -> Keyroll:
    world = SmallWorld(path)
    world.held_by_okta("db@a.example")
    world.keys("11-20", key("ONE"), key("TWO", active=False))
    return Keyroll.open(world.breached().path / "home", now=NOW)


def questions(path: Path) -> Keyroll:
    world = SmallWorld(path)
    world.people("10-06", person("ann"))
    world.keys("10-06", key("ONE"), key("OFF", active=False), *(key(f"K{number}") for number in range(20)))
    world.apps("10-06", app("Deploys", access_key="ONE"))
    world.jira("10-06", account("ci"))
    world.trail(call("GetObject", day("10-19"), "ONE", "1"))
    return world.sync()


def audited(path: Path) -> Keyroll:
    """A home with an audit that found a credential which is in no list: it is unknown, and seen."""
    world = SmallWorld(path)
    world.keys("10-20", key("ONE"), *(key(f"K{number}") for number in range(20)))
    world.tokens("10-20", token("bot"))
    world.trail(call("GetObject", day("10-19"), "SHADOW", "1"))
    empty = {"source": AWS, "kind": "access_key", "person": "", "note": "", "said_on": ""}
    found = ("ONE", "SHADOW", "FOUND", *(f"K{number}" for number in range(20)))
    world.table("register@main", "10-21", "audit", [{"place": "one", "id": key_id(name), **empty} for name in found])
    return world.sync()


def replay(path: Path) -> Keyroll:
    return play_case("runner", path, 1).keyroll


HOMES: tuple[Callable[[Path], Keyroll], ...] = (hostile, held, questions, audited, replay)


@pytest.mark.parametrize("made", HOMES, ids=lambda made: made.__name__)
def test_every_surface_shows_the_same_numbers(made: Callable[[Path], Keyroll], tmp_path: Path) -> None:
    keyroll = made(tmp_path)
    figures, (answer, _) = keyroll.inventory.figures(), keyroll.inventory.estimate()
    more, total = unknown(answer), answer.total

    assert figures.known >= figures.live == answer.known
    if made is audited:
        assert answer.found_by_audit == 1
    if total and more:
        assert answer.known <= total.low <= total.point <= total.high
        assert (more.point, more.low, more.high) == tuple(
            end - figures.live for end in (total.point, total.low, total.high)
        )
    for name, condition in CONDITIONS.items():  # each number opens to its rows
        rows = keyroll.inventory.listed("credentials", where=condition).rows
        assert len(rows) == asdict(figures)[name], name

    page = PAGE.data(PageRequest(keyroll, {}))
    assert isinstance(page, Overview)
    shown = {one.label: one.number for one in page.figures}
    open_items = sum(len(keyroll.campaigns.status(name).left) for name in keyroll.incidents.names())
    assert {name: shown[name] for name in ("live credentials", "without an owner", "unused", "overdue")} == {
        "live credentials": figures.live, "without an owner": figures.without_owner,
        "unused": figures.unused, "overdue": figures.overdue,
    }  # fmt: skip
    assert shown["open items"] == open_items
    assert (page.unknown.known, page.unknown.point, page.unknown.low, page.unknown.high) == (
        figures.live, *((more.point, more.low, more.high) if more else (None,) * 3),
    )  # fmt: skip

    report = " ".join(" ".join(text for text, _ in lines(keyroll.reports.document("executive"), 400)).split())
    assert f"{figures.live:,} live and known ({figures.without_owner:,} without an owner; " in report
    assert f"{figures.unused:,} unused; {figures.overdue:,} overdue)" in report
    assert (f"{more.words} unknown" if more else "cannot say unknown") in report
    assert f"{open_items:,} exposed and not proven dead" in report

    arguments = ["estimate", "--json", "--home", str(keyroll.home.path), "--now", iso(keyroll.now())]
    (line,) = CliRunner().invoke(root, arguments).stdout.splitlines()
    said = json.loads(line)
    assert (said["known"], said["unknown"]) == (figures.live, asdict(more) if more else None)
    assert said["figures"] == asdict(figures)
    screen = CliRunner().invoke(root, [one for one in arguments if one != "--json"]).stdout
    assert re.search(rf"\b{figures.live:,} (credentials? )?are known", " ".join(screen.split())), screen
