"""A key is in public code for some minutes: regions through a VPN, then the largest machines in each of them.

After EleKtra-Leak (2023): found within five minutes, only a part of keys reported and locked, security groups, key
pairs and machines by the same program in one region after the other, some of them closed to the account.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_FROM = ("253.140.9.22", "253.140.9.87")
_WITH = "aws-sdk-go/1.44.260 (go1.20.4; linux; amd64)"
_REGIONS = ("us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-northeast-1", "sa-east-1", "ap-south-1",
            "eu-north-1", "ca-central-1", "af-south-1", "me-south-1", "ap-southeast-1")  # fmt: skip
_SHUT = {"af-south-1": "OptInRequired", "me-south-1": "OptInRequired", "eu-north-1": "UnauthorizedOperation"}


@intrusion("A key out of public code starts machines in every region")
def plan(scene: Scene) -> None:
    """Seven minutes for twelve regions; the same again a day later, as the key still works; then it is taken away."""
    rng = scene.rng("intruder")
    held = scene.held("aws", "svc-tq-loadtest", 3)
    key = scene.intruder(rng, held, address=_FROM[0], agent=_WITH)
    pushed = scene.at(3, 6) + rng.randrange(4 * HOUR)
    ms = pushed + 4 * MINUTE + rng.randrange(MINUTE)
    ms = key.series(ms, (("who", ""), ("regions", ""), ("limits", "ec2")), SECOND, 3 * SECOND)
    for again, types in ((0, ("c5a.24xlarge", "c6a.48xlarge")), (1, ("c5a.24xlarge",))):
        ms = ms if not again else pushed + 26 * HOUR
        for region in _REGIONS:
            shut = {"error": _SHUT[region]} if region in _SHUT else {}
            more = {"region": region, "address": _FROM[again]}
            steps = [("limits", "ec2", "look: limits"), ("firewall", "miner", "use: firewall made"),
                     ("key-pair", "goodkey", "stay: key pair made"), ("open-firewall", "sg-0a77", "use: opened"),
                     *(("run-many", kind, "use: machines started") for kind in types)]  # fmt: skip
            for act, thing, what in steps:
                # A region that is closed refuses all but the question for limits.
                refused = shut if act != "limits" else {}
                key.act(ms, f"{act}!1" if refused else act, thing, what, **more, **refused)
                ms += SECOND + rng.randrange(5 * SECOND)
            if not shut:
                scene.foothold("workload", f"aws@627401883395:instances:{region}/{again}", ms)
    held.ended = ms + 2 * HOUR
    scene.changed(rng, held, scene.people[2], held.ended, made=False)
    key.holds(0, held.ended)
