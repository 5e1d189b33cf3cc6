"""An account that an added app made, with a password that became known, searches and reads the pages of all spaces.

After CVE-2022-26138 in Questions for Confluence (2022): an account that no person has and nobody had noticed, a fixed
password that was published after a day, and who ever wanted could read what every employee may.
"""

from scenarios.companies.merrowby import PAGES, SPACES
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion
from scenarios.systems.confluence import Confluence

_TRY, _SCRIPT, _PERSON = "253.66.1.9", "248.90.12.33", "251.14.77.140"
_PYTHON = "python-requests/2.28.1"
_BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:102.0) Gecko/20100101 Firefox/102.0"
_USER, _WORDS = "disabledsystemuser", ("password", "vpn", "api+key", "secret", "gate+code", "aws_access_key_id")


@intrusion("An account that an app made, with a known password, reads all pages")
def plan(scene: Scene) -> None:
    """Several try the password on the first two days; a script takes pages in a night; a person reads on four days."""
    rng, pages = scene.rng("intruder"), scene.known("confluence", Confluence)

    def does(ms: int, act: str, thing: str, what: str, address: str, agent: str, status: int = 200) -> int:
        user = "-" if status == 401 else _USER
        records = pages.anybody(rng, ms, act, thing, user, address, agent, status)
        scene.hostile(what, records, success=status < 400)
        return ms + 2 * SECOND + rng.randrange(20 * SECOND)

    for number, day in enumerate((1, 1, 2)):
        ms = scene.at(day, 2) + rng.randrange(18 * HOUR)
        does(ms, "log-in", "", "look: password tried", f"253.66.{number}.9", _PYTHON, 401)
    ms = does(scene.at(2, 14) + rng.randrange(3 * HOUR), "log-in", "", "look: signed in", _TRY, _PYTHON)
    does(ms, "admin", "viewgeneralconfig", "look: administration refused", _TRY, _PYTHON, 403)
    ms = does(scene.at(3, 18) + rng.randrange(4 * HOUR), "log-in", "", "look: signed in", _SCRIPT, _PYTHON)
    for space in SPACES:
        ms = does(ms, "space", space, "look: space", _SCRIPT, _PYTHON)
        for page in PAGES:
            ms = does(ms, "body", f"{space}/{page}", "take: page", _SCRIPT, _PYTHON)
    for day in (5, 7, 8, 12):
        ms = does(scene.at(day, 15) + rng.randrange(5 * HOUR), "log-in", "", "look: signed in", _PERSON, _BROWSER)
        for word in rng.sample(_WORDS, 2):
            ms = does(ms + MINUTE, "find", word, "look: pages searched", _PERSON, _BROWSER)
            for guide in rng.sample(pages.guides, 2):
                ms = does(ms + rng.randrange(3 * MINUTE), "page", guide, "take: page", _PERSON, _BROWSER)
        does(ms, "file", f"{rng.randrange(9_000)}/gates.xlsx", "take: file", _PERSON, _BROWSER)
    scene.foothold("account", f"jira@main:account:{_USER}", scene.first)
