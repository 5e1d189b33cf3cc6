"""A surge: a firm of repairers in Singapore is bought; its people, its tickets and its machines come in two weeks.

Accounts by the dozen, new machines' credentials that are refused at first, copies of all that the firm had, people on
networks that were never seen, and an administrator of the firm who sets much up by hand.
"""

from random import Random

from keyroll.replay.browsers import MAC
from scenarios.companies.ostermoor_places import BOARDS, REPOSITORIES, SPACES, TABLES
from scenarios.kit import (
    DAY,
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
from scenarios.systems.microsoft import Microsoft
from scenarios.systems.okta import Okta

_SEAT, _CELLAR = "240.91.6.2", ("240.91.6.30", "240.91.6.31")
#: System, name, program, what it touches, and how.
_MACHINES = (
    ("aws", "svc-su-copy", "rclone/v1.70.3", tuple(f"om-visits-archive|su/{n:04d}.pdf" for n in range(900)),
     ("put-object",)),
    ("aws", "svc-su-lifts", "Boto3/1.40.2 md/Botocore#1.40.2 ua/2.1 os/windows#2019Server",
     ("om-lifts-raw|su/state.bin",), ("put-object", "object")),
    ("postgresql", "su_import", "psqlodbc", TABLES[24:36], ("write", "count", "columns")),
    ("jira", "su-import", "python-requests/2.31.0", BOARDS[:4], ("open", "comment")),
    ("github", "su-tools", "git/2.39.1.windows.1", REPOSITORIES[12:15], ("clone", "push")),
    ("openbao", "token-su-link", "Vault/1.15.2", ("visits/db", "visits/su", "shared/ca"), ("read",)),
    ("microsoft", "SU mail mover", "MSAL.NetCore/4.77.1", ("road-ap@ostermoor.example",), ("mail",)),
    ("okta", "su-people", "Okta-Provisioning-Agent/2.1.4", ("everyone", "road"), ("create", "profile", "join")),
)  # fmt: skip


@surge("A firm of repairers is bought, with its people and its machines")
def plan(scene: Scene) -> None:
    """Accounts on two days, machines in the first week, copies for five nights, the firm's people at work from then."""
    rng, begins = scene.rng("firm"), scene.at(1)
    crew = [_person(rng, number, begins) for number in range(38)]
    scene.people += crew
    _accounts(scene, rng, crew, begins + 2 * HOUR)
    for number, one in enumerate(_MACHINES):
        _machine(scene, rng, one, begins + number % 5 * DAY + 3 * HOUR)
    _by_hand(scene, rng, crew[0], begins + DAY)


def _person(rng: Random, number: int, begins: int) -> Person:
    agent = chrome(WINDOWS if number % 3 else MAC, 152)
    begins_at = (21 + number % 3) * HOUR % DAY
    login = f"su.{rng.randrange(16**4):04x}{number}"
    return Person(login, okta_id(rng, "00u"), _SEAT, f"240.{100 + number}.7.21", agent, begins + 5 * HOUR,
                  team="road" if number % 2 else "office", begins=begins_at,
                  rota=number if number % 2 else -1)  # fmt: skip


def _accounts(scene: Scene, rng: Random, crew: list[Person], ms: int) -> None:
    """Each gets an account, groups and applications, signs in from there, and registers a factor."""
    okta, tenant = scene.known("okta", Okta), scene.known("microsoft", Microsoft)
    for number, who in enumerate(crew):
        at = ms + number * 11 * MINUTE + number // 20 * 20 * HOUR
        by = scene.people[number % 3]
        for act, thing in (("create", ""), ("join", "everyone"), ("assign", "Office 365"), ("assign", "Plans")):
            scene.ordinary(okta.person_does(rng, by, at, act, thing, whom=who))
            at += 20 * SECOND
        at += HOUR + rng.randrange(9 * HOUR)
        for act in ("session", "factor", "enter"):
            whom = who if act == "factor" else None
            scene.ordinary(okta.person_does(rng, who, at, act, "Plans", address=who.home, whom=whom, country="sg"))
            at += MINUTE
        for _ in range(2):
            scene.ordinary(tenant.signs_in(rng, who, at, who.home, who.agent, "Outlook", refused=number % 4 == 0))
            at += 20 * MINUTE
        for _ in range(9):
            scene.lives(rng, who, at, who.home, "jira", "slack", "okta")
            at += 9 * MINUTE + rng.randrange(HOUR)


def _machine(scene: Scene, rng: Random, one: tuple[str, str, str, tuple[str, ...], tuple[str, ...]], ms: int) -> None:
    """A credential is made, is refused for some hours, and then moves what the firm has for five nights."""
    system, name, agent, things, acts = one
    key = FRESH[system](rng) if system in FRESH else name
    new = Machine(system, name, key, _CELLAR[len(name) % 2], agent, 6 * HOUR, 3, list(things), acts,
                  created=ms, phase=rng.randrange(6 * HOUR))  # fmt: skip
    take_up(scene, new, rng.randrange(3))
    user = scene.user(rng, new)
    refused = {"jira": "403", "github": "404"}.get(system, "1")
    user.series(ms + 10 * MINUTE, [(f"{acts[0]}!{refused}", things[0])] * 7, 4 * MINUTE, 20 * MINUTE)
    for night in range(5 if new.every < FOREVER else 0):
        count = 170 if name == "svc-su-copy" else 34
        steps = [(rng.choice(acts), rng.choice(things)) for _ in range(count)]
        user.series(ms + night * DAY + 12 * HOUR, steps, 2 * SECOND, 30 * SECOND)


def _by_hand(scene: Scene, rng: Random, who: Person, ms: int) -> None:
    """The firm's administrator and one engineer look at the cloud and the pages for two days, much of it refused."""
    cloud, mate = scene.known("aws", Aws), scene.people[11]
    for one, where in ((mate, _SEAT), (who, _SEAT)):
        for _ in range(45):
            act = rng.choice(("buckets", "instances", "roles", "users", "databases", "secrets", "policies", "trails"))
            error = "AccessDenied" if act in ("users", "secrets") or (one is who and rng.random() < 0.3) else ""
            scene.ordinary(cloud.person_does(rng, one, ms, act, "svc-su-copy", where, error=error))
            ms += 40 * SECOND + rng.randrange(12 * MINUTE)
    index = scene.user(rng, scene.named("confluence", "om-handbooks"), address=_CELLAR[0])
    index.series(ms, [("update", f"{space}/Handover") for space in SPACES] * 3, 9 * SECOND, MINUTE)
