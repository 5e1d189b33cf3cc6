"""The token of who fills shifts makes an account, and makes it an administrator; a person goes on in a browser."""

from keyroll.replay.streams import okta_id
from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.estates.tarnfield_desk import Okta
from scenarios.machine import FOREVER, Machine, Person
from scenarios.organisations import TARNFIELD
from scenarios.scenario import Scenario
from scenarios.scene import Scene

#: A rented home's connection, with the client that the vendor's token has too; and a browser.
_FROM, _BROWSER = "249.88.14.201", (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)  # fmt: skip


def plan(scene: Scene) -> None:
    """A name like those of crews, two groups, a day of nothing, the privilege; then a sign-in and a token."""
    rng, okta = scene.rng("intruder"), scene.known("okta", Okta)
    one = next(one for one in scene.of("okta") if one.name == "rosterly")
    ms = scene.start + 2 * DAY + 15 * HOUR + rng.randrange(4 * HOUR)
    new = Person("field912", okta_id(rng, "00u"), _FROM, _FROM, _BROWSER, joined=ms, team="field", works=False)
    scene.people.append(new)
    scene.foothold("account", f"okta@main:user:{new.id}", ms)
    for what, act, thing, wait in (
        ("stay: account made", "create", "", 0), ("stay: group joined", "join", "field-crews", 3 * MINUTE),
        ("stay: group joined", "join", "planners", 9 * MINUTE), ("stay: administrator made", "admin", "", 26 * HOUR),
    ):  # fmt: skip
        ms += wait
        records = okta.work(rng, one, ms, act, thing, address=_FROM, whom=new.login, number=new.id)
        scene.hostile(what, records)
    for _ in range(2):
        ms += 20 * MINUTE + rng.randrange(3 * HOUR)
        scene.hostile("look: signed in", okta.live(rng, new, ms, _FROM))
    token = Machine("okta", "roster-backup", okta_id(rng, "00T"), _FROM, "Ruby", FOREVER, 1, [], (), ms)
    scene.hostile("stay: token made", okta.changes(rng, token, new, ms + 7 * MINUTE, made=True))
    scene.machines.append(token)
    scene.foothold("credential", okta.identifier(token), ms)
    scene.foothold("credential", okta.identifier(one), scene.first)


SCENARIO = Scenario("The token of who fills shifts makes an administrator", plan, company=TARNFIELD)
