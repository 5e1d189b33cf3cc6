"""Where the company that looks after lifts works, who works there, and what its things are called."""

from collections.abc import Callable
from random import Random
from zlib import crc32

from keyroll.replay.browsers import LINUX, MAC, WINDOWS, chrome, firefox
from keyroll.replay.streams import okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE
from keyroll.replay.times import at as moment
from keyroll.replay.words import FIRST, LAST
from scenarios.machine import Person, on_days, sold_by

BEGINS, ENDS = moment("2026-10-05"), moment("2026-11-19T12:00:00")
DOMAIN, ACCOUNT = "ostermoor.example", "316620948175"
#: Each seat's address, when its day begins, and where its part of the cloud leaves.
SEATS = (("198.51.100.201", 7), ("203.0.113.231", 1), ("192.0.2.226", 14))
#: Hosts outside the cloud: what tends it, the support's server, what sets customers up, the works, what watches.
TEND, SUPPORT, SETUP, WORKS, WATCH = (
    "198.18.220.5", "198.18.220.17", "198.18.220.29", "198.18.220.60", "198.18.220.81",
)  # fmt: skip
AREAS = (
    "lifts", "doors", "drives", "alarms", "visits", "parts", "orders", "sites", "invoices", "portal", "phones", "maps",
    "models", "energy", "permits", "training",
)  # fmt: skip
REGIONS = ("eu", "ap", "us")
#: Numbers of customers, tickets of the road, faults in code, mail kept, probes, spare parts, lines of calls.
VENDORS = ("Meterwise", "Fixdesk", "Codeglance", "Mailkeep", "Pingfield", "Partsline", "Callbridge")
TEAMS = (("engineering", 62), ("devices", 34), ("operations", 18), ("road", 92), ("sales", 60), ("office", 44))
_BROWSERS = (chrome(WINDOWS, 154), chrome(MAC, 154), firefox(LINUX, 157), chrome(WINDOWS, 154, edge=True))
BUCKETS = tuple(f"om-{area}-{kind}" for area in AREAS[:9] for kind in ("raw", "shared", "archive"))
PICTURES = tuple(f"om-lifts-raw|cabin/{number:05d}.jpg" for number in range(900))
TABLES = tuple(
    f"{area}.{name}" for area in AREAS[:11] for name in ("records", "owners", "events", "contacts", "prices", "history")
)
REPOSITORIES = (
    *(f"{area}-{kind}" for area in AREAS for kind in ("service", "web", "jobs")),
    "cloud-plan", "cluster-state", "shared-types", "portal-design", "builder-kit", "technician-assistant", "zones",
    "access-rules", "data-plan", "old-portal", "site-setup", "support-console",
)  # fmt: skip
PROJECTS = (
    *(f"{part}/{kind}" for part in ("controller", "doorunit", "drive", "gateway", "panel", "sensor")
      for kind in ("firmware", "tests", "boards")),
    "bench/rigs", "bench/plans", "bench/results", "field/tool", "field/updates", "field/keys-format", "shared/bus",
    "shared/toolchain", "lab/exchange", "lab/open-days", "old/relay",
)  # fmt: skip
BOARDS = ("ROAD", "LIFT", "DOOR", "CUST", "ORD", "PLAT", "DEV", "HELP", "SAFE")
SPACES = ("ROAD", "BUILD", "PARTS", "SALES", "PLAT", "SAFETY")
PAGES = ("Overview", "Handover", "Contacts", "Minutes", "Checklist", "Releases", "Rota", "Limits")
APPS = ("console", "graphs", "portal-admin", "builds", "plans")
BOXES = tuple(f"{name}@{DOMAIN}" for name in (
    "orders", "invoices", "road-eu", "road-ap", "road-us", "permits", "safety", "people", "press", "tenders",
))  # fmt: skip
#: When invoices are made.
billed = on_days("-01", "-02", "-15")


def seat(number: int) -> int:
    """Which seat a person belongs to: the larger one in two of four cases."""
    return (0, 1, 0, 2)[number % 4]


def person(rng: Random, number: int, team: str, joined: int = 0) -> Person:
    """One person; operations take turns around the clock, and who repairs works on any five days with a telephone."""
    first, last = FIRST[rng.randrange(len(FIRST))], LAST[rng.randrange(len(LAST))]
    where, opens = SEATS[seat(number)]
    home = f"198.19.{number % 250}.{12 + rng.randrange(230)}"
    if number >= 250:
        home = f"198.18.{232 + number % 20}.{12 + rng.randrange(230)}"
    begins, rota = opens * HOUR + number % 3 * HOUR, -1
    if team == "operations":
        begins, rota = (6, 22, 14)[seat(number)] * HOUR, number
    elif team == "road":
        begins, rota, where = opens * HOUR - HOUR, number, line(number, BEGINS)
    since = BEGINS + rng.randrange(36) * DAY
    trip = (since, since + (2 + rng.randrange(5)) * DAY, f"{241 + number % 3}.{number % 250}.{rng.randrange(250)}.9")
    return Person(
        f"{first}.{last}{number}".lower(), okta_id(rng, "00u"), where, home, _BROWSERS[rng.randrange(4)], joined,
        team=team, rota=rota, begins=begins, trips=(trip,) if team == "sales" or number % 5 == 2 else (),
    )  # fmt: skip


def line(number: int, ms: int) -> str:
    """A telephone on the road: one of thousands of exits of three carriers, another every few hours."""
    mark = crc32(f"{number}/{ms // (4 * HOUR)}".encode())
    return f"{(244, 245, 246)[seat(number)]}.{8 + mark % 6}.{mark // 6 % 250}.{2 + mark // 1500 % 250}"


def gate(key: str, ms: int) -> str:
    """What runs in the cluster, from outside: four addresses in each part of the world, by the workload's own one."""
    mark = crc32(key.encode())
    return f"198.18.{222 + mark % 3}.{10 + crc32(f'{key}/{ms // (5 * HOUR)}'.encode()) % 4}"


def node(key: str, ms: int) -> str:
    """The same as seen inside."""
    mark = crc32(f"{key}/{(ms + crc32(key.encode()) % DAY) // (9 * HOUR)}".encode())
    return f"10.{60 + crc32(key.encode()) % 3}.{mark % 90}.{5 + mark // 90 % 240}"


def builder(key: str, ms: int) -> str:
    """Where a build of the cloud's software runs: any machine of a hoster."""
    mark = crc32(f"{key}/{ms // (15 * MINUTE)}".encode())
    return f"{(247, 248)[mark % 2]}.{40 + mark // 2 % 8}.{mark // 16 % 250}.{2 + mark // 4000 % 250}"


def bench(key: str, ms: int) -> str:
    """Where a build of devices' software runs: twenty hosts in the works' cellar."""
    return f"198.18.221.{40 + crc32(f'{key}/{ms // HOUR}'.encode()) % 20}"


def vendor(name: str) -> Callable[[str, int], str]:
    """Where a vendor calls from; what probes does so from eleven places on earth."""
    place = VENDORS.index(name)

    def there(key: str, ms: int) -> str:
        mark = crc32(f"{name}/{key}/{ms // (6 * HOUR)}".encode())
        if name == "Pingfield":
            return f"{242 + mark % 11}.77.4.{20 + mark // 11 % 3}"
        return f"198.18.{225 + place}.{50 + mark % (2 + 3 * place)}"

    return there


sold = sold_by(VENDORS, vendor)
