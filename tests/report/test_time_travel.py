"""A list as of then is the list that was printed then: nothing later has a part in it, in no column of no list."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from keyroll.api import LISTS, Keyroll, Times
from keyroll.clock import parse_time
from keyroll.errors import NothingToDo, UsageError
from keyroll.report.listing import ListRequest, reading
from keyroll.store.session import Row
from small_world import (
    SmallWorld,
    account,
    app,
    at,
    audited,
    call,
    iso,
    jira_line,
    key,
    makes_key,
    person,
    sheet_event,
    token,
)

DAYS = ["10-06", "10-13", "10-20", "10-27"]
KEYS, PEOPLE = ["ONE", "TWO", "SIX"], ["ann", "bob", "svc"]
FOLDED = [name for name, one in LISTS.items() if one.folded]

keys = st.dictionaries(st.sampled_from(KEYS), st.booleans())
some = st.frozensets(st.sampled_from(PEOPLE))
week = st.fixed_dictionaries(
    {
        "keys": st.none() | keys,
        "whole": st.booleans(),
        "accounts": st.none() | st.dictionaries(st.sampled_from(PEOPLE), st.booleans()),
        "people": st.none() | some,
        "apps": st.none() | st.frozensets(st.sampled_from(KEYS)),
        "version": st.none() | st.integers(1, 3),
        "owner": st.none() | st.sampled_from(["ann@a.example", "team-x"]),
        "calls": st.lists(st.tuples(st.sampled_from([*KEYS, "NEW"]), st.booleans()), max_size=3),
        "made": st.booleans(),
        "jira": st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from([200, 401])), max_size=3),
        "sheet": st.booleans(),
    }
)


def lay(world: SmallWorld, day: str, found: dict[str, Any]) -> None:
    """Write what comes in on one day."""
    if found["keys"] is not None:
        listed = [key(name, active=active) for name, active in sorted(found["keys"].items())]
        world.keys(day, *listed, whole=found["whole"])
    if found["accounts"] is not None:
        mail = {"ann": "ann@a.example", "bob": "bob@a.example", "svc": ""}
        world.jira(day, *(account(one, active=on, mail=mail[one]) for one, on in sorted(found["accounts"].items())))
    if found["people"] is not None:
        world.people(day, *(person(one) for one in sorted(found["people"])), whole=found["whole"])
    if found["apps"] is not None:
        world.apps(day, *(app(name.lower(), access_key=name) for name in sorted(found["apps"])))
    if found["version"] is not None:
        world.tokens(day, token("bot", version=found["version"], expires_at=iso("10-15")))
    if found["owner"] is not None:
        world.register(day, {"vendor": "Acme", "system": "cloudflare", "credential": "bot", "owner": found["owner"]})
    records = [
        call("GetObject", iso(day), name, f"{day}-{number}", error="" if fine else "AccessDenied")
        for number, (name, fine) in enumerate(found["calls"])
    ]
    if found["made"]:
        records.append(makes_key(iso(day), "ONE", "NEW", f"{day}-made"))
        world.log("jira@main", "audit", audited("User created", "svc", at(day, "12:00")))
    if records:
        world.trail(*records)
    if found["jira"]:
        lines = [jira_line(user, at(day, "12:00"), status) for user, status in found["jira"]]
        world.log("jira@main", "access", *lines, ending="log")
    if found["sheet"]:
        world.log("smartsheet@main", "events", sheet_event("ci", iso(day), day))


def printed(home: Path, now: datetime, times: Times) -> dict[str, list[Row]]:
    """Every list that follows from the inventory and the events; one fold serves all of them."""
    asked = ListRequest(Keyroll.open(home, now=now).home, times)
    rows: dict[str, list[Row]] = {}
    try:
        with reading(asked.home, times) as session:
            for kind in FOLDED:
                LISTS[kind].make(session, asked)
                rows[kind] = session.rows(f"SELECT * FROM ({LISTS[kind].query}) ORDER BY ALL")
    except NothingToDo:
        return {}
    return rows


def lists_are_those_of_then(weeks: list[dict[str, Any]]) -> None:
    with TemporaryDirectory() as folder:
        world = SmallWorld(Path(folder))
        then: dict[datetime, dict[str, list[Row]]] = {}
        for day, found in zip(DAYS, weeks, strict=True):
            lay(world, day, found)
            now = parse_time(f"2023-{day}", end_of_day=True)
            if world.exports.exists():
                world.sync(now=now)
                then[now] = printed(world.path / "home", now, Times())
        later = at("11-23")
        for now, expected in then.items():
            assert printed(world.path / "home", later, Times(at=now)) == expected
            assert printed(world.path / "home", later, Times(known_at=now)) == expected


FULL = {
    "keys": {"ONE": True, "TWO": False},
    "whole": True,
    "accounts": {"ann": True, "svc": False},
    "people": ["ann"],
    "apps": ["ONE"],
    "version": 1,
    "owner": "team-x",
    "calls": [("ONE", True), ("NEW", False)],
    "made": False,
    "jira": [("svc", 200)],
    "sheet": True,
}


@pytest.mark.long
@pytest.mark.nightly
def test_a_list_as_of_then_is_the_list_of_then() -> None:
    """Keys come, go and come back, values and owners change, a person leaves, what was unknown is listed later."""
    lists_are_those_of_then(
        [
            FULL,
            FULL
            | {"keys": {"ONE": False}, "version": 2, "owner": "ann@a.example", "accounts": {"svc": True}, "made": True},
            FULL | {"keys": None, "whole": False, "people": [], "apps": [], "calls": [("NEW", True)]},
            FULL | {"keys": {"ONE": True, "SIX": True, "NEW": True}, "apps": ["ONE", "TWO"], "version": 3},
        ]
    )


WEEKS = st.lists(week, min_size=len(DAYS), max_size=len(DAYS))
#: A failing example is told as it was found: making it smaller would take many homes.
AS_FOUND = (Phase.explicit, Phase.reuse, Phase.generate)


@pytest.mark.nightly
@settings(max_examples=2, deadline=None, phases=AS_FOUND)
@given(WEEKS)
def test_any_list_as_of_then_is_the_list_of_then(weeks: list[dict[str, Any]]) -> None:
    lists_are_those_of_then(weeks)


@pytest.mark.nightly
@settings(max_examples=60, deadline=None, phases=AS_FOUND)
@given(WEEKS)
def test_more_lists_as_of_then_are_the_lists_of_then(weeks: list[dict[str, Any]]) -> None:
    lists_are_those_of_then(weeks)


@pytest.mark.long
def test_what_came_late_was_there_but_was_not_known(tmp_path: Path) -> None:
    world = SmallWorld(tmp_path)
    world.keys("10-06", key("ONE"))
    world.sync(now=at("10-07"))
    world.keys("10-05", key("ONE"), key("TWO"))
    world.trail(call("GetObject", iso("10-05"), "TWO", "1"))
    keyroll = world.sync(now=at("11-01"))
    assert len(keyroll.inventory.listed("credentials", times=Times(at=at("10-06"))).rows) == 2
    assert len(keyroll.inventory.listed("credentials", times=Times(known_at=at("10-08"))).rows) == 1
    both = Times(at=at("10-05", "01:00"), known_at=at("11-02"))
    assert [row["uses"] for row in keyroll.inventory.listed("credentials", times=both).rows] == [0, 0]
    assert keyroll.inventory.listed("events", times=Times(known_at=at("10-08"))).rows == []


def test_before_anything_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    world = SmallWorld(tmp_path)
    world.keys("10-06", key("ONE"))
    keyroll = world.sync(now=at("10-07"))
    with pytest.raises(NothingToDo, match="observed by 2023-10-01") as error:
        keyroll.inventory.listed("credentials", times=Times(at=at("10-01")))
    assert "2023-10-06T00:00:00Z, recorded here at 2023-10-07T00:00:00Z" in error.value.hint
    assert (
        keyroll.inventory.listed("credentials", times=Times(at=at("10-06"))).note == "observed by 2023-10-06T00:00:00Z"
    )


def test_a_list_that_cannot_go_back_says_why_and_what_can(tmp_path: Path) -> None:
    world = SmallWorld(tmp_path)
    world.people("10-06", person("ann"), whole=False)
    world.keys("10-06", key("ONE"))
    world.trail(call("GetObject", iso("10-05"), "ONE", "1"))
    keyroll = world.sync(now=at("10-07"))
    with pytest.raises(UsageError, match="a story has no earlier state") as error:
        keyroll.inventory.listed("stories", times=Times(at=at("10-06")))
    assert error.value.hint.endswith("keyroll list findings --at")
    for kind in ("findings", "stories"):
        with pytest.raises(UsageError, match="stores no time of its run"):
            keyroll.inventory.listed(kind, times=Times(known_at=at("10-06")))
    with pytest.raises(UsageError, match="has no time of its own"):
        keyroll.inventory.listed("quarantine", times=Times(at=at("10-06")))
    assert len(keyroll.inventory.listed("quarantine", times=Times(known_at=at("10-07"))).rows) == 1
    assert keyroll.inventory.listed("quarantine", times=Times(known_at=at("10-06"))).rows == []
