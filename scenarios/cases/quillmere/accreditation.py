"""A surge: auditors look at everything for four days: methods, tickets, tables, code, and who may do what.

They are three guests with accounts of their own and ten employees who prepare it; lists of all credentials are made
with administrators' sessions, old keys are taken away on the way, and samples are traced from order to letter.
"""

from random import Random
from urllib.parse import quote_plus

from scenarios.companies.quillmere import BOARDS, BUCKETS, OFFICE, PAGES, REPOSITORIES, SPACES, TABLES
from scenarios.kit import BY_HAND, DAY, HOUR, MINUTE, SECOND, Person, Scene, chrome, okta_id, surge
from scenarios.systems.aws import Aws
from scenarios.systems.confluence import Confluence
from scenarios.systems.github import Github
from scenarios.systems.jira import Jira, ticket
from scenarios.systems.okta import Okta

_AGENT = chrome("Windows NT 10.0; Win64; x64", 151)


@surge("Auditors look at everything for four days")
def plan(scene: Scene) -> None:
    """Lists are prepared on two days; guests read on four; what they found to be unused is taken away after them."""
    rng = scene.rng("audit")
    for day in (2, 3):
        _lists(scene, rng, scene.at(day, 8))
    guests = [_guest(scene, rng, number) for number in range(3)]
    for day in (7, 8, 9, 10):
        for who in (*guests, *scene.people[80:84]):
            _reads(scene, rng, who, scene.at(day, 8) + rng.randrange(HOUR))
        _traces(scene, rng, scene.at(day, 9), day)
    for name in ("svc-qm-course", "svc-qm-admin-2022", "svc-qm-old-lims"):
        old, ended = scene.named("aws", name), scene.at(11, 9) + rng.randrange(3 * HOUR)
        old.ended = ended
        scene.changed(rng, old, scene.people[2], ended, made=False)


def _guest(scene: Scene, rng: Random, number: int) -> Person:
    """One auditor, who works in the office for four days."""
    joined = scene.at(7, 7) + number * 10 * MINUTE
    place = OFFICE if number < 2 else "246.12.8.40"
    new = Person(f"audit{number}", okta_id(rng, "00u"), place, place, _AGENT, joined, team="quality", left=scene.at(11))
    okta = scene.known("okta", Okta)
    scene.people.append(new)
    for act, thing in (("create", ""), ("assign", "Jira"), ("assign", "Results"), ("join", "everyone")):
        scene.ordinary(okta.person_does(rng, scene.people[0], joined, act, thing, whom=new))
        joined += MINUTE
    return new


def _lists(scene: Scene, rng: Random, ms: int) -> None:
    """All users, keys, rights, buckets and secrets of builds are listed, by hand and by a script."""
    cloud, code, who = scene.known("aws", Aws), scene.known("github", Github), scene.people[0]
    names = [one.name for one in scene.of("aws") if one.key.startswith("AKIA")]
    steps = [("users", ""), ("roles", ""), ("groups", ""), ("trails", ""), ("functions", ""), ("secrets", "")]
    steps += [(act, name) for name in names for act in ("keys", "policies", "factors")]
    steps += [("bucket", bucket) for bucket in BUCKETS]
    at = ms
    for act, thing in steps:
        scene.ordinary(cloud.person_does(rng, who, at, act, thing, who.office))
        at += SECOND + rng.randrange(9 * SECOND)
    script = scene.user(rng, scene.named("aws", "svc-qm-terraform"), address=who.office, agent=BY_HAND["aws"])
    script.series(at, [(act, name) for name in names for act in ("policies", "keys")], SECOND, 4 * SECOND)
    for number, name in enumerate(REPOSITORIES):
        for act in ("secrets", "commits", "topics")[: 1 + number % 3]:
            scene.ordinary(code.granted(rng, scene.people[5], ms, act, name, scene.people[5].office, "gh/2.93.0"))
            ms += 4 * SECOND + rng.randrange(40 * SECOND)


def _reads(scene: Scene, rng: Random, who: Person, ms: int) -> None:
    """One reads methods, minutes and deviations, page after page, and the tickets that they name; some exports."""
    pages, tickets = scene.known("confluence", Confluence), scene.known("jira", Jira)
    for space in rng.sample(SPACES, 3):
        scene.ordinary(pages.anybody(rng, ms, "find", "deviation", who.login, who.office, who.agent))
        for page in rng.sample(PAGES, 6):
            scene.ordinary(pages.anybody(rng, ms, "page", f"{space}/{page}", who.login, who.office, who.agent))
            ms += MINUTE + rng.randrange(8 * MINUTE)
    scene.ordinary(pages.anybody(rng, ms, "export", rng.choice(SPACES), who.login, who.office, who.agent))
    for board in rng.sample(BOARDS, 4):
        words = quote_plus(f"project = {board} AND labels = deviation")
        for act, thing in (("search", words), ("export", words)):
            scene.ordinary(tickets.person_does(rng, who, ms, act, thing, who.office, who.agent))
            ms += MINUTE
        for _ in range(12):
            found = tickets.person_does(rng, who, ms, "browse", ticket(rng, board), who.office, who.agent)
            scene.ordinary(found)
            ms += 30 * SECOND + rng.randrange(4 * MINUTE)


def _traces(scene: Scene, rng: Random, ms: int, day: int) -> None:
    """Samples are traced through all tables with the role for reports; a restore is shown; letters are opened."""
    who = scene.people[83]
    reports = scene.user(rng, scene.named("postgresql", "reports_ro"), address=who.office, agent="DBeaver 26.1.2")
    reports.series(ms, [(act, table) for table in TABLES for act in ("read", "count")], 5 * SECOND, MINUTE)
    archive = scene.user(rng, scene.named("aws", "svc-qm-archive"), address=OFFICE, agent=BY_HAND["aws"])
    archive.series(ms + HOUR, [("object", f"qm-results-archive|{rng.randrange(400):04d}.gz") for _ in range(45)],
                   4 * SECOND, 40 * SECOND)  # fmt: skip
    if day == 9:
        cloud, by = scene.known("aws", Aws), scene.people[11]
        for act, thing in (("snapshots", ""), ("restore-snapshot", "qm-results"), ("databases", ""), ("drop-database",
                           "qm-results-restored")):  # fmt: skip
            scene.ordinary(cloud.person_does(rng, by, ms, act, thing, by.office))
            ms += DAY // 96 + rng.randrange(20 * MINUTE)
