"""A partner's accounts on tickets and code are read for a week; what stands in the code is tried elsewhere.

After the European Space Agency (December 2025): servers for work with partners, a week with their tickets and
repositories, and tokens, passwords and settings that stood in them.
"""

from scenarios.companies.wexholme_places import PROJECTS, TABLES
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_HOSTS, _GIT = ("250.12.77.140", "254.61.8.19"), "git/2.39.5"
_BOARDS = ("DEV", "BATCH", "CAPA")


@intrusion("A partner's accounts copy tickets and code for a week, and what stands in the code opens more")
def plan(scene: Scene) -> None:
    """Tickets on seven days, code on four; three credentials tried on the eighth day, of which two work."""
    rng = scene.rng("intruder")
    desk = scene.intruder(rng, scene.held("jira", "ext-benchlight-link", 9), address=_HOSTS[0],
                          agent="python-requests/2.31.0")  # fmt: skip
    ms = scene.at(0, 13) + rng.randrange(4 * HOUR)
    desk.series(ms, [("myself", ""), ("projects", ""), ("fields", "")], 5 * SECOND, 20 * SECOND)
    for day in range(7):
        ms = scene.at(day, 18) + rng.randrange(5 * HOUR)
        board = _BOARDS[day % 3]
        steps = [("search", board), *(("issue", board, "take: ticket"),) * (30 + rng.randrange(60)),
                 *(("attachment", board, "take: file"),) * (3 + rng.randrange(9))]  # fmt: skip
        desk.series(ms, steps, 2 * SECOND, 12 * SECOND, address=_HOSTS[day % 2])
    desk.holds()
    code = scene.intruder(rng, scene.held("gitlab", "ext-benchlight", 9), address=_HOSTS[0], agent=_GIT)
    left = rng.sample(PROJECTS, 36)
    since = scene.at(2, 1) + rng.randrange(2 * HOUR)
    for number, day in enumerate((2, 3, 5, 6)):
        ms = since if not number else scene.at(day, 1) + rng.randrange(3 * HOUR)
        mine = [("fetch", name, "take: code") for name in left[number * 9 : number * 9 + 9]]
        code.series(ms, [("projects", ""), *mine], 6 * SECOND, 50 * SECOND)
    code.holds(since)
    rows = scene.intruder(rng, scene.held("gcp", "wx-signals", 10), address=_HOSTS[1], agent="gcloud-python/2.19.0")
    oven = scene.intruder(rng, scene.held("openbao", "token-ovens-png", 10), address=_HOSTS[1], agent="curl/7.88.1")
    old = scene.intruder(rng, scene.named("postgresql", "old_batches"), address=_HOSTS[1], agent="psql")
    ms = scene.at(7, 20) + rng.randrange(2 * HOUR)
    old.act(ms, "read!1", TABLES[30], "look: password tried")
    ms += 4 * MINUTE
    oven.series(ms, [("self", ""), ("list!1", "plants"), ("read", "plants/png/ovens", "take: secret")], 20 * SECOND,
                MINUTE)  # fmt: skip
    oven.holds(ms)
    ms += 30 * MINUTE
    taken = [("table-rows", f"signals/tables/part{part}", "take: rows") for part in range(26)]
    rows.series(ms, [("datasets", ""), ("tables", "signals"), *taken], 3 * SECOND, 30 * SECOND)
    rows.holds(ms)
