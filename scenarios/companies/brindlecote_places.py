"""Where the group of hotels with a booking platform of its own works, who works there, and its things' names."""

from collections.abc import Callable
from random import Random
from zlib import crc32

from keyroll.replay.browsers import LINUX, MAC, WINDOWS, chrome, firefox
from keyroll.replay.streams import okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE
from keyroll.replay.times import at as moment
from keyroll.replay.words import FIRST, LAST
from scenarios.machine import Person, on_days, sold_by

BEGINS, ENDS = moment("2026-10-12"), moment("2026-11-26T12:00:00")
DOMAIN, ACCOUNT = "brindlecote.example", "604418730256"
#: Offices in Bath, Valencia and Penang: the address, and when the day begins.
OFFICES = (("203.0.113.61", 8), ("198.51.100.61", 7), ("192.0.2.61", 1))
#: Hosts outside the cloud: what tends them, the channels' exchange, the books, what watches, the server for builds.
TEND, EXCHANGE, BOOKS, WATCH, YARD = "198.18.60.7", "198.18.60.23", "198.18.60.40", "198.18.60.57", "198.18.60.88"
#: What the services of the platform are for.
AREAS = (
    "rooms", "rates", "reservations", "availability", "guests", "payments", "loyalty", "channels", "search", "photos",
    "reviews", "invoices", "housekeeping", "checkin", "messages", "events", "ledger", "identity",
)  # fmt: skip
#: The hotels, each with a line of its own.
HOTELS = (
    "amberley", "birchwater", "calderstone", "duncarrow", "eastmere", "fenwick", "galloway", "hollin", "inverlea",
    "juniper", "kelmscot", "larkhill", "mistral", "norcliff", "oldquay", "palmera", "quayside", "rosal", "sandpiper",
    "tanjung", "umbria", "vistamar", "westering", "yarrow",
)  # fmt: skip
#: Who sells rooms for the group, and asks by a feed of its own.
CHANNELS = ("wayfarer", "nidus", "stopover", "tripgrid", "bedrock")
#: Prices' advice, probes, checks of cards, what is wrong in code, letters to guests, locks, ratings.
VENDORS = ("Yieldwell", "Pingrove", "Cardwarden", "Codegleam", "Letterkite", "Lockhaven", "Stargather")
TEAMS = (("engineering", 44), ("operations", 9), ("desk", 40), ("hotels", 76), ("sales", 24), ("office", 22))
FIRST_OF_HOTELS, FIRST_OF_SALES, LAST_ENGINEER, STAFF = 93, 169, 44, 215
_BROWSERS = (chrome(WINDOWS, 155), chrome(MAC, 155), chrome(WINDOWS, 155, edge=True), firefox(LINUX, 158))
BUCKETS = tuple(f"bc-{area}-{kind}" for area in AREAS[:11] for kind in ("raw", "shared"))
IMAGES = tuple(f"bc-photos-raw|rooms/{number:05d}.avif" for number in range(1400))
LAKE = tuple(f"bc-lake|{area}/2026-{month:02d}.parquet" for area in AREAS[:12] for month in range(1, 11))
REPORTS = tuple(f"bc-reports|{hotel}/2026-{month:02d}/{name}.csv" for hotel in HOTELS for month in range(5, 12)
                for name in ("arrivals", "folios", "guests"))  # fmt: skip
TABLES = tuple(
    f"{area}.{name}" for area in AREAS[:15]
    for name in ("rows", "persons", "stays", "amounts", "notes", "tokens")
)  # fmt: skip
REPOSITORIES = (
    *(f"{area}-{kind}" for area in AREAS for kind in ("service", "web")),
    "cloud-plan", "cluster-state", "shared-kit", "booking-kit", "guest-app", "front-desk", "zone-plan", "site-magazine",
    "site-weddings", "access-rules", "build-images", "data-plan", "old-booking",
)  # fmt: skip
BOARDS = ("GUEST", "HOTEL", "RATES", "PLAT", "HELP", "SALES")
SPACES = ("DESK", "HOTELS", "BUILD", "SALES", "PEOPLE")
PAGES = ("Overview", "Handover", "Contacts", "Minutes", "Checklist", "Releases", "Rota", "Rates")
DOCUMENTS = tuple(
    f"{team}-{name}-{number}" for team in ("sales", "office", "hotels", "desk")
    for name in ("plan", "sheet", "note") for number in range(16)
)  # fmt: skip
GROUPS = ("everyone", "engineers", "desk", "hotels", "sales", "cards")
APPS = ("grafana", "rates", "builds", "panel")
#: When owners of hotels are paid; when the month's books are closed.
paid, closed = on_days("-12", "-26"), on_days("-30", "-31", "-01", "-02")


def person(rng: Random, number: int, team: str, joined: int = 0) -> Person:
    """One person: hotels in three shifts on any day, the desk in two from three offices, operations by turns."""
    first, last = FIRST[rng.randrange(len(FIRST))], LAST[rng.randrange(len(LAST))]
    place = (0, 1, 0, 2, 1, 0)[number % 6]
    where, opens = OFFICES[place]
    begins, rota = (opens + number % 3) * HOUR, -1
    if team == "operations":
        begins, rota = (4, 12, 20)[number % 3] * HOUR, number
    elif team == "desk":
        begins, rota = (opens + number % 2 * 7) * HOUR, number
    elif team == "hotels":
        begins, rota, where = (5, 13, 21)[number % 3] * HOUR, number, line(HOTELS[number % len(HOTELS)], BEGINS)
    home = f"198.19.{number % 230}.{14 + rng.randrange(210)}"
    away = BEGINS + rng.randrange(40) * DAY
    trips = ((away, away + (1 + rng.randrange(7)) * DAY, f"{249 + number % 3}.{number % 250}.{rng.randrange(250)}.7"),)
    travels = team == "sales" or number % 8 == 5
    return Person(
        f"{first}.{last[:7]}{number}".lower(), okta_id(rng, "00u"), where, home, _BROWSERS[rng.randrange(4)], joined,
        team=team, rota=rota, begins=begins, trips=trips if travels else (),
    )  # fmt: skip


def line(key: str, ms: int) -> str:
    """A hotel's line; for six hours of about one day in eight it fails, and the hotel is on a mobile network."""
    hotel = next((number for number, name in enumerate(HOTELS) if name in key), len(HOTELS))
    mark = crc32(f"line/{hotel}/{ms // (6 * HOUR)}".encode())
    if mark % 32 == 0:
        return f"{244 + mark // 32 % 3}.{60 + hotel}.{mark // 96 % 250}.{2 + mark // 24_000 % 250}"
    return f"198.18.62.{20 + hotel}"


def mobile(key: str, ms: int) -> str:
    """A telephone of somebody who works in a hotel: another address every three hours."""
    mark = crc32(f"phone/{key}/{ms // (3 * HOUR)}".encode())
    return f"{244 + mark % 3}.{90 + mark // 4 % 6}.{mark // 24 % 250}.{2 + mark // 6000 % 250}"


def gate(key: str, ms: int) -> str:
    """What runs in the cloud, from outside: six addresses, of which a thing has two."""
    return f"198.18.61.{10 + crc32(key.encode()) % 3 * 8 + crc32(f'{key}/{ms // (5 * HOUR)}'.encode()) % 2}"


def pod(key: str, ms: int) -> str:
    """The same as seen inside; what runs is started anew some times a day."""
    mark = crc32(f"{key}/{(ms + crc32(key.encode()) % DAY) // (8 * HOUR)}".encode())
    return f"10.{64 + crc32(key.encode()) % 3}.{mark % 64}.{4 + mark // 64 % 240}"


def builder(key: str, ms: int) -> str:
    """Where builds run: any machine of the code's hoster, in four large networks."""
    mark = crc32(f"{key}/{ms // (20 * MINUTE)}".encode())
    return f"{(240, 241, 247, 248)[mark % 4]}.{150 + mark // 4 % 12}.{mark // 48 % 250}.{3 + mark // 12_000 % 240}"


def vendor(name: str) -> Callable[[str, int], str]:
    """Where a vendor calls from: a few addresses; probes from six countries; ratings from forty addresses."""
    place = VENDORS.index(name)

    def there(key: str, ms: int) -> str:
        mark = crc32(f"{name}/{key}/{ms // (4 * HOUR)}".encode())
        if name == "Pingrove":
            return f"{242 + mark % 6}.81.9.{40 + mark // 6 % 3}"
        return f"198.18.{64 + place}.{30 + mark % (40 if name == 'Stargather' else 1 + 2 * place)}"

    return there


sold = sold_by(VENDORS, vendor)
