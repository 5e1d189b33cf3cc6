"""A token that helps people who are locked out resets an administrator's factors, from its own cloud, by its client."""

from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.companies.brackwater import REGION
from scenarios.organisations import BRACKWATER
from scenarios.scenario import Scenario
from scenarios.scene import Scene


def plan(scene: Scene) -> None:
    """Users and applications are read first, which the log does not show. Four acts in three days, in office hours."""
    rng = scene.rng("intruder")
    one = next(one for one in scene.of("okta") if "unlock" in one.acts)
    okta, address = scene.systems["okta"], f"{REGION[5]}.{100 + rng.randrange(90)}"
    victim, friend = scene.people[1].login, scene.people[40 + rng.randrange(20)].login
    ms = scene.start + DAY + 9 * HOUR + rng.randrange(5 * HOUR)
    for wait, what, act, whom, thing in (
        (0, "take: factors of an administrator reset", "factors", victim, ""),
        (4 * MINUTE, "take: password of an administrator reset", "password", victim, ""),
        (DAY + rng.randrange(3 * HOUR), "stay: a person joins the administrators", "join", friend, "okta-admins"),
        (DAY + rng.randrange(3 * HOUR), "stay: a person is made an administrator", "admin", friend, ""),
    ):
        ms += wait
        scene.hostile(what, okta.work(rng, one, ms, act, thing, address=address, whom=whom))
        if what.startswith("stay"):
            scene.foothold("grant", f"{act}:{friend}", ms)
    scene.foothold("credential", okta.identifier(one), scene.first)


SCENARIO = Scenario("A helping token resets an administrator's factors and makes another one", plan, company=BRACKWATER)
