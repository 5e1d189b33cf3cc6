"""One scenario while it is made: its company, its folder, what is planned, and what the truth file will say."""

from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from keyroll.replay.engine import Intrusion
from keyroll.replay.folder import Folder, Record
from keyroll.replay.streams import stream
from keyroll.replay.times import DAY, HOUR, iso
from scenarios.actor import Actor
from scenarios.company import Company
from scenarios.machine import Machine, Person
from scenarios.systems import System, Tended

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
    intrusion: Intrusion = field(init=False)

    def __post_init__(self) -> None:
        self.intrusion = Intrusion(self.folder)

    @property
    def first(self) -> int:
        """The time of the intruder's first success; 0 before it."""
        return self.intrusion.first_success

    @property
    def start(self) -> int:
        """The first day on which anything of the scenario may happen."""
        return self.company.first

    def at(self, day: int, hour: int = 0) -> int:
        """The time on a day of the scenario."""
        return self.start + day * DAY + hour * HOUR

    def rng(self, *names: object) -> Random:
        """A stream of this scenario's own."""
        return stream(self.seed, "worlds", self.name, *names)

    def of(self, system: str, *, vendor: bool | None = None) -> list[Machine]:
        """The machines of one system; with ``vendor`` only those that a vendor runs, or only our own."""
        return [
            machine for machine in self.machines
            if machine.system == system and (vendor is None or bool(machine.vendor) == vendor)
        ]  # fmt: skip

    def named(self, system: str, name: str) -> Machine:
        """The first machine of a system with that name."""
        return next(machine for machine in self.of(system) if machine.name == name)

    def lasting(self, system: str, since: int, until: int) -> list[Machine]:
        """The machines of a system, or of all (""), whose credential is there before one time and still at another."""
        return [
            machine for machine in self.machines
            if system in ("", machine.system) and machine.created < since and machine.ended > until
        ]  # fmt: skip

    def held(self, system: str, name: str, days: int) -> Machine:
        """The machine of that name whose credential stays valid from the scenario's first day for so many days."""
        lasting = self.lasting(system, self.start, self.at(days))
        return next(machine for machine in lasting if machine.name == name and not machine.job)

    def tended(self, system: str) -> Tended:
        """A system whose log shows how administrators make and take away credentials."""
        known = self.systems[system]
        if not isinstance(known, Tended):
            raise TypeError(f"{system} logs no such thing")
        return known

    def known(self, system: str, kind: type[Kind]) -> Kind:
        """A system with all that its own class can do."""
        known = self.systems[system]
        if not isinstance(known, kind):
            raise TypeError(f"{system} is not {kind.__name__}")
        return known

    def intruder(self, rng: Random, machine: Machine, system: str = "", **details: str) -> Actor:
        """The intruder, with the credential of a machine, in its system or one that shares its accounts."""
        return Actor(self, rng, machine, self.systems[system or machine.system], hostile=True, details=details)

    def user(self, rng: Random, machine: Machine, **details: str) -> Actor:
        """Who uses a machine's credential by right, beside the machine's own days."""
        return Actor(self, rng, machine, self.systems[machine.system], hostile=False, details=details)

    def adds(self, *machines: Machine) -> None:
        """Takes machines in that nobody is seen to give their credentials."""
        self.machines += machines

    def changed(self, rng: Random, machine: Machine, by: Person, ms: int, *, made: bool = True) -> None:
        """An administrator is seen to make a machine's credential, or to take it away."""
        self.ordinary(self.tended(machine.system).changes(rng, machine, by, ms, made=made))

    def lives(self, rng: Random, person: Person, ms: int, address: str, *systems: str) -> None:
        """A person does something ordinary in each of some systems, or of all."""
        for system in systems or self.systems:
            self.ordinary(self.systems[system].live(rng, person, ms, address))

    def ordinary(self, records: list[Record]) -> None:
        """Plans something that nobody hostile does."""
        self.folder.plan(*records)

    def hostile(self, what: str, records: list[Record], *, success: bool = True) -> None:
        """Plans records of an act of the intruder."""
        for record in records:
            if any(mark in record[2] for mark in _HALVES):
                # The first half of a pair: its answer tells the act, and is what counts.
                self.folder.plan(record)
            else:
                self.intrusion.act(what.split(":")[0], what, record, success=success)

    def foothold(self, kind: str, identifier: str, since: int, until: int | None = None) -> None:
        """Notes something that the intruder holds, made or granted, and when it was taken away."""
        self.intrusion.foothold(kind, identifier, since, ended=iso(until) if until else None)

    def survey(self, day: int) -> None:
        """Writes what all systems list on a day."""
        for system in self.systems.values():
            system.survey(self.folder, day + 2 * HOUR, self.machines)
            system.register(self.folder, day + 2 * HOUR, self.people, self.machines)
