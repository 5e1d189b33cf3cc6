"""Decodes records in SQL and checks each one: a broken line is reported, and never becomes an empty row.

The parser decides whether a record is valid: ``json_transform`` under ``TRY`` for JSON, an RE2 pattern for text. If a
value has another type than declared, only that field is lost. A record without its identity or time is refused, with
the reason.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from keyroll.clock import AHEAD, EARLIEST
from keyroll.intake.records import Bad, RecordBatch
from keyroll.providers.contracts.logs import Log, native_name
from keyroll.store.session import Session

#: The temporary table that holds a decoded batch: envelope and native columns of the records that are kept.
GOOD = "good"
#: The engine has years, and infinities, that neither Python nor the lake's format can hold.
IN_CALENDAR = "{0} >= TIMESTAMPTZ '0001-01-01 00:00:00Z' AND {0} < TIMESTAMPTZ '9999-12-31 00:00:00Z'"


@dataclass(frozen=True, slots=True)
class RawPart:
    """A batch of one raw file, which its hash identifies."""

    raw: str
    batch: RecordBatch


@dataclass(frozen=True, slots=True)
class Decoded:
    """The result of one part: how many records are sound, how many the log's rule leaves out; the bad records."""

    sound: int
    left_out: int
    bad: list[Bad]


class Decoder:
    """Decodes parts into the temporary table ``good``: many whole files at once, or the batches of one in order."""

    def __init__(self, session: Session, log: Log, source: str, now: datetime) -> None:
        self._session, self._log = session, log
        self._envelope = given(source, now)
        # Equal records of earlier batches, for logs whose vendor gives no event id.
        session.run("CREATE OR REPLACE TEMP TABLE earlier_marks (mark__ VARCHAR, times__ BIGINT)")

    def decode(self, parts: Sequence[RawPart]) -> list[Decoded]:
        """Write some parts to ``good``; return the result of each."""
        bad = [list(part.batch.bad) for part in parts]
        for file, record in self._load(parts):
            bad[file].append(Bad(record, "not UTF-8"))
        self._session.run(f"CREATE OR REPLACE TEMP TABLE decoded AS {self._judge()}", self._given())
        refused = "SELECT file__, record__, reason__ FROM decoded WHERE reason__ IS NOT NULL ORDER BY 1, 2"
        for place, number, reason in self._session.tuples(refused):
            bad[int(str(place))].append(Bad(int(str(number)), str(reason)))
        raws = [part.raw for part in parts]
        self._session.run(f"CREATE OR REPLACE TEMP TABLE {GOOD} AS {self._keep()}", self._envelope | {"raws": raws})
        if not self._log.event_id and not parts[-1].batch.last:
            self._session.run(
                "INSERT INTO earlier_marks SELECT mark__, count(*) FROM decoded WHERE reason__ IS NULL GROUP BY mark__"
            )
        counts = (
            f"SELECT file__, count(*), count(*) FILTER (NOT coalesce(({self._log.keep}), false)) FROM decoded "
            "WHERE reason__ IS NULL GROUP BY file__"
        )
        counted = {int(str(place)): (int(str(n)), int(str(out))) for place, n, out in self._session.tuples(counts)}
        return [Decoded(*counted.get(file, (0, 0)), bad[file]) for file in range(len(parts))]

    def _load(self, parts: Sequence[RawPart]) -> list[tuple[int, int]]:
        """Load the records of all parts; return file and record number of those that are not UTF-8."""
        texts = [text for part in parts for text in part.batch.texts]
        numbers = [number for part in parts for number in part.batch.numbers]
        files = [file for file, part in enumerate(parts) for _ in part.batch.texts]
        lost = self._session.load_lines("arriving_lines", texts, numbers, files)
        return [(files[place], numbers[place]) for place in lost]

    def _given(self) -> dict[str, object]:
        """Return the values that the query needs; a time without a year is completed from the time of the read."""
        now = {"now": self._envelope["now"]} if "$now" in self._log.happened_at else {}
        return {"how": self._how(), **now}

    def _how(self) -> str:
        return self._log.pattern if self._log.is_text else json.dumps(dict(self._log.columns))

    def _parse(self) -> str:
        names = ", ".join(f"'{name}'" for name in self._log.columns)
        parse = f"regexp_extract(line, $how, [{names}])" if self._log.is_text else "TRY(json_transform(line, $how))"
        return (
            f"SELECT file AS file__, record AS record__, line AS line__, {parse} AS native__ "
            "FROM arriving_lines WHERE line IS NOT NULL"
        )

    def _judge(self) -> str:
        """Return the query of every record: native columns, time, mark, and its reason to be refused or NULL."""
        log = self._log
        fields = ", ".join(f'{self._field(name)} AS "{native_name(name)}"' for name in log.columns)
        empty = " AND ".join(f'"{native_name(name)}" IS NULL' for name in log.columns)
        shape = (
            f"WHEN {empty} THEN 'not a line of this log'"
            if log.is_text
            else "WHEN undecoded__ THEN 'not JSON' "
            "WHEN NOT starts_with(ltrim(line__, ' ' || chr(9)), '{') THEN 'not a JSON object'"
        )
        missing = " ".join(f"WHEN ({one}) IS NULL THEN '{_plain(one)} is missing'" for one in log.identity)
        return (
            f"SELECT *, CASE {shape} {missing} WHEN happened__ IS NULL THEN 'no time that can be read' "
            f"WHEN NOT ({IN_CALENDAR.format('happened__')}) THEN 'a time beyond the calendar' "
            f"WHEN mark__ IS NULL THEN 'no event id' END AS reason__ FROM "
            f"(SELECT *, {marked(log)} FROM "
            f"(SELECT file__, record__, line__, native__ IS NULL AS undecoded__, {fields} FROM ({self._parse()})))"
        )

    def _field(self, name: str) -> str:
        return f"NULLIF(native__.\"{name}\", '')" if self._log.is_text else f'native__."{name}"'

    def _keep(self) -> str:
        """Return the query of the kept records: envelope and native columns."""
        ordinal = "row_number() OVER (PARTITION BY file__, mark__ ORDER BY record__) + coalesce(before__, 0)"
        summed = "SELECT mark__, sum(times__) AS before__ FROM earlier_marks GROUP BY mark__"
        earlier = f"LEFT JOIN ({summed}) USING (mark__)"
        has_id = bool(self._log.event_id)
        event_id = "mark__" if has_id else f"mark__ || '-' || ({ordinal})"
        # A record that two files of a group hold is one record: the first file's.
        return (
            f"SELECT * EXCLUDE (file__) FROM (SELECT file__, {stored(self._log, event_id, '$raws[file__ + 1]')} "
            f"FROM decoded {'' if has_id else earlier} WHERE reason__ IS NULL AND ({self._log.keep})) "
            "QUALIFY row_number() OVER (PARTITION BY event_id, day ORDER BY file__, record) = 1"
        )


def given(source: str, now: datetime) -> dict[str, object]:
    """Return the values that ``stored`` needs."""
    return {"source": source, "now": now, "earliest": EARLIEST, "latest": now + AHEAD}


def marked(log: Log) -> str:
    """Return the columns ``happened__`` and ``mark__`` (the vendor's event id, else a hash) over native columns."""
    mark = f"({log.event_id})::VARCHAR" if log.event_id else "md5(line__)"
    return f"TRY(({log.happened_at})::TIMESTAMPTZ) AS happened__, {mark} AS mark__"


def stored(log: Log, event_id: str, raw: str) -> str:
    """Return the columns of a record in the lake: envelope and native columns."""
    native = ", ".join(_stored(name, kind) for name, kind in log.columns.items())
    return (
        f"$source AS source, happened__::DATE AS day, {event_id} AS event_id, happened__ AS happened_at, "
        f"$now::TIMESTAMPTZ AS observed_at, $now::TIMESTAMPTZ AS recorded_at, {raw} AS raw, record__ AS record, "
        f"happened__ < $earliest OR happened__ > $latest AS implausible, {native}"
    )


def _stored(name: str, kind: str) -> str:
    column = f'"{native_name(name)}"'
    # The lake's format has no JSON type: free objects are stored as their text.
    return f"{column}::{kind.replace('JSON', 'VARCHAR')} AS {column}" if "JSON" in kind else column


def _plain(expression: str) -> str:
    return expression.replace("'", "''").replace('"', "")
