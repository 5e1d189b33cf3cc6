"""The company that sells tickets for halls, festivals and matches: few people, sales that open, nights at gates.

Its day begins at half past three UTC, and what matters happens in the evenings and at weekends. Sales open on Tuesdays
and Fridays, when everything is asked several times as much. Gates are in the field behind mobile lines. What has to
come from many networks stands in 240.0.0.0/4, which RFC 1112 reserves and nobody routes.
"""

from collections.abc import Callable
from functools import partial
from random import Random
from zlib import crc32

from keyroll.replay.browsers import MAC, WINDOWS, chrome, firefox
from keyroll.replay.streams import okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE, weekday
from keyroll.replay.times import at as moment
from keyroll.replay.words import FIRST, LAST
from scenarios.company import Company
from scenarios.machine import FOREVER, Machine, Person, job, on_days, sold_by, staff, workdays
from scenarios.systems import (
    System,
    aws,
    cloudflare,
    confluence,
    gcp,
    github,
    jira,
    kubernetes,
    microsoft,
    okta,
    openbao,
    postgresql,
    slack,
)

BEGINS, ENDS = moment("2026-07-06"), moment("2026-08-20T12:00:00")
DOMAIN = "merrowby.example"
#: The office; the store of gates and scanners, which has a line of its own.
OFFICE, STORE = "203.0.113.201", "192.0.2.140"
#: Hosts outside the cloud: what tends it, what runs at night, what watches.
TEND, NIGHT, WATCH = "198.18.30.5", "198.18.30.9", "198.18.30.40"
AREAS = ("seats", "sales", "queue", "gates", "payouts", "venues", "passes", "resale", "refunds", "adverts")
#: Card payments, sending of mail, plans of halls, checks of buyers, the desk's tool, probes from outside.
VENDORS = ("Coinbrook", "Postlark", "Planwell", "Sievehill", "Deskmere", "Probewright")
_TEAMS = (("engineering", 16), ("sales", 12), ("venues", 9), ("finance", 6), ("support", 10), ("crew", 9))
_BROWSERS = (chrome(WINDOWS, 150), chrome(MAC, 150), firefox(WINDOWS, 153), chrome(WINDOWS, 149, edge=True))
GO = "aws-sdk-go-v2/1.45.2 ua/2.1 os/linux lang/go#1.26.4 md/GOOS#linux md/GOARCH#arm64"
NODE = "aws-sdk-js/3.1010.0 ua/2.1 os/linux#6.14 lang/js md/nodejs#26.4.0"
PYTHON = "Boto3/1.44.2 md/Botocore#1.44.2 ua/2.1 os/linux#6.14 md/arch#x86_64 lang/python#3.14.4"
PHP = "aws-sdk-php/3.380.1 OS/Linux#5.15 lang/php#8.3.14 GuzzleHttp/7"
CLI = "aws-cli/2.36.1 md/awscrt#0.32.0 ua/2.1 os/linux#6.14 md/arch#x86_64 lang/python#3.14.4"
TERRAFORM = "APN/1.0 HashiCorp/1.0 Terraform/1.15.3 terraform-provider-aws/6.44.0"
NUMBERS = "gcloud-python/2.25.0 gl-python/3.14.4 grpc/1.83.0"
_FLUX = "kustomize-controller/v1.9.0 (linux/arm64) kubernetes/$Format"
TABLES = tuple(
    f"{area}.{name}" for area in AREAS[:8] for name in ("orders", "buyers", "events", "prices", "codes", "audit")
)
REPOSITORIES = (
    *(f"{area}-{kind}" for area in AREAS for kind in ("service", "web", "chart")),
    "infrastructure", "cluster", "zone", "gate-firmware", "scanner-app", "hall-plans", "mail-templates", "runbooks",
    "bottles", "numbers", "old-shop",
)  # fmt: skip
BOARDS = ("SALE", "HALL", "GATE", "CARE", "PAY", "OPS")
SPACES = ("SHOP", "HALLS", "GATES", "CARE", "TECH")
PAGES = ("Overview", "Checklist", "Contacts", "Plans", "Minutes", "Rota", "Prices", "Incidents")
BUCKETS = tuple(f"mb-{area}-{kind}" for area in AREAS[:8] for kind in ("files", "archive"))
APPS = ("office", "graphs", "gate-desk", "plans")
GROUPS = ("everyone", "engineers", "venues", "support", "crew")
#: The first and the sixteenth, when organisers are paid.
paid = on_days("-01", "-16")


def sale_days(day: int) -> bool:
    """Tuesday and Friday, when sales open."""
    return weekday(day) in (1, 4)


def nights_out(day: int) -> bool:
    """Thursday to Sunday, when there is something on."""
    return weekday(day) >= 3


def person(rng: Random, number: int, team: str, joined: int = 0) -> Person:
    """One person; support works on any five days of seven, crews from the afternoon on at other places each week."""
    first, last = FIRST[rng.randrange(len(FIRST))], LAST[rng.randrange(len(LAST))]
    login, home = f"{first}{last[0]}{number}".lower(), f"198.19.{20 + number}.{9 + rng.randrange(230)}"
    begins, rota = 3 * HOUR + 30 * MINUTE, -1
    trips: tuple[tuple[int, int, str], ...] = ()
    if team == "support":
        begins, rota = (2, 9)[number % 2] * HOUR, number
    elif team == "crew":
        begins, rota = 9 * HOUR, number
        trips = tuple((BEGINS + day * DAY, BEGINS + (day + 1) * DAY, mobile(login, BEGINS + day * DAY))
                      for day in range(46))  # fmt: skip
    elif number % 5 == 2:
        since = BEGINS + rng.randrange(34) * DAY
        trips = ((since, since + (3 + rng.randrange(8)) * DAY, f"242.{60 + number}.7.{9 + rng.randrange(200)}"),)
    return Person(login, okta_id(rng, "00u"), STORE if team == "crew" else OFFICE, home, _BROWSERS[rng.randrange(4)],
                  joined, team=team, rota=rota, begins=begins, trips=trips)  # fmt: skip


def mobile(key: str, ms: int) -> str:
    """A line in the field: many share an address of the mobile network, and get another after some hours."""
    mark = crc32(f"{key}/{ms // (3 * HOUR)}".encode())
    return f"242.{10 + mark % 6}.{mark // 6 % 250}.{3 + mark // 1500 % 250}"


def node(key: str, ms: int) -> str:
    """What runs in the cluster, as seen inside; more nodes are rented on days of a sale."""
    mark = crc32(f"{key}/{(ms + crc32(key.encode()) % DAY) // (7 * HOUR)}".encode())
    return f"10.8.{mark % (64 if sale_days(ms - ms % DAY) else 20)}.{5 + mark // 64 % 240}"


def gate(key: str, ms: int) -> str:
    """The same as seen from outside: three addresses, with five more on days of a sale."""
    return f"198.18.31.{10 + crc32(f'{key}/{ms // HOUR}'.encode()) % (8 if sale_days(ms - ms % DAY) else 3)}"


def runner(key: str, ms: int) -> str:
    """Where a build runs: a machine of the code's hoster, in five large networks."""
    mark = crc32(f"{key}/{ms // (10 * MINUTE)}".encode())
    return f"{(240, 240, 243, 244, 249)[mark % 5]}.{(5, 6, 70, 12, 33)[mark % 5]}.{mark // 5 % 250}.{4 + mark % 240}"


def hosted(key: str, ms: int) -> str:
    """Where a function runs: whatever the cloud gives it, in two networks."""
    mark = crc32(f"{key}/{ms // (40 * MINUTE)}".encode())
    return f"241.{(30, 31)[mark % 2]}.{mark // 2 % 250}.{2 + mark // 500 % 250}"


def vendor(name: str) -> Callable[[str, int], str]:
    """Where a vendor calls from: some addresses; what sends mail from sixty, what probes from eight countries."""
    place = VENDORS.index(name)

    def there(key: str, ms: int) -> str:
        mark = crc32(f"{name}/{key}/{ms // (2 * HOUR)}".encode())
        if name == "Probewright":
            return f"{245 + mark % 8}.40.2.{10 + mark // 8 % 5}"
        count = 60 if name == "Postlark" else 3 + 2 * place
        return f"198.18.{150 + place}.{20 + mark % count}"

    return there


sold = sold_by(VENDORS, vendor)


def _roles(rng: Random) -> list[Machine]:
    """Roles of services in the cluster, and of three functions, which no list has."""
    make = partial(job, rng, "aws")
    acts = (("secret", "queue", "decrypt"), ("object", "put-object", "queue"), ("queue", "queue", "secret"))
    files = {area: [f"mb-{area}-files|{number:03d}.pdf" for number in range(50)] for area in AREAS[:8]}
    return [
        *(make(f"mb-{area}", (GO, NODE, PYTHON)[number % 3], (HOUR, 3 * HOUR, 2 * HOUR)[number % 3], 4,
               files[area] if number % 3 == 1 else [f"mb/{area}/{name}" for name in ("db", "cards", "mail")],
               acts[number % 3], node, key=f"role/{area}") for number, area in enumerate(AREAS)),
        make("mb-ticket-mailer", PYTHON, HOUR, 5, files["passes"][:20], ("object", "mail-quota", "queue"), hosted,
             key="role/ticket-mailer"),
        make("mb-code-maker", NODE, HOUR, 6, files["passes"], ("put-object", "queue"), hosted, key="role/code-maker"),
        make("mb-poster-sizes", NODE, 6 * HOUR, 5, files["venues"], ("object", "put-object"), hosted,
             key="role/poster-sizes"),
    ]  # fmt: skip


def _aws(rng: Random) -> list[Machine]:
    """Besides roles: keys of builds, the web server, the fleet, gates in the field, vendors, some hardly used."""
    make, everything = partial(job, rng, "aws"), list(BUCKETS)
    scans = [f"mb-gates-files|{place}/{number:03d}.json" for place in ("hall", "field") for number in range(120)]
    deploy = make("svc-mb-deploy", CLI, 2 * HOUR, 6, AREAS, ("who", "log-in", "images", "image"), runner)
    return [
        *_roles(rng),
        deploy,
        make(deploy.name, CLI, 8 * HOUR, 3, AREAS, ("log-in", "images"), STORE, key=deploy.key, job="store"),
        make("svc-mb-terraform", TERRAFORM, 6 * HOUR, 18, everything,
             ("instances", "bucket", "roles", "databases", "policies", "firewalls"), runner, only=workdays),
        make("svc-mb-site", PHP, HOUR, 6, [f"mb-venues-files|{number:03d}.jpg" for number in range(80)],
             ("object", "put-object", "mail-quota"), "198.18.33.20"),
        make("svc-mb-fleet", GO, HOUR, 5, ["sales", "queue", "seats"], ("instances", "scale", "instances"), TEND),
        make("svc-mb-opening", GO, 20 * MINUTE, 6, ["c8g.2xlarge", "c8g.4xlarge"],
             ("run", "instances", "terminate", "scale"), TEND, only=sale_days),
        make("svc-mb-scans", "aws-sdk-cpp/1.11.720 ua/2.1 os/Linux#5.10 lang/c++#C++14", HOUR, 14, scans,
             ("put-object",), mobile, only=nights_out),
        make("svc-mb-exports", PYTHON, 6 * HOUR, 6, [f"mb-sales-archive|{number:04d}.csv.gz" for number in range(160)],
             ("object", "objects", "put-object"), gate),
        make("svc-mb-dumps", PYTHON, DAY, 24, everything, ("databases", "snapshot", "snapshots"), NIGHT),
        make("svc-mb-payouts", PYTHON, DAY, 120, ["payouts"], ("query", "query", "secret"), NIGHT, only=paid),
        make("svc-mb-costs", CLI, 7 * DAY, 70, everything, ("instances", "buckets", "databases", "volumes"), WATCH),
        make("svc-mb-watch", GO, HOUR, 5, everything, ("instances", "queue", "functions", "tasks"), WATCH),
        sold(make("svc-mb-coinbrook", "aws-sdk-java/2.44.0 ua/2.1 os/Linux#6.8 lang/java#25.0.3", 3 * HOUR, 3,
                  ["mb-payouts-files|today.csv"], ("object",))),
        sold(make("svc-mb-sievehill", PYTHON, 2 * HOUR, 8,
                  [f"mb-sales-files|{number:03d}.pdf" for number in range(50)], ("object",))),
        make("svc-mb-old-shop", PHP, 12 * HOUR, 2, ("mb-resale-archive",), ("objects!1",), "198.18.33.21"),
        make("svc-mb-fair", CLI, FOREVER, 1, (), ("buckets",), OFFICE),
        make("svc-mb-emergency", CLI, FOREVER, 1, (), ("instances",), OFFICE),
    ]  # fmt: skip


def _kubernetes(rng: Random) -> list[Machine]:
    """Deployers, the queue's scaler, what reads much by its purpose, and the catalogue of data, which no list has."""
    make, everywhere = partial(job, rng, "kubernetes"), [f"{area}:{area}-app" for area in AREAS]
    return [
        *(make(f"{area}/deployer", _FLUX, (2 * HOUR, 3 * HOUR)[number % 2], 3, [f"{area}-app"],
               ("pods", "config", "deploy"), node) for number, area in enumerate(AREAS[:7])),
        make("ci/releaser", "kubectl/v1.36.0 (linux/amd64) kubernetes/1f2d3c4", 3 * HOUR, 4, everywhere[:6],
             ("deploy", "pods", "config"), runner),
        make("queue/scaler", "keda-operator/v2.20.1 (linux/arm64)", 30 * MINUTE, 3, ["queue-app", "queue-gate"],
             ("deploy", "lease"), node),
        make("platform/secret-sync", "external-secrets/v2.3.0", 2 * HOUR, 7, everywhere, ("secret", "secrets"), node),
        make("platform/watch", "Prometheus/3.13.0", HOUR, 5, everywhere, ("pods", "nodes"), node),
        make("data/catalogue", "OpenMetadata/1.9.4", 2 * HOUR, 4, ["data:catalogue", "data:ingest"],
             ("pods", "config", "jobs"), node),
        make("backup/velero", "velero-server/v1.19.0 (linux/arm64)", DAY, 40, everywhere,
             ("secrets", "config", "volumes", "pods"), node),
    ]  # fmt: skip


def _github(rng: Random) -> list[Machine]:
    """Builds, what rolls out and pins, what puts built packages into a repository, a vendor's application."""
    make = partial(job, rng, "github")
    acts = (("fetch", "clone", "statuses"), ("clone", "contents"), ("fetch", "statuses", "contents"))
    charts = [name for name in REPOSITORIES if name.endswith("-chart")]
    return [
        *(make(f"ci-{area}", ("git/2.56.0", "git/2.55.1")[number % 2], (2 * HOUR, 3 * HOUR, 4 * HOUR)[number % 3], 3,
               [*(name for name in REPOSITORIES if name.startswith(area)), "bottles"], acts[number % 3], runner)
          for number, area in enumerate(AREAS[:7])),
        make("bottle-bot", "Faraday v2.16.0", 4 * HOUR, 4, ["bottles", "gate-firmware", "scanner-app"],
             ("contents", "push", "release", "statuses"), STORE, only=workdays),
        make("chart-watch", "argocd-repo-server/3.5.0", HOUR, 4, [*charts, "cluster"], ("fetch",), gate),
        make("pins-bot", "renovate/44.2.0", DAY, 40, REPOSITORIES, ("contents", "open", "pulls"), gate),
        make("scanner-update", "git/2.39.5", 6 * HOUR, 2, ["scanner-app"], ("fetch",), STORE),
        make("numbers-pull", "git/2.47.3", 6 * HOUR, 2, ["numbers"], ("fetch",), hosted),
        sold(make("planwell", "planwell-sync/5.4", 6 * HOUR, 4, ["hall-plans", "venues-web"],
                  ("contents", "fetch", "pulls"))),
    ]  # fmt: skip


def _openbao(rng: Random) -> list[Machine]:
    make = partial(job, rng, "openbao", acts=("read",))
    return [
        *(make(f"token-{area}", ("hvac/2.5.0", "Go-http-client/2.0")[number % 2], (4 * HOUR, 8 * HOUR)[number % 2], 3,
               (f"{area}/db", f"{area}/cards", "shared/ca"), where=gate) for number, area in enumerate(AREAS[:6])),
        make("token-builds", "bao/2.6.1", 2 * HOUR, 3, ("builds/registry", "builds/deploy", "shared/ca"),
             where=runner),
        make("token-tend", "bao/2.6.1", 12 * HOUR, 6, ("tend/hosts", "tend/dumps", "tend/zone"), where=TEND),
        make("token-store", "curl/7.88.1", 12 * HOUR, 2, ("gates/sim", "gates/door"), where=STORE),
    ]  # fmt: skip


def _postgresql(rng: Random) -> list[Machine]:
    """A role a service; ``app``, from the first days, for gates at the store; a catalogue, reports, copies by night."""
    make = partial(job, rng, "postgresql")
    mine = {area: [name for name in TABLES if name.startswith(area)] for area in AREAS[:8]}
    return [
        *(make(f"{area}_app", f"{area}-service", (HOUR, 2 * HOUR, 3 * HOUR)[number % 3], 4, names[:4],
               ("read", "write", "read"), node) for number, (area, names) in enumerate(mine.items())),
        make("app", "gate-sync", 30 * MINUTE, 3, [*mine["gates"], *mine["passes"][:3]], ("read", "write"),
             STORE, only=nights_out),
        make("catalogue_ro", "OpenMetadata", 6 * HOUR, 10, TABLES, ("tables", "columns", "count"), node),
        make("reports_ro", "metabase", 3 * HOUR, 10, TABLES[::2], ("read", "count", "read"), node),
        make("nightly_dump", "pg_dump", DAY, 48, TABLES, ("copy",), NIGHT),
        make("payouts_close", "payouts-batch", DAY, 150, mine["payouts"], ("read", "write"), NIGHT, only=paid),
        make("dba", "psql", 7 * DAY, 10, TABLES[:6], ("tables", "roles", "count"), TEND),
        sold(make("sievehill_ro", "psycopg", 2 * HOUR, 4, mine["sales"][:3], ("read",))),
    ]  # fmt: skip


def _microsoft(rng: Random) -> list[Machine]:
    """Applications on mail: refunds, invoices, a bridge for calendars that may act for every box, vendors'."""

    def make(name: str, agent: str, every: int, burst: int, boxes: tuple[str, ...], where: str | Callable[[str, int],
             str] = gate, acts: tuple[str, ...] = ("mail",)) -> Machine:  # fmt: skip
        return job(rng, "microsoft", name, agent, every, burst, [f"{box}@{DOMAIN}" for box in boxes], acts, where)

    return [
        make("Refund reader", "MSAL.Python/1.38.0", HOUR, 3, ("refunds", "care")),
        make("Invoice reader", "msal-node/5.2.0", 3 * HOUR, 3, ("invoices", "payouts")),
        make("Calendar bridge", "ExchangeServicesClient/15.20.0", 2 * HOUR, 4, ("rooms", "reception", "artists"), TEND,
             ("sign-in", "sign-in", "mail")),
        make("Gate desk", "MSAL.NetCore/4.90.0", 4 * HOUR, 2, ("gates",), STORE, ("sign-in",)),
        sold(make("Postlark replies", "MSAL.Java/1.26.0", HOUR, 4, ("tickets", "news"))),
        sold(make("Planwell invites", "MSAL.Java/1.24.1", 6 * HOUR, 3, ("halls",))),
    ]  # fmt: skip


def _gcp(rng: Random) -> list[Machine]:
    """Numbers on sales and adverts; the account that the application's host has by default, which no list has."""
    make, buckets = partial(job, rng, "gcp"), [f"mb-numbers-{name}" for name in ("raw", "daily", "models")]
    return [
        make("numbers-load", NUMBERS, 2 * HOUR, 6, buckets[:2], ("put", "list", "query"), gate),
        make("numbers-models", NUMBERS, DAY, 50, buckets[1:], ("read", "put", "query"), hosted),
        make("numbers-desk", NUMBERS, FOREVER, 4, ("sales_daily", "adverts_daily"), ("query",), OFFICE),
        make("adverts-export", "google-api-nodejs-client/9.15.1", 6 * HOUR, 3, buckets[1:2], ("read",), gate),
        make("default-host", "AppEngine-Google; (+http://code.google.com/appengine)", HOUR, 4, buckets[:2],
             ("read", "list", "put"), hosted, key="attached/default"),
        make("campaign-2024", NUMBERS, FOREVER, 1, (), ("read",), OFFICE),
    ]  # fmt: skip


def _okta(rng: Random) -> list[Machine]:
    make = partial(job, rng, "okta")
    return [
        make("people-sync", "okta-sdk-golang/6.2.0 golang/go1.26.4", 6 * HOUR, 4, GROUPS[:3], ("profile", "join"),
             gate),
        make("organiser-accounts", "okta-sdk-nodejs/8.0.0 node/26.4.0 linux/6.14", HOUR, 5, ("organisers",),
             ("create", "profile", "join", "unlock"), gate),
        make("crew-rota", "okta-sdk-python/3.4.0 python/3.14.4 Linux/6.14", DAY, 12, ("crew",), ("join", "leave"),
             STORE),
        sold(make("deskmere-seats", "axios/1.17.0", 12 * HOUR, 2, ("Boards", "Slack"), ("assign",))),
    ]  # fmt: skip


def _cloudflare(rng: Random) -> list[Machine]:
    make = partial(job, rng, "cloudflare")
    return [
        make("zone-builds", "", 6 * HOUR, 3, [f"{area}-app" for area in AREAS], ("set", "add", "drop", "set"), runner,
             only=workdays),
        make("queue-switch", "", HOUR, 4, ("shop", "queue"), ("set", "purge"), TEND, only=sale_days),
        make("certificates", "", 8 * HOUR, 3, [f"_acme-challenge.{area}" for area in AREAS], ("add", "drop"), node),
        make("gate-door", "", HOUR, 2, APPS[2:3], ("visit",), mobile, only=nights_out),
        make("status-probe", "", HOUR, 3, APPS, ("visit",), WATCH),
        sold(make("probewright-probe", "", HOUR, 2, APPS[:1], ("visit",))),
    ]  # fmt: skip


def _slack(rng: Random) -> list[Machine]:
    make = partial(job, rng, "slack", acts=("upload",))
    return [
        make("sale curves", "slack-go/0.21.0", 2 * HOUR, 3, ("curve",), where=gate),
        make("build results", "@slack:web-api/7.18.0 node/26.4.0 linux/6.14", 2 * HOUR, 3, ("log",), where=runner),
        make("gate photos", "slack-go/0.19.0", HOUR, 4, ("photo",), where=mobile, only=nights_out),
        sold(job(rng, "slack", "Deskmere", "axios/1.17.0", 2 * HOUR, 3, ("case", "photo"), ("upload", "download"))),
    ]


def _jira(rng: Random) -> list[Machine]:
    make = partial(job, rng, "jira")
    return [
        make("mb-alerts", "Alertmanager/0.33.0", HOUR, 3, BOARDS[5:], ("open", "search"), WATCH),
        make("mb-forms", "okhttp/5.5.0", HOUR, 4, BOARDS[3:5], ("open", "comment", "attachment"), gate),
        make("mb-wall", "python-requests/2.34.0", 2 * HOUR, 3, BOARDS[:3], ("search",), OFFICE),
        sold(make("ext-deskmere", "axios/1.17.0", HOUR, 4, BOARDS[3:4], ("issue", "comment"))),
    ]


def _confluence(rng: Random) -> list[Machine]:
    make, pages = partial(job, rng, "confluence"), [f"{space}/{page}" for space in SPACES for page in PAGES]
    return [
        make("mb-index", "Apache-HttpClient/5.6.1 (Java/25.0.3)", DAY, 50, pages, ("body",), gate),
        make("mb-checklists", "python-requests/2.34.0", 6 * HOUR, 3, pages[1::8], ("body", "update"), gate),
    ]


def systems() -> tuple[System, ...]:
    """What the company uses."""
    guides = tuple(f"{space}/{title}" for space in SPACES[2:] for title in ("Access", "Gate+codes", "Vault", "Keys"))
    return (
        aws.Aws(begins_with=_aws, domain=DOMAIN, account="560218874391", staff="engineering", region="ap-south-1",
                unlisted=("mb-ticket-mailer", "mb-code-maker", "mb-poster-sizes")),
        okta.Okta(begins_with=_okta, domain=DOMAIN, host="https://merrowby.okta.com", country="lk", anybody="org",
                  apps=("Slack", "GitHub", "AWS IAM Identity Center", "Boards", "Box office", "Microsoft 365")),
        kubernetes.Kubernetes(begins_with=_kubernetes, domain=DOMAIN, teams=AREAS, staff="engineering",
                              unlisted=("data/catalogue",)),
        github.Github(begins_with=_github, org="merrowby", repositories=REPOSITORIES, staff="engineering",
                      applications=("planwell",), country="LK"),
        openbao.Openbao(begins_with=_openbao, domain=DOMAIN, teams=AREAS, staff="engineering"),
        postgresql.Postgresql(begins_with=_postgresql),
        microsoft.Microsoft(begins_with=_microsoft, domain=DOMAIN, tenant="5c0e9b77-2d1f-4f6a-9a38-c1be80d45f13"),
        gcp.Gcp(begins_with=_gcp, domain=DOMAIN, project="merrowby-numbers", staff="engineering",
                buckets=("mb-numbers-raw", "mb-numbers-daily", "mb-numbers-models"), unlisted=("default-host",)),
        cloudflare.Cloudflare(begins_with=_cloudflare, domain=DOMAIN, apps=APPS, country="lk"),
        slack.Slack(begins_with=_slack, workspace=("T0FMERROW2", "Merrowby")),
        jira.Jira(begins_with=_jira, domain=DOMAIN, host="https://boards.merrowby.example", boards=BOARDS),
        confluence.Confluence(begins_with=_confluence, spaces=SPACES, guides=guides),
    )  # fmt: skip


COMPANY = Company("merrowby", BEGINS, ENDS, staff(_TEAMS, person), systems)
