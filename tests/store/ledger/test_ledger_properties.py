"""Properties: any time comes back as it went in; rows put in any order, any number of times, are there once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Engine, Integer, MetaData, Table, select

from keyroll.model.incident import Grade, Incident, Item, Reason, Verdict, VerdictKind
from keyroll.model.quarantine import Quarantined
from keyroll.store.ledger.engine import write
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.types import UtcTime

NOW = datetime(2023, 11, 20, 8, 0, tzinfo=UTC)
#: The fixtures are shared by the examples on purpose: what is there already must not matter.
QUICK = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
TIMES = Table("some_times", MetaData(), Column("id", Integer, primary_key=True), Column("at", UtcTime))

zones = st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(
    lambda away: timezone(timedelta(minutes=away // timedelta(minutes=1)))
)
moments = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=zones)  # noqa: DTZ001 - zones are drawn
texts = st.text(max_size=12)


@pytest.fixture
def scratch(engine: Engine) -> Iterator[Connection]:
    with write(engine) as connection:
        TIMES.create(connection)
        yield connection


@QUICK
@given(moment=moments)
def test_a_time_comes_back_as_the_same_moment_in_utc(scratch: Connection, moment: datetime) -> None:
    scratch.execute(TIMES.delete())
    scratch.execute(TIMES.insert().values(id=1, at=moment))
    stored = scratch.execute(select(TIMES.c.at)).scalar_one()
    assert stored == moment
    assert stored.utcoffset() == timedelta(0)


@QUICK
@given(pair=st.tuples(moments, moments))
def test_the_database_orders_times_as_times(scratch: Connection, pair: tuple[datetime, datetime]) -> None:
    scratch.execute(TIMES.delete())
    scratch.execute(TIMES.insert(), [{"id": number, "at": moment} for number, moment in enumerate(pair)])
    ordered = scratch.execute(select(TIMES.c.at).order_by(TIMES.c.at)).scalars().all()
    assert ordered == sorted(pair)


quarantined = st.builds(
    Quarantined,
    source=st.sampled_from(["aws@main", "jira@main"]),
    log_or_endpoint=st.sampled_from(["audit", "users"]),
    file=texts,
    place=st.integers(0, 2**63 - 1),
    reason=texts,
    raw=st.sampled_from(["", "ab" * 32, "cd" * 32]),
)


@QUICK
@given(rows=st.lists(quarantined, max_size=6), order=st.randoms(use_true_random=False))
def test_bad_input_is_there_once_in_any_order(ledger: Ledger, rows: list[Quarantined], order: Random) -> None:
    before = {row.id for row in ledger.quarantined()}
    added = ledger.quarantine(rows)
    again = rows * 2
    order.shuffle(again)
    assert ledger.quarantine(again) == 0
    after = [row.id for row in ledger.quarantined()]
    assert added == len(after) - len(before)
    assert set(after) == before | {row.id for row in rows}


verdicts = st.builds(
    Verdict,
    incident=st.just("okta"),
    identifier=st.sampled_from(["a@x:k:1", "a@x:k:2"]),
    verdict=st.sampled_from(VerdictKind),
    decided_at=st.integers(0, 3).map(lambda hours: NOW + timedelta(hours=hours)),
    grade=st.sampled_from(Grade),
    because=texts,
    evidence=st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
        max_leaves=4,
    ),
)


@QUICK
@given(rows=st.lists(verdicts, max_size=5))
def test_verdicts_are_there_once_and_the_history_agrees_with_the_latest(ledger: Ledger, rows: list[Verdict]) -> None:
    ledger.open_incident(Incident("okta", "Okta", NOW, NOW, NOW, "lead@example.com"))
    ledger.put_verdicts(rows)
    assert ledger.put_verdicts(reversed(rows)) == 0
    latest = ledger.verdicts("okta")
    for identifier in {row.identifier for row in rows}:
        history = ledger.verdict_history("okta", identifier)
        assert len({one.id for one in history}) == len(history)
        assert history[-1] == latest[identifier]


items = st.builds(
    Item,
    incident=st.just("okta"),
    identifier=st.sampled_from([f"a@x:k:{number}" for number in range(9)]),
    name=texts.filter(lambda text: "\x00" not in text),
    kind=st.just("key"),
    source=st.just("a@x"),
    reason=st.lists(st.builds(Reason, kind=texts, text=texts, identifier=texts), max_size=3).map(tuple),
    first_exposed_at=st.none() | moments,
)


@QUICK
@given(rows=st.lists(items, max_size=5, unique_by=lambda item: item.identifier))
def test_items_come_back_as_they_first_were(ledger: Ledger, rows: list[Item]) -> None:
    ledger.open_incident(Incident("okta", "Okta", NOW, NOW, NOW, "lead@example.com"))
    before = {item.identifier: item for item in ledger.items("okta")}
    ledger.put_items("okta", rows)
    expected = {item.identifier: item for item in rows} | before
    assert {item.identifier: item for item in ledger.items("okta")} == expected
