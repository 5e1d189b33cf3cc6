"""A surge: the policies of one country are sold, and for ten days the buyer takes over what belongs to them.

A role that the buyer's account takes, snapshots shared with it, tables copied by a new role each night, tickets and
pages exported by new accounts, code cloned by the buyer's engineers, and credentials of that country that end.
"""

from random import Random

from scenarios.companies.wrenfold_places import AREAS, BOARDS, PAGES, SPACES, TABLES
from scenarios.kit import (
    FOREVER,
    FRESH,
    HOUR,
    MINUTE,
    SECOND,
    WINDOWS,
    Machine,
    Person,
    Scene,
    chrome,
    okta_id,
    surge,
    take_up,
)
from scenarios.systems.aws import Aws
from scenarios.systems.jira import Jira, attached, ticket
from scenarios.systems.okta import Okta

_BUYER, _OFFICE, _CLOUD = "604417290385", "192.0.2.88", ("243.18.60.4", "243.18.61.90", "243.18.60.71")
_SDK, _ROLE = "Boto3/1.43.20 md/Botocore#1.43.20 ua/2.1 os/linux#6.12 lang/python#3.13.9", "wf-handover-ca"
#: What the buyer's programs get: system, name, acts, things, and how much in a night.
_PROGRAMS: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...], int], ...] = (
    ("postgresql", "handover_ca", ("copy", "count", "columns"), TABLES, 84),
    ("jira", "ext-handover", ("search", "issue", "attachment"), BOARDS[:4], 260),
    ("confluence", "ext-handover-pages", ("body",), tuple(f"{one}/{page}" for one in SPACES[:3] for page in PAGES), 24),
    ("github", "ext-handover-code", ("clone", "fetch"), tuple(f"{area}-service" for area in AREAS), 16),
)


@surge("The policies of one country are sold, and the buyer takes what belongs to them")
def plan(scene: Scene) -> None:
    """A role and four accounts on the first day; nine nights of copies; the country's own keys end on the twelfth."""
    rng, cloud = scene.rng("sale"), scene.known("aws", Aws)
    by = scene.people[0]
    for number, (act, thing) in enumerate((("foreign-role", f"{_ROLE}|{_BUYER}"), ("give-role", _ROLE),
                                           ("snapshots", ""), ("databases", ""))):  # fmt: skip
        ms = scene.at(1, 9) + number * 6 * MINUTE
        scene.ordinary(cloud.person_does(rng, by, ms, act, thing, by.office))
    for number, area in enumerate(AREAS[:8]):
        ms = scene.at(2 + number % 3, 10) + number * 15 * MINUTE
        scene.ordinary(cloud.person_does(rng, by, ms, "snapshot", f"{area}-ca", by.office))
        shared = f"{area}-ca|{_BUYER}"
        scene.ordinary(cloud.person_does(rng, by, ms + 9 * MINUTE, "share-snapshot", shared, by.office))
    _objects(scene, rng, cloud)
    _programs(scene, rng)
    _visitors(scene, rng)
    own = [one for one in scene.of("aws") if one.name.startswith("svc-") and one.name.endswith("-ca")]
    for number, one in enumerate(one for one in own if one.ended == FOREVER):
        one.ended = scene.at(12, 9) + number * 11 * MINUTE
        scene.changed(rng, one, scene.people[number % 4], one.ended, made=False)
        late = [(f"{one.acts[0]}!1", one.things[0])] * 6
        scene.user(rng, one).series(one.ended + 20 * MINUTE, late, HOUR, 3 * HOUR)


def _objects(scene: Scene, rng: Random, cloud: Aws) -> None:
    """The buyer's account takes the role each night and reads what the country's services keep."""
    role = Machine("aws", _ROLE, "role/handover-ca", "", _SDK, FOREVER, 1, [], (), created=scene.at(1, 9))
    scene.adds(role)
    for day in range(2, 11):
        ms, where = scene.at(day, 23) + rng.randrange(3 * HOUR), _CLOUD[day % 3]
        scene.ordinary(cloud.let_in(rng, role, ms, "handover", _BUYER, where, _SDK))
        user, area = scene.user(rng, role, address=where, agent=_SDK, session="handover"), AREAS[day % 9]
        steps = [("objects", f"wf-{area}-raw")]
        steps += [("object", f"wf-{area}-raw|ca/{rng.randrange(900):04d}") for _ in range(220)]
        user.series(ms + MINUTE, steps, SECOND, 9 * SECOND)


def _programs(scene: Scene, rng: Random) -> None:
    """Four accounts, each refused for an hour and tried again, then at work on nine nights."""
    for number, (system, name, acts, things, count) in enumerate(_PROGRAMS):
        key = FRESH[system](rng) if system in FRESH else name
        new = Machine(system, name, key, _CLOUD[number % 3], "handover/1.4", FOREVER, 1, list(things), acts,
                      created=scene.at(1, 10) + number * 40 * MINUTE, ended=scene.at(13, 15))  # fmt: skip
        if system in ("postgresql", "confluence"):
            scene.adds(new)  # their logs tell nothing of it
        else:
            take_up(scene, new, number)
        user = scene.user(rng, new)
        refused = "1" if system == "postgresql" else "403"
        if acts[0] != "clone":
            user.series(new.created + 9 * MINUTE, [(f"{acts[0]}!{refused}", things[0])] * 8, 2 * MINUTE, 9 * MINUTE)
        for day in range(2, 11):
            steps = [(rng.choice(acts), thing) for thing in rng.choices(things, k=count)]
            user.series(scene.at(day, 20) + rng.randrange(2 * HOUR), steps, SECOND, 20 * SECOND)


def _visitors(scene: Scene, rng: Random) -> None:
    """Six of the buyer's people with accounts of their own, who read claims and applications from their office."""
    okta, boards = scene.known("okta", Okta), scene.known("jira", Jira)
    for number in range(6):
        who = Person(f"x-buyer{number}", okta_id(rng, "00u"), _OFFICE, _OFFICE, chrome(WINDOWS, 154), scene.at(1),
                     works=False)  # fmt: skip
        scene.people.append(who)
        for act, thing in (("create", ""), ("join", "partners"), ("assign", "Plans"), ("assign", "Desk")):
            ms = scene.at(1, 8) + number * 10 * MINUTE
            scene.ordinary(okta.person_does(rng, scene.people[number % 4], ms, act, thing, whom=who))
        for day in (1, 2, 3, 4, 7, 8, 9, 10, 11):
            ms = scene.at(day, 13) + rng.randrange(2 * HOUR)
            for act, thing in (("session", ""), ("enter", "Plans"), ("enter", "Desk")):
                scene.ordinary(okta.person_does(rng, who, ms, act, thing))
                ms += MINUTE
            for _ in range(40):
                ms += 20 * SECOND + rng.randrange(12 * MINUTE)
                act = rng.choice(("browse", "issue", "attachment", "search"))
                thing = {"attachment": attached(rng), "search": "project+%3D+CLAIM"}.get(act) or ticket(rng, BOARDS[0])
                scene.ordinary(boards.person_does(rng, who, ms, act, thing, _OFFICE, who.agent))
