"""The company that settles card payments for shops: few people, many services, nights of batches, a desk sold out.

Its office day begins at eleven UTC. Much of what others see seldom is daily work of its machines: instances are started
and ended all day, snapshots are deleted each night, tokens of the vault live for a week. What has to come from many
networks stands in 240.0.0.0/4, which RFC 1112 reserves and nobody routes.
"""

from collections.abc import Callable
from functools import partial
from random import Random
from zlib import crc32

from keyroll.replay.browsers import LINUX, MAC, WINDOWS, chrome, firefox
from keyroll.replay.streams import okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE, day_of
from keyroll.replay.times import at as moment
from keyroll.replay.words import FIRST, LAST
from scenarios.company import Company
from scenarios.machine import FOREVER, GitlabJobs, Machine, Person, job, on_days, sold_by, staff, workdays
from scenarios.systems import (
    System,
    aws,
    cloudflare,
    confluence,
    gitlab,
    jira,
    kubernetes,
    okta,
    openbao,
    postgresql,
    slack,
)

BEGINS, ENDS = moment("2026-01-05"), moment("2026-02-19T12:00:00")
DOMAIN = "corvenside.example"
OFFICE, SECOND_OFFICE = "203.0.113.77", "192.0.2.98"
#: Hosts outside the cloud: what tends it, what is next to the card networks, what watches.
TEND, CARDS, WATCH = "198.18.130.5", "198.18.130.20", "198.18.130.44"
AREAS = (
    "cards", "shops", "terminals", "clearing", "payouts", "disputes", "ledger", "fraud", "fees", "rates", "notices",
    "portal", "pins", "reports",
)  # fmt: skip
#: Who reads code for faults, answers shops, scores payments, watches from outside, tries the outside, sends notices.
VENDORS = ("Quaylens", "Deskbridge", "Tallyfox", "Pingvale", "Scanwright", "Ferrymail")
_TEAMS = (("engineering", 22), ("operations", 6), ("support", 8), ("finance", 8), ("outside", 14))
_BROWSERS = (chrome(MAC, 143), chrome(WINDOWS, 143), firefox(LINUX, 146), chrome(WINDOWS, 143, edge=True))
GO = "aws-sdk-go-v2/1.41.0 ua/2.1 os/linux lang/go#1.25.5 md/GOOS#linux md/GOARCH#arm64"
JAVA = "aws-sdk-java/2.40.2 md/io#async md/http#NettyNio ua/2.1 os/Linux#6.12 lang/java#25.0.1"
PYTHON = "Boto3/1.42.9 md/Botocore#1.42.9 ua/2.1 os/linux#6.12 md/arch#x86_64 lang/python#3.13.11"
CLI = "aws-cli/2.32.20 md/awscrt#0.29.2 ua/2.1 os/linux#6.12 md/arch#x86_64 lang/python#3.13.11"
TERRAFORM = "APN/1.0 HashiCorp/1.0 Terraform/1.14.2 terraform-provider-aws/6.26.0"
PACKER = "APN/1.0 HashiCorp/1.0 packer/1.14.3 (+https://www.packer.io/)"
_FLUX = "kustomize-controller/v1.7.3 (linux/arm64) kubernetes/$Format"
_KUBECTL = "kubectl/v1.34.3 (linux/amd64) kubernetes/df11db1"
TABLES = tuple(
    f"{area}.{name}" for area in AREAS[:10]
    for name in ("entries", "owners", "events", "limits", "contacts", "audit")
)  # fmt: skip
PROJECTS = (
    *(f"{area}/{kind}" for area in AREAS for kind in ("service", "jobs", "schema")),
    "platform/cloud", "platform/cluster", "platform/zones", "platform/images", "platform/builds",
    "platform/vault-rules", "data/warehouse", "data/models", "data/reports", "shared/iso-messages",
    "shared/terminal-kit", "old/gateway",
)  # fmt: skip
BOARDS = ("SHOP", "TERM", "DISP", "CARD", "RISK", "PLAT", "OPS", "CARE")
SPACES = ("HOUSE", "PLAT", "CARDS", "CARE", "RISK", "DATA")
PAGES = ("Overview", "Runbook", "Contacts", "Minutes", "Limits", "Releases", "Rota", "Checklist")
BUCKETS = tuple(f"cs-{area}-{kind}" for area in AREAS[:8] for kind in ("files", "archive"))
APPS = ("panel", "graphs", "portal-admin", "boards")
GROUPS = ("everyone", "engineers", "operations", "support", "outside", "finance")
#: The first two days of a month, when fees are drawn, and the fifteenth.
drawn = on_days("-01", "-02", "-15")


def bank_days(day: int) -> bool:
    """Monday to Friday, but for two days of carnival."""
    return workdays(day) and not day_of(day).endswith(("02-16", "02-17"))


def person(rng: Random, number: int, team: str, joined: int = 0) -> Person:
    """One person; the desk that is sold out works on any five of seven days, in three shifts, from two sites."""
    first, last = FIRST[rng.randrange(len(FIRST))], LAST[rng.randrange(len(LAST))]
    login = f"{first[0]}.{last}{number}".lower()
    office, home = (OFFICE, SECOND_OFFICE)[number % 4 == 3], f"198.19.{30 + number}.{11 + rng.randrange(230)}"
    begins, rota, browser = 11 * HOUR + number % 3 * HOUR, -1, _BROWSERS[rng.randrange(4)]
    if team == "outside":
        login, office = f"db-{first}{number}".lower(), f"198.18.{175 + number % 2}.{30 + number % 5}"
        begins, rota, home = (0, 8, 15)[number % 3] * HOUR, number, office
    elif team == "operations":
        begins, rota = (5, 13, 20)[number % 3] * HOUR, number
    since = BEGINS + rng.randrange(30) * DAY
    # January and February are summer there: many work for a while from the coast.
    trips = ((since, since + (5 + rng.randrange(9)) * DAY, f"245.{40 + number % 6}.{number}.{9 + rng.randrange(200)}"),)
    return Person(login, okta_id(rng, "00u"), office, home, browser, joined, team=team, rota=rota, begins=begins,
                  trips=trips if number % 3 == 1 and team != "outside" else ())  # fmt: skip


def gate(key: str, ms: int) -> str:
    """What runs in the cluster, as seen from outside: one of twelve addresses of the gateway, another every hour."""
    return f"198.18.131.{10 + crc32(f'{key}/{ms // HOUR}'.encode()) % 12}"


def node(key: str, ms: int) -> str:
    """The same as seen inside."""
    mark = crc32(f"{key}/{(ms + crc32(key.encode()) % DAY) // (11 * HOUR)}".encode())
    return f"10.20.{mark % 48}.{6 + mark // 48 % 240}"


def runner(key: str, ms: int) -> str:
    """Where a build runs: an instance of its own in the company's cloud, with whatever address is free there."""
    mark = crc32(f"{key}/{ms // (20 * MINUTE)}".encode())
    return f"240.{20 + mark % 3}.{mark // 3 % 250}.{4 + mark // 750 % 250}"


def vendor(name: str) -> Callable[[str, int], str]:
    """Where a vendor calls from: some addresses; what watches from outside does so from nine places on earth."""
    place = VENDORS.index(name)

    def there(key: str, ms: int) -> str:
        mark = crc32(f"{name}/{key}/{ms // (4 * HOUR)}".encode())
        if name == "Pingvale":
            return f"{246 + mark % 9}.12.8.{10 + mark // 9 % 4}"
        return f"198.18.{174 + place}.{60 + mark % (2 + 2 * place)}"

    return there


sold = sold_by(VENDORS, vendor)


def _roles(rng: Random) -> list[Machine]:
    """Roles of services in the cluster, of instances that run batches, and of functions; one is in no list."""
    make = partial(job, rng, "aws")
    acts = (("secret", "decrypt", "queue"), ("queue", "object", "put-object"), ("decrypt", "decrypt", "queue"))
    files = {area: [f"cs-{area}-files|{number:03d}.dat" for number in range(60)] for area in AREAS[:8]}
    near = [files[area] if number % 3 == 1 and area in files else [f"cs/{area}/{name}" for name in ("db", "mac")]
            for number, area in enumerate(AREAS)]  # fmt: skip
    clearing = [f"cs-clearing-files|{number:04d}.iso" for number in range(400)]
    return [
        *(make(f"cs-{area}", (GO, JAVA, PYTHON)[number % 3], (2 * HOUR, 3 * HOUR)[number % 2], 3, near[number],
               acts[number % 3] if number % 3 != 1 or area in files else acts[2], node, key=f"role/{area}")
          for number, area in enumerate(AREAS)),
        make("cs-clearing-night", JAVA, DAY, 500, clearing, ("object", "put-object", "object"), node,
             key="role/clearing-night", only=bank_days),
        make("cs-batch-node", PYTHON, 3 * HOUR, 12, [f"cs-ledger-archive|{number:04d}" for number in range(300)],
             ("object", "objects", "put-object"), "10.20.99.4", key="role/batch"),
        make("cs-edge-function", GO, HOUR, 3, ["cs-portal-files|index.json"], ("object", "queue"), gate,
             key="role/edge"),
        make("cs-nodes", "karpenter.sh/v1.8.2", HOUR, 6, ["c7g.xlarge", "m7g.large", "r7g.large"],
             ("run", "instances", "instances", "terminate"), node, key="role/nodes"),
    ]  # fmt: skip


def _aws(rng: Random) -> list[Machine]:
    """Besides roles: keys of builds, images, retention, partners, analysts who share one, and some hardly used."""
    make, everything = partial(job, rng, "aws"), list(BUCKETS)
    cases = [f"cs-disputes-files|2026/{number:04d}.pdf" for number in range(700)]
    deploy = make("svc-cs-deploy", CLI, HOUR, 6, AREAS, ("who", "log-in", "images", "image"), runner)
    return [
        *_roles(rng),
        deploy,
        make(deploy.name, CLI, 8 * HOUR, 4, AREAS, ("log-in", "images"), CARDS, key=deploy.key, job="cards"),
        make("svc-cs-terraform", TERRAFORM, 3 * HOUR, 20, everything,
             ("instances", "bucket", "roles", "databases", "policies", "volumes", "firewalls"), runner, only=bank_days),
        make("svc-cs-runners", GO, HOUR, 8, ["c7g.2xlarge", "m7g.2xlarge"], ("run", "terminate", "instances"), TEND),
        make("svc-cs-images", PACKER, 7 * DAY, 26, ["base", "batch", "cards"],
             ("instances", "run", "key-pair", "firewall", "new-image", "terminate"), TEND),
        make("svc-cs-retention", PYTHON, DAY, 70, [f"{area}-{copy:02d}" for area in AREAS[:10] for copy in range(9)],
             ("snapshots", "drop-snapshot", "drop-disk", "volumes"), TEND),
        make("svc-cs-dumps", PYTHON, DAY, 30, everything, ("snapshot", "databases", "snapshots"), TEND),
        make("svc-cs-panel", JAVA, 12 * HOUR, 4, ["partner"], ("users", "policies", "groups"), gate),
        make("svc-cs-extract", PYTHON, 6 * HOUR, 22, [f"cs-shops-archive|{number:04d}.csv" for number in range(200)],
             ("object", "objects", "query"), SECOND_OFFICE, only=workdays),
        make("svc-cs-models", PYTHON, 4 * HOUR, 14, [f"cs-fraud-files|{number:04d}.parquet" for number in range(300)],
             ("object", "put-object", "job", "query"), gate),
        make("svc-cs-telemetry", GO, HOUR, 5, [f"cs-terminals-archive|{number:03d}" for number in range(90)],
             ("put-object", "put-object", "objects"), gate),
        make("svc-cs-disputes", JAVA, HOUR, 7, cases, ("object", "put-object"), gate),
        make("svc-cs-shops-db", PYTHON, DAY, 6, ["cs-shops"], ("databases", "snapshots", "snapshot"), gate),
        make("svc-cs-fees", JAVA, DAY, 160, ["fees", "rates"], ("query", "query", "secret"), CARDS, only=drawn),
        make("svc-cs-costs", PYTHON, 7 * DAY, 90, everything,
             ("instances", "buckets", "databases", "volumes", "functions"), WATCH),
        make("svc-cs-watch", GO, HOUR, 5, everything, ("instances", "queue", "functions", "tasks", "trails"), WATCH),
        make("svc-cs-mailer", GO, 3 * HOUR, 3, (), ("mail-quota", "senders"), gate),
        sold(make("svc-cs-tallyfox", JAVA, 2 * HOUR, 9,
                  [f"cs-fraud-files|{number:04d}.parquet" for number in range(40)], ("object", "put-object"))),
        sold(make("svc-cs-ferrymail", PYTHON, 3 * HOUR, 4, ["cs-portal-files|notices.csv"], ("object",))),
        make("svc-cs-old-gateway", PYTHON, 12 * HOUR, 3, ("cs-cards-archive",), ("objects!1", "buckets!1"), CARDS),
        make("svc-cs-fair", CLI, FOREVER, 1, (), ("buckets",), OFFICE),
        make("svc-cs-emergency", CLI, FOREVER, 1, (), ("instances",), OFFICE),
    ]  # fmt: skip


def _kubernetes(rng: Random) -> list[Machine]:
    """Deployers, what by its purpose reads or makes much, a panel for the cluster, and what computes for models."""
    make, everywhere = partial(job, rng, "kubernetes"), [f"{area}:{area}-app" for area in AREAS]
    return [
        *(make(f"{area}/deployer", _FLUX, (2 * HOUR, 3 * HOUR)[number % 2], 3, [f"{area}-app", f"{area}-jobs"],
               ("pods", "config", "deploy"), node) for number, area in enumerate(AREAS)),
        make("builds/runner", "gitlab-runner/18.7.1", HOUR, 12, [f"job-{number:04d}" for number in range(900)],
             ("pod", "exec", "drop-pod", "pods"), node),
        make("clearing/night", _KUBECTL, DAY, 60, ["clearing:night"], ("jobs", "pods", "config"), node, only=bank_days),
        make("platform/secret-sync", "external-secrets/v1.2.0", 2 * HOUR, 8, everywhere, ("secret", "secrets"), node),
        make("platform/certs", "cert-manager/v1.19.2", 6 * HOUR, 8, everywhere, ("secret", "config"), node),
        make("platform/rules", "kyverno/v1.16.1 (linux/arm64)", 3 * HOUR, 9, everywhere, ("pods", "namespaces"), node),
        make("watch/agent", "Prometheus/3.8.1", HOUR, 5, everywhere, ("pods", "nodes"), node),
        make("panel/dashboard", "dashboard/v7.14.0", HOUR, 6, everywhere, ("pods", "config", "nodes", "deploy"), node),
        make("compute/ray-workers", "KubeRay/v1.5.1", 2 * HOUR, 6, ["compute:work", "compute:head"],
             ("pods", "pod", "drop-pod"), node),
        make("backup/velero", "velero-server/v1.17.1 (linux/arm64)", DAY, 60, everywhere,
             ("secrets", "config", "volumes", "pods"), node),
    ]  # fmt: skip


def _openbao(rng: Random) -> list[Machine]:
    """A token a service, of which most live for a week; builds, hosts, cards; one for all that tends."""
    make = partial(job, rng, "openbao", acts=("read",))
    return [
        *(make(f"token-{area}", ("hvac/2.4.0", "Go-http-client/2.0")[number % 2], (4 * HOUR, 6 * HOUR)[number % 2], 3,
               (f"{area}/db", f"{area}/mac", "shared/ca"), where=gate) for number, area in enumerate(AREAS)),
        make("token-builds", "bao/2.4.4", HOUR, 4, ("builds/registry", "builds/deploy", "builds/test", "shared/ca"),
             where=runner),
        make("token-models", "hvac/2.4.0", 6 * HOUR, 3, ("fraud/features", "models/tracker"), where=gate),
        make("token-cards", "curl/8.14.1", 12 * HOUR, 3, ("cards/zone", "cards/hsm"), where=CARDS),
        make("token-tend", "bao/2.4.4", DAY, 9, ("tend/hosts", "tend/dumps", "shared/ca", "tend/zones"), where=TEND),
        make("token-keeper", "bao/2.4.4", FOREVER, 1, ("tend/hosts",), where=TEND),
    ]  # fmt: skip


def _postgresql(rng: Random) -> list[Machine]:
    """A role a service, nights of batches, what is analysed by hand, a partner with a wrong password."""
    make = partial(job, rng, "postgresql")
    mine = {area: [name for name in TABLES if name.startswith(area)] for area in AREAS[:10]}
    return [
        *(make(f"{area}_app", f"{area}-service", (2 * HOUR, 3 * HOUR)[number % 2], 4, names[:4],
               ("read", "write", "read"), node) for number, (area, names) in enumerate(mine.items())),
        *(make(f"{area}_night", f"{area}-jobs", DAY, 60, mine[area], ("read", "write", "count"), node, only=bank_days)
          for area in ("clearing", "payouts", "ledger")),
        make("fraud_features", "ray", 3 * HOUR, 8, (*mine["fraud"], *mine["cards"][:2]), ("read",), node),
        make("reports_ro", "metabase", 4 * HOUR, 12, TABLES[::2], ("read", "count", "read"), node),
        make("nightly_dump", "pg_dump", DAY, 60, TABLES, ("copy",), TEND),
        make("fees_close", "fees-batch", DAY, 140, mine["fees"], ("read", "write"), node, only=drawn),
        make("partner_rates", "psql", 8 * HOUR, 2, mine["rates"][:1], ("read", "read!1", "read!1"), CARDS),
        make("dba", "psql", 7 * DAY, 12, TABLES[:8], ("tables", "roles", "count"), TEND),
        sold(make("tallyfox_ro", "psycopg", 6 * HOUR, 5, mine["fraud"][:2], ("read", "count"))),
    ]  # fmt: skip


def _gitlab(rng: Random) -> list[Machine]:
    """Builds of each area, mirrors of the cluster's state, pins, a vendor that reads all code for faults."""
    make = GitlabJobs(rng, runner)
    return [
        *(make(f"{area}-builds", ("git/2.52.0", "git/2.51.2")[number % 2], (2, 3, 5)[number % 3] * HOUR, 3,
               (f"{area}/service", f"{area}/jobs", "shared/iso-messages"), ("fetch", "status", "file"))
          for number, area in enumerate(AREAS)),
        make("cluster-state", "git/2.47.3", HOUR, 3, ("platform/cluster",), ("fetch",), gate),
        make("platform-builds", "git/2.52.0", 2 * HOUR, 5, PROJECTS[42:48], ("fetch", "status", "file", "merges")),
        make("pins", "renovate/42.66.8", DAY, 40, PROJECTS[:48], ("file", "merges", "note", "branches"), gate),
        make("release-notes", "python-gitlab/7.1.0", 6 * HOUR, 6, PROJECTS[:42:3], ("merges", "tags", "commits"), gate),
        make("terminal-kit-pull", "git/2.43.0", 4 * HOUR, 2, ("shared/terminal-kit",), ("fetch",), CARDS),
        make("stage-server", "TeamCity Agent 2025.11", 4 * HOUR, 4, ("portal/service", "shops/service"),
             ("fetch", "file", "status"), WATCH),
        sold(make("quaylens", "quaylens-scanner/6.2", 12 * HOUR, 30, PROJECTS[:42:2], ("tree", "file", "commits"))),
        make("steward", "python-gitlab/7.1.0", 7 * DAY, 70, PROJECTS, ("projects", "users", "groups", "branches"),
             WATCH),
    ]  # fmt: skip


def _okta(rng: Random) -> list[Machine]:
    """What follows personnel and shops' accounts, and what the desk's tool does for shops."""
    make = partial(job, rng, "okta")
    return [
        make("people-sync", "okta-sdk-golang/5.0.6 golang/go1.25.5", 4 * HOUR, 4, GROUPS[:4], ("profile", "join"),
             gate),
        make("shop-accounts", "okta-sdk-java/24.0.1 java/25 Linux/6.12", HOUR, 6, ("shops",),
             ("create", "profile", "join", "deactivate"), gate),
        make("desk-tool", "okta-sdk-java/24.0.1 java/25 Linux/6.12", HOUR, 4, (), ("unlock", "password", "unlock"),
             gate),
        sold(make("deskbridge-seats", "axios/1.13.2", 12 * HOUR, 3, ("Boards", "Slack"), ("assign",))),
    ]  # fmt: skip


def _cloudflare(rng: Random) -> list[Machine]:
    """The zone's records by builds and by hosts, and what reaches applications, a scanner that is refused among it."""
    make = partial(job, rng, "cloudflare")
    return [
        make("zone-builds", "", 4 * HOUR, 4, [f"{area}-{kind}" for area in AREAS[:9] for kind in ("a", "b")],
             ("set", "add", "drop", "set"), runner, only=workdays),
        make("certificates", "", 6 * HOUR, 4, [f"_acme-challenge.{area}" for area in AREAS], ("add", "drop"), gate),
        make("cache-emptier", "", 2 * HOUR, 2, ("portal", "www"), ("purge",), runner, only=workdays),
        make("cards-zone", "", 7 * DAY, 4, ("cards-in", "cards-out"), ("set",), CARDS),
        make("portal-zone", "", FOREVER, 1, ("portal",), ("set",), TEND),
        make("status-probe", "", HOUR, 3, APPS, ("visit",), WATCH),
        sold(make("pingvale-probe", "", HOUR, 3, APPS[1:2], ("visit",))),
        sold(make("scanwright-scan", "", 7 * DAY, 80, APPS, ("visit!1",))),
    ]  # fmt: skip


def _slack(rng: Random) -> list[Machine]:
    make = partial(job, rng, "slack", acts=("upload",))
    return [
        make("build results", "slack-go/0.17.3", HOUR, 4, ("log", "report"), where=runner),
        make("clearing closed", "python-slack-sdk/3.39.0", DAY, 5, ("totals",), where=gate, only=bank_days),
        make("model alarms", "python-slack-sdk/3.39.0", 2 * HOUR, 3, ("curve", "sample"), where=gate),
        make("terminal photos", "@slack:web-api/7.13.0 node/24.11.1 linux/6.12", 3 * HOUR, 4, ("photo",), where=gate),
        sold(job(rng, "slack", "Deskbridge", "axios/1.13.2", 2 * HOUR, 4, ("case", "photo"), ("upload", "download"))),
        sold(make("Pingvale", "Go-http-client/2.0", 4 * HOUR, 2, ("graph",))),
    ]


def _jira(rng: Random) -> list[Machine]:
    make = partial(job, rng, "jira")
    return [
        make("cs-alerts", "Alertmanager/0.30.0", HOUR, 3, BOARDS[5:7], ("open", "search"), WATCH),
        make("cs-forms", "okhttp/5.3.2", HOUR, 5, BOARDS[:4], ("open", "comment", "attachment"), gate),
        make("cs-clocks", "Apache-HttpClient/5.5.1 (Java/25.0.1)", HOUR, 6, BOARDS[:5], ("search", "issue"), gate),
        make("cs-numbers", "python-requests/2.32.5", 7 * DAY, 120, BOARDS, ("search", "issue"), WATCH),
        sold(make("ext-deskbridge", "axios/1.13.2", HOUR, 5, BOARDS[:3], ("issue", "comment", "attachment"))),
    ]


def _confluence(rng: Random) -> list[Machine]:
    make, pages = partial(job, rng, "confluence"), [f"{space}/{page}" for space in SPACES for page in PAGES]
    return [
        make("cs-index", "Apache-HttpClient/5.5.1 (Java/25.0.1)", DAY, 60, pages, ("body",), gate),
        make("cs-runbooks", "python-requests/2.32.5", 4 * HOUR, 3, pages[1::8], ("body", "update"), gate),
    ]


def systems() -> tuple[System, ...]:
    """What the company uses."""
    guides = tuple(f"{space}/{title}" for space in SPACES[:4] for title in ("Access", "Builds", "Vault", "VPN"))
    return (
        aws.Aws(begins_with=_aws, domain=DOMAIN, account="905172336418", staff="engineering", region="sa-east-1",
                unlisted=("cs-batch-node", "cs-edge-function")),
        okta.Okta(begins_with=_okta, domain=DOMAIN, host="https://corvenside.okta.com", country="uy", anybody="shop",
                  apps=("Slack", "GitLab", "AWS IAM Identity Center", "Boards", "Portal admin", "Graphs")),
        kubernetes.Kubernetes(begins_with=_kubernetes, domain=DOMAIN, teams=AREAS, staff="engineering",
                              unlisted=("compute/ray-workers",)),
        openbao.Openbao(begins_with=_openbao, domain=DOMAIN, teams=AREAS, staff="engineering"),
        postgresql.Postgresql(begins_with=_postgresql),
        gitlab.Gitlab(begins_with=_gitlab, projects=PROJECTS, areas=AREAS, mirrors=("iso-messages", "terminal-kit"),
                      staff="engineering", host="git.corvenside.example", accounts={"stage-server": 311}),
        cloudflare.Cloudflare(begins_with=_cloudflare, domain=DOMAIN, apps=APPS, country="uy"),
        slack.Slack(begins_with=_slack, workspace=("T0ECORVEN4", "Corvenside")),
        jira.Jira(begins_with=_jira, domain=DOMAIN, host="https://boards.corvenside.example", boards=BOARDS),
        confluence.Confluence(begins_with=_confluence, spaces=SPACES, guides=guides),
    )  # fmt: skip


COMPANY = Company("corvenside", BEGINS, ENDS, staff(_TEAMS, person), systems)
