"""A program runs an intrusion from a task inside: roles and secrets tried, tables asked and copied, many a second.

After GTG-1002 (Anthropic, November 2025): a person decides at four points, a program does the rest at a pace that no
person has, tries each credential that it finds everywhere, asks what is valuable, and leaves an account behind.
"""

from random import Random

from scenarios.companies.quillmere import AREAS, TABLES
from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, intrusion

_TASK, _MADE = "10.60.7.77", "report_sync"
_AWS = "Boto3/1.44.6 md/Botocore#1.44.6 ua/2.1 os/linux#6.14 md/arch#x86_64 lang/python#3.14.4"


@intrusion("A program tries roles, reads secrets and copies tables, many a second")
def plan(scene: Scene) -> None:
    """Four phases of minutes in five days: what there is; secrets and passwords; an account and copies; what is new."""
    rng = scene.rng("intruder")
    portal = scene.intruder(rng, scene.held("postgresql", "portal_app", 8), address=_TASK, agent="portal-service")
    ms = scene.at(2, 1) + rng.randrange(3 * HOUR)
    looks = [("version", ""), ("databases", ""), ("tables", ""), ("columns", ""), ("roles", ""),
             ("grants", "information_schema"), ("sessions", ""), *(("count", table) for table in TABLES)]  # fmt: skip
    ms = portal.series(ms, looks, 120, 500)
    _tries(scene, rng, ms + 30 * SECOND)
    _secrets(scene, rng, scene.at(2, 7) + rng.randrange(3 * HOUR))
    made = _copies(scene, rng, scene.at(4, 0) + rng.randrange(4 * HOUR))
    again = scene.intruder(rng, made)
    ms = scene.at(7, 2) + rng.randrange(3 * HOUR)
    again.series(ms, [("read", table, "take: new rows") for table in TABLES[:30]], 150, 600)
    portal.holds()
    again.holds(made.created)


def _tries(scene: Scene, rng: Random, ms: int) -> None:
    """The password of one role is tried on all others, and refused; two more words for each."""
    for area in (area for area in AREAS if area != "portal"):
        role = scene.intruder(rng, scene.held("postgresql", f"{area}_app", 8), address=_TASK, agent="portal-service")
        for _ in range(3):
            role.act(ms, "read!1", "", "look: password tried")
            ms += 90 + rng.randrange(400)


def _secrets(scene: Scene, rng: Random, ms: int) -> None:
    """With the task's own role in the cloud secrets are asked for; two are given; the passwords open two roles."""
    cloud = scene.intruder(rng, scene.held("aws", "qm-portal", 8), address=_TASK, agent=_AWS)
    since = ms
    steps: list[tuple[str, ...]] = [("who", ""), ("secrets!1", ""), ("buckets!1", ""), ("roles!1", "")]
    for area in AREAS:
        refused = "" if area in ("portal", "results") else "!1"
        steps += [(f"secret{refused}", f"qm/{area}/db", "take: secret")]
    ms = cloud.series(ms, steps, 200, 900)
    cloud.holds(since)
    results = scene.intruder(rng, scene.held("postgresql", "results_app", 8), address=_TASK, agent="portal-service")
    ms += 20 * SECOND
    results.series(ms, [("tables", ""), ("columns", ""), *(("count", table) for table in TABLES[18:30])], 150, 500)
    results.holds(ms)


def _copies(scene: Scene, rng: Random, ms: int) -> Machine:
    """A role is made that looks like a job's; it may read everything; within minutes it copies half of the tables."""
    results = scene.intruder(rng, scene.held("postgresql", "results_app", 8), address=_TASK, agent="portal-service")
    ms = results.series(ms, [("role", _MADE, "stay: role made"), ("grant", "results.patients", "change: right given"),
                             ("grant", "reports.patients", "change: right given")], 900, 2 * SECOND)  # fmt: skip
    made = Machine("postgresql", _MADE, _MADE, _TASK, "psycopg", FOREVER, 1, [], (), created=ms)
    scene.adds(made)
    scene.foothold("account", f"postgresql@main:role:{_MADE}", ms)
    steps = [("copy", table, "take: table copied") for table in TABLES[6:36]]
    scene.intruder(rng, made).series(ms + 9 * MINUTE, steps, 2 * SECOND, 9 * SECOND)
    return made
