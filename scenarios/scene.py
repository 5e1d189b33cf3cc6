"""One scenario while it is made: its company, its folder, what is planned, and what the truth file will tell."""

from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from keyroll.replay.folder import Folder
from keyroll.replay.streams import stream
from keyroll.replay.times import iso
from scenarios.company import Company
from scenarios.machine import Machine, Person
from scenarios.systems import Record, System, Tended

Told = dict[str, object]
Kind = TypeVar("Kind", bound=System)
#: What marks a request of which a second record tells the outcome: in an audit device, in Bitbucket's access log.
_HALVES = ('"type":"request","auth"', " | https | i@", " | ssh | i*")


@dataclass(slots=True)
class Scene:
    """The company, and what happens in it. Times are milliseconds since 1970, in UTC."""

    name: str
    seed: int
    company: Company
    folder: Folder
    people: list[Person]
    systems: dict[str, System]
    machines: list[Machine]
    acts: list[tuple[str, str]] = field(default_factory=list)
    footholds: list[Told] = field(default_factory=list)
    first: int = 0

    @property
    def start(self) -> int:
        """The first day on which anything of the scenario may happen."""
        return self.company.first

    def rng(self, *names: object) -> Random:
        """A stream of this scenario's own."""
        return stream(self.seed, "worlds", self.name, *names)

    def of(self, system: str, *, vendor: bool | None = None) -> list[Machine]:
        """The machines of one system; with ``vendor`` only those that a vendor runs, or only our own."""
        return [one for one in self.machines if one.system == system and (vendor is None or bool(one.vendor) == vendor)]

    def lasting(self, system: str, since: int, until: int) -> list[Machine]:
        """The machines of a system, or of all (""), whose credential is there before one time and still at another."""
        return [
            one for one in self.machines
            if system in ("", one.system) and one.created < since and one.ended > until
        ]  # fmt: skip

    def tended(self, system: str) -> Tended:
        """A system whose log shows how administrators make and take away credentials."""
        found = self.systems[system]
        if not isinstance(found, Tended):
            raise TypeError(f"{system} logs no such thing")
        return found

    def known(self, system: str, kind: type[Kind]) -> Kind:
        """A system with all that its own class can do."""
        found = self.systems[system]
        if not isinstance(found, kind):
            raise TypeError(f"{system} is not {kind.__name__}")
        return found

    def ordinary(self, records: list[Record]) -> None:
        """Plans something that nobody hostile does."""
        for log, ms, line in records:
            self.folder.plan(log, ms, line)

    def hostile(self, what: str, records: list[Record], *, success: bool = True) -> None:
        """Plans records of an act of the intruder."""
        for log, ms, line in records:
            if any(mark in line for mark in _HALVES):
                # The first half of a pair: its answer tells the act, and is what counts.
                self.folder.plan(log, ms, line)
                continue
            key = f"act/{len(self.acts)}"
            self.acts.append((key, what))
            self.folder.mark(log, ms, line, key)
            if success and (not self.first or ms < self.first):
                self.first = ms

    def foothold(self, kind: str, identifier: str, since: int, until: int | None = None) -> None:
        """Notes something that the intruder holds, made or granted, and when it was taken away."""
        self.footholds.append(
            {"kind": kind, "name": identifier, "time": iso(since), "ended": iso(until) if until else None}
        )
