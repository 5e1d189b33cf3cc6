"""The systems of the companies: what machines and people do in each, in the vendor's own records and lists.

One file for each vendor; what differs between two companies is a value that the system is made with.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import ClassVar

import orjson

from keyroll.replay.folder import Folder, LogFiles, Record
from keyroll.replay.times import day_of
from scenarios.machine import Machine, Person

__all__ = [
    "Folder", "LogFiles", "Machine", "Machines", "Person", "Record", "System", "Tended", "alive", "entry", "origin",
]  # fmt: skip
Machines = Callable[[Random], list[Machine]]


@dataclass(kw_only=True, eq=False)
class System(ABC):
    """One vendor's system at one company: with what it begins, the company's domain, whose ``staff`` works there."""

    name: ClassVar[str]
    source: ClassVar[str]
    identified: ClassVar[str]
    """How a machine's credential is named in the inventory."""
    begins_with: Machines
    domain: str = ""
    staff: str = ""

    def machines(self, rng: Random) -> list[Machine]:
        """The machines that it begins with."""
        return self.begins_with(rng)

    @abstractmethod
    def work(self, rng: Random, machine: Machine, ms: int, act: str, thing: str, **details: str) -> list[Record]:
        """One act of a machine. ``details`` may give another ``address`` or ``agent``, or ``refused``."""

    def live(self, rng: Random, person: Person, ms: int, address: str) -> list[Record]:
        """One ordinary act of a person, if he is of those who work there."""
        return [] if self.staff and person.team != self.staff else self.used(rng, person, ms, address)

    @abstractmethod
    def used(self, rng: Random, person: Person, ms: int, address: str) -> list[Record]:
        """One ordinary act of a person."""

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:  # noqa: B027 - some list nothing
        """Writes its lists as they stand, where it has any."""

    def register(self, folder: Folder, ms: int, people: list[Person], machines: list[Machine]) -> None:  # noqa: B027
        """Writes its list of accounts as it stands, where people are in one."""

    def put(self, folder: Folder, ms: int, name: str, *pages: object) -> None:
        """Writes the pages of one list."""
        folder.survey(self.source, day_of(ms), f"{name}.json", map(orjson.dumps, pages))

    def identifier(self, machine: Machine) -> str:
        """The identifier of a machine's credential."""
        return self.identified.format(machine)


class Tended(System):
    """A system in whose log administrators are seen to make and take away credentials."""

    @abstractmethod
    def changes(self, rng: Random, machine: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:
        """An administrator makes the credential, or takes it away."""


def entry(log: LogFiles, ms: int, body: object) -> Record:
    """A record that is one line of JSON."""
    return log, ms, orjson.dumps(body).decode()


def origin(machine: Machine, ms: int, details: dict[str, str]) -> tuple[str, str]:
    """From where and with what client an act comes: as the details say, else as ever."""
    return details.get("address") or machine.place(ms), details.get("agent") or machine.client(ms)


def alive(machines: list[Machine], system: str, ms: int) -> Iterator[Machine]:
    """The machines of a system whose credential exists at that time; a credential that two share comes once."""
    there = [machine for machine in machines if machine.system == system and machine.created <= ms < machine.ended]
    first = {machine.key: machine for machine in reversed(there)}
    return (machine for machine in there if first[machine.key] is machine)
