"""The machines of which a company has one for each of its services: roles, builds, deployers, roles of the database."""

from collections.abc import Mapping, Sequence
from random import Random

from keyroll.replay.times import DAY, HOUR
from scenarios.machine import Machine, Where, job


def service_roles(
    rng: Random, prefix: str, areas: Sequence[str], agents: Sequence[str], acts: Sequence[tuple[str, ...]],
    files: Mapping[str, list[str]], where: Where, every: Sequence[int] = (6, 8, 12),
) -> list[Machine]:  # fmt: skip
    """A role in AWS for each service: every third one works on its files, the others on their two secrets."""
    made = []
    for number, area in enumerate(areas):
        filed = number % 3 == 1 and area in files
        things = files[area] if filed else [f"{prefix}/{area}/{name}" for name in ("db", "bus")]
        what = acts[number % 3] if number % 3 != 1 or filed else acts[0]
        made.append(job(rng, "aws", f"{prefix}-{area}", agents[number % len(agents)], every[number % len(every)] * HOUR,
                        3, things, what, where, key=f"role/{area}"))  # fmt: skip
    return made


def deployers(rng: Random, areas: Sequence[str], agent: str, where: Where) -> list[Machine]:
    """An account in the cluster for each service that deploys it."""
    return [
        job(rng, "kubernetes", f"{area}/deployer", agent, (6, 8, 12)[number % 3] * HOUR, 3,
            [f"{area}-app", f"{area}-jobs"], ("pods", "config", "deploy"), where)
        for number, area in enumerate(areas)
    ]  # fmt: skip


def builds(
    rng: Random, prefix: str, areas: Sequence[str], agents: Sequence[str], shared: str, where: Where
) -> list[Machine]:
    """A token for the build of each service, which reads what all services share too."""
    return [
        job(rng, "github", f"{prefix}-build-{area}", agents[number % len(agents)], (4, 6, 8)[number % 3] * HOUR, 3,
            (f"{area}-service", f"{area}-web", shared), ("clone", "statuses", "fetch"), where)
        for number, area in enumerate(areas)
    ]  # fmt: skip


def tables_of(tables: Sequence[str]) -> dict[str, list[str]]:
    """The tables by the service that they belong to."""
    bases = dict.fromkeys(name.partition(".")[0] for name in tables)
    return {area: [name for name in tables if name.startswith(f"{area}.")] for area in bases}


def table_roles(
    rng: Random, tables: Mapping[str, Sequence[str]], where: Where, by_night: Sequence[str] = ()
) -> list[Machine]:
    """A role of the database for each service, and one more for those that have jobs by night."""
    return [
        *(job(rng, "postgresql", f"{area}_app", f"{area}-service", (8, 12, 6)[number % 3] * HOUR, 3, names[:4],
              ("read", "write", "read"), where) for number, (area, names) in enumerate(tables.items())),
        *(job(rng, "postgresql", f"{area}_night", f"{area}-jobs", DAY, 16, tables[area], ("read", "write", "count"),
              where) for area in by_night),
    ]  # fmt: skip
