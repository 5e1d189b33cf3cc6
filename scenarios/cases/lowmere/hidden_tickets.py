"""The account of who may see closed tickets, whose password was the same elsewhere, reads them for two weeks.

After Mozilla's tracker of errors (2015): a privileged person's password, at least a year of reading, and only what is
not yet public.
"""

from scenarios.kit import HOUR, MINUTE, Scene, firefox, intrusion
from scenarios.systems.jira import Jira

_FROM = ("249.66.12.4", "249.66.90.7", "247.5.31.18")


@intrusion("Closed tickets are read in the name of who may see them")
def plan(scene: Scene) -> None:
    """Two to six tickets of two boards on ten days, in a browser like the person's own; one search a day."""
    rng, tracker, person = scene.rng("intruder"), scene.known("jira", Jira), scene.people[16]
    agent = firefox("Windows NT 10.0; Win64; x64", 151)
    for number, day in enumerate((1, 2, 3, 5, 6, 8, 9, 12, 14, 15)):
        board, where = ("SEC", "IP")[number % 2], _FROM[number % 3]
        ms = scene.at(day, 4) + rng.randrange(16 * HOUR)
        query = f"project+%3D+{board}+AND+resolution+%3D+Unresolved+AND+updated+%3E+-{7 + number}d"
        scene.hostile("look: search", tracker.person_does(rng, person, ms, "search", query, where, agent))
        for _ in range(2 + rng.randrange(5)):
            ms += MINUTE + rng.randrange(8 * MINUTE)
            thing = f"{board}-{3700 + rng.randrange(300)}"
            scene.hostile("take: ticket read", tracker.person_does(rng, person, ms, "browse", thing, where, agent))
        if number == 4:
            refused = tracker.person_does(rng, person, ms + MINUTE, "export", "project+%3D+SEC", where, agent, 403)
            scene.hostile("take: export refused", refused, success=False)
    scene.foothold("session", f"jira@main:account:{person.login}", scene.first)
