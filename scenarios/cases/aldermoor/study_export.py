"""A surge: a study of two universities gets five years of images and results, and reckons with them in Azure.

A role, a key and an application are made for it and used from abroad; tables and images are read whole, by night too;
containers come by the hundred in a group of their own, and some of what is asked for is refused until it is granted.
"""

from random import Random

from scenarios.companies.aldermoor import PYTHON, VAULT_SDK
from scenarios.companies.aldermoor_places import BUCKETS, GUESTS, SCANS, TABLES
from scenarios.kit import DAY, HOUR, MINUTE, SECOND, Scene, surge, take_up
from scenarios.machine import Machine, job
from scenarios.routines.aldermoor import engineer
from scenarios.systems.aws import Aws
from scenarios.systems.azure import Azure
from scenarios.systems.microsoft import Microsoft

_ABROAD = ("247.61.8.20", "247.61.8.44", "198.51.100.17")
_GROUP = "rg-study-lungs"


@surge("A study reads five years of images and results")
def plan(scene: Scene) -> None:
    """Credentials on the first two days; bulk reads for nine; containers on four nights; two guests."""
    rng = scene.rng("study")
    key, role, app = _made(scene, rng)
    for day in range(1, 10):
        images = [("object", name) for name in rng.sample(SCANS, 240)]
        listed = [("objects", rng.choice(BUCKETS)) for _ in range(6)]
        scene.user(rng, key, address=_ABROAD[day % 2]).series(
            scene.at(day, 1), [*listed, *images], 2 * SECOND, 80 * SECOND
        )
        tables = [(act, name) for name in rng.sample(TABLES[24:36], 6) for act in ("count", "all")]
        scene.user(rng, role).series(scene.at(day, 20), [("columns", ""), *tables], MINUTE, 14 * MINUTE)
        vault = [("sign-in", ""), ("secret", app.things[0]), ("secret", app.things[1])] * 4
        scene.user(rng, app).series(scene.at(day, 2), vault, MINUTE, 30 * MINUTE)
    _reckons(scene, rng)
    _looks(scene, rng)


def _made(scene: Scene, rng: Random) -> tuple[Machine, Machine, Machine]:
    """A key, a role of the database and an application; each is refused at first."""
    key = job(rng, "aws", "svc-am-study-lungs", PYTHON, 6 * HOUR, 6, SCANS[::9], ("object", "listed"), _ABROAD[0])
    role = job(
        rng, "postgresql", "study_lungs_ro", "RStudio", 12 * HOUR, 3, TABLES[24:36], ("read", "count"), _ABROAD[2]
    )
    app = job(rng, "azure", "Study lungs", VAULT_SDK, 8 * HOUR, 3, ("am-research/study", "am-research/lake"),
              ("secret", "sign-in"), _ABROAD[1])  # fmt: skip
    for number, new in enumerate((key, role, app)):
        new.created = scene.at(0, 9) + number * 5 * HOUR + rng.randrange(HOUR)
        if new.system == "postgresql":
            scene.adds(new)
        else:
            take_up(scene, new, number)
        refused = [(f"{new.acts[0]}!1", new.things[0])] * (5 + 3 * number)
        scene.user(rng, new).series(new.created + 10 * MINUTE, refused, 4 * MINUTE, 20 * MINUTE)
    return key, role, app


def _reckons(scene: Scene, rng: Random) -> None:
    """A guest of the university makes a group, and containers by the hundred, which go in the morning."""
    cloud, who = scene.known("azure", Azure), GUESTS[2]

    def does(ms: int, act: str, thing: str, *, refused: bool = False) -> None:
        scene.ordinary(cloud.person_does(rng, who.login, ms, act, thing, who.office, agent=who.agent, refused=refused,
                                         group=_GROUP))  # fmt: skip

    ms = scene.at(1, 14)
    for number in range(3):
        does(ms + number * 10 * MINUTE, "group", _GROUP, refused=number < 2)
    for night in (1, 3, 5, 7):
        ms = scene.at(night, 21)
        for number in range(70):
            ms += 2 * SECOND + rng.randrange(40 * SECOND)
            does(ms, "containers", f"lungs-{night}-{number:03d}")
        ms = scene.at(night, 30) + rng.randrange(HOUR)
        for number in range(70):
            ms += SECOND + rng.randrange(9 * SECOND)
            does(ms, "drop-containers", f"lungs-{night}-{number:03d}")


def _looks(scene: Scene, rng: Random) -> None:
    """Guests sign in at night, from a congress too; engineers give roles, read keys of stores, and take them back."""
    tenant, cloud, aws = scene.known("microsoft", Microsoft), scene.known("azure", Azure), scene.known("aws", Aws)
    for day in range(1, 10):
        for who in GUESTS[2:]:
            ms, where = scene.at(day, 17) + rng.randrange(9 * HOUR), who.office if day % 3 else f"241.77.{day}.40"
            for app in ("Azure Portal", "SharePoint Online"):
                scene.ordinary(tenant.signs_in(rng, who, ms, where, who.agent, app, denied=day % 4 == 1))
                ms += 2 * MINUTE
        who, ms = engineer(scene, rng), scene.at(day, 9) + rng.randrange(7 * HOUR)
        role = "Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c"
        for act, thing in (
            ("role", f"study-{day}"), ("storage-keys", "amresearch"), ("set-secret", "am-research/study"),
            ("drop-role", f"study-{day}"), ("containers", "lungs-try"),
        ):  # fmt: skip
            scene.ordinary(cloud.person_does(rng, who.login, ms, act, thing, who.office, agent=who.agent,
                                             role=role if act == "role" else ""))  # fmt: skip
            ms += MINUTE + rng.randrange(20 * MINUTE)
        name = "svc-am-study-lungs"
        for act, thing in (("keys", name), ("policies", name), ("give-policy", f"{name}|AmazonS3ReadOnlyAccess")):
            scene.ordinary(aws.person_does(rng, who, ms, act, thing, who.office))
            ms += 3 * MINUTE
    key = scene.named("aws", "svc-am-study-lungs")
    key.ended = scene.at(10) + DAY // 2
    scene.changed(rng, key, scene.people[1], key.ended, made=False)
