"""The college with a clinic on the western coast: many people, few machines, a summer term, telephones everywhere.

Its day begins at fifteen UTC and ends on the next one. Who teaches brings devices of his own; the clinic never closes.
What has to come from many networks stands in 240.0.0.0/4, which RFC 1112 reserves and nobody routes.
"""

from collections.abc import Callable
from functools import partial
from random import Random
from zlib import crc32

from keyroll.replay.browsers import LINUX, MAC, WINDOWS, chrome, firefox
from keyroll.replay.streams import digits, okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE
from keyroll.replay.times import at as moment
from keyroll.replay.words import FIRST, LAST
from scenarios.company import Company
from scenarios.machine import FOREVER, Machine, Person, Where, job, on_days, sold_by, staff, workdays
from scenarios.systems import (
    System,
    confluence,
    gcp,
    github,
    jira,
    microsoft,
    openbao,
    postgresql,
    slack,
    workspace,
)

BEGINS, ENDS = moment("2026-05-18"), moment("2026-07-02T12:00:00")
DOMAIN = "pellworth.example"
#: The campus has three addresses for all who are there, the residences two, the clinic one.
CAMPUS, RESIDENCES, CLINIC = (
    ("192.0.2.110", "192.0.2.111", "192.0.2.112"), ("203.0.113.180", "203.0.113.181"), "198.51.100.126",
)  # fmt: skip
#: Hosts in the cellar: what tends, records of students, the clinic's own, backups.
TEND, RECORDS, WARD, BACKUP = "198.18.150.8", "198.18.150.16", "198.18.150.33", "198.18.150.47"
AREAS = ("enrol", "courses", "library", "grants", "imaging", "movement", "clinic", "housing", "sports", "payroll")
#: Records of students, tests in classes, how engineers work, safety of mail, transcripts of talks, lines of patients.
VENDORS = ("Recordsmith", "Quizzard", "Effortlens", "Mailhedge", "Talkscript", "Wardqueue")
_TEAMS = (("engineering", 18), ("research", 58), ("teaching", 82), ("clinic", 42), ("office", 30))
_BROWSERS = (chrome(WINDOWS, 149), chrome(MAC, 149), chrome(WINDOWS, 148, edge=True), firefox(LINUX, 152))
PYTHON = "gcloud-python/2.24.1 gl-python/3.14.3 grpc/1.81.0"
NODE = "gcloud-node-storage/8.0.1 gl-node/26.1.0"
SDK = "google-cloud-sdk gcloud/567.0.0"
TERRAFORM = "Terraform/1.14.8 terraform-provider-google/7.30.0"
BUCKETS = tuple(f"pw-{area}-{kind}" for area in AREAS[:7] for kind in ("data", "shared", "archive"))
TABLES = tuple(
    f"{area}.{name}" for area in ("enrol", "courses", "library", "housing", "payroll", "clinic")
    for name in ("persons", "events", "marks", "contacts", "notes", "history")
)  # fmt: skip
REPOSITORIES = (
    *(f"{area}-{kind}" for area in AREAS[:8] for kind in ("app", "data", "docs")),
    "imaging-toolkit", "imaging-models", "movement-maps", "genome-tools", "site", "cloud", "identity-rules",
    "course-robots", "quizzes", "seminar-2024", "seminar-2025", "lab-notebooks", "cellar-hosts", "vault-rules",
    "enrol-forms", "clinic-lines",
)  # fmt: skip
BOARDS = ("HELP", "ENROL", "LAB", "CLIN", "BUILD", "ROOM")
SPACES = ("HELP", "TEACH", "LAB", "CLINIC", "TECH", "OFFICE")
PAGES = ("Overview", "Contacts", "Forms", "Timetable", "Equipment", "Minutes", "Rules", "Rooms")
BOXES = ("registrar", "help", "dean", "grants", "clinic", "housing", "press", "library")
DOCUMENTS = tuple(f"{team}-note-{number}" for team in ("engineering", "research", "teaching", "office")
                  for number in range(60))  # fmt: skip
#: When wages and stipends are paid.
payday = on_days("-10", "-25")


def person(rng: Random, number: int, team: str, joined: int = 0) -> Person:
    """One person; the clinic works on any five of seven days in three shifts, who researches begins late."""
    first, last = FIRST[rng.randrange(len(FIRST))], LAST[rng.randrange(len(LAST))]
    office = CLINIC if team == "clinic" else CAMPUS[number % 3]
    home = RESIDENCES[number % 2] if team == "research" and number % 4 == 0 else _line(number, rng.randrange(230))
    since = BEGINS + rng.randrange(40) * DAY
    # From the middle of May on half of those who teach are away for weeks.
    length = 10 + rng.randrange(20) if team == "teaching" and number % 2 else 3 + rng.randrange(4)
    trips = ((since, since + length * DAY, f"{241 + number % 7}.{number}.{rng.randrange(250)}.7"),)
    begins = {"clinic": (13, 21, 5)[number % 3], "research": 17, "office": 15}.get(team, 16) * HOUR
    return Person(
        f"{first[:4]}{last[:3]}{number}".lower(), okta_id(rng, "00u"), office, home, _BROWSERS[rng.randrange(4)],
        joined, team=team, rota=number if team == "clinic" else -1, begins=begins,
        trips=trips if number % 2 or number % 5 == 0 else (),
    )  # fmt: skip


def _line(number: int, host: int) -> str:
    return f"198.19.{number % 250}.{12 + host}" if number < 250 else f"198.18.{200 + number % 40}.{12 + host}"


def phone(number: int, ms: int) -> str:
    """A telephone's line: one of thousands of exits, another each few hours."""
    mark = crc32(f"{number}/{ms // (3 * HOUR)}".encode())
    return f"{248 + mark % 3}.{16 + mark // 3 % 8}.{mark // 24 % 250}.{1 + mark // 6000 % 250}"


def cloud(key: str, ms: int) -> str:
    """What runs in the cloud leaves it by one of six addresses."""
    return f"198.18.151.{20 + crc32(f'{key}/{ms // (13 * HOUR)}'.encode()) % 6}"


def builder(key: str, ms: int) -> str:
    """Where a build runs: any machine of a hoster with three large networks."""
    mark = crc32(f"{key}/{ms // (12 * MINUTE)}".encode())
    return f"{(240, 243, 255)[mark % 3]}.{70 + mark // 3 % 6}.{mark // 18 % 250}.{2 + mark // 4500 % 250}"


def lab(key: str, ms: int) -> str:
    """Laptops of who researches: on the campus, in residences, at home."""
    mark = crc32(f"{key}/{ms // (9 * HOUR)}".encode())
    return (*CAMPUS, *RESIDENCES, _line(30 + mark // 7 % 5, 40))[mark % 6]


def vendor(name: str) -> Callable[[str, int], str]:
    """Where a vendor calls from: some addresses of its own; Quizzard from a hoster's, wherever it is busy."""
    place = VENDORS.index(name)

    def there(key: str, ms: int) -> str:
        mark = crc32(f"{name}/{key}/{ms // (6 * HOUR)}".encode())
        if name == "Quizzard":
            return f"244.{mark % 5}.{mark // 5 % 250}.{6 + mark // 1250 % 200}"
        return f"198.18.{152 + place}.{30 + mark % (2 + place)}"

    return there


sold = sold_by(VENDORS, vendor)


def _gcp(rng: Random) -> list[Machine]:
    """Data of labs and of the college; notebooks with an account of their own, which no list has; old courses' keys."""
    make = partial(job, rng, "gcp")
    pictures = [f"pw-imaging-data/scan/{number:05d}.dcm" for number in range(900)]
    paths = [f"pw-movement-data/day/{number:04d}.parquet" for number in range(400)]
    return [
        *(make(f"pw-{area}", (PYTHON, NODE)[number % 2], (2 * HOUR, 3 * HOUR)[number % 2], 5,
               (f"pw-{area}-data", f"pw-{area}-shared"), (("read", "put"), ("put", "list", "read"))[number % 2], cloud)
          for number, area in enumerate(AREAS[:4])),
        make("pw-scanner", "gcloud-cpp/2.40.0", HOUR, 9, pictures, ("put", "put", "read"), WARD),
        make("pw-imaging-train", PYTHON, 8 * HOUR, 90, pictures, ("read",), lab),
        make("pw-movement-paths", PYTHON, 6 * HOUR, 30, paths, ("read", "put", "list"), cloud),
        make("pw-notebooks", PYTHON, 2 * HOUR, 8, (*paths[:60], *pictures[:60]), ("read", "list", "query"), lab,
             key="attached/notebooks"),
        make("pw-site-builds", SDK, 3 * HOUR, 4, ("pw-courses-shared",), ("put", "list"), builder, only=workdays),
        make("pw-course-robots", NODE, 4 * HOUR, 4, ("pw-courses-data",), ("read", "put", "functions"), cloud),
        make("pw-terraform", TERRAFORM, 6 * HOUR, 20, BUCKETS, ("policy", "accounts", "list", "machines", "label"),
             builder, only=workdays),
        make("pw-dumps", SDK, DAY, 50, BUCKETS, ("list", "put", "buckets", "databases"), BACKUP),
        make("pw-count", SDK, 7 * DAY, 60, BUCKETS, ("accounts", "keys", "buckets", "list", "functions"), TEND),
        make("pw-stipends", PYTHON, DAY, 70, ("payroll",), ("query", "secret"), cloud, only=payday),
        sold(make("pw-wardqueue", NODE, 2 * HOUR, 4, ("pw-clinic-shared",), ("read", "put"))),
        sold(make("pw-talkscript", PYTHON, 6 * HOUR, 6, ("pw-courses-shared",), ("read", "put"))),
        make("pw-summer-2024", SDK, FOREVER, 1, ("pw-courses-archive",), ("list",), CAMPUS[0]),
    ]  # fmt: skip


def _microsoft(rng: Random) -> list[Machine]:
    """Applications on mail: tickets out of mail, calendars of rooms, safety of mail, letters to applicants."""

    def make(name: str, agent: str, every: int, burst: int, boxes: tuple[str, ...], where: Where = cloud,
             acts: tuple[str, ...] = ("mail",)) -> Machine:  # fmt: skip
        return job(rng, "microsoft", name, agent, every, burst, [f"{box}@{DOMAIN}" for box in boxes], acts, where)

    return [
        make("Help from mail", "MSAL.Python/1.37.0", HOUR, 4, ("help", "registrar")),
        make("Room planner", "msal-node/5.0.4", 2 * HOUR, 3, ("housing", "library"), cloud, ("sign-in", "mail")),
        make("Letters to applicants", "MSAL.NetCore/4.86.0", 6 * HOUR, 8, ("registrar", "grants")),
        make("Clinic reminders", "MSAL.Java/1.25.1", HOUR, 3, ("clinic",), WARD),
        make("Screens in halls", "MSAL.NetCore/4.61.3", 3 * HOUR, 2, ("press",), TEND, ("sign-in",)),
        make("Old timetable", "ADAL.NetCore/5.2.9", DAY, 2, ("registrar",), RECORDS, ("sign-in",)),
        sold(make("Mailhedge", "MSAL.Java/1.25.1", HOUR, 14, BOXES)),
        sold(make("Recordsmith sync", "msal-node/5.0.4", 4 * HOUR, 3, ("registrar",), acts=("sign-in",))),
    ]


def _workspace(rng: Random) -> list[Machine]:
    make = partial(job, rng, "workspace")
    return [
        sold(make("Talkscript talks", "", 2 * HOUR, 6, DOCUMENTS[60:180], ("view", "edit"), key=digits(rng, 21))),
        sold(make("Quizzard classes", "", 3 * HOUR, 8, DOCUMENTS[120:180], ("view", "edit", "download"),
                  key=digits(rng, 21))),
        make("Grant reports", "", 6 * HOUR, 4, DOCUMENTS[60:120:4], ("view", "edit"), cloud, key=digits(rng, 21)),
        make("Minutes of senates", "", 8 * HOUR, 3, DOCUMENTS[180:], ("view", "edit"), cloud, key=digits(rng, 21)),
    ]  # fmt: skip


def _github(rng: Random) -> list[Machine]:
    """Builds, pages, robots of courses, a toolkit that the world uses, a vendor that counts how engineers work."""
    make = partial(job, rng, "github")
    acts = (("fetch", "clone", "statuses"), ("fetch", "contents"), ("clone", "statuses"))
    return [
        *(make(f"build-{area}", "git/2.54.0", (3 * HOUR, 4 * HOUR)[number % 2], 3,
               [name for name in REPOSITORIES if name.startswith(area)], acts[number % 3], builder)
          for number, area in enumerate(AREAS[:8])),
        make("toolkit-release", "semantic-release/25.0.2", 8 * HOUR, 3, ["imaging-toolkit"],
             ("fetch", "push", "contents"), builder),
        make("toolkit-publish", "twine/6.2.0", 7 * DAY, 4, ["imaging-toolkit"], ("release", "contents", "fetch"),
             builder),
        make("site-pages", "git/2.54.0", 4 * HOUR, 2, ["site"], ("fetch", "push"), builder),
        make("class-robot", "octokit-rest.js/23.0.1", 2 * HOUR, 6, REPOSITORIES[32:36],
             ("pulls", "contents", "commits"), cloud),
        make("pins-bot", "renovate/43.102.0", DAY, 30, REPOSITORIES[:24:2], ("contents", "open", "pulls"), cloud),
        make("notebook-mirror", "git/2.47.2", 6 * HOUR, 3, ["lab-notebooks", "genome-tools"], ("fetch",), RECORDS),
        sold(make("effortlens", "effortlens-sync/3.4", 4 * HOUR, 24, REPOSITORIES, ("commits", "pulls", "commits"))),
        sold(make("quizzard-grader", "axios/1.16.0", 3 * HOUR, 5, ["quizzes", "course-robots"], ("contents", "pulls"))),
    ]  # fmt: skip


def _openbao(rng: Random) -> list[Machine]:
    """A token an area, one for the host of the labs' small applications, which reads each application's own secrets."""
    make = partial(job, rng, "openbao", acts=("read",))
    apps = tuple(f"apps/{name}" for name in ("quizzes", "seminar-bot", "maps", "scan-view", "forms", "polls"))
    return [
        *(make(f"token-{area}", "hvac/2.4.2", (4 * HOUR, 6 * HOUR)[number % 2], 3, (f"{area}/db", "shared/ca"),
               where=cloud) for number, area in enumerate(AREAS[:6])),
        make("token-apps-host", "Go-http-client/2.0", 2 * HOUR, 7, apps, where="198.18.151.60"),
        make("token-builds", "bao/2.5.1", 2 * HOUR, 3, ("builds/registry", "builds/pages"), where=builder),
        make("token-ward", "curl/8.5.0", 12 * HOUR, 2, ("clinic/scanner",), where=WARD),
        make("token-tend", "bao/2.5.1", DAY, 6, ("tend/hosts", "tend/dumps", "shared/ca"), where=TEND),
    ]  # fmt: skip


def _postgresql(rng: Random) -> list[Machine]:
    """A role an application, copies each night, numbers by hand, and the maintenance role of a vendor."""
    make = partial(job, rng, "postgresql")
    mine = {
        area: [name for name in TABLES if name.startswith(area)]
        for area in ("enrol", "courses", "library", "housing", "payroll", "clinic")
    }
    return [
        *(make(f"{area}_app", f"{area}-app", (HOUR, 2 * HOUR)[number % 2], 4, names[:4], ("read", "write", "read"),
               cloud if area != "clinic" else WARD) for number, (area, names) in enumerate(mine.items())),
        make("numbers_ro", "metabase", 6 * HOUR, 10, TABLES[::2], ("read", "count", "read"), cloud),
        make("nightly_dump", "pg_dump", DAY, 36, TABLES, ("copy",), BACKUP),
        make("stipends_run", "stipends", DAY, 90, mine["payroll"], ("read", "write"), cloud, only=payday),
        make("dba", "psql", 7 * DAY, 10, TABLES[:6], ("tables", "roles", "databases", "count"), TEND),
        sold(make("recordsmith_app", "recordsmith/11.2", HOUR, 6, mine["enrol"], ("read", "write", "read"))),
        sold(make("recordsmith_support", "recordsmith-console", 7 * DAY, 6, mine["enrol"][:3], ("count", "read"))),
    ]  # fmt: skip


def _slack(rng: Random) -> list[Machine]:
    make = partial(job, rng, "slack", acts=("upload",))
    return [
        make("scan results", "slack-go/0.19.0", HOUR, 3, ("scan", "curve"), where=WARD),
        make("seminar bot", "python-slack-sdk/3.42.0", 3 * HOUR, 3, ("reading", "slides"), where="198.18.151.60"),
        make("help counts", "python-slack-sdk/3.42.0", DAY, 3, ("numbers",), where=cloud),
        sold(job(rng, "slack", "Talkscript", "axios/1.16.0", 2 * HOUR, 4, ("talk",), ("upload", "download"))),
    ]


def _jira(rng: Random) -> list[Machine]:
    make = partial(job, rng, "jira")
    return [
        make("pw-mail", "python-requests/2.33.1", HOUR, 5, BOARDS[:2], ("open", "comment", "attachment"), cloud),
        make("pw-rooms", "okhttp/5.4.1", 2 * HOUR, 3, BOARDS[5:], ("open", "search"), TEND),
        make("pw-numbers", "python-requests/2.33.1", 7 * DAY, 70, BOARDS, ("search", "issue"), TEND),
        sold(make("ext-wardqueue", "axios/1.16.0", 3 * HOUR, 3, BOARDS[3:4], ("issue", "comment"))),
    ]


def _confluence(rng: Random) -> list[Machine]:
    make, pages = partial(job, rng, "confluence"), [f"{space}/{page}" for space in SPACES for page in PAGES]
    return [
        make("pw-index", "Apache-HttpClient/5.6 (Java/25.0.2)", DAY, 60, pages, ("body",), TEND),
        make("pw-timetable", "python-requests/2.33.1", 3 * HOUR, 3, pages[3::8], ("body", "update"), cloud),
    ]


def systems() -> tuple[System, ...]:
    """What the college uses."""
    guides = tuple(f"{space}/{title}" for space in SPACES[:5] for title in ("Access", "Wifi", "Accounts", "VPN"))
    return (
        gcp.Gcp(begins_with=_gcp, domain=DOMAIN, project="pellworth-labs-27", buckets=BUCKETS, staff="engineering",
                unlisted=("pw-notebooks",)),
        microsoft.Microsoft(begins_with=_microsoft, domain=DOMAIN, tenant="7d1f0c22-90ab-4c2e-8f5b-3e6a41c7d9b0"),
        workspace.Workspace(begins_with=_workspace, domain=DOMAIN, customer="C09pllwr3",
                            teams=("engineering", "research", "teaching", "office", "research", "teaching", "teaching",
                                   "research")),
        github.Github(begins_with=_github, org="pellworth", repositories=REPOSITORIES, staff="engineering",
                      applications=("effortlens", "quizzard-grader"), country="US"),
        openbao.Openbao(begins_with=_openbao, domain=DOMAIN, teams=(*AREAS[:6], *AREAS[:2]), staff="engineering"),
        postgresql.Postgresql(begins_with=_postgresql),
        slack.Slack(begins_with=_slack, workspace=("T0FPELLWR2", "Pellworth")),
        jira.Jira(begins_with=_jira, domain=DOMAIN, host="https://help.pellworth.example", boards=BOARDS),
        confluence.Confluence(begins_with=_confluence, spaces=SPACES, guides=guides),
    )  # fmt: skip


COMPANY = Company("pellworth", BEGINS, ENDS, staff(_TEAMS, person), systems)
