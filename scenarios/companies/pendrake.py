"""The company that runs a marketplace and brings its parcels itself: the shop in one cloud, the roads in another.

Offices in Porto, Tallinn and Guadalajara. What has to come from many networks stands in 240.0.0.0/4, which RFC 1112
reserves and nobody routes.
"""

from functools import partial
from random import Random

from keyroll.replay.times import DAY, HOUR
from scenarios.companies import pendrake_office as office
from scenarios.companies.pendrake_places import (
    ACCOUNT,
    AREAS,
    BEGINS,
    BOARDS,
    BOOKS,
    BUCKETS,
    DOMAIN,
    ENDS,
    FEEDS,
    HALL,
    LAKE,
    OFFICES,
    PICTURES,
    PROJECT,
    REGIONS,
    REPOSITORIES,
    ROAD_BUCKETS,
    ROADS,
    SELLERS,
    SHOP,
    SPACES,
    TABLES,
    TEAMS,
    TEND,
    WATCH,
    builder,
    closed,
    paid,
    person,
    pod,
    road,
    roads,
    shop,
    sold,
)
from scenarios.company import Company
from scenarios.fleets import deployers, service_roles, table_roles, tables_of
from scenarios.machine import FOREVER, Machine, job, staff, workdays
from scenarios.systems import (
    System,
    aws,
    confluence,
    gcp,
    github,
    jira,
    kubernetes,
    okta,
    postgresql,
    slack,
    workspace,
)

GO = "aws-sdk-go-v2/1.50.0 ua/2.1 os/linux lang/go#1.26.4 md/GOOS#linux md/GOARCH#arm64"
PYTHON = "Boto3/1.44.36 md/Botocore#1.44.36 ua/2.1 os/linux#6.12 md/arch#aarch64 lang/python#3.14.4"
NODE = "aws-sdk-js/3.1014.0 ua/2.1 os/linux#6.12 lang/js md/nodejs#26.3.1"
PHP = "aws-sdk-php/3.380.2 os/linux#6.12 lang/php#8.5.3 GuzzleHttp/7"
CLI = "aws-cli/2.37.2 md/awscrt#0.32.5 ua/2.1 os/linux#6.12 md/arch#x86_64 lang/python#3.14.4"
TERRAFORM = "APN/1.0 HashiCorp/1.0 Terraform/1.15.6 terraform-provider-aws/6.54.0"
ROAD_GO, ROAD_PYTHON = "google-api-go-client/0.5 gl-go/1.26.4", "gcloud-python/2.29.0 gl-python/3.14.4 grpc/1.84.2"
SDK = "google-cloud-sdk gcloud/583.0.0"
_ARGO = "argocd-application-controller/v3.5.3 (linux/arm64) kubernetes/$Format"


def _roles(rng: Random) -> list[Machine]:
    """Roles of the shop's services, of what rolls out, of functions and of hosts; two of them are in no list."""
    make = partial(job, rng, "aws")
    acts = (("secret", "queue", "decrypt"), ("object", "put-object", "queue"), ("parameter", "queue", "decrypt"))
    files = {area: [f"pd-{area}-raw|{number:04d}.bin" for number in range(130)] for area in SHOP[:10]}
    return [
        *service_roles(rng, "pd", SHOP, (GO, NODE, PYTHON, PHP), acts, files, pod),
        make("pd-ci-deploy", CLI, FOREVER, 1, SHOP, ("log-in", "image", "stacks"), builder, key="role/ci-deploy"),
        make("pd-resize-node", PYTHON, 2 * HOUR, 8, PICTURES, ("object", "put-object"), "10.32.90.7",
             key="role/resize-node"),
        make("pd-receipt-function", NODE, 3 * HOUR, 3, ["pd-orders-shared|receipt.html"], ("object", "queue"), shop,
             key="role/receipt-function"),
        make("pd-scaler", "karpenter.sh/v1.13.1", 2 * HOUR, 5, ["c8g.2xlarge", "m8g.xlarge"],
             ("run", "instances", "instances", "terminate"), pod, key="role/scaler"),
    ]  # fmt: skip


def _aws(rng: Random) -> list[Machine]:
    """Besides roles: keys of sellers' feeds, of builds, releases, copies, pay days, of two sites, of vendors."""
    make, everything = partial(job, rng, "aws"), list(BUCKETS)
    feed = {name: [f"pd-offers-shared|{name}/{number:03d}.csv" for number in range(90)] for name in SELLERS}
    releases = make(
        "svc-pd-releases",
        CLI,
        6 * HOUR,
        5,
        [f"pd-orders-shared|release/{n:03d}" for n in range(40)],
        ("object", "log-in", "instances", "objects"),
        builder,
    )
    return [
        *_roles(rng),
        *(make(f"svc-pd-feed-{name}", (PYTHON, PHP)[number % 2], (3, 6)[number % 2] * HOUR, 4, feed[name],
               ("object", "put-object"), FEEDS) for number, name in enumerate(SELLERS)),
        releases,
        make(releases.name, CLI, 12 * HOUR, 3, SHOP, ("log-in", "images"), HALL, key=releases.key, job="hall"),
        make("svc-pd-builds", CLI, 4 * HOUR, 4, [f"pd-build-{area}" for area in SHOP],
             ("parameter", "log-in", "images", "image"), builder),
        make("svc-pd-terraform", TERRAFORM, 8 * HOUR, 14, everything,
             ("instances", "bucket", "roles", "databases", "policies", "firewalls", "stacks"), builder, only=workdays),
        make("svc-pd-magazine", PHP, 2 * HOUR, 3, ["pd-reviews-shared|cover.webp", "pd-reviews-shared|page.json"],
             ("object", "put-object"), "198.18.20.112"),
        make("svc-pd-careers", PHP, 6 * HOUR, 2, ("pd-messages-shared|job.json",), ("object", "mail-quota"),
             "198.18.20.113"),
        make("svc-pd-lake", PYTHON, 6 * HOUR, 12, LAKE, ("object", "put-object", "object"), shop),
        make("svc-pd-dumps", PYTHON, DAY, 24, everything, ("snapshot", "databases", "snapshots"), TEND),
        make("svc-pd-retention", PYTHON, DAY, 24, [f"{area}-{copy:02d}" for area in SHOP[:8] for copy in range(9)],
             ("snapshots", "drop-snapshot", "volumes"), TEND),
        make("svc-pd-pay-day", PYTHON, DAY, 110, LAKE, ("object", "query", "put-object"), BOOKS, only=paid),
        make("svc-pd-books", PYTHON, DAY, 80, LAKE[::3], ("object", "query"), BOOKS, only=closed),
        make("svc-pd-models", PYTHON, 8 * HOUR, 14, [f"pd-search-shared|{number:04d}.parquet" for number in range(200)],
             ("object", "put-object"), shop),
        make("svc-pd-vans", GO, 3 * HOUR, 6, PICTURES[::4], ("put-object", "put-object", "object"), road),
        make("svc-pd-mailer", NODE, 4 * HOUR, 3, (), ("mail-quota", "senders"), shop),
        make("svc-pd-costs", PYTHON, 7 * DAY, 80, everything, ("instances", "buckets", "databases", "volumes"), WATCH),
        make("svc-pd-watch", GO, 2 * HOUR, 4, everything, ("instances", "queue", "functions", "tasks"), WATCH),
        make("svc-pd-people", PYTHON, DAY, 9, ["people"], ("users", "groups", "policies", "factors"), TEND),
        make("svc-pd-crm", PHP, 8 * HOUR, 3, ("pd/sellers/crm",), ("secret", "queue"), HALL),
        make("svc-pd-old-shop", PHP, 12 * HOUR, 2, ("pd-catalog-past",), ("objects!1", "buckets!1"), HALL),
        make("svc-pd-summit-2023", PYTHON, FOREVER, 1, (), ("instances",), OFFICES[0][0]),
        make("svc-pd-emergency", CLI, FOREVER, 1, (), ("instances",), OFFICES[0][0]),
        sold(make("svc-pd-pixmend", NODE, 4 * HOUR, 8, PICTURES[1::5], ("object", "object", "put-object"))),
        sold(make("svc-pd-postwing", NODE, 6 * HOUR, 4, [f"pd-orders-shared|{n:04d}.pdf" for n in range(160)],
                  ("object",))),
        sold(make("svc-pd-trustgrain", PYTHON, 6 * HOUR, 5, LAKE[5::12], ("object",))),
    ]  # fmt: skip


def _gcp(rng: Random) -> list[Machine]:
    """A key of each service of the roads, in each region for five; attached accounts; names, maps, copies, vendors."""
    make = partial(job, rng, "gcp")
    near = {area: (f"pd-{area}-raw", f"pd-{area}-past") for area in ROADS}
    return [
        *(make(f"pd-{area}", (ROAD_GO, ROAD_PYTHON)[number % 2], (4, 6, 8)[number % 3] * HOUR, 4, near[area],
               (("read", "put"), ("put", "list", "read"), ("secret", "read"))[number % 3], roads)
          for number, area in enumerate(ROADS)),
        *(make(f"pd-{area}-{region}", (ROAD_GO, ROAD_PYTHON)[number % 2], (6, 8, 12)[number % 3] * HOUR, 3, near[area],
               ("put", "read"), f"198.18.{36 + place}.{20 + number}")
          for number, area in enumerate(ROADS[:5]) for place, region in enumerate(REGIONS)),
        make("pd-plan-run", ROAD_PYTHON, 3 * HOUR, 6, near["routes"], ("read", "put", "query"), pod,
             key="attached/plan"),
        make("pd-scan-run", ROAD_GO, 4 * HOUR, 5, near["labels"], ("read", "put"), "10.80.14.9", key="attached/scan"),
        make("pd-terraform", "Terraform/1.15.6 terraform-provider-google/7.46.0", 8 * HOUR, 12, ROAD_BUCKETS,
             ("policy", "accounts", "list", "label", "machines"), builder, only=workdays),
        make("pd-deploy", SDK, 3 * HOUR, 4, ("pd-labels-raw", "pd-slots-raw"), ("put", "list", "put"), builder),
        make("pd-zone", "external-dns/v0.20.0", 4 * HOUR, 3, [f"{area}-{side}" for area in AREAS[:10] for side in "ab"],
             ("names", "names", "names-read"), roads),
        make("pd-night-lake", ROAD_PYTHON, DAY, 60, ("parcels", "couriers", "tracking"), ("query", "table-rows"),
             roads),
        make("pd-maps", ROAD_GO, HOUR, 6, near["routes"], ("read", "list"), roads),
        make("pd-dumps", SDK, DAY, 24, ROAD_BUCKETS, ("list", "put", "databases"), TEND),
        make("pd-inventory", SDK, 7 * DAY, 60, ROAD_BUCKETS, ("accounts", "keys", "buckets", "list", "secrets"), WATCH),
        make("pd-watch", ROAD_GO, 4 * HOUR, 4, ROAD_BUCKETS, ("machines", "quotas", "list"), WATCH),
        make("pd-books", ROAD_PYTHON, DAY, 60, ("parcels",), ("query", "read"), BOOKS, only=closed),
        make("pd-lake-2021", ROAD_PYTHON, 7 * DAY, 6, ("pd-parcels-past",), ("read", "list"), HALL),
        make("pd-emergency", SDK, FOREVER, 1, (), ("machines",), OFFICES[0][0]),
        sold(make("pd-roadpulse", ROAD_PYTHON, 2 * HOUR, 5, near["tracking"], ("put", "read"))),
        sold(make("pd-addrella", ROAD_GO, 6 * HOUR, 4, near["slots"], ("read", "list"))),
    ]  # fmt: skip


def _kubernetes(rng: Random) -> list[Machine]:
    """Deployers and accounts of services, four nodes of one kind, builds, secrets, rules, agents and copies."""
    make, everywhere = partial(job, rng, "kubernetes"), [f"{area}:{area}-app" for area in AREAS]
    return [
        *deployers(rng, AREAS[::2], _ARGO, pod),
        *(make(f"{area}/app", "kubernetes-client/java/25.2.0", DAY, 2, [f"{area}-app"], ("config", "lease"), pod)
          for area in AREAS[1::3]),
        *(make(f"nodes/print-{number}", "kubelet.exe/v1.36.2 (windows/amd64) kubernetes/91bd5e7", 2 * HOUR, 3,
               [f"kube-node-lease:print-{number}", "labels:printer"], ("lease", "config", "secret", "pods"),
               f"10.33.70.{10 + number}") for number in range(4)),
        make("builds/runner", "actions-runner-controller/v0.15.2", 4 * HOUR, 8,
             [f"job-{number:04d}" for number in range(900)], ("pod", "exec", "drop-pod", "pods"), pod),
        make("platform/secret-sync", "external-secrets/v2.7.1", 6 * HOUR, 8, everywhere, ("secret", "secrets"), pod),
        make("platform/certs", "cert-manager/v1.22.2", 8 * HOUR, 6, everywhere, ("secret", "config"), pod),
        make("platform/rules", "kyverno/v1.19.2 (linux/arm64)", 6 * HOUR, 6, everywhere, ("pods", "namespaces"), pod),
        make("platform/node-agent", "node-agent/3.3.0", 3 * HOUR, 5, everywhere, ("pods", "nodes", "lease"), pod),
        make("watch/agent", "Prometheus/3.15.3", 2 * HOUR, 5, everywhere, ("pods", "nodes"), pod),
        make("ledger/month", "kubectl/v1.36.2 (linux/arm64) kubernetes/91bd5e7", DAY, 14, ["ledger-month"],
             ("jobs", "pods", "log"), pod, only=closed),
        make("backup/velero", "velero-server/v1.20.2 (linux/arm64)", DAY, 30, everywhere,
             ("secrets", "config", "volumes", "pods"), pod),
    ]  # fmt: skip


def _postgresql(rng: Random) -> list[Machine]:
    """A role a service, nights, the desk, reports, administrators, one that the hall had, vendors."""
    make = partial(job, rng, "postgresql")
    mine = tables_of(TABLES)
    return [
        *table_roles(rng, mine, pod, ("orders", "payouts", "parcels")),
        make("desk_rw", "buyers-desk", 2 * HOUR, 5, (*mine["orders"], *mine["returns"]), ("read", "write", "read"),
             pod),
        make("reports_ro", "metabase", 6 * HOUR, 9, TABLES[::2], ("read", "count", "read"), pod),
        make("nightly_dump", "pg_dump", DAY, 40, TABLES, ("copy",), TEND),
        make("pay_day", "pay-batch", DAY, 90, (*mine["payouts"], *mine["sellers"]), ("read", "write"), BOOKS,
             only=paid),
        make("models_ro", "psycopg", 8 * HOUR, 10, (*mine["search"], *mine["offers"]), ("read",), shop),
        make("roads_ro", "psycopg", 6 * HOUR, 6, (*mine["parcels"], *mine["couriers"]), ("read", "count"), roads),
        make("dba_opo", "DBeaver 26.2.2", DAY, 8, TABLES[:20], ("tables", "count", "columns"), OFFICES[0][0],
             only=workdays),
        make("dba_tll", "psql", DAY, 6, TABLES[30:52], ("tables", "count", "roles", "sessions"), OFFICES[1][0],
             only=workdays),
        make("hall_local", "psql", FOREVER, 1, TABLES[:1], ("count",), HALL),
        make("loyalty_sync", "loyalty-sync", FOREVER, 1, mine["orders"], ("read",), HALL),
        make("old_feeds", "psql", 8 * HOUR, 2, mine["offers"][:1], ("read!1",), FEEDS),
        sold(make("trustgrain_ro", "psycopg", 6 * HOUR, 4, mine["payouts"][:2], ("read", "count"))),
    ]  # fmt: skip


def systems() -> tuple[System, ...]:
    """What the company uses."""
    guides = tuple(f"{space}/{title}" for space in SPACES[:4] for title in ("Access", "Builds", "Tunnel", "On+call"))
    return (
        aws.Aws(begins_with=_aws, domain=DOMAIN, account=ACCOUNT, staff="engineering",
                unlisted=("pd-resize-node", "pd-receipt-function")),
        gcp.Gcp(begins_with=_gcp, domain=DOMAIN, project=PROJECT, buckets=ROAD_BUCKETS, staff="engineering",
                unlisted=("pd-plan-run", "pd-scan-run")),
        okta.Okta(begins_with=office.directory, domain=DOMAIN, host="https://pendrake.okta.com", country="pt",
                  anybody="driver",
                  apps=("Slack", "GitHub", "AWS IAM Identity Center", "Google Workspace", "Desk", "Cards", "Pages")),
        kubernetes.Kubernetes(begins_with=_kubernetes, domain=DOMAIN, teams=AREAS, staff="engineering",
                              unlisted=("platform/node-agent", "watch/agent")),
        postgresql.Postgresql(begins_with=_postgresql),
        github.Github(begins_with=office.code, domain=DOMAIN, org="pendrake", repositories=REPOSITORIES,
                      applications=("codesieve",), staff="engineering", country="PT"),
        slack.Slack(begins_with=office.chat, workspace=("T0PENDRK18", "Pendrake")),
        workspace.Workspace(begins_with=office.drive, domain=DOMAIN, customer="C0pendrk18",
                            teams=("trade", "office", "depots", "support", "trade", "office", "trade", "support")),
        jira.Jira(begins_with=office.tickets, domain=DOMAIN, host="https://desk.pendrake.example", boards=BOARDS),
        confluence.Confluence(begins_with=office.pages, spaces=SPACES, guides=guides),
    )  # fmt: skip


COMPANY = Company("pendrake", BEGINS, ENDS, staff(TEAMS, person), systems)
