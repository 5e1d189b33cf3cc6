"""Where the water company works, who works there, and what its things are called."""

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

BEGINS, ENDS = moment("2026-10-12"), moment("2026-11-26T12:00:00")
DOMAIN, TENANT = "tollgarth.example", "6e2f9b04-51d8-4c37-9a60-b8d1f4727e13"
REGIONS = ("nor", "est", "hil", "sou")
#: Head office, the works in the north and in the south, the control room.
OFFICES = ("192.0.2.45", "192.0.2.120", "198.51.100.33", "203.0.113.19")
#: The contractor that answers customers, behind one address in another country.
CALLS = "203.0.113.201"
#: Hosts outside the cloud: what tends it, plant control's gateway, the books, what watches, where notebooks run.
TEND, PLANT, BOOKS, WATCH, NOTEBOOKS = (
    "198.18.220.4", "198.18.220.17", "198.18.220.29", "198.18.220.54", "198.18.220.88",
)  # fmt: skip
AREAS = (
    "meters", "mains", "pumps", "works", "sewers", "samples", "leaks", "levels", "alarms", "crews", "bills", "tariffs",
    "pay", "portal", "calls", "permits", "assets", "maps", "models", "reports",
)  # fmt: skip
#: Costs of the cloud, faults in code, mail's safety, radio of meters, rain, answers of customers, laboratories.
VENDORS = ("Pennycloud", "Brackenlint", "Mailwarden", "Fathomlink", "Skyfall", "Heardwell", "Puretest")
TEAMS = (("engineering", 30), ("works", 48), ("crews", 42), ("calls", 36), ("office", 34), ("laboratory", 12))
_BROWSERS = (chrome(WINDOWS, 154), chrome(WINDOWS, 154, edge=True), firefox(LINUX, 157), chrome(MAC, 154))
BUCKETS = tuple(f"tg-{area}-{kind}" for area in AREAS[:12] for kind in ("raw", "clean", "past"))
TILES = tuple(f"tg-maps-tiles/{number // 40:03d}/{number % 40:02d}.pbf" for number in range(1600))
SETS = ("readings", "flows", "customers", "charges", "leakage", "rain", "quality", "forecast")
ROWS = tuple(
    f"{name}/tables/{part}" for name in SETS for part in ("daily", "monthly", "people", "sites", "past", "ids")
)
TABLES = tuple(f"{area}.{name}" for area in AREAS[:14] for name in ("records", "sites", "events", "people", "amounts"))
LIBRARIES = tuple(
    f"shared/{name}" for name in ("units", "time", "forms", "charts", "auth", "queue", "tiles", "alarms", "store",
                                  "letters", "tables", "retry", "words", "menus")
)  # fmt: skip
PROJECTS = (
    *(f"{area}/{kind}" for area in AREAS for kind in ("service", "jobs")), *LIBRARIES,
    "cloud/azure", "cloud/google", "cloud/cluster", "cloud/vault", "plant/gateway", "plant/screens", "data/notebooks",
    "data/reports", "old/billing-2014", "old/telemetry",
)  # fmt: skip
GROUPS = ("plant", "screens", "documents", "sites", "telemetry", "archive")
BOARDS = ("MAIN", "WORKS", "LEAK", "BILL", "LAB", "PLAT", "HELP", "CALL")
SPACES = ("NETWORK", "WORKS", "MONEY", "PLAT", "SAFETY")
PAGES = ("Overview", "Handover", "Contacts", "Minutes", "Checklist", "Rota", "Suppliers")
DESKS = ("control", "crews", "quality")
BOXES = tuple(f"{name}@{DOMAIN}" for name in (
    *(f"{desk}-{region}" for desk in DESKS for region in REGIONS), "bills", "complaints", "wages", "tenders", "press",
    "permits",
))  # fmt: skip
FILES = tuple(
    f"{site}/{name}.{kind}" for site, kind in (("Plant", "pdf"), ("Network", "xlsx"), ("Bills", "xlsx"), ("IT", "docx"))
    for name in ("Overview", "Remote access", "Pump curves", "Valve list", "Emergency plan", "Contracts", "Handover",
                 "Tariff model", "Passwords old", "Addresses", "Inspection", "Budget")
)  # fmt: skip
#: The last working days and the first of a month, when bills are made.
month_end = on_days("-30", "-31", "-01", "-02")
#: An account of a person has a number of its own.
OWN_TOKEN: Final = {"h.marr-editor": 412, "o.lind-notes": 533}
#: The account that synchronises the directory.
SYNC = Person("Sync_TGDC01_9a37f2c5d0e1", "00utgsync5d1", TEND, TEND, "AADConnect/2.5.90.0", works=False)


def person(rng: Random, number: int, team: str, joined: int = 0) -> Person:
    """One person; works and control run in three shifts on any five days of seven, crews are on the road."""
    first, last = FIRST[rng.randrange(len(FIRST))], LAST[rng.randrange(len(LAST))]
    office = {"works": OFFICES[1 + number % 3], "laboratory": OFFICES[1], "calls": CALLS}.get(team, OFFICES[0])
    home = f"198.19.{number % 250}.{11 + rng.randrange(230)}"
    begins, rota = 7 * HOUR + number % 3 * HOUR, -1
    trips: tuple[tuple[int, int, str], ...] = ()
    if team == "works":
        begins, rota, home = (6 + 8 * (number % 3)) % 24 * HOUR, number, office
    elif team == "calls":
        begins, rota, home = (7 + number % 2 * 6) * HOUR, number, CALLS
    elif team == "crews":
        begins, rota = (5 + number % 4 * 3) * HOUR, number
        trips = tuple((day, day + DAY, line(f"van/{number}", day)) for day in range(BEGINS, ENDS, DAY)
                      if rng.random() < 0.8)  # fmt: skip
    elif number % 7 == 2:
        trips = ((BEGINS + rng.randrange(30) * DAY, BEGINS + (33 + rng.randrange(6)) * DAY, away(number)),)
    return Person(
        f"{first}.{last}{number}".lower(), okta_id(rng, "00u"), office, home, _BROWSERS[rng.randrange(4)], joined,
        team=team, rota=rota, begins=begins, trips=trips,
    )  # fmt: skip


def away(number: int) -> str:
    """The line of a hotel or of another company."""
    mark = crc32(f"away/{number}".encode())
    return f"{(241, 242)[mark % 2]}.{mark // 2 % 250}.{mark // 500 % 250}.{4 + mark // 125_000 % 240}"


def gate(key: str, ms: int) -> str:
    """What runs in the cluster, from outside: six addresses, two for each workload."""
    mark = crc32(key.encode())
    return f"198.18.{222 + mark % 3}.{20 + crc32(f'{key}/{ms // (8 * HOUR)}'.encode()) % 2}"


def node(key: str, ms: int) -> str:
    """The same as seen inside; a pod has another address each half day."""
    mark = crc32(f"{key}/{(ms + crc32(key.encode()) % DAY) // (12 * HOUR)}".encode())
    return f"10.{40 + crc32(key.encode()) % 3}.{mark % 60}.{8 + mark // 60 % 240}"


def builder(key: str, ms: int) -> str:
    """Where a build runs: any machine of a hoster."""
    mark = crc32(f"{key}/{ms // (25 * MINUTE)}".encode())
    return f"{(246, 247, 248)[mark % 3]}.{20 + mark // 3 % 12}.{mark // 36 % 250}.{2 + mark // 9000 % 250}"


def line(key: str, ms: int) -> str:
    """Vans, loggers and meters: a mobile network, another exit every few hours."""
    mark = crc32(f"{key}/{ms // (4 * HOUR)}".encode())
    return f"{243 + mark % 3}.{100 + mark // 3 % 6}.{mark // 18 % 250}.{2 + mark // 4500 % 250}"


def vendor(name: str) -> Callable[[str, int], str]:
    """Where a vendor calls from: Pennycloud and Skyfall from large clouds, the others from few addresses."""
    place = VENDORS.index(name)

    def there(key: str, ms: int) -> str:
        mark = crc32(f"{name}/{key}/{ms // (6 * HOUR)}".encode())
        if name in ("Pennycloud", "Skyfall"):
            return f"240.{60 + 40 * (name == 'Skyfall') + mark % 14}.{mark // 14 % 250}.{5 + mark // 3500 % 240}"
        return f"198.18.{228 + place}.{30 + mark % (2 + place % 3)}"

    return there


sold = sold_by(VENDORS, vendor)
