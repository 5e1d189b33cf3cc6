"""Where the company that forwards freight works, who works there, and what its things are called."""

from collections.abc import Callable
from random import Random
from typing import Final
from zlib import crc32

from keyroll.replay.browsers import LINUX, MAC, WINDOWS, chrome, firefox
from keyroll.replay.streams import okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE
from keyroll.replay.times import at as moment
from keyroll.replay.words import FIRST, LAST
from scenarios.machine import Person, on_days, sold_by

BEGINS, ENDS = moment("2026-09-14"), moment("2026-10-29T12:00:00")
DOMAIN, TENANT = "quillhaven.example", "b41d7e60-92c5-4f0a-8a17-6d3f0c95e2b8"
PORTS = ("gdy", "dur", "sts", "pus")
#: Each port's office: its address, and when its day begins.
OFFICES = (("192.0.2.161", 6), ("198.51.100.77", 6), ("203.0.113.52", 11), ("203.0.113.148", 0))
#: The contractor's agents, behind two addresses in another country.
AGENTS = ("198.51.100.140", "198.51.100.141")
#: Hosts outside the cloud: what tends it, what hands versions to tablets, customs, the books, what watches.
TEND, TABLETS, CUSTOMS, BOOKS, WATCH = (
    "198.18.240.5", "198.18.240.14", "198.18.240.23", "198.18.240.38", "198.18.240.71",
)  # fmt: skip
AREAS = (
    "vessels", "berths", "cranes", "yard", "gates", "trucks", "rail", "cold", "manifests", "bookings", "quotes",
    "invoices", "claims", "tariffs", "hazmat", "weights", "slots", "tracking", "portal", "partners", "rates", "crew",
    "bunkers", "permits",
)  # fmt: skip
#: Numbers of ships, faults in code, mail's safety, maps, wages, tickets of agents, letters that are read by a machine.
VENDORS = ("Shiplens", "Lintgate", "Mailrampart", "Tidemap", "Wagemoor", "Deskrelay", "Paperwell")
TEAMS = (("engineering", 36), ("customs", 46), ("terminal", 104), ("forwarding", 88), ("agents", 40), ("office", 36))
_BROWSERS = (chrome(WINDOWS, 153), chrome(MAC, 153), firefox(LINUX, 156), chrome(WINDOWS, 152, edge=True))
BUCKETS = tuple(f"qh-{area}-{kind}" for area in AREAS[:12] for kind in ("raw", "shared", "archive"))
CONSIGNEES = tuple(f"qh-portal-consignees/{number:06d}.json" for number in range(2400))
MANIFESTS = tuple(f"qh-manifests-raw/{number:05d}.edi" for number in range(700))
TABLES = tuple(
    f"{area}.{name}" for area in AREAS[:14] for name in ("records", "parties", "events", "contacts", "amounts", "past")
)
PROJECTS = (
    *(f"{area}/{kind}" for area in AREAS for kind in ("service", "web")),
    *(f"steps/{name}" for name in ("build", "test", "scan", "sign", "image", "chart", "notify", "cache", "lint",
                                   "release", "deploy")),
    "cloud/google", "cloud/azure", "cloud/cluster", "cloud/vault", "data/models", "data/reports", "gate/tablets",
    "gate/cameras", "shared/forms", "shared/messages", "old/yard-2016", "old/rates",
)  # fmt: skip
GROUPS = ("terminals", "documents", "screens", "models", "desks", "archive")
BOARDS = ("SHIP", "YARD", "CUST", "BOOK", "CLAIM", "PLAT", "HELP", "DESK", "SAFE")
SPACES = ("PORTS", "CUSTOMS", "SALES", "PLAT", "SAFETY", "CREW")
PAGES = ("Overview", "Handover", "Contacts", "Minutes", "Checklist", "Rota", "Tariffs", "Holidays")
BOXES = tuple(f"{name}@{DOMAIN}" for name in (
    *(f"{desk}-{port}" for desk in ("berths", "customs", "bookings") for port in PORTS), "invoices", "claims", "wages",
    "safety", "press", "tenders",
))  # fmt: skip
#: The last two days and the first of a month.
month_end = on_days("-30", "-31", "-01", "-29")
#: No two tokens of code share a bot; an account of a person has a number of its own.
OWN_TOKEN: Final = {"r.tallow-script": 341}


#: The account that synchronises the directory: of no person, and with an administrator's role since long ago.
SYNC = Person("Sync_QHAD02_4c1ee07b93aa", "00uqhsync2b7", TEND, TEND, "AADConnect/2.5.79.0", works=False)


def port(number: int) -> int:
    """Which port a person belongs to."""
    return (0, 2, 0, 1, 3)[number % 5]


def person(rng: Random, number: int, team: str, joined: int = 0) -> Person:
    """One person; terminals work in three shifts on any five days of seven, forwarders are on the road for days."""
    first, last = FIRST[rng.randrange(len(FIRST))], LAST[rng.randrange(len(LAST))]
    where, opens = OFFICES[port(number)]
    home = f"198.19.{number % 250}.{9 + rng.randrange(230)}"
    if number >= 250:
        home = f"198.18.{100 + number % 110}.{9 + rng.randrange(230)}"
    begins, rota = opens * HOUR + number % 3 * HOUR, -1
    trips: tuple[tuple[int, int, str], ...] = ()
    if team == "terminal":
        begins, rota, home = (opens + 8 * (number % 3)) % 24 * HOUR, number, where
    elif team == "agents":
        begins, rota, where, home = (3 + number % 3 * 5) * HOUR, number, AGENTS[number % 2], AGENTS[number % 2]
    elif team == "forwarding" or number % 6 == 1:
        since = [BEGINS + (week + rng.randrange(12)) * DAY for week in (0, 15, 30)]
        trips = tuple((day, day + (2 + rng.randrange(4)) * DAY, _away(number, day)) for day in since)
    return Person(
        f"{first}.{last}{number}".lower(), okta_id(rng, "00u"), where, home, _BROWSERS[rng.randrange(4)], joined,
        team=team, rota=rota, begins=begins, trips=trips,
    )  # fmt: skip


def _away(number: int, day: int) -> str:
    """The line of a hotel, a customer, a ship's agent."""
    mark = crc32(f"{number}/{day}".encode())
    return f"{(241, 242, 243)[mark % 3]}.{mark // 3 % 250}.{mark // 750 % 250}.{3 + mark // 187_500 % 240}"


def gate(key: str, ms: int) -> str:
    """What runs in the cluster, from outside: two addresses of each port's part, by the workload's own one."""
    mark = crc32(key.encode())
    return f"198.18.{242 + mark % 4}.{10 + crc32(f'{key}/{ms // (6 * HOUR)}'.encode()) % 2}"


def node(key: str, ms: int) -> str:
    """The same as seen inside."""
    mark = crc32(f"{key}/{(ms + crc32(key.encode()) % DAY) // (10 * HOUR)}".encode())
    return f"10.{80 + crc32(key.encode()) % 4}.{mark % 70}.{6 + mark // 70 % 240}"


def builder(key: str, ms: int) -> str:
    """Where a build runs: any machine of a hoster."""
    mark = crc32(f"{key}/{ms // (20 * MINUTE)}".encode())
    return f"{(247, 248)[mark % 2]}.{90 + mark // 2 % 10}.{mark // 20 % 250}.{2 + mark // 5000 % 250}"


def line(key: str, ms: int) -> str:
    """Gates and tablets: a mobile network, another exit every few hours."""
    mark = crc32(f"{key}/{ms // (5 * HOUR)}".encode())
    return f"{244 + mark % 3}.{150 + mark // 3 % 8}.{mark // 24 % 250}.{2 + mark // 6000 % 250}"


def vendor(name: str) -> Callable[[str, int], str]:
    """Where a vendor calls from; Shiplens from a large cloud, the others from few addresses."""
    place = VENDORS.index(name)

    def there(key: str, ms: int) -> str:
        mark = crc32(f"{name}/{key}/{ms // (7 * HOUR)}".encode())
        if name == "Shiplens":
            return f"240.{30 + mark % 20}.{mark // 20 % 250}.{5 + mark // 5000 % 240}"
        return f"198.18.{247 + place % 5}.{40 + place + 10 * (mark % (2 + place % 3))}"

    return there


sold = sold_by(VENDORS, vendor)
