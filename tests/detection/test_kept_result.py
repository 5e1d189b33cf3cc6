"""A hunt of which no input changed returns the result of the last one; each changed input makes a new hunt."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.cli_run import home_of_two_keys
from keyroll.api import Keyroll
from keyroll.detection import kept
from keyroll.detection.alerts.budget import Budget
from keyroll.detection.hunt import behaviours_by_id, hunt
from keyroll.detection.kept import answer, mark
from keyroll.detection.sigma.outcome import RuleRequest
from keyroll.inventory.published import PUBLISHED, READ, SHOWN
from keyroll.inventory.standing import STANDING
from keyroll.store.home import Home
from keyroll.store.relations import catalogue
from small_world import SmallWorld, at, call, iso, key

RULE = """title: Objects read
id: 7c7f3c52-6f1e-4d5a-9a51-0d7f4ab6e0aa
logsource: {product: aws, service: cloudtrail}
detection:
  selection: {eventName: GetObject}
  condition: selection
level: high
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "read.yml").write_text(RULE, encoding="utf-8")
    return home_of_two_keys(tmp_path, "svc")


def opened(home: Path, day: str = "10-21") -> Keyroll:
    return Keyroll.open(home, now=at(day))


def marked(home: Path, budget: Budget | None = None) -> str:
    return mark(opened(home).home, RuleRequest((home.parent / "rules",)), budget)


def test_an_unchanged_hunt_is_answered_from_the_last_one_at_any_time(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = home.parent / "rules"
    first = opened(home).hunt.run(rules=(rules,))
    assert first.judged.findings
    tables = {name: opened(home).home.lake.version(name) for name in opened(home).home.lake.names()}

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("it hunted")

    monkeypatch.setattr("keyroll.detection.hunt.hunt", refused)
    for day in ("10-21", "12-31"):
        again = opened(home, day).hunt.run(rules=(rules,))
        assert again == first
        since = opened(home, day).hunt.run(rules=(rules,), since=at("10-20"))
        assert since.findings == tuple(one for one in first.findings if one.last_at >= at("10-20"))
    opened(home).hunt.run(rules=(rules,))
    now = {name: opened(home).home.lake.version(name) for name in opened(home).home.lake.names()}
    assert {name for name in now if now[name] != tables.get(name)} <= {
        "hunt/findings", "hunt/stories", "hunt/evidence", "hunt/events", "hunt/result",
    }  # fmt: skip
    with pytest.raises(AssertionError, match="it hunted"):
        opened(home).hunt.run()


def more_events(home: Path) -> None:
    world = SmallWorld(home.parent)
    world.numbers[world.exports / "aws@123456789012" / "logs" / "cloudtrail"] = 5
    world.trail(call("GetObject", iso("10-20"), "TWO", "2"))
    world.sync(now=at("10-21"))


def another_listing(home: Path) -> None:
    world = SmallWorld(home.parent)
    world.keys("10-20", key("ONE"))
    world.sync(now=at("10-21"))


def an_incident(home: Path) -> None:
    opened(home).incidents.open("aws", vendor="Okta", begins=at("10-02"), ends=at("10-18"))


def a_budget(home: Path) -> None:
    (home / "keyroll.toml").write_text('high_budget = "2.5"\n', encoding="utf-8")


def another_rule(home: Path) -> None:
    (home.parent / "rules" / "read.yml").write_text(RULE.replace("high", "low"), encoding="utf-8")


def one_more_rule(home: Path) -> None:
    (home.parent / "rules" / "more.yaml").write_text(RULE.replace("7c7f", "8c7f"), encoding="utf-8")


@pytest.mark.parametrize("change", [more_events, another_listing, an_incident, a_budget, another_rule, one_more_rule])
def test_each_input_that_changes_makes_a_new_hunt(home: Path, change: Callable[[Path], None]) -> None:
    rules = RuleRequest((home.parent / "rules",))
    opened(home).hunt.run(rules=rules.folders)
    before = marked(home)
    assert marked(home) == before
    change(home)
    assert marked(home) != before
    here: Home = opened(home).home
    assert answer(here, rules) == hunt(here, rules=rules)


def test_other_code_libraries_and_budgets_make_a_new_hunt(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = marked(home)
    assert marked(home, Budget.of("1/week")) != before
    with monkeypatch.context() as other:
        other.setattr(kept, "version", lambda _: "0")
        assert marked(home) != before
    with monkeypatch.context() as other:
        other.setattr(kept, "code", lambda *_: "0")
        assert marked(home) != before
    assert marked(home) == before


def test_no_relation_that_a_hunt_reads_depends_on_the_time_of_day() -> None:
    known = catalogue()
    named = {word for one in behaviours_by_id().values() for word in re.findall(r"\w+", one.sql)}
    published = named & {*PUBLISHED, *READ, *(part.name for part in SHOWN)}
    todo, read = [*published, *(name for name, one in known.items() if one.package == "detection")], set[str]()
    while todo:
        if (name := todo.pop()) not in read:
            read.add(name)
            todo += known[name].needs
    assert not read & {STANDING, "now_time"}
