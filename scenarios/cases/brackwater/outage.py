"""A surge: for three hours half of the systems refuse everybody, and machines try again, some from a second site."""

from keyroll.replay.times import DAY, HOUR, SECOND
from scenarios.companies.brackwater import OTHER_REGION
from scenarios.organisations import BRACKWATER
from scenarios.scenario import Scenario
from scenarios.scene import Scene

_REFUSED = {"aws": "1", "gitlab": "503", "jira": "503", "confluence": "503", "cloudflare": "1"}


def plan(scene: Scene) -> None:
    """Each try is eight in a row with a longer wait each time; afterwards all goes on from where it always was."""
    rng = scene.rng("outage")
    begins = scene.start + 3 * DAY + 10 * HOUR
    for number, one in enumerate(scene.machines):
        refused = _REFUSED.get(one.system)
        if refused is None:
            continue
        system, second = scene.systems[one.system], f"{OTHER_REGION[0]}.{20 + number}" if number % 4 == 0 else ""
        for ms in range(begins + number % 20 * SECOND, begins + 3 * HOUR, HOUR):
            at = ms
            for again in range(8):
                act, thing = one.acts[0], one.things[(number + again) % len(one.things)] if one.things else ""
                scene.ordinary(system.work(rng, one, at, act, thing, refused=refused, address=second,
                                           error="ThrottlingException"))  # fmt: skip
                at += (2 << again) * SECOND + rng.randrange(SECOND)
        if second:
            scene.ordinary(system.work(rng, one, begins + 3 * HOUR, one.acts[0], one.things[0], address=second))


SCENARIO = Scenario("An outage: everybody is refused, and tries again", plan, surge=True, company=BRACKWATER)
