"""Machines and people of a small company: who works when, from where, with what."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from keyroll.replay.streams import aws_id, code, digits, hexes, okta_id, uuid
from keyroll.replay.times import DAY, HOUR, day_of, weekday

FOREVER = 2**60
Where = str | Callable[[str, int], str]
#: A new credential's id, where a system has ids of them.
FRESH: dict[str, Callable[[Random], str]] = {
    "aws": lambda rng: aws_id(rng, "AKIA"), "openbao": lambda rng: code(rng, 24), "github": lambda rng: digits(rng, 9),
    "okta": lambda rng: okta_id(rng, "00T"), "slack": lambda rng: "A0" + code(rng, 9).upper(), "kubernetes": uuid,
    "gcp": lambda rng: hexes(rng, 40), "gitlab": lambda rng: digits(rng, 5), "microsoft": uuid, "azure": uuid,
    "cloudflare": lambda rng: hexes(rng, 32), "bitbucket": lambda rng: digits(rng, 12),
}  # fmt: skip


@dataclass(slots=True)
class Machine:
    """A workload with one credential. ``things`` are what it usually touches, ``acts`` the ways in which it does."""

    system: str
    name: str
    key: str
    """The issuer's own id of the credential."""
    address: str
    agent: str
    every: int
    burst: int
    things: list[str]
    acts: tuple[str, ...]
    created: int = 0
    ended: int = FOREVER
    vendor: str = ""
    moves: list[tuple[int, str]] = field(default_factory=list)
    phase: int = 0
    roams: Callable[[str, int], str] | None = None
    """Where it is by its key and the time, for what has no address of its own."""
    upgrades: list[tuple[int, str]] = field(default_factory=list)
    job: str = ""
    """Tells apart two workloads that hold one credential."""
    only: Callable[[int], bool] | None = None
    """On which days it runs, for what runs by the calendar; None: on all."""
    app: str = ""
    """The first secret of an application that was given another one: its client id stays."""

    def place(self, ms: int) -> str:
        """The address at that time."""
        moved = next((where for since, where in reversed(self.moves) if ms >= since), "")
        return moved or (self.roams(self.key, ms) if self.roams else self.address)

    def client(self, ms: int) -> str:
        """The client program at that time."""
        return next((name for since, name in reversed(self.upgrades) if ms >= since), self.agent)

    def runs(self, rng: Random, day: int) -> list[int]:
        """When it starts on that day."""
        if self.every == FOREVER or (self.only and not self.only(day)):
            return []
        if self.every >= 7 * DAY:
            due = weekday(day) == self.phase % 7
            return [day + self.phase % DAY] if due else []
        first = day + self.phase % self.every
        return [ms + int(rng.random() * 20_000) for ms in range(first, day + DAY, self.every)]


#: How many numbers the bot users of GitLab's tokens have.
BOTS: Final = 997


@dataclass
class GitlabJobs:
    """Makes the tokens of a company's GitLab, at the ``usual`` place. No two tokens share a bot user."""

    rng: Random
    usual: Where
    longest: int = DAY
    taken: set[int] = field(default_factory=set)

    def __call__(
        self, name: str, agent: str, every: int, burst: int, things: Iterable[str], acts: tuple[str, ...],
        where: Where | None = None, only: Callable[[int], bool] | None = None,
    ) -> Machine:  # fmt: skip
        """Return a machine with a new token."""
        key = next(key for key in iter(lambda: digits(self.rng, 5), "") if int(key) % BOTS not in self.taken)
        self.taken.add(int(key) % BOTS)
        at = self.usual if where is None else where
        return job(
            self.rng, "gitlab", name, agent, every, burst, things, acts, at, key=key, only=only, longest=self.longest
        )  # fmt: skip


def job(
    rng: Random, system: str, name: str, agent: str, every: int, burst: int, things: Iterable[str],
    acts: tuple[str, ...], where: Where = "", *, key: str = "", vendor: str = "", job: str = "",
    only: Callable[[int], bool] | None = None, within: int = 0, longest: int = DAY,
) -> Machine:  # fmt: skip
    """A machine at one address, or wherever it is, with a new credential if it is given none.

    It begins somewhere ``within`` a time, by default its own period or the ``longest``.
    """
    key = key or (FRESH[system](rng) if system in FRESH else name)
    address, roams = (where, None) if isinstance(where, str) else ("", where)
    return Machine(system, name, key, address, agent, every, burst, list(things), acts, vendor=vendor, job=job,
                   only=only, roams=roams, phase=rng.randrange(within or min(every, longest)))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works there."""

    login: str
    id: str
    office: str
    home: str
    agent: str
    joined: int = 0
    team: str = ""
    rota: int = -1
    """Works five days of any seven, by this number; -1: on weekdays."""
    begins: int = 8 * HOUR
    left: int = FOREVER
    trips: tuple[tuple[int, int, str], ...] = ()
    """From when until when he works from where else."""
    works: bool = True
    """False: an account with nobody's working days."""
    moved: tuple[int, str] | None = None
    """From when on the office has which other address."""

    def shift(self, rng: Random, day: int) -> int | None:
        """When the working day begins, or None."""
        off = weekday(day) if self.rota < 0 else (day // DAY + self.rota) % 7
        if not self.works or off > 4 or day < self.joined or day >= self.left or rng.random() < 0.06:
            return None
        return day + self.begins + int(rng.random() * 2 * HOUR)

    def place(self, day: int) -> str:
        """At home on some days, or away."""
        away = next((where for since, until, where in self.trips if since <= day < until), "")
        if away:
            return away
        if (day // DAY + len(self.login)) % 5 < 2:
            return self.home
        return self.moved[1] if self.moved and day >= self.moved[0] else self.office


def on_days(*ends: str) -> Callable[[int], bool]:
    """Runs on the days whose date ends so: ``-01`` is the first of each month."""
    return lambda day: day_of(day).endswith(ends)


def workdays(day: int) -> bool:
    """Monday to Friday."""
    return weekday(day) < 5


def staff(
    teams: tuple[tuple[str, int], ...], person: Callable[[Random, int, str], Person]
) -> Callable[[Random], list[Person]]:
    """Makes people by team, numbered through all teams; the first four administer."""
    names = [team for team, count in teams for _ in range(count)]
    return lambda rng: [person(rng, number, team) for number, team in enumerate(names)]


def sold_by(vendors: Sequence[str], roams: Callable[[str], Callable[[str, int], str]]) -> Callable[[Machine], Machine]:
    """Makes a machine the vendor's after whom it is named; it calls from where that vendor does."""

    def sold(one: Machine) -> Machine:
        one.vendor = next(name for name in vendors if name.lower() in one.name.lower())
        one.roams = roams(one.vendor)
        return one

    return sold
