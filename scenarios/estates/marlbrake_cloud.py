"""AWS, Kubernetes, OpenBao and PostgreSQL of the company that sells seeds."""

from random import Random

from keyroll.replay.streams import aws_id, code, uuid
from keyroll.replay.times import DAY, HOUR
from scenarios.companies.marlbrake import (
    AREAS,
    BATCH,
    DOMAIN,
    OFFICE,
    OPS,
    VENDORS,
    leaving,
    monthly,
    pod,
    runner,
    sproutboard,
    workdays,
)
from scenarios.machine import FOREVER, Machine, Person
from scenarios.systems import Record, aws, kubernetes, openbao, postgresql

SDK = "Boto3/1.42.9 md/Botocore#1.42.9 ua/2.1 os/linux#6.12 md/arch#x86_64 lang/python#3.13.1"
CLI = "aws-cli/2.32.14 md/awscrt#0.29.1 ua/2.1 os/linux#6.12 md/arch#x86_64 lang/python#3.13.9"
_GO = "aws-sdk-go-v2/1.41.0 ua/2.1 os/linux lang/go#1.25.5 md/GOOS#linux md/GOARCH#arm64"
_JAVA = "aws-sdk-java/2.40.3 md/io#sync md/http#Apache ua/2.1 os/Linux#6.12 lang/java#21.0.9"
_KUBE = "argocd-application-controller/v3.2.1 (linux/amd64) kubernetes/$Format"
TABLES = tuple(
    f"{area}.{name}" for area in AREAS[:5] for name in ("orders", "customers", "events", "addresses", "items", "notes")
)


class Aws(aws.Aws):
    """Keys of services and jobs, of builds and of a vendor; roles of nodes; a key for emergencies."""

    account, domain = "662083149027", DOMAIN

    def machines(self, rng: Random) -> list[Machine]:
        """What runs hourly, nightly, weekly and monthly; builds and an old host share one key."""

        def one(name: str, agent: str, every: int, burst: int, things: list[str], acts: tuple[str, ...],
                address: str = OPS, key: str = "") -> Machine:  # fmt: skip
            return Machine("aws", name, key or aws_id(rng, "AKIA"), address, agent, every, burst, things, acts,
                           phase=rng.randrange(min(every, DAY)))  # fmt: skip

        def near(area: str) -> list[str]:
            return [f"mb/{area}/{name}" for name in ("db", "queue", "mail")]

        found = [
            one(f"svc-mb-{area}", (_GO, SDK)[number % 2], (HOUR, 2 * HOUR, 4 * HOUR)[number % 3], 3, near(area),
                (("secret", "queue", "queue"), ("secret", "queue", "decrypt"))[number % 2])
            for number, area in enumerate(AREAS[:4])
        ]  # fmt: skip
        for service in found:
            service.roams = leaving
        found += [
            one(f"mb-{area}-node", _JAVA, 2 * HOUR, 3, near(area), ("secret", "queue"), f"10.20.4.{30 + number}",
                f"role/{area}")
            for number, area in enumerate(AREAS[4:7])
        ]  # fmt: skip
        deploy = one("svc-mb-deploy", CLI, 2 * HOUR, 7, list(AREAS), ("who", "log-in", "images", "image"))
        deploy.roams, deploy.only = runner, workdays
        images = one(deploy.name, SDK, DAY, 9, list(AREAS), ("log-in", "images"), BATCH, deploy.key)
        images.job = "images"
        report = one("svc-mb-sproutboard", _JAVA, 12 * HOUR, 6, ["insight", "sales"], ("query", "query", "bucket"))
        report.vendor, report.roams = VENDORS[2], sproutboard
        books = one("svc-mb-books", SDK, DAY, 160, ["finance", "sales"], ("query", "query", "buckets", "secret"), BATCH)
        books.only, books.phase = monthly, 5 * HOUR
        return [
            *found, deploy, images, report, books,
            one("svc-mb-ops", CLI, 8 * HOUR, 8, [f"mb-{area}" for area in AREAS[:5]],
                ("instances", "snapshots", "snapshot", "scale")),
            one("svc-mb-backup", SDK, DAY, 30, [f"mb-{area}" for area in AREAS], ("snapshots", "snapshot", "bucket")),
            one("svc-mb-costs", SDK, 7 * DAY, 60, ["costs"], ("query", "instances", "buckets"), BATCH),
            one("svc-mb-inventory", _GO, 6 * HOUR, 14, [f"mb-{area}-files" for area in AREAS],
                ("instances", "bucket", "buckets", "functions", "roles", "users"), BATCH),
            one("svc-mb-emergency", CLI, FOREVER, 1, [], ("instances",)),
        ]  # fmt: skip


class Kubernetes(kubernetes.Kubernetes):
    """The cluster; ``namespace:name`` names a thing of another namespace."""

    domain, teams = DOMAIN, AREAS

    def machines(self, rng: Random) -> list[Machine]:
        """Deployers, operators, what watches all, what keeps copies of all, and builds that roll out."""

        def one(name: str, agent: str, every: int, burst: int, things: list[str], acts: tuple[str, ...]) -> Machine:
            return Machine("kubernetes", name, uuid(rng), "", agent, every, burst, things, acts,
                           phase=rng.randrange(min(every, DAY)), roams=pod)  # fmt: skip

        found = [
            one(f"{area}/deployer", _KUBE, (HOUR, 2 * HOUR)[number % 2], 3, [f"{area}-app", f"{area}-worker"],
                ("pods", "config", "deploy"))
            for number, area in enumerate(AREAS[:4])
        ]  # fmt: skip
        found += [
            one(f"{area}/operator", "postgres-operator/v1.27.2 (linux/amd64)", HOUR, 2, [f"{area}-db", f"{area}-pool"],
                ("pods", "lease", "secret"))
            for area in AREAS[4:6]
        ]  # fmt: skip
        everywhere = [f"{area}:{area}-app" for area in AREAS]
        release = one("ci/releaser", "kubectl/v1.34.2 (linux/amd64) kubernetes/8cc511e", 2 * HOUR, 5,
                      [f"{area}:{area}-app" for area in AREAS[:4]], ("deploy", "pods", "config"))  # fmt: skip
        release.roams, release.only = runner, workdays
        return [
            *found, release,
            one("monitoring/prometheus", "Prometheus/3.8.0", 2 * HOUR, 6, everywhere, ("pods", "nodes", "pods")),
            one("backup/velero", "velero-server/v1.17.1 (linux/amd64)", DAY, 40, everywhere,
                ("secrets", "config", "pods", "namespaces")),
        ]  # fmt: skip

    def work(self, rng: Random, one: Machine, ms: int, act: str, thing: str, **told: str) -> list[Record]:
        """One request of a service account."""
        where, _, name = thing.rpartition(":")
        return super().work(rng, one, ms, act, name, **({"namespace": where} if where else {}) | told)

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:
        """Engineers only."""
        return super().live(rng, one, ms, address) if one.team == "engineering" else []


class Openbao(openbao.Openbao):
    """The vault: services, builds, the operators' own jobs; a token that two services hold."""

    domain, teams = DOMAIN, AREAS

    def machines(self, rng: Random) -> list[Machine]:
        """A token a service."""

        def one(name: str, every: int, burst: int, things: list[str], address: str = "",
                agent: str = "Go-http-client/1.1", key: str = "") -> Machine:  # fmt: skip
            return Machine("openbao", name, key or code(rng, 24), address, agent, every, burst, things, ("read",),
                           phase=rng.randrange(min(every, DAY)), roams=None if address else pod)  # fmt: skip

        found = [
            one(f"token-{area}", (HOUR, 2 * HOUR, 3 * HOUR)[number % 3], 2,
                [f"{area}/db", f"{area}/api", "shared/ca"])
            for number, area in enumerate(AREAS[:5])
        ]  # fmt: skip
        labels = one("token-parcels", 6 * HOUR, 3, ["parcels/carriers", "parcels/api"], OFFICE, "hvac/2.4.0",
                     found[3].key)  # fmt: skip
        labels.job = "labels"
        builds = one("token-builds", HOUR, 2, ["builds/npm", "builds/registry", "shared/ca"], OPS, "bao/2.4.4")
        builds.roams, builds.only = runner, workdays
        return [
            *found, labels, builds,
            one("token-ops", 12 * HOUR, 3, ["ops/backup", "ops/dns"], OPS, "hvac/2.4.0"),
            one("token-steward", DAY, 4, ["shared/ca", "ops/dns"], OPS, "curl/8.14.1"),
        ]  # fmt: skip

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:
        """Engineers only."""
        return super().live(rng, one, ms, address) if one.team == "engineering" else []


class Postgresql(postgresql.Postgresql):
    """The database of orders: services, the house's own reports, a nightly copy, a vendor's reports."""

    def machines(self, rng: Random) -> list[Machine]:
        """A role a service, and three that read."""

        def one(name: str, program: str, every: int, burst: int, things: list[str], acts: tuple[str, ...],
                address: str = "") -> Machine:  # fmt: skip
            return Machine("postgresql", name, name, address, program, every, burst, things, acts,
                           phase=rng.randrange(min(every, DAY)), roams=None if address else pod)  # fmt: skip

        found = [
            one(f"{area}_app", f"{area}-service", (HOUR, 3 * HOUR)[number % 2], 4,
                [name for name in TABLES if name.startswith(area)][:4], ("read", "write", "read"))
            for number, area in enumerate(AREAS[:4])
        ]  # fmt: skip
        vendor = one("sprout_ro", "PostgreSQL JDBC Driver", 12 * HOUR, 8, [*TABLES[::6], *TABLES[2::6]], ("read",))
        vendor.vendor, vendor.roams = VENDORS[2], sproutboard
        return [
            *found, vendor,
            one("insight_ro", "metabase", 4 * HOUR, 9, [*TABLES[::6], *TABLES[2::6], *TABLES[4::6]],
                ("read", "read", "copy")),
            one("nightly_copy", "pg_dump", DAY, 24, list(TABLES), ("copy",), BATCH),
        ]  # fmt: skip
