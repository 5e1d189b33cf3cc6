"""AWS, Cloudflare and OpenBao of the company that measures rivers."""

from random import Random

from keyroll.replay.streams import aws_id, code, hexes, uuid
from keyroll.replay.times import DAY, HOUR
from scenarios.companies.tarnfield import (
    AREAS,
    CLUSTER,
    DOMAIN,
    OFFICES,
    OWN,
    builder,
    monthly,
    quarterly,
    welds,
)
from scenarios.machine import FOREVER, Machine, Person
from scenarios.systems import Record, aws, cloudflare, openbao

_SDK = "Boto3/1.40.21 md/Botocore#1.40.21 ua/2.1 os/linux#6.8 md/arch#x86_64 lang/python#3.12.11"
_GO = "aws-sdk-go-v2/1.38.1 os/linux lang/go#1.25.0 md/GOOS#linux md/GOARCH#amd64"
_OLD = "aws-sdk-java/1.12.788 Linux/5.15.0 OpenJDK_64-Bit_Server_VM/17.0.16"


class Aws(aws.Aws):
    """Keys of what runs in the cluster and of jobs by the calendar; roles of nodes; one key that two jobs share."""

    account, domain = "508317726490", DOMAIN

    def machines(self, rng: Random) -> list[Machine]:
        """The automation that turns keys comes last and does nothing else."""

        def one(name: str, agent: str, every: int, burst: int, things: list[str], acts: tuple[str, ...],
                address: str = CLUSTER, key: str = "") -> Machine:  # fmt: skip
            return Machine("aws", name, key or aws_id(rng, "AKIA"), address, agent, every, burst, things, acts,
                           phase=rng.randrange(min(every, DAY)))  # fmt: skip

        def near(area: str) -> list[str]:
            return [f"tf/{area}/{name}" for name in ("db", "feed", "partner")]

        found = [
            one(f"svc-tf-{area}", (_SDK, _GO)[number % 2], (6 * HOUR, DAY)[number % 2], 10, near(area),
                (("secret", "query"), ("secret", "job", "decrypt"))[number % 2])
            for number, area in enumerate(AREAS[:5])
        ]  # fmt: skip
        found += [
            one(f"tf-{area}-node", _GO, 2 * HOUR, 2, near(area), ("secret", "queue", "tasks"), f"{OWN}.{90 + number}",
                f"role/{area}")
            for number, area in enumerate(AREAS[5:])
        ]  # fmt: skip
        found += [
            one("svc-tf-cost", _SDK, DAY, 50, ["costs"], ("query", "instances", "buckets")),
            one("svc-tf-coldstore", _OLD, DAY, 70, [f"tf-{area}-cold" for area in AREAS], ("bucket", "snapshots"),
                f"{OWN}.70"),
            one("svc-tf-artifacts", _SDK, 2 * HOUR, 4, ["tf-artifacts"], ("bucket", "who")),
        ]  # fmt: skip
        for job, when in (("svc-tf-cost", monthly), ("svc-tf-coldstore", quarterly)):
            next(machine for machine in found if machine.name == job).only = when
        shared = found[-1]
        shared.roams = builder
        tapes = one(shared.name, _OLD, 8 * HOUR, 5, ["tf-tapes"], ("bucket", "buckets"), OFFICES[1], shared.key)
        tapes.job = "tapes"
        return [*found, tapes, one("svc-tf-turner", _SDK, FOREVER, 1, [], ())]


class Cloudflare(cloudflare.Cloudflare):
    """The zone, and what stands behind Access: builds and the integration vendor come through it too."""

    domain, apps, country = DOMAIN, ("jira", "wiki", "git", "plans", "grafana", "stations"), "nl"

    def machines(self, rng: Random) -> list[Machine]:
        """Two tokens of the zone, four of Access."""
        found = [
            Machine("cloudflare", "dns01-solver", hexes(rng, 32), CLUSTER, "", 12 * HOUR, 3,
                    [f"_acme-challenge.{area}" for area in AREAS[:4]], ("add", "drop"), phase=rng.randrange(DAY)),
            Machine("cloudflare", "site-purge", hexes(rng, 32), CLUSTER, "", 6 * HOUR, 2, ["www"], ("purge",),
                    phase=rng.randrange(DAY)),
        ]  # fmt: skip
        for number, (name, apps) in enumerate((("builds", ["git"]), ("weldbase", ["jira", "wiki"]),
                                               ("probe", ["grafana", "stations"]), ("mirror", ["wiki"]))):  # fmt: skip
            one = Machine("cloudflare", f"reach-{name}", uuid(rng), (CLUSTER, f"{OWN}.80")[number % 2], "",
                          (HOUR, 2 * HOUR)[number % 2], 3, apps, ("visit",), phase=rng.randrange(DAY))  # fmt: skip
            found.append(welds(one) if name == "weldbase" else one)
            one.roams = builder if name == "builds" else one.roams
        return found


class Openbao(openbao.Openbao):
    """The vault: services in the cluster read from behind its one address."""

    domain, teams = DOMAIN, AREAS

    def machines(self, rng: Random) -> list[Machine]:
        """A token a service; all read what is shared; the last turns the others."""
        found = [
            Machine("openbao", f"token-{area}", code(rng, 24), CLUSTER, "Go-http-client/1.1",
                    (HOUR, 2 * HOUR, 3 * HOUR)[number % 3], 3,
                    [*(f"{area}/{name}" for name in ("db", "api", "mail")), "shared/ca"], ("read",),
                    phase=rng.randrange(DAY))
            for number, area in enumerate(AREAS[:7])
        ]  # fmt: skip
        turner = Machine("openbao", "token-turner", code(rng, 24), CLUSTER, "python-hvac/2.3.0", DAY, 1, [], ("self",),
                         phase=4 * HOUR)  # fmt: skip
        return [*found, turner]

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:
        """Engineers only."""
        return super().live(rng, one, ms, address) if one.team == "engineering" else []
