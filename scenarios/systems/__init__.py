"""The systems of the company: what machines and people do in each, in the vendor's own records and lists."""

from collections.abc import Iterator
from random import Random
from typing import Protocol, runtime_checkable

from keyroll.replay.folder import Folder, Log
from scenarios.machine import Machine, Person

Record = tuple[Log, int, str]


class System(Protocol):
    """One vendor's system. ``identifier`` is how its credential is named on a keyroll."""

    name: str

    def machines(self, rng: Random) -> list[Machine]:
        """The machines that it begins with."""
        ...

    def work(self, rng: Random, one: Machine, ms: int, act: str, thing: str, **told: str) -> list[Record]:
        """One act of a machine. ``told`` may give another ``address`` or ``agent``, or ``refused``."""
        ...

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:
        """One ordinary act of a person."""
        ...

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """Writes its lists as they stand."""
        ...

    def identifier(self, one: Machine) -> str:
        """The identifier of a machine's credential."""
        ...


@runtime_checkable
class Tended(System, Protocol):
    """A system in whose log administrators are seen to make and take away credentials."""

    def changes(self, rng: Random, one: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:
        """An administrator makes the credential, or takes it away."""
        ...


@runtime_checkable
class Directory(System, Protocol):
    """A system that lists people too."""

    def register(self, folder: Folder, ms: int, people: list[Person], machines: list[Machine]) -> None:
        """Writes its list of accounts as it stands."""
        ...


def alive(machines: list[Machine], system: str, ms: int) -> Iterator[Machine]:
    """The machines of a system whose credential exists at that time; a credential that two share comes once."""
    known = {one.key: one for one in reversed(machines) if one.system == system and one.created <= ms < one.ended}
    return (one for one in machines if known.get(one.key) is one)
