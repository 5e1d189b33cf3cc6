"""An engineer's own token, taken by an extension of the editor, copies all code within two hours.

After GitHub (May 2026): an employee's computer with a poisoned extension, some 3,800 repositories, and secrets that
were changed in the night after.
"""

from scenarios.companies.tollgarth_places import OWN_TOKEN, PROJECTS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_HOST, _AGENT = "253.88.14.201", "git/2.39.5"


@intrusion("An engineer's token copies all projects")
def plan(scene: Scene) -> None:
    """Who it is and what there is, half an hour later every project, some twice; the token ends eight hours later."""
    rng = scene.rng("intruder")
    token = scene.held("gitlab", next(iter(OWN_TOKEN)), 10)
    hand = scene.intruder(rng, token, address=_HOST, agent="python-requests/2.32.5")
    ms = scene.at(4, 15) + rng.randrange(4 * HOUR)
    ms = hand.series(ms, [("me", ""), ("groups", ""), ("projects", ""), ("projects", ""), ("branches", PROJECTS[40])],
                     3 * SECOND, 20 * SECOND)  # fmt: skip
    order = rng.sample(PROJECTS, len(PROJECTS))
    ms += 30 * MINUTE
    ms = hand.series(ms, [("fetch", name) for name in order], 10 * SECOND, 2 * MINUTE, what="take: code", agent=_AGENT)
    again = [("fetch", name) for name in rng.sample(order, 9)]
    ms = hand.series(ms, again, 20 * SECOND, MINUTE, what="take: code", agent=_AGENT)
    hand.holds()
    token.ended = ms + 8 * HOUR
    hand.act(ms + 11 * HOUR, "me!401", "", "look: refused")
