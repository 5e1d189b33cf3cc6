"""A token that helps people who are locked out resets an administrator's factors, from its own cloud, by its client."""

from scenarios.companies.brackwater import REGION
from scenarios.kit import DAY, HOUR, MINUTE, Scene, intrusion


@intrusion("A helping token resets an administrator's factors and makes another one")
def plan(scene: Scene) -> None:
    """Users and applications are read first, which the log does not show. Four acts in three days, in office hours."""
    rng = scene.rng("intruder")
    helper = next(token for token in scene.of("okta") if "unlock" in token.acts)
    intruder = scene.intruder(rng, helper, address=f"{REGION[5]}.{100 + rng.randrange(90)}")
    victim, friend = scene.people[1].login, scene.people[40 + rng.randrange(20)].login
    ms = scene.at(1, 9) + rng.randrange(5 * HOUR)
    for wait, act, whom, thing, what in (
        (0, "factors", victim, "", "take: factors of an administrator reset"),
        (4 * MINUTE, "password", victim, "", "take: password of an administrator reset"),
        (DAY + rng.randrange(3 * HOUR), "join", friend, "okta-admins", "stay: a person joins the administrators"),
        (DAY + rng.randrange(3 * HOUR), "admin", friend, "", "stay: a person is made an administrator"),
    ):
        ms += wait
        intruder.act(ms, act, thing, what, whom=whom)
        if what.startswith("stay"):
            scene.foothold("grant", f"{act}:{friend}", ms)
    intruder.holds()
