"""A surge: an exercise with hired testers, who have what a lost laptop would give, and staff who respond to it.

Guesses at passwords, a consent that is asked for, rules for mail, code and vault tried, a machine in the cloud; on the
other side sign-ins ended, passwords and secrets changed, and questions to everything.
"""

from random import Random

from scenarios.companies.sallowick import BUCKETS, DESKS, PROJECTS
from scenarios.kit import BY_HAND, HOUR, MINUTE, SECOND, Person, Scene, chrome, handed, okta_id, surge
from scenarios.systems.confluence import Confluence
from scenarios.systems.gcp import Gcp
from scenarios.systems.microsoft import Microsoft

_NETWORK = ("203.0.113.9", "203.0.113.10", "203.0.113.77")
_AGENT = chrome("X11; Linux x86_64", 150)


@surge("An exercise with hired testers, and staff who respond")
def plan(scene: Scene) -> None:
    """Two days of trials from announced addresses, one of hands on what they were given, two of response."""
    rng, tenant = scene.rng("exercise"), scene.known("microsoft", Microsoft)
    tester = Person("x-tester1", okta_id(rng, "00u"), _NETWORK[0], _NETWORK[1], _AGENT, scene.at(1), works=False)
    scene.people.append(tester)
    for operation in ("Add user.", "Add member to group."):
        scene.ordinary(tenant.person_does(rng, scene.people[24], scene.at(1, 8), operation, tester.login))
    for day in (2, 3):
        ms = scene.at(day, 9)
        for number in range(160):
            whom = rng.choice(scene.people[:50])
            scene.ordinary(tenant.signs_in(rng, whom, ms, _NETWORK[number % 3], _AGENT, "Azure Portal", refused=True))
            ms += 8 * SECOND + rng.randrange(2 * MINUTE)
    _hands(scene, rng, tester, scene.at(4, 8))
    _response(scene, rng, scene.at(4, 15))


def _hands(scene: Scene, rng: Random, tester: Person, ms: int) -> None:
    """What an account and two credentials that were given may do: most of it is refused."""
    tenant, wiki, cloud = (
        scene.known("microsoft", Microsoft),
        scene.known("confluence", Confluence),
        scene.known("gcp", Gcp),
    )
    scene.ordinary(tenant.signs_in(rng, tester, ms, _NETWORK[0], _AGENT, "Azure Portal"))
    rule = {"Name": "test of the exercise", "ForwardTo": "exercise@testers.example"}
    for operation, about in (("Consent to application.", "exercise app"), ("Add application.", "exercise app"),
                             ("Add service principal.", "exercise app")):  # fmt: skip
        ms += 5 * MINUTE
        scene.ordinary(tenant.account_does(rng, tester.login, ms, operation, about, _NETWORK[0]))
    scene.ordinary(tenant.exchange_does(rng, tester.login, ms + MINUTE, "New-InboxRule", "rule", _NETWORK[0], rule))
    for word in ("password", "token", "vpn", "admin", "key"):
        ms += 2 * MINUTE
        scene.ordinary(wiki.anybody(rng, ms, "find", word, tester.login, _NETWORK[1], _AGENT))
        scene.ordinary(
            wiki.anybody(rng, ms + MINUTE, "page", rng.choice(wiki.guides), tester.login, _NETWORK[1], _AGENT)
        )
    for act in ("policy", "accounts", "buckets", "secrets", "machine", "keys", "databases", "list"):
        ms += MINUTE + rng.randrange(4 * MINUTE)
        scene.ordinary(cloud.person_does(rng, tester, ms, act, "sw-site", _NETWORK[2], BY_HAND["gcp"],
                                         refused=act not in ("buckets", "list")))  # fmt: skip
    code = scene.user(rng, scene.named("gitlab", "sport-builds"), address=_NETWORK[2], agent="curl/8.14.1")
    asked = [("variables!403", name) for name in PROJECTS[:14]]
    tries = [("me", ""), ("groups", ""), *asked, ("runner!403", ""), ("user!403", ""), ("archive", "sport/page")]
    code.series(ms, tries, 3 * SECOND, MINUTE)
    vault = scene.user(rng, scene.named("openbao", "token-sport"), address=_NETWORK[2], agent="curl/8.14.1")
    vault.series(ms + HOUR, [("self", ""), ("mounts!1", ""), *(("read!1", f"{desk}/db") for desk in DESKS)], 4 * SECOND)


def _response(scene: Scene, rng: Random, begins: int) -> None:
    """Staff end sessions, set passwords, hand on four credentials, and read every log and list; the tester goes."""
    tenant, cloud = scene.known("microsoft", Microsoft), scene.known("gcp", Gcp)
    for number, whom in enumerate(rng.sample(scene.people[:50], 16)):
        ms = begins + number * 9 * MINUTE
        for operation in ("Update StsRefreshTokenValidFrom Timestamp.", "Reset user password.", "Update user."):
            scene.ordinary(tenant.person_does(rng, scene.people[24 + number % 3], ms, operation, whom.login))
            ms += 20 * SECOND + rng.randrange(MINUTE)
    for number, name in enumerate(("sport-builds", "token-sport", "sw-builds", "Tips reader")):
        handed(scene, rng, name, begins + HOUR + number * 15 * MINUTE, scene.people[25], grace=10 * MINUTE)
    for who in scene.people[26:31]:
        ms = begins + rng.randrange(2 * HOUR)
        for _ in range(45):
            act = rng.choice(("policy", "accounts", "keys", "machine-list", "list", "secrets", "databases"))
            scene.ordinary(cloud.person_does(rng, who, ms, act, rng.choice(BUCKETS), who.home, BY_HAND["gcp"]))
            ms += 15 * SECOND + rng.randrange(9 * MINUTE)
    scene.ordinary(tenant.person_does(rng, scene.people[24], scene.at(6, 9), "Delete user.", "x-tester1"))
