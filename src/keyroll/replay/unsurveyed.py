"""An AWS account of an acquired company: its trail arrives, and nobody ever listed its keys.

Every organisation has such a system. Some of its keys are used, some have copies, some were written down, and others
are on no list. In November people audited a third of its teams, key by key. The breach does not affect them.
"""

from collections.abc import Iterable, Iterator

from keyroll.replay.estate import ACTIVE, Credential, PlayedKind, Principal, RegisterLine, Unsurveyed
from keyroll.replay.simulation import Simulation
from keyroll.replay.streams import aws_id, digits, stream
from keyroll.replay.times import BEGINS, DAY, ENDS, HOUR, MINUTE, at, day_of
from keyroll.replay.words import PRODUCTS, TASKS, TEAMS
from keyroll.replay.writers import register
from keyroll.replay.writers.aws import event, key_identity

#: The number of keys at the smallest scales, and at full scale.
LEAST, FULL = 120, 1200
#: The probabilities that a key is used, has a copy, and was written down.
USED, COPIED, REGISTERED = 0.4, 0.3, 0.25
#: The time of the audit, and the fraction of teams that it visited (one of this number).
AUDITED, OF_TEAMS = at("2023-11-17"), 3
_CALLS = (("s3", "ListBuckets"), ("ec2", "DescribeInstances"), ("sqs", "ListQueues"), ("logs", "DescribeLogGroups"))
_AGENTS = ("aws-sdk-java/1.12.261 Linux/5.10", "Boto3/1.24.28 Python/3.9.16 Linux/5.10", "aws-sdk-go/1.44.180")
_AUDIT = ("place", "id", "source", "kind", "person", "note", "said_on")
_COLUMNS = ("system", "kind", "place", "credential", "since", "owner")


def add(simulation: Simulation) -> None:
    """Make the keys, plan their use, and write the registered ones into the register."""
    rng = stream(simulation.seed, "unsurveyed")
    account = digits(rng, 12)
    for number in range(max(LEAST, round(FULL * simulation.scale))):
        name = f"{PRODUCTS[rng.randrange(len(PRODUCTS))]}-{TASKS[rng.randrange(len(TASKS))]}-{number + 1}"
        made = BEGINS - rng.randrange(200, 1900) * DAY
        user = Principal(f"aws@{account}", name, aws_id(rng, "AIDA"), name, "", made)
        key = Credential(PlayedKind.AWS_KEY, user.source, name, aws_id(rng, "AKIA"), user, made, [(made, ACTIVE)])
        used, registered = rng.random() < USED, rng.random() < REGISTERED
        copied = rng.random() < COPIED
        team = TEAMS[number % len(TEAMS)][1]
        copy = f"{team}/{name}: AWS_ACCESS_KEY_ID" if copied else ""
        audited = number % len(TEAMS) % OF_TEAMS == 0
        simulation.unsurveyed.append(Unsurveyed(key, team, audited, used, copy, registered))
        if used:
            _use(simulation, account, key, number)
        if registered:
            simulation.estate.register.append(
                RegisterLine("internal", "aws", key.native, "access_key", "", "", day_of(made + 60 * DAY))
            )
    simulation.estate.register.sort(key=lambda one: (one.vendor, one.system, one.credential))


def _use(simulation: Simulation, account: str, key: Credential, number: int) -> None:
    """Plan the same few calls of a key on every day, from its own address, with its own client."""
    rng = stream(simulation.seed, "unsurveyed", key.native)
    identity, address, agent = key_identity(key), f"198.18.200.{number % 250 + 1}", _AGENTS[number % len(_AGENTS)]
    calls = [_CALLS[rng.randrange(len(_CALLS))] for _ in range(1 + rng.randrange(3))]
    start = rng.randrange(20 * HOUR)
    for day in range(BEGINS, ENDS, DAY):
        ms = day + start + rng.randrange(20 * MINUTE)
        for service, name in calls:
            ms += 1000 + rng.randrange(60_000)
            if ms < ENDS:
                key.used = ms
                simulation.folder.plan(
                    event(rng, ms, account, identity, service, name, address, agent, reads=True, region="eu-west-1")
                )


def places(found: Iterable[Unsurveyed]) -> Iterator[bytes]:
    """Return people's notes about the places that keep copies, as CSV."""
    rows = (
        ("bitbucket@main", "pipeline_variable", one.copy, one.credential.identifier, day_of(one.credential.created), "")
        for one in found
        if one.copy
    )
    yield register.table((_COLUMNS, *rows))


def audit(found: Iterable[Unsurveyed], ms: int) -> Iterator[bytes]:
    """Return the audit's results until a time, as CSV."""
    rows = (
        (one.team, one.credential.identifier, one.credential.source, "access_key", "", "", day_of(AUDITED))
        for one in found
        if one.audited and ms >= AUDITED
    )
    yield register.table((_AUDIT, *rows))


def truth(found: Iterable[Unsurveyed]) -> list[dict[str, object]]:
    """Return every key with the lists that show it, for the truth file."""
    return [
        {
            "source": one.credential.source,
            "kind": one.credential.kind.native,
            "name": one.credential.name,
            "identifier": one.credential.identifier,
            "logs": one.used,
            "copies": bool(one.copy),
            "register": one.registered,
            "audit": one.audited,
        }
        for one in found
    ]
