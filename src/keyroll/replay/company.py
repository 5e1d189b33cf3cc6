"""The people of a fictional company, their offices and their working times."""

from dataclasses import dataclass
from random import Random

from keyroll.replay.browsers import LINUX, MAC, WINDOWS, chrome, firefox
from keyroll.replay.streams import hexes, okta_id, stream, uuid
from keyroll.replay.times import BEGINS, DAY, ENDS, HOUR, at, weekday
from keyroll.replay.words import FIRST, LAST, TEAMS

DOMAIN = "northwind.example"


@dataclass(frozen=True, slots=True)
class Office:
    """An office: its city, its country, its hours from UTC, and the public address of its people."""

    city: str
    country: str
    hours: int
    egress: str
    moved: tuple[int, str] | None = None

    def address(self, ms: int) -> str:
        """Return the public address at a time."""
        if self.moved and ms >= self.moved[0]:
            return self.moved[1]
        return self.egress


OFFICES: tuple[Office, ...] = (
    Office("Austin", "us", -5, "198.51.100.10"),
    Office("Lisbon", "pt", 1, "198.51.100.40", (at("2023-10-24T18:00:00"), "198.51.100.171")),
    Office("London", "gb", 1, "198.51.100.70"),
    Office("Singapore", "sg", 8, "198.51.100.100"),
)
HOLIDAYS: dict[str, frozenset[int]] = {
    "us": frozenset(map(at, ("2023-10-09", "2023-11-10", "2023-11-23"))),
    "pt": frozenset(map(at, ("2023-10-05", "2023-11-01"))),
    "gb": frozenset(),
    "sg": frozenset((at("2023-11-13"),)),
}
_BROWSERS = (chrome(MAC, "{v}"), chrome(WINDOWS, "{v}"), firefox(LINUX, "{v}", 109),
             firefox("Macintosh; Intel Mac OS X 10.15", "{v}", 109))  # fmt: skip
_UPGRADE = at("2023-11-02")


@dataclass(frozen=True, slots=True)
class Person:
    """An employee."""

    number: int
    okta: str
    login: str
    first: str
    last: str
    team: int
    office: Office
    home: str
    browser: int
    uid: str
    engineer: bool
    admin: bool
    contractor: bool
    joined: int
    left: int
    away: tuple[int, int]
    trip: tuple[int, int, str]

    @property
    def mail(self) -> str:
        """The mail address, which is also the Okta login."""
        return f"{self.login}@{DOMAIN}"

    @property
    def display(self) -> str:
        """The name as directories show it."""
        return f"{self.first} {self.last}"

    def agent(self, ms: int) -> str:
        """Return the browser, which is upgraded over time."""
        version = 118 if ms < _UPGRADE + self.number % 5 * DAY else 119
        return _BROWSERS[self.browser].format(v=version)

    def here(self, ms: int) -> bool:
        """Return whether the person is employed at that time."""
        return self.joined <= ms < self.left

    def works(self, day: int) -> bool:
        """Return whether that UTC day is a working day."""
        if weekday(day) > 4 or not self.here(day):
            return False
        return day not in HOLIDAYS[self.office.country] and not self.away[0] <= day < self.away[1]

    def morning(self, day: int) -> int:
        """Return when the working day starts."""
        return day + (9 - self.office.hours) % 24 * HOUR


def people(seed: int, count: int) -> tuple[Person, ...]:
    """Return people with joiners and leavers; the first few are administrators."""
    rng = stream(seed, "people")
    taken: set[str] = set()
    return tuple(_person(rng, number, taken) for number in range(count))


def _person(rng: Random, number: int, taken: set[str]) -> Person:
    first, last = FIRST[rng.randrange(len(FIRST))], LAST[rng.randrange(len(LAST))]
    login = f"{first}.{last}".lower()
    twin = 2
    while login in taken:
        login = f"{first}.{last}{twin}".lower()
        twin += 1
    taken.add(login)
    staff = number < 12
    joined = BEGINS - rng.randrange(30, 2500) * DAY
    left = ENDS + 1000 * DAY
    chance = rng.random()
    if not staff and chance < 0.03:
        joined = BEGINS + rng.randrange(3, 50) * DAY + 8 * HOUR
    elif not staff and chance < 0.06:
        left = BEGINS + rng.randrange(3, 55) * DAY + 17 * HOUR
    elif not staff and chance < 0.12:
        left = BEGINS - rng.randrange(10, 400) * DAY
        joined = min(joined, left - 100 * DAY)
    away = BEGINS + rng.randrange(0, 50) * DAY
    trip = BEGINS + rng.randrange(0, 54) * DAY
    return Person(
        number, okta_id(rng, "00u"), login, first, last, rng.randrange(len(TEAMS)),
        OFFICES[rng.randrange(len(OFFICES))], f"198.19.{128 + number // 250 % 128}.{2 + number % 250}",
        rng.randrange(len(_BROWSERS)), uuid(rng), staff or rng.random() < 0.6, staff, rng.random() < 0.1,
        joined, left, (away, away + (7 * DAY if rng.random() < 0.4 and not staff else 0)),
        (trip, trip + (3 * DAY if rng.random() < 0.25 else 0), f"203.0.113.{1 + rng.randrange(250)}"),
    )  # fmt: skip


def session(rng: Random) -> str:
    """Return the root session id that Okta gives to one log-in."""
    return "idx" + hexes(rng, 20)
