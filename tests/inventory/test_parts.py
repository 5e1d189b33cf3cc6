"""What is added sync by sync equals what is read from all records at once, whatever came late or was killed."""

import itertools
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.intake.surveys import TABLE, TYPES, observations_view
from keyroll.intake.view import event_tables, events_view
from keyroll.inventory import parts, tables
from keyroll.inventory.part import InventoryPart, later
from keyroll.model.event import ENVELOPE
from keyroll.model.ids import digest
from keyroll.providers.catalogue import logs
from keyroll.store.lake import Lake
from keyroll.store.session import Row, Session

FIRST = datetime(2023, 10, 1, tzinfo=UTC)
TABLES = ("events/cloudflare.access", "events/cloudflare.audit")
_numbers = itertools.count()

HANDLES = st.sampled_from(
    [f"cloudflare@main:access_service_token:{one}" for one in "ABC"] + ["cloudflare@*:access_client_id:1"]
)
MOMENTS = st.integers(0, 5)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "state": st.sampled_from(["active", "suspended"]),
        "name": st.sampled_from(["n", "m"]),
        "owner": st.sampled_from(["ann@a.example", "team"]),
        "created": st.sampled_from(["2023-01-01T00:00:00Z", "2023-02-01T00:00:00Z"]),
        "generation": st.integers(1, 3),
        "complete": st.booleans(),
        "holder": st.sampled_from(["Okta", ""]),
        "privilege": st.sampled_from(["read", "write"]),
        "email": st.sampled_from(["ann@a.example", "joe@a.example"]),
        "principal_kind": st.sampled_from(["human", "unknown"]),
        "provider": st.just("cloudflare"),
    },
)
OBSERVATIONS = st.tuples(
    st.sampled_from(["credential", "value", "principal", "grant", "location", "registration", "policy", "read"]),
    HANDLES, st.lists(HANDLES, max_size=2), MOMENTS, st.sampled_from(["access_service_tokens", "report"]), FACTS,
)  # fmt: skip
EVENTS = st.tuples(st.sampled_from(TABLES), HANDLES, MOMENTS, st.booleans())
SYNCS = st.lists(st.tuples(st.lists(OBSERVATIONS, max_size=6), st.lists(EVENTS, max_size=4)), min_size=1, max_size=4)


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Fault:
    """Ends the process at one place that writes, once."""

    left: int = -1

    def __call__(self, place: str) -> None:
        self.left -= place in ("lake.before-publish", "lake.after-publish")
        if self.left == 0:
            self.left = -1
            raise Killed


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lakes")


@pytest.fixture(scope="module")
def session(folder: Path) -> Iterator[Session]:
    with Session(folder / "spill", threads=1) as session:
        yield session


def moment(day: int) -> datetime:
    return FIRST + timedelta(days=day)


def observe(session: Session, lake: Lake, told: list) -> None:
    rows: list[Any] = []
    for entity, subject, names, day, endpoint, facts in told:
        links = [{"relation": "holds", "to": name} for name in names] + [{"relation": "principal", "to": "p"}]
        text = json.dumps(facts, sort_keys=True)
        name = digest(entity, subject, *names, str(day), endpoint, text)
        when, strong = moment(day), sorted({subject, *names})
        rows.append(
            ("cloudflare@main", when.date(), name, when, when, when, "raw", 1, endpoint, entity, subject,
             "access_service_token", strong, [], text, links)
        )  # fmt: skip
    if rows:
        columns = dict(zip(TYPES, (list(column) for column in zip(*rows, strict=True)), strict=True))
        session.load_columns("told", TYPES, columns)
        lake.append(session, "told", TABLE, f"stream {next(_numbers)}", 1)


def happen(session: Session, lake: Lake, table: str, events: list) -> None:
    rows = [
        (
            "cloudflare@main",
            moment(day).date(),
            digest(identifier, str(day), str(fine)),
            *[moment(day)] * 3,
            "raw",
            1,
            False,
        )
        for _, identifier, day, fine in events
    ]
    if not rows:
        return
    columns = dict(zip(ENVELOPE, (list(column) for column in zip(*rows, strict=True)), strict=True))
    session.load_columns("envelope", ENVELOPE, columns)
    log = logs("cloudflare")[table.partition(".")[2]]
    given = {"Connection": "'service_token'", "UserUID": "event_id[:1]", "Allowed": "record = 1", "CreatedAt": "'x'"}
    native = ", ".join(f'({given.get(name, "NULL")})::{kind} AS "{name}"' for name, kind in log.columns.items())
    session.run(f"CREATE OR REPLACE TEMP TABLE happened AS SELECT *, {native} FROM envelope")
    lake.append(session, "happened", table, f"stream {next(_numbers)}", 1)


def sync(session: Session, lake: Lake, told: list, events: list) -> None:
    observe(session, lake, told)
    for table in TABLES:
        happen(session, lake, table, [one for one in events if one[0] == table])


def bag(session: Session, relation: str) -> list[Row]:
    return session.rows(f'SELECT *, count(*) AS times FROM "{relation}" GROUP BY ALL ORDER BY ALL')


def kept(session: Session, lake: Lake) -> dict[str, list[Row]]:
    for part in tables.PARTS:
        assert parts.open_part(session, lake, part)
    return {part.name: bag(session, part.name) for part in tables.PARTS}


def at_once(folder: Path, lake: Lake) -> dict[str, list[Row]]:
    with Session(folder / "spill", threads=1) as fresh:
        observations_view(fresh, lake, "observed")
        events_view(fresh, lake)
        parts.sum_here(fresh, tables.PARTS)
        return {part.name: bag(fresh, part.name) for part in tables.PARTS}


@pytest.mark.long
@settings(max_examples=15, deadline=None)
@given(SYNCS, st.integers(1, 60), st.integers(2, 16))
@pytest.mark.nightly
def test_sync_by_sync_is_all_at_once(folder: Path, syncs: list, killed_at: int, files: int):
    """Late surveys, fixed reads, equal records in two syncs, a kill at any write, few or many files."""
    fault = Fault()
    lake = Lake(folder / f"{next(_numbers)}", fault=fault)
    with pytest.MonkeyPatch.context() as patch, Session(folder / "spill", threads=1) as session:
        patch.setattr(parts, "FILES", files)
        for told, events in syncs:
            sync(session, lake, told, events)
            fault.left = killed_at
            try:
                parts.bring_up_to_date(session, lake, tables.PARTS)
                parts.open_parts(session, lake, tables.PARTS)
            except Killed:
                lake = Lake(lake._root, fault=fault)
            fault.left = -1
        parts.bring_up_to_date(session, lake, tables.PARTS)
        parts.open_parts(session, lake, tables.PARTS)
        assert kept(session, lake) == at_once(folder, lake)
    shutil.rmtree(lake._root)


ONE: tuple[Any, ...] = ("credential", "cloudflare@main:access_service_token:A", [], 1, "report", {"state": "active"})
PART = InventoryPart(
    "counted", "observed", "SELECT subject, 1::BIGINT AS times FROM {arriving}", {"times": "sum(times)::BIGINT"}
)


def counted(session: Session, lake: Lake, part: InventoryPart = PART) -> list[tuple[Any, ...]]:
    parts.bring_up_to_date(session, lake, [part])
    parts.open_parts(session, lake, [part])
    return session.tuples(f'SELECT * FROM "{part.name}" ORDER BY ALL')


def test_another_way_of_adding_up_begins_anew_and_back_again(session: Session, folder: Path):
    lake = Lake(folder / "ways")
    sync(session, lake, [ONE], [])
    other = replace(PART, rows=PART.rows.replace("1::", "10::"))
    assert counted(session, lake) == [(ONE[1], 1)]
    assert counted(session, lake, other) == [(ONE[1], 10)]
    sync(session, lake, [(*ONE[:3], 2, *ONE[4:])], [])
    assert counted(session, lake, other) == [(ONE[1], 20)]
    assert counted(session, lake) == [(ONE[1], 2)]


def test_what_left_the_lake_leaves_the_part(session: Session, folder: Path):
    """A table that was removed, and one that was made again with as many commits."""
    lake = Lake(folder / "left")
    sync(session, lake, [ONE], [])
    assert counted(session, lake) == [(ONE[1], 1)]
    shutil.rmtree(folder / "left" / TABLE)
    lake = Lake(folder / "left")
    assert counted(session, lake) == []
    sync(session, lake, [(ONE[0], "other", *ONE[2:])], [])
    assert counted(session, lake) == [("other", 1)]
    shutil.rmtree(folder / "left" / TABLE)
    lake = Lake(folder / "left")
    sync(session, lake, [ONE], [])
    assert counted(session, lake) == [(ONE[1], 1)]


def test_nothing_new_writes_nothing(session: Session, folder: Path):
    lake = Lake(folder / "quiet")
    sync(session, lake, [ONE], [])
    parts.bring_up_to_date(session, lake, tables.PARTS)
    parts.open_parts(session, lake, tables.PARTS)
    versions = {part.name: lake.version(f"parts/{part.name}") for part in tables.PARTS}
    parts.bring_up_to_date(session, lake, tables.PARTS)
    parts.open_parts(session, lake, tables.PARTS)
    assert {part.name: lake.version(f"parts/{part.name}") for part in tables.PARTS} == versions


def test_a_later_time_then_the_rank_then_the_tie_decides(session: Session):
    rows = [(0, 0, "a"), (0, 1, "a"), (1, 0, "a"), (0, 0, "b"), (1, 0, "b"), (2, 3, "a")]
    columns: dict[str, list[Any]] = {
        "t": [moment(one) for one, *_ in rows],
        "r": [two for _, two, _ in rows],
        "e": [e for *_, e in rows],
    }
    session.load_columns("ranked", {"t": "TIMESTAMPTZ", "r": "INTEGER", "e": "VARCHAR"}, columns)
    ordered = session.tuples(f"SELECT t, r, hash(e) FROM ranked ORDER BY {later('t', 'e', 'r')}")
    assert ordered == sorted(ordered)


def test_a_log_whose_mapping_was_fixed_is_read_again(session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch):
    lake = Lake(folder / "fixed")
    sync(session, lake, [], [(TABLES[0], "x", 1, True)])
    part = InventoryPart("operations", "events", "SELECT operation FROM {arriving}")
    (before,) = counted(session, lake, part)
    fixed = {name: query.replace("operation) AS", "operation) || '!' AS") for name, query in event_tables().items()}
    fixed = {name: f"SELECT * REPLACE ('fixed' AS operation) FROM ({query})" for name, query in fixed.items()}
    monkeypatch.setattr(parts, "event_tables", lambda: fixed)
    monkeypatch.setattr(parts, "event_recipes", lambda: fixed)
    monkeypatch.setattr("keyroll.intake.view.event_tables", lambda: fixed)
    assert before != ("fixed",)
    assert counted(session, lake, part) == [("fixed",)]
