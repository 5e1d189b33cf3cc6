"""The group of hotels with a booking platform of its own: a line for each hotel, one cloud, and channels that sell.

Offices in Bath, Valencia and Penang. What has to come from many networks stands in 240.0.0.0/4, which RFC 1112
reserves and nobody routes.
"""

from functools import partial
from random import Random

from keyroll.replay.times import DAY, HOUR
from scenarios.companies import brindlecote_office as office
from scenarios.companies.brindlecote_places import (
    ACCOUNT,
    APPS,
    AREAS,
    BEGINS,
    BOARDS,
    BOOKS,
    BUCKETS,
    CHANNELS,
    DOMAIN,
    ENDS,
    EXCHANGE,
    HOTELS,
    IMAGES,
    LAKE,
    OFFICES,
    REPORTS,
    REPOSITORIES,
    SPACES,
    TABLES,
    TEAMS,
    TEND,
    WATCH,
    YARD,
    builder,
    closed,
    gate,
    line,
    paid,
    person,
    pod,
    sold,
)
from scenarios.company import Company
from scenarios.fleets import deployers, service_roles, table_roles, tables_of
from scenarios.machine import FOREVER, Machine, job, staff, workdays
from scenarios.systems import (
    System,
    aws,
    cloudflare,
    confluence,
    github,
    jira,
    kubernetes,
    okta,
    postgresql,
    salesforce,
    slack,
    workspace,
)

GO = "aws-sdk-go-v2/1.50.0 ua/2.1 os/linux lang/go#1.26.4 md/GOOS#linux md/GOARCH#arm64"
PYTHON = "Boto3/1.44.36 md/Botocore#1.44.36 ua/2.1 os/linux#6.12 md/arch#aarch64 lang/python#3.14.4"
NODE = "aws-sdk-js/3.1014.0 ua/2.1 os/linux#6.12 lang/js md/nodejs#26.3.1"
PHP = "aws-sdk-php/3.380.2 os/linux#6.12 lang/php#8.5.3 GuzzleHttp/7"
KOTLIN = "aws-sdk-kotlin/1.6.2 os/linux#6.12 lang/kotlin#2.4.0 md/jvmVersion#25"
NET = "aws-sdk-dotnet-coreclr/4.0.30 ua/2.1 os/windows#10.0.26100 lang/.NET_Core#10.0.4"
CLI = "aws-cli/2.37.2 md/awscrt#0.32.5 ua/2.1 os/linux#6.12 md/arch#x86_64 lang/python#3.14.4"
TERRAFORM = "APN/1.0 HashiCorp/1.0 Terraform/1.15.6 terraform-provider-aws/6.54.0"
ARGO = "argocd-application-controller/v3.5.3 (linux/arm64) kubernetes/$Format"
KUBECTL = "kubectl/v1.36.2 (linux/arm64) kubernetes/91bd5e7"


def _roles(rng: Random) -> list[Machine]:
    """Roles of services, of what rolls out, of functions and of hosts; two of them are in no list."""
    make = partial(job, rng, "aws")
    acts = (("secret", "queue", "decrypt"), ("object", "put-object", "queue"), ("parameter", "queue", "decrypt"))
    files = {area: [f"bc-{area}-raw|{number:04d}.bin" for number in range(120)] for area in AREAS[:11]}
    return [
        *service_roles(rng, "bc", AREAS, (KOTLIN, GO, NODE, PYTHON), acts, files, pod),
        make("bc-ci-deploy", CLI, FOREVER, 1, AREAS, ("log-in", "image", "stacks"), builder, key="role/ci-deploy"),
        make("bc-thumbnails", PYTHON, 2 * HOUR, 8, IMAGES, ("object", "put-object"), "10.65.90.7",
             key="role/thumbnails"),
        make("bc-db-panel", PHP, 6 * HOUR, 3, ("bc-reviews-shared|panel.json", "bc-events-panel|state.json"),
             ("object", "put-object"), "10.64.80.21", key="role/db-panel"),
        make("bc-folio-function", NODE, 3 * HOUR, 3, ["bc-guests-shared|folio.html"], ("object", "queue"), gate,
             key="role/folio-function"),
        make("bc-scaler", "karpenter.sh/v1.13.1", 2 * HOUR, 5, ["c8g.2xlarge", "m8g.xlarge"],
             ("run", "instances", "instances", "terminate"), pod, key="role/scaler"),
    ]  # fmt: skip


def _hotels(rng: Random) -> list[Machine]:
    """A key for the system of each hotel, by its line; one for each channel that sells rooms."""
    make = partial(job, rng, "aws")
    return [
        *(make(f"svc-bc-hotel-{hotel}", NET, (2, 3, 4)[number % 3] * HOUR, 3,
               [name for name in REPORTS if f"|{hotel}/" in name], (("put-object", "object"), ("put-object", "queue"),
                                                                    ("put-object", "put-object", "object"))[number % 3],
               line) for number, hotel in enumerate(HOTELS)),
        *(make(f"svc-bc-channel-{name}", (PYTHON, PHP)[number % 2], (2, 3)[number % 2] * HOUR, 5,
               [f"bc-channels-shared|{name}/{file:03d}.xml" for file in range(90)], ("object", "put-object"), EXCHANGE)
          for number, name in enumerate(CHANNELS)),
    ]  # fmt: skip


def _aws(rng: Random) -> list[Machine]:
    """Besides roles and hotels: keys of builds, releases, copies, pay days, of sites, of vendors, of a person."""
    make, everything = partial(job, rng, "aws"), list(BUCKETS)
    night = make("svc-bc-night-audit", PYTHON, DAY, 40, REPORTS, ("object", "object", "put-object"), gate)
    return [
        *_roles(rng),
        *_hotels(rng),
        night,
        make(night.name, CLI, DAY, 10, REPORTS[::5], ("object", "objects"), BOOKS, key=night.key, job="books"),
        make("svc-bc-builds", CLI, 4 * HOUR, 4, [f"bc-build-{area}" for area in AREAS],
             ("parameter", "log-in", "images", "image"), builder),
        make("svc-bc-yard", CLI, 3 * HOUR, 4, ("bc-events-builds|app.apk", "bc-events-builds|kit.zip"),
             ("put-object", "object", "log-in"), YARD),
        make("svc-bc-yard-test", PYTHON, 8 * HOUR, 4, [f"bc-identity-test|{n:03d}.json" for n in range(40)],
             ("object", "put-object", "items"), YARD),
        make("svc-bc-terraform", TERRAFORM, 8 * HOUR, 14, everything,
             ("instances", "bucket", "roles", "databases", "policies", "firewalls", "stacks"), builder, only=workdays),
        make("svc-bc-magazine", PHP, 2 * HOUR, 3, ["bc-photos-shared|cover.avif", "bc-photos-shared|page.json"],
             ("object", "put-object"), "198.18.60.112"),
        make("svc-bc-newsletter", PHP, 6 * HOUR, 3, ("bc-messages-shared|issue.html",), ("object", "mail-quota"),
             "198.18.60.114"),
        make("svc-bc-lake", PYTHON, 6 * HOUR, 12, LAKE, ("object", "put-object", "object"), gate),
        make("svc-bc-dumps", PYTHON, DAY, 24, everything, ("snapshot", "databases", "snapshots"), TEND),
        make("svc-bc-retention", PYTHON, DAY, 22, [f"{area}-{copy:02d}" for area in AREAS[:8] for copy in range(9)],
             ("snapshots", "drop-snapshot", "volumes"), TEND),
        make("svc-bc-owners-pay", PYTHON, DAY, 100, LAKE, ("object", "query", "put-object"), BOOKS, only=paid),
        make("svc-bc-books", PYTHON, DAY, 80, LAKE[::3], ("object", "query"), BOOKS, only=closed),
        make("svc-bc-reports", PYTHON, 4 * HOUR, 9, REPORTS, ("object", "put-object"), gate),
        make("svc-bc-models", PYTHON, 8 * HOUR, 14, [f"bc-rates-shared|{number:04d}.parquet" for number in range(200)],
             ("object", "put-object"), gate),
        make("svc-bc-mailer", NODE, 4 * HOUR, 3, (), ("mail-quota", "senders"), gate),
        make("svc-bc-tariffs", GO, HOUR, 5, [f"bc-rates-raw|{hotel}.json" for hotel in HOTELS],
             ("put-object", "object"), gate),
        make("svc-bc-costs", PYTHON, 7 * DAY, 80, everything, ("instances", "buckets", "databases", "volumes"), WATCH),
        make("svc-bc-watch", GO, 2 * HOUR, 4, everything, ("instances", "queue", "functions", "tasks"), WATCH),
        make("svc-bc-people", PYTHON, DAY, 9, ["people"], ("users", "groups", "policies", "factors"), TEND),
        make("svc-bc-old-booking", PHP, 12 * HOUR, 2, ("bc-reservations-past",), ("objects!1", "buckets!1"), YARD),
        make("svc-bc-fair-2024", PYTHON, FOREVER, 1, (), ("instances",), OFFICES[0][0]),
        make("adm-corrigan", CLI, FOREVER, 1, (), ("instances",), OFFICES[0][0]),
        make("svc-bc-emergency", CLI, FOREVER, 1, (), ("instances",), OFFICES[0][0]),
        sold(make("svc-bc-yieldwell", NODE, 4 * HOUR, 8, LAKE[4::12], ("object", "object", "put-object"))),
        sold(make("svc-bc-letterkite", NODE, 6 * HOUR, 4, [f"bc-guests-shared|{n:04d}.pdf" for n in range(160)],
                  ("object",))),
        sold(make("svc-bc-stargather", PYTHON, 6 * HOUR, 5, [f"bc-reviews-shared|{n:04d}.json" for n in range(300)],
                  ("object",))),
    ]  # fmt: skip


def _kubernetes(rng: Random) -> list[Machine]:
    """Deployers and accounts of services, builds, secrets, rules, agents, copies, and one for looks of operations."""
    make, everywhere = partial(job, rng, "kubernetes"), [f"{area}:{area}-app" for area in AREAS]
    return [
        *deployers(rng, AREAS[::2], ARGO, pod),
        *(make(f"{area}/app", "kubernetes-client/java/25.2.0", DAY, 2, [f"{area}-app"], ("config", "lease"), pod)
          for area in AREAS[1::3]),
        make("builds/runner", "actions-runner-controller/v0.15.2", 4 * HOUR, 8,
             [f"job-{number:04d}" for number in range(900)], ("pod", "exec", "drop-pod", "pods"), pod),
        make("platform/secret-sync", "external-secrets/v2.7.1", 6 * HOUR, 8, everywhere, ("secret", "secrets"), pod),
        make("platform/certs", "cert-manager/v1.22.2", 8 * HOUR, 6, everywhere, ("secret", "config"), pod),
        make("platform/rules", "kyverno/v1.19.2 (linux/arm64)", 6 * HOUR, 6, everywhere, ("pods", "namespaces"), pod),
        make("platform/node-agent", "node-agent/3.3.0", 3 * HOUR, 5, everywhere, ("pods", "nodes", "lease"), pod),
        make("watch/agent", "Prometheus/3.15.3", 2 * HOUR, 5, everywhere, ("pods", "nodes"), pod),
        make("ops/panel", KUBECTL, 2 * HOUR, 6, everywhere, ("pods", "deploy", "log", "config", "pods"), TEND),
        make("ledger/month", KUBECTL, DAY, 14, ["ledger-month"], ("jobs", "pods", "log"), pod, only=closed),
        make("backup/velero", "velero-server/v1.20.2 (linux/arm64)", DAY, 30, everywhere,
             ("secrets", "config", "volumes", "pods"), pod),
    ]  # fmt: skip


def _postgresql(rng: Random) -> list[Machine]:
    """A role a service, nights, the desk, hotels, reports, administrators, one of the old platform, vendors."""
    make, mine = partial(job, rng, "postgresql"), tables_of(TABLES)
    return [
        *table_roles(rng, mine, pod, ("reservations", "payments", "rates")),
        make("desk_rw", "front-desk", 2 * HOUR, 5, (*mine["reservations"], *mine["guests"]), ("read", "write", "read"),
             pod),
        *(make(f"hotel_{place}", "front-desk", 3 * HOUR, 5, (*mine["checkin"], *mine["housekeeping"]),
               ("read", "write"), line) for place in HOTELS[3::8]),
        make("reports_ro", "metabase", 6 * HOUR, 9, TABLES[::2], ("read", "count", "read"), pod),
        make("nightly_dump", "pg_dump", DAY, 40, TABLES, ("copy",), TEND),
        make("night_audit", "night-audit", DAY, 60, (*mine["payments"], *mine["reservations"]), ("read", "write"), pod),
        make("owners_pay", "pay-batch", DAY, 90, (*mine["payments"], *mine["invoices"]), ("read", "write"), BOOKS,
             only=paid),
        make("models_ro", "psycopg", 8 * HOUR, 10, (*mine["rates"], *mine["availability"]), ("read",), gate),
        make("dba_bth", "DBeaver 26.2.2", DAY, 8, TABLES[:20], ("tables", "count", "columns"), OFFICES[0][0],
             only=workdays),
        make("dba_vlc", "psql", DAY, 6, TABLES[30:52], ("tables", "count", "roles", "sessions"), OFFICES[1][0],
             only=workdays),
        make("members_export", "members-export", 7 * DAY, 6, mine["loyalty"][:3], ("read", "count"), BOOKS),
        make("booking_past", "psql", FOREVER, 1, mine["reservations"][:1], ("count",), YARD),
        make("old_channels", "psql", 8 * HOUR, 2, mine["rates"][:1], ("read!1",), EXCHANGE),
        sold(make("cardwarden_ro", "psycopg", 6 * HOUR, 4, mine["payments"][:2], ("read", "count"))),
    ]  # fmt: skip


def systems() -> tuple[System, ...]:
    """What the company uses."""
    guides = tuple(f"{space}/{title}" for space in SPACES[:4] for title in ("Access", "Builds", "Tunnel", "On+call"))
    return (
        aws.Aws(begins_with=_aws, domain=DOMAIN, account=ACCOUNT, staff="engineering",
                unlisted=("bc-thumbnails", "bc-db-panel")),
        okta.Okta(begins_with=office.directory, domain=DOMAIN, host="https://brindlecote.okta.com", country="gb",
                  anybody="host",
                  apps=("Slack", "GitHub", "AWS IAM Identity Center", "Google Workspace", "Front desk", "Salesforce")),
        kubernetes.Kubernetes(begins_with=_kubernetes, domain=DOMAIN, teams=AREAS, staff="engineering",
                              unlisted=("platform/node-agent", "watch/agent")),
        postgresql.Postgresql(begins_with=_postgresql),
        github.Github(begins_with=office.code, domain=DOMAIN, org="brindlecote", repositories=REPOSITORIES,
                      applications=("codegleam",), staff="engineering", country="GB"),
        slack.Slack(begins_with=office.chat, workspace=("T0BRINDL20", "Brindlecote")),
        cloudflare.Cloudflare(begins_with=office.zone, domain=DOMAIN, apps=APPS, country="gb", staff="operations"),
        workspace.Workspace(begins_with=office.drive, domain=DOMAIN, customer="C0brindl20",
                            teams=("sales", "office", "hotels", "desk", "sales", "office", "sales", "desk")),
        salesforce.Salesforce(begins_with=office.customers, staff="sales", host="brindlecote"),
        jira.Jira(begins_with=office.tickets, domain=DOMAIN, host="https://desk.brindlecote.example", boards=BOARDS),
        confluence.Confluence(begins_with=office.pages, spaces=SPACES, guides=guides),
    )  # fmt: skip


COMPANY = Company("brindlecote", BEGINS, ENDS, staff(TEAMS, person), systems)
