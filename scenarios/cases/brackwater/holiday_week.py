"""A surge: a week of holidays, in which people work from abroad, and some run their machines' jobs by hand there."""

from dataclasses import replace

from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.organisations import BRACKWATER
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_BY_HAND = "aws-cli/2.27.22 md/awscrt#0.26.1 ua/2.1 os/macos#24.5.0 md/arch#arm64 lang/python#3.13.3"


def plan(scene: Scene) -> None:
    """Sixteen people, each from another place; three engineers sign in there and rerun what failed, with its token."""
    rng = scene.rng("holiday")
    since, until = scene.start + 2 * DAY, scene.start + 9 * DAY
    away = list(range(4, 12)) + list(range(60, 68))
    for number, place in enumerate(away):
        where = f"198.19.{180 + number}.{10 + rng.randrange(200)}"
        scene.people[place] = replace(scene.people[place], trips=((since, until, where),))
    batch = [one for one in scene.of("aws") if one.key.startswith("AKIA")]
    builds = [one for one in scene.of("gitlab", vendor=False) if one.agent.startswith("git/")]
    for number in range(3):
        who, where = scene.people[4 + number], scene.people[4 + number].trips[0][2]
        for day in (3, 5):
            ms = scene.start + (day + number % 2) * DAY + 9 * HOUR + rng.randrange(4 * HOUR)
            scene.ordinary(scene.systems["okta"].live(rng, who, ms - 9 * MINUTE, where))
            one = batch[number]
            for act in (*one.acts, one.acts[0]):
                records = scene.systems["aws"].work(rng, one, ms, act, one.things[day % 3], address=where,
                                                    agent=_BY_HAND)  # fmt: skip
                scene.ordinary(records)
                ms += MINUTE + rng.randrange(9 * MINUTE)
            for name in builds[number].things[:2]:
                scene.ordinary(scene.systems["gitlab"].work(rng, builds[number], ms, "fetch", name, address=where))
                ms += MINUTE


SCENARIO = Scenario("A week in which people work from abroad, with their machines' tokens too", plan, surge=True,
              company=BRACKWATER)  # fmt: skip
