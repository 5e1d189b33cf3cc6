"""The key of the releases reads buckets from a rented host, and from a production machine a table of sellers' tokens.

After Datadog (July 2016): a key of the automatic releases and one for hosts, three machines, some of the buckets, and
credentials of customers that were taken out of a database and tried elsewhere.
"""

from scenarios.companies.pendrake_places import OFFICES, SELLERS, SHOP
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, handed, intrusion
from scenarios.systems.aws import Aws

_FROM, _AGENT = "252.140.77.31", "aws-cli/1.22.34 Python/3.10.12 Linux/5.15.0-91-generic botocore/1.23.34"
_HOSTS = ("10.32.11.40", "10.33.52.18", "10.32.47.203")


@intrusion("The key of the releases reads buckets, and production machines a table of tokens")
def plan(scene: Scene) -> None:
    """Looks and some seventy objects in a night; a table from three machines in the early morning; ended by noon."""
    rng, cloud = scene.rng("intruder"), scene.known("aws", Aws)
    key = scene.intruder(rng, scene.held("aws", "svc-pd-releases", 5), address=_FROM, agent=_AGENT)
    ms = scene.at(3, 21) + rng.randrange(2 * HOUR)
    ms = key.series(ms, (("who", ""), ("instances", ""), ("buckets", ""), ("firewalls", ""), ("users!1", ""),
                         ("key-pair!1", "deploy2")), 15 * SECOND, 2 * MINUTE)  # fmt: skip
    for name, count in ((f"pd-{SHOP[1]}-shared", 34), (f"pd-{SHOP[4]}-shared", 21), (f"pd-{SHOP[5]}-raw", 14)):
        steps: list[tuple[str, ...]] = [("objects", name)]
        steps += [("object", f"{name}|backup/{rng.randrange(900):04d}.sql.gz", "take: object") for _ in range(count)]
        ms = key.series(ms + 4 * MINUTE, steps, 2 * SECOND, 20 * SECOND)
    role = scene.intruder(rng, scene.held("postgresql", "sellers_app", 16), agent="psql")
    ms = since = max(ms, scene.at(4, 2)) + 40 * MINUTE
    visits: tuple[list[tuple[str, ...]], ...] = (
        [("tables", ""), ("columns", "")],
        [("count", "sellers.tokens"), ("all", "sellers.tokens", "take: tokens of sellers")],
        [("all", "sellers.persons", "take: persons"), ("copy", "sellers.tokens", "take: tokens of sellers")],
    )  # fmt: skip
    for number, visit in enumerate(visits):
        ms = role.series(ms, visit, MINUTE, 7 * MINUTE, address=_HOSTS[number])
    role.holds(since)
    key.holds()
    until = scene.at(4, 11) + rng.randrange(HOUR)
    handed(scene, rng, "svc-pd-releases", until, scene.people[0], grace=5 * MINUTE)
    for number, name in enumerate((*SELLERS[:2], "lake")):
        one = f"svc-pd-feed-{name}" if name in SELLERS else "svc-pd-lake"
        handed(scene, rng, one, until + (20 + number * 14) * MINUTE, scene.people[3], grace=2 * HOUR)
    for number, act in enumerate(("trail-events", "instances", "firewalls", "buckets")):
        at = until + 3 * HOUR + number * 4 * MINUTE
        scene.ordinary(cloud.person_does(rng, scene.people[0], at, act, "", OFFICES[0][0]))
