"""The company that sails ferries: its days, its people in three shifts, its offices, its clouds, its vendors."""

from functools import partial
from random import Random
from zlib import crc32

from keyroll.replay.browsers import MAC, WINDOWS, chrome
from keyroll.replay.streams import aws_id, digits, okta_id, uuid
from keyroll.replay.times import DAY, HOUR, at
from keyroll.replay.words import FIRST, LAST
from scenarios.company import Company
from scenarios.machine import Machine, Person, job, staff
from scenarios.systems import System, aws, cloudflare, confluence, gitlab, jira, okta, onepassword, postgresql

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
_BROWSERS = (chrome(WINDOWS, 137, edge=True), chrome(MAC, 137))
ACCOUNT = "741120335864"
GROUPS = ("all-staff", "deck-support", "shore-finance", "engineers", "fleet-desk")
PROJECTS = tuple(f"{area}/{kind}" for area in AREAS for kind in ("service", "pages", "deploy", "schemas"))
BOARDS = tuple(area[:4].upper() for area in AREAS)
SPACES = tuple(area.upper() for area in AREAS)
ACCESS_PAGES = tuple(
    f"{space}/{title}" for space in SPACES
    for title in ("Service+accounts", "VPN+and+bastion", "Where+passwords+are", "Admin+access", "Single+sign-on")
)  # fmt: skip
APPS = ("tickets", "wiki", "git", "crew", "fares-admin", "claims")
_SDK = "Boto3/1.38.27 md/Botocore#1.38.27 ua/2.1 os/linux#6.1 md/arch#x86_64 lang/python#3.12.9"
_JAVA = "aws-sdk-java/2.31.50 md/io#sync md/http#Apache ua/2.1 os/Linux#6.1 lang/java#21.0.7"


def person(rng: Random, number: int, team: str, joined: int = 0) -> Person:
    """One person; a login is a letter, a name and a number."""
    login = f"{FIRST[rng.randrange(len(FIRST))][0]}{LAST[rng.randrange(len(LAST))]}{number:02d}".lower()
    shifts = team == "support"
    return Person(
        login, okta_id(rng, "00u"), OFFICES[rng.randrange(3)], f"198.19.{100 + number % 70}.{20 + number}",
        _BROWSERS[rng.randrange(2)], joined, team=team, rota=number if shifts else -1,
        begins=(6, 14, 22)[number % 3] * HOUR if shifts else 7 * HOUR,
    )  # fmt: skip


def vendor_address(vendor: str) -> str:
    """An address in the range that a vendor has always used."""
    return f"198.19.{20 + VENDORS.index(vendor)}.40"


def some_address(networks: tuple[str, ...], key: str, ms: int) -> str:
    """Where in a cloud a thing runs that gets another address every six hours."""
    mark = crc32(f"{key}/{ms // (DAY // 4)}".encode())
    return f"{networks[mark % len(networks)]}.{2 + mark // 256 % 250}"


def _roams(key: str, ms: int) -> str:
    """What has no fixed address in the cloud."""
    return some_address(REGION, key, ms)


def _aws(rng: Random) -> list[Machine]:
    """Nightly batch jobs of each area with a key, tasks and instances in roles, half of them without a place."""
    acts = (("secret", "job", "who"), ("parameter", "step"), ("secret", "query", "query"))
    return [
        Machine("aws", f"svc-bw-{area}-batch", aws_id(rng, "AKIA"), SHARED, _SDK, DAY, 8 + rng.randrange(16),
                [f"bw/{area}/{name}" for name in ("db", "sftp", "partner")], acts[place % 3],
                phase=HOUR + rng.randrange(4 * HOUR))
        for place, area in enumerate(AREAS)
    ] + [
        Machine("aws", f"bw-{area}-{('task', 'node')[place % 2]}", f"role/{area}", f"{REGION[0]}.{30 + place}",
                _JAVA if place % 3 else _SDK, 2 * HOUR, 2, [f"bw/{area}/{name}" for name in ("db", "cache")],
                ("secret", "queue", "decrypt"), phase=rng.randrange(DAY), roams=None if place % 2 else _roams)
        for place, area in enumerate(AREAS[:7])
    ]  # fmt: skip


def _okta(rng: Random) -> list[Machine]:
    """What follows the personnel system, what helps people who are locked out, what a vendor assigns."""
    agent, make = "okta-sdk-python/2.9.13 python/3.12.9 Linux/6.1", partial(job, rng, "okta")
    return [
        make("personnel-sync", agent, 4 * HOUR, 5, GROUPS, ("profile", "profile", "profile", "join", "assign"), SHARED,
             within=DAY),
        make("deskhand-bot", agent, HOUR, 2, (), ("unlock", "unlock", "password"), f"{REGION[2]}.77"),
        make(f"{VENDORS[0].lower()}-seats", "Go-http-client/2.0", 6 * HOUR, 2, [VENDORS[0]], ("assign",),
             vendor_address(VENDORS[0]), vendor=VENDORS[0], within=DAY),
    ]  # fmt: skip


def _gitlab(rng: Random) -> list[Machine]:
    """Builders of the areas, each with a group's token; a vendor's scanner, a release bot."""
    machines = []
    for place, area in enumerate(AREAS):
        acts = ("fetch", "fetch", "status") if place % 2 else ("fetch", "commits", "merges")
        mine = [name for name in PROJECTS if name.startswith(area)] + [f"{AREAS[place - 1]}/schemas"]
        machines.append(
            Machine("gitlab", f"{area}-builds", digits(rng, 5), SHARED, "git/2.49.0", (HOUR, 3 * HOUR)[place % 2],
                    2 + rng.randrange(3), mine, acts, phase=rng.randrange(DAY))
        )  # fmt: skip
    return [
        *machines,
        Machine("gitlab", "release-notes", digits(rng, 5), SHARED, "python-gitlab/5.6.0", DAY, 12,
                list(PROJECTS[::4]), ("tags", "merges"), phase=4 * HOUR),
        job(rng, "gitlab", f"{VENDORS[1].lower()}-scan", "Go-http-client/2.0", 6 * HOUR, 6, PROJECTS[1:30],
            ("fetch", "merges", "note"), vendor_address(VENDORS[1]), vendor=VENDORS[1], within=DAY),
    ]  # fmt: skip


def _jira(rng: Random) -> list[Machine]:
    """What opens tickets, keeps their clocks, copies them to others, and reports on them."""
    make = partial(job, rng, "jira")
    return [
        *(make(f"svc-bw-{area}-tickets", "python-requests/2.32.3", 2 * HOUR, 3, (BOARDS[place],),
               ("open", "comment", "issue"), _roams if place == 1 else SHARED) for place, area in enumerate(AREAS[:5])),
        make("svc-bw-clocks", "Apache-HttpClient/5.4.3 (Java/21.0.7)", HOUR, 4, BOARDS[:6], ("search", "issue"),
             SHARED),
        make("svc-bw-monthly", "okhttp/4.12.0", DAY, 14, BOARDS, ("search", "issue", "issue"), SHARED),
        make(f"ext-{VENDORS[0].lower()}", "axios/1.9.0", HOUR, 3, (BOARDS[8], BOARDS[1]), ("issue", "comment"),
             vendor_address(VENDORS[0]), vendor=VENDORS[0]),
    ]  # fmt: skip


def _confluence(rng: Random) -> list[Machine]:
    """What writes reports into pages, reads them into a search, and copies some to a vendor."""
    make = partial(job, rng, "confluence")
    pages = [f"{space}/{title}" for space in SPACES for title in confluence.TITLES]
    return [
        make("svc-bw-timetables", "python-requests/2.32.3", 3 * HOUR, 3, pages[:9], ("body", "update"), SHARED),
        make("svc-bw-handover", "okhttp/4.12.0", 4 * HOUR, 3, pages[30:44], ("page", "update"), _roams),
        make("svc-bw-signage", "Java/21.0.7", 2 * HOUR, 3, pages[60:72], ("body", "page"), SHARED),
        make("svc-bw-finder", "Apache-HttpClient/5.4.3 (Java/21.0.7)", 2 * HOUR, 14, pages, ("body",), SHARED),
        make(f"ext-{VENDORS[3].lower()}", "axios/1.9.0", 6 * HOUR, 4, pages[90:], ("page", "body"),
             vendor_address(VENDORS[3]), vendor=VENDORS[3]),
    ]  # fmt: skip


def _cloudflare(rng: Random) -> list[Machine]:
    """What renews certificates, places ships' names, empties caches; and what reaches applications."""
    make = partial(job, rng, "cloudflare", within=DAY)
    machines = [
        make("certificates", "", 12 * HOUR, 3, [f"_acme-challenge.{line}" for line in LINES], ("add", "drop"), SHARED),
        make("ship-names", "", 6 * HOUR, 2, [f"deck.{line}" for line in LINES], ("set",), f"{REGION[1]}.61"),
        make("pages-purge", "", 3 * HOUR, 1, [DOMAIN], ("purge",), SHARED),
    ]
    for place, app in enumerate(APPS):
        where = _roams if place % 2 else f"{REGION[3]}.{90 + place}"
        machines.append(make(f"reach-{app}", "", 2 * HOUR, 3, [app], ("visit",), where, key=uuid(rng)))
    return machines


def _onepassword(rng: Random) -> list[Machine]:
    """Service accounts that read a vault's items, nightly from the data centre or hourly from the cloud."""
    machines = []
    for place, area in enumerate(AREAS[:8]):
        address, agent, every, burst = f"{REGION[4]}.{20 + place}", "Go SDK/0030001", 3 * HOUR, 2
        if place % 2 == 0:
            address, agent, every, burst = SHARED, "1Password CLI/2031001", DAY, 6
        machines.append(
            Machine("onepassword", f"bw-{area}-loader", onepassword.number(f"account/{area}/{rng.random()}"), address,
                    agent, every, burst, [f"{area}/{name}" for name in ("database", "mailbox", "partner", "signing")],
                    ("reveal",),
                    phase=3 * HOUR + rng.randrange(HOUR), roams=_roams if place % 4 == 1 else None)
        )  # fmt: skip
    return machines


def _postgresql(rng: Random) -> list[Machine]:
    """A service's role for each area, and a reporting one."""
    every = [f"{area}.{name}" for area in AREAS[:6] for name in ("orders", "events")]
    return [
        *(job(rng, "postgresql", f"{area}_svc", f"{area}-service", (HOUR, 2 * HOUR)[place % 2], 3,
              [f"{area}.{name}" for name in ("orders", "customers", "events")], ("read", "write"), SHARED, within=HOUR)
          for place, area in enumerate(AREAS[:6])),
        Machine("postgresql", "report_ro", "report_ro", SHARED, "metabase", 12 * HOUR, 8, every, ("read", "copy"),
                phase=2 * HOUR),
    ]  # fmt: skip


def systems() -> tuple[System, ...]:
    """What the company uses."""
    return (
        aws.Aws(begins_with=_aws, domain=DOMAIN, account=ACCOUNT, staff="engineering"),
        okta.Okta(begins_with=_okta, domain=DOMAIN, host="https://brackwater.okta.com", country="gb",
                  anybody="traveller", apps=("Jira", "Confluence", "AWS IAM Identity Center", "GitLab", "1Password")),
        gitlab.Gitlab(begins_with=_gitlab, projects=PROJECTS, areas=AREAS, mirrors=LINES, host="git.brackwater.example",
               staff="engineering"),
        jira.Jira(begins_with=_jira, domain=DOMAIN, host="https://tickets.brackwater.example", boards=BOARDS),
        confluence.Confluence(begins_with=_confluence, spaces=SPACES, guides=ACCESS_PAGES),
        cloudflare.Cloudflare(begins_with=_cloudflare, domain=DOMAIN, apps=APPS, country="gb"),
        onepassword.Onepassword(begins_with=_onepassword, domain=DOMAIN, areas=AREAS),
        postgresql.Postgresql(begins_with=_postgresql),
    )  # fmt: skip


COMPANY = Company("brackwater", BEGINS, ENDS, staff(_TEAMS, person), systems)
