"""The view of events: the same columns over every log, and over none."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from intake_exports import cloudtrail, jira, lay, lines, okta, synced

from keyroll.intake.decode import GOOD, Decoder, RawPart
from keyroll.intake.records import RecordBatch
from keyroll.intake.view import events_over, events_view, ocsf
from keyroll.model.event import COLUMNS, ENVELOPE
from keyroll.providers import catalogue
from keyroll.providers.contracts.logs import Log
from keyroll.store.home import Home
from keyroll.store.session import Session

NOW = datetime(2023, 11, 23, tzinfo=UTC)
ALL = {**ENVELOPE, "log": "VARCHAR", **COLUMNS}


def typed(columns: dict[str, str]) -> dict[str, str]:
    return {name: kind.replace("TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE") for name, kind in columns.items()}


def test_an_empty_lake_has_the_columns_of_a_full_one(tmp_path: Path) -> None:
    home = Home.open(tmp_path / "home")
    with home.session() as session:
        assert events_view(session, home.lake) == 0
        assert session.columns("events") == typed(ALL)
        assert session.tuples("FROM events") == []


def test_every_log_gives_the_columns_of_the_model(tmp_path: Path) -> None:
    folder = lay(
        tmp_path / "in",
        {
            "okta/logs/system_log/a.ndjson": lines([okta(1)]),
            "jira/logs/access/a.log": lines([jira(1)]),
            "aws/logs/cloudtrail/a.json": cloudtrail(1),
        },
    )
    home = synced(folder, tmp_path / "home").home
    with home.session() as session:
        assert events_view(session, home.lake, "seen") == 3
        assert session.columns("seen") == typed(ALL)
        rows = session.rows("FROM seen ORDER BY log")
    assert [row["log"] for row in rows] == ["aws.cloudtrail", "jira.access", "okta.system_log"]
    assert {row["src_ip"] for row in rows} == {"192.0.2.7"}
    assert {row["day"] for row in rows} == {datetime(2023, 11, 14, tzinfo=UTC).date()}


def test_an_absurd_number_in_one_record_costs_that_field(tmp_path: Path) -> None:
    absurd = cloudtrail(2, additionalEventData={"bytesTransferredOut": 1e300})
    sound = cloudtrail(1, additionalEventData={"bytesTransferredOut": 5.0})
    keyroll = synced(lay(tmp_path / "in", {"aws/logs/cloudtrail/a.json": lines([sound, absurd])}), tmp_path / "home")
    rows = keyroll.inventory.listed("events").rows
    assert sorted((row["bytes_out"] for row in rows), key=str) == [5, None]


def test_a_view_may_name_known_columns_only() -> None:
    log = Log("x", {"a": "VARCHAR"}, happened_at="a", view="SELECT a AS colour FROM native")
    with pytest.raises(TypeError, match="colour"):
        ocsf(log, "t", "a.x")
    log = Log("x", {"a": "VARCHAR"}, happened_at="a", view="SELECT a AS actor FROM native UNION SELECT a FROM native")
    with pytest.raises(TypeError, match="must be one SELECT"):
        ocsf(log, "t", "a.x")


#: Values that no vendor means.
ABSURD: tuple[Any, ...] = ("", "x" * 3000, -1, 10**30, 1e300, True, [], {}, "infinity", "\x00", "%s", "';--", None)
LOGS = [(name, log) for name in catalogue.providers() for log in catalogue.logs(name).values() if not log.is_text]


@pytest.mark.parametrize(("provider", "log"), LOGS, ids=lambda one: getattr(one, "name", one))
def test_any_value_of_a_declared_type_goes_through_each_view(tmp_path: Path, provider: str, log: Log) -> None:
    """Absurd values in every field of a record, whether or not the log's own rules would let it pass."""
    texts = [json.dumps({field: value}).encode() for field in log.columns for value in ABSURD]
    lenient = replace(log, identity=(), event_id="", keep="true", happened_at="'2023-11-14T09:22:49Z'")
    with Session(tmp_path) as session:
        batch = RecordBatch(list(range(1, len(texts) + 1)), texts, [], last=True)
        (found,) = Decoder(session, lenient, f"{provider}@main", NOW).decode([RawPart("raw", batch)])
        assert found.bad == []
        rows = session.rows(ocsf(log, GOOD, f"{provider}.{log.name}"))
    assert len(rows) == found.sound
    assert found.sound == len(texts)


def test_records_that_an_earlier_version_kept_are_shown_in_the_columns_of_today(tmp_path: Path) -> None:
    keyroll = synced(lay(tmp_path / "in", {"aws/logs/cloudtrail/a.json": cloudtrail(1)}), tmp_path / "home")
    table, log = "events/aws.cloudtrail", catalogue.logs("aws")["cloudtrail"]
    with keyroll.home.session() as session:
        assert events_view(session, keyroll.home.lake) == 1
        today = session.columns(f'"{table}"')
        (new,) = session.rows("FROM events")
        session.run(
            f'CREATE OR REPLACE TEMP TABLE old AS SELECT * EXCLUDE ("readOnly") '
            f"REPLACE ({{'accessKey': 'x'}} AS \"responseElements\") FROM \"{table}\""
        )
        session.run(f'CREATE OR REPLACE TEMP VIEW "{table}" AS FROM old')
        events_over(session, [table], "events")
        assert session.columns(f'"{table}"') == {one: today[one] for one in session.columns(f'"{table}"')}
        assert set(session.columns(f'"{table}"')) == set(today)
        assert session.tuples(f'SELECT "responseElements", "readOnly" FROM "{table}"') == [('{"accessKey":"x"}', None)]
        (row,) = session.rows("FROM events")
        assert {name for name in row if row[name] != new[name]} <= {"target", "resource_uid", "activity_id"}
    assert "readOnly" in log.columns
