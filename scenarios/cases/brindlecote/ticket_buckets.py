"""Somebody's account for tickets reads and searches; a key found there copies what hotels reported, for two weeks.

After Otelier (July to October 2024): a password that a thief of browsers' data took, tickets and pages read, keys for
storage found in them, reservations copied in visits over weeks, and once more when the keys had been changed.
"""

from random import Random

from scenarios.companies.brindlecote_places import BOARDS, FIRST_OF_HOTELS, REPORTS, SPACES
from scenarios.kit import HOUR, MINUTE, SECOND, WINDOWS, Actor, Person, Scene, chrome, handed, intrusion
from scenarios.systems.confluence import Confluence
from scenarios.systems.jira import Jira, attached, ticket

_FROM, _AGENT = ("253.140.9.61", "250.97.31.14", "251.208.77.5"), chrome(WINDOWS, 149)
_TOOL = "S3 Browser/11.7.5 (https://s3browser.com)"
_WORDS = ("AKIA", "access+key", "s3", "password", "backup", "bucket")


@intrusion("An account for tickets reads, and a key found there copies hotels' reports for two weeks")
def plan(scene: Scene) -> None:
    """Two evenings of tickets and pages; five visits of copies; the key changed, read again in a ticket, and used."""
    rng, who = scene.rng("intruder"), scene.people[FIRST_OF_HOTELS + 8]
    begins = scene.at(0, 18) + rng.randrange(3 * HOUR)
    _read(scene, rng, who, begins, 34)
    _read(scene, rng, who, scene.at(1, 17) + rng.randrange(3 * HOUR), 22)
    scene.foothold("session", f"jira@main:account:{who.login}", begins)
    held = scene.held("aws", "svc-bc-reports", 11)
    key = scene.intruder(rng, held, agent=_TOOL)
    ms = first = scene.at(2, 1) + rng.randrange(4 * HOUR)
    key.series(ms, [("buckets", ""), ("objects", "bc-reports"), ("objects", "bc-guests-shared"),
                    ("objects!1", "bc-payments-raw")], 20 * SECOND, MINUTE, address=_FROM[1])  # fmt: skip
    for number, day in enumerate((2, 4, 5, 8, 10)):
        ms = scene.at(day, (20, 3, 14)[number % 3]) + rng.randrange(3 * HOUR)
        _copied(rng, key, ms, 50 + rng.randrange(90), _FROM[1 + number % 2])
    key.holds(first, scene.at(11, 13))
    new = handed(scene, rng, "svc-bc-reports", scene.at(11, 10), scene.people[1], grace=3 * HOUR)[0]
    _read(scene, rng, who, scene.at(13, 18) + rng.randrange(2 * HOUR), 9)
    again = scene.intruder(rng, new, agent=_TOOL)
    visits = [scene.at(day, 2) + rng.randrange(4 * HOUR) for day in (14, 15)]
    for ms in visits:
        _copied(rng, again, ms, 60 + rng.randrange(60), _FROM[2])
    again.holds(visits[0])


def _copied(rng: Random, key: Actor, ms: int, count: int, where: str) -> None:
    """A list, and then as many reports as the visit lasts."""
    taken = [("object", name, "take: report") for name in rng.sample(REPORTS, count)]
    key.series(ms, [("objects", "bc-reports"), *taken], SECOND, 14 * SECOND, address=where)


def _read(scene: Scene, rng: Random, who: Person, ms: int, count: int) -> None:
    """Words are looked for in tickets and pages; what is found is opened."""
    boards, wiki = scene.known("jira", Jira), scene.known("confluence", Confluence)
    for number in range(count):
        if number % 7 == 0:
            word = _WORDS[number // 7 % len(_WORDS)]
            found = boards.person_does(rng, who, ms, "search", f"text+%7E+%22{word}%22", _FROM[0], _AGENT)
            scene.hostile("look: search", found)
            ms += 20 * SECOND + rng.randrange(MINUTE)
            if number % 2:
                scene.hostile("look: search", wiki.anybody(rng, ms, "find", word, who.login, _FROM[0], _AGENT))
        if number % 5 == 4:
            page = f"{rng.choice(SPACES)}/{rng.choice(('Overview', 'Handover', 'Access', 'Checklist'))}"
            scene.hostile("take: page", wiki.anybody(rng, ms, "page", page, who.login, _FROM[0], _AGENT))
        else:
            act = rng.choice(("browse", "browse", "issue", "attachment"))
            thing = attached(rng) if act == "attachment" else ticket(rng, rng.choice(BOARDS))
            scene.hostile("take: ticket", boards.person_does(rng, who, ms, act, thing, _FROM[0], _AGENT))
        ms += 15 * SECOND + rng.randrange(2 * MINUTE)
