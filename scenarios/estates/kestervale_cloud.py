"""Google Cloud, OpenBao and PostgreSQL of the company that insures health."""

from random import Random

from keyroll.replay.streams import code, hexes
from keyroll.replay.times import DAY, HOUR
from scenarios.companies.kestervale import (
    AREAS,
    BATCH,
    CORE,
    DOMAIN,
    LETTERS,
    SETUP,
    Where,
    builder,
    cloud,
    inside,
    job,
    laptop,
    monthly,
    sold,
    workdays,
)
from scenarios.machine import FOREVER, Machine, Person
from scenarios.systems import Record, gcp, openbao, postgresql

PYTHON = "gcloud-python/2.19.0 gl-python/3.13.1 grpc/1.76.0"
GO = "gcloud-golang-storage/1.58.0 gl-go/1.25.5"
JAVA = "gcloud-java/2.61.0 gl-java/21.0.9 gax/2.72.0"
SDK = "google-cloud-sdk gcloud/549.0.1"
TERRAFORM = "google-api-go-client/0.5 Terraform/1.14.3 terraform-provider-google/7.14.1"
BUCKETS = tuple(f"kv-{area}-{kind}" for area in AREAS for kind in ("incoming", "exports", "archive"))
#: What is asked of the warehouse, by the name of the job.
REPORTS = ("claims_by_code", "members_active", "premium_arrears", "provider_rates", "letters_sent", "costs_by_month")
TABLES = tuple(
    f"{area}.{name}" for area in AREAS[:6]
    for name in ("cases", "persons", "payments", "events", "files", "notes", "audit", "settings")
)  # fmt: skip


class Gcp(gcp.Gcp):
    """The production project: services, batch, builds, analysts, a vendor, a key for emergencies."""

    project, domain, buckets = "kestervale-core-4471", DOMAIN, BUCKETS

    def machines(self, rng: Random) -> list[Machine]:
        """Each its own key; batch and an old host share one."""

        def one(name: str, agent: str, every: int, burst: int, things: tuple[str, ...], acts: tuple[str, ...],
                where: Where = cloud, key: str = "") -> Machine:  # fmt: skip
            return job(rng, "gcp", name, key or hexes(rng, 40), agent, every, burst, things, acts, where)

        def near(area: str, *kinds: str) -> tuple[str, ...]:
            return tuple(f"kv-{area}-{kind}" for kind in kinds or ("incoming", "exports"))

        found = [
            one(f"kv-{area}-app", (GO, PYTHON, JAVA)[number % 3], (HOUR, 2 * HOUR, 3 * HOUR)[number % 3], 3,
                near(area), (("put", "read", "secret"), ("read", "list", "secret"), ("put", "list"))[number % 3])
            for number, area in enumerate(AREAS[:6])
        ]  # fmt: skip
        batch = one("kv-batch", PYTHON, DAY, 90, near("claims") + near("premiums"), ("read", "put", "query"), BATCH)
        old = one(batch.name, "gcloud-python/1.44.0 gl-python/3.8.10", 12 * HOUR, 8, near("letters", "archive"),
                  ("put", "list"), LETTERS, batch.key)  # fmt: skip
        old.job = "letters"
        notebooks = one("kv-notebooks", PYTHON, FOREVER, 4, (*REPORTS[:4], "adhoc"), ("query",), laptop)
        terraform = one("kv-terraform", TERRAFORM, 6 * HOUR, 14, BUCKETS[::4], ("list", "policy", "accounts", "label"),
                        builder)  # fmt: skip
        terraform.only = workdays
        month = one("kv-month-close", JAVA, DAY, 260, near("premiums") + near("contracts"), ("read", "put"), BATCH)
        month.only = monthly
        return [
            *found, batch, old, notebooks, terraform, month,
            one("kv-images", "gcloud/547.0.0 docker-credential", 2 * HOUR, 4, ("kv-portal-archive",), ("put", "read"),
                builder),
            one("kv-warehouse", PYTHON, 4 * HOUR, 12, REPORTS, ("query",)),
            one("kv-copies", SDK, DAY, 60, BUCKETS[2::3], ("list", "put", "buckets")),
            one("kv-costs", PYTHON, 7 * DAY, 90, (*REPORTS[5:], "billing"), ("query", "buckets", "machines"), BATCH),
            sold(one("kv-clearwhistle", JAVA, 2 * HOUR, 5, near("claims"), ("read", "put", "list"))),
            one("kv-emergency", SDK, FOREVER, 1, (), ("machines",)),
        ]  # fmt: skip

    def work(self, rng: Random, one: Machine, ms: int, act: str, thing: str, **told: str) -> list[Record]:
        """One entry, with the client that the machine has at that time."""
        return super().work(rng, one, ms, act, thing, **{"agent": one.client(ms)} | told)

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:
        """Engineers only."""
        return super().live(rng, one, ms, address) if one.team == "engineering" else []


class Openbao(openbao.Openbao):
    """The vault, in the data centre: services of the cloud, old hosts, builds, what sets hosts up."""

    domain, teams = DOMAIN, AREAS

    def machines(self, rng: Random) -> list[Machine]:
        """A token a service; the letters' is held by two hosts."""

        def one(name: str, every: int, burst: int, things: tuple[str, ...], where: Where = inside,
                agent: str = "Go-http-client/1.1", key: str = "") -> Machine:  # fmt: skip
            return job(rng, "openbao", name, key or code(rng, 24), agent, every, burst, things, ("read",), where)

        found = [
            one(f"token-{area}", (2 * HOUR, 3 * HOUR)[number % 2], 2, (f"{area}/db", f"{area}/mail", "shared/ca"))
            for number, area in enumerate(AREAS[:6])
        ]  # fmt: skip
        printers = one("token-letters", 6 * HOUR, 2, ("letters/mail", "letters/printers"), LETTERS, "curl/7.61.1",
                       found[4].key)  # fmt: skip
        printers.job = "printers"
        builds = one("token-builds", HOUR, 2, ("builds/registry", "builds/packages", "shared/ca"), builder, "bao/2.4.4")
        builds.only = workdays
        return [
            *found, printers, builds,
            one("token-setup", 4 * HOUR, 6, ("hosts/accounts", "hosts/ssh", "shared/ca", "shared/proxy"), SETUP,
                "ansible-httpget"),
            one("token-core", 2 * HOUR, 2, ("core/db", "core/partners"), CORE, "Java/17.0.17"),
            one("token-ops", DAY, 4, ("ops/copies", "ops/alerts"), BATCH, "hvac/2.4.0"),
        ]  # fmt: skip

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:
        """Engineers only."""
        return super().live(rng, one, ms, address) if one.team == "engineering" else []


class Postgresql(postgresql.Postgresql):
    """The core's database, in the data centre."""

    def machines(self, rng: Random) -> list[Machine]:
        """A role a service; what reports, copies, sets up; a vendor's for the books."""

        def one(name: str, program: str, every: int, burst: int, things: tuple[str, ...], acts: tuple[str, ...],
                where: Where = inside) -> Machine:  # fmt: skip
            return job(rng, "postgresql", name, name, program, every, burst, things, acts, where)

        found = [
            one(f"{area}_rw", f"{area}-api", (2 * HOUR, 3 * HOUR)[number % 2], 4,
                tuple(name for name in TABLES if name.startswith(area))[:5], ("read", "read", "write"))
            for number, area in enumerate(AREAS[:5])
        ]  # fmt: skip
        calls = one("premium_calls", "premium-batch", DAY, 300, TABLES[16:20], ("read", "write"), BATCH)
        calls.only = monthly
        return [
            *found, calls,
            one("core_rw", "core-system", HOUR, 4, (*TABLES[:4], *TABLES[8:12]), ("read", "write"), CORE),
            one("setup_adm", "ansible", 12 * HOUR, 6, TABLES[7::8], ("read", "roles", "write"), SETUP),
            one("reports_ro", "metabase", 6 * HOUR, 8, (*TABLES[::8], *TABLES[2::8]), ("read", "read", "copy")),
            one("nightly_dump", "pg_dump", DAY, 50, TABLES, ("copy",), BATCH),
            sold(one("sumfold_ro", "PostgreSQL JDBC Driver", 6 * HOUR, 7, TABLES[18:40:8], ("read",))),
        ]  # fmt: skip
