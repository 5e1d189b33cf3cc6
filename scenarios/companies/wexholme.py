"""The maker of medical devices: plants on three continents, devices that report from hospitals, three clouds' worth.

Business and plants are in Azure and Microsoft 365, what is near the devices in Google Cloud. What has to come from
many networks stands in 240.0.0.0/4, which RFC 1112 reserves and nobody routes.
"""

from functools import partial
from random import Random

from keyroll.replay.times import DAY, HOUR
from scenarios.companies import wexholme_office as office
from scenarios.companies.wexholme_places import (
    AREAS,
    BEGINS,
    BOARDS,
    BOOKS,
    BUCKETS,
    DOMAIN,
    ENDS,
    GROUPS,
    IMAGES,
    LINES,
    MACHINES,
    NEAR,
    OFFICES,
    OLD,
    OWN_TOKEN,
    PLANTS,
    PRINT,
    PROJECT,
    PROJECTS,
    REPORTS,
    SETTINGS,
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
    near,
    node,
    person,
    sold,
)
from scenarios.company import Company
from scenarios.machine import FOREVER, Machine, job, staff, workdays
from scenarios.systems import (
    System,
    azure,
    confluence,
    gcp,
    gitlab,
    jira,
    kubernetes,
    microsoft,
    openbao,
    postgresql,
)

GO, PYTHON = "google-api-go-client/0.5 gl-go/1.26.4", "gcloud-python/2.29.0 gl-python/3.14.4 grpc/1.84.2"
JAVA, SDK = "gcloud-java/2.71.0 gl-java/25.0.4 gax/2.80.0", "google-cloud-sdk gcloud/583.0.0"
AZURERM, ARM = "Terraform/1.15.6 azurerm/5.6.0", "azsdk-python-mgmt-compute/34.4.0 Python/3.14.5 (Linux-6.12-x86_64)"
VAULT_SDK = "azsdk-java-keyvault-secrets/4.12.0 (25.0.4; Linux; 6.12)"
FLUX = "kustomize-controller/v1.9.2"
MODELS = ("signals", "complaints", "forecast", "reading", "letters")


def _devices(rng: Random) -> list[Machine]:
    """Keys of what devices talk to, in each region for four; partners' and technicians'; models; attached accounts."""
    make = partial(job, rng, "gcp")
    own = {area: (f"wx-{area}-raw", f"wx-{area}-shared") for area in NEAR}
    return [
        *(make(f"wx-{area}", (GO, PYTHON, JAVA)[number % 3], (4, 6, 8)[number % 3] * HOUR, 4, own[area],
               (("read", "put"), ("put", "list", "read"), ("secret", "read"))[number % 3], gate)
          for number, area in enumerate(NEAR)),
        *(make(f"wx-{area}-{region}", (GO, JAVA)[number % 2], (6, 4, 8, 12)[number] * HOUR, 3, own[area],
               ("put", "put", "read"), near) for number, area in enumerate(NEAR[:2] + NEAR[3:5]) for region in PLANTS),
        *(make(f"wx-partner-{name}", "report-fetch/3.4 (okhttp/5.7.0)", (6, 12)[number % 2] * HOUR, 5, REPORTS[name],
               ("read", "read", "list"), LINES[name], only=workdays) for number, name in enumerate(LINES)),
        *(make(f"wx-model-{name}", PYTHON, (2, 6, 12)[number % 3] * HOUR, 4,
               ("gemini-3.1-pro", "gemini-3.1-flash")[number % 2 :], ("model",), gate)
          for number, name in enumerate(MODELS)),
        make("wx-field-tool", "fieldkit/7.2 (Android 16)", HOUR, 4, SETTINGS, ("read", "put"), line),
        make("wx-settings-copies", GO, 3 * HOUR, 6, SETTINGS, ("put", "put", "read"), near),
        make("wx-firmware-push", GO, 6 * HOUR, 5, IMAGES, ("read", "list"), near),
        make("wx-lake-run", PYTHON, 4 * HOUR, 6, own["telemetry"], ("read", "query", "put"), near, key="attached/lake"),
        make("wx-gateway-run", GO, 2 * HOUR, 4, own["pairing"], ("read", "put"), near, key="attached/gateway"),
        make("wx-default-compute", GO, 12 * HOUR, 2, own["alerts"], ("read",), near, key="attached/default"),
    ]  # fmt: skip


def _gcp(rng: Random) -> list[Machine]:
    """Besides what is near devices: keys of builds, copies, lists, books, research, firms; some that nobody uses."""
    make = partial(job, rng, "gcp")
    deploy = make("wx-deploy", SDK, 3 * HOUR, 4, ("wx-firmware-shared", "wx-pairing-shared"), ("put", "list", "put"),
                  builder)  # fmt: skip
    return [
        *_devices(rng),
        deploy,
        make(deploy.name, SDK, 12 * HOUR, 3, ("wx-firmware-shared",), ("list", "put"), PRINT, key=deploy.key,
             job="print"),
        make("wx-terraform", "Terraform/1.15.6 terraform-provider-google/7.46.0", 8 * HOUR, 12, BUCKETS,
             ("policy", "accounts", "list", "label", "machines"), builder, only=workdays),
        make("wx-zone", "external-dns/v0.20.0", 4 * HOUR, 3, [f"{area}-{side}" for area in NEAR for side in "ab"],
             ("names", "names-read"), gate),
        make("wx-night-lake", PYTHON, DAY, 50, ("signals", "alarms", "uptime"), ("query", "table-rows"), gate),
        make("wx-signals", PYTHON, 8 * HOUR, 9, ("signals", "wx-telemetry-past"), ("table-rows", "query"), OFFICES[4],
             only=workdays),
        make("wx-dumps", SDK, DAY, 24, BUCKETS, ("list", "put", "databases"), TEND),
        make("wx-inventory", SDK, 7 * DAY, 60, BUCKETS, ("accounts", "keys", "buckets", "list", "secrets"), WATCH),
        make("wx-watch", GO, 4 * HOUR, 4, BUCKETS, ("machines", "quotas", "list"), WATCH),
        make("wx-service-bills", JAVA, DAY, 70, ("uptime",), ("query", "table-rows"), BOOKS, only=month_end),
        make("wx-archive", SDK, 7 * DAY, 40, ("wx-reports-past", "wx-clinics-past"), ("put", "list"), TEND),
        make("wx-old-bench", PYTHON, 12 * HOUR, 2, ("wx-pairing-past",), ("read!1", "list!1"), OLD),
        make("wx-congress-2024", PYTHON, FOREVER, 1, (), ("machines",), OFFICES[0]),
        make("wx-emergency", SDK, FOREVER, 1, (), ("machines",), OFFICES[0]),
        sold(make("wx-coldpost", JAVA, 3 * HOUR, 4, [f"wx-service-shared/objects/way/{n:04d}.json" for n in range(200)],
                  ("read", "put"))),
        sold(make("wx-gammabay", PYTHON, 6 * HOUR, 4, ("wx-reports-raw",), ("put", "list"))),
        sold(make("wx-partloom", GO, 8 * HOUR, 3, ("wx-service-shared",), ("read", "list"))),
    ]  # fmt: skip


def _azure(rng: Random) -> list[Machine]:
    """Applications for lines, labels and documents of each plant, for sites, copies, keys of stores, models, books."""
    make = partial(job, rng, "azure")
    return [
        *(make(f"Line control {plant}", ARM, 6 * HOUR, 4, MACHINES[place * 2:place * 2 + 4], ("start", "stop", "tag"),
               OFFICES[1 + place]) for place, plant in enumerate(PLANTS)),
        *(make(f"Label press {plant}", VAULT_SDK, 4 * HOUR, 3, (f"wx-labels/{plant}", "wx-labels/fonts"),
               ("secret", "sign-in"), PRINT) for plant in PLANTS),
        *(make(f"Batch papers {plant}", VAULT_SDK, 8 * HOUR, 3, (f"wx-batches/{plant}", "wx-batches/seal"),
               ("secret", "sign-in"), OFFICES[1 + place]) for place, plant in enumerate(PLANTS)),
        *(make(f"{area} sites", VAULT_SDK, (12, 8)[number % 2] * HOUR, 3, (f"wx-sites/{area}",), ("secret", "sign-in"),
               node) for number, area in enumerate(AREAS[8:20])),
        make("Azure deployments", AZURERM, 6 * HOUR, 8, ("labels", "documents", "portal", "training"),
             ("deployment", "site", "tag", "sign-in", "site-settings"), builder, only=workdays),
        make("Machine keeper", ARM, 6 * HOUR, 5, MACHINES, ("vm", "run", "tag", "sign-in", "stop"), TEND),
        make("Night copies", ARM, DAY, 28, MACHINES, ("snapshot", "drop-snapshot", "snapshot", "sign-in"), TEND),
        make("Store keys", ARM, 7 * DAY, 8, ("wxlabels", "wxquality", "wxresearch"),
             ("storage-keys", "new-key", "set-secret", "sign-in"), TEND),
        make("Model gateway", VAULT_SDK, 3 * HOUR, 4, [f"wx-models/{name}" for name in MODELS], ("secret", "sign-in"),
             gate),
        make("Quality documents", VAULT_SDK, 12 * HOUR, 4, ("wx-quality/sign", "wx-quality/archive"),
             ("secret", "secrets", "sign-in"), gate),
        make("Data rules", AZURERM, DAY, 4, ("wx-sql-orders", "wx-sql-training"), ("sql-firewall", "sign-in", "net"),
             builder, only=workdays),
        make("Month counts", VAULT_SDK, DAY, 20, ("wx-books/stock", "wx-books/bank"), ("secret", "sign-in"), BOOKS,
             only=month_end),
        make("Desktop pool", ARM, 4 * HOUR, 6, MACHINES[20:25], ("start", "stop", "scale", "sign-in"), gate),
        make("Old batch tool", "ADAL.NetCore/5.2.9", 2 * HOUR, 1, (), ("sign-in!1",), OLD),
        sold(make("Lingward letters", "okhttp/5.7.0", DAY, 5, ("training",), ("sign-in", "site-settings"))),
        sold(make("Gammabay doses", "okhttp/5.7.0", 8 * HOUR, 2, ("wx-quality/doses",), ("secret", "sign-in"))),
    ]  # fmt: skip


def _kubernetes(rng: Random) -> list[Machine]:
    """A deployer for each service and an account of its own for twelve; builds, secrets, rules, agents, copies."""
    make, everywhere = partial(job, rng, "kubernetes"), [f"{area}:{area}-app" for area in AREAS]
    return [
        *(make(f"{area}/deployer", FLUX, (12, 8)[number % 2] * HOUR, 3, [f"{area}-app", f"{area}-jobs"],
               ("pods", "config", "deploy"), node) for number, area in enumerate(AREAS)),
        *(make(f"{area}/app", ("okhttp/5.7.0", "KubernetesClient/19.0.2")[number % 2], DAY, 2, [f"{area}-app"],
               ("config", "lease"), node) for number, area in enumerate(AREAS[:12])),
        make("builds/runner", "gitlab-runner/18.12.0 linux/amd64", 3 * HOUR, 7, [f"job-{n:04d}" for n in range(800)],
             ("pod", "exec", "drop-pod", "pods", "log"), node),
        make("platform/secret-sync", "external-secrets/v2.8.1", 6 * HOUR, 8, everywhere, ("secret", "secrets"), node),
        make("platform/certs", "cert-manager/v1.23.1", 8 * HOUR, 5, everywhere, ("secret", "config"), node),
        make("platform/rules", "kyverno/v1.20.1 (linux/amd64)", 6 * HOUR, 6, everywhere, ("pods", "namespaces"), node),
        make("platform/node-agent", "node-agent/3.3.0", 4 * HOUR, 5, everywhere, ("pods", "nodes", "lease"), node),
        make("platform/bus", "rabbitmq-cluster-operator/v2.19.0", 6 * HOUR, 4, ["bus:queues", "bus:users"],
             ("config", "secret", "lease"), node),
        make("watch/agent", "Prometheus/3.18.0", 2 * HOUR, 4, everywhere, ("pods", "nodes"), node),
        make("stock/count", "kubectl/v1.36.2 (linux/amd64) kubernetes/41b0c7e", DAY, 12, ["stock-count"],
             ("jobs", "pods", "log"), node, only=month_end),
        make("backup/velero", "velero-server/v1.21.1 (linux/amd64)", DAY, 28, everywhere,
             ("secrets", "config", "volumes", "pods"), node),
    ]  # fmt: skip


def _openbao(rng: Random) -> list[Machine]:
    """Tokens of services, of jobs of six, of two kinds of host in each plant, of builds, printers, books, hosts."""
    make = partial(job, rng, "openbao", acts=("read",))
    return [
        *(make(f"token-{area}", ("Go-http-client/2.0", "hvac/2.7.1")[number % 2], (12 * HOUR, DAY)[number % 2], 3,
               (f"{area}/db", f"{area}/bus", "shared/ca"), where=gate) for number, area in enumerate(AREAS)),
        *(make(f"token-{area}-jobs", "Go-http-client/2.0", DAY, 3, (f"{area}/db", f"{area}/jobs"), where=gate)
          for area in AREAS[6:12]),
        *(make(f"token-{kind}-{plant}", "curl/8.17.0", (8 * HOUR, DAY)[number], 2,
               (f"plants/{plant}/{kind}", "shared/ca"), where=OFFICES[1 + place])
          for number, kind in enumerate(("lines", "ovens")) for place, plant in enumerate(PLANTS)),
        make("token-builds", "bao/2.8.1", 3 * HOUR, 3, ("builds/registry", "builds/deploy", "builds/packages"),
             where=builder),
        make("token-print", "hvac/2.7.1", 4 * HOUR, 3, ("labels/press", "shared/ca"), where=PRINT),
        make("token-books", "hvac/2.7.1", DAY, 9, ("books/bank", "books/stock", "shared/ca"), where=BOOKS,
             only=month_end),
        make("token-tend", "bao/2.8.1", DAY, 8, ("tend/hosts", "tend/dumps", "shared/ca"), where=TEND),
        make("token-breakglass", "bao/2.8.1", FOREVER, 1, ("tend/hosts",), where=TEND),
    ]  # fmt: skip


def _postgresql(rng: Random) -> list[Machine]:
    """A role a service, nights, month's end, reports, researchers, administrators' own roles, copies, firms'."""
    make = partial(job, rng, "postgresql")
    mine: dict[str, list[str]] = {}
    for name in TABLES:
        mine.setdefault(name.partition(".")[0], []).append(name)
    return [
        *(make(f"{area}_app", f"{area}-service", (8, 12, 6)[number % 3] * HOUR, 3, names[:3], ("read", "write", "read"),
               node) for number, (area, names) in enumerate(mine.items())),
        *(make(f"{area}_night", f"{area}-jobs", DAY, 14, mine[area], ("read", "write", "count"), node)
          for area in ("stock", "batches", "billing")),
        make("lines_rw", "line-recorder", HOUR, 4, (*mine["batches"][:3], *mine["recipes"][:2]), ("write", "read"),
             OFFICES[1]),
        make("reports_ro", "metabase", 8 * HOUR, 8, TABLES[::3], ("read", "count"), node),
        make("quality_ro", "RStudio", 12 * HOUR, 6, (*mine["complaints"], *mine["sterility"]),
             ("read", "count", "columns"), OFFICES[0], only=workdays),
        make("nightly_dump", "pg_dump", DAY, 40, TABLES, ("copy",), TEND),
        make("month_count", "count-batch", DAY, 90, (*mine["stock"], *mine["billing"]), ("read", "write"), BOOKS,
             only=month_end),
        make("dba_jena", "DBeaver 26.3.0", DAY, 8, TABLES[:20], ("tables", "count", "columns"), OFFICES[0],
             only=workdays),
        make("dba_png", "psql", DAY, 6, TABLES[24:50], ("tables", "count", "roles", "sessions"), OFFICES[2],
             only=workdays),
        make("schema_steps", "flyway", DAY, 5, TABLES[:40], ("make-table", "columns", "tables"), builder,
             only=workdays),
        make("old_batches", "psql", 8 * HOUR, 2, mine["batches"][:1], ("read!1",), OLD),
        sold(make("partloom_rw", "partloom", 4 * HOUR, 4, mine["suppliers"][:2], ("read", "write"))),
    ]  # fmt: skip


def systems() -> tuple[System, ...]:
    """What the maker uses."""
    guides = tuple(f"{space}/{title}" for space in SPACES[:4] for title in ("Access", "Builds", "Vault", "VPN"))
    entra = microsoft.Microsoft(begins_with=office.tenant, domain=DOMAIN, tenant=TENANT)
    return (
        entra,
        azure.Azure(begins_with=_azure, domain=DOMAIN, tenant=entra, groups=GROUPS, staff="engineering",
                    subscription="93b5d8e0-2c74-4fa1-b6e8-05d1c7fa4e39"),
        gcp.Gcp(begins_with=_gcp, domain=DOMAIN, project=PROJECT, buckets=BUCKETS, staff="engineering",
                unlisted=("wx-lake-run", "wx-default-compute")),
        kubernetes.Kubernetes(begins_with=_kubernetes, domain=DOMAIN, teams=AREAS, staff="engineering",
                              unlisted=("platform/node-agent", "platform/bus")),
        openbao.Openbao(begins_with=_openbao, domain=DOMAIN, teams=AREAS, staff="engineering"),
        postgresql.Postgresql(begins_with=_postgresql),
        gitlab.Gitlab(begins_with=office.code, projects=PROJECTS, areas=AREAS[:8], mirrors=("lines", "devices"),
                      host="code.wexholme.example", accounts=OWN_TOKEN, staff="engineering"),
        jira.Jira(begins_with=office.tickets, domain=DOMAIN, host="https://desk.wexholme.example", boards=BOARDS),
        confluence.Confluence(begins_with=office.pages, spaces=SPACES, guides=guides),
    )  # fmt: skip


COMPANY = Company("wexholme", BEGINS, ENDS, staff(TEAMS, person), systems)
