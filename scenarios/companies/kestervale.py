"""The company that insures a region's health: its days, people, two offices, data centre, cloud, builders, vendors.

What has to come from many networks stands in 240.0.0.0/4, which RFC 1112 reserves and nobody routes: the ranges for
documentation and tests are too small for a hoster's.
"""

from collections.abc import Callable
from random import Random
from zlib import crc32

from keyroll.replay.streams import okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE, day_of, weekday
from keyroll.replay.times import at as moment
from keyroll.replay.words import FIRST, LAST
from scenarios.machine import Machine, Person, staff

BEGINS, ENDS = moment("2026-02-02"), moment("2026-03-19T12:00:00")
Where = str | Callable[[str, int], str]
DOMAIN = "kestervale.example"
#: Headquarters, and the branch where members call.
OFFICES = ("192.0.2.145", "203.0.113.60")
VPN = ("198.51.100.219", "198.51.100.220")
#: The data centre's own hosts: the core system, batch, the host that sets other hosts up, letters.
CORE, BATCH, SETUP, LETTERS = "198.18.20.11", "198.18.20.14", "198.18.20.30", "198.18.20.52"
AREAS = ("claims", "members", "premiums", "providers", "letters", "quality", "portal", "contracts")
#: Codes on claims, messages to members, a scanner of code, the books.
VENDORS = ("Clearwhistle", "Pillowmere", "Brandtree", "Sumfold")
_TEAMS = (("engineering", 24), ("care", 20), ("claims", 16), ("finance", 8))
#: Where the cloud's traffic leaves it: what a gateway is given, of which any may be used at any time.
_EXITS = tuple(f"198.18.24.{16 + number}" for number in range(8))
_BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Safari/537.36 "
    "Edg/144.0.0.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:147.0) Gecko/20100101 Firefox/147.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 "
    "Safari/537.36",
)


def people(rng: Random) -> list[Person]:
    """The people by team; the first four administer."""
    return staff(rng, _TEAMS, person)


def person(rng: Random, number: int, team: str, joined: int = 0) -> Person:
    """One person; at home some come in through the tunnel, and who answers the telephone works on Saturdays too."""
    first, last = FIRST[rng.randrange(len(FIRST))], LAST[rng.randrange(len(LAST))]
    home = VPN[number % 2] if number % 5 in (1, 3) else f"198.19.{120 + number}.{5 + rng.randrange(240)}"
    since = BEGINS + rng.randrange(40) * DAY
    trips = ((since, since + (1 + rng.randrange(6)) * DAY, f"198.19.{40 + number}.77"),) if number % 8 == 5 else ()
    return Person(
        f"{first[:3]}{last[:4]}{number:02d}".lower(), okta_id(rng, "00u"), OFFICES[team in ("care", "claims")], home,
        _BROWSERS[rng.randrange(3)], joined, team=team, rota=number if team == "care" else -1,
        begins=(6 + number % 3) * HOUR, trips=trips,
    )  # fmt: skip


def job(
    rng: Random, system: str, name: str, key: str, agent: str, every: int, burst: int, things: tuple[str, ...],
    acts: tuple[str, ...], where: Where,
) -> Machine:  # fmt: skip
    """A machine at one address, or wherever it is; it begins somewhere within its hour, day or week."""
    fixed = where if isinstance(where, str) else ""
    return Machine(
        system, name, key, fixed, agent, every, burst, list(things), acts, phase=rng.randrange(min(every, 7 * DAY)),
        roams=None if isinstance(where, str) else where,
    )  # fmt: skip


def builder(key: str, ms: int) -> str:
    """Where a build runs: one of the machines that the builders' hoster has free just then."""
    mark = crc32(f"{key}/{ms // (12 * MINUTE)}".encode())
    return f"{(241, 241, 254)[mark % 3]}.{(8, 9, 130)[mark % 3]}.{mark // 3 % 64 * 4}.{3 + mark // 192 % 250}"


def cloud(key: str, ms: int) -> str:
    """What runs in the cloud, as seen from outside: the gateway takes another of its addresses every few hours."""
    return _EXITS[crc32(f"{key}/{ms // (3 * HOUR)}".encode()) % len(_EXITS)]


def inside(key: str, ms: int) -> str:
    """The same as seen by what is connected with the cloud's own network: another address after each rollout."""
    mark = crc32(f"{key}/{(ms + crc32(key.encode()) % (6 * DAY)) // (6 * DAY)}".encode())
    return f"10.132.{mark % 4}.{4 + mark // 4 % 240}"


def laptop(key: str, ms: int) -> str:
    """Whoever of the analysts has it: in the office, through the tunnel, at one of three homes."""
    mark = crc32(f"{key}/{ms // DAY}".encode()) % 10
    return (*OFFICES[:1] * 4, *VPN, *VPN[:1], *(f"198.19.{141 + number}.{60 + number}" for number in range(3)))[mark]


def vendor(name: str) -> Callable[[str, int], str]:
    """Where a vendor calls from: two sites; it fails over for hours at a time, and has more addresses by and by."""
    place = VENDORS.index(name)

    def there(key: str, ms: int) -> str:
        many = 3 + (ms - BEGINS) // (15 * DAY)
        mark = crc32(f"{name}/{key}/{ms // (2 * HOUR)}".encode())
        second = crc32(f"{name}/{ms // (9 * HOUR)}".encode()) % 7 == 0
        return f"198.18.{150 + 2 * place + second}.{40 + mark % many * 3}"

    return there


def sold(one: Machine) -> Machine:
    """Makes a machine the vendor's after whom it is named."""
    one.vendor = next(name for name in VENDORS if name.lower() in one.name.lower())
    one.roams = vendor(one.vendor)
    return one


def workdays(day: int) -> bool:
    """Monday to Friday."""
    return weekday(day) < 5


def monthly(day: int) -> bool:
    """The second and third of a month, when premiums are called in."""
    return day_of(day)[-2:] in ("02", "03")
