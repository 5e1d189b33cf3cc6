"""A surge: a fourth plant begins to produce within eight days, with its people, its machines and a network of its own.

Accounts are made in a row, credentials by the dozen, most of them refused until somebody gives the right that is
missing; what the other plants have is read by night to be set there; engineers work from the new place.
"""

from dataclasses import replace
from random import Random

from scenarios.companies.wexholme import ARM, GO, VAULT_SDK
from scenarios.companies.wexholme_places import GROUPS, MACHINES, PLANTS, TABLES, near, person
from scenarios.kit import BY_HAND, HOUR, MINUTE, SECOND, Machine, Scene, surge, take_up
from scenarios.machine import job
from scenarios.routines.wexholme import SILENT, engineer
from scenarios.staff import in_azure, in_cluster
from scenarios.systems.azure import Azure
from scenarios.systems.microsoft import Microsoft

_PLANT, _GATE = "poz", "203.0.113.150"
_ROLE = "Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c"


@surge("A fourth plant begins within eight days, on a network of its own")
def plan(scene: Scene) -> None:
    """Accounts on the first day, credentials on three days after, production from the sixth; nights for eight days."""
    rng = scene.rng("plant")
    _people(scene, rng)
    for number, new in enumerate(_machines(rng)):
        new.created = scene.at(1 + number % 3, 7) + number * 35 * MINUTE
        if new.system in SILENT:
            scene.adds(new)
        else:
            take_up(scene, new, number % 4)
        if number % 3 != 2:
            refused = [(f"{new.acts[0]}!1", new.things[0])] * (4 + number)
            scene.user(rng, new).series(new.created + 20 * MINUTE, refused, 5 * MINUTE, 15 * MINUTE)
        for day in range(5, 9):
            steps = [(rng.choice(new.acts), rng.choice(new.things)) for _ in range(18 + rng.randrange(30))]
            scene.user(rng, new).series(scene.at(day, 5) + rng.randrange(3 * HOUR), steps, 20 * SECOND, 20 * MINUTE)
    _sets_up(scene, rng)


def _people(scene: Scene, rng: Random) -> None:
    """Twenty-eight accounts within two hours; from then on they work there in three shifts."""
    tenant, ms = scene.known("microsoft", Microsoft), scene.at(0, 8)
    for number in range(28):
        by = scene.people[number % 3]
        who = replace(person(rng, 400 + number, "plants", scene.at(1)), office=_GATE, home=_GATE)
        scene.people.append(who)
        for operation in ("Add user.", "Add member to group.", "Change user license."):
            scene.ordinary(tenant.person_does(rng, by, ms, operation, who.login))
            ms += 20 * SECOND + rng.randrange(MINUTE)
        for day in range(1, 12):
            for _ in range(1 + rng.randrange(2)):
                at = scene.at(day, 6 + 8 * (number % 3)) + rng.randrange(8 * HOUR)
                first = tenant.signs_in(rng, who, at, _GATE, who.agent, "Batch records", refused=rng.random() < 0.1)
                scene.ordinary(first)
                scene.lives(rng, who, at + MINUTE, _GATE, *rng.sample(("jira", "confluence", "microsoft"), 2))


def _machines(rng: Random) -> list[Machine]:
    """What each plant has, once more; keys near the devices for a fourth region; a role for its recorder."""
    return [
        job(rng, "azure", f"Line control {_PLANT}", ARM, 6 * HOUR, 4, MACHINES[:4], ("start", "stop", "tag"), _GATE),
        job(rng, "azure", f"Label press {_PLANT}", VAULT_SDK, 4 * HOUR, 3, (f"wx-labels/{_PLANT}", "wx-labels/fonts"),
            ("secret", "sign-in"), _GATE),
        job(rng, "azure", f"Batch papers {_PLANT}", VAULT_SDK, 8 * HOUR, 3, ("wx-batches/seal",), ("secret", "sign-in"),
            _GATE),
        *(job(rng, "gcp", f"wx-{area}-{_PLANT}", GO, 6 * HOUR, 3, (f"wx-{area}-raw", f"wx-{area}-shared"),
              ("put", "read"), near) for area in ("telemetry", "pairing", "alerts", "clinics")),
        *(job(rng, "openbao", f"token-{kind}-{_PLANT}", "curl/8.17.0", 8 * HOUR, 2,
              (f"plants/{_PLANT}/{kind}", "shared/ca"), ("read",), _GATE) for kind in ("lines", "ovens")),
        job(rng, "postgresql", f"lines_{_PLANT}", "line-recorder", 2 * HOUR, 4, TABLES[30:34], ("write", "read"),
            _GATE),
    ]  # fmt: skip


def _sets_up(scene: Scene, rng: Random) -> None:
    """Secrets of the other plants are read to be set there; rules opened, roles given, machines made, by night too."""
    cloud = scene.known("azure", Azure)
    tend = scene.user(rng, scene.named("openbao", "token-tend"), address=_GATE, agent=BY_HAND["openbao"])
    for day in range(1, 9):
        for number in range(3):
            who, ms = engineer(scene, rng), scene.at(day, (8, 15, 22)[number]) + rng.randrange(3 * HOUR)
            group = GROUPS[(day + number) % len(GROUPS)]
            steps = (
                ("vm", f"{group}-{_PLANT}"),
                ("net", group),
                ("run", f"{group}-{_PLANT}"),
                ("storage-keys", "wxlabels"),
                ("set-secret", f"wx-labels/{_PLANT}"),
                ("snapshot", f"{group}-vm1"),
                ("sql-firewall", "wx-sql-orders"),
            )
            ms = in_azure(scene, rng, who, ms, rng.sample(steps, 5), _GATE, (MINUTE, 12 * MINUTE))
            in_cluster(scene, rng, who, ms, ("config", "secret", "deploy", "exec", "log"), "recipes", _GATE,
                       (MINUTE, 6 * MINUTE))  # fmt: skip
            role = cloud.person_does(
                rng, who.login, ms, "role", f"{group}-{_PLANT}", _GATE, agent=who.agent, role=_ROLE
            )
            scene.ordinary(role)
        reads = [("list", "plants"), *(("read", f"plants/{plant}/{kind}") for plant in PLANTS for kind in ("lines",
                 "ovens")), ("read", "labels/press"), ("read", "recipes/db")]  # fmt: skip
        tend.series(scene.at(day, 19) + rng.randrange(3 * HOUR), reads, 20 * SECOND, 4 * MINUTE)
