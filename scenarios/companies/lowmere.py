"""The laboratory for new materials: few people, hours of their own, instruments, computing in bursts, students.

It lies in the west of North America: days begin at 16 o'clock UTC, and much is done in the evening and on weekends.
What has to come from many networks stands in 240.0.0.0/4, which RFC 1112 reserves and nobody routes.
"""

from collections.abc import Callable
from functools import partial
from random import Random
from zlib import crc32

from keyroll.replay.browsers import LINUX, MAC, chrome, firefox
from keyroll.replay.streams import digits, okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE
from keyroll.replay.times import at as moment
from keyroll.replay.words import FIRST, LAST
from scenarios.company import Company
from scenarios.machine import FOREVER, GitlabJobs, Machine, Person, Where, job, on_days, sold_by, staff, workdays
from scenarios.systems import (
    System,
    confluence,
    gcp,
    gitlab,
    jira,
    microsoft,
    onepassword,
    openbao,
    postgresql,
    slack,
    workspace,
)

BEGINS, ENDS = moment("2026-06-01"), moment("2026-07-16T12:00:00")
DOMAIN = "lowmere.example"
#: The laboratory's one line; the university's network, whose guests it is.
OFFICE, CAMPUS = "192.0.2.230", "198.51.100.64"
#: A host under a table, and the one that keeps instruments' files.
TABLE, STORE = "198.18.95.7", "198.18.95.12"
AREAS = ("alloys", "films", "glass", "cells", "probes", "models", "orders", "papers")
#: Copies of mail, an assistant for documents, instruments' maker, the books.
VENDORS = ("Hoardwell", "Scribeleaf", "Tinprism", "Penfold")
_TEAMS = (("research", 15), ("engineering", 5), ("office", 3))
_BROWSERS = (chrome(MAC, 149), chrome(LINUX, 149), firefox(LINUX, 152))
PYTHON = "gcloud-python/2.24.0 gl-python/3.13.5 grpc/1.81.0"
OLD = "gcloud-python/1.38.0 gl-python/3.9.2"
RUST = "gcloud-rust-storage/1.6.0 gl-rust/1.96.0"
SDK = "google-cloud-sdk gcloud/571.0.0"
BUCKETS = tuple(f"lm-{area}-{kind}" for area in AREAS for kind in ("raw", "results", "archive"))
RUNS = ("fit_spectra", "grain_sizes", "cell_cycles", "phase_maps", "screening")
PROJECTS = (
    *(f"{area}/{kind}" for area in AREAS[:6] for kind in ("analysis", "control", "notes")),
    "infra/cloud", "infra/cluster", "infra/hosts", "shared/plots", "shared/drivers", "shared/units", "partners/turbine",
    "partners/battery", "partners/coating", "old/thesis-code",
)  # fmt: skip
TABLES = tuple(
    f"{area}.{name}" for area in AREAS[:6] for name in ("samples", "runs", "readings", "recipes", "partners", "batches")
)
BOARDS = ("LAB", "INST", "BUY", "SEC", "IP")
SPACES = tuple(area.upper() for area in AREAS)
PAGES = ("Protocol", "Safety", "Log", "Results", "Samples", "Plan", "Minutes", "Setup", "Contacts")
#: The day on which the books are sent away.
monthly = on_days("-05")


def person(rng: Random, number: int, team: str, joined: int = 0) -> Person:
    """One person; who researches works on five days of any seven, from noon or into the night, often on the campus."""
    login = f"{FIRST[rng.randrange(len(FIRST))]}-{LAST[rng.randrange(len(LAST))]}".lower()
    since = BEGINS + rng.randrange(36) * DAY
    trips = ((since, since + (3 + rng.randrange(9)) * DAY, f"198.19.{20 + number}.40"),) if number % 4 == 3 else ()
    return Person(
        f"{login}{number}", okta_id(rng, "00u"), OFFICE if number % 3 else CAMPUS,
        f"198.19.{60 + number}.{8 + rng.randrange(240)}", _BROWSERS[number % 3], joined, team=team,
        rota=number if team == "research" else -1, begins=(16 + number * 5 % 7) * HOUR, trips=trips,
    )  # fmt: skip


def shared(key: str, ms: int) -> str:
    """A machine of the university's computers, whichever is free; a job stays on one for six hours."""
    mark = crc32(f"{key}/{ms // (6 * HOUR)}".encode())
    return f"198.51.{101 + mark % 3}.{4 + mark // 3 % 240}"


def builder(key: str, ms: int) -> str:
    """Where a build runs: a rented machine in one large network."""
    mark = crc32(f"{key}/{ms // (20 * MINUTE)}".encode())
    return f"243.{50 + mark % 4}.{mark // 4 % 256}.{3 + mark // 1024 % 250}"


def cloud(key: str, ms: int) -> str:
    """What runs in the cloud, which has no gateway: each start has an address of the hoster's."""
    mark = crc32(f"{key}/{ms // (11 * HOUR)}".encode())
    return f"{(241, 243)[mark % 2]}.{200 + mark // 2 % 6}.{mark // 16 % 256}.{2 + mark // 4096 % 250}"


def laptop(key: str, ms: int) -> str:
    """On somebody's computer: at the laboratory, on the campus, at home, at a conference."""
    mark = crc32(f"{key}/{ms // DAY}".encode()) % 9
    homes = tuple(f"198.19.{60 + number}.{100 + number}" for number in range(4))
    return (OFFICE, OFFICE, CAMPUS, CAMPUS, *homes, "198.19.44.12")[mark]


def vendor(name: str) -> Callable[[str, int], str]:
    """Where a vendor calls from: a handful of addresses, each for some hours."""
    place = VENDORS.index(name)

    def there(key: str, ms: int) -> str:
        return f"198.18.{210 + place}.{30 + crc32(f'{name}/{key}/{ms // (4 * HOUR)}'.encode()) % (4 + 3 * place)}"

    return there


sold = sold_by(VENDORS, vendor)


def _gcp(rng: Random) -> list[Machine]:
    """Instruments that put, jobs that compute in bursts, notebooks, copies; keys that students left."""
    make = partial(job, rng, "gcp")
    near = {area: (f"lm-{area}-raw", f"lm-{area}-results") for area in AREAS}
    return [
        *(make(f"lm-{area}-instrument", OLD, (2 * HOUR, 3 * HOUR)[number % 2], 5, near[area][:1], ("put", "list"),
               STORE) for number, area in enumerate(AREAS[:5])),
        *(make(f"lm-{area}-compute", PYTHON, 12 * HOUR, (90, 160)[number % 2], near[area], ("read", "put", "read"),
               shared) for number, area in enumerate(AREAS[:6])),
        make("lm-notebooks", PYTHON, FOREVER, 5, RUNS, ("query",), laptop),
        make("lm-pipeline", RUST, 3 * HOUR, 6, near["models"], ("read", "put", "query"), cloud),
        make("lm-builds", SDK, 4 * HOUR, 4, ("lm-models-archive",), ("put", "read"), builder, only=workdays),
        make("lm-copies", SDK, DAY, 48, BUCKETS[2::3], ("list", "put", "buckets"), TABLE),
        make("lm-cloud-setup", "Terraform/1.15.1 terraform-provider-google/7.30.0", 7 * DAY, 60, BUCKETS,
             ("policy", "accounts", "list", "label", "databases"), laptop),
        sold(make("lm-tinprism", OLD, 6 * HOUR, 4, near["probes"], ("read", "list"))),
        make("lm-thesis-2023", OLD, FOREVER, 1, ("lm-glass-archive",), ("read",), CAMPUS),
        make("lm-visitor", PYTHON, FOREVER, 1, ("lm-films-raw",), ("read",), CAMPUS),
    ]  # fmt: skip


def _openbao(rng: Random) -> list[Machine]:
    make = partial(job, rng, "openbao", acts=("read",))
    return [
        *(make(f"token-{area}", "hvac/2.4.1", 6 * HOUR, 3, (f"{area}/db", f"{area}/cloud"), where=shared)
          for area in AREAS[:4]),
        make("token-pipeline", "Go-http-client/1.1", 3 * HOUR, 2, ("models/db", "models/cloud", "shared/ca"),
             where=cloud),
        make("token-builds", "bao/2.5.0", 4 * HOUR, 2, ("builds/registry", "shared/ca"), where=builder, only=workdays),
        make("token-table", "curl/7.88.1", DAY, 3, ("ops/copies", "ops/door"), where=TABLE),
    ]  # fmt: skip


def _postgresql(rng: Random) -> list[Machine]:
    make = partial(job, rng, "postgresql")
    mine = {area: tuple(name for name in TABLES if name.startswith(area)) for area in AREAS[:6]}
    return [
        *(make(f"{area}_rw", f"{area}-lims", (HOUR, 2 * HOUR)[number % 2], 4, mine[area][:4], ("read", "write"), STORE)
          for number, area in enumerate(AREAS[:4])),
        make("compute_ro", "psycopg", 6 * HOUR, 30, TABLES[::2], ("read",), shared),
        make("notebook_ro", "SQLAlchemy", FOREVER, 6, TABLES, ("read",), laptop),
        make("table_dump", "pg_dump", DAY, 36, TABLES, ("copy",), TABLE),
        make("postgres", "psql", 7 * DAY, 4, TABLES[:1], ("tables", "roles"), TABLE),
    ]  # fmt: skip


def _microsoft(rng: Random) -> list[Machine]:
    """Applications on mail: copies of all boxes by a vendor every night, orders, the books, rooms."""

    def make(name: str, agent: str, every: int, burst: int, boxes: tuple[str, ...], where: Where = cloud,
             acts: tuple[str, ...] = ("mail",)) -> Machine:  # fmt: skip
        return job(rng, "microsoft", name, agent, every, burst, [f"{box}@{DOMAIN}" for box in boxes], acts, where)

    boxes = ("orders", "invoices", "director", "patents", "safety", "partners", "payroll", "visits")
    return [
        sold(make("Hoardwell mail copies", "MSAL.Java/1.24.0", DAY, 45, boxes)),
        make("Order reader", "MSAL.Python/1.36.0", 2 * HOUR, 2, ("orders", "invoices")),
        make("Bench screens", "MSAL.NetCore/4.83.0", 4 * HOUR, 2, ("rooms",), OFFICE, ("sign-in",)),
        make("Visits", "msal-node/5.0.2", 6 * HOUR, 2, ("visits",), TABLE, ("mail", "sign-in")),
        sold(make("Penfold", "MSAL.Java/1.21.0", 12 * HOUR, 3, ("invoices", "payroll"))),
    ]


def _gitlab(rng: Random) -> list[Machine]:
    make = GitlabJobs(rng, builder)

    return [
        *(make(f"{area}-builds", "git/2.55.0", (3 * HOUR, 4 * HOUR)[number % 2], 3,
               (*(name for name in PROJECTS if name.startswith(area)), "shared/units"), ("fetch", "status", "file"))
          for number, area in enumerate(AREAS[:6])),
        make("compute-pull", "git/2.34.1", 6 * HOUR, 8, (*PROJECTS[:18:3], "shared/drivers"), ("fetch",), shared),
        make("bench-drivers", "git/2.30.2", 12 * HOUR, 2, ("shared/drivers",), ("fetch",), STORE),
        make("pins", "renovate/43.110.0", DAY, 40, PROJECTS, ("file", "merges", "note"), cloud),
        make("steward", "python-gitlab/8.0.0", 7 * DAY, 50, PROJECTS, ("projects", "users", "groups", "tags"), TABLE),
        make("mkoller-laptop", "git/2.50.1 (Apple Git-155)", DAY, 3, PROJECTS[3:9], ("file", "commits"), laptop,
             workdays),
    ]  # fmt: skip


def _workspace(rng: Random) -> list[Machine]:
    make, notes = partial(job, rng, "workspace"), [f"{area}-note-{number}" for area in AREAS for number in range(60)]
    return [
        sold(make("Scribeleaf assistant", "", 2 * HOUR, 4, notes[:300], ("view", "view", "edit"), key=digits(rng, 21))),
        make("Protocol printer", "", 12 * HOUR, 3, notes[::30], ("download",), OFFICE, key=digits(rng, 21)),
    ]  # fmt: skip


def _slack(rng: Random) -> list[Machine]:
    make = partial(job, rng, "slack", acts=("upload",))
    return [
        make("instrument states", "python-slack-sdk/3.43.0", 2 * HOUR, 4, ("state", "alarm"), where=STORE),
        make("job results", "python-slack-sdk/3.43.0", 6 * HOUR, 7, ("plot", "table"), where=shared),
        sold(make("Scribeleaf", "axios/1.16.1", 4 * HOUR, 2, ("minutes",))),
    ]


def _jira(rng: Random) -> list[Machine]:
    make = partial(job, rng, "jira")
    return [
        make("lm-alarms", "python-requests/2.33.1", 3 * HOUR, 2, BOARDS[1:2], ("open", "search"), STORE),
        make("lm-orders", "okhttp/5.4.0", 4 * HOUR, 2, BOARDS[2:3], ("open", "issue", "comment"), cloud),
        sold(make("ext-tinprism", "Java/21.0.11", 6 * HOUR, 2, BOARDS[1:2], ("issue", "comment", "attachment"))),
    ]


def _confluence(rng: Random) -> list[Machine]:
    make, pages = partial(job, rng, "confluence"), [f"{space}/{page}" for space in SPACES for page in PAGES]
    return [
        make("lm-protocols", "python-requests/2.33.1", 6 * HOUR, 4, pages[::3], ("body", "update"), shared),
        make("lm-index", "Apache-HttpClient/5.6 (Java/25.0.2)", DAY, 60, pages, ("body",), TABLE),
    ]


def _onepassword(rng: Random) -> list[Machine]:
    make = partial(job, rng, "onepassword", acts=("fill",))
    return [
        make("compute-secrets", "1Password CLI/2.33.0", 6 * HOUR, 3, ("alloys/cluster", "films/cluster"),
             where=shared, key=onepassword.number("sa/compute")),
        make("table-secrets", "1Password CLI/2.30.3", DAY, 2, ("orders/portal",), where=TABLE,
             key=onepassword.number("sa/table")),
    ]  # fmt: skip


def systems() -> tuple[System, ...]:
    """What the laboratory uses."""
    guides = tuple(f"{space}/{title}" for space in SPACES[:5] for title in ("Access", "Cluster", "Door+codes"))
    return (
        gcp.Gcp(begins_with=_gcp, domain=DOMAIN, project="lowmere-lab-2207", buckets=BUCKETS),
        openbao.Openbao(begins_with=_openbao, domain=DOMAIN, teams=AREAS, staff="engineering"),
        postgresql.Postgresql(begins_with=_postgresql),
        microsoft.Microsoft(begins_with=_microsoft, domain=DOMAIN, tenant="91d7be04-0c55-4e0e-8d3a-5f2a6c18b7e2"),
        gitlab.Gitlab(begins_with=_gitlab, projects=PROJECTS, areas=AREAS[:6], mirrors=("drivers",),
                      host="code.lowmere.example", accounts={"mkoller-laptop": 171}),
        workspace.Workspace(begins_with=_workspace, domain=DOMAIN, customer="C04lowmr7", teams=AREAS),
        slack.Slack(begins_with=_slack, workspace=("T0BLOWMER7", "Lowmere")),
        jira.Jira(begins_with=_jira, domain=DOMAIN, host="https://desk.lowmere.example", boards=BOARDS),
        confluence.Confluence(begins_with=_confluence, spaces=SPACES, guides=guides),
        onepassword.Onepassword(begins_with=_onepassword, domain=DOMAIN, areas=AREAS),
    )  # fmt: skip


COMPANY = Company("lowmere", BEGINS, ENDS, staff(_TEAMS, person), systems)
