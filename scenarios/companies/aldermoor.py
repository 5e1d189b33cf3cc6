"""The group of hospitals: wards, laboratories and images of five hospitals, on Azure and AWS, with insurers' bills.

Wards and laboratories go around the clock; doctors carry telephones; practices outside fetch what they are sent. What
has to come from many networks stands in 240.0.0.0/4, which RFC 1112 reserves and nobody routes.
"""

from functools import partial
from random import Random

from keyroll.replay.times import DAY, HOUR
from scenarios.companies import aldermoor_office as office
from scenarios.companies.aldermoor_places import (
    ACCOUNT,
    ANSWERS,
    AREAS,
    BEGINS,
    BOARDS,
    BOOKS,
    BUCKETS,
    DOMAIN,
    ENDS,
    ENGINE,
    GROUPS,
    IMAGES,
    OFFICES,
    OLD,
    OWN_TOKEN,
    PRACTICE_LINES,
    PROJECTS,
    SCANS,
    SITES,
    SPACES,
    TABLES,
    TEAMS,
    TENANT,
    TEND,
    WATCH,
    builder,
    gate,
    line,
    month_end,
    node,
    person,
    sold,
)
from scenarios.company import Company
from scenarios.machine import FOREVER, Machine, job, staff, workdays
from scenarios.systems import (
    System,
    aws,
    azure,
    confluence,
    gitlab,
    jira,
    kubernetes,
    mariadb,
    microsoft,
    openbao,
    postgresql,
)

JAVA = "aws-sdk-java/2.47.3 md/io#sync md/http#Apache ua/2.1 os/Linux#6.12 lang/java#25.0.4"
PYTHON = "Boto3/1.45.12 md/Botocore#1.45.12 ua/2.1 os/linux#6.12 md/arch#x86_64 lang/python#3.14.5"
NET = "aws-sdk-dotnet-coreclr/4.0.31.2 ua/2.1 os/linux#6.12 lang/.NET_Core#10.0.6 md/ARCH#X64"
CLI = "aws-cli/2.37.4 md/awscrt#0.33.0 ua/2.1 os/linux#6.12 md/arch#x86_64 lang/python#3.14.5"
TERRAFORM = "APN/1.0 HashiCorp/1.0 Terraform/1.15.6 terraform-provider-aws/6.55.0"
AZURERM = "Terraform/1.15.6 azurerm/5.6.0"
ARM = "azsdk-python-mgmt-compute/34.4.0 Python/3.14.5 (Linux-6.12-x86_64)"
VAULT_SDK = "azsdk-java-keyvault-secrets/4.12.0 (25.0.4; Linux; 6.12)"
PORTAL = "eligibility-portal/6.2 (okhttp/5.7.0)"
ARGO = "argocd-application-controller/v3.6.1 (linux/amd64) kubernetes/$Format"


def _roles(rng: Random) -> list[Machine]:
    """Roles of services and of functions, of what deploys and of what makes machines; two are in no list."""
    make = partial(job, rng, "aws")
    return [
        *(make(f"am-{area}", (JAVA, NET, PYTHON)[number % 3], (8, 12, 6)[number % 3] * HOUR, 3,
               [f"am/{area}/{name}" for name in ("db", "bus", "seal")],
               (("secret", "queue"), ("decrypt", "parameter"), ("secret", "decrypt", "queue"))[number % 3], node,
               key=f"role/{area}") for number, area in enumerate(AREAS[:14])),
        make("am-ci-deploy", CLI, 6 * HOUR, 4, AREAS, ("log-in", "image", "images", "stacks"), builder,
             key="role/ci-deploy"),
        make("am-letter-seal", JAVA, 2 * HOUR, 4, ("seal-letters",), ("sign", "see-key"), gate, key="role/letter-seal"),
        make("am-scan-node", PYTHON, 2 * HOUR, 8, SCANS, ("object", "put-object"), "10.63.70.8", key="role/scan-node"),
        make("am-reminder-function", NET, 3 * HOUR, 3, ["am-letters-shared|reminder.html"], ("object", "queue"), gate,
             key="role/reminder-function"),
        make("am-scaler", "karpenter.sh/v1.13.1", 3 * HOUR, 4, ["m8i.xlarge", "r8i.2xlarge"],
             ("run", "instances", "instances", "terminate"), node, key="role/scaler"),
    ]  # fmt: skip


def _aws(rng: Random) -> list[Machine]:
    """Besides roles: keys of services in each hospital, of practices outside, of builds, books, vendors, nobody."""
    make, everything = partial(job, rng, "aws"), list(BUCKETS)
    deploy = make("svc-am-deploy", CLI, 4 * HOUR, 4, AREAS, ("who", "log-in", "images", "image"), builder)
    return [
        *_roles(rng),
        *(make(f"svc-am-{area}-{site}", (NET, PYTHON, JAVA)[number % 3], (8, 12, 6)[number % 3] * HOUR, 3,
               [f"am-{area}-raw|{site}/{count:04d}" for count in range(90)], ("put-object", "put-object", "object"),
               line if area == "devices" else f"198.18.{212 + place}.{50 + number}")
          for number, area in enumerate(("wards", "labs", "imaging", "pharmacy", "devices"))
          for place, site in enumerate(SITES)),
        *(make(f"svc-am-practice-{name}", PORTAL, 6 * HOUR, 4, ANSWERS[name], ("object", "object", "listed"), where,
               only=workdays) for name, where in PRACTICE_LINES.items()),
        deploy,
        make(deploy.name, CLI, 12 * HOUR, 3, AREAS, ("log-in", "images"), ENGINE, key=deploy.key, job="engine"),
        make("svc-am-terraform", TERRAFORM, 8 * HOUR, 14, everything,
             ("instances", "bucket", "roles", "databases", "policies", "firewalls", "see-key"), builder,
             only=workdays),
        make("svc-am-eligible", JAVA, HOUR, 5, [one for name in ANSWERS for one in ANSWERS[name][:60]],
             ("put-object", "object", "put-object"), gate),
        make("svc-am-images", PYTHON, 3 * HOUR, 9, SCANS[::3], ("put-object", "object"), IMAGES),
        make("svc-am-dumps", PYTHON, DAY, 28, everything, ("snapshot", "databases", "snapshots"), TEND),
        make("svc-am-retention", PYTHON, DAY, 24, [f"{area}-{copy:02d}" for area in AREAS[:8] for copy in range(8)],
             ("snapshots", "drop-snapshot", "volumes"), TEND),
        make("svc-am-bills", NET, DAY, 110, [f"am-claims-shared|month/{n:04d}.837" for n in range(400)],
             ("put-object", "object"), BOOKS, only=month_end),
        make("svc-am-registry", PYTHON, 12 * HOUR, 16, [f"am-labs-shared|cohort/{n:04d}" for n in range(300)],
             ("object", "put-object", "listed"), gate),
        make("svc-am-ses-letters", NET, 6 * HOUR, 3, (), ("mail-quota", "senders"), gate),
        make("svc-am-costs", PYTHON, 7 * DAY, 80, everything, ("instances", "buckets", "databases", "volumes"), WATCH),
        make("svc-am-watch", JAVA, 2 * HOUR, 4, everything, ("instances", "queue", "functions", "tasks"), WATCH),
        make("svc-am-people", PYTHON, DAY, 8, ["people"], ("users", "groups", "policies", "factors"), TEND),
        make("svc-am-archive", JAVA, 7 * DAY, 60, [f"am-letters-archive|{n:04d}" for n in range(400)],
             ("object", "put-object"), BOOKS),
        make("svc-am-old-relay", PYTHON, 12 * HOUR, 2, ("am-wards-archive",), ("objects!1", "buckets!1"), OLD),
        make("svc-am-fair-2023", PYTHON, FOREVER, 1, (), ("instances",), OFFICES[0]),
        make("svc-am-emergency", PYTHON, FOREVER, 1, (), ("instances",), OFFICES[0]),
        sold(make("svc-am-speakwell", JAVA, 3 * HOUR, 5, [f"am-letters-raw|voice/{n:04d}.wav" for n in range(300)],
                  ("object", "put-object"))),
        sold(make("svc-am-covercheck", NET, 2 * HOUR, 6, [one for name in ANSWERS for one in ANSWERS[name][60:90]],
                  ("put-object", "put-object", "listed"))),
        sold(make("svc-am-retinova", PYTHON, 6 * HOUR, 8, SCANS[1::7], ("object", "put-object"))),
    ]  # fmt: skip


def _azure(rng: Random) -> list[Machine]:
    """Applications for screens and documents of each hospital, for sites, copies, keys of stores, the books."""
    make = partial(job, rng, "azure")
    machines = [f"{group}-vm{number}" for group in GROUPS for number in range(5)]
    return [
        *(make(f"Ward screens {site}", ARM, 12 * HOUR, 5, machines[place * 5:place * 5 + 6],
               ("sign-in", "start", "stop"), gate) for place, site in enumerate(SITES)),
        *(make(f"Clinic documents {site}", VAULT_SDK, 8 * HOUR, 3,
               (f"am-clinic-{site}/forms", f"am-clinic-{site}/seal"), ("secret", "sign-in"), ENGINE)
          for site in SITES),
        *(make(f"{area} sites", VAULT_SDK, (12, 8)[number % 2] * HOUR, 3, (f"am-sites/{area}",),
               ("secret", "sign-in"), node) for number, area in enumerate(AREAS[8:20])),
        make("Azure deployments", AZURERM, 6 * HOUR, 8, ("screens", "documents", "portal", "kiosks"),
             ("deployment", "site", "tag", "sign-in", "site-settings"), builder, only=workdays),
        make("Site names", "lego/4.31.0", DAY, 3, ("aldermoor.example", "aldermoor-clinics.example"),
             ("zone-record", "sign-in"), gate),
        make("Machine keeper", ARM, 6 * HOUR, 5, machines, ("vm", "run", "tag", "sign-in", "stop"), TEND),
        make("Night copies", ARM, DAY, 28, machines, ("snapshot", "drop-snapshot", "snapshot", "sign-in"), TEND),
        make("Store keys", ARM, 7 * DAY, 8, ("amdocs", "amimages", "amresearch"), ("storage-keys", "new-key",
             "set-secret", "sign-in"), TEND),
        make("Research data", VAULT_SDK, 12 * HOUR, 6, ("am-research/registry", "am-research/lake"),
             ("secret", "secrets", "sign-in"), gate),
        make("Data rules", AZURERM, DAY, 4, ("am-sql-bills", "am-sql-rosters"), ("sql-firewall", "sign-in", "net"),
             builder, only=workdays),
        make("Month papers", VAULT_SDK, DAY, 20, ("am-books/tariffs", "am-books/insurers"), ("secret", "sign-in"),
             BOOKS, only=month_end),
        make("Desktop pool", ARM, 4 * HOUR, 6, machines[20:25], ("start", "stop", "scale", "sign-in"), gate),
        make("Old ward tool", "ADAL.NetCore/5.2.9", HOUR, 1, (), ("sign-in!1",), OLD),
        sold(make("Lintmoor settings", "okhttp/5.7.0", DAY, 5, ("portal",), ("sign-in", "site-settings"))),
        sold(make("Dosewatch rules", "okhttp/5.7.0", 8 * HOUR, 2, ("am-pharmacy/doses",), ("secret", "sign-in"))),
    ]  # fmt: skip


def _kubernetes(rng: Random) -> list[Machine]:
    """A deployer and an account of its own for each service; builds, messages, secrets, agents, copies."""
    make, everywhere = partial(job, rng, "kubernetes"), [f"{area}:{area}-app" for area in AREAS]
    return [
        *(make(f"{area}/deployer", ARGO, (12, 8)[number % 2] * HOUR, 3, [f"{area}-app", f"{area}-jobs"],
               ("pods", "config", "deploy"), node) for number, area in enumerate(AREAS)),
        *(make(f"{area}/app", ("okhttp/5.7.0", "KubernetesClient/19.0.2")[number % 2], DAY, 2, [f"{area}-app"],
               ("config", "lease"), node) for number, area in enumerate(AREAS)),
        make("builds/runner", "gitlab-runner/18.12.0 linux/amd64", 3 * HOUR, 7,
             [f"job-{number:04d}" for number in range(800)], ("pod", "exec", "drop-pod", "pods", "log"), node),
        make("engine/router", "fhir-router/4.9.2", 4 * HOUR, 4, ["engine:routes", "engine:maps"], ("config", "lease"),
             node),
        make("platform/secret-sync", "external-secrets/v2.8.1", 6 * HOUR, 8, everywhere, ("secret", "secrets"), node),
        make("platform/certs", "cert-manager/v1.23.1", 8 * HOUR, 5, everywhere, ("secret", "config"), node),
        make("platform/rules", "kyverno/v1.20.1 (linux/amd64)", 6 * HOUR, 6, everywhere, ("pods", "namespaces"), node),
        make("platform/node-agent", "node-agent/3.3.0", 4 * HOUR, 5, everywhere, ("pods", "nodes", "lease"), node),
        make("platform/scan", "trivy-operator/v0.31.0", 12 * HOUR, 14, everywhere, ("pods", "config", "nodes"), node),
        make("watch/agent", "Prometheus/3.18.0", 2 * HOUR, 4, everywhere, ("pods", "nodes"), node),
        make("claims/month", "kubectl/v1.36.2 (linux/amd64) kubernetes/41b0c7e", DAY, 12, ["claims-month"],
             ("jobs", "pods", "log"), node, only=month_end),
        make("backup/velero", "velero-server/v1.21.1 (linux/amd64)", DAY, 28, everywhere,
             ("secrets", "config", "volumes", "pods"), node),
    ]  # fmt: skip


def _openbao(rng: Random) -> list[Machine]:
    """Tokens of services and of their jobs, of three kinds in each hospital, of builds, messages, the books."""
    make = partial(job, rng, "openbao", acts=("read",))
    return [
        *(make(f"token-{area}", ("Go-http-client/2.0", "hvac/2.7.1")[number % 2], (12 * HOUR, DAY)[number % 2], 3,
               (f"{area}/db", f"{area}/bus", "shared/ca"), where=gate) for number, area in enumerate(AREAS)),
        *(make(f"token-{area}-jobs", "Go-http-client/2.0", DAY, 3, (f"{area}/db", f"{area}/jobs"), where=gate)
          for area in AREAS[:10]),
        *(make(f"token-{kind}-{site}", "curl/8.17.0", (8 * HOUR, DAY, 12 * HOUR)[number], 2,
               (f"sites/{site}/{kind}", "shared/ca"), where=f"198.18.{212 + place}.{90 + number}")
          for number, kind in enumerate(("pumps", "scanners", "analysers")) for place, site in enumerate(SITES)),
        make("token-builds", "bao/2.8.1", 3 * HOUR, 3, ("builds/registry", "builds/deploy", "builds/packages"),
             where=builder),
        make("token-engine", "Go-http-client/2.0", 4 * HOUR, 3, ("engine/routes", "engine/keys", "shared/ca"),
             where=ENGINE),
        make("token-books", "hvac/2.7.1", DAY, 9, ("books/bank", "books/insurers", "shared/ca"), where=BOOKS,
             only=month_end),
        make("token-tend", "bao/2.8.1", DAY, 8, ("tend/hosts", "tend/dumps", "shared/ca"), where=TEND),
        make("token-breakglass", "bao/2.8.1", FOREVER, 1, ("tend/hosts",), where=TEND),
    ]  # fmt: skip


def _postgresql(rng: Random) -> list[Machine]:
    """A role a service, nights, month's end, reports, researchers, administrators' own roles, copies, vendors'."""
    make = partial(job, rng, "postgresql")
    mine = {area: [name for name in TABLES if name.startswith(f"{area}.")] for area in AREAS[:15]}
    return [
        *(make(f"{area}_app", f"{area}-service", (8, 12)[number % 2] * HOUR, 3, names[:4], ("read", "write", "read"),
               node) for number, (area, names) in enumerate(mine.items())),
        *(make(f"{area}_night", f"{area}-jobs", DAY, 14, mine[area], ("read", "write", "count"), node)
          for area in ("admissions", "labs", "claims", "referrals")),
        make("engine_rw", "fhir-router", 2 * HOUR, 5, (*mine["labs"][:3], *mine["imaging"][:3]), ("write", "read"),
             ENGINE),
        make("reports_ro", "metabase", 8 * HOUR, 8, TABLES[::3], ("read", "count"), node),
        make("registry_ro", "RStudio", 12 * HOUR, 6, (*mine["labs"], *mine["imaging"]), ("read", "count", "columns"),
             OFFICES[0], only=workdays),
        make("nightly_dump", "pg_dump", DAY, 42, TABLES, ("copy",), TEND),
        make("month_claims", "claims-batch", DAY, 110, (*mine["claims"], *mine["billing"]), ("read", "write"), BOOKS,
             only=month_end),
        make("dba_north", "DBeaver 26.3.0", DAY, 8, TABLES[:20], ("tables", "count", "columns"), OFFICES[0],
             only=workdays),
        make("dba_south", "psql", DAY, 6, TABLES[30:56], ("tables", "count", "roles", "sessions"), OFFICES[4],
             only=workdays),
        make("schema_steps", "flyway", DAY, 5, TABLES[:40], ("make-table", "columns", "tables"), builder,
             only=workdays),
        make("old_rosters", "psql", 8 * HOUR, 2, mine["rosters"][:1], ("read!1",), OLD),
        sold(make("staffbridge_rw", "staffbridge", 4 * HOUR, 4, mine["rosters"][:2], ("read", "write"))),
        sold(make("dosewatch_ro", "psycopg", 6 * HOUR, 4, mine["pharmacy"][:3], ("read", "count"))),
    ]  # fmt: skip


def systems() -> tuple[System, ...]:
    """What the group uses."""
    guides = tuple(f"{space}/{title}" for space in SPACES[:4] for title in ("Access", "Builds", "Vault", "VPN"))
    entra = microsoft.Microsoft(begins_with=office.tenant, domain=DOMAIN, tenant=TENANT)
    return (
        entra,
        azure.Azure(begins_with=_azure, domain=DOMAIN, tenant=entra, groups=GROUPS, staff="engineering",
                    subscription="2c71e9f4-08ab-4d63-9be5-d7a0416f8c25"),
        aws.Aws(begins_with=_aws, domain=DOMAIN, account=ACCOUNT, staff="engineering",
                unlisted=("am-scan-node", "am-reminder-function")),
        kubernetes.Kubernetes(begins_with=_kubernetes, domain=DOMAIN, teams=AREAS, staff="engineering",
                              unlisted=("platform/node-agent", "engine/router")),
        openbao.Openbao(begins_with=_openbao, domain=DOMAIN, teams=AREAS, staff="engineering"),
        postgresql.Postgresql(begins_with=_postgresql),
        mariadb.Mariadb(begins_with=office.old_servers, base="old_ward"),
        gitlab.Gitlab(begins_with=office.code, projects=PROJECTS, areas=AREAS[:8], mirrors=("routes", "devices"),
                      host="code.aldermoor.example", accounts=OWN_TOKEN, staff="engineering"),
        jira.Jira(begins_with=office.tickets, domain=DOMAIN, host="https://desk.aldermoor.example", boards=BOARDS),
        confluence.Confluence(begins_with=office.pages, spaces=SPACES, guides=guides),
    )  # fmt: skip


COMPANY = Company("aldermoor", BEGINS, ENDS, staff(TEAMS, person), systems)
