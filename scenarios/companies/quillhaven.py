"""The company that forwards freight and runs terminals in four ports, with the most machines' credentials of all.

Ports in Gdynia, Durban, Santos and Busan; terminals work around the clock and forwarders travel. What has to come from
many networks stands in 240.0.0.0/4, which RFC 1112 reserves and nobody routes.
"""

from functools import partial
from random import Random

from keyroll.replay.times import DAY, HOUR
from scenarios.companies import quillhaven_office as office
from scenarios.companies.quillhaven_places import (
    AREAS,
    BEGINS,
    BOARDS,
    BOOKS,
    BUCKETS,
    CONSIGNEES,
    CUSTOMS,
    DOMAIN,
    ENDS,
    GROUPS,
    MANIFESTS,
    OFFICES,
    OWN_TOKEN,
    PORTS,
    PROJECTS,
    SPACES,
    TABLES,
    TABLETS,
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
    azure,
    confluence,
    gcp,
    gitlab,
    jira,
    kubernetes,
    microsoft,
    openbao,
    postgresql,
    slack,
)

PYTHON = "gcloud-python/2.28.0 gl-python/3.14.4 grpc/1.84.1"
JAVA = "gcloud-java/2.62.0 gl-java/25.0.3 gax/2.70.0"
GO = "google-api-go-client/0.5 gl-go/1.26.3"
SDK = "google-cloud-sdk gcloud/581.0.0"
TERRAFORM = "Terraform/1.15.4 terraform-provider-google/7.44.0"
ARM = "azsdk-python-mgmt-compute/34.1.0 Python/3.14.2 (Linux-6.12-x86_64)"
VAULT_SDK = "azsdk-net-Security.KeyVault.Secrets/4.9.0 (.NET 10.0.4; Ubuntu 24.04)"
_ARGO = "argocd-application-controller/v3.5.1 (linux/amd64) kubernetes/$Format"


def _gcp(rng: Random) -> list[Machine]:
    """A key of each service, in each port for eight; attached accounts; pages, tablets, books, vendors, nobody's."""
    make = partial(job, rng, "gcp")
    near = {area: (f"qh-{area}-raw", f"qh-{area}-shared") for area in AREAS[:12]}
    acts = (("read", "put"), ("put", "list", "read"), ("secret", "read"))
    deploy = make("qh-deploy", SDK, 3 * HOUR, 4, ("qh-portal-site", "qh-forms"), ("put", "list", "put"), builder)
    return [
        *(make(f"qh-{area}", (PYTHON, JAVA, GO)[number % 3], (6, 8, 12)[number % 3] * HOUR, 4,
               near.get(area, (f"qh-{AREAS[number % 12]}-shared",)), acts[number % 3], gate)
          for number, area in enumerate(AREAS)),
        *(make(f"qh-{area}-{port}", (GO, PYTHON)[number % 2], (8, 12)[number % 2] * HOUR, 3, near[area],
               ("put", "read"), f"198.18.{242 + place}.{40 + number}")
          for number, area in enumerate(AREAS[:8]) for place, port in enumerate(PORTS)),
        *(make(f"qh-{area}-run", JAVA, 12 * HOUR, 4, near[area], ("read", "put", "secret"), node,
               key=f"attached/{area}")
          for area in AREAS[4:11]),
        make("qh-pages-run", "gcloud-node-storage/8.2.1 gl-node/26.4.0", 3 * HOUR, 5, ("qh-portal-site", "qh-forms"),
             ("read", "list", "secret"), gate, key="attached/pages"),
        make("qh-scan-run", GO, 6 * HOUR, 5, near["gates"], ("read", "put"), "10.80.66.9", key="attached/scan"),
        make("qh-portal-signer", JAVA, HOUR, 14, CONSIGNEES, ("read", "read", "read", "put"), gate),
        deploy,
        make(deploy.name, SDK, 12 * HOUR, 3, ("qh-forms",), ("put", "list"), BOOKS, key=deploy.key, job="books"),
        make("qh-tablets", GO, 6 * HOUR, 3, ("qh-tablets/version.json", "qh-tablets/pack.zip"), ("read", "list", "put"),
             TABLETS),
        make("qh-gate-photos", PYTHON, 2 * HOUR, 4, near["gates"], ("put",), line),
        make("qh-manifest-send", JAVA, DAY, 60, MANIFESTS, ("read", "read", "put"), CUSTOMS),
        make("qh-month", PYTHON, DAY, 110, ("invoices", "tariffs", "claims"), ("query", "query", "secret"), BOOKS,
             only=month_end),
        make("qh-month-rail", PYTHON, DAY, 70, ("rail",), ("query", "read"), gate, only=month_end),
        make("qh-terraform", TERRAFORM, 8 * HOUR, 16, BUCKETS, ("policy", "accounts", "list", "label", "machines"),
             builder, only=workdays),
        make("qh-dumps", SDK, DAY, 40, BUCKETS, ("list", "put", "databases"), TEND),
        make("qh-models", PYTHON, 8 * HOUR, 20, ("slots", "rates"), ("query", "read"), gate),
        make("qh-inventory", SDK, 7 * DAY, 70, BUCKETS, ("accounts", "keys", "buckets", "list", "secrets"), WATCH),
        make("qh-watch", GO, 4 * HOUR, 4, BUCKETS, ("machines", "quotas", "list"), WATCH),
        make("qh-trial-2023", PYTHON, FOREVER, 1, ("qh-slots-archive",), ("read",), OFFICES[0][0]),
        make("qh-emergency", SDK, FOREVER, 1, (), ("machines",), OFFICES[0][0]),
        sold(make("qh-shiplens", PYTHON, 6 * HOUR, 8, near["vessels"], ("read", "list"))),
        sold(make("qh-tidemap", GO, 12 * HOUR, 5, near["berths"], ("put", "read"))),
        sold(make("qh-paperwell", JAVA, 4 * HOUR, 5, near["manifests"], ("read", "put"))),
        make("qh-old-yard", PYTHON, 12 * HOUR, 2, ("qh-yard-archive",), ("list!1", "read!1"), BOOKS),
    ]  # fmt: skip


def _azure(rng: Random) -> list[Machine]:
    """Applications that deploy, start and stop screens' machines, keep copies, read keys; one for each port's desk."""
    make = partial(job, rng, "azure")
    machines = [f"{group}-vm{number}" for group in GROUPS for number in range(6)]
    return [
        *(make(f"Terminal screens {port}", ARM, 12 * HOUR, 6, machines[place * 6:place * 6 + 6],
               ("sign-in", "start", "stop"), gate) for place, port in enumerate(PORTS)),
        *(make(f"Desk documents {port}", VAULT_SDK, 8 * HOUR, 3, (f"qh-desk-{port}/forms", f"qh-desk-{port}/stamp"),
               ("secret", "secret", "sign-in"), gate) for port in PORTS),
        *(make(f"{area} screens", VAULT_SDK, 12 * HOUR, 3, (f"qh-screens/{area}",), ("secret", "sign-in"), node)
          for area in AREAS[:8]),
        make("Azure deployments", "Terraform/1.15.4 azurerm/5.3.0", 8 * HOUR, 9, ("screens", "documents", "models"),
             ("deployment", "site", "tag", "sign-in", "site-settings"), builder, only=workdays),
        make("Machine keeper", ARM, 6 * HOUR, 5, machines, ("vm", "run", "tag", "sign-in", "stop"), TEND),
        make("Night copies", ARM, DAY, 30, machines, ("snapshot", "drop-snapshot", "snapshot", "sign-in"), TEND),
        make("Storage turner", ARM, 7 * DAY, 8, ("qhdocs", "qhscreens", "qhmodels"), ("storage-keys", "new-key",
             "set-secret", "sign-in"), TEND),
        make("Model trainer", ARM, 12 * HOUR, 4, ("models",), ("scale", "sign-in", "scale"), gate),
        make("Network rules", "Terraform/1.15.4 azurerm/5.3.0", DAY, 5, ("desks", "terminals"), ("net", "sign-in"),
             builder, only=workdays),
        make("Month documents", VAULT_SDK, DAY, 20, ("qh-books/tariffs", "qh-books/claims"), ("secret", "sign-in"),
             BOOKS, only=month_end),
        make("Old desk tool", "ADAL.NetCore/5.2.9", HOUR, 1, (), ("sign-in!1",), BOOKS),
        sold(make("Lintgate settings", "okhttp/5.6.0", DAY, 6, ("screens",), ("sign-in", "site-settings"))),
    ]  # fmt: skip


def _kubernetes(rng: Random) -> list[Machine]:
    """A deployer and an account of its own for each service; builds, pages, secrets, agents and copies."""
    make, everywhere = partial(job, rng, "kubernetes"), [f"{area}:{area}-app" for area in AREAS]
    return [
        *(make(f"{area}/deployer", _ARGO, (8, 12)[number % 2] * HOUR, 3, [f"{area}-app", f"{area}-jobs"],
               ("pods", "config", "deploy"), node) for number, area in enumerate(AREAS)),
        *(make(f"{area}/app", "kubernetes-client/java/25.1.0", DAY, 2, [f"{area}-app"], ("config", "lease"), node)
          for area in AREAS),
        make("builds/runner", "gitlab-runner/18.9.0 linux/amd64", 3 * HOUR, 8,
             [f"job-{number:04d}" for number in range(900)], ("pod", "exec", "drop-pod", "pods", "log"), node),
        make("pages/server", "node-fetch/4.0.1", 6 * HOUR, 2, ["pages:pages-app"], ("config",), node),
        make("platform/secret-sync", "external-secrets/v2.6.0", 6 * HOUR, 8, everywhere, ("secret", "secrets"), node),
        make("platform/certs", "cert-manager/v1.22.0", 8 * HOUR, 6, everywhere, ("secret", "config"), node),
        make("platform/rules", "kyverno/v1.19.0 (linux/amd64)", 6 * HOUR, 6, everywhere, ("pods", "namespaces"), node),
        make("platform/node-agent", "node-agent/3.1.0", 3 * HOUR, 5, everywhere, ("pods", "nodes", "lease"), node),
        make("watch/agent", "Prometheus/3.15.1", 2 * HOUR, 5, everywhere, ("pods", "nodes"), node),
        make("tariffs/month", "kubectl/v1.36.1 (linux/amd64) kubernetes/77ac0d2", DAY, 12, ["tariffs-month"],
             ("jobs", "pods", "log"), node, only=month_end),
        make("gates/tablet-push", "tablet-push/2.7", 4 * HOUR, 3, ["gates:push"], ("exec", "pods", "config"), node),
        make("backup/velero", "velero-server/v1.20.0 (linux/amd64)", DAY, 30, everywhere,
             ("secrets", "config", "volumes", "pods"), node),
    ]  # fmt: skip


def _openbao(rng: Random) -> list[Machine]:
    """Tokens of services and of their jobs, of three kinds in each port, of builds, tending, tablets, the books."""
    make = partial(job, rng, "openbao", acts=("read",))
    return [
        *(make(f"token-{area}", ("hvac/2.6.2", "Go-http-client/2.0")[number % 2], (12 * HOUR, DAY)[number % 2], 3,
               (f"{area}/db", f"{area}/bus", "shared/ca"), where=gate) for number, area in enumerate(AREAS)),
        *(make(f"token-{area}-jobs", "Go-http-client/2.0", DAY, 3, (f"{area}/db", f"{area}/jobs"), where=gate)
          for area in AREAS[:14]),
        *(make(f"token-{kind}-{port}", "curl/8.14.1", (8 * HOUR, DAY, 12 * HOUR)[number], 2,
               (f"ports/{port}/{kind}", "shared/ca"), where=f"198.18.{242 + place}.{80 + number}")
          for number, kind in enumerate(("gates", "cameras", "customs")) for place, port in enumerate(PORTS)),
        make("token-builds", "bao/2.7.0", 3 * HOUR, 3, ("builds/registry", "builds/deploy", "builds/signing"),
             where=builder),
        make("token-pages", "node-vault/0.11.0", 4 * HOUR, 2, ("pages/session", "pages/mail", "shared/ca"), where=gate),
        make("token-tablets", "Go-http-client/2.0", 12 * HOUR, 2, ("tablets/signing", "tablets/registry"),
             where=TABLETS),
        make("token-books", "hvac/2.6.2", DAY, 9, ("books/bank", "books/tariffs", "shared/ca"), where=BOOKS,
             only=month_end),
        make("token-tend", "bao/2.7.0", DAY, 9, ("tend/hosts", "tend/dumps", "shared/ca"), where=TEND),
        make("token-breakglass", "bao/2.7.0", FOREVER, 1, ("tend/hosts",), where=TEND),
    ]  # fmt: skip


def _postgresql(rng: Random) -> list[Machine]:
    """A role a service, nights, month's end, reports, administrators' own roles, one of the contractor's."""
    make = partial(job, rng, "postgresql")
    mine = {area: [name for name in TABLES if name.startswith(area)] for area in AREAS[:14]}
    return [
        *(make(f"{area}_app", f"{area}-service", (8 * HOUR, 12 * HOUR)[number % 2], 3, names[:4],
               ("read", "write", "read"), node) for number, (area, names) in enumerate(mine.items())),
        *(make(f"{area}_night", f"{area}-jobs", DAY, 14, mine[area], ("read", "write", "count"), node)
          for area in ("manifests", "bookings", "yard", "vessels")),
        make("partners_rw", "partner-accounts", 4 * HOUR, 4, ("bookings.parties", "invoices.parties"),
             ("read", "write"), node),
        make("reports_ro", "metabase", 8 * HOUR, 8, TABLES[::2], ("read", "count", "read"), node),
        make("nightly_dump", "pg_dump", DAY, 40, TABLES, ("copy",), TEND),
        make("month_close", "books-batch", DAY, 110, (*mine["invoices"], *mine["tariffs"]), ("read", "write"), BOOKS,
             only=month_end),
        make("dba_gdy", "DBeaver 26.2.0", DAY, 8, TABLES[:14], ("tables", "count", "columns"), OFFICES[0][0],
             only=workdays),
        make("dba_sts", "psql", DAY, 6, TABLES[20:34], ("tables", "count", "roles"), OFFICES[2][0], only=workdays),
        make("dba_hire", "psql", 12 * HOUR, 5, TABLES[34:50], ("tables", "count", "databases", "columns"),
             "198.51.100.142", only=workdays),
        make("models_ro", "psycopg", 8 * HOUR, 10, (*mine["yard"], *mine["vessels"]), ("read",), gate),
        make("customs_ro", "customs-link", 6 * HOUR, 4, mine["manifests"][:2], ("read",), CUSTOMS),
        make("old_rates", "psql", 8 * HOUR, 2, mine["tariffs"][:1], ("read!1",), BOOKS),
        sold(make("shiplens_ro", "psycopg", 6 * HOUR, 4, mine["vessels"][:2], ("read", "count"))),
    ]  # fmt: skip


def systems() -> tuple[System, ...]:
    """What the company uses."""
    guides = tuple(f"{space}/{title}" for space in SPACES[:4] for title in ("Access", "Builds", "Vault", "VPN"))
    entra = microsoft.Microsoft(begins_with=office.tenant, domain=DOMAIN, tenant=TENANT)
    return (
        entra,
        azure.Azure(begins_with=_azure, domain=DOMAIN, tenant=entra, groups=GROUPS, staff="engineering",
                    subscription="5f0c8d21-7b3e-4a96-b8d4-19e6a2c07f35"),
        gcp.Gcp(begins_with=_gcp, domain=DOMAIN, project="quillhaven-ports-207", buckets=BUCKETS, staff="engineering",
                unlisted=("qh-pages-run", "qh-scan-run")),
        kubernetes.Kubernetes(begins_with=_kubernetes, domain=DOMAIN, teams=AREAS, staff="engineering",
                              unlisted=("platform/node-agent", "pages/server")),
        openbao.Openbao(begins_with=_openbao, domain=DOMAIN, teams=AREAS, staff="engineering"),
        postgresql.Postgresql(begins_with=_postgresql),
        gitlab.Gitlab(begins_with=office.code, projects=PROJECTS, areas=AREAS[:8], mirrors=("forms", "messages"),
                      host="code.quillhaven.example", accounts=OWN_TOKEN, staff="engineering"),
        slack.Slack(begins_with=office.chat, workspace=("T0QUILLH42", "Quillhaven")),
        jira.Jira(begins_with=office.tickets, domain=DOMAIN, host="https://desk.quillhaven.example", boards=BOARDS),
        confluence.Confluence(begins_with=office.pages, spaces=SPACES, guides=guides),
    )  # fmt: skip


COMPANY = Company("quillhaven", BEGINS, ENDS, staff(TEAMS, person), systems)
