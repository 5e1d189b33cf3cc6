"""Who looks after databases is dismissed in a call, and for an hour more his role of the database lets him in.

After Opexus (February 2025, charged in December 2025): access that outlasted the call by minutes, bases closed to
others and then dropped one after the other, tables copied, and a look for a way to empty the log.
"""

from dataclasses import replace

from scenarios.companies.quillmere import AREAS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion
from scenarios.systems.okta import Okta

_YEARS = ("2022", "2023", "2024", "2025")


@intrusion("A dismissed keeper of databases drops them within an hour of the call")
def plan(scene: Scene) -> None:
    """From his home, with his usual client: a look, tables copied, 36 bases closed and dropped, the log looked at."""
    rng, who = scene.rng("intruder"), scene.people[10]
    role = scene.held("postgresql", "dba", 8)
    begins = ms = scene.at(4, 15) + 40 * MINUTE + rng.randrange(30 * MINUTE)
    user = scene.intruder(rng, role, address=who.home, agent="psql")
    ms = user.series(ms, (("sessions", ""), ("databases", "")), 20 * SECOND, 40 * SECOND)
    steps = [("copy", f"{area}.{name}", "take: table copied") for area, name in (
        ("results", "patients"), ("results", "rows"), ("reports", "notes"), ("billing", "patients"))]  # fmt: skip
    ms = user.series(ms, steps, 40 * SECOND, 2 * MINUTE)
    bases = [f"{area}_{year}" for area in AREAS[:9] for year in _YEARS]
    for number, base in enumerate(rng.sample(bases, 36)):
        if number < 6:
            user.act(ms, "close-base", base, "change: base closed to others")
            ms += 9 * SECOND
        user.act(ms, "drop-base", base, "destroy: base dropped")
        ms += 12 * SECOND + rng.randrange(70 * SECOND)
    user.series(ms, (("log-place", "", "hide: log looked for"), ("turn-log", "", "hide: log turned over")), MINUTE)
    okta, ended = scene.known("okta", Okta), begins + 75 * MINUTE
    for act in ("clear", "deactivate"):
        scene.ordinary(okta.person_does(rng, scene.people[0], ended, act, whom=who))
    user.holds()
    scene.people[scene.people.index(who)] = replace(who, left=scene.at(4) + 15 * HOUR)
