"""A surge: a delegation takes two hotels for six days, and who guards it looks at everybody who stays or works there.

Both hotels come by other lines; twelve persons of the guard get accounts and a role that reads all guests; keys of the
hotels are changed twice, factors of who works there are set anew, and the desk moves guests to other hotels by night.
"""

from random import Random

from scenarios.companies.brindlecote_places import (
    BOARDS,
    FIRST_OF_HOTELS,
    FIRST_OF_SALES,
    HOTELS,
    REPORTS,
    TABLES,
    line,
    mobile,
)
from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, Person, Scene, chrome, handed, okta_id, surge, take_up
from scenarios.machine import Machine, job
from scenarios.systems.jira import Jira, ticket
from scenarios.systems.okta import Okta
from scenarios.systems.workspace import Workspace

_TAKEN, _LINES = (HOTELS[2], HOTELS[16]), ("249.118.40.6", "253.201.7.19")
_GUARD = ("252.9.60.14", "252.9.60.15", "252.9.60.22")


@surge("A delegation takes two hotels, and its guard looks at everybody who stays or works there")
def plan(scene: Scene) -> None:
    """Lines and accounts on two days; lists read whole on four nights; keys changed twice; all set back at the end."""
    rng = scene.rng("visit")
    for place, hotel in enumerate(_TAKEN):
        for one in (one for one in scene.machines if one.name.endswith(hotel) and one.ended > scene.at(3)):
            one.moves += [(scene.at(2, 20) + place * HOUR, _LINES[place]), (scene.at(9, 23), line(hotel, scene.at(9)))]
        for day in (2, 9):
            name = f"svc-bc-hotel-{hotel}"
            handed(scene, rng, name, scene.at(day, 21) + place * 40 * MINUTE, scene.people[place], grace=15 * MINUTE)
    role = job(rng, "postgresql", "guard_ro", "DBeaver 26.2.2", FOREVER, 1, TABLES, ("all",), "10.47.5.240")
    role.created, role.ended = scene.at(1, 15), scene.at(10, 12)
    scene.adds(role)  # the database's log tells nothing of it
    files = job(rng, "aws", "svc-bc-guard-lists", "aws-cli/2.30.1", FOREVER, 1, REPORTS, ("object",), _GUARD[0])
    files.created, files.ended = scene.at(1, 16), scene.at(10, 12)
    take_up(scene, files, 3)
    scene.changed(rng, files, scene.people[3], files.ended, made=False)
    _read(scene, rng, role, files)
    _guards(scene, rng)
    _staff(scene, rng)


def _read(scene: Scene, rng: Random, role: Machine, files: Machine) -> None:
    """All tables with persons and both hotels' reports are read on four nights; the first tries are refused."""
    rows, lists = scene.user(rng, role), scene.user(rng, files)
    persons = [name for name in TABLES if name.endswith((".persons", ".stays"))]
    rows.series(scene.at(1, 17), [("all!1", persons[0])] * 6, MINUTE, 6 * MINUTE)
    lists.series(scene.at(1, 18), [("object!1", REPORTS[0])] * 5, MINUTE, 6 * MINUTE)
    mine = [name for name in REPORTS if any(f"|{hotel}/" in name for hotel in _TAKEN)]
    for day in (2, 3, 5, 8):
        steps = [("tables", ""), *((act, name) for name in persons for act in ("count", "all", "all"))]
        rows.series(scene.at(day, 20), steps, 5 * SECOND, 2 * MINUTE)
        taken = [("objects", "bc-reports"), *(("object", name) for name in mine)]
        lists.series(scene.at(day, 22), taken, 2 * SECOND, 30 * SECOND, address=_GUARD[day % 3])


def _guards(scene: Scene, rng: Random) -> None:
    """Twelve of the guard: accounts, sign-ins at all hours by one of three addresses, documents of the hotels."""
    okta, accounts, boards = scene.known("okta", Okta), scene.known("workspace", Workspace), scene.known("jira", Jira)
    for number in range(12):
        where = _GUARD[number % 3]
        who = Person(f"guard{number:02d}", okta_id(rng, "00u"), where, where, chrome("X11; Linux", 151), works=False)
        by, ms = scene.people[number % 4], scene.at(1, 9) + number * 12 * MINUTE
        for act in ("create", "join"):
            scene.ordinary(okta.person_does(rng, by, ms, act, "hotels" if act == "join" else "", whom=who))
        for day in range(2, 10):
            ms = scene.at(day) + rng.randrange(20 * HOUR)
            scene.ordinary(okta.person_does(rng, who, ms, "session", address=where))
            for place in range(9 + rng.randrange(14)):
                ms += MINUTE + rng.randrange(8 * MINUTE)
                if place % 2:
                    name = f"hotels-{('plan', 'sheet', 'note')[place % 3]}-{rng.randrange(16)}"
                    scene.ordinary(accounts.person_does(rng, who, ms, "download", name, where))
                else:
                    asked = boards.person_does(rng, who, ms, "browse", ticket(rng, BOARDS[1]), where, who.agent)
                    scene.ordinary(asked)
        scene.ordinary(okta.person_does(rng, by, scene.at(10, 13) + number * MINUTE, "deactivate", whom=who))


def _staff(scene: Scene, rng: Random) -> None:
    """Who works in the hotels sets factors anew and signs in by telephone; guests are moved by night."""
    okta, boards = scene.known("okta", Okta), scene.known("jira", Jira)
    crew = [one for number, one in enumerate(scene.people[FIRST_OF_HOTELS:FIRST_OF_SALES])
            if HOTELS[(FIRST_OF_HOTELS + number) % len(HOTELS)] in _TAKEN or number % 6 == 1]  # fmt: skip
    for who in crew:
        ms = scene.at(2, 6) + rng.randrange(12 * HOUR)
        scene.ordinary(okta.person_does(rng, scene.people[rng.randrange(4)], ms, "factors", whom=who))
        scene.ordinary(okta.person_does(rng, who, ms + 9 * MINUTE, "factor", whom=who, address=mobile(who.login, ms)))
        for day in range(2, 9):
            ms = scene.at(day, 18) + rng.randrange(9 * HOUR)
            scene.ordinary(okta.person_does(rng, who, ms, "session", address=mobile(who.login, ms)))
            for _ in range(12):
                ms += 30 * SECOND + rng.randrange(9 * MINUTE)
                act = rng.choice(("browse", "comment", "issue"))
                where = mobile(who.login, ms)
                scene.ordinary(boards.person_does(rng, who, ms, act, ticket(rng, BOARDS[0]), where, who.agent))
    desk = scene.user(rng, scene.named("postgresql", "desk_rw"))
    for day in range(1, 9):
        steps = [(rng.choice(("read", "write")), f"reservations.{rng.choice(('rows', 'stays', 'persons'))}")
                 for _ in range(90)]  # fmt: skip
        desk.series(scene.at(day, 21), steps, 5 * SECOND, 3 * MINUTE)
