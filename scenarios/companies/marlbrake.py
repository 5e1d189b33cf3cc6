"""The company that sells seeds and plants: its days, people, one office, cluster, builders, vendors.

What has to come from many networks stands in 240.0.0.0/4, which RFC 1112 reserves and nobody routes: the ranges for
documentation and tests are too small for a hoster's.
"""

from random import Random
from zlib import crc32

from keyroll.replay.streams import okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE, day_of, weekday
from keyroll.replay.times import at as moment
from keyroll.replay.words import FIRST, LAST
from scenarios.machine import Person, staff

BEGINS, ENDS = moment("2026-01-12"), moment("2026-02-26T12:00:00")
DOMAIN = "marlbrake.example"
OFFICE = "192.0.2.77"
#: The company's own hosts outside the cluster: the operators' and one of the batch jobs.
OPS, BATCH = "198.18.61.20", "198.18.61.33"
AREAS = ("shop", "basket", "stock", "parcels", "growers", "prices", "returns", "insight")
#: Chat with customers, the books, reports, a scanner of code.
VENDORS = ("Parleycat", "Ledgerfern", "Sproutboard", "Hollowtag")
#: Where the cluster's traffic leaves it: one address for each zone.
_EXITS = ("198.18.60.4", "198.18.60.71", "198.18.60.140")
_TEAMS = (("engineering", 22), ("desk", 14), ("warehouse", 10), ("finance", 8))
_BROWSERS = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 "
    "Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36 "
    "Edg/143.0.0.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0",
)


def people(rng: Random) -> list[Person]:
    """The people by team; the first four administer."""
    return staff(rng, _TEAMS, person)


def person(rng: Random, number: int, team: str, joined: int = 0) -> Person:
    """One person; the desk answers on seven days, a tenth is away for some days."""
    login = f"{FIRST[rng.randrange(len(FIRST))]}.{LAST[rng.randrange(len(LAST))]}".lower()
    since = BEGINS + rng.randrange(38) * DAY
    trips = ((since, since + (2 + rng.randrange(4)) * DAY, f"198.19.{10 + number}.9"),) if number % 10 == 6 else ()
    return Person(
        f"{login}{number}" if number % 3 == 0 else f"{login[0]}{login.partition('.')[2]}{number}", okta_id(rng, "00u"),
        OFFICE, f"198.19.{70 + number}.{20 + rng.randrange(200)}", _BROWSERS[rng.randrange(3)], joined, team=team,
        rota=number if team == "desk" else -1, begins=(6 if team == "warehouse" else 7 + number % 2) * HOUR,
        trips=trips,
    )  # fmt: skip


def runner(key: str, ms: int) -> str:
    """Where a build runs: another rented machine each time, in two large networks of the hoster."""
    mark = crc32(f"{key}/{ms // (15 * MINUTE)}".encode())
    return f"{250 + mark % 2}.{mark // 2 % 64}.{mark // 128 % 256}.{4 + mark // 32_768 % 240}"


def pod(key: str, ms: int) -> str:
    """What runs in the cluster, as seen inside: another address whenever it is placed anew, each few days."""
    mark = crc32(f"{key}/{(ms + _offset(key)) // (4 * DAY)}".encode())
    return f"10.44.{mark % 9}.{10 + mark // 9 % 230}"


def leaving(key: str, ms: int) -> str:
    """The same as seen from outside: the address of the zone in which it is placed."""
    return _EXITS[crc32(f"{key}/{(ms + _offset(key)) // (4 * DAY)}".encode()) % 3]


def _offset(key: str) -> int:
    return crc32(key.encode()) % (4 * DAY)


def vendor_address(vendor: str, key: str, ms: int) -> str:
    """One of the dozen addresses from which a vendor has always called."""
    return f"198.18.{110 + VENDORS.index(vendor)}.{16 + crc32(f'{key}/{ms // HOUR}'.encode()) % 12}"


def parleycat(key: str, ms: int) -> str:
    """Where the vendor of chats calls from."""
    return vendor_address(VENDORS[0], key, ms)


def ledgerfern(key: str, ms: int) -> str:
    """Where the vendor of the books calls from."""
    return vendor_address(VENDORS[1], key, ms)


def sproutboard(key: str, ms: int) -> str:
    """Where the vendor of reports calls from."""
    return vendor_address(VENDORS[2], key, ms)


def hollowtag(key: str, ms: int) -> str:
    """Where the vendor's scanner calls from."""
    return vendor_address(VENDORS[3], key, ms)


def workdays(day: int) -> bool:
    """Monday to Friday."""
    return weekday(day) < 5


def monthly(day: int) -> bool:
    """The sixteenth, when the month's books are drawn up."""
    return day_of(day)[-2:] == "16"
