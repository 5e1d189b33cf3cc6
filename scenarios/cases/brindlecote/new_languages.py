"""A surge: an agency puts the sites, the letters and the handbooks into eleven languages within ten days.

Thirty translators in as many places get accounts; programs of the agency read all code with words in it, all pages and
all letters, write back by the thousand, are refused at first, and are ended at the end.
"""

from random import Random
from zlib import crc32

from scenarios.companies.brindlecote_places import AREAS, BOARDS, DOCUMENTS, IMAGES, PAGES, REPOSITORIES, SPACES
from scenarios.kit import DAY, HOUR, MINUTE, SECOND, Person, Scene, by_hand, chrome, okta_id, surge, take_up
from scenarios.machine import job
from scenarios.systems.confluence import Confluence
from scenarios.systems.okta import Okta
from scenarios.systems.workspace import Workspace

_TOOL = "lingohouse-sync/6.2 (go1.26.2)"
_TONGUES = ("de", "fr", "es", "pt", "it", "nl", "pl", "ja", "ko", "zh", "ms")
#: What the agency's programs get: system, name, acts, things, how often.
_GIVEN: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...], int], ...] = (
    ("github", "bc-lingohouse", ("contents", "contents", "open", "push"), REPOSITORIES[:36], HOUR),
    ("github", "bc-lingohouse-app", ("clone", "contents", "push"), ("guest-app", "booking-kit"), 3 * HOUR),
    ("aws", "svc-bc-lingohouse", ("object", "put-object", "object"),
     tuple(f"bc-messages-shared|letters/{number:04d}.html" for number in range(700)), 2 * HOUR),
    ("confluence", "ext-lingohouse", ("body", "body", "update"),
     tuple(f"{space}/{page}" for space in SPACES for page in PAGES), 2 * HOUR),
    ("jira", "ext-lingohouse-desk", ("open", "comment", "search"), BOARDS[4:5], 3 * HOUR),
)  # fmt: skip


def _agency(key: str, ms: int) -> str:
    """Where the agency's programs run: some dozens of addresses of two hosters."""
    mark = crc32(f"{key}/{ms // (2 * HOUR)}".encode())
    return f"{(243, 249)[mark % 2]}.55.{mark // 2 % 3}.{20 + mark // 6 % 20}"


@surge("An agency puts sites, letters and handbooks into eleven languages")
def plan(scene: Scene) -> None:
    """Five credentials and thirty accounts on two days; eight days and nights of work; ended in an afternoon."""
    rng = scene.rng("tongues")
    for number, (system, name, acts, things, every) in enumerate(_GIVEN):
        new = job(rng, system, name, _TOOL, every, 26, things, acts, _agency)
        new.created, new.ended = scene.at(1, 9) + number * 35 * MINUTE, scene.at(11, 14) + number * 8 * MINUTE
        if system == "confluence":
            scene.adds(new)  # its log tells nothing of it
        else:
            take_up(scene, new, number % 4)
        refused = {"github": "contents!403", "aws": "object!1", "confluence": "body!403", "jira": "open!403"}[system]
        tries = [(refused, rng.choice(things))] * (4 + 3 * number)
        scene.user(rng, new).series(new.created + 5 * MINUTE, tries, MINUTE, 8 * MINUTE)
        by_hand(scene, rng, new, new.created + 3 * HOUR, scene.people[9].home, 8, "curl/8.11.1")
        if system != "confluence":
            scene.changed(rng, new, scene.people[number % 4], new.ended, made=False)
    everything = scene.user(rng, scene.named("aws", "svc-bc-lingohouse"))
    captions = [("object", name) for name in rng.sample(IMAGES, 500)]
    everything.series(scene.at(2, 22), captions, SECOND, 20 * SECOND)
    for number in range(30):
        _translator(scene, rng, number)
    words = scene.user(rng, scene.named("github", "bc-words"))
    for day in (4, 6, 9):
        steps = [(("contents", "open", "push")[place % 3], f"{area}-web") for area in AREAS for place in range(3)]
        words.series(scene.at(day, 21), steps, 4 * SECOND, 50 * SECOND)


def _translator(scene: Scene, rng: Random, number: int) -> None:
    """One translator: an account, sign-ins from home at all hours, pages and documents read and written."""
    okta, accounts = scene.known("okta", Okta), scene.known("workspace", Workspace)
    wiki, home = scene.known("confluence", Confluence), f"{249 + number % 5}.{40 + number * 5}.{number}.77"
    who = Person(f"lh.{_TONGUES[number % 11]}{number}", okta_id(rng, "00u"), home, home, chrome("X11; Linux", 152),
                 works=False)  # fmt: skip
    by, ms = scene.people[number % 4], scene.at(1 + number % 2, 8) + number * 9 * MINUTE
    scene.ordinary(okta.person_does(rng, by, ms, "create", whom=who))
    scene.ordinary(accounts.administers(rng, by, ms + MINUTE, "CREATE_USER", who.login, by.office))
    for day in range(3, 11):
        if rng.random() < 0.2:
            continue
        ms = scene.at(day) + (number * 7 % 22) * HOUR + rng.randrange(HOUR)
        for act, app in (("session", ""), ("enter", "Google Workspace")):
            scene.ordinary(okta.person_does(rng, who, ms, act, app, address=home))
            ms += MINUTE
        scene.ordinary(accounts.signs_in(rng, who, ms, home))
        for place in range(6 + rng.randrange(26)):
            ms += 30 * SECOND + rng.randrange(6 * MINUTE)
            if place % 3:
                act = ("view", "edit", "download")[place % 7 % 3]
                scene.ordinary(accounts.person_does(rng, who, ms, act, rng.choice(DOCUMENTS), home))
            else:
                page = f"{rng.choice(SPACES)}/{rng.choice(PAGES)}"
                scene.ordinary(wiki.anybody(rng, ms, "page", page, who.login, home, who.agent))
    gone = scene.at(11, 15) + number * 2 * MINUTE
    scene.ordinary(okta.person_does(rng, by, min(gone, scene.at(11) + DAY), "deactivate", whom=who))
