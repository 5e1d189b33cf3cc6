"""A surge: customers must boil their water for five days, and everybody answers those who ask.

Office, laboratory and engineers sign in where they never did, from home; a second contractor abroad comes with twelve
people within a day; the vendor that listens to calls answers them with a program, and engineers patch it by hand.
"""

from random import Random

from scenarios.companies.tollgarth_places import BOARDS, BOXES, DOMAIN, PAGES, SPACES, person
from scenarios.kit import DAY, FOREVER, HOUR, MINUTE, SECOND, Person, Scene, by_hand, okta_id, surge
from scenarios.routines.tollgarth import engineer, some_machine
from scenarios.systems.confluence import Confluence
from scenarios.systems.jira import Jira, attached, ticket
from scenarios.systems.microsoft import Microsoft
from scenarios.systems.salesforce import Salesforce

_ABROAD = ("246.77.140.9", "246.77.140.10")


@surge("Water must be boiled, and everybody answers customers")
def plan(scene: Scene) -> None:
    """Twelve helpers from abroad and forty of the own people; samples at all hours; a vendor's program."""
    rng = scene.rng("boil")
    helpers = [*_come(scene, rng), *rng.sample([one for one in scene.people if one.team in (
        "office", "laboratory", "engineering") and one.joined <= scene.at(0) and one.left == FOREVER], 40)]  # fmt: skip
    for day in range(1, 6):
        for who in helpers:
            _answers(scene, rng, who, day)
    _samples(scene, rng)
    _program(scene, rng)


def _samples(scene: Scene, rng: Random) -> None:
    """The laboratory works by night too: its vendor's key and its account write and are asked all the time."""
    for system, name, count in (("gcp", "tg-puretest", 300), ("gcp", "tg-samples", 200),
                                ("mariadb", "samples_app", 240)):  # fmt: skip
        found = [one for one in scene.of(system) if one.name == name and one.ended == FOREVER]
        for one in found[:1]:
            steps = [(rng.choice(one.acts), rng.choice(one.things)) for _ in range(count)]
            scene.user(rng, one).series(scene.at(1, 2), steps, MINUTE, 40 * MINUTE)
    crew = [one for one in scene.people if one.team in ("laboratory", "works") and one.joined <= scene.at(1)]
    for _ in range(300):
        who, ms = rng.choice(crew), scene.at(1) + rng.randrange(5 * DAY)
        scene.lives(rng, who, ms, rng.choice((who.home, who.office)), *rng.sample(("jira", "slack", "microsoft"), 2))


def _come(scene: Scene, rng: Random) -> list[Person]:
    """Accounts for the second contractor's people, in groups on the first day, gone on the sixth."""
    tenant, found = scene.known("microsoft", Microsoft), []
    for number in range(12):
        one = person(rng, 260 + number, "calls", scene.at(1))
        where = _ABROAD[number % 2]
        who = Person(
            one.login, okta_id(rng, "00u"), where, where, one.agent, scene.at(1), left=scene.at(7), works=False
        )
        found.append(who)
        for place, operation in enumerate(("Add user.", "Add member to group.", "Reset user password.")):
            ms = scene.at(0, 14) + (number * 6 + place) * MINUTE
            scene.ordinary(tenant.person_does(rng, scene.people[number % 4], ms, operation, who.login))
        scene.ordinary(tenant.person_does(rng, scene.people[number % 4], scene.at(6, 16), "Delete user.", who.login))
    scene.people += found
    return found


def _answers(scene: Scene, rng: Random, who: Person, day: int) -> None:
    """A long day: sign-ins, customers' records, tickets and how-to pages one after the other."""
    tenant, records = scene.known("microsoft", Microsoft), scene.known("salesforce", Salesforce)
    boards, wiki = scene.known("jira", Jira), scene.known("confluence", Confluence)
    ms, where = scene.at(day, 6) + rng.randrange(5 * HOUR), who.home
    refused = day == 1 and rng.random() < 0.4
    scene.ordinary(tenant.signs_in(rng, who, ms, where, who.agent, "Salesforce", refused=refused))
    scene.ordinary(records.person_does(rng, who, ms + MINUTE, where, "User is not assigned" if refused else "Success"))
    for number in range(18):
        ms += 4 * MINUTE + rng.randrange(36 * MINUTE)
        act = rng.choice(("browse", "issue", "comment", "attachment", "search"))
        thing = attached(rng) if act == "attachment" else ticket(rng, BOARDS[7])
        scene.ordinary(boards.person_does(rng, who, ms, act, thing, where, who.agent))
        if number % 4 == 0:
            page = f"{rng.choice(SPACES)}/{rng.choice(PAGES)}"
            scene.ordinary(wiki.anybody(rng, ms + MINUTE, "page", page, who.login, where, who.agent))
            box = rng.choice(BOXES[12:14])
            scene.ordinary(tenant.reads_anothers(rng, ms + 2 * MINUTE, who.login, box, where, "outlook"))


def _program(scene: Scene, rng: Random) -> None:
    """The vendor's links do ten times as much; rights on boxes are given; engineers run what they can by hand."""
    for system, name, acts, things in (
        ("jira", "ext-heardwell", ("issue", "comment", "attachment", "open"), BOARDS[7:8]),
        ("microsoft", "Heardwell letters", ("mail",), BOXES[12:14]),
        ("salesforce", "Heardwell", ("rest", "bulk"), ("",)),
    ):
        steps = [(rng.choice(acts), rng.choice(things)) for _ in range(420 if system == "jira" else 160)]
        user = scene.user(rng, scene.named(system, name))
        user.series(scene.at(1, 5), steps, MINUTE, (15 if system == "jira" else 40) * MINUTE)
    tenant = scene.known("microsoft", Microsoft)
    for number in range(16):
        by, ms = scene.people[number % 4], scene.at(1, 6) + number * 50 * MINUTE
        rights = {"Identity": BOXES[12 + number % 2], "User": f"{scene.people[150 + number].login}@{DOMAIN}",
                  "AccessRights": "FullAccess"}  # fmt: skip
        scene.ordinary(tenant.exchange_does(rng, by.login, ms, "Add-MailboxPermission", BOXES[12], by.office, rights))
    for day in range(1, 6):
        for system in ("gcp", "openbao", "gitlab"):
            who, ms = engineer(scene, rng), scene.at(day, 7) + rng.randrange(14 * HOUR)
            by_hand(scene, rng, some_machine(scene, rng, system, ms), ms, who.home, 5 + rng.randrange(9))
            ms += 30 * SECOND
