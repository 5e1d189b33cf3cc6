"""The company that builds its own software: its days, its people, its offices, its vendors."""

from random import Random

from keyroll.replay.streams import digits
from keyroll.replay.times import at
from keyroll.replay.words import FIRST, LAST, PRODUCTS
from scenarios.machine import Person

BEGINS, ENDS = at("2025-03-03"), at("2025-04-17T12:00:00")
DOMAIN = "halden.example"
OFFICES = ("198.51.100.20", "198.51.100.90")
#: Where the company's own machines stand: a cloud network, its build farm, its cluster.
CLOUD, FARM, CLUSTER = "198.18.7", "198.18.40", "10.60.4"
TEAMS = ("payments", "routing", "mobile", "platform", "finance", "people", "sales", "research")
VENDORS = ("Quillbase", "Northstar CRM", "Tallyworks", "Brightdesk", "Sendwell", "Docketly")
_BROWSERS = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.3 Safari/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:136.0) Gecko/20100101 Firefox/136.0",
)


def person(rng: Random, number: int, joined: int = 0) -> Person:
    """One person; the number makes the login unlike any other."""
    login = f"{FIRST[rng.randrange(len(FIRST))]}.{LAST[rng.randrange(len(LAST))]}".lower() + (
        str(number) if number % 4 == 0 else ""
    )
    home = f"198.19.{200 + number // 200}.{2 + number % 200}"
    return Person(
        f"{login}-{number}", digits(rng, 8), OFFICES[rng.randrange(2)], home, _BROWSERS[rng.randrange(3)], joined
    )


def people(rng: Random, count: int = 36) -> list[Person]:
    """The people; the first four administer."""
    return [person(rng, number) for number in range(count)]


def vendor_address(vendor: str) -> str:
    """An address in the range that a vendor has always used."""
    return f"198.19.{10 + VENDORS.index(vendor)}.7"


def repositories() -> list[str]:
    """All repositories by name."""
    return [f"{product}-{kind}" for product in PRODUCTS for kind in ("api", "web", "infra", "jobs")]
