"""What goes on in the newsroom: sign-ins from hotels, guesses from outside, rules for mail, big stories, guests."""

from random import Random

from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND, weekday
from scenarios.companies.sallowick import (
    BOARDS,
    BOXES,
    DESKS,
    DOMAIN,
    NODE,
    PAGES,
    PROJECTS,
    PYTHON,
    RACK,
    SPACES,
    TABLES,
    builder,
    cloud,
    person,
)
from scenarios.keeping import (
    BY_HAND,
    all_handed,
    by_hand,
    failing,
    first_act,
    renewed,
    some_days,
    steady,
    take_up,
)
from scenarios.machine import Machine, job
from scenarios.routine import Routine
from scenarios.scene import Scene
from scenarios.systems.gcp import Gcp
from scenarios.systems.microsoft import Microsoft

_APPS = ("Office 365 Exchange Online", "Microsoft Teams", "Outlook", "OneDrive", "Microsoft Authenticator", "Slack")
#: Day, machine, and the client or (with a dot and no slash) the address that it has from then on.
_CHANGED = (
    (4, "home-builds", "git/2.56.1"), (7, "sw-render", NODE.replace("8.2.0", "8.3.1")),
    (9, "site alarms", "198.18.30.6"), (13, "token-wires", "Go-http-client/1.1"),
    (16, "Tips reader", "MSAL.Python/1.41.0"), (19, "sw-dumps", "198.18.30.42"),
    (22, "pins", "renovate/43.201.0"), (26, "night_dump", "198.18.30.42"), (29, "sw-planner", "okhttp/5.7.0"),
    (33, "sw-polls", PYTHON.replace("2.27.0", "2.28.1")), (37, "playout-pull", "git/2.47.1"),
    (41, "sw-index", "198.18.30.7"),
)  # fmt: skip
#: With what status a system refuses for a while.
_PASSING = {"gcp": "1", "jira": "503", "postgresql": "1", "gitlab": "500", "openbao": "1"}


def some_machine(scene: Scene, rng: Random, system: str, ms: int) -> Machine:
    """Some machine of the newsroom that works every day and whose credential is there for some days."""
    return steady(scene, rng, system, ms - 3 * DAY, ms + DAY)


def _sign_ins(scene: Scene, rng: Random) -> None:
    """Each signs in some times a day, mistypes, uses a code for a television; telephones have other addresses."""
    tenant = scene.known("microsoft", Microsoft)
    for day in scene.company.days[:-1]:
        for who in scene.people:
            start = who.shift(rng, day)
            for _ in range(1 + rng.randrange(4) if start is not None else 0):
                ms = (start or 0) + rng.randrange(9 * HOUR)
                where = who.place(day) if rng.random() < 0.8 else f"245.{rng.randrange(250)}.{rng.randrange(250)}.77"
                refused = rng.random() < 0.06
                scene.ordinary(tenant.signs_in(rng, who, ms, where, who.agent, rng.choice(_APPS), refused=refused,
                                               code=not refused and rng.random() < 0.01))  # fmt: skip


def _guesses(scene: Scene, rng: Random) -> None:
    """Whoever has lists of addresses guesses at some of them on most days, and never comes in."""
    tenant = scene.known("microsoft", Microsoft)
    for day in scene.company.days:
        where = f"{247 + rng.randrange(2)}.{rng.randrange(250)}.{rng.randrange(250)}.{rng.randrange(2, 250)}"
        ms = day + rng.randrange(20 * HOUR)
        for who in rng.sample(scene.people[:50], rng.randrange(7)):
            scene.ordinary(tenant.signs_in(rng, who, ms, where, "Mozilla/5.0", _APPS[0], refused=True))
            ms += 2 * SECOND + rng.randrange(20 * MINUTE)


def _tending(scene: Scene, rng: Random) -> None:
    """Administrators set passwords, groups, boxes and rights on most days; people make rules for their own mail."""
    tenant = scene.known("microsoft", Microsoft)
    operations = ("Reset user password.", "Update user.", "Add member to group.", "Remove member from group.",
                  "Change user license.", "Update user.")  # fmt: skip
    for day in scene.company.days[:-1]:
        for _ in range(rng.randrange(6) if weekday(day) < 5 else rng.randrange(2)):
            by, whom = rng.choice(scene.people[24:28]), rng.choice(scene.people[:55])
            ms = day + 7 * HOUR + rng.randrange(10 * HOUR)
            scene.ordinary(tenant.person_does(rng, by, ms, rng.choice(operations), whom.login))
        if rng.random() < 0.5:
            who = rng.choice(scene.people[:50])
            parameters = {"Name": rng.choice(("wires", "Rota", "newsletters")), "MoveToFolder": "Later",
                          "From": f"{rng.choice(BOXES)}@{DOMAIN}", "StopProcessingRules": "True"}  # fmt: skip
            ms = day + who.begins + rng.randrange(8 * HOUR)
            scene.ordinary(
                tenant.exchange_does(rng, who.login, ms, "New-InboxRule", "rule", who.place(day), parameters)
            )
        if rng.random() < 0.25:
            by, box = scene.people[24 + rng.randrange(4)], f"{rng.choice(BOXES)}@{DOMAIN}"
            rights = {"Identity": box, "User": rng.choice(scene.people).login, "AccessRights": "FullAccess"}
            ms = day + 9 * HOUR + rng.randrange(8 * HOUR)
            scene.ordinary(tenant.exchange_does(rng, by.login, ms, "Add-MailboxPermission", box, by.office, rights))


def _stories(scene: Scene, rng: Random) -> None:
    """Four great stories: for two days one desk and its machines do five times what they do else, by night too."""
    for number, first in enumerate((5, 17, 30, 38)):
        desk = DESKS[number]
        machine = scene.named("gcp", f"sw-{desk}")
        for day in (first, first + 1):
            ms = scene.company.begins + day * DAY + rng.randrange(5 * HOUR)
            steps = [(rng.choice(("read", "put")), rng.choice(machine.things)) for _ in range(190)]
            scene.user(rng, machine).series(ms, steps, 30 * SECOND, 9 * MINUTE)
            for _ in range(90):
                who = rng.choice(scene.people[:24] + scene.people[34:48])
                scene.lives(rng, who, ms + rng.randrange(20 * HOUR), who.place(scene.company.begins + day * DAY),
                            "confluence", "slack", "microsoft")  # fmt: skip


def _changes(scene: Scene, rng: Random) -> None:
    """Clients are renewed and jobs move; six credentials are rotated, one old value works for eight days."""
    renewed(scene, _CHANGED, lambda: rng.randrange(23 * HOUR))
    all_handed(scene, rng, (
        (6, "core-builds", 2), (12, "token-home", 5), (18, "sw-wires", 3), (24, "Bookings", 192),
        (31, "sw-sport", 1), (39, "world-builds", 26),
    ), 8 * HOUR, 8 * HOUR, first=24)  # fmt: skip


def _new(scene: Scene, rng: Random) -> None:
    """A podcast in the third week with what belongs to it; a desk for elections in the fifth; a vendor's reader."""
    for day, system, name, every, things, acts, agent, where in (
        (15, "gcp", "sw-podcast", 2 * HOUR, ("sw-audio-media",), ("put", "read"), NODE, cloud),
        (15, "openbao", "token-podcast", 6 * HOUR, ("audio/bucket", "shared/ca"), ("read",), "hvac/2.5.0", cloud),
        (16, "slack", "podcast", 12 * HOUR, ("episode",), ("upload",), "slack-go/0.20.0", cloud),
        (29, "postgresql", "elections_rw", HOUR, TABLES[28:32], ("read", "write"), "elections-api", cloud),
        (29, "gcp", "sw-elections", HOUR, ("polls", "readers"), ("query",), PYTHON, cloud),
        (30, "gitlab", "elections-builds", 2 * HOUR, PROJECTS[20:23], ("fetch", "status"), "git/2.56.1", builder),
        (33, "microsoft", "Tip line", 2 * HOUR, (f"tips@{DOMAIN}",), ("mail",), "msal-node/5.3.0", cloud),
    ):  # fmt: skip
        key = str(40_000 + day) if system == "gitlab" else ""
        new = job(rng, system, name, agent, every, 4, things, acts, where, key=key)
        new.created = scene.company.begins + day * DAY + 9 * HOUR + rng.randrange(6 * HOUR)
        if system in ("slack", "postgresql"):
            scene.adds(new)  # their logs tell nothing of it
        else:
            take_up(scene, new, 25)


def _by_hand(scene: Scene, rng: Random) -> None:
    """On twelve days an engineer runs what a machine runs; the administrator of databases looks about on eight."""
    for number, day in enumerate(some_days(scene, rng, 12)):
        who = scene.people[24 + rng.randrange(10)]
        ms = day + 7 * HOUR + rng.randrange(13 * HOUR)
        machine = some_machine(scene, rng, ("gcp", "gitlab", "postgresql", "openbao", "jira")[number % 5], ms)
        by_hand(scene, rng, machine, ms, who.place(day), 2 + rng.randrange(12))
    dba = scene.user(rng, scene.named("postgresql", "dba"), agent="psql")
    for day in some_days(scene, rng, 8):
        steps = [(rng.choice(("read", "count", "columns", "roles", "tables")), rng.choice(TABLES)) for _ in
                 range(3 + rng.randrange(14))]  # fmt: skip
        dba.series(day + 8 * HOUR + rng.randrange(10 * HOUR), steps, 30 * SECOND, 8 * MINUTE, address=RACK)
    cloud_, who = scene.known("gcp", Gcp), scene.people[30]
    ms = scene.company.begins + 20 * DAY + 9 * HOUR
    for act in ("policy", "accounts", "buckets", "secrets", "databases", "machines", "keys", "machine-list"):
        scene.ordinary(cloud_.person_does(rng, who, ms, act, "sw-site", who.office, BY_HAND["gcp"],
                                          refused=act == "secrets"))  # fmt: skip
        ms += 3 * MINUTE + rng.randrange(9 * MINUTE)


def _again(scene: Scene, rng: Random) -> None:
    """Some runs fail for a reason that passes; an application's secret is wrong for a day."""
    reasons = {system: {"refused": reason} for system, reason in _PASSING.items()}
    failing(scene, rng, 32, reasons, some_machine, first_act("fetch", refused=True), 20 * SECOND)
    rooms = scene.user(rng, scene.named("microsoft", "Room finder"))
    rooms.series(scene.company.begins + 23 * DAY + 3 * HOUR, [("sign-in!1", "")] * 22, 40 * MINUTE, 20 * MINUTE)


def _people(scene: Scene, rng: Random) -> None:
    """Five begin and read much on their first days; one editor reads all of the wiki before a book."""
    for number, (day, team) in enumerate(((7, "desk"), (14, "reporting"), (21, "desk"), (21, "engineering"),
                                          (35, "desk"))):  # fmt: skip
        new = person(rng, 60 + number, team, scene.company.begins + day * DAY)
        scene.people.append(new)
        for _ in range(24):
            ms = new.joined + new.begins + rng.randrange(32 * HOUR)
            scene.lives(rng, new, ms, new.office, "confluence", "jira", "slack")
    reader, wiki = scene.people[9], scene.systems["confluence"]
    for day in (25, 26, 27):
        for _ in range(40):
            ms = scene.company.begins + day * DAY + reader.begins + rng.randrange(9 * HOUR)
            scene.ordinary(wiki.used(rng, reader, ms, reader.home))
    pages = scene.user(rng, scene.named("confluence", "sw-style-check"), address=RACK)
    steps = [("body", f"{space}/{page}") for space in SPACES for page in PAGES]
    pages.series(scene.company.begins + 32 * DAY + 10 * HOUR, steps, 5 * SECOND, 20 * SECOND)
    count = scene.user(rng, scene.named("jira", "sw-count"), address=scene.people[26].home)
    count.series(scene.company.begins + 34 * DAY + 19 * HOUR, [("search", board) for board in BOARDS] * 3, MINUTE)


ROUTINE = Routine({"people": _people, "new": _new, "changes": _changes, "sign-ins": _sign_ins, "guesses": _guesses,
                   "tending": _tending, "stories": _stories, "by hand": _by_hand, "again": _again})  # fmt: skip
