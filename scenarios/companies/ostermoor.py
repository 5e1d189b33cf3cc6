"""The company that makes lifts and looks after them from three seats, with many machines' credentials.

Seats in the Netherlands, in Singapore and in Texas; who repairs is on the road with a telephone. What has to come from
many networks stands in 240.0.0.0/4, which RFC 1112 reserves and nobody routes.
"""

from functools import partial
from random import Random

from keyroll.replay.times import DAY, HOUR
from scenarios.companies import ostermoor_office as office
from scenarios.companies.ostermoor_places import (
    ACCOUNT,
    APPS,
    AREAS,
    BEGINS,
    BOARDS,
    BUCKETS,
    DOMAIN,
    ENDS,
    PICTURES,
    PROJECTS,
    REGIONS,
    REPOSITORIES,
    SEATS,
    SETUP,
    SPACES,
    SUPPORT,
    TABLES,
    TEAMS,
    TEND,
    WATCH,
    WORKS,
    bench,
    billed,
    builder,
    gate,
    node,
    person,
    sold,
)
from scenarios.company import Company
from scenarios.machine import FOREVER, Machine, job, staff, workdays
from scenarios.systems import (
    System,
    aws,
    cloudflare,
    confluence,
    github,
    gitlab,
    jira,
    kubernetes,
    microsoft,
    okta,
    openbao,
    postgresql,
    slack,
)

GO = "aws-sdk-go-v2/1.48.0 ua/2.1 os/linux lang/go#1.26.3 md/GOOS#linux md/GOARCH#arm64"
JAVA = "aws-sdk-java/2.45.1 md/io#async md/http#NettyNio ua/2.1 os/Linux#6.12 lang/java#25.0.3"
PYTHON = "Boto3/1.44.12 md/Botocore#1.44.12 ua/2.1 os/linux#6.12 md/arch#aarch64 lang/python#3.14.2"
TERRAFORM = "APN/1.0 HashiCorp/1.0 Terraform/1.15.1 terraform-provider-aws/6.48.0"
_ARGO = "argocd-application-controller/v3.3.1 (linux/arm64) kubernetes/$Format"


def _roles(rng: Random) -> list[Machine]:
    """Roles of services, of functions, of instances that count; two of them are in no list."""
    make = partial(job, rng, "aws")
    acts = (("secret", "queue", "decrypt"), ("object", "put-object", "queue"), ("decrypt", "parameter", "queue"))
    files = {area: [f"om-{area}-raw|{number:04d}.bin" for number in range(120)] for area in AREAS[:9]}
    return [
        *(make(f"om-{area}", (GO, JAVA, PYTHON)[number % 3], (8 * HOUR, 12 * HOUR)[number % 2], 3,
               files[area] if number % 3 == 1 and area in files else [f"om/{area}/{name}" for name in ("db", "bus")],
               acts[number % 3] if number % 3 != 1 or area in files else acts[2], node, key=f"role/{area}")
          for number, area in enumerate(AREAS)),
        make("om-nightly", JAVA, DAY, 80, files["lifts"], ("object", "put-object", "object"), node,
             key="role/nightly"),
        make("om-energy-node", PYTHON, 6 * HOUR, 12, [f"om-drives-archive|{number:04d}" for number in range(300)],
             ("object", "put-object"), "10.60.95.4", key="role/energy-node"),
        make("om-alarm-function", GO, 2 * HOUR, 3, ["om-alarms-shared|table.json"], ("object", "queue"), gate,
             key="role/alarm-function"),
        make("om-scaler", "karpenter.sh/v1.12.0", 2 * HOUR, 5, ["c8g.xlarge", "m8g.large"],
             ("run", "instances", "instances", "terminate"), node, key="role/scaler"),
    ]  # fmt: skip


def _aws(rng: Random) -> list[Machine]:
    """Besides roles: keys of what speaks with lifts, for each part of the world; of builds, of vendors, of nobody."""
    make, everything = partial(job, rng, "aws"), list(BUCKETS)
    pictures, books = list(PICTURES), [f"om-invoices-archive|2026/{number:04d}.pdf" for number in range(500)]
    deploy = make("svc-om-deploy", PYTHON, 2 * HOUR, 5, AREAS, ("who", "log-in", "images", "image"), builder)
    return [
        *_roles(rng),
        *(make(f"svc-om-{area}-{region}", (GO, JAVA)[number % 2], 8 * HOUR, 3,
               [f"om-{area}-raw|{region}/{count:04d}" for count in range(80)],
               ("put-object", "put-object", "object"), f"198.18.{222 + place}.{40 + number}")
          for number, area in enumerate(AREAS[:7]) for place, region in enumerate(REGIONS)),
        *(make(f"svc-om-{area}-{region}", PYTHON, DAY, 3,
               [f"om-{area}-shared|{region}.csv"] if area in AREAS[:9] else [],
               ("object", "put-object") if area in AREAS[:9] else ("queue", "tasks"),
               f"198.18.{222 + place}.{60 + number}")
          for number, area in enumerate(AREAS[7:14]) for place, region in enumerate(REGIONS)),
        deploy,
        make(deploy.name, PYTHON, 12 * HOUR, 3, AREAS, ("log-in", "images"), WORKS, key=deploy.key, job="works"),
        make("svc-om-terraform", TERRAFORM, 8 * HOUR, 14, everything,
             ("instances", "bucket", "roles", "databases", "policies", "firewalls"), builder, only=workdays),
        make("svc-om-support", PYTHON, 3 * HOUR, 4, pictures, ("object",), SUPPORT),
        make("svc-om-dumps", PYTHON, DAY, 24, everything, ("snapshot", "databases", "snapshots"), TEND),
        make("svc-om-retention", PYTHON, DAY, 24, [f"{area}-{copy:02d}" for area in AREAS[:8] for copy in range(9)],
             ("snapshots", "drop-snapshot", "volumes"), TEND),
        make("svc-om-media", GO, 2 * HOUR, 4, [f"{name}|clip.mp4" for name in everything[::3]],
             ("put-object", "put-object", "users!1"), gate),
        make("svc-om-bench", PYTHON, 4 * HOUR, 6, [f"om-drives-raw|bench/{number:03d}.log" for number in range(300)],
             ("put-object", "object"), bench),
        make("svc-om-books", JAVA, DAY, 120, books, ("object", "put-object"), WORKS, only=billed),
        make("svc-om-models", PYTHON, 6 * HOUR, 12, [f"om-doors-shared|{number:04d}.parquet" for number in range(400)],
             ("object", "put-object"), gate),
        make("svc-om-costs", PYTHON, 7 * DAY, 90, everything, ("instances", "buckets", "databases", "volumes"), WATCH),
        make("svc-om-watch", GO, 3 * HOUR, 4, everything, ("instances", "queue", "functions", "tasks"), WATCH),
        make("svc-om-mailer", GO, 6 * HOUR, 3, (), ("mail-quota", "senders"), gate),
        make("svc-om-maps", JAVA, 7 * DAY, 60, ["om-sites-shared|tiles.pack"], ("object", "put-object"), gate),
        make("svc-om-people", PYTHON, DAY, 9, ["people"], ("users", "groups", "policies", "factors"), TEND),
        sold(make("svc-om-partsline", JAVA, 4 * HOUR, 6, [f"om-parts-shared|{n:03d}.csv" for n in range(40)],
                  ("object", "put-object"))),
        sold(make("svc-om-callbridge", GO, 8 * HOUR, 4, ["om-alarms-shared|table.json"], ("object",))),
        make("svc-om-relay", PYTHON, 12 * HOUR, 2, ("om-alarms-archive",), ("objects!1", "buckets!1"), WORKS),
        make("svc-om-fair-2024", PYTHON, FOREVER, 1, (), ("buckets",), SEATS[0][0]),
        make("svc-om-emergency", PYTHON, FOREVER, 1, (), ("instances",), SEATS[0][0]),
    ]  # fmt: skip


def _kubernetes(rng: Random) -> list[Machine]:
    """A deployer and an account of its own for each service; what reads or makes much by its purpose; agents."""
    make, everywhere = partial(job, rng, "kubernetes"), [f"{area}:{area}-app" for area in AREAS]
    return [
        *(make(f"{area}/deployer", _ARGO, (6 * HOUR, 8 * HOUR)[number % 2], 3, [f"{area}-app", f"{area}-jobs"],
               ("pods", "config", "deploy"), node) for number, area in enumerate(AREAS)),
        *(make(f"{area}/app", "kubernetes-client/java/25.0.0", DAY, 2, [f"{area}-app"], ("config", "lease"), node)
          for area in AREAS),
        make("builds/runner", "actions-runner-controller/v0.14.0", 4 * HOUR, 8,
             [f"job-{number:04d}" for number in range(900)], ("pod", "exec", "drop-pod", "pods"), node),
        make("alarms/checks", "kubectl/v1.35.2 (linux/arm64) kubernetes/5ab3c1d", HOUR, 3, ["alarms:checks"],
             ("jobs", "pods"), node),
        make("platform/secret-sync", "external-secrets/v1.6.0", 6 * HOUR, 8, everywhere, ("secret", "secrets"), node),
        make("platform/certs", "cert-manager/v1.21.0", 8 * HOUR, 6, everywhere, ("secret", "config"), node),
        make("platform/rules", "kyverno/v1.18.0 (linux/arm64)", 6 * HOUR, 6, everywhere, ("pods", "namespaces"), node),
        make("platform/node-agent", "node-agent/2.8.1", 3 * HOUR, 5, everywhere, ("pods", "nodes", "lease"), node),
        make("watch/agent", "Prometheus/3.14.0", 2 * HOUR, 5, everywhere, ("pods", "nodes"), node),
        make("support/console", "support-console/4.11", 4 * HOUR, 4, ["gateway:eu-1", "gateway:ap-1", "gateway:us-1"],
             ("exec", "pods", "config"), node),
        make("backup/velero", "velero-server/v1.19.0 (linux/arm64)", DAY, 30, everywhere,
             ("secrets", "config", "volumes", "pods"), node),
    ]  # fmt: skip


def _openbao(rng: Random) -> list[Machine]:
    """Tokens of services and of their jobs, of builds, of what sets customers up, of tending, one for emergencies."""
    make = partial(job, rng, "openbao", acts=("read",))
    sites = [f"customers/c{number:04d}/first" for number in range(700)]
    return [
        *(make(f"token-{area}", ("hvac/2.6.1", "Go-http-client/2.0")[number % 2], (12 * HOUR, DAY)[number % 2], 3,
               (f"{area}/db", f"{area}/bus", "shared/ca"), where=gate) for number, area in enumerate(AREAS)),
        *(make(f"token-setup-{region}", "site-setup/7.3", 6 * HOUR, 3, sites[place::3][:60], where=SETUP)
          for place, region in enumerate(REGIONS)),
        *(make(f"token-{area}-jobs", "Go-http-client/2.0", DAY, 3, (f"{area}/db", f"{area}/jobs"), where=gate)
          for area in AREAS[:14]),
        make("token-builds", "bao/2.6.0", 4 * HOUR, 3, ("builds/registry", "builds/deploy", "builds/signing"),
             where=builder),
        make("token-bench", "bao/2.6.0", 12 * HOUR, 2, ("bench/signing", "bench/registry"), where=bench),
        make("token-tend", "bao/2.6.0", DAY, 9, ("tend/hosts", "tend/dumps", "shared/ca", "tend/zones"), where=TEND),
        make("token-breakglass", "bao/2.6.0", FOREVER, 1, ("tend/hosts",), where=TEND),
    ]  # fmt: skip


def _postgresql(rng: Random) -> list[Machine]:
    """A role a service, nights, reports, three administrators with a role each, a partner with a wrong password."""
    make = partial(job, rng, "postgresql")
    mine = {area: [name for name in TABLES if name.startswith(area)] for area in AREAS[:11]}
    return [
        *(make(f"{area}_app", f"{area}-service", (8 * HOUR, 12 * HOUR)[number % 2], 3, names[:4],
               ("read", "write", "read"), node) for number, (area, names) in enumerate(mine.items())),
        *(make(f"{area}_night", f"{area}-jobs", DAY, 16, mine[area], ("read", "write", "count"), node)
          for area in ("visits", "invoices", "parts")),
        make("fleet_commands", "gateway", 4 * HOUR, 4, ("lifts.events", "doors.events"), ("write", "read"), node),
        make("support_ro", "support-console", 4 * HOUR, 3, ("lifts.records", "sites.contacts"), ("read",), SUPPORT),
        make("setup_rw", "site-setup", 6 * HOUR, 3, ("sites.records", "sites.contacts"), ("write", "read"), SETUP),
        make("reports_ro", "metabase", 8 * HOUR, 8, TABLES[::2], ("read", "count", "read"), node),
        make("nightly_dump", "pg_dump", DAY, 33, TABLES, ("copy",), TEND),
        make("invoices_close", "books-batch", DAY, 120, mine["invoices"], ("read", "write"), WORKS, only=billed),
        make("dba_eu", "DBeaver 26.1.0", DAY, 8, TABLES[:12], ("tables", "count", "columns"), SEATS[0][0],
             only=workdays),
        make("dba_ap", "psql", DAY, 6, TABLES[20:30], ("tables", "count", "roles"), SEATS[1][0], only=workdays),
        make("dba_us", "DBeaver 26.1.0", 7 * DAY, 12, TABLES[40:50], ("tables", "count"), SEATS[2][0]),
        make("models_ro", "psycopg", 8 * HOUR, 10, (*mine["doors"], *mine["drives"]), ("read",), gate),
        make("partner_prices", "psql", 8 * HOUR, 2, mine["parts"][:1], ("read", "read!1", "read!1"), WORKS),
    ]  # fmt: skip


def systems() -> tuple[System, ...]:
    """What the company uses."""
    guides = tuple(f"{space}/{title}" for space in SPACES[:4] for title in ("Access", "Builds", "Vault", "VPN"))
    return (
        aws.Aws(begins_with=_aws, domain=DOMAIN, account=ACCOUNT, staff="engineering", region="eu-central-1",
                unlisted=("om-energy-node", "om-alarm-function")),
        okta.Okta(begins_with=office.directory, domain=DOMAIN, host="https://ostermoor.okta.com", country="nl",
                  anybody="cust",
                  apps=("Slack", "GitHub", "AWS IAM Identity Center", "Office 365", "Console", "Plans", "Graphs")),
        kubernetes.Kubernetes(begins_with=_kubernetes, domain=DOMAIN, teams=AREAS, staff="engineering",
                              unlisted=("platform/node-agent", "alarms/checks")),
        openbao.Openbao(begins_with=_openbao, domain=DOMAIN, teams=AREAS, staff="engineering"),
        postgresql.Postgresql(begins_with=_postgresql),
        github.Github(begins_with=office.code, domain=DOMAIN, org="ostermoor", repositories=REPOSITORIES,
                      applications=("codeglance",), staff="engineering", country="NL"),
        gitlab.Gitlab(begins_with=office.projects, projects=PROJECTS, staff="devices", host="git.ostermoor.example",
                      areas=("controller", "doorunit", "drive", "gateway", "panel", "sensor"),
                      mirrors=("bus", "toolchain"), accounts={"open-days": 218}),
        cloudflare.Cloudflare(begins_with=office.zone, domain=DOMAIN, apps=APPS, country="nl", staff="operations"),
        microsoft.Microsoft(begins_with=office.tenant, domain=DOMAIN, tenant="7e0b5a94-3c1d-4f62-9b08-d415c2a7e683"),
        slack.Slack(begins_with=office.chat, workspace=("T0OSTERM91", "Ostermoor")),
        jira.Jira(begins_with=office.tickets, domain=DOMAIN, host="https://plans.ostermoor.example", boards=BOARDS),
        confluence.Confluence(begins_with=office.pages, spaces=SPACES, guides=guides, staff="engineering"),
    )  # fmt: skip


COMPANY = Company("ostermoor", BEGINS, ENDS, staff(TEAMS, person), systems)
