"""The company that measures rivers: its days, its people in two time zones, its offices, its builders, its vendors.

What has to come from many networks stands in 240.0.0.0/4, which RFC 1112 reserves and nobody routes: the ranges for
documentation and tests are too small for a hoster's.
"""

from random import Random
from zlib import crc32

from keyroll.replay.streams import okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE, day_of
from keyroll.replay.times import at as moment
from keyroll.replay.words import FIRST, LAST
from scenarios.machine import Machine, Person, staff

BEGINS, ENDS = moment("2025-09-01"), moment("2025-10-16T12:00:00")
DOMAIN = "tarnfield.example"
OFFICES = ("192.0.2.33", "198.51.100.71")
VPN = "198.51.100.140"
#: The one address of all that runs in the cluster.
CLUSTER = "198.18.210.9"
#: The company's own machines outside the cluster.
OWN = "198.18.212"
AREAS = ("gauges", "forecast", "alerts", "maps", "billing", "telemetry", "archive", "portal")
VENDORS = ("Weldbase", "Sievelight", "Pagerowl", "Rosterly")
#: The networks from which the vendor of integrations calls.
_WELDED = ("244.17", "244.96", "245.8")
_TEAMS = (("engineering", 30), ("delivery", 16), ("support", 10), ("finance", 6))
_BROWSERS = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 "
    "Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36",
)


def people(rng: Random) -> list[Person]:
    """The people by team; the first four administer."""
    return staff(rng, _TEAMS, person)


def person(rng: Random, number: int, team: str, joined: int = 0) -> Person:
    """One person; every third works from the western office, five hours later."""
    login = f"{FIRST[rng.randrange(len(FIRST))]}{LAST[rng.randrange(len(LAST))][0]}{number}".lower()
    western = number % 3 == 2
    home = VPN if number % 7 == 3 else f"198.19.{30 + number}.{10 + number}"
    return Person(
        login, okta_id(rng, "00u"), OFFICES[western], home, _BROWSERS[rng.randrange(3)], joined, team=team,
        begins=(12 if western else 7) * HOUR,
    )  # fmt: skip


def builder(key: str, ms: int) -> str:
    """Where a build runs: the hoster gives each run another machine, anywhere in its many networks."""
    mark = crc32(f"{key}/{ms // (10 * MINUTE)}".encode())
    return f"243.{mark % 48}.{mark // 48 % 256}.{2 + mark // 12_288 % 250}"


def other_builder(key: str, ms: int) -> str:
    """The same at another hoster, to which builds go in one of the scenarios."""
    return builder(f"other/{key}", ms).replace("243.", "247.", 1)


def welded(key: str, ms: int) -> str:
    """Where the vendor of integrations calls from: any address of a few large networks, another every hour."""
    mark = crc32(f"{key}/{ms // HOUR}".encode())
    return f"{_WELDED[mark % 3]}.{mark // 3 % 256}.{2 + mark // 768 % 250}"


def welds(one: Machine) -> Machine:
    """Makes a machine the integration vendor's: it roams, and its client is new every eight to twelve days."""
    one.vendor, one.roams, one.agent = VENDORS[0], welded, version(0)
    since, rng = BEGINS, Random(VENDORS[0])
    for number in range(1, 6):
        since += (8 + rng.randrange(5)) * DAY + rng.randrange(DAY)
        one.upgrades.append((since, version(number)))
    return one


def version(number: int) -> str:
    """The client of the integration vendor."""
    return f"Weldbase-Connector/7.{11 + number}.0 (+https://weldbase.example/agents)"


def vendor_address(vendor: str) -> str:
    """An address in the range that a vendor has always used."""
    return f"198.18.{180 + VENDORS.index(vendor)}.25"


def monthly(day: int) -> bool:
    """The first two days of a month."""
    return day_of(day)[-2:] in ("01", "02")


def quarterly(day: int) -> bool:
    """The first three days of a quarter."""
    return day_of(day)[5:] in {f"{month}-0{number}" for month in ("01", "04", "07", "10") for number in (1, 2, 3)}
