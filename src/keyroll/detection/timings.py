"""The cost of a hunt: seconds, and rows in and out, of each stage and of each behaviour."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import perf_counter, process_time
from typing import Final, TypeVar

from keyroll.store.home import Home
from keyroll.store.relations import catalogue
from keyroll.store.session import Session

T = TypeVar("T")
#: The most behaviours that are printed.
SHOWN: Final = 10
_WORD: Final = re.compile(r"[a-z_]\w*")


@dataclass(frozen=True, slots=True)
class StageCost:
    """One stage or behaviour: its time by the clock and of the processor, and its rows."""

    name: str
    seconds: float
    processor_seconds: float
    rows_in: int
    rows_out: int


@dataclass(slots=True)
class Timings:
    """The stages of a hunt in order of their work, and its behaviours; ``on`` if somebody asked for the rows."""

    on: bool = False
    stages: list[StageCost] = field(default_factory=list)
    behaviours: list[StageCost] = field(default_factory=list)
    #: The number of all events.
    events: int = 0
    _sizes: Mapping[str, int] = field(default_factory=dict)

    def count(self, home: Home) -> int:
        """Count the events of a home, by the lake's own log."""
        self.events = sum(sum(home.lake.days(table).values()) for table in home.lake.names("events/"))
        return self.events

    def stage(self, name: str, rows_in: int, work: Callable[[], T], rows_out: Callable[[T], int]) -> T:
        """Do the work of a stage and return its result."""
        return self._measured(self.stages, name, lambda: rows_in, work, rows_out)

    def behaviour(self, session: Session, name: str, sql: str, work: Callable[[], list[T]]) -> list[T]:
        """Do the work of a behaviour and return its rows; rows in are those of the relations that its query names."""
        return self._measured(self.behaviours, name, lambda: self._read_by(session, sql), work, len)

    def _measured(
        self, costs: list[StageCost], name: str, rows_in: Callable[[], int], work: Callable[[], T],
        rows_out: Callable[[T], int],
    ) -> T:  # fmt: skip
        began, used = perf_counter(), process_time()
        done = work()
        seconds, processor = perf_counter() - began, process_time() - used
        if self.on:
            costs.append(StageCost(name, seconds, processor, rows_in(), rows_out(done)))
        return done

    @property
    def most_expensive(self) -> list[StageCost]:
        """Return the behaviours that took most of the processor, the most expensive first."""
        return sorted(self.behaviours, key=lambda cost: (-cost.processor_seconds, cost.name))[:SHOWN]

    def _read_by(self, session: Session, sql: str) -> int:
        if not self._sizes:
            rows = session.tuples("SELECT table_name, estimated_size FROM duckdb_tables()")
            self._sizes = {"events": self.events, **{str(name): int(str(size)) for name, size in rows}}
        return sum(self._sizes.get(name, 0) for name in _tables(sql))


def acts_in(session: Session) -> int:
    """Return the number of acts in the baseline of a session."""
    return int(str(session.one("SELECT count(*) FROM acts")))


def _tables(sql: str) -> set[str]:
    """Return the relations that a query names, and those that its views are made of."""
    found: set[str] = set()
    left = set(_WORD.findall(sql.lower()))
    while left:
        name = left.pop()
        if name in found or name not in catalogue():
            continue
        found.add(name)
        if catalogue()[name].form == "VIEW":
            left |= set(catalogue()[name].needs)
    return found
