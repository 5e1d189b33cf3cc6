"""Reads one log file into the lake: decode in SQL, judge each record, append what is new.

Every line is judged by the parser itself (``json_transform`` under ``TRY``), so a broken line is never an empty row.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from keyroll.intake.decode import GOOD, Decoder
from keyroll.intake.found import FoundLog
from keyroll.intake.records import Bad, batches
from keyroll.providers.contract import Log
from keyroll.store.lake import Lake
from keyroll.store.raw import RawFile
from keyroll.store.session import Session

#: The batch number of a file's last batch; a stream that has it is read to its end.
FINISHED = 1_000_000_000
Quarantine = Callable[[list[Bad]], None]


@dataclass(frozen=True, slots=True)
class Read:
    """What came of one file: records seen, new in the lake, left out by the log's own rule, bad."""

    records: int = 0
    new: int = 0
    left_out: int = 0
    bad: int = 0
    skipped: bool = False

    def __add__(self, other: "Read") -> "Read":
        return Read(
            self.records + other.records,
            self.new + other.new,
            self.left_out + other.left_out,
            self.bad + other.bad,
            self.skipped or other.skipped,
        )


def table_of(provider: str, log: Log) -> str:
    """Return the lake table of a log's native records."""
    return f"events/{provider}.{log.name}"


def read_log(
    session: Session, lake: Lake, found: FoundLog, raw: RawFile, now: datetime, quarantine: Quarantine
) -> Iterator[Read]:
    """Read a file batch by batch, yielding what came of each. What is committed already is not read again.

    Quarantine is committed before the batch it belongs to.
    """
    table = table_of(found.source.provider, found.log)
    stream = f"{found.source}/{raw.sha256}"
    done = lake.batches_done(table, stream)
    if done >= FINISHED:
        yield Read(skipped=True)
        return
    decoder = Decoder(session, found.log, str(found.source), raw.sha256, now)
    for number, batch in enumerate(batches(raw.path, envelope=found.log.envelope, is_text=found.log.is_text), 1):
        decoded = decoder.decode(batch)
        if number <= done and not batch.last:
            continue
        if decoded.bad:
            quarantine(decoded.bad)
        version = FINISHED if batch.last else number
        new = lake.append(session, GOOD, table, stream, version) if decoded.sound else 0
        yield Read(decoded.sound, new, decoded.left_out, len(decoded.bad))
