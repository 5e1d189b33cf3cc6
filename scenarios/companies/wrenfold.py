"""The company that insures homes, cars and shops, and whose platform settles claims for four other insurers too.

Offices in Edinburgh, Lyon and Toronto; adjusters are on the road with tablets. What has to come from many networks
stands in 240.0.0.0/4, which RFC 1112 reserves and nobody routes.
"""

from functools import partial
from random import Random

from keyroll.replay.times import DAY, HOUR
from scenarios.companies import wrenfold_office as office
from scenarios.companies.wrenfold_places import (
    ACCOUNT,
    APPS,
    AREAS,
    BEGINS,
    BOARDS,
    BOOKS,
    BUCKETS,
    COUNTRIES,
    DOMAIN,
    DUMPS,
    ENDS,
    EXCHANGE,
    OFFICES,
    PHOTOS,
    REPOSITORIES,
    SPACES,
    TABLES,
    TEAMS,
    TENANTS,
    TEND,
    WATCH,
    builder,
    gate,
    listed,
    node,
    own_builder,
    person,
    reserved,
    sold,
    tunnel,
)
from scenarios.company import Company
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
    slack,
)

GO = "aws-sdk-go-v2/1.49.2 ua/2.1 os/linux lang/go#1.26.4 md/GOOS#linux md/GOARCH#arm64"
JAVA = "aws-sdk-java/2.46.0 md/io#async md/http#NettyNio ua/2.1 os/Linux#6.12 lang/java#25.0.3"
PYTHON = "Boto3/1.44.30 md/Botocore#1.44.30 ua/2.1 os/linux#6.12 md/arch#aarch64 lang/python#3.14.3"
NODE = "aws-sdk-js/3.1010.0 ua/2.1 os/linux#6.12 lang/js md/nodejs#26.3.0"
CLI = "aws-cli/2.36.9 md/awscrt#0.32.4 ua/2.1 os/linux#6.12 md/arch#x86_64 lang/python#3.14.3"
TERRAFORM = "APN/1.0 HashiCorp/1.0 Terraform/1.15.5 terraform-provider-aws/6.52.0"
_ARGO = "argocd-application-controller/v3.5.2 (linux/arm64) kubernetes/$Format"


def _roles(rng: Random) -> list[Machine]:
    """Roles of services, of functions, of what rolls out and of a photo host; two of them are in no list."""
    make = partial(job, rng, "aws")
    acts = (("secret", "queue", "decrypt"), ("object", "put-object", "queue"), ("decrypt", "parameter", "queue"))
    files = {area: [f"wf-{area}-raw|{number:04d}.bin" for number in range(140)] for area in AREAS[:9]}
    return [
        *(make(f"wf-{area}", (JAVA, GO, NODE, PYTHON)[number % 4], (6, 8, 12)[number % 3] * HOUR, 3,
               files[area] if number % 3 == 1 and area in files else [f"wf/{area}/{name}" for name in ("db", "bus")],
               acts[number % 3] if number % 3 != 1 or area in files else acts[2], node, key=f"role/{area}")
          for number, area in enumerate(AREAS)),
        make("wf-ci-deploy", CLI, FOREVER, 1, AREAS, ("log-in", "image", "stacks"), builder, key="role/ci-deploy"),
        make("wf-photo-node", PYTHON, 3 * HOUR, 8, PHOTOS, ("object", "put-object"), "10.50.81.6",
             key="role/photo-node"),
        make("wf-notice-function", NODE, 2 * HOUR, 3, ["wf-letters-shared|notice.html"], ("object", "queue"), gate,
             key="role/notice-function"),
        make("wf-scaler", "karpenter.sh/v1.13.0", 3 * HOUR, 5, ["c8g.xlarge", "m8g.2xlarge"],
             ("run", "instances", "instances", "terminate"), node, key="role/scaler"),
        make("wf-nightly", JAVA, DAY, 90, files["claims"], ("object", "put-object", "object"), node,
             key="role/nightly"),
    ]  # fmt: skip


def _aws(rng: Random) -> list[Machine]:
    """Besides roles: keys of services in each country, of the exchange with each insurer, of builds, of vendors."""
    make, everything = partial(job, rng, "aws"), list(BUCKETS)
    tenant = {name: [f"wf-partners-shared|{name}/{number:03d}.csv" for number in range(90)] for name in TENANTS}
    images = make("svc-wf-images", CLI, 3 * HOUR, 4, AREAS, ("who", "log-in", "images", "image"), own_builder)
    return [
        *_roles(rng),
        *(make(f"svc-wf-{area}-{country}", (JAVA, PYTHON, GO)[number % 3], (8, 12)[number % 2] * HOUR, 3,
               [f"wf-{area}-raw|{country}/{count:04d}" for count in range(80)],
               ("put-object", "put-object", "object"), f"198.18.{193 + place}.{40 + number}")
          for number, area in enumerate(AREAS[:9]) for place, country in enumerate(COUNTRIES)),
        *(make(f"svc-wf-exchange-{name}", (JAVA, PYTHON)[number % 2], (6, 12)[number % 2] * HOUR, 4, tenant[name],
               ("object", "put-object"), EXCHANGE) for number, name in enumerate(TENANTS)),
        *(make(f"svc-wf-lists-{name}", PYTHON, DAY, 70, tenant[name], ("put-object", "object"), BOOKS, only=listed)
          for name in TENANTS),
        images,
        make(images.name, CLI, 12 * HOUR, 3, AREAS, ("log-in", "images"), EXCHANGE, key=images.key, job="exchange"),
        make("svc-wf-builds", CLI, 4 * HOUR, 4, [f"wf-build-{area}" for area in AREAS],
             ("parameter", "log-in", "images"), builder),
        make("svc-wf-terraform", TERRAFORM, 8 * HOUR, 14, everything,
             ("instances", "bucket", "roles", "databases", "policies", "firewalls", "stacks"), builder, only=workdays),
        make("svc-wf-setup", PYTHON, 12 * HOUR, 5, [f"wf-tenant-{name}" for name in TENANTS],
             ("users", "roles", "policies", "senders"), TEND),
        make("svc-wf-lake", PYTHON, 6 * HOUR, 14, DUMPS, ("object", "put-object", "object"), gate),
        make("svc-wf-dumps", PYTHON, DAY, 26, everything, ("snapshot", "databases", "snapshots"), TEND),
        make("svc-wf-retention", PYTHON, DAY, 26, [f"{area}-{copy:02d}" for area in AREAS[:8] for copy in range(9)],
             ("snapshots", "drop-snapshot", "volumes"), TEND),
        make("svc-wf-tablets", GO, 3 * HOUR, 5, PHOTOS[::3], ("put-object", "put-object", "object"), gate),
        make("svc-wf-reserves", PYTHON, DAY, 130, DUMPS, ("object", "query", "put-object"), gate, only=reserved),
        make("svc-wf-models", PYTHON, 8 * HOUR, 14, [f"wf-fraud-shared|{number:04d}.parquet" for number in range(300)],
             ("object", "put-object"), gate),
        make("svc-wf-costs", PYTHON, 7 * DAY, 90, everything, ("instances", "buckets", "databases", "volumes"), WATCH),
        make("svc-wf-watch", GO, 2 * HOUR, 4, everything, ("instances", "queue", "functions", "tasks"), WATCH),
        make("svc-wf-mailer", JAVA, 6 * HOUR, 3, (), ("mail-quota", "senders"), gate),
        make("svc-wf-people", PYTHON, DAY, 9, ["people"], ("users", "groups", "policies", "factors"), TEND),
        make("svc-wf-archive", JAVA, 7 * DAY, 70, [f"wf-documents-archive|{n:04d}" for n in range(400)],
             ("object", "put-object"), BOOKS),
        make("svc-wf-feed", PYTHON, HOUR, 1, ["wf-quotes-shared|rates.csv"], ("object",), EXCHANGE),
        make("svc-wf-relay", PYTHON, 12 * HOUR, 2, ("wf-letters-archive",), ("objects!1", "buckets!1"), BOOKS),
        make("svc-wf-show-2022", PYTHON, FOREVER, 1, (), ("instances",), OFFICES[0][0]),
        make("svc-wf-emergency", PYTHON, FOREVER, 1, (), ("instances",), OFFICES[0][0]),
        sold(make("svc-wf-dentmark", JAVA, 4 * HOUR, 6, PHOTOS[1::5], ("object", "object", "put-object"))),
        sold(make("svc-wf-posthall", NODE, 6 * HOUR, 5, [f"wf-letters-shared|{n:04d}.pdf" for n in range(200)],
                  ("object",))),
    ]  # fmt: skip


def _kubernetes(rng: Random) -> list[Machine]:
    """A deployer and an account of its own for each service; flows and their panel, what reads or makes much, agents.

    Actuaries and fraud's engineers start flows by the panel; the controller makes the pods of each.
    """
    make, everywhere = partial(job, rng, "kubernetes"), [f"{area}:{area}-app" for area in AREAS]
    runs = [f"flows:reprice-{number:04d}" for number in range(600)]
    return [
        *(make(f"{area}/deployer", _ARGO, (6, 8, 12)[number % 3] * HOUR, 3, [f"{area}-app", f"{area}-jobs"],
               ("pods", "config", "deploy"), node) for number, area in enumerate(AREAS)),
        *(make(f"{area}/app", "kubernetes-client/java/25.2.0", DAY, 2, [f"{area}-app"], ("config", "lease"), node)
          for area in AREAS),
        make("flows/server", "argo-server/v3.7.14", 2 * HOUR, 4, runs, ("flow", "flows", "flows", "log"), node),
        make("flows/controller", "workflow-controller/v3.7.14", HOUR, 6, runs, ("pod", "pods", "drop-pod", "lease"),
             node),
        make("builds/runner", "actions-runner-controller/v0.15.1", 4 * HOUR, 8,
             [f"job-{number:04d}" for number in range(900)], ("pod", "exec", "drop-pod", "pods"), node),
        make("platform/secret-sync", "external-secrets/v2.7.0", 6 * HOUR, 8, everywhere, ("secret", "secrets"), node),
        make("platform/certs", "cert-manager/v1.22.1", 8 * HOUR, 6, everywhere, ("secret", "config"), node),
        make("platform/rules", "kyverno/v1.19.1 (linux/arm64)", 6 * HOUR, 6, everywhere, ("pods", "namespaces"), node),
        make("platform/node-agent", "node-agent/3.2.0", 3 * HOUR, 5, everywhere, ("pods", "nodes", "lease"), node),
        make("watch/agent", "Prometheus/3.15.2", 2 * HOUR, 5, everywhere, ("pods", "nodes"), node),
        make("reserves/month", "kubectl/v1.36.2 (linux/arm64) kubernetes/91bd5e7", DAY, 14, ["reserves-month"],
             ("jobs", "pods", "log"), node, only=reserved),
        make("backup/velero", "velero-server/v1.20.1 (linux/arm64)", DAY, 30, everywhere,
             ("secrets", "config", "volumes", "pods"), node),
    ]  # fmt: skip


def _postgresql(rng: Random) -> list[Machine]:
    """A role a service, nights, reports, administrators, one of them a contractor's, actuaries, vendors."""
    make = partial(job, rng, "postgresql")
    mine = {area: [name for name in TABLES if name.startswith(f"{area}.")] for area in AREAS[:14]}
    return [
        *(make(f"{area}_app", f"{area}-service", (8, 12, 6)[number % 3] * HOUR, 3, names[:4],
               ("read", "write", "read"), node) for number, (area, names) in enumerate(mine.items())),
        *(make(f"{area}_night", f"{area}-jobs", DAY, 18, mine[area], ("read", "write", "count"), node)
          for area in ("claims", "payments", "renewals", "policies")),
        *(make(f"lists_{name}", "bordereaux", DAY, 40, (*mine["claims"], *mine["payments"]), ("read", "count"), BOOKS,
               only=listed) for name in TENANTS),
        make("desk_rw", "claims-desk", 2 * HOUR, 5, (*mine["claims"], *mine["parties"]), ("read", "write", "read"),
             node),
        make("reports_ro", "metabase", 6 * HOUR, 9, TABLES[::2], ("read", "count", "read"), node),
        make("nightly_dump", "pg_dump", DAY, 42, TABLES, ("copy",), TEND),
        make("reserve_ro", "psycopg", DAY, 120, (*mine["reserves"], *mine["claims"]), ("read", "all"), gate,
             only=reserved),
        make("actuaries_ro", "RStudio", 6 * HOUR, 5, (*mine["reserves"], *mine["policies"], *mine["quotes"]),
             ("read", "count", "columns", "all"), tunnel, only=workdays),
        make("fraud_ro", "psycopg", 8 * HOUR, 10, (*mine["fraud"], *mine["parties"]), ("read",), gate),
        make("dba_edi", "DBeaver 26.2.1", DAY, 8, TABLES[:14], ("tables", "count", "columns"), OFFICES[0][0],
             only=workdays),
        make("dba_tor", "psql", DAY, 6, TABLES[30:44], ("tables", "count", "roles", "sessions"), OFFICES[2][0],
             only=workdays),
        make("dba_hire", "psql", 12 * HOUR, 5, TABLES[8:40], ("tables", "count", "sessions", "columns"), tunnel,
             only=workdays),
        make("garage_prices", "psql", 8 * HOUR, 2, mine["garages"][:1], ("read", "read!1", "read!1"), EXCHANGE),
        sold(make("dentmark_ro", "psycopg", 6 * HOUR, 4, mine["garages"][:2], ("read", "count"))),
        sold(make("callarch_rw", "callarch", 4 * HOUR, 4, mine["parties"][:2], ("read", "write"))),
    ]  # fmt: skip


def systems() -> tuple[System, ...]:
    """What the company uses."""
    guides = tuple(f"{space}/{title}" for space in SPACES[:4] for title in ("Access", "Builds", "Tunnel", "On+call"))
    return (
        aws.Aws(begins_with=_aws, domain=DOMAIN, account=ACCOUNT, staff="engineering",
                unlisted=("wf-photo-node", "wf-notice-function")),
        okta.Okta(begins_with=office.directory, domain=DOMAIN, host="https://wrenfold.okta.com", country="gb",
                  anybody="policy",
                  apps=("Slack", "GitHub", "AWS IAM Identity Center", "Desk", "Plans", "Pages", "Graphs")),
        kubernetes.Kubernetes(begins_with=_kubernetes, domain=DOMAIN, teams=AREAS, staff="engineering",
                              unlisted=("platform/node-agent", "watch/agent")),
        postgresql.Postgresql(begins_with=_postgresql),
        github.Github(begins_with=office.code, domain=DOMAIN, org="wrenfold", repositories=REPOSITORIES,
                      applications=("lintrove",), staff="engineering", country="GB"),
        cloudflare.Cloudflare(begins_with=office.zone, domain=DOMAIN, apps=APPS, country="gb", staff="operations"),
        slack.Slack(begins_with=office.chat, workspace=("T0WRENF63", "Wrenfold")),
        jira.Jira(begins_with=office.tickets, domain=DOMAIN, host="https://plans.wrenfold.example", boards=BOARDS),
        confluence.Confluence(begins_with=office.pages, spaces=SPACES, guides=guides),
    )  # fmt: skip


COMPANY = Company("wrenfold", BEGINS, ENDS, staff(TEAMS, person), systems)
