"""A surge: the spring sale; a load test on two evenings before it, then four days of several times the usual."""

from dataclasses import replace
from random import Random

from scenarios.companies.marlbrake import TABLES
from scenarios.kit import DAY, HOUR, MINUTE, SECOND, Machine, Scene, by_hand, surge

_SELLS = ("shop", "basket", "stock", "parcels", "returns", "prices", "tracker", "order")


@surge("The spring sale, and the load test before it")
def plan(scene: Scene) -> None:
    """What sells runs three times as often and on more nodes; what reports reads more; people work late and by hand."""
    rng, begins, ends = scene.rng("sale"), scene.at(3), scene.at(7)
    _load(scene, rng)
    busy = [job for job in scene.lasting("", begins, ends) if job.every <= 4 * HOUR and not job.only
            and any(word in job.name.lower() for word in _SELLS)]  # fmt: skip
    scene.adds(*(_more(rng, job, begins, ends, f"sale{copy}") for job in busy for copy in range(2)))
    for role in [known for known in scene.of("aws") if known.key.startswith("role/")]:
        for copy in range(3):
            node = _more(rng, role, begins, ends, f"node{copy}")
            node.address, node.moves = f"10.20.{9 + copy}.{40 + rng.randrange(200)}", []
            scene.adds(node)
    _reports(scene, rng, begins)
    for evening in range(4):
        who = scene.people[4 + rng.randrange(18)]
        job = rng.choice([known for known in busy if known.system in ("aws", "kubernetes", "openbao")])
        by_hand(scene, rng, job, begins + evening * DAY + 19 * HOUR, who.home, 4 + rng.randrange(8))
        for person in (known for known in scene.people if known.team in ("desk", "warehouse", "engineering")):
            for system in scene.systems:
                ms = begins + evening * DAY + 8 * HOUR + rng.randrange(14 * HOUR)
                scene.lives(rng, person, ms, person.place(begins + evening * DAY), system)


def _more(rng: Random, job: Machine, begins: int, ends: int, name: str) -> Machine:
    """The same credential and client at work once more, as long as the sale lasts."""
    return replace(job, created=begins, ended=ends, job=job.job + name, phase=rng.randrange(HOUR),
                   moves=list(job.moves), upgrades=list(job.upgrades))  # fmt: skip


def _load(scene: Scene, rng: Random) -> None:
    """For two hours on two evenings what sells is driven hard; the cloud slows it down at times."""
    for evening in (0, 1):
        ms = scene.at(evening, 18)
        mine = [key for key in scene.lasting("aws", ms, ms + DAY) if key.name in ("svc-mb-shop", "svc-mb-basket")]
        mine += [role for role in scene.of("postgresql") if role.name in ("shop_app", "basket_app")]
        for number in range(1200):
            job, ms = mine[number % len(mine)], ms + rng.randrange(12 * SECOND)
            details = {"error": "ThrottlingException"} if job.system == "aws" and number % 17 == 0 else {}
            scene.user(rng, job, **details).act(ms, rng.choice(job.acts), rng.choice(job.things))
    ops = scene.user(rng, scene.named("aws", "svc-mb-ops"))
    for number in range(12):
        ops.act(scene.at(number % 2, 18) + number * 9 * MINUTE, "scale", ("shop", "basket")[number % 2])


def _reports(scene: Scene, rng: Random, begins: int) -> None:
    """Whoever wants to know how it goes has the reporting role read and copy all day."""
    role = scene.user(rng, scene.named("postgresql", "insight_ro"))
    for day in range(4):
        steps = ((rng.choice(("read", "read", "copy")), rng.choice(TABLES)) for _ in range(90))
        role.series(begins + day * DAY + 7 * HOUR, steps, MINUTE, 14 * MINUTE)
