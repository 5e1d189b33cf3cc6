"""Who is talked over at a firm for support opens an engineer's account; five days later members' records are copied.

After Caesars Entertainment (August and September 2023): a firm that helps with computers was talked over, five days lay
between the first entry and the first copy, and a copy of the database of the programme for members went out with files.
"""

from random import Random

from scenarios.companies.brindlecote_places import PAGES
from scenarios.kit import HOUR, MINUTE, SECOND, WINDOWS, Person, Scene, firefox, intrusion
from scenarios.systems.aws import Aws
from scenarios.systems.confluence import Confluence
from scenarios.systems.okta import Okta

_FROM, _TUNNEL, _AGENT = ("253.12.88.140", "253.12.90.17"), "10.47.5.219", firefox(WINDOWS, 150)


@intrusion("Who is talked over at a firm for support opens an engineer's account, and members' records are copied")
def plan(scene: Scene) -> None:
    """An evening for two accounts; pages for two days; five days later objects by night and tables on two evenings."""
    rng, okta, helper = scene.rng("intruder"), scene.known("okta", Okta), scene.people[48]
    who, until = scene.people[23], scene.at(11, 10)
    ms = begins = scene.at(1, 17) + rng.randrange(2 * HOUR)
    for by, act, thing, whom, what in (
        (helper, "session", "", None, "use: session"), (helper, "factors", "", who, "stay: factors reset"),
        (helper, "password", "", who, "stay: password set"), (who, "session", "", None, "use: session"),
        (who, "factor", "", who, "stay: device added"),
        (who, "enter", "AWS IAM Identity Center", None, "use: application opened"),
        (who, "enter", "GitHub", None, "use: application opened"),
    ):  # fmt: skip
        done = okta.person_does(rng, by, ms, act, thing, address=_FROM[0], agent=_AGENT, whom=whom, country="us")
        scene.hostile(what, done)
        ms += MINUTE + rng.randrange(5 * MINUTE)
    for one in (helper, who):
        scene.foothold("session", f"okta@main:user:{one.id}", begins, until)
    scene.foothold("factor", f"okta@main:user:{who.id}/device", ms, until)
    _read(scene, rng, who)
    _copied(scene, rng, who)
    role = scene.intruder(rng, scene.held("postgresql", "members_export", 12), address=_TUNNEL, agent="psql")
    since = 0
    for day in (7, 9):
        ms = scene.at(day, 21) + rng.randrange(2 * HOUR)
        since = since or ms
        steps = [("tables", "", "look: tables"), ("count", "loyalty.persons", "look: rows counted")]
        steps += [("copy", f"loyalty.{name}", "take: members") for name in ("persons", "rows", "stays", "notes")]
        role.series(ms, steps[day - 7 :], MINUTE, 8 * MINUTE)
    role.holds(since, until)
    for number, one in enumerate((helper, who)):
        for act in ("clear", "factors", "password"):
            scene.ordinary(okta.person_does(rng, scene.people[0], until + number * 6 * MINUTE, act, whom=one))
    scene.named("postgresql", "members_export").ended = until


def _read(scene: Scene, rng: Random, who: Person) -> None:
    """Pages on how to get in and on members are looked for and opened on two days."""
    wiki = scene.known("confluence", Confluence)
    for day, words in ((2, ("tunnel", "loyalty+database", "restore")), (4, ("members+export", "dump"))):
        ms = scene.at(day, 15) + rng.randrange(4 * HOUR)
        for word in words:
            scene.hostile("look: search", wiki.anybody(rng, ms, "find", word, who.login, _FROM[1], _AGENT))
            for page in (f"BUILD/{rng.choice(('Access', 'Tunnel', 'On+call'))}", f"DESK/{rng.choice(PAGES)}"):
                ms += 40 * SECOND + rng.randrange(3 * MINUTE)
                scene.hostile("take: page", wiki.anybody(rng, ms, "page", page, who.login, _FROM[1], _AGENT))


def _copied(scene: Scene, rng: Random, who: Person) -> None:
    """Looks in the engineer's session; the secret of the export; copies of members' files by night."""
    cloud, ms = scene.known("aws", Aws), scene.at(6, 20) + rng.randrange(2 * HOUR)
    scene.foothold("session", cloud.session(who), ms, scene.at(11, 10))
    steps = [("databases", ""), ("snapshots", ""), ("buckets", ""), ("secrets", ""), ("secret", "bc/loyalty/export")]
    steps += [("objects", "bc-loyalty-shared")]
    steps += [("object", f"bc-loyalty-shared|copy/{number:04d}.sql.gz") for number in range(38)]
    for number, (act, thing) in enumerate(steps):
        what = "take: object" if act == "object" else "take: secret" if act == "secret" else f"look: {act}"
        scene.hostile(what, cloud.person_does(rng, who, ms, act, thing, _FROM[1], _AGENT))
        ms += 8 * SECOND + rng.randrange(MINUTE) if number > 5 else MINUTE + rng.randrange(6 * MINUTE)
