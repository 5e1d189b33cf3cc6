"""The token of who fills shifts makes an account, and makes it an administrator; a person goes on in a browser."""

from scenarios.kit import FOREVER, HOUR, MINUTE, WINDOWS, Machine, Person, Scene, chrome, intrusion, okta_id
from scenarios.systems.okta import Okta

#: A rented home's connection, with the client that the vendor's token has too; and a browser.
_FROM, _BROWSER = "249.88.14.201", chrome(WINDOWS, 140)


@intrusion("The token of who fills shifts makes an administrator")
def plan(scene: Scene) -> None:
    """A name like those of crews, two groups, a day of nothing, the privilege; then a sign-in and a token."""
    rng, okta = scene.rng("intruder"), scene.known("okta", Okta)
    ms = scene.at(2, 15) + rng.randrange(4 * HOUR)
    new = Person("field912", okta_id(rng, "00u"), _FROM, _FROM, _BROWSER, joined=ms, team="field", works=False)
    scene.people.append(new)
    intruder = scene.intruder(rng, scene.named("okta", "rosterly"), address=_FROM, whom=new.login, number=new.id)
    scene.foothold("account", f"okta@main:user:{new.id}", ms)
    for wait, act, thing, what in (
        (0, "create", "", "stay: account made"), (3 * MINUTE, "join", "field-crews", "stay: group joined"),
        (9 * MINUTE, "join", "planners", "stay: group joined"), (26 * HOUR, "admin", "", "stay: administrator made"),
    ):  # fmt: skip
        ms += wait
        intruder.act(ms, act, thing, what)
    for _ in range(2):
        ms += 20 * MINUTE + rng.randrange(3 * HOUR)
        scene.hostile("look: signed in", okta.live(rng, new, ms, _FROM))
    token = Machine("okta", "roster-backup", okta_id(rng, "00T"), _FROM, "Ruby", FOREVER, 1, [], (), ms)
    scene.hostile("stay: token made", okta.changes(rng, token, new, ms + 7 * MINUTE, made=True))
    scene.adds(token)
    scene.intruder(rng, token).holds(ms)
    intruder.holds()
