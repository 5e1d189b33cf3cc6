"""The company that follows containers and wagons for ports: days and nights, three sites, clusters, depots, vendors.

It works around the clock. Who works at home has a new address of version 6 each day, and so has one of the vendors.
What has to come from many networks stands in 240.0.0.0/4, which RFC 1112 reserves and nobody routes.
"""

from collections.abc import Callable
from functools import partial
from random import Random
from zlib import crc32

from keyroll.replay.browsers import LINUX, MAC, WINDOWS, chrome, firefox
from keyroll.replay.streams import okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE
from keyroll.replay.times import at as moment
from keyroll.replay.words import FIRST, LAST
from scenarios.company import Company
from scenarios.machine import FOREVER, Machine, Person, job, on_days, sold_by, staff, workdays
from scenarios.systems import System, aws, cloudflare, github, jira, kubernetes, okta, postgresql, slack

BEGINS, ENDS = moment("2026-04-13"), moment("2026-05-28T12:00:00")
DOMAIN = "dunmarrow.example"
#: One on each of three continents: their shifts follow one another.
OFFICES = ("192.0.2.18", "198.51.100.33", "203.0.113.140")
#: Hosts of the company outside the clusters.
OPS, BATCH, WATCH = "198.18.70.10", "198.18.70.24", "198.18.70.61"
AREAS = ("boxes", "wagons", "berths", "customs", "yard", "routes", "bills", "alerts", "crews", "weather")
#: Weather, hosted builds, a scanner of code, texts to drivers, maps.
VENDORS = ("Skerrylight", "Buildwharf", "Lintmoor", "Textferry", "Chartwick")
_TEAMS = (("engineering", 34), ("control", 46), ("customs", 18), ("finance", 14))
_EXITS = ("198.18.71.5", "198.18.71.6", "198.18.71.130", "198.18.71.131")
_BROWSERS = (chrome(WINDOWS, 147), chrome(MAC, 147), firefox(LINUX, 150), chrome(WINDOWS, 147, edge=True))
GO = "aws-sdk-go-v2/1.43.1 ua/2.1 os/linux lang/go#1.26.1 md/GOOS#linux md/GOARCH#arm64"
JAVA = "aws-sdk-java/2.42.7 md/io#async md/http#NettyNio ua/2.1 os/Linux#6.14 lang/java#25.0.2"
PYTHON = "Boto3/1.43.4 md/Botocore#1.43.4 ua/2.1 os/linux#6.14 md/arch#x86_64 lang/python#3.14.2"
CLI = "aws-cli/2.34.8 md/awscrt#0.31.1 ua/2.1 os/linux#6.14 md/arch#x86_64 lang/python#3.14.2"
TERRAFORM = "APN/1.0 HashiCorp/1.0 Terraform/1.14.6 terraform-provider-aws/6.31.0"
DEPOT = "aws-sdk-cpp/1.11.700 ua/2.1 os/Linux#5.15 lang/c++#C++17"
_KUBE = "argocd-application-controller/v3.3.2 (linux/arm64) kubernetes/$Format"
_KUBECTL = "kubectl/v1.35.1 (linux/amd64) kubernetes/4f1c3a2"
TABLES = tuple(
    f"{area}.{name}" for area in AREAS[:7]
    for name in ("moves", "owners", "events", "papers", "tariffs", "contacts", "audit")
)  # fmt: skip
REPOSITORIES = (
    *(f"{area}-{kind}" for area in AREAS for kind in ("api", "screen", "chart", "feed")),
    "infrastructure", "cluster-setup", "zone-records", "depot-firmware", "depot-keys", "edi-mappings", "build-images",
    "runbooks", "secrets-rules", "backup-jobs", "mobile", "tariff-engine", "port-simulator", "handbook",
)  # fmt: skip
BOARDS = ("BOX", "WAG", "BER", "CUS", "OPS", "NET", "BILL", "SEC", "ASK")
GROUPS = ("everyone", "control", "customs", "engineers", "books", "nights")
APPS = ("grafana", "vault", "boards", "console")
DEPOTS = 7
#: The tenth and the twenty-fifth, when bills are drawn up.
billing = on_days("-10", "-25")


def person(rng: Random, number: int, team: str, joined: int = 0) -> Person:
    """One person of one of three sites; a sixth is at home always, where the address changes every day."""
    login = f"{FIRST[rng.randrange(len(FIRST))]}{LAST[rng.randrange(len(LAST))][0]}{number:03d}".lower()
    site = number % 3
    trips: tuple[tuple[int, int, str], ...] = ()
    if number % 6 == 4:
        trips = tuple((BEGINS + day * DAY, BEGINS + (day + 1) * DAY, _home6(number, day)) for day in range(46))
    elif number % 11 == 7:
        since = BEGINS + rng.randrange(38) * DAY
        trips = ((since, since + (2 + rng.randrange(7)) * DAY, f"198.19.{10 + number}.3"),)
    return Person(
        login, okta_id(rng, "00u"), OFFICES[site], f"198.19.{80 + number}.{9 + rng.randrange(230)}",
        _BROWSERS[rng.randrange(4)], joined, team=team, rota=number if team == "control" else -1,
        begins=(6 * HOUR, 22 * HOUR, 13 * HOUR)[site], trips=trips,
    )  # fmt: skip


def _home6(number: int, day: int) -> str:
    """Another address of the same line each day."""
    mark = crc32(f"{number}/{day}".encode())
    return f"2001:db8:{0x4000 + number:x}:1:{mark % 65_536:x}:{mark // 65_536 % 65_536:x}:{number + 7:x}:{day + 1:x}"


def runner(key: str, ms: int) -> str:
    """Where a build runs: whatever machine of the builders' hoster is free, in four large networks."""
    mark = crc32(f"{key}/{ms // (10 * MINUTE)}".encode())
    return f"{(244, 244, 246, 252)[mark % 4]}.{(16, 17, 90, 3)[mark % 4]}.{mark // 4 % 250}.{3 + mark // 1000 % 250}"


def node(key: str, ms: int) -> str:
    """What runs in the cluster, as seen inside: its nodes are rented for some hours each."""
    mark = crc32(f"{key}/{(ms + crc32(key.encode()) % DAY) // (9 * HOUR)}".encode())
    return f"10.60.{mark % 40}.{5 + mark // 40 % 245}"


def gate(key: str, ms: int) -> str:
    """The same as seen from outside: one of two gateways in one of two regions, as the load goes."""
    return _EXITS[crc32(f"{key}/{ms // (5 * HOUR)}".encode()) % len(_EXITS)]


def depot(number: int) -> Callable[[str, int], str]:
    """A depot's own line, which gets another address every week or so."""

    def there(_: str, ms: int) -> str:
        week = (ms + number * 37 * HOUR) // ((5 + number % 4) * DAY)
        return f"198.19.{220 + number}.{10 + crc32(f'{number}/{week}'.encode()) % 220}"

    return there


def vendor(name: str) -> Callable[[str, int], str]:
    """Where a vendor calls from: a site with some addresses; Chartwick from another of version 6 each hour."""
    place = VENDORS.index(name)

    def there(key: str, ms: int) -> str:
        mark = crc32(f"{name}/{key}/{ms // HOUR}".encode())
        if name == "Chartwick":
            return f"2001:db8:c4a:{mark % 16:x}::{mark // 16 % 4096:x}"
        return f"198.18.{180 + place}.{20 + mark % (3 + place * 4)}"

    return there


sold = sold_by(VENDORS, vendor)


def _aws(rng: Random) -> list[Machine]:
    """Roles of what runs in the cluster; keys of depots, builds, operators, a vendor; two that nobody uses."""
    make, everything = partial(job, rng, "aws"), [f"dm-{area}" for area in AREAS]
    near = {area: [f"dm/{area}/{name}" for name in ("db", "feed", "partner")] for area in AREAS}
    acts = (("secret", "queue", "decrypt"), ("queue", "queue", "secret"), ("object", "put-object"))
    scans = [f"dm-scans|{place}/{number:03d}.jpg" for place in ("gate", "rail") for number in range(40)]
    papers = [f"dm-papers|{area}/{number:04d}.pdf" for area in AREAS[:4] for number in range(60)]
    machines = [
        make(f"dm-{area}", (GO, JAVA, PYTHON)[number % 3], (HOUR, 2 * HOUR, 3 * HOUR)[number % 3], 3, near[area],
             acts[number % 2], node, key=f"role/{area}")
        for number, area in enumerate(AREAS)
    ] + [
        make(f"svc-dm-depot-{number}", DEPOT, (HOUR, 90 * MINUTE)[number % 2], 4, scans, ("put-object",), depot(number))
        for number in range(DEPOTS)
    ]  # fmt: skip
    deploy = make("svc-dm-deploy", CLI, 2 * HOUR, 6, AREAS, ("who", "log-in", "images", "image"), runner)
    return [
        *machines,
        deploy,
        make(deploy.name, CLI, 12 * HOUR, 5, AREAS, ("log-in", "images"), WATCH, key=deploy.key, job="mirror"),
        make(
            "svc-dm-terraform",
            TERRAFORM,
            4 * HOUR,
            16,
            everything,
            ("instances", "bucket", "roles", "databases", "policies", "regions"),
            runner,
            only=workdays,
        ),
        make(
            "svc-dm-frontend",
            CLI,
            3 * HOUR,
            4,
            ["dm-web|app/main.js", "dm-web|index.html"],
            ("put-object", "put-object", "distributions"),
            runner,
            only=workdays,
        ),
        make("svc-dm-dumps", PYTHON, DAY, 22, everything, ("databases", "snapshot", "snapshots"), BATCH),
        make("svc-dm-papers", JAVA, HOUR, 5, papers, ("object", "put-object", "object"), gate),
        make("svc-dm-reader", PYTHON, 2 * HOUR, 6, ["anthropic.claude-haiku-4-5-20251001-v1:0"], ("model",), gate),
        make("svc-dm-mailer", JAVA, 6 * HOUR, 2, (), ("mail-quota", "mail-quota", "senders"), gate),
        make(
            "svc-dm-bills",
            PYTHON,
            DAY,
            180,
            ["bills", "tariffs"],
            ("query", "query", "buckets", "secret"),
            BATCH,
            only=billing,
        ),
        make("svc-dm-costs", PYTHON, 7 * DAY, 90, everything, ("instances", "buckets", "databases", "volumes"), BATCH),
        make("svc-dm-watch", GO, HOUR, 5, everything, ("instances", "queue", "functions", "snapshots"), WATCH),
        sold(make("svc-dm-skerrylight", JAVA, 2 * HOUR, 3, papers[:20], ("object",), gate)),
        make("svc-dm-legacy", PYTHON, FOREVER, 1, (), ("buckets",), OPS),
        make("svc-dm-emergency", CLI, FOREVER, 1, (), ("instances",), OPS),
    ]


def _kubernetes(rng: Random) -> list[Machine]:
    """Deployers, and what by its purpose reads much: secrets' synchroniser, policies, copies, metrics."""
    make, everywhere = partial(job, rng, "kubernetes"), [f"{area}:{area}-app" for area in AREAS]
    return [
        *(make(f"{area}/deployer", _KUBE, (HOUR, 2 * HOUR)[number % 2], 3, [f"{area}-app", f"{area}-feed"],
               ("pods", "config", "deploy"), node) for number, area in enumerate(AREAS[:6])),
        make("ci/releaser", _KUBECTL, 2 * HOUR, 4, everywhere[:6], ("deploy", "pods", "config"), runner),
        make("platform/secret-sync", "external-secrets/v2.1.0", HOUR, 6, everywhere, ("secret", "secrets", "secret"),
             node),
        make("platform/policies", "kyverno/v1.16.2 (linux/arm64)", 2 * HOUR, 8, everywhere,
             ("pods", "config", "namespaces"), node),
        make("monitoring/prometheus", "Prometheus/3.10.0", HOUR, 6, everywhere, ("pods", "nodes"), node),
        make("platform/scaler", "keda-operator/v2.19.0 (linux/arm64)", HOUR, 4, everywhere[:5], ("deploy", "lease"),
             node),
        make("backup/velero", "velero-server/v1.18.0 (linux/arm64)", DAY, 50, everywhere,
             ("secrets", "config", "pods", "volumes"), node),
        make("bills/month-end", "Python-urllib/3.14", DAY, 30, ["bills-app"], ("config", "secret", "jobs"), node,
             only=billing),
    ]  # fmt: skip


def _github(rng: Random) -> list[Machine]:
    """Builds, what rolls out, pins, tags, mirrors and scans; a vendor's application builds as well."""
    make = partial(job, rng, "github")
    acts = (("fetch", "clone", "statuses"), ("clone", "statuses", "contents"), ("fetch", "contents"))
    charts = [name for name in REPOSITORIES if name.endswith("-chart")]
    return [
        *(make(f"ci-{area}", ("git/2.54.0", "git/2.53.1")[number % 2], (HOUR, 2 * HOUR, 3 * HOUR)[number % 3], 3,
               [*(name for name in REPOSITORIES if name.startswith(area)), "build-images", "edi-mappings"],
               acts[number % 3], runner) for number, area in enumerate(AREAS)),
        make("chart-watch", "argocd-repo-server/3.3.2", HOUR, 5, [*charts, "cluster-setup"], ("fetch",), gate),
        sold(make("buildwharf", "Buildwharf-Worker/7.2", 2 * HOUR, 4, REPOSITORIES[2:38:5],
                  ("clone", "statuses", "contents"))),
        sold(make("lintmoor", "lintmoor/9.14", DAY, 60, REPOSITORIES, ("fetch", "pulls", "contents"))),
        make("pins-bot", "renovate/43.20.1", 12 * HOUR, 30, REPOSITORIES[:44], ("contents", "open", "pulls"), gate),
        make("release-tagger", "PyGithub/Python", 3 * HOUR, 4, REPOSITORIES[:24], ("commits", "push", "pulls"), runner,
             only=workdays),
        make("depot-updater", "git/2.39.5", 6 * HOUR, 2, ["depot-firmware"], ("fetch",), depot(2)),
        make("runbook-mirror", "git/2.47.3", 4 * HOUR, 2, ["runbooks", "handbook"], ("fetch",), WATCH),
        make("quay-bot", "octokit-rest.js/23.0.0", 2 * HOUR, 4, REPOSITORIES[:40:3], ("pulls", "statuses"), gate),
        make("topic-count", "octokit-rest.js/22.0.1", 7 * DAY, 70, REPOSITORIES, ("list", "topics", "commits"), BATCH),
    ]  # fmt: skip


def _okta(rng: Random) -> list[Machine]:
    """What follows the personnel list and the rota, what helps who is locked out, a vendor's seats."""
    make = partial(job, rng, "okta")
    return [
        make(
            "people-sync",
            "okta-sdk-java/25.0.1 java/25 Linux/6.14",
            4 * HOUR,
            6,
            GROUPS[:3],
            ("profile", "profile", "join", "assign"),
            gate,
        ),
        make(
            "rota-groups",
            "okta-sdk-python/3.2.0 python/3.14.2 Linux/6.14",
            8 * HOUR,
            14,
            ("nights", "control"),
            ("join", "leave"),
            OPS,
        ),
        make(
            "unlock-desk", "okta-sdk-golang/6.1.0 golang/go1.26.1", HOUR, 2, (), ("unlock", "password", "unlock"), OPS
        ),
        sold(make("textferry-seats", "Faraday v2.15.1", 12 * HOUR, 2, ("control",), ("assign",))),
    ]


def _cloudflare(rng: Random) -> list[Machine]:
    """What keeps the zone, asks for certificates, empties caches; what reaches applications."""
    make = partial(job, rng, "cloudflare")
    names = [f"{area}-{kind}" for area in AREAS for kind in ("eu", "ap")]
    return [
        make("zone-records", "", 3 * HOUR, 3, names, ("set", "set", "add", "drop"), runner, only=workdays),
        make("certificates", "", 6 * HOUR, 3, [f"_acme-challenge.{area}" for area in AREAS], ("add", "drop"), node),
        make("cache-emptier", "", 3 * HOUR, 2, ("www",), ("purge",), runner, only=workdays),
        make("zone-keeper", "", 7 * DAY, 6, ("www", "mail", "status"), ("set",), OPS),
        make("depot-door", "", HOUR, 2, APPS[:1], ("visit",), depot(1)),
        make("status-probe", "", HOUR, 3, APPS, ("visit",), WATCH),
        sold(make("chartwick-tiles", "", 2 * HOUR, 3, APPS[2:3], ("visit",))),
    ]


def _postgresql(rng: Random) -> list[Machine]:
    """A role a service; what reports, copies and moves tables; a vendor's."""
    make = partial(job, rng, "postgresql")
    return [
        *(make(f"{area}_svc", f"{area}-api", (HOUR, 2 * HOUR)[number % 2], 4,
               [name for name in TABLES if name.startswith(area)][:5], ("read", "write", "read"), node)
          for number, area in enumerate(AREAS[:7])),
        make("control_ro", "grafana", HOUR, 5, TABLES[::7], ("read",), node),
        make("planner_ro", "metabase", 6 * HOUR, 12, (*TABLES[::3], *TABLES[1::7]), ("read", "read", "copy"), node),
        make("replica_dump", "pg_dump", DAY, 49, TABLES, ("copy",), BATCH),
        make("bills_close", "bills-batch", DAY, 260, TABLES[42:], ("read", "write"), BATCH, only=billing),
        sold(make("chartwick_ro", "psycopg", 4 * HOUR, 5, TABLES[35:42:2], ("read",))),
    ]  # fmt: skip


def _slack(rng: Random) -> list[Machine]:
    """Bots of the company, a vendor's of texts to drivers."""
    make = partial(job, rng, "slack", acts=("upload",))
    return [
        make("berth changes", "slack-go/0.19.1", HOUR, 4, ("berths", "late"), where=gate),
        make("night log", "python-slack-sdk/3.41.0", 4 * HOUR, 3, ("log",), where=WATCH),
        make("gate photos", "slack-go/0.19.1", 2 * HOUR, 5, ("photo", "plate"), where=depot(4)),
        make("what is out", "@slack:web-api/7.15.0 node/26.1.0 linux/6.14", 3 * HOUR, 2, ("changes",), where=runner),
        make("bills drawn", "python-slack-sdk/3.41.0", DAY, 6, ("bills",), where=BATCH, only=billing),
        sold(job(rng, "slack", "Textferry", "axios/1.15.0", HOUR, 4, ("text", "photo"), ("upload", "download"))),
    ]  # fmt: skip


def _jira(rng: Random) -> list[Machine]:
    """What opens tickets out of alerts and forms, keeps clocks, and shows them elsewhere."""
    make = partial(job, rng, "jira")
    return [
        make("dm-alerts", "Alertmanager/0.31.0", HOUR, 3, BOARDS[4:6], ("open", "search"), node),
        make("dm-forms", "okhttp/5.4.0", 2 * HOUR, 3, BOARDS[:4], ("open", "comment", "issue"), gate),
        make("dm-clocks", "Apache-HttpClient/5.6 (Java/25.0.2)", HOUR, 5, BOARDS[:7], ("search", "issue"), node),
        make("dm-wallboard", "python-requests/2.33.0", 90 * MINUTE, 3, BOARDS[:3], ("search",), OFFICES[1]),
        make("dm-digest", "python-requests/2.33.0", 7 * DAY, 140, BOARDS, ("search", "issue", "attachment"), BATCH),
        sold(make("ext-textferry", "axios/1.15.0", 2 * HOUR, 3, BOARDS[:1], ("issue", "comment"))),
    ]


def systems() -> tuple[System, ...]:
    """What the company uses."""
    return (
        aws.Aws(begins_with=_aws, domain=DOMAIN, account="418820937561", staff="engineering"),
        okta.Okta(begins_with=_okta, domain=DOMAIN, host="https://dunmarrow.okta.com", country="nl", anybody="hauler",
                  apps=("Slack", "GitHub", "AWS IAM Identity Center", "Jira", "Cloudflare Access", "Textferry")),
        github.Github(begins_with=_github, org="dunmarrow", repositories=REPOSITORIES, staff="engineering",
                      applications=("buildwharf",)),
        kubernetes.Kubernetes(begins_with=_kubernetes, domain=DOMAIN, teams=AREAS, staff="engineering"),
        cloudflare.Cloudflare(begins_with=_cloudflare, domain=DOMAIN, apps=APPS, country="nl"),
        postgresql.Postgresql(begins_with=_postgresql),
        slack.Slack(begins_with=_slack, workspace=("T0ADUNMAR6", "Dunmarrow")),
        jira.Jira(begins_with=_jira, domain=DOMAIN, host="https://boards.dunmarrow.example", boards=BOARDS),
    )  # fmt: skip


COMPANY = Company("dunmarrow", BEGINS, ENDS, staff(_TEAMS, person), systems)
