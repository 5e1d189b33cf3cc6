"""A token for the gate and a service account lay in one vendor's support files: together they read about getting in."""

from urllib.parse import quote_plus

from scenarios.companies.tarnfield import GUIDES
from scenarios.kit import HOUR, MINUTE, Scene, intrusion
from scenarios.systems.jira import ticket

_FROM, _WITH = "203.0.113.58", "python-requests/2.31.0"
_QUERIES = ('text ~ "vpn"', 'text ~ "rotate" AND text ~ "token"')


@intrusion("A gate's token and an account that leaked together read slowly")
def plan(scene: Scene) -> None:
    """Through the gate on each of seven days in ten, then two or three tickets and pages; two searches in all."""
    rng, account = scene.rng("intruder"), scene.named("jira", "svc-tf-clocks")
    gate = scene.intruder(rng, scene.named("cloudflare", "reach-mirror"), address=_FROM)
    intruder = scene.intruder(rng, account, address=_FROM, agent=_WITH, exactly="1")
    wiki = scene.intruder(rng, account, "confluence", address=_FROM, agent=_WITH)
    guides = rng.sample(GUIDES, 9)
    for visit, day in enumerate((1, 2, 3, 6, 7, 8, 10)):
        ms = scene.at(day, 6) + rng.randrange(12 * HOUR)
        gate.act(ms, "visit", "jira", "look: through the gate")
        if visit in (1, 4):
            intruder.act(ms + MINUTE, "search", quote_plus(_QUERIES[visit // 4]), "look: tickets searched")
        for _ in range(2):
            ms += 3 * MINUTE + rng.randrange(30 * MINUTE)
            intruder.act(ms, "issue", ticket(rng, rng.choice(account.things)), "take: ticket read")
        if visit > 1:
            wiki.act(ms + 4 * MINUTE, "page", guides.pop(), "take: page read")
    gate.holds()
    intruder.holds()
