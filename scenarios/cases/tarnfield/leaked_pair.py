"""A token for the gate and a service account lay in one vendor's support files: together they read about getting in."""

from urllib.parse import quote_plus

from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.estates.tarnfield_desk import GUIDES
from scenarios.organisations import TARNFIELD
from scenarios.scenario import Scenario
from scenarios.scene import Scene
from scenarios.systems.jira import ticket

_FROM, _WITH = "203.0.113.58", "python-requests/2.31.0"
_ASKED = ('text ~ "vpn"', 'text ~ "rotate" AND text ~ "token"')


def plan(scene: Scene) -> None:
    """Through the gate on each of seven days in ten, then two or three tickets and pages; two searches in all."""
    rng = scene.rng("intruder")
    gate = next(one for one in scene.of("cloudflare") if one.name == "reach-mirror")
    one = next(one for one in scene.of("jira") if one.name == "svc-tf-clocks")
    access, jira, wiki = (scene.systems[name] for name in ("cloudflare", "jira", "confluence"))
    guides = rng.sample(GUIDES, 9)
    for visit, day in enumerate((1, 2, 3, 6, 7, 8, 10)):
        ms = scene.start + day * DAY + 6 * HOUR + rng.randrange(12 * HOUR)
        scene.hostile("look: through the gate", access.work(rng, gate, ms, "visit", "jira", address=_FROM))
        if visit in (1, 4):
            asked = quote_plus(_ASKED[visit // 4])
            scene.hostile("look: tickets searched", jira.work(rng, one, ms + MINUTE, "search", asked, address=_FROM,
                                                              agent=_WITH, exactly="1"))  # fmt: skip
        for _ in range(2):
            ms += 3 * MINUTE + rng.randrange(30 * MINUTE)
            records = jira.work(rng, one, ms, "issue", ticket(rng, rng.choice(one.things)), address=_FROM, agent=_WITH,
                                exactly="1")  # fmt: skip
            scene.hostile("take: ticket read", records)
        if visit > 1:
            records = wiki.work(rng, one, ms + 4 * MINUTE, "page", guides.pop(), address=_FROM, agent=_WITH)
            scene.hostile("take: page read", records)
    scene.foothold("credential", access.identifier(gate), scene.first)
    scene.foothold("credential", jira.identifier(one), scene.first)


SCENARIO = Scenario("A gate's token and an account that leaked together read slowly", plan, company=TARNFIELD)
