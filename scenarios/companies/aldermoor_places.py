"""Where the group of hospitals works, who works there, and what its things are called."""

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

BEGINS, ENDS = moment("2026-10-16"), moment("2026-11-30T12:00:00")
DOMAIN, TENANT = "aldermoor.example", "0d94c7e2-6b1f-4f85-a3d0-92e57c418bb6"
ACCOUNT = "318846207715"
SITES = ("ald", "bre", "cul", "dor", "esk")
#: Head office, then each hospital.
OFFICES = ("192.0.2.210", "192.0.2.71", "198.51.100.88", "198.51.100.190", "203.0.113.66", "203.0.113.161")
#: Who codes diagnoses for the bills, behind one address in another country.
CODERS = "203.0.113.230"
#: Hosts outside the cloud: what tends it, the archive of images, the books, what watches, what passes messages on
#: between devices, the servers that a migration left.
TEND, IMAGES, BOOKS, WATCH, ENGINE, OLD = (
    "198.18.200.6", "198.18.200.19", "198.18.200.31", "198.18.200.58", "198.18.200.77", "198.18.200.93",
)  # fmt: skip
AREAS = (
    "admissions", "wards", "theatre", "pharmacy", "labs", "imaging", "letters", "triage", "beds", "rosters",
    "referrals", "claims", "coding", "billing", "consent", "maternity", "oncology", "cardiology", "dialysis", "portal",
    "kiosks", "devices", "transport", "catering",
)  # fmt: skip
#: Dictation, doses, insurers' answers, faults in code, mail's safety, pictures of eyes, agencies' staff, wages.
VENDORS = ("Speakwell", "Dosewatch", "Covercheck", "Lintmoor", "Mailbarrow", "Retinova", "Staffbridge", "Payholm")
TEAMS = (
    ("engineering", 28), ("wards", 72), ("doctors", 54), ("desks", 38), ("laboratory", 24), ("office", 36),
    ("coders", 18),
)  # fmt: skip
#: The practices outside that ask who is insured, and fetch what they are sent.
PRACTICES = (
    "ashgrove", "beckside", "coalgate", "deepwell", "easterly", "fernlea", "gatehouse", "highfold", "ivybank",
    "juniper",
)  # fmt: skip
_BROWSERS = (
    chrome(WINDOWS, 154),
    chrome(WINDOWS, 154, edge=True),
    chrome(WINDOWS, 153, edge=True),
    firefox(LINUX, 157),
)
BUCKETS = tuple(f"am-{area}-{kind}" for area in AREAS[:11] for kind in ("raw", "shared", "archive"))
#: Insurers' answers about who is insured, some for each practice.
ANSWERS = {name: tuple(f"am-claims-answers|{name}/{number:05d}.271" for number in range(320)) for name in PRACTICES}
SCANS = tuple(f"am-imaging-raw|{number // 50:04d}/{number % 50:02d}.dcm" for number in range(1800))
TABLES = tuple(
    f"{area}.{name}" for area in AREAS[:15] for name in ("records", "patients", "events", "notes", "amounts", "past")
)
#: What stood on the servers of the record system before this one.
OLD_TABLES = tuple(
    f"{base}.{name}" for base in ("old_ward", "old_lab", "old_scan", "old_dose", "old_bill")
    for name in ("patients", "visits", "notes", "results", "orders", "letters", "kin", "codes")
)  # fmt: skip
LIBRARIES = tuple(
    f"shared/{name}" for name in ("patient-id", "codes", "forms", "consent", "auth", "messages", "charts", "doses",
                                  "calendar", "print", "audit", "tables")
)  # fmt: skip
PROJECTS = (
    *(f"{area}/{kind}" for area in AREAS for kind in ("service", "web")), *LIBRARIES,
    "cloud/azure", "cloud/aws", "cloud/cluster", "cloud/vault", "engine/routes", "engine/devices", "data/registry",
    "data/reports", "seal/letters", "old/ward-2011", "old/migration",
)  # fmt: skip
GROUPS = ("wards", "imaging", "portal", "research", "desktops", "archive")
BOARDS = ("WARD", "IMG", "PHARM", "LAB", "BILL", "PLAT", "HELP", "DEV", "REC")
SPACES = ("CLINIC", "WARDS", "MONEY", "PLAT", "SAFETY", "RECORDS")
PAGES = ("Overview", "Handover", "Contacts", "Minutes", "Checklist", "Rota", "Suppliers", "Downtime")
DESKS = ("referrals", "bookings", "records", "results")
BOXES = tuple(f"{name}@{DOMAIN}" for name in (
    *(f"{desk}-{site}" for desk in DESKS for site in SITES), "claims", "complaints", "wages", "procurement", "press",
    "insurers", "research",
))  # fmt: skip
FILES = tuple(
    f"{site}/{name}.{kind}" for site, kind in (("Wards", "pdf"), ("Pharmacy", "xlsx"), ("Finance", "xlsx"),
                                               ("IT", "docx"), ("Governance", "docx"))
    for name in ("Overview", "Remote access", "On call", "Approvals", "Refund steps", "Downtime plan", "Contracts",
                 "Handover", "Price list", "Vouchers", "Inspection", "Budget", "Suppliers")
)  # fmt: skip
#: The last days and the first of a month, when insurers get their bills.
month_end = on_days("-28", "-29", "-30", "-31", "-01")
#: An account of a person has a number of its own; the third is a contractor's.
OWN_TOKEN: Final = {"p.hallam-editor": 377, "j.orrin-forms": 498, "ext-fenwright": 655}
#: The account that synchronises the directory.
SYNC = Person("Sync_AMDC01_5b20e7f41c93", "00uamsync7c2", TEND, TEND, "AADConnect/2.5.90.0", works=False)
#: Guests of the tenant, from firms that build and from a university.
GUESTS = tuple(
    Person(f"{name}#EXT#", f"00uamguest{number}", where, where, chrome(WINDOWS, 153), works=False)
    for number, (name, where) in enumerate((
        ("r.amory_fenwright.example", "198.51.100.231"), ("trial.desk_stowbridge.example", "203.0.113.44"),
        ("k.lund_calderuni.example", "198.51.100.17"), ("m.osei_calderuni.example", "198.51.100.18"),
    ))
)  # fmt: skip

#: The cluster seen from outside and from inside, builds, telephones and ambulances, a hotel's or another firm's line.
gate = pool(tuple(f"198.18.{202 + net}.{30 + host}" for net in range(4) for host in range(2)), 7 * HOUR)
node = pods(60, 4, 11 * HOUR)
builder = anywhere((246, 247), 120, 14, 22 * MINUTE)
line = anywhere((243, 244, 245), 60, 7, 5 * HOUR)
away = anywhere((241, 242), 0, 250, DAY, "away/")


def person(rng: Random, number: int, team: str, joined: int = 0) -> Person:
    """One person; wards and laboratories run in three shifts on any five days of seven, doctors carry telephones."""
    first, last = FIRST[rng.randrange(len(FIRST))], LAST[rng.randrange(len(LAST))]
    office = {"engineering": OFFICES[0], "office": OFFICES[0], "coders": CODERS}.get(team, OFFICES[1 + number % 5])
    home = f"198.19.{(number * 7) % 250}.{13 + rng.randrange(230)}"
    begins, rota = 7 * HOUR + number % 3 * HOUR, -1
    trips: tuple[tuple[int, int, str], ...] = ()
    if team in ("wards", "laboratory"):
        begins, rota, home = (6 + 8 * (number % 3)) % 24 * HOUR, number, office
    elif team == "coders":
        begins, rota, home = (2 + number % 3 * 4) * HOUR, number, CODERS
    elif team == "doctors":
        begins, rota = (6, 7, 12, 20)[number % 4] * HOUR, number if number % 3 else -1
        trips = tuple(
            (day, day + DAY, line(f"doctor/{number}", day) if rng.random() < 0.5 else OFFICES[1 + day // DAY % 5])
            for day in range(BEGINS, ENDS, DAY) if rng.random() < 0.45
        )  # fmt: skip
    elif team == "desks":
        rota, home = number if number % 2 else -1, office
    elif number % 6 == 1:
        since = BEGINS + rng.randrange(34) * DAY
        trips = ((since, since + (2 + rng.randrange(6)) * DAY, away(f"{number}", since)),)
    return Person(
        f"{first}.{last}{number}".lower(), okta_id(rng, "00u"), office, home, _BROWSERS[rng.randrange(4)], joined,
        team=team, rota=rota, begins=begins, trips=trips,
    )  # fmt: skip


def _vendor(name: str) -> Callable[[str, int], str]:
    """Where a vendor calls from: two from large clouds, the others from few addresses."""
    place = VENDORS.index(name)
    if name in ("Speakwell", "Covercheck"):
        return anywhere((240,), 130 + 20 * place, 16, 6 * HOUR, name)
    return pool(tuple(f"198.18.{208 + place}.{40 + host}" for host in range(2 + place % 3)), 8 * HOUR)


sold = sold_by(VENDORS, _vendor)
#: A practice is at its own line.
PRACTICE_LINES = {name: f"198.18.{217 + number // 5}.{20 + number * 9}" for number, name in enumerate(PRACTICES)}
