"""Decodes records in SQL and judges each one, so that a broken line is never an empty row, nor lost in silence.

The parser itself judges: ``json_transform`` under ``TRY`` for JSON, an RE2 pattern for text. A value of another type
than declared costs that field; a record without its identity or time is refused with the reason.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from keyroll.clock import AHEAD, EARLIEST
from keyroll.intake.records import Bad, Batch
from keyroll.providers.contract import Log, native_name
from keyroll.store.session import Session

#: The temporary table that holds a decoded batch: envelope and native columns of the records that are kept.
GOOD = "good"
#: The engine knows years, and infinities, that neither Python nor the lake's format has.
_IN_CALENDAR = "happened__ >= TIMESTAMPTZ '0001-01-01 00:00:00Z' AND happened__ < TIMESTAMPTZ '9999-12-31 00:00:00Z'"


@dataclass(frozen=True, slots=True)
class Decoded:
    """What came of a batch: sound records, those of them the log's own rule leaves out, and the bad ones."""

    sound: int
    left_out: int
    bad: list[Bad]


class Decoder:
    """Decodes the batches of one file in order into the temporary table ``good``."""

    def __init__(self, session: Session, log: Log, source: str, raw: str, now: datetime) -> None:
        self._session, self._log = session, log
        self._envelope = {"source": source, "raw": raw, "now": now, "earliest": EARLIEST, "latest": now + AHEAD}
        # Equal records of earlier batches, for logs whose vendor gives no event id.
        session.run("CREATE OR REPLACE TEMP TABLE seen (mark__ VARCHAR, times__ BIGINT)")

    def decode(self, batch: Batch) -> Decoded:
        """Make ``good`` of a batch."""
        lost = self._session.load_lines("arriving_lines", batch.texts, batch.numbers)
        bad = [*batch.bad, *(Bad(batch.numbers[place], "not UTF-8") for place in lost)]
        self._session.run(f"CREATE OR REPLACE TEMP TABLE judged AS {self._judge()}", {"how": self._how()})
        refused = "SELECT record__, reason__ FROM judged WHERE reason__ IS NOT NULL ORDER BY 1"
        bad.extend(Bad(int(str(record)), str(reason)) for record, reason in self._session.tuples(refused))
        self._session.run(f"CREATE OR REPLACE TEMP TABLE {GOOD} AS {self._keep()}", self._envelope)
        if not self._log.event_id and not batch.last:
            self._session.run(
                "INSERT INTO seen SELECT mark__, count(*) FROM judged WHERE reason__ IS NULL GROUP BY mark__"
            )
        counts = f"SELECT count(*) FILTER (reason__ IS NULL), (SELECT count(*) FROM {GOOD}) FROM judged"
        ((sound, kept),) = self._session.tuples(counts)
        return Decoded(int(str(sound)), int(str(sound)) - int(str(kept)), bad)

    def _how(self) -> str:
        return self._log.pattern if self._log.is_text else json.dumps(dict(self._log.columns))

    def _parse(self) -> str:
        names = ", ".join(f"'{name}'" for name in self._log.columns)
        parse = f"regexp_extract(line, $how, [{names}])" if self._log.is_text else "TRY(json_transform(line, $how))"
        return (
            f"SELECT record AS record__, line AS line__, {parse} AS native__ FROM arriving_lines WHERE line IS NOT NULL"
        )

    def _judge(self) -> str:
        """Every record with its native columns, time, mark, and its reason to be refused or NULL."""
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
        mark = f"({log.event_id})::VARCHAR" if log.event_id else "md5(line__)"
        return (
            f"SELECT *, CASE {shape} {missing} WHEN happened__ IS NULL THEN 'no time that can be read' "
            f"WHEN NOT ({_IN_CALENDAR}) THEN 'a time beyond the calendar' "
            f"WHEN mark__ IS NULL THEN 'no event id' END AS reason__ FROM "
            f"(SELECT *, TRY(({log.happened_at})::TIMESTAMPTZ) AS happened__, {mark} AS mark__ FROM "
            f"(SELECT record__, line__, native__ IS NULL AS undecoded__, {fields} FROM ({self._parse()})))"
        )

    def _field(self, name: str) -> str:
        return f"NULLIF(native__.\"{name}\", '')" if self._log.is_text else f'native__."{name}"'

    def _keep(self) -> str:
        """The envelope and the native columns of the records that are kept."""
        ordinal = "row_number() OVER (PARTITION BY mark__ ORDER BY record__) + coalesce(before__, 0)"
        earlier = "LEFT JOIN (SELECT mark__, sum(times__) AS before__ FROM seen GROUP BY mark__) USING (mark__)"
        has_id = bool(self._log.event_id)
        event_id = "mark__" if has_id else f"mark__ || '-' || ({ordinal})"
        native = ", ".join(self._stored(name, kind) for name, kind in self._log.columns.items())
        return (
            f"SELECT $source AS source, happened__::DATE AS day, "
            f"{event_id} AS event_id, happened__ AS happened_at, "
            "$now::TIMESTAMPTZ AS observed_at, $now::TIMESTAMPTZ AS recorded_at, $raw AS raw, record__ AS record, "
            f"happened__ < $earliest OR happened__ > $latest AS implausible, {native} "
            f"FROM judged {'' if has_id else earlier} WHERE reason__ IS NULL AND ({self._log.keep})"
        )

    def _stored(self, name: str, kind: str) -> str:
        column = f'"{native_name(name)}"'
        if name in self._log.secret_fields:
            return f"CASE WHEN {column} IS NOT NULL THEN '***' END AS {column}"
        # The lake's format has no JSON type: free objects rest as their text.
        return f"{column}::{kind.replace('JSON', 'VARCHAR')} AS {column}" if "JSON" in kind else column


def _plain(expression: str) -> str:
    return expression.replace("'", "''").replace('"', "")
