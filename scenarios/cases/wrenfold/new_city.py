"""A surge: an office opens in Lisbon with 34 people, whose accounts, devices and rights come within days.

Accounts by the dozen, factors set and set again, sign-ins from a hotel and from a line that nobody here has had, a
country that no policy lists, tokens of command lines that are new, clones of everything, and mistyped passwords.
"""

from random import Random

from scenarios.companies.wrenfold_places import OFFICES, REPOSITORIES, person
from scenarios.kit import DAY, HOUR, MINUTE, SECOND, Person, Scene, surge, take_up
from scenarios.machine import job
from scenarios.systems.aws import Aws
from scenarios.systems.github import Github
from scenarios.systems.kubernetes import Kubernetes
from scenarios.systems.okta import Okta

_HOTEL, _LINE = "249.71.8.30", "249.120.44.2"


@surge("An office opens in Lisbon with 34 people")
def plan(scene: Scene) -> None:
    """Accounts on the first two days, a week in a hotel's network, the office's line from the eighth day on."""
    rng, okta = scene.rng("city"), scene.known("okta", Okta)
    crew: list[Person] = []
    for number in range(34):
        like = person(rng, 300 + number, ("engineering", "handlers", "office")[number % 3], scene.at(2))
        crew.append(Person(like.login, like.id, _LINE, f"249.{130 + number}.7.{10 + number}", like.agent, like.joined,
                           team=like.team, begins=8 * HOUR,
                           trips=((scene.at(2), scene.at(8), _HOTEL),)))  # fmt: skip
    scene.people += crew
    for number, who in enumerate(crew):
        ms = scene.at(number % 2, 9) + number * 6 * MINUTE
        rights = ("everyone", ("engineers", "handlers", "everyone")[number % 3])
        for act, thing in (
            ("create", ""),
            *(("join", name) for name in rights),
            ("assign", "Slack"),
            ("assign", "Plans"),
        ):
            scene.ordinary(okta.person_does(rng, scene.people[number % 4], ms, act, thing, whom=who))
            ms += 20 * SECOND + rng.randrange(MINUTE)
        _arrives(scene, rng, okta, who, scene.at(2, 8) + rng.randrange(5 * HOUR))
    _engineers(scene, rng, [one for one in crew if one.team == "engineering"])
    _credentials(scene, rng)
    for one in scene.people[:4]:
        for day in (2, 3, 4, 8):
            for _ in range(12):
                ms = scene.at(day, 8) + rng.randrange(12 * HOUR)
                scene.lives(rng, one, ms, (_HOTEL, _LINE)[day == 8], "okta", "slack", "jira")


def _arrives(scene: Scene, rng: Random, okta: Okta, who: Person, ms: int) -> None:
    """A first sign-in with faults, a factor, a second one after the desk has reset the first."""
    for _ in range(1 + rng.randrange(4)):
        tried = okta.person_does(rng, who, ms, "session", address=_HOTEL, refused="INVALID_CREDENTIALS", country="pt")
        scene.ordinary(tried)
        ms += 20 * SECOND + rng.randrange(2 * MINUTE)
    for act in ("session", "factor", "enter"):
        thing = "Slack" if act == "enter" else ""
        about = who if act == "factor" else None
        scene.ordinary(okta.person_does(rng, who, ms, act, thing, address=_HOTEL, whom=about, country="pt"))
        ms += MINUTE + rng.randrange(4 * MINUTE)
    if rng.random() < 0.4:
        scene.ordinary(okta.person_does(rng, scene.people[rng.randrange(4)], ms + HOUR, "factors", whom=who))
        again = okta.person_does(rng, who, ms + 2 * HOUR, "factor", address=_HOTEL, whom=who, country="pt")
        scene.ordinary(again)


def _engineers(scene: Scene, rng: Random, crew: list[Person]) -> None:
    """They clone what there is with tokens of their own, look through the cloud and the cluster, and are refused."""
    code, cloud, cluster = scene.known("github", Github), scene.known("aws", Aws), scene.known("kubernetes", Kubernetes)
    for who in crew:
        ms = scene.at(3, 8) + rng.randrange(2 * DAY)
        for name in rng.sample(REPOSITORIES, 30):
            scene.ordinary(code.granted(rng, who, ms, "clone", name, _HOTEL, "git/2.50.1", country="PT"))
            ms += 3 * SECOND + rng.randrange(40 * SECOND)
        for number in range(25):
            act = rng.choice(("instances", "tasks", "functions", "buckets", "databases", "roles", "log-events"))
            error = "AccessDenied" if number % 5 == 0 else ""
            where = (_HOTEL, _LINE)[ms > scene.at(8)]
            scene.ordinary(cloud.person_does(rng, who, ms, act, "/wf/claims", where, error=error))
            looked = cluster.person_does(rng, who, ms + 20 * SECOND, "pods", "claims-app", "claims", address=where,
                                         refused=bool(error))  # fmt: skip
            scene.ordinary(looked)
            ms += 2 * MINUTE + rng.randrange(HOUR)


def _credentials(scene: Scene, rng: Random) -> None:
    """The office's own hosts get keys and tokens, which are tried by hand at once."""
    for number, (system, name, acts, things) in enumerate((
        ("aws", "svc-wf-lisbon-scans", ("put-object", "object"), ("wf-documents-raw|pt/0001.pdf",)),
        ("github", "wf-lisbon-builds", ("fetch", "statuses"), ("claims-web", "shared-types")),
        ("cloudflare", "lisbon-probe", ("visit",), ("desk", "flows")),
        ("okta", "lisbon-people", ("profile", "join"), ("everyone",)),
        ("slack", "lisbon screens", ("upload",), ("rota",)),
    )):  # fmt: skip
        new = job(rng, system, name, "python-requests/2.35.1", 2 * HOUR, 4, things, acts, _LINE)
        new.created = scene.at(8, 9) + number * 30 * MINUTE
        if system == "slack":
            scene.adds(new)  # its log tells nothing of it
        else:
            take_up(scene, new, number % 4)
        user = scene.user(rng, new, address=OFFICES[0][0])
        user.series(new.created + 3 * MINUTE, [(acts[0], things[0])] * 6, 30 * SECOND, 4 * MINUTE)
