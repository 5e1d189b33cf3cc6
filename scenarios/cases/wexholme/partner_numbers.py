"""A partner's key looks on for two weeks, then counts through what belongs to the other partners for two days.

After 700Credit (December 2025): a partner that was entered in July and told nobody, an interface that gave any partner
what it asked for by number, and a high rate until it was closed.
"""

from scenarios.companies.wexholme_places import REPORTS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_HOSTS, _AGENT = ("251.102.9.77", "253.88.41.6", "250.19.230.85"), "report-fetch/3.4 (okhttp/5.7.0)"


@intrusion("A partner's key counts through all other partners' reports for two days")
def plan(scene: Scene) -> None:
    """Own reports on six days, a few each; two other partners' on the eleventh; all from the thirteenth; closed."""
    rng = scene.rng("intruder")
    key = scene.intruder(rng, scene.held("gcp", "wx-partner-clinova", 15), address=_HOSTS[0], agent=_AGENT)
    for day in (0, 1, 4, 6, 7, 9):
        ms = scene.at(day, 10) + rng.randrange(6 * HOUR)
        own = [("read", name) for name in rng.sample(REPORTS["clinova"], 1 + rng.randrange(3))]
        key.series(ms, own, MINUTE, 5 * MINUTE)
    key.holds()
    ms = scene.at(10, 14) + rng.randrange(4 * HOUR)
    key.series(ms, [("read", REPORTS[name][0], "look: another's report") for name in ("andara", "iridia")], 4 * MINUTE)
    others = [name for partner, names in REPORTS.items() if partner != "clinova" for name in names]
    for day, part in ((12, others[:900]), (13, others[900:1800])):
        ms = scene.at(day, 2) + rng.randrange(2 * HOUR)
        for number in range(0, len(part), 60):
            steps = [("read", name, "take: another's report") for name in part[number : number + 60]]
            ms = key.series(ms, steps, SECOND, 14 * SECOND, address=_HOSTS[number // 60 % 3]) + 20 * MINUTE
    key.machine.ended = max(ms, scene.at(14, 9))
    scene.changed(rng, key.machine, scene.people[2], key.machine.ended, made=False)
