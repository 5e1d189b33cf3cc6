"""The water company: works, mains and meters of four regions, on Azure and Google Cloud, with customers' bills.

Works and the control room go around the clock; crews drive. What has to come from many networks stands in 240.0.0.0/4,
which RFC 1112 reserves and nobody routes.
"""

from functools import partial
from random import Random

from keyroll.replay.times import DAY, HOUR
from scenarios.companies import tollgarth_office as office
from scenarios.companies.tollgarth_places import (
    AREAS,
    BEGINS,
    BOARDS,
    BOOKS,
    BUCKETS,
    DOMAIN,
    ENDS,
    GROUPS,
    NOTEBOOKS,
    OFFICES,
    OWN_TOKEN,
    PLANT,
    PROJECTS,
    REGIONS,
    SETS,
    SPACES,
    TABLES,
    TEAMS,
    TENANT,
    TEND,
    TILES,
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
    azure,
    confluence,
    gcp,
    gitlab,
    jira,
    kubernetes,
    mariadb,
    microsoft,
    openbao,
    salesforce,
    slack,
)

PYTHON = "gcloud-python/2.29.1 gl-python/3.14.5 grpc/1.85.0"
JAVA = "gcloud-java/2.63.1 gl-java/25.0.4 gax/2.71.0"
GO = "google-api-go-client/0.5 gl-go/1.26.4"
SDK = "google-cloud-sdk gcloud/586.0.0"
TERRAFORM = "Terraform/1.15.6 terraform-provider-google/7.47.0"
ARM = "azsdk-python-mgmt-compute/34.3.0 Python/3.14.4 (Linux-6.12-x86_64)"
VAULT_SDK = "azsdk-net-Security.KeyVault.Secrets/4.10.0 (.NET 10.0.6; Ubuntu 24.04)"
_ARGO = "argocd-application-controller/v3.6.0 (linux/amd64) kubernetes/$Format"


def _gcp(rng: Random) -> list[Machine]:
    """A key of each service, in each region for five; attached accounts; maps, notebooks, bills, vendors, nobody's."""
    make = partial(job, rng, "gcp")
    near = {area: (f"tg-{area}-raw", f"tg-{area}-clean") for area in AREAS[:12]}
    acts = (("read", "put", "list"), ("put", "list"), ("read", "put"))
    deploy = make("tg-deploy", SDK, 4 * HOUR, 4, ("tg-portal-site", "tg-forms"), ("put", "list"), builder)
    return [
        *(make(f"tg-{area}", (JAVA, PYTHON, GO)[number % 3], (8, 6, 12)[number % 3] * HOUR, 4,
               near.get(area, (f"tg-{AREAS[number % 12]}-clean",)), acts[number % 3], gate)
          for number, area in enumerate(AREAS) if area != "maps"),
        *(make(f"tg-{area}-{region}", (GO, PYTHON)[number % 2], (6, 12)[number % 2] * HOUR, 3, near[area],
               ("put", "list"), PLANT if number % 2 else line)
          for number, area in enumerate(AREAS[:5]) for region in REGIONS),
        *(make(f"tg-{area}-run", JAVA, 12 * HOUR, 4, near[area], ("read", "put", "secret"), node,
               key=f"attached/{area}")
          for area in AREAS[6:11]),
        make("tg-portal-run", "gcloud-node-storage/8.3.0 gl-node/26.5.0", 4 * HOUR, 4,
             ("portal-session", "portal-mail"), ("secret",), gate, key="attached/portal"),
        make("tg-maps", GO, HOUR, 12, TILES, ("read", "read", "list"), gate),
        make("tg-notebooks", PYTHON, 6 * HOUR, 12, ("readings", "flows"), ("query", "table-rows", "secret"), NOTEBOOKS),
        make("tg-forecast", PYTHON, DAY, 8, ("gemini-3-flash",), ("model",), gate),
        deploy,
        make(deploy.name, SDK, 12 * HOUR, 3, ("tg-forms",), ("put", "list"), BOOKS, key=deploy.key, job="books"),
        make("tg-month", PYTHON, DAY, 120, ("charges", "customers"), ("query", "query", "secret"), BOOKS,
             only=month_end),
        make("tg-month-letters", JAVA, DAY, 80, ("tg-bills-clean",), ("put", "read"), BOOKS, only=month_end),
        make("tg-regulator", PYTHON, DAY, 60, ("quality", "leakage"), ("query",), BOOKS, only=month_end),
        make("tg-terraform", TERRAFORM, 8 * HOUR, 14, BUCKETS, ("policy", "accounts", "list", "label", "machines"),
             builder, only=workdays),
        make("tg-dumps", SDK, DAY, 36, BUCKETS, ("list", "put", "databases"), TEND),
        make("tg-inventory", SDK, 7 * DAY, 60, BUCKETS, ("accounts", "keys", "buckets", "list", "secrets"), WATCH),
        make("tg-watch", GO, 2 * HOUR, 3, BUCKETS, ("machines", "quotas", "list"), WATCH),
        make("tg-trial-2022", PYTHON, FOREVER, 1, ("tg-leaks-past",), ("read",), OFFICES[0]),
        make("tg-emergency", SDK, FOREVER, 1, (), ("machines",), OFFICES[0]),
        sold(make("tg-pennycloud", "python-requests/2.35.1", 6 * HOUR, 10, SETS, ("query", "tables", "datasets"))),
        sold(make("tg-skyfall", GO, 3 * HOUR, 4, ("tg-levels-raw",), ("put",))),
        sold(make("tg-fathomlink", JAVA, 2 * HOUR, 6, near["meters"], ("put", "read"))),
        sold(make("tg-puretest", PYTHON, DAY, 12, near["samples"], ("put", "list"))),
        make("tg-old-telemetry", PYTHON, 12 * HOUR, 2, ("tg-pumps-past",), ("list!1", "read!1"), PLANT),
    ]  # fmt: skip


def _azure(rng: Random) -> list[Machine]:
    """Applications for screens of works, documents, sites, names, copies, keys of stores; one for each region's."""
    make = partial(job, rng, "azure")
    machines = [f"{group}-vm{number}" for group in GROUPS for number in range(5)]
    return [
        *(make(f"Works screens {region}", ARM, 12 * HOUR, 5, machines[place * 5:place * 5 + 5],
               ("sign-in", "start", "stop"), gate) for place, region in enumerate(REGIONS)),
        *(make(f"Plant documents {region}", VAULT_SDK, 8 * HOUR, 3,
               (f"tg-plant-{region}/forms", f"tg-plant-{region}/seal"), ("secret", "sign-in"), PLANT)
          for region in REGIONS),
        *(make(f"{area} sites", VAULT_SDK, 12 * HOUR, 3, (f"tg-sites/{area}",), ("secret", "sign-in"), node)
          for area in AREAS[10:18]),
        make("Azure deployments", "Terraform/1.15.6 azurerm/5.5.0", 8 * HOUR, 8, ("screens", "documents", "portal"),
             ("deployment", "site", "tag", "sign-in", "site-settings", "publish-profile"), builder, only=workdays),
        make("Site names", "lego/4.30.1", DAY, 3, ("tollgarth.example", "tollgarth-sites.example"),
             ("zone-record", "sign-in"), gate),
        make("Machine keeper", ARM, 6 * HOUR, 5, machines, ("vm", "run", "tag", "sign-in", "stop"), TEND),
        make("Night copies", ARM, DAY, 26, machines, ("snapshot", "drop-snapshot", "snapshot", "sign-in"), TEND),
        make("Store keys", ARM, 7 * DAY, 8, ("tgdocs", "tgscreens", "tgplant"), ("storage-keys", "new-key",
             "set-secret", "sign-in"), TEND),
        make("Data rules", "Terraform/1.15.6 azurerm/5.5.0", DAY, 4, ("tg-sql-bills", "tg-sql-works"),
             ("sql-firewall", "sign-in", "net"), builder, only=workdays),
        make("Month papers", VAULT_SDK, DAY, 20, ("tg-books/tariffs", "tg-books/bank"), ("secret", "sign-in"), BOOKS,
             only=month_end),
        make("Old works tool", "ADAL.NetCore/5.2.9", HOUR, 1, (), ("sign-in!1",), PLANT),
        sold(make("Fathomlink settings", "okhttp/5.7.0", DAY, 5, ("telemetry",), ("sign-in", "site-settings"))),
    ]  # fmt: skip


def _kubernetes(rng: Random) -> list[Machine]:
    """A deployer and an account of its own for each service; builds, assistants, secrets, agents, copies."""
    make, everywhere = partial(job, rng, "kubernetes"), [f"{area}:{area}-app" for area in AREAS]
    return [
        *(make(f"{area}/deployer", _ARGO, (8, 12)[number % 2] * HOUR, 3, [f"{area}-app", f"{area}-jobs"],
               ("pods", "config", "deploy"), node) for number, area in enumerate(AREAS)),
        *(make(f"{area}/app", "okhttp/5.7.0", DAY, 2, [f"{area}-app"], ("config", "lease"), node) for area in AREAS),
        make("assistant/answers", "python-httpx/0.29.1", 6 * HOUR, 3, ["assistant:answers"], ("config", "lease"), node),
        make("builds/runner", "gitlab-runner/18.11.0 linux/amd64", 3 * HOUR, 7,
             [f"job-{number:04d}" for number in range(800)], ("pod", "exec", "drop-pod", "pods", "log"), node),
        make("platform/secret-sync", "external-secrets/v2.8.0", 6 * HOUR, 8, everywhere, ("secret", "secrets"), node),
        make("platform/certs", "cert-manager/v1.23.0", 8 * HOUR, 5, everywhere, ("secret", "config"), node),
        make("platform/rules", "kyverno/v1.20.0 (linux/amd64)", 6 * HOUR, 6, everywhere, ("pods", "namespaces"), node),
        make("platform/node-agent", "node-agent/3.2.0", 4 * HOUR, 5, everywhere, ("pods", "nodes", "lease"), node),
        make("watch/agent", "Prometheus/3.17.0", 2 * HOUR, 4, everywhere, ("pods", "nodes"), node),
        make("bills/month", "kubectl/v1.36.2 (linux/amd64) kubernetes/41b0c7e", DAY, 12, ["bills-month"],
             ("jobs", "pods", "log"), node, only=month_end),
        make("backup/velero", "velero-server/v1.21.0 (linux/amd64)", DAY, 28, everywhere,
             ("secrets", "config", "volumes", "pods"), node),
    ]  # fmt: skip


def _openbao(rng: Random) -> list[Machine]:
    """Tokens of services and of their jobs, of plant in each region, of builds, notebooks, tending, the books."""
    make = partial(job, rng, "openbao", acts=("read",))
    return [
        *(make(f"token-{area}", ("hvac/2.7.1", "Go-http-client/2.0")[number % 2], (12 * HOUR, DAY)[number % 2], 3,
               (f"{area}/db", f"{area}/bus", "shared/ca"), where=gate) for number, area in enumerate(AREAS)),
        *(make(f"token-{area}-jobs", "Go-http-client/2.0", DAY, 3, (f"{area}/db", f"{area}/jobs"), where=gate)
          for area in AREAS[:10]),
        *(make(f"token-plant-{region}", "curl/8.16.0", (8 * HOUR, 12 * HOUR)[place % 2], 2,
               (f"plant/{region}/gateway", "shared/ca"), where=PLANT) for place, region in enumerate(REGIONS)),
        make("token-builds", "bao/2.8.0", 3 * HOUR, 3, ("builds/registry", "builds/deploy", "builds/packages"),
             where=builder),
        make("token-notebooks", "hvac/2.7.1", 8 * HOUR, 2, ("notebooks/db", "shared/ca"), where=NOTEBOOKS),
        make("token-books", "hvac/2.7.1", DAY, 9, ("books/bank", "books/tariffs", "shared/ca"), where=BOOKS,
             only=month_end),
        make("token-tend", "bao/2.8.0", DAY, 8, ("tend/hosts", "tend/dumps", "shared/ca"), where=TEND),
        make("token-breakglass", "bao/2.8.0", FOREVER, 1, ("tend/hosts",), where=TEND),
    ]  # fmt: skip


def _mariadb(rng: Random) -> list[Machine]:
    """An account a service, nights, month's end, reports, administrators' own, copies, a vendor's."""
    make = partial(job, rng, "mariadb")
    mine = {area: [name for name in TABLES if name.startswith(area)] for area in AREAS[:14]}
    return [
        *(make(f"{area}_app", "", (8 * HOUR, 12 * HOUR)[number % 2], 3, names[:4], ("read", "write", "read", "update"),
               node) for number, (area, names) in enumerate(mine.items())),
        *(make(f"{area}_night", "", DAY, 14, mine[area], ("read", "write", "count"), node)
          for area in ("meters", "bills", "leaks")),
        make("warehouse_load", "", DAY, 30, TABLES[::2], ("all",), TEND),
        make("notebooks_ro", "", 8 * HOUR, 8, (*mine["meters"], *mine["leaks"]), ("read", "count"), NOTEBOOKS),
        make("reports_ro", "", 8 * HOUR, 8, TABLES[::3], ("read", "count"), node),
        make("nightly_dump", "", DAY, 40, TABLES, ("dump",), TEND),
        make("month_bills", "", DAY, 120, (*mine["bills"], *mine["tariffs"]), ("read", "write"), BOOKS, only=month_end),
        make("dba_one", "", DAY, 8, TABLES[:20], ("tables", "count", "columns"), OFFICES[0], only=workdays),
        make("dba_two", "", DAY, 6, TABLES[20:50], ("tables", "count", "grants", "list"), OFFICES[0], only=workdays),
        make("schema_steps", "", DAY, 5, TABLES[:40], ("index", "make-table", "columns"), builder, only=workdays),
        make("old_portal", "", 8 * HOUR, 2, mine["portal"][:1], ("read!1",), BOOKS),
        sold(make("fathomlink_rw", "", 4 * HOUR, 5, mine["meters"][:2], ("read", "write"))),
    ]  # fmt: skip


def systems() -> tuple[System, ...]:
    """What the company uses."""
    guides = tuple(f"{space}/{title}" for space in SPACES[:4] for title in ("Access", "Builds", "Vault", "VPN"))
    entra = microsoft.Microsoft(begins_with=office.tenant, domain=DOMAIN, tenant=TENANT)
    return (
        entra,
        azure.Azure(begins_with=_azure, domain=DOMAIN, tenant=entra, groups=GROUPS, staff="engineering",
                    subscription="c80e3a57-94d2-4b16-a7f0-2d5b6e91c384"),
        gcp.Gcp(begins_with=_gcp, domain=DOMAIN, project="tollgarth-water-318", buckets=BUCKETS, staff="engineering",
                unlisted=("tg-portal-run", "tg-alarms-run")),
        kubernetes.Kubernetes(begins_with=_kubernetes, domain=DOMAIN, teams=AREAS, staff="engineering",
                              unlisted=("platform/node-agent", "assistant/answers")),
        openbao.Openbao(begins_with=_openbao, domain=DOMAIN, teams=AREAS, staff="engineering"),
        mariadb.Mariadb(begins_with=_mariadb),
        gitlab.Gitlab(begins_with=office.code, projects=PROJECTS, areas=AREAS[:8], mirrors=("screens", "gateway"),
                      host="code.tollgarth.example", accounts=OWN_TOKEN, staff="engineering"),
        salesforce.Salesforce(begins_with=office.customers, staff="calls"),
        slack.Slack(begins_with=office.chat, workspace=("T0TOLLG318", "Tollgarth")),
        jira.Jira(begins_with=office.tickets, domain=DOMAIN, host="https://desk.tollgarth.example", boards=BOARDS),
        confluence.Confluence(begins_with=office.pages, spaces=SPACES, guides=guides),
    )  # fmt: skip


COMPANY = Company("tollgarth", BEGINS, ENDS, staff(TEAMS, person), systems)
