"""A surge: the company practises the loss of its cluster; for two days everything runs on a second site."""

from random import Random

from scenarios.companies.tarnfield import AREAS, CLUSTER
from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, aws_id, code, surge

_SITE, _REFUSED = "198.18.250.9", {"bitbucket": "503", "jira": "503", "confluence": "503"}


@surge("An exercise: two days on the second site")
def plan(scene: Scene) -> None:
    """An hour in which nothing answers, then the second site; what is kept for this restores; names are set twice."""
    rng, away, back = scene.rng("failover"), scene.at(8, 9), scene.at(10, 15)
    key = Machine("aws", "svc-tf-restore", aws_id(rng, "AKIA"), _SITE, "aws-cli/2.28.21 md/awscrt#0.27.6", FOREVER, 1,
                  [], ("secret",))  # fmt: skip
    vault = Machine("openbao", "token-break-glass", code(rng, 24), scene.people[5].office, "bao/2.3.1", FOREVER, 1, [],
                    ("read",))  # fmt: skip
    scene.adds(key, vault)
    _moves(scene, rng, away, back)
    ms = away + 5 * MINUTE
    for area in AREAS:
        reads = (("read", f"{area}/db"), ("read", f"{area}/api"))
        ms = scene.user(rng, vault).series(ms, reads, 20 * SECOND, 3 * MINUTE)
        steps = (("secret", f"tf/{area}/db"), ("snapshots", ""), ("snapshot", f"tf-{area}"))
        ms = scene.user(rng, key).series(ms, steps, 10 * SECOND, MINUTE)
    names = scene.user(rng, scene.named("cloudflare", "dns01-solver"))
    for at in (away + 10 * MINUTE, back + 10 * MINUTE):
        names.series(at, (("set", area) for area in AREAS), 4 * SECOND)
    for person in scene.people[4:24]:
        for system in scene.systems:
            for _ in range(5):
                scene.lives(rng, person, away + rng.randrange(8 * HOUR), person.office, system)


def _moves(scene: Scene, rng: Random, away: int, back: int) -> None:
    """What runs in the cluster goes and comes back, after an hour of tries at what does not answer."""
    for number, machine in enumerate(scene.machines):
        if machine.address != CLUSTER or machine.roams or machine.every >= FOREVER:
            continue
        machine.moves += [(away + number % 7 * 5 * MINUTE, _SITE), (back + number % 7 * 5 * MINUTE, CLUSTER)]
        if machine.system in _REFUSED and machine.created < away < machine.ended:
            act = f"{machine.acts[0].partition('!')[0]}!{_REFUSED[machine.system]}"
            for again in range(7):
                at = away - HOUR + (2 << again) * 20 * SECOND + number * SECOND
                scene.user(rng, machine).act(at, act, machine.things[0])
