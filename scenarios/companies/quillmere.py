"""The laboratories of nine hospitals: they work around the clock, couriers drive, physicians order and read results.

The office day begins at seven UTC. Three sites work in three shifts on all days. Bills leave on the first two days of a
month and on its middle, statistics on the third. What has to come from many networks stands in 240.0.0.0/4, which
RFC 1112 reserves and nobody routes.
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
from scenarios.machine import FOREVER, Machine, Person, job, on_days, sold_by, staff, workdays
from scenarios.systems import System, aws, cloudflare, confluence, github, jira, okta, postgresql, slack

BEGINS, ENDS = moment("2026-08-03"), moment("2026-09-17T12:00:00")
DOMAIN = "quillmere.example"
#: The office, and the three sites that have a laboratory of their own.
OFFICE, SITES = "203.0.113.60", ("203.0.113.61", "203.0.113.62", "203.0.113.63")
#: Hosts outside the cloud: what runs by night, what watches, what stands beside the analysers, one for each site.
NIGHT, WATCH, BENCHES = "198.18.60.9", "198.18.60.40", ("10.70.1.20", "10.70.2.20", "10.70.3.20")
AREAS = ("orders", "intake", "bench", "results", "reports", "couriers", "billing", "stock", "quality", "portal")
#: Analysers, couriers' vans, bills, typed reports, samples for comparison, probes from outside, checks of code.
VENDORS = ("Reagenta", "Vanlight", "Claimspring", "Dictaphrase", "Truesample", "Watchpeg", "Tracewell")
_TEAMS = (("engineering", 14), ("lab", 34), ("couriers", 12), ("desk", 12), ("finance", 8), ("quality", 10))
_BROWSERS = (chrome(WINDOWS, 150), chrome(WINDOWS, 149, edge=True), chrome(MAC, 150), firefox(WINDOWS, 153))
GO = "aws-sdk-go-v2/1.46.1 ua/2.1 os/linux lang/go#1.26.5 md/GOOS#linux md/GOARCH#arm64"
JAVA = "aws-sdk-java/2.45.1 ua/2.1 os/Linux#6.8 lang/java#25.0.3 md/OpenJDK_64-Bit_Server_VM"
PYTHON = "Boto3/1.44.6 md/Botocore#1.44.6 ua/2.1 os/linux#6.14 md/arch#x86_64 lang/python#3.14.4"
NET = "aws-sdk-dotnet-coreclr/4.0.120.3 ua/2.1 os/windows#10.0.20348.0 lang/.NET_Core#10.0.6"
CLI = "aws-cli/2.36.5 md/awscrt#0.32.1 ua/2.1 os/linux#6.14 md/arch#x86_64 lang/python#3.14.4"
TERRAFORM = "APN/1.0 HashiCorp/1.0 Terraform/1.15.4 terraform-provider-aws/6.45.0"
TABLES = tuple(
    f"{area}.{name}" for area in AREAS for name in ("rows", "patients", "requests", "codes", "notes", "audit")
)
REPOSITORIES = (
    *(f"{area}-{kind}" for area in AREAS for kind in ("service", "web", "jobs")),
    "infrastructure", "pipelines", "zone", "analyser-drivers", "label-printer", "courier-app", "hl7-maps", "fhir-maps",
    "rules-of-results", "letters", "statistics", "runbooks", "signing", "old-lims",
)  # fmt: skip
BOARDS = ("LAB", "VAN", "BILL", "CARE", "QUAL", "OPS")
SPACES = ("BENCH", "VANS", "QUAL", "TECH", "DESK")
PAGES = ("Overview", "Methods", "Contacts", "Rota", "Minutes", "Deviations", "Stock", "Incidents")
BUCKETS = tuple(f"qm-{area}-{kind}" for area in AREAS[:8] for kind in ("files", "archive"))
APPS = ("office", "graphs", "orders-gate", "bench-desk")
#: What answers physicians' questions on methods.
MODELS = ("anthropic.claude-haiku-4-5", "amazon.titan-embed-text-v2")
GROUPS = ("everyone", "engineers", "lab", "couriers", "contractors")
#: When bills leave, and when the statistics of a month are returned.
billed, returned = on_days("-01", "-02", "-15"), on_days("-03")


def person(rng: Random, number: int, team: str, joined: int = 0) -> Person:
    """One person; the laboratory works in three shifts at three sites, couriers from the early morning on the road."""
    first, last = FIRST[rng.randrange(len(FIRST))], LAST[rng.randrange(len(LAST))]
    login, home = f"{first}{last[0]}{number}".lower(), f"198.19.{20 + number}.{9 + rng.randrange(230)}"
    begins, rota, place = 7 * HOUR + number % 3 * HOUR, -1, OFFICE
    trips: tuple[tuple[int, int, str], ...] = ()
    if team == "lab":
        begins, rota, place = (5, 13, 21)[number % 3] * HOUR, number, SITES[number // 3 % 3]
        home = place
    elif team == "couriers":
        begins, rota = (4, 8)[number % 2] * HOUR, number
        trips = tuple((BEGINS + day * DAY, BEGINS + (day + 1) * DAY, mobile(login, BEGINS + day * DAY))
                      for day in range(46))  # fmt: skip
    elif team == "desk":
        begins, rota = (5, 10)[number % 2] * HOUR, number
    elif number % 6 == 1:
        since = BEGINS + rng.randrange(36) * DAY
        trips = ((since, since + (2 + rng.randrange(9)) * DAY, f"242.{60 + number}.7.{9 + rng.randrange(200)}"),)
    return Person(login, okta_id(rng, "00u"), place, home, _BROWSERS[rng.randrange(4)], joined, team=team, rota=rota,
                  begins=begins, trips=trips)  # fmt: skip


def mobile(key: str, ms: int) -> str:
    """A telephone on the road: many share an address of the mobile network, and get another after some hours."""
    mark = crc32(f"{key}/{ms // (4 * HOUR)}".encode())
    return f"242.{10 + mark % 5}.{mark // 5 % 250}.{3 + mark // 1300 % 250}"


def node(key: str, ms: int) -> str:
    """What runs in the cloud, as seen inside: tasks that are started anew some times a day."""
    mark = crc32(f"{key}/{(ms + crc32(key.encode()) % DAY) // (9 * HOUR)}".encode())
    return f"10.60.{mark % 24}.{5 + mark // 24 % 240}"


def gate(key: str, ms: int) -> str:
    """The same as seen from outside: three addresses."""
    return f"198.18.61.{10 + crc32(f'{key}/{ms // (2 * HOUR)}'.encode()) % 3}"


def runner(key: str, ms: int) -> str:
    """Where a build runs: a machine of the code's hoster, in five large networks."""
    mark = crc32(f"{key}/{ms // (12 * MINUTE)}".encode())
    return f"{(240, 240, 243, 244, 249)[mark % 5]}.{(8, 9, 71, 13, 34)[mark % 5]}.{mark // 5 % 250}.{4 + mark % 240}"


def hosted(key: str, ms: int) -> str:
    """Where a function runs: whatever the cloud gives it, in two networks."""
    mark = crc32(f"{key}/{ms // (50 * MINUTE)}".encode())
    return f"241.{(40, 41)[mark % 2]}.{mark // 2 % 250}.{2 + mark // 500 % 250}"


def vendor(name: str) -> Callable[[str, int], str]:
    """Where a vendor calls from: some addresses; what checks code from forty, what probes from six countries."""
    place = VENDORS.index(name)

    def there(key: str, ms: int) -> str:
        mark = crc32(f"{name}/{key}/{ms // (3 * HOUR)}".encode())
        if name == "Watchpeg":
            return f"{245 + mark % 6}.50.2.{10 + mark // 6 % 4}"
        return f"198.18.{150 + place}.{20 + mark % (40 if name == 'Tracewell' else 2 + place)}"

    return there


sold = sold_by(VENDORS, vendor)


def _roles(rng: Random) -> list[Machine]:
    """Roles of services, of three functions, which no list has, and of what rolls out."""
    make = partial(job, rng, "aws")
    acts = (("secret", "queue", "decrypt"), ("object", "put-object", "queue"), ("queue", "secret", "queue"))
    files = {area: [f"qm-{area}-files|{number:03d}.pdf" for number in range(60)] for area in AREAS[:8]}
    return [
        *(make(f"qm-{area}", (GO, JAVA, PYTHON)[number % 3], (HOUR, 2 * HOUR, 3 * HOUR)[number % 3], 4,
               files[area] if number % 3 == 1 and area in files else [f"qm/{area}/{name}" for name in ("db", "mail")],
               acts[number % 3], node, key=f"role/{area}") for number, area in enumerate(AREAS)),
        make("qm-order-check", PYTHON, HOUR, 5, files["orders"], ("object", "queue"), hosted, key="role/order-check"),
        make("qm-letter-maker", PYTHON, HOUR, 6, files["results"], ("put-object", "queue"), hosted,
             key="role/letter-maker"),
        make("qm-scan-sizes", GO, 4 * HOUR, 6, files["intake"], ("object", "put-object"), hosted,
             key="role/scan-sizes"),
        make("qm-ci-deploy", CLI, 3 * HOUR, 6, AREAS, ("log-in", "image", "stacks", "update-stack", "services"),
             runner, key="role/ci-deploy", only=workdays),
    ]  # fmt: skip


def _aws(rng: Random) -> list[Machine]:
    """Besides roles: keys of sites and hosts, of jobs by the calendar, of vendors, and some that hardly anyone uses."""
    make, everything = partial(job, rng, "aws"), list(BUCKETS)
    plates = [f"qm-bench-files|{site}/{number:03d}.csv" for site in ("north", "coast", "city") for number in range(90)]
    answers = [f"qm-quality-files|answers/{number:03d}.md" for number in range(70)]
    link = make("svc-qm-link", JAVA, HOUR, 6, plates, ("put-object", "object"), BENCHES[0])
    asks = make("svc-qm-questions", PYTHON, HOUR, 4, answers, ("object",), gate)
    return [
        *_roles(rng),
        link,
        make(link.name, JAVA, 2 * HOUR, 5, plates, ("put-object",), BENCHES[1], key=link.key, job="coast"),
        make("svc-qm-terraform", TERRAFORM, 4 * HOUR, 16, everything,
             ("instances", "bucket", "roles", "databases", "policies", "firewalls", "functions"), runner,
             only=workdays),
        make("svc-qm-labels", NET, 2 * HOUR, 3, ["qm-intake-files|labels.zpl"], ("object", "queue"), SITES[2]),
        asks,
        make(asks.name, PYTHON, HOUR, 4, MODELS, ("model",), gate, key=asks.key, job="model"),
        make("svc-qm-backups", PYTHON, DAY, 26, everything, ("databases", "snapshot", "snapshots", "buckets"), NIGHT),
        make("svc-qm-billing", JAVA, DAY, 130, ["billing"], ("query",), NIGHT, only=billed),
        make("svc-qm-statistics", PYTHON, DAY, 150, ["statistics"], ("query", "objects"), NIGHT, only=returned),
        make("svc-qm-archive", CLI, DAY, 60, [f"qm-results-archive|{number:04d}.gz" for number in range(400)],
             ("put-object", "object"), NIGHT),
        make("svc-qm-costs", CLI, 7 * DAY, 80, everything, ("instances", "buckets", "databases", "volumes"), WATCH),
        make("svc-qm-watch", GO, HOUR, 5, everything, ("instances", "queue", "functions", "services"), WATCH),
        make("svc-qm-mailer", GO, 2 * HOUR, 3, (), ("mail-quota", "senders"), gate),
        sold(make("svc-qm-reagenta", JAVA, 2 * HOUR, 6, plates[:60], ("object",))),
        sold(make("svc-qm-claimspring", NET, 6 * HOUR, 4, ["qm-billing-files|today.csv"], ("object", "put-object"))),
        sold(make("svc-qm-dictaphrase", PYTHON, HOUR, 3, [f"qm-reports-files|{number:03d}.wav" for number in range(80)],
                  ("object", "put-object"))),
        make("svc-qm-old-lims", NET, 12 * HOUR, 2, ("qm-stock-archive",), ("objects!1",), "198.18.60.21"),
        make("svc-qm-course", CLI, FOREVER, 1, (), ("buckets",), OFFICE),
        make("svc-qm-emergency", CLI, FOREVER, 1, (), ("instances",), OFFICE),
        make("svc-qm-admin-2022", CLI, FOREVER, 1, (), ("users",), OFFICE),
    ]  # fmt: skip


def _github(rng: Random) -> list[Machine]:
    """Builds, what pins and releases, what the sites load, a vendor's drivers, a vendor's checks."""
    make = partial(job, rng, "github")
    acts = (("fetch", "clone", "statuses"), ("clone", "contents"), ("fetch", "statuses", "contents"))
    return [
        *(make(f"ci-{area}", ("git/2.56.0", "git/2.55.1")[number % 2], (2 * HOUR, 3 * HOUR, 4 * HOUR)[number % 3], 3,
               [*(name for name in REPOSITORIES if name.startswith(area)), "pipelines"], acts[number % 3], runner)
          for number, area in enumerate(AREAS[:8])),
        make("pins-bot", "renovate/44.6.0", DAY, 40, REPOSITORIES, ("contents", "open", "pulls"), gate),
        make("release-notes", "PyGithub/Python", 6 * HOUR, 6, REPOSITORIES[:30:3], ("commits", "pulls", "release"),
             runner, only=workdays),
        make("bench-loader", "git/2.47.3", 4 * HOUR, 2, ["analyser-drivers", "label-printer"], ("fetch",), BENCHES[2]),
        make("runbook-copy", "git/2.39.5", 6 * HOUR, 2, ["runbooks"], ("fetch",), NIGHT),
        make("signing-keeper", "git/2.47.3", 7 * DAY, 3, ["signing", "courier-app"], ("fetch",), OFFICE),
        sold(make("reagenta-drivers", "reagenta-sync/3.1", 12 * HOUR, 3, ["analyser-drivers"], ("contents", "open"))),
        sold(make("tracewell", "Tracewell-Agent/8.2", 3 * HOUR, 6, REPOSITORIES[1:40:3], ("clone", "statuses"))),
    ]  # fmt: skip


def _postgresql(rng: Random) -> list[Machine]:
    """A role for each service; copies, bills and returns by the calendar; who looks after it; three vendors' roles."""
    make = partial(job, rng, "postgresql")
    mine = {area: [name for name in TABLES if name.startswith(area)] for area in AREAS}
    return [
        *(make(f"{area}_app", f"{area}-service", (HOUR, 2 * HOUR, 3 * HOUR)[number % 3], 4, names[:4],
               ("read", "write", "read"), node) for number, (area, names) in enumerate(mine.items())),
        make("reports_ro", "metabase", 3 * HOUR, 10, TABLES[::2], ("read", "count", "read"), node),
        make("nightly_dump", "pg_dump", DAY, 60, TABLES, ("copy",), NIGHT),
        make("billing_close", "billing-batch", DAY, 140, mine["billing"], ("read", "write"), NIGHT, only=billed),
        make("compare_weekly", "psycopg", 7 * DAY, 60, mine["quality"], ("read", "count", "write"), NIGHT),
        make("dba", "psql", 7 * DAY, 10, TABLES[:6], ("tables", "roles", "count"), WATCH),
        sold(make("reagenta_link", "Npgsql", HOUR, 4, mine["bench"][:3], ("read", "write"))),
        sold(make("dictaphrase_ro", "psycopg", 2 * HOUR, 5, [*mine["reports"][:3], "results.patients"], ("read",))),
        sold(make("truesample_ro", "JDBC Driver", DAY, 6, mine["quality"][:2], ("read", "count"))),
    ]  # fmt: skip


def _okta(rng: Random) -> list[Machine]:
    """What follows the personnel list and the rota, makes physicians' accounts, and a vendor's seats."""
    make = partial(job, rng, "okta")
    return [
        make("people-sync", "okta-sdk-java/26.1.0 java/25 Linux/6.14", 6 * HOUR, 4, GROUPS[:3], ("profile", "join"),
             gate),
        make("physician-accounts", "okta-sdk-nodejs/8.0.0 node/26.4.0 linux/6.14", HOUR, 4, ("physicians",),
             ("create", "profile", "join", "unlock"), gate),
        make("rota-groups", "okta-sdk-python/3.4.0 python/3.14.4 Linux/6.14", 8 * HOUR, 10, ("lab", "couriers"),
             ("join", "leave"), NIGHT),
        make("contracts", "okta-sdk-python/3.4.0 python/3.14.4 Linux/6.14", DAY, 3, ("contractors",),
             ("leave", "profile"), gate),
        sold(make("vanlight-seats", "axios/1.18.0", 12 * HOUR, 2, ("Vans",), ("assign",))),
    ]  # fmt: skip


def _cloudflare(rng: Random) -> list[Machine]:
    """The zone, caches and certificates; what hospitals' own systems and vendors reach."""
    make = partial(job, rng, "cloudflare")
    return [
        make("zone-builds", "", 6 * HOUR, 3, [f"{area}-app" for area in AREAS], ("set", "add", "drop", "set"), runner,
             only=workdays),
        make("cache-emptier", "", 2 * HOUR, 3, ("www", "portal"), ("purge",), runner),
        make("certificates", "", 8 * HOUR, 3, [f"_acme-challenge.{area}" for area in AREAS], ("add", "drop"), gate),
        make("hospital-orders", "", HOUR, 4, APPS[2:3], ("visit",), "198.18.70.8"),
        make("bench-screens", "", HOUR, 3, APPS[3:], ("visit",), SITES[0]),
        make("status-probe", "", HOUR, 3, APPS, ("visit",), WATCH),
        sold(make("watchpeg-probe", "", HOUR, 2, APPS[:1], ("visit",))),
    ]  # fmt: skip


def _slack(rng: Random) -> list[Machine]:
    make = partial(job, rng, "slack", acts=("upload",))
    return [
        make("build results", "@slack:web-api/7.18.0 node/26.4.0 linux/6.14", 2 * HOUR, 3, ("log",), where=runner),
        make("analyser alarms", "slack-go/0.21.0", HOUR, 4, ("alarm", "plate"), where=gate),
        make("comparison sheets", "python-slack-sdk/3.45.0", 7 * DAY, 8, ("sheet",), where=NIGHT),
        make("van map", "slack-go/0.20.0", 3 * HOUR, 2, ("map",), where=gate),
        sold(job(rng, "slack", "Vanlight", "axios/1.18.0", 2 * HOUR, 3, ("route", "photo"), ("upload", "download"))),
    ]  # fmt: skip


def _jira(rng: Random) -> list[Machine]:
    make = partial(job, rng, "jira")
    return [
        make("qm-alerts", "Alertmanager/0.33.0", HOUR, 3, BOARDS[5:], ("open", "search"), WATCH),
        make("qm-forms", "okhttp/5.6.0", HOUR, 4, BOARDS[3:5], ("open", "comment", "attachment"), gate),
        make("qm-deviations", "python-requests/2.34.2", 6 * HOUR, 5, BOARDS[4:5], ("search", "issue"), NIGHT),
        sold(make("ext-vanlight", "axios/1.18.0", HOUR, 4, BOARDS[1:2], ("issue", "comment", "search"))),
        sold(make("ext-reagenta", "reagenta-desk/2.4", 3 * HOUR, 3, BOARDS[:1], ("issue", "comment"))),
    ]  # fmt: skip


def _confluence(rng: Random) -> list[Machine]:
    make, pages = partial(job, rng, "confluence"), [f"{space}/{page}" for space in SPACES for page in PAGES]
    return [
        make("qm-index", "Apache-HttpClient/5.6.2 (Java/25.0.3)", DAY, 60, pages, ("body",), gate),
        make("qm-methods", "python-requests/2.34.2", 6 * HOUR, 3, pages[1::8], ("body", "update"), gate),
        make("qm-handover", "okhttp/5.6.0", 8 * HOUR, 2, pages[3::8], ("update",), SITES[1]),
    ]  # fmt: skip


def systems() -> tuple[System, ...]:
    """What the laboratories use."""
    guides = tuple(f"{space}/{title}" for space in SPACES[2:] for title in ("Access", "Emergency+key", "Tokens", "VPN"))
    return (
        aws.Aws(begins_with=_aws, domain=DOMAIN, account="318604477210", staff="engineering", region="eu-west-2",
                unlisted=("qm-order-check", "qm-letter-maker", "qm-scan-sizes")),
        okta.Okta(begins_with=_okta, domain=DOMAIN, host="https://quillmere.okta.com", country="gb", anybody="dr",
                  apps=("Slack", "Jira", "AWS IAM Identity Center", "Payroll", "Results", "Vans", "GitHub")),
        github.Github(begins_with=_github, org="quillmere", repositories=REPOSITORIES, staff="engineering",
                      applications=("tracewell",), country="GB"),
        cloudflare.Cloudflare(begins_with=_cloudflare, domain=DOMAIN, apps=APPS, country="gb"),
        postgresql.Postgresql(begins_with=_postgresql),
        slack.Slack(begins_with=_slack, workspace=("T0QUILLM14", "Quillmere")),
        jira.Jira(begins_with=_jira, domain=DOMAIN, host="https://desk.quillmere.example", boards=BOARDS),
        confluence.Confluence(begins_with=_confluence, spaces=SPACES, guides=guides),
    )  # fmt: skip


COMPANY = Company("quillmere", BEGINS, ENDS, staff(_TEAMS, person), systems)
