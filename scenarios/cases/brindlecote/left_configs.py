"""Tokens that two sites show in the settings of Git are tried, and private code is copied; keys in it are tried too.

After EmeraldWhale (Sysdig, October 2024): settings of Git that sites show to anybody, tokens tried by a program for
what they reach, private repositories copied, and keys that lie in the copies tried for what mail they may send.
"""

from scenarios.companies.brindlecote_places import REPOSITORIES
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, handed, intrusion

_FROM, _AGENT = ("252.18.77.140", "252.18.77.203"), "python-requests/2.31.0"
_MAIL = "Boto3/1.28.57 md/Botocore#1.31.57 ua/2.0 os/linux#5.15.0 lang/python#3.10.12"


@intrusion("Tokens in the settings of two sites copy code, and keys in it are tried for mail")
def plan(scene: Scene) -> None:
    """Seconds of questions for each token; 26 copies within a quarter of an hour; two keys tried on the next night."""
    rng = scene.rng("intruder")
    names = ("bc-site-magazine", "bc-site-weddings")
    tokens = [scene.intruder(rng, scene.held("github", name, 8), address=_FROM[0], agent=_AGENT) for name in names]
    ms = scene.at(2, 2) + rng.randrange(4 * HOUR)
    for number, token in enumerate(tokens):
        since = ms
        orgs = "orgs" if number else "orgs!403"
        ms = token.series(ms, [("user", ""), ("repos", ""), (orgs, ""), ("list", "")], SECOND, 2 * SECOND)
        token.holds(since)
    wanted = rng.sample(REPOSITORIES, 26)
    copies = [("clone", name, "take: code") for name in wanted]
    tokens[1].series(ms + 3 * MINUTE, copies, 6 * SECOND, 50 * SECOND, address=_FROM[1], agent="git/2.34.1")
    ms = scene.at(3, 3) + rng.randrange(3 * HOUR)
    for name, last in (("svc-bc-newsletter", "senders"), ("svc-bc-magazine", "mail-quota!1")):
        key = scene.intruder(rng, scene.held("aws", name, 8), address=_FROM[1], agent=_MAIL)
        key.series(ms, [("who", ""), ("mail-quota" if last == "senders" else "senders!1", ""), (last, "")], SECOND,
                   4 * SECOND)  # fmt: skip
        key.holds(ms)
        ms += 8 * SECOND
    for number, name in enumerate((*names, "svc-bc-newsletter", "svc-bc-magazine")):
        handed(scene, rng, name, scene.at(6, 11) + number * 25 * MINUTE, scene.people[number % 3], grace=20 * MINUTE)
