"""An engineer's own job asks whether his account is enabled; on the day of his dismissal it locks colleagues out.

After Eaton (Department of Justice, 2025): code on a server that only its author used, deleted profiles, and a switch
that waited for the end of his account.
"""

from dataclasses import replace

from scenarios.companies.wrenfold_places import OFFICES
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion
from scenarios.systems.github import Github
from scenarios.systems.okta import Okta


@intrusion("A job locks colleagues out on the day on which its author is dismissed")
def plan(scene: Scene) -> None:
    """Code on the second day, some profiles on two nights; his account ends on the tenth; then 120 persons in a row."""
    rng, who = scene.rng("intruder"), scene.people[18]
    okta, job = scene.known("okta", Okta), scene.held("okta", "profile-tidy", 15)
    ms = scene.at(1, 16) + rng.randrange(3 * HOUR)
    pushed = scene.known("github", Github).granted(rng, who, ms, "push", "directory-tools", who.home, "git/2.50.1")
    scene.hostile("change: code of the job", pushed)
    hand = scene.intruder(rng, job)
    others = [one for one in scene.people[20:230] if one.office in (OFFICES[0][0], OFFICES[1][0]) and one.rota < 0]
    for day in (4, 7):
        ms = scene.at(day, 3) + rng.randrange(2 * HOUR)
        for one in rng.sample(others, 3):
            hand.act(ms, "deactivate", "", "destroy: profile deleted", whom=one.login, number=one.id)
            scene.ordinary(okta.person_does(rng, scene.people[0], ms + 6 * HOUR, "create", whom=one))
            ms += 20 * SECOND + rng.randrange(MINUTE)
    told = scene.at(10, 17) + rng.randrange(HOUR)
    scene.people[18] = replace(who, left=told)
    for number, act in enumerate(("deactivate", "clear")):
        scene.ordinary(okta.person_does(rng, scene.people[2], told + number * 20 * SECOND, act, whom=who))
    ms = told + 4 * MINUTE + rng.randrange(6 * MINUTE)
    locked = rng.sample(others, min(120, len(others)))
    for one in locked:
        for act, what in (("clear", "destroy: session ended"), ("expire", "destroy: person locked out")):
            hand.act(ms, act, "", what, whom=one.login, number=one.id)
            ms += SECOND + rng.randrange(3 * SECOND)
    hand.holds()
    job.ended = ms + 50 * MINUTE
    scene.changed(rng, job, scene.people[0], job.ended, made=False)
    for one in locked:
        ms = max(ms, job.ended + MINUTE) + 4 * SECOND + rng.randrange(20 * SECOND)
        scene.ordinary(okta.person_does(rng, scene.people[len(one.login) % 3], ms, "restore", whom=one))
