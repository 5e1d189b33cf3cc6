"""The company that insures a region's health: its days, people, two offices, data centre, cloud, builders, vendors.

What has to come from many networks stands in 240.0.0.0/4, which RFC 1112 reserves and nobody routes: the ranges for
documentation and tests are too small for a hoster's.
"""

from collections.abc import Callable
from functools import partial
from random import Random
from zlib import crc32

from keyroll.replay.browsers import MAC, WINDOWS, chrome, firefox
from keyroll.replay.streams import okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE
from keyroll.replay.times import at as moment
from keyroll.replay.words import FIRST, LAST
from scenarios.company import Company
from scenarios.machine import FOREVER, GitlabJobs, Machine, Person, Where, on_days, sold_by, staff, workdays
from scenarios.machine import job as any_job
from scenarios.systems import System, confluence, gcp, gitlab, jira, microsoft, openbao, postgresql, slack

BEGINS, ENDS = moment("2026-02-02"), moment("2026-03-19T12:00:00")
DOMAIN = "kestervale.example"
#: Headquarters, and the branch where members call.
OFFICES = ("192.0.2.145", "203.0.113.60")
VPN = ("198.51.100.219", "198.51.100.220")
#: The data centre's own hosts: the core system, batch, the host that sets other hosts up, letters.
CORE, BATCH, SETUP, LETTERS = "198.18.20.11", "198.18.20.14", "198.18.20.30", "198.18.20.52"
AREAS = ("claims", "members", "premiums", "providers", "letters", "quality", "portal", "contracts")
#: Codes on claims, messages to members, a scanner of code, the books.
VENDORS = ("Clearwhistle", "Pillowmere", "Brandtree", "Sumfold")
_TEAMS = (("engineering", 24), ("care", 20), ("claims", 16), ("finance", 8))
#: Where the cloud's traffic leaves it: what a gateway is given, of which any may be used at any time.
_EXITS = tuple(f"198.18.24.{16 + number}" for number in range(8))
_BROWSERS = (chrome(WINDOWS, 144, edge=True), firefox(WINDOWS, 147), chrome(MAC, 144))
PYTHON = "gcloud-python/2.19.0 gl-python/3.13.1 grpc/1.76.0"
GO = "gcloud-golang-storage/1.58.0 gl-go/1.25.5"
JAVA = "gcloud-java/2.61.0 gl-java/21.0.9 gax/2.72.0"
SDK = "google-cloud-sdk gcloud/549.0.1"
TERRAFORM = "google-api-go-client/0.5 Terraform/1.14.3 terraform-provider-google/7.14.1"
BUCKETS = tuple(f"kv-{area}-{kind}" for area in AREAS for kind in ("incoming", "exports", "archive"))
#: What is asked of the warehouse, by the name of the job.
REPORTS = ("claims_by_code", "members_active", "premium_arrears", "provider_rates", "letters_sent", "costs_by_month")
TABLES = tuple(
    f"{area}.{name}" for area in AREAS[:6]
    for name in ("cases", "persons", "payments", "events", "files", "notes", "audit", "settings")
)  # fmt: skip
PROJECTS = (
    *(f"{area}/{kind}" for area in AREAS for kind in ("api", "web", "jobs", "rules")),
    "platform/terraform", "platform/pipelines", "platform/hosts", "platform/gateway", "platform/charts",
    "data/warehouse", "data/notebooks", "data/models", "shared/forms", "shared/design", "shared/codes", "old/mainframe",
)  # fmt: skip
BOARDS = ("CLM", "MBR", "PRM", "PRV", "LTR", "OPS", "DATA", "HELP", "SEC", "LEGAL")
SPACES = tuple(area.upper() for area in (*AREAS, "handbook", "operations"))
PAGES = ("Overview", "Process", "Codes", "Release+notes", "Contacts", "Rota", "Minutes", "Checklist", "Forms", "FAQ")
#: The second and third of a month, when premiums are called in.
monthly = on_days("-02", "-03")


def person(rng: Random, number: int, team: str, joined: int = 0) -> Person:
    """One person; at home some come in through the tunnel, and who answers the telephone works on Saturdays too."""
    first, last = FIRST[rng.randrange(len(FIRST))], LAST[rng.randrange(len(LAST))]
    home = VPN[number % 2] if number % 5 in (1, 3) else f"198.19.{120 + number}.{5 + rng.randrange(240)}"
    since = BEGINS + rng.randrange(40) * DAY
    trips = ((since, since + (1 + rng.randrange(6)) * DAY, f"198.19.{40 + number}.77"),) if number % 8 == 5 else ()
    return Person(
        f"{first[:3]}{last[:4]}{number:02d}".lower(), okta_id(rng, "00u"), OFFICES[team in ("care", "claims")], home,
        _BROWSERS[rng.randrange(3)], joined, team=team, rota=number if team == "care" else -1,
        begins=(6 + number % 3) * HOUR, trips=trips,
    )  # fmt: skip


#: A machine that begins somewhere within its hour, day or week.
job = partial(any_job, longest=7 * DAY)


def builder(key: str, ms: int) -> str:
    """Where a build runs: one of the machines that the builders' hoster has free just then."""
    mark = crc32(f"{key}/{ms // (12 * MINUTE)}".encode())
    return f"{(241, 241, 254)[mark % 3]}.{(8, 9, 130)[mark % 3]}.{mark // 3 % 64 * 4}.{3 + mark // 192 % 250}"


def cloud(key: str, ms: int) -> str:
    """What runs in the cloud, as seen from outside: the gateway takes another of its addresses every few hours."""
    return _EXITS[crc32(f"{key}/{ms // (3 * HOUR)}".encode()) % len(_EXITS)]


def inside(key: str, ms: int) -> str:
    """The same as seen by what is connected with the cloud's own network: another address after each rollout."""
    mark = crc32(f"{key}/{(ms + crc32(key.encode()) % (6 * DAY)) // (6 * DAY)}".encode())
    return f"10.132.{mark % 4}.{4 + mark // 4 % 240}"


def laptop(key: str, ms: int) -> str:
    """Whoever of the analysts has it: in the office, through the tunnel, at one of three homes."""
    mark = crc32(f"{key}/{ms // DAY}".encode()) % 10
    return (*OFFICES[:1] * 4, *VPN, *VPN[:1], *(f"198.19.{141 + number}.{60 + number}" for number in range(3)))[mark]


def vendor(name: str) -> Callable[[str, int], str]:
    """Where a vendor calls from: two sites; it fails over for hours at a time, and has more addresses by and by."""
    place = VENDORS.index(name)

    def there(key: str, ms: int) -> str:
        many = 3 + (ms - BEGINS) // (15 * DAY)
        mark = crc32(f"{name}/{key}/{ms // (2 * HOUR)}".encode())
        second = crc32(f"{name}/{ms // (9 * HOUR)}".encode()) % 7 == 0
        return f"198.18.{150 + 2 * place + second}.{40 + mark % many * 3}"

    return there


sold = sold_by(VENDORS, vendor)


def _gcp(rng: Random) -> list[Machine]:
    """Services, batch, builds, analysts, a vendor, a key for emergencies; batch and an old host share one key."""
    make, everyday = partial(job, rng, "gcp"), (("put", "read", "secret"), ("read", "list", "secret"), ("put", "list"))
    near = {area: (f"kv-{area}-incoming", f"kv-{area}-exports") for area in AREAS}
    machines = [
        make(f"kv-{area}-app", (GO, PYTHON, JAVA)[number % 3], (HOUR, 2 * HOUR, 3 * HOUR)[number % 3], 3, near[area],
             everyday[number % 3], cloud)
        for number, area in enumerate(AREAS[:6])
    ]  # fmt: skip
    batch = make("kv-batch", PYTHON, DAY, 90, near["claims"] + near["premiums"], ("read", "put", "query"), BATCH)
    return [
        *machines, batch,
        make(batch.name, "gcloud-python/1.44.0 gl-python/3.8.10", 12 * HOUR, 8, ("kv-letters-archive",),
             ("put", "list"), LETTERS, key=batch.key, job="letters"),
        make("kv-notebooks", PYTHON, FOREVER, 4, (*REPORTS[:4], "adhoc"), ("query",), laptop),
        make("kv-terraform", TERRAFORM, 6 * HOUR, 14, BUCKETS[::4], ("list", "policy", "accounts", "label"), builder,
             only=workdays),
        make("kv-month-close", JAVA, DAY, 260, near["premiums"] + near["contracts"], ("read", "put"), BATCH,
             only=monthly),
        make("kv-images", "gcloud/547.0.0 docker-credential", 2 * HOUR, 4, ("kv-portal-archive",), ("put", "read"),
             builder),
        make("kv-warehouse", PYTHON, 4 * HOUR, 12, REPORTS, ("query",), cloud),
        make("kv-copies", SDK, DAY, 60, BUCKETS[2::3], ("list", "put", "buckets"), cloud),
        make("kv-costs", PYTHON, 7 * DAY, 90, (*REPORTS[5:], "billing"), ("query", "buckets", "machines"), BATCH),
        sold(make("kv-clearwhistle", JAVA, 2 * HOUR, 5, near["claims"], ("read", "put", "list"), cloud)),
        make("kv-emergency", SDK, FOREVER, 1, (), ("machines",), cloud),
    ]  # fmt: skip


def _openbao(rng: Random) -> list[Machine]:
    """In the data centre, a token a service; the letters' is held by two hosts."""
    make, go = partial(job, rng, "openbao", acts=("read",)), "Go-http-client/1.1"
    machines = [
        make(f"token-{area}", go, (2 * HOUR, 3 * HOUR)[number % 2], 2, (f"{area}/db", f"{area}/mail", "shared/ca"),
             where=inside)
        for number, area in enumerate(AREAS[:6])
    ]  # fmt: skip
    return [
        *machines,
        make("token-letters", "curl/7.61.1", 6 * HOUR, 2, ("letters/mail", "letters/printers"), where=LETTERS,
             key=machines[4].key, job="printers"),
        make("token-builds", "bao/2.4.4", HOUR, 2, ("builds/registry", "builds/packages", "shared/ca"), where=builder,
             only=workdays),
        make("token-setup", "ansible-httpget", 4 * HOUR, 6,
             ("hosts/accounts", "hosts/ssh", "shared/ca", "shared/proxy"), where=SETUP),
        make("token-core", "Java/17.0.17", 2 * HOUR, 2, ("core/db", "core/partners"), where=CORE),
        make("token-ops", "hvac/2.4.0", DAY, 4, ("ops/copies", "ops/alerts"), where=BATCH),
    ]  # fmt: skip


def _postgresql(rng: Random) -> list[Machine]:
    """The core's database: a role a service; what reports, copies, sets up; a vendor's for the books."""
    make, core = partial(job, rng, "postgresql"), (*TABLES[:4], *TABLES[8:12])
    return [
        *(make(f"{area}_rw", f"{area}-api", (2 * HOUR, 3 * HOUR)[number % 2], 4,
               tuple(name for name in TABLES if name.startswith(area))[:5], ("read", "read", "write"), inside)
          for number, area in enumerate(AREAS[:5])),
        make("premium_calls", "premium-batch", DAY, 300, TABLES[16:20], ("read", "write"), BATCH, only=monthly),
        make("core_rw", "core-system", HOUR, 4, core, ("read", "write"), CORE),
        make("setup_adm", "ansible", 12 * HOUR, 6, TABLES[7::8], ("read", "roles", "write"), SETUP),
        make("reports_ro", "metabase", 6 * HOUR, 8, (*TABLES[::8], *TABLES[2::8]), ("read", "read", "copy"), inside),
        make("nightly_dump", "pg_dump", DAY, 50, TABLES, ("copy",), BATCH),
        sold(make("sumfold_ro", "PostgreSQL JDBC Driver", 6 * HOUR, 7, TABLES[18:40:8], ("read",), inside)),
    ]  # fmt: skip


def _microsoft(rng: Random) -> list[Machine]:
    """Applications of the company and of vendors with one secret each, a copy of all boxes every night."""

    def make(name: str, agent: str, every: int, burst: int, boxes: tuple[str, ...], acts: tuple[str, ...] = ("mail",),
             where: Where = cloud) -> Machine:  # fmt: skip
        mails = [f"{box}@{DOMAIN}" for box in boxes]
        return job(rng, "microsoft", name, agent, every, burst, mails, acts, where)

    every = ("claims", "letters", "messages", "care", "complaints", "appeals", "invoices", "books")
    return [
        make("Claims inbox", "MSAL.Python/1.34.0", HOUR, 2, ("claims", "invoices")),
        make("Letters out", "MSAL.NetCore/4.79.2", 2 * HOUR, 2, ("letters",), ("mail", "sign-in"), LETTERS),
        make("Room screens", "MSAL.NetCore/4.66.1", 6 * HOUR, 3, ("rooms",), ("sign-in",), OFFICES[0]),
        make("Starters and leavers", "PowerShell/7.5.4", 12 * HOUR, 4, ("starters",), ("sign-in", "mail"), BATCH),
        make("Complaints clock", "msal-node/3.8.3", 2 * HOUR, 2, ("complaints", "appeals")),
        sold(make("Pillowmere", "MSAL.Java/1.23.1", 2 * HOUR, 4, ("messages", "care"))),
        sold(make("Sumfold", "MSAL.Java/1.20.0", 6 * HOUR, 3, ("invoices", "books"))),
        make("Mailbox copies", "MSAL.Python/1.31.1", DAY, 50, every),
    ]


def _gitlab(rng: Random) -> list[Machine]:
    """Builds of the areas; what rolls out, mirrors, pins, tags, counts and scans."""
    make = GitlabJobs(rng, builder, longest=7 * DAY)
    acts = (("fetch", "status", "file"), ("fetch", "fetch", "status"))
    return [
        *(make(f"{area}-builds", "git/2.52.0", (HOUR, 2 * HOUR, 3 * HOUR)[number % 3], 3,
               (*(name for name in PROJECTS if name.startswith(area)), "platform/pipelines", "shared/codes"),
               acts[number % 2], only=workdays) for number, area in enumerate(AREAS[:6])),
        make("rollout-watch", "argocd-repo-server/3.2.1", HOUR, 2, ("platform/charts", "platform/gateway"),
             ("fetch", "commits"), cloud),
        make("hosts-setup", "git/2.43.5", 4 * HOUR, 3, ("platform/hosts", "platform/gateway"), ("fetch", "file"),
             SETUP),
        make("core-mirror", "git/2.39.5", 2 * HOUR, 2, ("old/mainframe", "shared/codes"), ("fetch",), CORE),
        make("pins-bot", "renovate/42.64.1", DAY, 60, PROJECTS[:36], ("file", "merges", "note"), cloud),
        make("release-bot", "python-gitlab/7.1.0", 3 * HOUR, 4, PROJECTS[:32:4], ("tags", "merges", "status")),
        make("licence-count", "python-gitlab/5.6.0", 7 * DAY, 80, PROJECTS, ("projects", "file", "tags"), BATCH),
        sold(make("brandtree-scan", "brandtree-agent/3.11", 6 * HOUR, 12, PROJECTS, ("fetch", "merges", "note"))),
    ]  # fmt: skip


def _jira(rng: Random) -> list[Machine]:
    """What opens tickets, keeps clocks, mirrors to vendors; one account is held by two jobs."""
    make, opens = partial(job, rng, "jira"), ("open", "comment", "issue")
    bridge = ("issue", "comment", "search", "attachment!404")
    return [
        make("kv-claims-tickets", "python-requests/2.32.5", 2 * HOUR, 3, BOARDS[:1], opens, cloud),
        make("kv-care-tickets", "okhttp/5.3.0", 2 * HOUR, 3, BOARDS[1:2], opens, cloud),
        make("kv-alerts", "Alertmanager/0.30.0", 2 * HOUR, 2, BOARDS[5:6], ("open", "search"), cloud),
        make("kv-clocks", "Apache-HttpClient/5.5.1 (Java/21.0.9)", HOUR, 3, BOARDS[:5], ("search", "issue"), cloud),
        make("kv-bridge", "node-fetch/3.3.2", 2 * HOUR, 4, BOARDS[5:8], bridge, cloud),
        make("kv-bridge", "PowerShell/7.4.13", 4 * HOUR, 2, BOARDS[3:4], ("open", "issue"), OFFICES[1], job="branch"),
        make("kv-weekly", "python-requests/2.31.0", 7 * DAY, 120, BOARDS, ("search", "issue"), BATCH),
        sold(make("ext-pillowmere", "axios/1.13.2", 2 * HOUR, 3, BOARDS[1:5:3], ("issue", "comment"))),
        sold(make("ext-clearwhistle", "Java/21.0.8", 3 * HOUR, 4, BOARDS[:1], ("issue", "attachment", "comment"))),
    ]


def _confluence(rng: Random) -> list[Machine]:
    """What indexes by night, shows pages to those who answer calls, writes rotas and release notes."""
    make, pages = partial(job, rng, "confluence"), [f"{space}/{page}" for space in SPACES for page in PAGES]
    return [
        make("kv-finder", "Apache-HttpClient/5.5.1 (Java/21.0.9)", DAY, 100, pages, ("body",), cloud),
        make("kv-care-helper", "okhttp/5.3.0", HOUR, 3, pages[:30], ("body", "body", "search"), cloud),
        make("kv-rota", "python-requests/2.31.0", 12 * HOUR, 3, pages[80:], ("update", "page"), OFFICES[1]),
        make("kv-releases", "node-fetch/3.3.2", 3 * HOUR, 3, pages[40:70], ("page", "update"), builder),
    ]


def _slack(rng: Random) -> list[Machine]:
    """Bots of the company, two vendors'."""
    make, node = partial(job, rng, "slack", burst=3), "@slack:web-api/7.13.0 node/24.11.1 linux/6.12"
    both = {"acts": ("upload", "download")}
    upload = partial(make, acts=("upload",))
    return [
        upload("claims queue", "slack-go/0.18.0", HOUR, things=("queue", "overdue"), where=cloud),
        upload("call numbers", "python-slack-sdk/3.39.0", 2 * HOUR, things=("calls", "waiting"), where=OFFICES[1]),
        upload("what went out", node, 3 * HOUR, things=("changes",), where=builder, only=workdays),
        make("month end", "python-slack-sdk/3.27.1", 7 * DAY, things=("arrears", "costs"), where=BATCH, **both),
        sold(make(VENDORS[1], "axios/1.13.2", 2 * HOUR, things=("message", "photo", "form"), **both)),
        sold(upload(VENDORS[2], "brandtree-agent/3.11", 12 * HOUR, things=("findings",))),
    ]


def systems() -> tuple[System, ...]:
    """What the company uses."""
    guides = tuple(f"{space}/{title}" for space in SPACES for title in ("Who+may+what", "Tunnel", "Vault", "Robots"))
    return (
        gcp.Gcp(begins_with=_gcp, domain=DOMAIN, project="kestervale-core-4471", buckets=BUCKETS, staff="engineering"),
        openbao.Openbao(begins_with=_openbao, domain=DOMAIN, teams=AREAS, staff="engineering"),
        postgresql.Postgresql(begins_with=_postgresql),
        microsoft.Microsoft(begins_with=_microsoft, domain=DOMAIN, tenant="4f0e9c52-6d1b-4d77-a3c8-1be05aa7d920"),
        gitlab.Gitlab(begins_with=_gitlab, projects=PROJECTS, areas=AREAS, mirrors=("codes", "forms"),
               host="git.kestervale.example", staff="engineering"),
        jira.Jira(begins_with=_jira, domain=DOMAIN, host="https://tickets.kestervale.example", boards=BOARDS),
        confluence.Confluence(begins_with=_confluence, spaces=SPACES, guides=guides),
        slack.Slack(begins_with=_slack, workspace=("T08KESTER2", "Kestervale")),
    )  # fmt: skip


COMPANY = Company("kestervale", BEGINS, ENDS, staff(_TEAMS, person), systems)
