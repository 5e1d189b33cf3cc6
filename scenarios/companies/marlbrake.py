"""The company that sells seeds and plants: its days, people, one office, cluster, builders, vendors.

What has to come from many networks stands in 240.0.0.0/4, which RFC 1112 reserves and nobody routes: the ranges for
documentation and tests are too small for a hoster's.
"""

from functools import partial
from random import Random
from zlib import crc32

from keyroll.replay.browsers import LINUX, MAC, WINDOWS, chrome, firefox
from keyroll.replay.streams import okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE
from keyroll.replay.times import at as moment
from keyroll.replay.words import FIRST, LAST
from scenarios.company import Company
from scenarios.machine import FOREVER, Machine, Person, job, on_days, staff, workdays
from scenarios.systems import System, aws, github, kubernetes, microsoft, okta, openbao, postgresql, slack

BEGINS, ENDS = moment("2026-01-12"), moment("2026-02-26T12:00:00")
DOMAIN = "marlbrake.example"
OFFICE = "192.0.2.77"
#: The company's own hosts outside the cluster: the operators' and one of the batch jobs.
OPS, BATCH = "198.18.61.20", "198.18.61.33"
AREAS = ("shop", "basket", "stock", "parcels", "growers", "prices", "returns", "insight")
#: Chat with customers, the books, reports, a scanner of code.
VENDORS = ("Parleycat", "Ledgerfern", "Sproutboard", "Hollowtag")
#: Where the cluster's traffic leaves it: one address for each zone.
_EXITS = ("198.18.60.4", "198.18.60.71", "198.18.60.140")
_TEAMS = (("engineering", 22), ("desk", 14), ("warehouse", 10), ("finance", 8))
_BROWSERS = (chrome(MAC, 143), chrome(WINDOWS, 143, edge=True), firefox(LINUX, 146))
SDK = "Boto3/1.42.9 md/Botocore#1.42.9 ua/2.1 os/linux#6.12 md/arch#x86_64 lang/python#3.13.1"
CLI = "aws-cli/2.32.14 md/awscrt#0.29.1 ua/2.1 os/linux#6.12 md/arch#x86_64 lang/python#3.13.9"
_GO = "aws-sdk-go-v2/1.41.0 ua/2.1 os/linux lang/go#1.25.5 md/GOOS#linux md/GOARCH#arm64"
_JAVA = "aws-sdk-java/2.40.3 md/io#sync md/http#Apache ua/2.1 os/Linux#6.12 lang/java#21.0.9"
_KUBE = "argocd-application-controller/v3.2.1 (linux/amd64) kubernetes/$Format"
_KUBECTL = "kubectl/v1.34.2 (linux/amd64) kubernetes/8cc511e"
TABLES = tuple(
    f"{area}.{name}" for area in AREAS[:5] for name in ("orders", "customers", "events", "addresses", "items", "notes")
)
REPOSITORIES = (
    *(f"{area}-{kind}" for area in AREAS for kind in ("service", "web", "chart", "jobs")),
    "infrastructure", "pipelines", "edge-rules", "design-system", "handbook", "data-models", "secrets-policy",
    "backup-scripts", "old-catalogue", "mobile-app",
)  # fmt: skip
GROUPS = ("everyone", "desk", "warehouse", "engineers", "books")
#: The sixteenth, when the month's books are drawn up.
monthly = on_days("-16")


def person(rng: Random, number: int, team: str, joined: int = 0) -> Person:
    """One person; the desk answers on seven days, a tenth is away for some days."""
    login = f"{FIRST[rng.randrange(len(FIRST))]}.{LAST[rng.randrange(len(LAST))]}".lower()
    since = BEGINS + rng.randrange(38) * DAY
    trips = ((since, since + (2 + rng.randrange(4)) * DAY, f"198.19.{10 + number}.9"),) if number % 10 == 6 else ()
    return Person(
        f"{login}{number}" if number % 3 == 0 else f"{login[0]}{login.partition('.')[2]}{number}", okta_id(rng, "00u"),
        OFFICE, f"198.19.{70 + number}.{20 + rng.randrange(200)}", _BROWSERS[rng.randrange(3)], joined, team=team,
        rota=number if team == "desk" else -1, begins=(6 if team == "warehouse" else 7 + number % 2) * HOUR,
        trips=trips,
    )  # fmt: skip


def runner(key: str, ms: int) -> str:
    """Where a build runs: another rented machine each time, in two large networks of the hoster."""
    mark = crc32(f"{key}/{ms // (15 * MINUTE)}".encode())
    return f"{250 + mark % 2}.{mark // 2 % 64}.{mark // 128 % 256}.{4 + mark // 32_768 % 240}"


def pod(key: str, ms: int) -> str:
    """What runs in the cluster, as seen inside: another address whenever it is placed again, each few days."""
    mark = crc32(f"{key}/{(ms + _offset(key)) // (4 * DAY)}".encode())
    return f"10.44.{mark % 9}.{10 + mark // 9 % 230}"


def leaving(key: str, ms: int) -> str:
    """The same as seen from outside: the address of the zone in which it is placed."""
    return _EXITS[crc32(f"{key}/{(ms + _offset(key)) // (4 * DAY)}".encode()) % 3]


def _offset(key: str) -> int:
    return crc32(key.encode()) % (4 * DAY)


def vendor_address(vendor: str, key: str, ms: int) -> str:
    """One of the dozen addresses from which a vendor has always called."""
    return f"198.18.{110 + VENDORS.index(vendor)}.{16 + crc32(f'{key}/{ms // HOUR}'.encode()) % 12}"


#: Where each vendor calls from.
parleycat, ledgerfern, sproutboard, hollowtag = (partial(vendor_address, vendor) for vendor in VENDORS)


def _aws(rng: Random) -> list[Machine]:
    """What runs hourly, nightly, weekly and monthly; builds and an old host share one key; one for emergencies."""
    make, everything = partial(job, rng, "aws"), [f"mb-{area}" for area in AREAS]
    near = {area: [f"mb/{area}/{name}" for name in ("db", "queue", "mail")] for area in AREAS}
    acts = (("secret", "queue", "queue"), ("secret", "queue", "decrypt"))
    machines = [
        make(f"svc-mb-{area}", (_GO, SDK)[number % 2], (HOUR, 2 * HOUR, 4 * HOUR)[number % 3], 3, near[area],
             acts[number % 2], leaving)
        for number, area in enumerate(AREAS[:4])
    ] + [
        make(f"mb-{area}-node", _JAVA, 2 * HOUR, 3, near[area], ("secret", "queue"), f"10.20.4.{30 + number}",
             key=f"role/{area}")
        for number, area in enumerate(AREAS[4:7])
    ]  # fmt: skip
    deploy = make("svc-mb-deploy", CLI, 2 * HOUR, 7, AREAS, ("who", "log-in", "images", "image"), runner, only=workdays)
    machines += [
        deploy,
        make(deploy.name, SDK, DAY, 9, AREAS, ("log-in", "images"), BATCH, key=deploy.key, job="images"),
        make("svc-mb-sproutboard", _JAVA, 12 * HOUR, 6, ["insight", "sales"], ("query", "query", "bucket"), sproutboard,
             vendor=VENDORS[2]),
        make("svc-mb-books", SDK, DAY, 160, ["finance", "sales"], ("query", "query", "buckets", "secret"), BATCH,
             only=monthly),
        make("svc-mb-ops", CLI, 8 * HOUR, 8, everything[:5], ("instances", "snapshots", "snapshot", "scale"), OPS),
        make("svc-mb-backup", SDK, DAY, 30, everything, ("snapshots", "snapshot", "bucket"), OPS),
        make("svc-mb-costs", SDK, 7 * DAY, 60, ["costs"], ("query", "instances", "buckets"), BATCH),
        make("svc-mb-inventory", _GO, 6 * HOUR, 14, [f"{name}-files" for name in everything],
             ("instances", "bucket", "buckets", "functions", "roles", "users"), BATCH),
        make("svc-mb-emergency", CLI, FOREVER, 1, (), ("instances",), OPS),
    ]  # fmt: skip
    machines[10].phase = 5 * HOUR
    return machines


def _kubernetes(rng: Random) -> list[Machine]:
    """Deployers, operators, what watches all, what keeps copies of all, and builds that roll out."""
    make, everywhere = partial(job, rng, "kubernetes"), [f"{area}:{area}-app" for area in AREAS]
    return [
        *(make(f"{area}/deployer", _KUBE, (HOUR, 2 * HOUR)[number % 2], 3, [f"{area}-app", f"{area}-worker"],
               ("pods", "config", "deploy"), pod) for number, area in enumerate(AREAS[:4])),
        *(make(f"{area}/operator", "postgres-operator/v1.27.2 (linux/amd64)", HOUR, 2, [f"{area}-db", f"{area}-pool"],
               ("pods", "lease", "secret"), pod) for area in AREAS[4:6]),
        make("ci/releaser", _KUBECTL, 2 * HOUR, 5, everywhere[:4], ("deploy", "pods", "config"), runner, only=workdays),
        make("monitoring/prometheus", "Prometheus/3.8.0", 2 * HOUR, 6, everywhere, ("pods", "nodes", "pods"), pod),
        make("backup/velero", "velero-server/v1.17.1 (linux/amd64)", DAY, 40, everywhere,
             ("secrets", "config", "pods", "namespaces"), pod),
    ]  # fmt: skip


def _openbao(rng: Random) -> list[Machine]:
    """A token a service, builds', the operators' own jobs'; a token that two services hold."""
    make, go = partial(job, rng, "openbao", acts=("read",)), "Go-http-client/1.1"
    machines = [
        make(f"token-{area}", go, (HOUR, 2 * HOUR, 3 * HOUR)[number % 3], 2, [f"{area}/db", f"{area}/api", "shared/ca"],
             where=pod)
        for number, area in enumerate(AREAS[:5])
    ]  # fmt: skip
    return [
        *machines,
        make("token-parcels", "hvac/2.4.0", 6 * HOUR, 3, ["parcels/carriers", "parcels/api"], where=OFFICE,
             key=machines[3].key, job="labels"),
        make("token-builds", "bao/2.4.4", HOUR, 2, ["builds/npm", "builds/registry", "shared/ca"], where=runner,
             only=workdays),
        make("token-ops", "hvac/2.4.0", 12 * HOUR, 3, ["ops/backup", "ops/dns"], where=OPS),
        make("token-steward", "curl/8.14.1", DAY, 4, ["shared/ca", "ops/dns"], where=OPS),
    ]  # fmt: skip


def _postgresql(rng: Random) -> list[Machine]:
    """A role a service, and three that read: the company's own reports, a nightly copy, a vendor's reports."""
    make, every_third = partial(job, rng, "postgresql"), [*TABLES[::6], *TABLES[2::6]]
    return [
        *(make(f"{area}_app", f"{area}-service", (HOUR, 3 * HOUR)[number % 2], 4,
               [name for name in TABLES if name.startswith(area)][:4], ("read", "write", "read"), pod)
          for number, area in enumerate(AREAS[:4])),
        make("sprout_ro", "PostgreSQL JDBC Driver", 12 * HOUR, 8, every_third, ("read",), sproutboard,
             vendor=VENDORS[2]),
        make("insight_ro", "metabase", 4 * HOUR, 9, [*every_third, *TABLES[4::6]], ("read", "read", "copy"), pod),
        make("nightly_copy", "pg_dump", DAY, 24, TABLES, ("copy",), BATCH),
    ]  # fmt: skip


def _okta(rng: Random) -> list[Machine]:
    """What follows the personnel list, what helps who is locked out, what a vendor assigns."""
    make, acts = partial(job, rng, "okta"), ("profile", "profile", "join", "leave", "assign")
    return [
        make("joiner-sync", "okta-sdk-python/3.1.0 python/3.13.1 Linux/6.12", 6 * HOUR, 6, GROUPS[:3], acts, leaving,
             within=DAY),
        make("unlock-helper", "okta-sdk-golang/6.0.2 golang/go1.25.5", HOUR, 2, (), ("unlock", "unlock", "password"),
             OPS),
        make("ledgerfern-seats", "Faraday v2.14.0", 12 * HOUR, 2, ["books"], ("assign", "join"), ledgerfern,
             vendor=VENDORS[1], within=DAY),
    ]  # fmt: skip


def _slack(rng: Random) -> list[Machine]:
    """Bots of the company, and the vendor's of chats, which takes and brings files all day."""
    make, node = partial(job, rng, "slack"), "@slack:web-api/7.13.0 node/24.11.1 linux/6.12"
    return [
        make("order alerts", "slack-go/0.18.0", HOUR, 3, ("orders", "late-orders"), ("upload",), leaving),
        make("stock levels", "python-slack-sdk/3.39.0", 4 * HOUR, 3, ("stock", "frost-warning"), ("upload",), OPS),
        make("release notes", node, 3 * HOUR, 3, ("changes",), ("upload",), runner, only=workdays),
        make("weekly sales", "python-slack-sdk/3.39.0", 7 * DAY, 3, ("sales", "margins"), ("upload", "download"), OPS),
        make(VENDORS[0], "axios/1.13.2", HOUR, 3, ("chat", "photo", "receipt", "label"), ("upload", "download"),
             parleycat, vendor=VENDORS[0]),
    ]  # fmt: skip


def _github(rng: Random) -> list[Machine]:
    """Builds of the areas from wherever they run; what rolls out, tags, pins versions, scans, and labels."""
    make, machines = partial(job, rng, "github"), []
    acts = (("fetch", "clone", "statuses"), ("clone", "statuses", "contents"))
    for number, area in enumerate(AREAS[:5]):
        mine = [name for name in REPOSITORIES if name.startswith(area)] + ["pipelines", "design-system"]
        machines.append(make(f"ci-{area}", ("git/2.52.0", "git/2.51.2")[number % 2], (HOUR, 2 * HOUR)[number % 2], 3,
                             mine, acts[number % 2], runner, only=workdays))  # fmt: skip
    charts = [name for name in REPOSITORIES if name.endswith("-chart")]
    return [
        *machines,
        make("rollout-watch", "git/2.47.3", HOUR, 4, [*charts, "infrastructure"], ("fetch",), leaving),
        make("hollowtag-scan", "hollowtag/5.2.1", DAY, 70, REPOSITORIES, ("clone", "contents", "pulls"), hollowtag,
             vendor=VENDORS[3]),
        make("ci-publish", "octokit-rest.js/22.0.1", 3 * HOUR, 3, REPOSITORIES[1:28:4],
             ("contents", "statuses", "commits"), runner, only=workdays),
        make("release-tagger", "PyGithub/Python", 4 * HOUR, 3, REPOSITORIES[:16], ("commits", "pulls"), OPS),
        make("pins-bot", "renovate/42.39.4", DAY, 30, REPOSITORIES[:34], ("contents", "open", "pulls"), BATCH),
        make("label-sync", "octokit-rest.js/21.1.1", 7 * DAY, 60, REPOSITORIES, ("list", "topics"), BATCH),
    ]  # fmt: skip


def _microsoft(rng: Random) -> list[Machine]:
    """Four applications of the company with a box or two each, two of vendors, a trial's that nobody took away."""
    make = partial(job, rng, "microsoft", burst=3)

    def boxes(*names: str) -> list[str]:
        return [f"{name}@{DOMAIN}" for name in names]

    return [
        make("Returns desk", "MSAL.Python/1.34.0", HOUR, things=boxes("returns"), acts=("mail",), where=leaving),
        make("Invoice reader", "MSAL.NetCore/4.79.2", 4 * HOUR, things=boxes("invoices", "growers"), acts=("mail",),
             where=OPS),
        make("Parcel notices", "MSAL.Python/1.34.0", 2 * HOUR, things=boxes("parcels"), acts=("mail", "sign-in"),
             where=leaving),
        make("Room screens", "MSAL.NetCore/4.66.1", 6 * HOUR, things=boxes(""), acts=("sign-in",), where=OFFICE),
        make(VENDORS[0], "msal-node/3.8.3", 2 * HOUR, things=boxes("help", "returns"), acts=("mail",), where=parleycat,
             vendor=VENDORS[0]),
        make(VENDORS[1], "MSAL.Java/1.23.1", 12 * HOUR, things=boxes("invoices", "books"), acts=("mail",),
             where=ledgerfern, vendor=VENDORS[1]),
        make("Mail trial 2022", "MSAL.Python/1.17.0", FOREVER, things=boxes("trial"), acts=("mail",), where=OPS),
    ]  # fmt: skip


def systems() -> tuple[System, ...]:
    """What the company uses."""
    return (
        aws.Aws(begins_with=_aws, domain=DOMAIN, account="662083149027", staff="engineering"),
        kubernetes.Kubernetes(begins_with=_kubernetes, domain=DOMAIN, teams=AREAS, staff="engineering"),
        openbao.Openbao(begins_with=_openbao, domain=DOMAIN, teams=AREAS, staff="engineering"),
        postgresql.Postgresql(begins_with=_postgresql),
        okta.Okta(begins_with=_okta, domain=DOMAIN, host="https://marlbrake.okta.com", country="gb", anybody="picker",
             apps=("Slack", "GitHub", "Microsoft Office 365", "AWS IAM Identity Center", "Parleycat", "Sproutboard")),
        slack.Slack(begins_with=_slack, workspace=("T09MARLBR4", "Marlbrake")),
        github.Github(begins_with=_github, org="marlbrake-seeds", repositories=REPOSITORIES, staff="engineering"),
        microsoft.Microsoft(begins_with=_microsoft, domain=DOMAIN, tenant="b2a7c0de-41f6-4c0b-9a5e-77d1e0c3f204"),
    )  # fmt: skip


COMPANY = Company("marlbrake", BEGINS, ENDS, staff(_TEAMS, person), systems)
