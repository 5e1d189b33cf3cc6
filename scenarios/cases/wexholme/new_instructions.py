"""A surge: all instructions for use are issued anew in twenty-four languages within a week, by a firm of translators.

Guests are let in by the dozen, pages and files are read and written whole, by programs and by hand, spaces are
exported, models are asked day and night, and labels are printed from secrets that nobody else reads so often.
"""

from random import Random

from scenarios.companies.wexholme_places import FILES, PAGES, PLANTS, SPACES, TABLES, away
from scenarios.kit import HOUR, MINUTE, SECOND, WINDOWS, Person, Scene, chrome, surge
from scenarios.routines.wexholme import APPS, engineer, lot
from scenarios.staff import in_azure, there
from scenarios.systems.confluence import Confluence
from scenarios.systems.microsoft import Microsoft

_PAGES = tuple(f"{space}/{page}" for space in SPACES for page in PAGES)


@surge("All instructions for use are issued anew in twenty-four languages within a week")
def plan(scene: Scene) -> None:
    """Guests on the first day; pages and models for six days; labels and lots on the last three; guests end then."""
    rng = scene.rng("instructions")
    crew = _guests(scene, rng)
    reader = scene.user(rng, scene.named("confluence", "wx-lingward"))
    own = scene.user(rng, scene.named("confluence", "wx-instructions"))
    model = scene.named("gcp", "wx-model-letters")
    for day in range(1, 7):
        steps = [(act, page) for page in rng.sample(_PAGES, 40) for act in ("body", "body", "update")]
        reader.series(scene.at(day, 2), steps, 2 * SECOND, 30 * SECOND)
        own.series(scene.at(day, 11), steps[::2], 5 * SECOND, 40 * SECOND)
        now = next(
            one for one in scene.of("gcp") if one.name == model.name and one.created < scene.at(day) < one.ended - HOUR
        )
        asked = [("model", "gemini-3.1-pro")] * 380
        scene.user(rng, now).series(scene.at(day, 3), asked, 5 * SECOND, 2 * MINUTE)
        for who in crew:
            _works(scene, rng, who, scene.at(day, 6) + rng.randrange(9 * HOUR))
    _prints(scene, rng)


def _guests(scene: Scene, rng: Random) -> list[Person]:
    """Fourteen guests are invited within the hour, and their accounts are ended in a row."""
    tenant, by, found = scene.known("microsoft", Microsoft), scene.people[3], []
    for number in range(14):
        login = f"reader{number:02d}_lingward.example#EXT#"
        where = away(f"reader/{number}", scene.at(1))
        found.append(Person(login, f"00uwxreader{number}", where, where, chrome(WINDOWS, 152), works=False))
        ms = scene.at(0, 9) + number * 4 * MINUTE
        for operation in ("Invite external user.", "Add user.", "Add member to group."):
            scene.ordinary(tenant.account_does(rng, by.login, ms, operation, f"{login}@{tenant.domain}", by.office))
            ms += 20 * SECOND + rng.randrange(MINUTE)
        ended = scene.at(8, 15) + number * MINUTE
        scene.ordinary(tenant.account_does(rng, by.login, ended, "Delete user.", f"{login}@{tenant.domain}", by.office))
    return found


def _works(scene: Scene, rng: Random, who: Person, ms: int) -> None:
    """A guest signs in from another hotel each day, searches, and takes files by the dozen."""
    tenant, where = scene.known("microsoft", Microsoft), away(who.login, ms)
    for app in rng.sample(APPS[:4], 2):
        scene.ordinary(tenant.signs_in(rng, who, ms, where, who.agent, app, denied=rng.random() < 0.15))
        ms += MINUTE
    for words in ("Quality/instructions", "Plants/label text"):
        scene.ordinary(tenant.file_does(rng, who.login, ms, "SearchQueryPerformed", words, where, who.agent))
        ms += MINUTE
    for file in rng.choices(FILES, k=30 + rng.randrange(30)):
        act = rng.choice(("FileDownloaded", "FileDownloaded", "FileModified"))
        scene.ordinary(tenant.file_does(rng, who.login, ms, act, file, where, who.agent))
        ms += 2 * SECOND + rng.randrange(3 * MINUTE)


def _prints(scene: Scene, rng: Random) -> None:
    """Quality exports spaces and reads everything once; labels' tables are written whole; presses run all night."""
    wiki = scene.known("confluence", Confluence)
    for who in rng.sample(there(scene, scene.at(3), "quality"), 9):
        ms = scene.at(3 + rng.randrange(3), 8) + rng.randrange(7 * HOUR)
        for act, thing in (("export", rng.choice(SPACES)), *(("page", page) for page in rng.sample(_PAGES, 34))):
            scene.ordinary(wiki.anybody(rng, ms, act, thing, who.login, who.place(ms), who.agent))
            ms += 5 * SECOND + rng.randrange(2 * MINUTE)
    rows = scene.user(rng, scene.named("postgresql", "labels_app"))
    rows.series(scene.at(4, 20), [(act, name) for name in TABLES[25:30] for act in ("all", *["write"] * 60)], SECOND,
                20 * SECOND)  # fmt: skip
    for day in (5, 6, 7):
        for plant in PLANTS:
            press = scene.user(rng, scene.held("azure", f"Label press {plant}", 8))
            steps = [("sign-in", ""), ("secret", f"wx-labels/{plant}"), ("secret", "wx-labels/fonts")] * 40
            press.series(scene.at(day, 18), steps, 20 * SECOND, 5 * MINUTE)
        for number in range(9):
            lot(scene, rng, number % 3, scene.at(day) + number * 2 * HOUR + rng.randrange(HOUR))
        who = engineer(scene, rng)
        sets = (("site", "training"), ("site-settings", "training"), ("deployment", "labels"),
                ("storage-keys", "wxlabels"), ("new-key", "wxlabels"), ("set-secret", "wx-labels/fonts"))  # fmt: skip
        in_azure(scene, rng, who, scene.at(day, 21), sets, who.home, (MINUTE, 12 * MINUTE))
