"""Every view, rule and behaviour gives on Spark the rows that it gives on DuckDB: a real cluster of two workers.

`make test` runs a sample; `make nightly` all. What differs on purpose stands in docs/second-engine.md.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from detection_world import World
from sigma_world import NOW, Logs
from test_behaviours import HITS
from test_rules import RULES, _log, _told

from keyroll.detection.sigma.correlate import Correlated, correlate
from keyroll.detection.sigma.ruleset import read_rules
from keyroll.detection.sigma.scan import Planner, scan
from keyroll.detection.signals.catalogue import behaviours
from keyroll.intake.decode import GOOD, Decoder, RawPart
from keyroll.intake.events import table_of
from keyroll.intake.folder_contents import FoundLog
from keyroll.intake.recognise import by_content
from keyroll.intake.records import Bad, RecordBatch, records
from keyroll.intake.view import ocsf
from keyroll.providers import catalogue
from keyroll.store.session import Row, Session
from keyroll.store.spark import Spark
from made_records import Maker, load_records
from real_servers import unavailable

pytestmark = pytest.mark.long

#: Two workers with one core each, that really send each other rows.
CLUSTER = "local-cluster[2,1,1024]"
MADE = 200
VIEWS = [f"{provider}.{name}" for provider in catalogue.providers() for name in catalogue.logs(provider)]
#: One of each kind of log, condition and window; the rest runs in the nightly.
SAMPLE = {
    "aws.cloudtrail", "jira.access",
    "aws/image_snapshot_shared_another_account", "aws/many_secrets_read_one_identity",
}  # fmt: skip


def _cases(names: Iterable[str]) -> list[Any]:
    return [pytest.param(one, id=one, marks=() if one in SAMPLE else pytest.mark.nightly) for one in names]


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    """A cluster that lives as long as this file's tests."""
    if find_spec("pyspark") is None:
        unavailable("pyspark is not installed")
    if shutil.which("java") is None:
        unavailable("there is no Java")
    with Spark(CLUSTER, {"spark.sql.shuffle.partitions": "2", "spark.sql.adaptive.enabled": "false"}) as engine:
        yield engine


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with Session(tmp_path / "spill", threads=1) as one:
        yield one


def _sample_lines(name: str) -> list[bytes]:
    """The records of a log in the sample data beside the project, if there is any."""
    root = os.environ.get("KEYROLL_DATA", "")
    files = sorted(Path(root).glob("samples/*/*")) if root else []
    lines: list[bytes] = []
    for file in files:
        found = by_content(file, file.name)
        if isinstance(found, FoundLog) and f"{found.source.provider}.{found.log.name}" == name:
            given = records(file, envelope=found.log.envelope, is_text=found.log.is_text)
            lines += [one[1] for one in given if not isinstance(one, Bad)]
    return lines


@pytest.mark.server
@pytest.mark.parametrize("name", _cases(VIEWS))
def test_a_view_gives_the_same_rows(spark: Spark, session: Session, name: str) -> None:
    provider, _, log_name = name.partition(".")
    log = catalogue.logs(provider)[log_name]
    maker = Maker(log)
    table = load_records(session, provider, log, [maker.record() for _ in range(MADE)])
    query = ocsf(log, f'"{table}"', name)
    _same(spark, session, table, query, least=MADE // 2)
    lines = _sample_lines(name)
    if lines:
        batch = RecordBatch(list(range(1, len(lines) + 1)), lines, [], last=True)
        (decoded,) = Decoder(session, log, f"{provider}@main", NOW).decode([RawPart("raw", batch)])
        assert len(decoded.bad) < len(lines)
        session.run(f'CREATE OR REPLACE TEMP TABLE "{table}" AS FROM {GOOD}')
        _same(spark, session, table, query, least=1)


def _same(spark: Spark, session: Session, table: str, query: str, *, least: int) -> None:
    spark.copy(session, table)
    ordered = f"SELECT * FROM ({query}) ORDER BY record, event_id"
    wanted, given = session.rows(ordered), spark.rows(ordered)
    assert len(wanted) >= least
    for one, other in zip(wanted, given, strict=True):
        assert other == one


@pytest.mark.server
@pytest.mark.parametrize("name", _cases(f"{path.parent.name}/{path.stem}" for path in RULES))
def test_a_rule_hits_the_same_events(spark: Spark, session: Session, name: str) -> None:
    (path,) = [one for one in RULES if f"{one.parent.name}/{one.stem}" == name]
    told, log = _told(path)["x-keyroll-tests"], _log(path)
    cases = [*told["hits"], *told["misses"]]
    Logs(session).load({log: [one for case in cases for one in (case if isinstance(case, list) else [case])]})
    provider, _, log_name = log.partition(".")
    spark.copy(session, table_of(provider, catalogue.logs(provider)[log_name]))
    rules = read_rules([path]).rules
    plan = Planner(session).plan(rules)
    answers = []
    engines: list[Any] = [session, spark]
    for engine in engines:
        scan(engine, plan)
        answers.append(_found(engine, correlate(engine, rules, plan)))
    assert answers[0] == answers[1]
    assert answers[0][0], "no event was hit"
    assert [one for one in answers[0][1] if one.wrong] == []


def _found(engine: Session | Spark, correlated: Correlated) -> tuple[list[Row], list[Any], list[list[Row]]]:
    hits = "SELECT rule, log, source, event_id, happened_at, raw, record, implausible FROM sigma_hits ORDER BY ALL"
    episodes = [
        engine.rows(f"SELECT grouped, moment, since, len(hits) AS events FROM {table} ORDER BY ALL")
        for _, table in sorted(correlated.tables.items())
    ]
    return engine.rows(hits), correlated.faults, episodes


@pytest.mark.server
@pytest.mark.parametrize("name", _cases(behaviours()))
def test_a_behaviour_gives_the_same_signals(spark: Spark, session: Session, name: str) -> None:
    world = World(session)
    (plot, *_) = [plot for behaviour, plot in HITS if behaviour == name]
    plot(world)
    world.ready()
    sql = behaviours()[name].sql
    for table in _named(sql):
        spark.copy(session, table)
    query = f"SELECT * FROM ({sql}) ORDER BY ALL"
    wanted, given = _signals(session.rows(query)), _signals(spark.rows(query))
    assert wanted
    assert given == wanted


def _named(sql: str) -> list[str]:
    """The relations that a behaviour selects from."""
    query = sqlglot.parse_one(sql, dialect="duckdb")
    made = {one.alias.lower() for one in query.find_all(sqlglot.exp.CTE)}
    return sorted({one.name for one in query.find_all(sqlglot.exp.Table)} - made - {""})


def _signals(rows: list[Row]) -> list[Row]:
    """The events of one signal stand in any order."""
    for row in rows:
        if isinstance(events := row.get("events"), list):
            row["events"] = sorted(events, key=str)
    return rows
