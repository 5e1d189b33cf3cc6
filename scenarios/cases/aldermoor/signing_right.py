"""A contractor's token makes a build hand out the pipeline's keys; the policy of a key that signs is changed by them.

After Resolv (April 2026): a credential from somebody else's project, a workflow in a branch, a look at the cloud, tries
in vain, the right to sign given by way of the key's own policy, and two signatures within the hour.
"""

from scenarios.companies.aldermoor_places import ACCOUNT
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, handed, intrusion
from scenarios.systems.aws import Aws

_VPN, _HOST = "251.118.40.7", "254.20.161.33"
_AGENT, _CLI = "git/2.43.0", "aws-cli/2.31.9 md/awscrt#0.28.2 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.13.7"
_KEY = "seal-letters"


@intrusion("A contractor's token leads to the right to sign with a key")
def plan(scene: Scene) -> None:
    """Code on two days, the cloud on the two after; the signatures on the fourth night; found five hours later."""
    rng, cloud = scene.rng("intruder"), scene.known("aws", Aws)
    token = scene.intruder(rng, scene.held("gitlab", "ext-fenwright", 8), address=_VPN, agent=_AGENT)
    ms = scene.at(1, 19) + rng.randrange(3 * HOUR)
    token.series(
        ms, [("me", ""), ("branches", "seal/letters"), ("fetch", "seal/letters", "take: code")], MINUTE, 5 * MINUTE
    )
    ms = scene.at(2, 20) + rng.randrange(2 * HOUR)
    token.series(ms, [
        ("branch", "seal/letters", "change: branch"), ("commit", "seal/letters", "change: build that hands keys out"),
        ("pipeline", "seal/letters", "use: build"), ("trace", "seal/letters", "take: keys of the pipeline"),
        ("drop-branch", "seal/letters", "hide: branch deleted"),
    ], 40 * SECOND, 3 * MINUTE)  # fmt: skip
    token.holds()
    deploy = scene.intruder(rng, scene.held("aws", "svc-am-deploy", 8), address=_HOST, agent=_CLI)
    builder = scene.intruder(rng, scene.held("aws", "svc-am-terraform", 8), address=_HOST, agent=_CLI)
    since = ms = scene.at(3, 1) + rng.randrange(5 * HOUR)
    looks = ("who", "roles", "users!1", "functions", "databases", "key-list", "see-key", "secrets!1")
    deploy.series(ms, [(act, _KEY) for act in looks], 20 * SECOND, 2 * MINUTE)
    ms = scene.at(3, 22) + rng.randrange(HOUR)
    ms = builder.series(ms, [("who", ""), ("key-list", ""), ("see-key", _KEY), ("see-key-policy", _KEY)], 30 * SECOND,
                        2 * MINUTE)  # fmt: skip
    ms = deploy.series(ms, [("sign!1", _KEY, "use: signature"), ("key-policy!1", f"{_KEY}|{ACCOUNT}:user/svc-am-deploy",
                            "stay: right given")], MINUTE, 4 * MINUTE)  # fmt: skip
    ms += 3 * HOUR
    builder.act(ms, "key-policy", f"{_KEY}|{ACCOUNT}:user/svc-am-deploy", "stay: right given")
    scene.foothold("privilege", f"aws@{ACCOUNT}:key_policy:{_KEY}/svc-am-deploy", ms, ms + 5 * HOUR)
    ms += 6 * MINUTE + rng.randrange(5 * MINUTE)
    for wait in (0, 55 * MINUTE):
        deploy.act(ms + wait, "sign", _KEY, "use: signature")
    deploy.holds(since)
    builder.holds(since)
    ms += 5 * HOUR
    who = scene.people[0]
    for number, act in enumerate(("trail-events", "see-key-policy", "key-policy")):
        thing = f"{_KEY}|{ACCOUNT}:role/am-letter-seal" if act == "key-policy" else _KEY
        scene.ordinary(cloud.person_does(rng, who, ms - 20 * MINUTE + number * 6 * MINUTE, act, thing, who.home))
    for number, name in enumerate(("svc-am-deploy", "svc-am-terraform", "ext-fenwright")):
        handed(scene, rng, name, ms + number * 20 * MINUTE, scene.people[number], grace=MINUTE)
