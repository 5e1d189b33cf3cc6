"""A surge: the customs authority audits two years; four auditors and a program of theirs read everything there is.

New accounts in six systems, refused at first for want of rights, then manifests, tables, tickets, pages and boxes in
bulk, at all hours, from the authority's network and from a hoster that nobody here has seen.
"""

from random import Random
from zlib import crc32

from scenarios.companies.quillhaven_places import BOARDS, BOXES, MANIFESTS, PAGES, PROJECTS, SPACES, TABLES
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
    firefox,
    okta_id,
    surge,
    take_up,
)
from scenarios.systems.confluence import Confluence
from scenarios.systems.jira import Jira, attached, ticket
from scenarios.systems.microsoft import Microsoft

_OFFICE, _AGENT = "203.0.113.240", "AuditDesk/4.4 (+https://customs.example)"
#: What the program reads in each system.
_READS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], int]] = {
    "gcp": ("qh-auditors", ("read", "read", "list"), MANIFESTS, 420),
    "postgresql": ("auditors_ro", ("copy", "count", "columns", "all"), TABLES, 84),
    "jira": ("ext-auditors", ("search", "issue", "attachment"), BOARDS[2:5], 300),
    "gitlab": ("auditors", ("tree", "archive", "tags"), PROJECTS[:48:3], 48),
    "confluence": ("ext-auditors-pages", ("body",), tuple(f"{one}/{page}" for one in SPACES for page in PAGES), 48),
    "microsoft": ("Audit of customs", ("mail",), BOXES, 90),
}


def _hoster(key: str, ms: int) -> str:
    """One of some dozens of addresses in three networks."""
    mark = crc32(f"{key}/{ms // (3 * HOUR)}".encode())
    return f"{(245, 248, 249)[mark % 3]}.33.{mark // 3 % 6}.{10 + mark // 18 % 60}"


@surge("The customs authority audits two years")
def plan(scene: Scene) -> None:
    """Accounts on the first day; refusals until the third; four nights of the program and seven days of auditors."""
    rng = scene.rng("audit")
    for number, (system, (name, acts, things, count)) in enumerate(_READS.items()):
        key = "58117" if system == "gitlab" else FRESH[system](rng) if system in FRESH else name
        new = Machine(system, name, key, "", _AGENT, FOREVER, 1, list(things), acts, created=scene.at(1, 9) +
                      number * 20 * MINUTE, ended=scene.at(10, 15), vendor="Authority", roams=_hoster)  # fmt: skip
        if system in ("postgresql", "confluence"):
            scene.adds(new)  # their logs tell nothing of it
        else:
            take_up(scene, new, 2)
        user = scene.user(rng, new)
        refused = {"jira": "403", "gitlab": "403", "confluence": "403"}.get(system, "1")
        steps = [(f"{rng.choice(acts)}!{refused}", rng.choice(things)) for _ in range(14)]
        user.series(new.created + 30 * MINUTE, steps, MINUTE, 40 * MINUTE)
        for day in (3, 4, 6, 8):
            wanted = [(rng.choice(acts), thing) for thing in rng.choices(things, k=count)]
            user.series(scene.at(day, 18) + rng.randrange(2 * HOUR), wanted, SECOND, 40 * SECOND)
    _auditors(scene, rng)


def _auditors(scene: Scene, rng: Random) -> None:
    """Four people with accounts for ten days, who search and open from nine to six; exports by the hundred."""
    boards, wiki, tenant = (
        scene.known("jira", Jira),
        scene.known("confluence", Confluence),
        scene.known("microsoft", Microsoft),
    )
    for number in range(4):
        agent = firefox(WINDOWS, 155)
        who = Person(f"x-auditor{number}", okta_id(rng, "00u"), _OFFICE, _OFFICE, agent, scene.at(1), works=False)
        scene.people.append(who)
        for operation in ("Add user.", "Add member to group.", "Add member to role."):
            scene.ordinary(tenant.person_does(rng, scene.people[number], scene.at(1, 8), operation, who.login))
        for day in (1, 2, 3, 4, 7, 8, 9):
            ms = scene.at(day, 8) + rng.randrange(2 * HOUR)
            scene.ordinary(tenant.signs_in(rng, who, ms, _OFFICE, agent, "Outlook", refused=day == 1))
            for place in range(50):
                ms += 20 * SECOND + rng.randrange(12 * MINUTE)
                if place % 3:
                    act = rng.choice(("browse", "issue", "attachment", "export" if place % 10 == 1 else "search"))
                    thing = {"attachment": attached(rng), "export": "project+%3D+CUST"}.get(act, ticket(rng, BOARDS[2]))
                    scene.ordinary(boards.person_does(rng, who, ms, act, thing, _OFFICE, agent))
                else:
                    page = f"{rng.choice(SPACES[:3])}/{rng.choice(PAGES)}"
                    scene.ordinary(wiki.anybody(rng, ms, "page", page, who.login, _OFFICE, agent))
        ends = scene.at(10, 16)
        scene.ordinary(tenant.person_does(rng, scene.people[1], ends, "Delete user.", who.login))
