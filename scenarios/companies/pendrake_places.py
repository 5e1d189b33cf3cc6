"""Where the company that runs a marketplace and brings its parcels works, who works there, and its things' names."""

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
DOMAIN, ACCOUNT, PROJECT = "pendrake.example", "518306627149", "pendrake-roads-118"
#: Offices in Porto, Tallinn and Guadalajara: the address, and when the day begins.
OFFICES = (("203.0.113.21", 8), ("198.51.100.21", 6), ("192.0.2.21", 15))
#: Hosts outside the clouds: what tends them, sellers' feeds, the books, what watches, the old hall's server.
TEND, FEEDS, BOOKS, WATCH, HALL = "198.18.20.7", "198.18.20.24", "198.18.20.41", "198.18.20.58", "198.18.20.90"
#: What the services of the shop are for, and those of the delivery.
SHOP = (
    "offers", "orders", "cart", "checkout", "payouts", "sellers", "search", "images", "reviews", "prices", "stock",
    "returns", "vouchers", "messages", "loyalty", "ads", "fraud", "ledger", "catalog",
)  # fmt: skip
ROADS = ("parcels", "routes", "couriers", "depots", "tracking", "labels", "slots")
AREAS = (*SHOP, *ROADS)
#: Where parcels are brought, and which sellers send feeds of their own.
REGIONS, SELLERS = ("norte", "baltic", "jalisco"), ("ashlar", "bramble", "cotter", "drover")
#: Pictures' retouching, probes, payments' checks, what is wrong in code, maps of traffic, letters, addresses.
VENDORS = ("Pixmend", "Upbell", "Trustgrain", "Codesieve", "Roadpulse", "Postwing", "Addrella")
TEAMS = (("engineering", 46), ("operations", 10), ("support", 58), ("depots", 32), ("trade", 22), ("office", 20))
_BROWSERS = (chrome(MAC, 155), chrome(WINDOWS, 155), chrome(WINDOWS, 155, edge=True), firefox(LINUX, 158))
BUCKETS = tuple(f"pd-{area}-{kind}" for area in SHOP[:10] for kind in ("raw", "shared"))
ROAD_BUCKETS = tuple(f"pd-{area}-{kind}" for area in ROADS for kind in ("raw", "past"))
PICTURES = tuple(f"pd-images-raw|2026/{number:05d}.webp" for number in range(1500))
LAKE = tuple(f"pd-lake|{area}/2026-{month:02d}.parquet" for area in SHOP[:12] for month in range(1, 11))
TABLES = tuple(
    f"{area}.{name}" for area in (*SHOP[:13], "parcels", "couriers")
    for name in ("rows", "persons", "events", "amounts", "notes", "tokens")
)  # fmt: skip
REPOSITORIES = (
    *(f"{area}-{kind}" for area in AREAS for kind in ("service", "web")),
    "cloud-plan", "roads-plan", "cluster-state", "shared-kit", "shop-kit", "courier-app", "seller-sdk", "zones",
    "access-rules", "build-images", "old-shop", "data-plan",
)  # fmt: skip
BOARDS = ("BUY", "SELL", "ROAD", "CARDS", "PLAT", "HELP", "TRADE")
SPACES = ("SHOP", "ROADS", "BUILD", "CARDS", "PEOPLE", "TRADE")
PAGES = ("Overview", "Handover", "Contacts", "Minutes", "Checklist", "Releases", "Rota", "Limits")
DOCUMENTS = tuple(
    f"{team}-{name}-{number}" for team in ("trade", "office", "depots", "support")
    for name in ("plan", "sheet", "note") for number in range(16)
)  # fmt: skip
GROUPS = ("everyone", "engineers", "support", "couriers", "sellers", "cards")
#: When sellers are paid; when the month's books are closed.
paid, closed = on_days("-05", "-12", "-19", "-26"), on_days("-30", "-31", "-01", "-02")


def person(rng: Random, number: int, team: str, joined: int = 0) -> Person:
    """One person; support works in two turns and depots on any day, operations around the clock."""
    first, last = FIRST[rng.randrange(len(FIRST))], LAST[rng.randrange(len(LAST))]
    place = (0, 0, 1, 2, 0, 1)[number % 6]
    where, opens = OFFICES[place]
    begins, rota = (opens + number % 4) * HOUR, -1
    if team == "operations":
        begins, rota = (5, 13, 21)[number % 3] * HOUR, number
    elif team == "support":
        begins, rota = (opens + number % 2 * 6) * HOUR, number
    elif team == "depots":
        begins, rota, where = max(opens - 3, 3) * HOUR, number, road(str(number), BEGINS)
    home = f"198.19.{number % 240}.{12 + rng.randrange(220)}"
    away = BEGINS + rng.randrange(40) * DAY
    trips = ((away, away + (1 + rng.randrange(6)) * DAY, f"{249 + number % 3}.{number % 250}.{rng.randrange(250)}.9"),)
    travels = team == "trade" or number % 7 == 3
    return Person(
        f"{first}.{last[:7]}{number}".lower(), okta_id(rng, "00u"), where, home, _BROWSERS[rng.randrange(4)], joined,
        team=team, rota=rota, begins=begins, trips=trips if travels else (),
    )  # fmt: skip


def road(key: str, ms: int) -> str:
    """A van's telephone: one of thousands of exits of four carriers, another one every two hours."""
    mark = crc32(f"van/{key}/{ms // (2 * HOUR)}".encode())
    return f"{243 + mark % 4}.{40 + mark // 4 % 8}.{mark // 32 % 250}.{2 + mark // 8000 % 250}"


def shop(key: str, ms: int) -> str:
    """What runs in the shop's cloud, from outside: four addresses."""
    return f"198.18.{21 + crc32(key.encode()) % 2}.{30 + crc32(f'{key}/{ms // (5 * HOUR)}'.encode()) % 2}"


def roads(key: str, ms: int) -> str:
    """What runs in the delivery's cloud, from outside: any of some dozens of addresses of one range."""
    return f"198.18.24.{8 + crc32(f'{key}/{ms // (3 * HOUR)}'.encode()) % 44}"


def pod(key: str, ms: int) -> str:
    """The same as seen inside; what runs is started anew some times a day."""
    mark = crc32(f"{key}/{(ms + crc32(key.encode()) % DAY) // (7 * HOUR)}".encode())
    return f"10.{32 + crc32(key.encode()) % 2}.{mark % 64}.{5 + mark // 64 % 240}"


def builder(key: str, ms: int) -> str:
    """Where builds run: any machine of the code's hoster, in four large networks."""
    mark = crc32(f"{key}/{ms // (25 * MINUTE)}".encode())
    return f"{(240, 241, 247, 248)[mark % 4]}.{110 + mark // 4 % 12}.{mark // 48 % 250}.{3 + mark // 12_000 % 240}"


def vendor(name: str) -> Callable[[str, int], str]:
    """Where a vendor calls from: a few addresses; probes from seven countries; maps of traffic from sixty addresses."""
    place = VENDORS.index(name)

    def there(key: str, ms: int) -> str:
        mark = crc32(f"{name}/{key}/{ms // (3 * HOUR)}".encode())
        if name == "Upbell":
            return f"{242 + mark % 7}.77.4.{30 + mark // 7 % 3}"
        return f"198.18.{26 + place}.{50 + mark % (60 if name == 'Roadpulse' else 1 + 2 * place)}"

    return there


sold = sold_by(VENDORS, vendor)
