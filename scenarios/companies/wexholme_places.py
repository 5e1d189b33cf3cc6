"""Where the maker of medical devices works, who works there, and what its things are called."""

from collections.abc import Callable
from random import Random
from typing import Final

from keyroll.replay.browsers import LINUX, WINDOWS, chrome, firefox
from keyroll.replay.streams import okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE
from keyroll.replay.times import at as moment
from keyroll.replay.words import FIRST, LAST
from scenarios.machine import Person, on_days, sold_by
from scenarios.networks import anywhere, pods, pool

BEGINS, ENDS = moment("2026-10-14"), moment("2026-11-28T12:00:00")
DOMAIN, TENANT, PROJECT = "wexholme.example", "a7d20c51-94e8-4b36-8f1d-60b3c9e2715a", "wexholme-devices"
#: Plants in Ireland, Malaysia and Mexico.
PLANTS = ("crk", "png", "mty")
#: Head office, then each plant; the laboratories.
OFFICES = ("192.0.2.34", "198.51.100.12", "203.0.113.88", "192.0.2.147", "198.51.100.140")
#: Hosts outside the clouds: what tends them, the books, what watches, where labels are printed, an old batch system.
TEND, BOOKS, WATCH, PRINT, OLD = "198.18.64.4", "198.18.64.15", "198.18.64.28", "198.18.64.43", "198.18.64.91"
AREAS = (
    "telemetry", "pairing", "firmware", "alerts", "clinics", "reports", "orders", "stock", "shipping", "service",
    "complaints", "labels", "batches", "recipes", "sterility", "suppliers", "billing", "training", "portal", "forecast",
)  # fmt: skip
#: What runs in Google Cloud, near the devices.
NEAR = ("telemetry", "pairing", "firmware", "alerts", "clinics", "reports", "service", "forecast")
#: What distributors and groups of hospitals fetch, each its own.
PARTNERS = ("andara", "borealis", "clinova", "dolmen", "estuario", "fjellmed", "gaelcare", "hospira-sur", "iridia")
#: Translations, faults in code, couriers, sterilisation by hire, mail's safety, wages, spare parts.
VENDORS = ("Lingward", "Gritscan", "Coldpost", "Gammabay", "Mailstave", "Paywren", "Partloom")
TEAMS = (("engineering", 30), ("plants", 66), ("quality", 24), ("field", 42), ("sales", 28), ("office", 32),
         ("research", 22))  # fmt: skip
ENGINEERS = 30
_BROWSERS = (chrome(WINDOWS, 154, edge=True), chrome(WINDOWS, 154), chrome(WINDOWS, 153, edge=True),
             firefox(LINUX, 157))  # fmt: skip
BUCKETS = tuple(f"wx-{area}-{kind}" for area in NEAR for kind in ("raw", "shared", "past"))
#: Copies of the settings of each device, by the hospital where it stands.
SETTINGS = tuple(f"wx-settings-copies/objects/h{number // 12:03d}/{number % 12:02d}.cfg" for number in range(720))
REPORTS = {name: tuple(f"wx-reports-shared/objects/{name}/{number:06d}.json" for number in range(240))
           for name in PARTNERS}  # fmt: skip
IMAGES = tuple(f"wx-firmware-shared/objects/monitor/{number:03d}.bin" for number in range(90))
_BASES = ("orders", "stock", "shipping", "service", "complaints", "labels", "batches", "recipes", "sterility",
          "suppliers", "billing", "training", "portal")  # fmt: skip
TABLES = tuple(f"{base}.{name}" for base in _BASES for name in ("records", "items", "people", "events", "amounts"))
LIBRARIES = tuple(f"kit/{name}" for name in ("radio", "pairing", "charts", "forms", "auth", "units", "print", "audit",
                                            "clock", "tables"))  # fmt: skip
PROJECTS = (
    *(f"{area}/{kind}" for area in AREAS for kind in ("service", "web")), *LIBRARIES, "cloud/azure", "cloud/gcp",
    "cloud/cluster", "cloud/vault", "devices/monitor", "devices/pump", "devices/bench", "plants/lines",
    "plants/printers", "research/signals", "old/batch-2014",
)  # fmt: skip
GROUPS = ("plants", "labels", "quality", "portal", "desktops", "research")
MACHINES = tuple(f"{group}-vm{number}" for group in GROUPS for number in range(5))
BOARDS = ("DEV", "BATCH", "CAPA", "FIELD", "SALES", "PLAT", "HELP", "SUPPL")
SPACES = ("DEVICES", "PLANTS", "QUALITY", "PLAT", "SALES", "RESEARCH")
PAGES = ("Overview", "Handover", "Contacts", "Minutes", "Checklist", "Set-up", "Suppliers", "Changes", "Known+faults")
DESKS = ("orders", "complaints", "service", "quality")
BOXES = tuple(f"{name}@{DOMAIN}" for name in (
    *(f"{desk}-{plant}" for desk in DESKS for plant in PLANTS), "tenders", "wages", "invoices", "regulators", "press",
    "recalls", "customs",
))  # fmt: skip
FILES = tuple(
    f"{site}/{name}.{kind}" for site, kind in (("Plants", "pdf"), ("Quality", "docx"), ("Finance", "xlsx"),
                                               ("IT", "docx"), ("People", "pdf"))
    for name in ("Overview", "Remote access", "Line network", "Controllers", "Approvals", "Budget", "Suppliers",
                 "Direct deposit", "Wages calendar", "Inspection", "Contracts", "Handover", "Clean room plan")
)  # fmt: skip
#: The last days of a month and the first two of the next: stock is counted, bills go out.
month_end = on_days("-30", "-31", "-01", "-02")
#: An account of a person has a number of its own; the last is a firm's of the bench for tests.
OWN_TOKEN: Final = {"s.adair-editor": 411, "m.tan-scripts": 562, "ext-benchlight": 703}
SYNC = Person("Sync_WXDC02_81ce40d7a2b6", "00uwxsync5f1", TEND, TEND, "AADConnect/2.5.90.0", works=False)
GUESTS = tuple(
    Person(f"{name}#EXT#", f"00uwxguest{number}", where, where, chrome(WINDOWS, 153), works=False)
    for number, (name, where) in enumerate((
        ("l.brandt_benchlight.example", "203.0.113.201"), ("desk_lingward.example", "198.51.100.61"),
        ("o.ferrer_notified.example", "203.0.113.17"),
    ))
)  # fmt: skip

#: The cluster seen from outside and from inside, builds, Google Cloud's own, telephones and vans, hotels and hospitals.
gate = pool(tuple(f"198.18.{66 + net}.{20 + host}" for net in range(3) for host in range(2)), 6 * HOUR)
node = pods(96, 3, 9 * HOUR)
builder = anywhere((246, 247), 30, 12, 19 * MINUTE)
near = anywhere((248,), 12, 3, 8 * HOUR)
line = anywhere((243, 244), 10, 9, 3 * HOUR)
away = anywhere((241, 242), 0, 250, DAY, "away/")


def person(rng: Random, number: int, team: str, joined: int = 0) -> Person:
    """One person; plants run in three shifts by their own clocks, technicians are in another hospital each day."""
    first, last = FIRST[rng.randrange(len(FIRST))], LAST[rng.randrange(len(LAST))]
    place = number % 3
    office = {"engineering": OFFICES[number % 5 // 4 * 4], "office": OFFICES[0], "research": OFFICES[4]}.get(
        team, OFFICES[1 + place]
    )
    home = f"198.19.{(number * 11) % 240}.{9 + rng.randrange(236)}"
    begins, rota = (7 + number % 3) * HOUR, -1
    trips: tuple[tuple[int, int, str], ...] = ()
    if team == "plants":
        begins, rota, home = (6 + 8 * (number // 3 % 3) + (0, 16, 6)[place]) % 24 * HOUR, number, office
    elif team == "field":
        begins = (7 + (0, 16, 7)[place]) % 24 * HOUR
        trips = tuple((day, day + DAY, line(f"van/{number}", day) if rng.random() < 0.6 else away(f"{number}", day))
                      for day in range(BEGINS, ENDS, DAY) if rng.random() < 0.8)  # fmt: skip
    elif team in ("quality", "sales"):
        begins = (7 + number % 2 + (0, 16, 7)[place]) % 24 * HOUR
    if team in ("sales", "office", "engineering") and number % 4 == 1:
        since = BEGINS + rng.randrange(32) * DAY
        trips = ((since, since + (1 + rng.randrange(7)) * DAY, away(f"{number}", since)),)
    return Person(f"{first}.{last}{number}".lower(), okta_id(rng, "00u"), office, home, _BROWSERS[rng.randrange(4)],
                  joined, team=team, rota=rota, begins=begins, trips=trips)  # fmt: skip


def _vendor(name: str) -> Callable[[str, int], str]:
    """Where a vendor calls from: two from large clouds, the others from few addresses."""
    place = VENDORS.index(name)
    if name in ("Lingward", "Coldpost"):
        return anywhere((240,), 30 + 20 * place, 14, 5 * HOUR, name)
    return pool(tuple(f"198.18.{72 + place}.{30 + host}" for host in range(2 + place % 3)), 9 * HOUR)


sold = sold_by(VENDORS, _vendor)
#: A partner is at its own line.
LINES = {name: f"198.18.{80 + number // 5}.{16 + number * 11}" for number, name in enumerate(PARTNERS)}
