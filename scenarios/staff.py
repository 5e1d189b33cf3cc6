"""What people do in the scenarios of several companies: scripts by hand, sign-ins that fail, looks at a cloud."""

from collections.abc import Callable, Sequence
from random import Random

from keyroll.replay.times import HOUR, MINUTE, SECOND
from scenarios.keeping import by_hand
from scenarios.machine import Machine, Person
from scenarios.scene import Scene
from scenarios.systems.aws import Aws
from scenarios.systems.azure import Azure
from scenarios.systems.gcp import Gcp
from scenarios.systems.kubernetes import Kubernetes
from scenarios.systems.okta import Okta


def scripts_by_hand(
    scene: Scene, rng: Random, days: Sequence[int], crew: Sequence[Person], systems: Sequence[str],
    some_machine: Callable[[Scene, Random, str, int], Machine], hours: Callable[[int], int], office: str = "",
) -> None:  # fmt: skip
    """One of a crew runs a machine's script on each day: at home, in the office, or where the person is that day."""
    for number, day in enumerate(days):
        who = crew[rng.randrange(len(crew))]
        ms = day + who.begins + rng.randrange(hours(number) * HOUR)
        machine = some_machine(scene, rng, systems[number % len(systems)], ms)
        where = (who.home, office or who.office, who.place(day))[number % 3]
        by_hand(scene, rng, machine, ms, where, 2 + rng.randrange(12))


def mistyped(scene: Scene, rng: Random, okta: Okta, day: int, people: Sequence[Person], count: int) -> None:
    """Some people mistype their password, and sign in at the second attempt."""
    for _ in range(count):
        who = rng.choice(people)
        ms = day + who.begins + rng.randrange(8 * HOUR)
        scene.ordinary(okta.person_does(rng, who, ms, "session", address=who.place(day),
                                        refused="INVALID_CREDENTIALS"))  # fmt: skip
        scene.ordinary(okta.person_does(rng, who, ms + 20 * SECOND, "session", address=who.place(day)))


def factor_set_again(scene: Scene, rng: Random, okta: Okta, day: int, whom: Person, ms: int, wait: int) -> None:
    """One of four administrators removes a person's factors, and the person sets one again."""
    scene.ordinary(okta.person_does(rng, scene.people[rng.randrange(4)], ms, "factors", whom=whom))
    scene.ordinary(okta.person_does(rng, whom, ms + wait, "factor", whom=whom, address=whom.place(day)))


def looks_around(
    scene: Scene, rng: Random, cloud: Aws | Gcp, who: Person, ms: int, acts: Sequence[str], things: Sequence[str],
    where: str, count: int, pause: tuple[int, int],
) -> int:  # fmt: skip
    """A person looks at many things of a cloud, with a pause of a least time and up to another; return the end."""
    for _ in range(count):
        act = rng.choice(acts)
        scene.ordinary(cloud.person_does(rng, who, ms, act, rng.choice(things), where))
        ms += pause[0] + rng.randrange(pause[1])
    return ms


def pipeline_rolls_out(
    scene: Scene, rng: Random, ms: int, area: str, role: str, org: str, where: str, agent: str
) -> None:
    """A pipeline takes its role with the token of the code's hoster, puts an image there and changes a stack."""
    cloud, taken = scene.known("aws", Aws), scene.named("aws", role)
    scene.ordinary(cloud.by_pipeline(rng, taken, ms, f"{org}/{area}-service", where))
    steps = [("log-in", ""), ("image", area), ("task-service", area), ("stacks", area)]
    steps += [("update-stack", area), ("stacks", area)] if rng.random() < 0.4 else []
    user = scene.user(rng, taken, address=where, session="GitHubActions", agent=agent)
    user.series(ms + 40 * SECOND, steps, 15 * SECOND, MINUTE)


def there(scene: Scene, ms: int, *teams: str) -> list[Person]:
    """Who of some teams is employed at a time."""
    return [one for one in scene.people if one.team in teams and one.joined <= ms < one.left]


def in_cluster(
    scene: Scene, rng: Random, who: Person, ms: int, acts: Sequence[str], area: str, where: str, pause: tuple[int, int]
) -> int:
    """A person does some acts on one service of the cluster, each followed by a pause; return the end."""
    cluster = scene.known("kubernetes", Kubernetes)
    for act in acts:
        scene.ordinary(cluster.person_does(rng, who, ms, act, f"{area}-app", area, address=where))
        ms += pause[0] + rng.randrange(pause[1])
    return ms


def in_azure(
    scene: Scene, rng: Random, who: Person, ms: int, steps: Sequence[tuple[str, str]], where: str,
    pause: tuple[int, int],
) -> int:  # fmt: skip
    """A person does some acts on things of Azure, each followed by a pause; return the end."""
    cloud = scene.known("azure", Azure)
    for act, thing in steps:
        scene.ordinary(cloud.person_does(rng, who.login, ms, act, thing, where, agent=who.agent))
        ms += pause[0] + rng.randrange(pause[1])
    return ms
