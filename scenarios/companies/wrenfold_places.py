"""Where the company that settles claims works, who works there, and what its things are called."""

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
DOMAIN, ACCOUNT = "wrenfold.example", "290417735186"
#: Offices in Edinburgh, Lyon and Toronto: the address, and when the day begins.
OFFICES = (("198.51.100.161", 8), ("203.0.113.161", 7), ("192.0.2.161", 13))
#: Hosts outside the cloud: what tends it, the exchange of files, the books, what watches, a directory engineer's own.
TEND, EXCHANGE, BOOKS, WATCH, TIDY = (
    "198.18.180.5", "198.18.180.21", "198.18.180.44", "198.18.180.63", "198.18.180.77",
)  # fmt: skip
#: What each service is for.
AREAS = (
    "intake", "claims", "policies", "payments", "reserves", "photos", "letters", "parties", "fraud", "quotes",
    "renewals", "partners", "garages", "repairs", "recoveries", "ledger", "portal", "phones", "search", "models",
    "documents", "calendar", "notices", "rates",
)  # fmt: skip
#: In which countries policies are sold, and for which other insurers claims are settled.
COUNTRIES, TENANTS = ("uk", "fr", "ca"), ("alder", "brinkley", "corvo", "dunlin")
#: Repairers' prices, probes, signatures, what is wrong in code, the market's prices, lines of calls, letters.
VENDORS = ("Dentmark", "Pinglow", "Signwell", "Lintrove", "Rivalscope", "Callarch", "Posthall")
TEAMS = (("engineering", 54), ("operations", 14), ("handlers", 94), ("adjusters", 36), ("actuaries", 12),
         ("office", 30))  # fmt: skip
_BROWSERS = (chrome(WINDOWS, 155), chrome(MAC, 155), firefox(LINUX, 158), chrome(WINDOWS, 155, edge=True))
BUCKETS = tuple(f"wf-{area}-{kind}" for area in AREAS[:9] for kind in ("raw", "shared", "archive"))
PHOTOS = tuple(f"wf-photos-raw|2026/{number:05d}.jpg" for number in range(1200))
DUMPS = tuple(f"wf-lake|dumps/{area}/2026-{month:02d}.parquet" for area in AREAS[:12] for month in range(1, 11))
TABLES = tuple(
    f"{area}.{name}" for area in AREAS[:14] for name in ("rows", "persons", "events", "amounts", "notes", "history")
)
REPOSITORIES = (
    *(f"{area}-{kind}" for area in AREAS for kind in ("service", "web", "jobs")),
    "cloud-plan", "cluster-state", "shared-types", "forms-kit", "builder-images", "claim-sdk", "zones", "access-rules",
    "data-plan", "old-mainframe", "directory-tools", "editor-extension",
)  # fmt: skip
BOARDS = ("CLAIM", "MOTOR", "HOME", "PART", "SALES", "PLAT", "HELP", "FRAUD")
SPACES = ("CLAIMS", "PRICING", "BUILD", "PLAT", "SALES", "PEOPLE")
PAGES = ("Overview", "Handover", "Contacts", "Minutes", "Checklist", "Releases", "Rota", "Limits")
APPS = ("desk", "graphs", "portal-admin", "flows", "plans")
GROUPS = ("everyone", "engineers", "handlers", "adjusters", "partners", "actuaries")
#: When the lists of claims go to other insurers; when reserves are set.
listed, reserved = on_days("-01", "-02", "-15"), on_days("-28", "-29", "-30")


def office(number: int) -> int:
    """Which office a person belongs to: the first one in two of five cases."""
    return (0, 1, 0, 2, 1)[number % 5]


def person(rng: Random, number: int, team: str, joined: int = 0) -> Person:
    """One person; handlers of claims work in two turns, operations around the clock, adjusters are on the road."""
    first, last = FIRST[rng.randrange(len(FIRST))], LAST[rng.randrange(len(LAST))]
    where, opens = OFFICES[office(number)]
    home = f"198.19.{number % 250}.{10 + rng.randrange(230)}"
    begins, rota = opens * HOUR + number % 3 * HOUR, -1
    if number >= 250:
        home = f"198.18.{200 + number % 40}.{10 + rng.randrange(230)}"
    if team == "operations":
        begins, rota = (6, 14, 22)[number % 3] * HOUR, number
    elif team == "handlers":
        begins, rota = (opens + number % 2 * 5) * HOUR, number if number % 4 == 1 else -1
    elif team == "adjusters":
        begins, rota, where = opens * HOUR - HOUR, number, mobile(str(number), BEGINS)
    since = BEGINS + rng.randrange(38) * DAY
    trip = (since, since + (2 + rng.randrange(6)) * DAY, f"{241 + number % 3}.{number % 250}.{rng.randrange(250)}.7")
    return Person(
        f"{first}.{last}{number}".lower(), okta_id(rng, "00u"), where, home, _BROWSERS[rng.randrange(4)], joined,
        team=team, rota=rota, begins=begins, trips=(trip,) if team == "actuaries" or number % 6 == 2 else (),
    )  # fmt: skip


def mobile(key: str, ms: int) -> str:
    """A tablet on the road: one of thousands of exits of three carriers, another every few hours."""
    mark = crc32(f"{key}/{ms // (3 * HOUR)}".encode())
    return f"{244 + mark % 3}.{20 + mark // 3 % 7}.{mark // 21 % 250}.{2 + mark // 5250 % 250}"


def gate(key: str, ms: int) -> str:
    """What runs in the cloud, from outside: six addresses in two regions."""
    return f"198.18.{181 + crc32(key.encode()) % 2}.{10 + crc32(f'{key}/{ms // (6 * HOUR)}'.encode()) % 3}"


def node(key: str, ms: int) -> str:
    """The same as seen inside; pods and tasks are started anew some times a day."""
    mark = crc32(f"{key}/{(ms + crc32(key.encode()) % DAY) // (8 * HOUR)}".encode())
    return f"10.{50 + crc32(key.encode()) % 2}.{mark % 80}.{4 + mark // 80 % 240}"


def builder(key: str, ms: int) -> str:
    """Where most builds run: any machine of the code's hoster, in three large networks."""
    mark = crc32(f"{key}/{ms // (20 * MINUTE)}".encode())
    return f"{(247, 248, 240)[mark % 3]}.{60 + mark // 3 % 9}.{mark // 27 % 250}.{3 + mark // 6750 % 240}"


def own_builder(key: str, ms: int) -> str:
    """Where builds that need more run: sixteen hosts of the company's own."""
    return f"198.18.183.{20 + crc32(f'{key}/{ms // HOUR}'.encode()) % 16}"


def tunnel(key: str, ms: int) -> str:
    """Where somebody comes from who reaches the database through the tunnel: another address of the pool each day."""
    return f"10.44.7.{20 + crc32(f'{key}/{ms // DAY}'.encode()) % 110}"


def vendor(name: str) -> Callable[[str, int], str]:
    """Where a vendor calls from: a few addresses; what probes, from nine countries; the market's prices, from 40."""
    place = VENDORS.index(name)

    def there(key: str, ms: int) -> str:
        mark = crc32(f"{name}/{key}/{ms // (4 * HOUR)}".encode())
        if name == "Pinglow":
            return f"{242 + mark % 9}.90.6.{20 + mark // 9 % 3}"
        return f"198.18.{185 + place}.{30 + mark % (40 if name == 'Rivalscope' else 2 + 2 * place)}"

    return there


sold = sold_by(VENDORS, vendor)
