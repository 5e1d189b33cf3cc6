"""A surge: a court orders that all that forty persons wrote of one claim be kept and handed over within a week.

A firm of lawyers gets accounts in five systems and a program that searches and copies at all hours; administrators
change how long things are kept, and look through boxes, channels and code themselves.
"""

from random import Random
from zlib import crc32

from scenarios.companies.wrenfold_places import BOARDS, BUCKETS, PAGES, REPOSITORIES, SPACES
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
from scenarios.systems.aws import Aws
from scenarios.systems.confluence import Confluence
from scenarios.systems.github import Github
from scenarios.systems.jira import Jira, attached, ticket
from scenarios.systems.okta import Okta
from scenarios.systems.slack import Slack

_OFFICE, _AGENT = "198.51.100.240", "DiscoveryDesk/8.2"
#: What the program reads in each system, and how much in a night.
_READS: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...], int], ...] = (
    ("jira", "ext-discovery", ("search", "issue", "attachment", "attachment"), BOARDS, 420),
    ("confluence", "ext-discovery-pages", ("body",), tuple(f"{one}/{page}" for one in SPACES for page in PAGES), 48),
    ("slack", "Discovery", ("download",), tuple(f"channel {number}" for number in range(60)), 150),
    ("github", "ext-discovery-code", ("contents", "commits", "pulls"), REPOSITORIES, 84),
    ("aws", "svc-wf-discovery", ("object", "objects"), tuple(f"{one}|hold/0001.pdf" for one in BUCKETS), 160),
)


def _hoster(key: str, ms: int) -> str:
    """Where the program runs: dozens of addresses in two networks."""
    mark = crc32(f"{key}/{ms // (2 * HOUR)}".encode())
    return f"{(245, 249)[mark % 2]}.60.{mark // 2 % 5}.{12 + mark // 10 % 70}"


@surge("A court orders that all that forty persons wrote of a claim be handed over")
def plan(scene: Scene) -> None:
    """Accounts on the second day; the program on six nights; lawyers and administrators by day and over a week-end."""
    rng = scene.rng("court")
    for number, (system, name, acts, things, count) in enumerate(_READS):
        key = FRESH[system](rng) if system in FRESH else name
        new = Machine(system, name, key, "", _AGENT, FOREVER, 1, list(things), acts, roams=_hoster,
                      created=scene.at(1, 14) + number * 25 * MINUTE, ended=scene.at(11, 16))  # fmt: skip
        if system in ("confluence", "slack"):
            scene.adds(new)  # their logs tell nothing of it
        else:
            take_up(scene, new, number % 4)
        user = scene.user(rng, new)
        for day in (2, 3, 4, 5, 6, 8):
            steps = [(rng.choice(acts), thing) for thing in rng.choices(things, k=count)]
            user.series(scene.at(day, 19) + rng.randrange(3 * HOUR), steps, SECOND, 25 * SECOND)
    _kept(scene, rng)
    _lawyers(scene, rng)


def _kept(scene: Scene, rng: Random) -> None:
    """Administrators keep logs and files for longer, make copies of disks, and search for the persons themselves."""
    cloud, code, wiki = scene.known("aws", Aws), scene.known("github", Github), scene.known("confluence", Confluence)
    for day in (1, 2, 5, 6):
        by = scene.people[day % 4]
        ms = scene.at(day, 15) + rng.randrange(3 * HOUR)
        for act, thing in (("drop-bucket-rule", BUCKETS[day]), ("bucket-rule", BUCKETS[day + 8]), ("trails", ""),
                           ("new-bucket", f"wf-hold-{day}"), ("disk", f"0{rng.getrandbits(60):015x}"),
                           ("snapshot", f"claims-hold-{day}"), ("trail-events", ""), ("log-events", "/wf/claims"),
                           ("policies", "svc-wf-retention"), ("volumes", "")):  # fmt: skip
            scene.ordinary(cloud.person_does(rng, by, ms, act, thing, by.home))
            ms += 2 * MINUTE + rng.randrange(8 * MINUTE)
        for name in rng.sample(REPOSITORIES, 20):
            scene.ordinary(code.granted(rng, by, ms, "clone", name, by.home, "git/2.50.1"))
            ms += 20 * SECOND + rng.randrange(MINUTE)
        for one in rng.sample(scene.people[68:200], 40):
            scene.ordinary(wiki.anybody(rng, ms, "find", one.login, by.login, by.home, by.agent))
            ms += 30 * SECOND + rng.randrange(MINUTE)


def _lawyers(scene: Scene, rng: Random) -> None:
    """Five lawyers with accounts for ten days, who search, open and download, also on Saturday and Sunday."""
    okta, boards, chat = scene.known("okta", Okta), scene.known("jira", Jira), scene.known("slack", Slack)
    for number in range(5):
        agent = firefox(WINDOWS, 157)
        who = Person(f"x-lawyer{number}", okta_id(rng, "00u"), _OFFICE, _OFFICE, agent, scene.at(1), works=False)
        scene.people.append(who)
        for act, thing in (("create", ""), ("join", "partners"), ("assign", "Plans"), ("assign", "Slack")):
            ms = scene.at(1, 13) + number * 9 * MINUTE
            scene.ordinary(okta.person_does(rng, scene.people[number % 4], ms, act, thing, whom=who))
        for day in range(2, 11):
            ms = scene.at(day, 8) + rng.randrange(4 * HOUR)
            scene.ordinary(okta.person_does(rng, who, ms, "session", country="gb"))
            for _ in range(50):
                ms += 15 * SECOND + rng.randrange(10 * MINUTE)
                act = rng.choice(("browse", "issue", "attachment", "search", "export", "download"))
                if act == "download":
                    scene.ordinary(chat.person_does(rng, who, ms, act, f"channel {rng.randrange(60)}", _OFFICE, agent))
                    continue
                found = {"search": "text+%7E+%22claim%22", "export": "project+%3D+CLAIM", "attachment": attached(rng)}
                thing = found.get(act) or ticket(rng, BOARDS[0])
                scene.ordinary(boards.person_does(rng, who, ms, act, thing, _OFFICE, agent))
