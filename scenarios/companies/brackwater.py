"""The company that sails ferries: its days, its people in three shifts, its offices, its clouds, its vendors."""

from random import Random
from zlib import crc32

from keyroll.replay.streams import okta_id
from keyroll.replay.times import DAY, HOUR, at
from keyroll.replay.words import FIRST, LAST
from scenarios.machine import Person, staff

BEGINS, ENDS = at("2025-06-02"), at("2025-07-18T12:00:00")
DOMAIN = "brackwater.example"
OFFICES = ("192.0.2.14", "198.51.100.60", "198.19.60.12")
#: One address for whatever stands behind the data centre's translation of addresses.
SHARED = "198.18.80.5"
#: A cloud region's public networks: what runs there without a fixed address appears from any of them.
REGION = tuple(f"198.18.{number}" for number in range(96, 104))
OTHER_REGION = tuple(f"198.18.{number}" for number in range(140, 144))
LINES = ("north", "islands", "sound", "freight", "night")
AREAS = ("bookings", "fares", "loyalty", "ports", "crew", "settlement", "claims", "fleet", "insight", "cargo")
VENDORS = ("Harbourdesk", "Tidelog", "Fjordpay", "Quayline")
#: How many of each; those who support travellers work on seven days, in three shifts.
_TEAMS = (("engineering", 26), ("support", 30), ("finance", 12), ("operations", 16))
_BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36 "
    "Edg/137.0.0.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 "
    "Safari/537.36",
)


def people(rng: Random) -> list[Person]:
    """The people by team; the first four administer."""
    return staff(rng, _TEAMS, person)


def person(rng: Random, number: int, team: str, joined: int = 0) -> Person:
    """One person; a login is a letter, a name and a number."""
    login = f"{FIRST[rng.randrange(len(FIRST))][0]}{LAST[rng.randrange(len(LAST))]}{number:02d}".lower()
    shifts = team == "support"
    return Person(
        login,
        okta_id(rng, "00u"),
        OFFICES[rng.randrange(3)],
        f"198.19.{100 + number % 70}.{20 + number}",
        _BROWSERS[rng.randrange(2)],
        joined,
        team=team,
        rota=number if shifts else -1,
        begins=(6, 14, 22)[number % 3] * HOUR if shifts else 7 * HOUR,
    )


def vendor_address(vendor: str) -> str:
    """An address in the range that a vendor has always used."""
    return f"198.19.{20 + VENDORS.index(vendor)}.40"


def some_address(networks: tuple[str, ...], key: str, ms: int) -> str:
    """Where in a cloud a thing runs that gets another address every six hours."""
    mark = crc32(f"{key}/{ms // (DAY // 4)}".encode())
    return f"{networks[mark % len(networks)]}.{2 + mark // 256 % 250}"
