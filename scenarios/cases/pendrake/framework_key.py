"""The key out of the mailer's settings asks for the quota of mail, makes an administrator and machines that look on.

After Androxgh0st (CISA, AA24-016A, January 2024): keys in a framework's settings file, the quota of mail, a user with a
password, an administrator's policy and one of its own, and machines made to look for further applications.
"""

from scenarios.companies.pendrake_places import ACCOUNT
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, hexes, intrusion

_FROM, _AGENT = ("250.61.203.9", "254.17.40.188"), "python-requests/2.28.1"
_SDK = "Boto3/1.24.66 Python/3.8.10 Linux/5.4.0-125-generic Botocore/1.27.66"
_USER = "example"


@intrusion("A key out of a settings file asks for the mail's quota and makes an administrator")
def plan(scene: Scene) -> None:
    """Two calls on one day; three days later a user within a minute; machines on the evening after."""
    rng = scene.rng("intruder")
    key = scene.intruder(rng, scene.held("aws", "svc-pd-mailer", 16), agent=_SDK)
    ms = scene.at(3, 5) + rng.randrange(9 * HOUR)
    key.series(ms, (("mail-quota", ""), ("senders", "")), SECOND, 3 * SECOND, address=_FROM[0])
    ms = scene.at(6, 1) + rng.randrange(6 * HOUR)
    steps: tuple[tuple[str, ...], ...] = (
        ("who", ""), ("mail-quota", ""), ("users", ""), ("user", _USER, "stay: user made"),
        ("password", _USER, "stay: password set"), ("give-user", _USER, "stay: all rights given"),
        ("policy", f"pol{hexes(rng, 6)}", "stay: policy made"), ("inline", _USER, "stay: all rights given"),
    )  # fmt: skip
    made = key.series(ms, steps, SECOND, 6 * SECOND, address=_FROM[0])
    scene.foothold("account", f"aws@{ACCOUNT}:user:{_USER}", made)
    ms = scene.at(7, 18) + rng.randrange(4 * HOUR)
    steps = (("regions", ""), ("image-list", ""), ("firewall", "scan", "change: firewall"),
             ("open-firewall", hexes(rng, 17), "change: firewall opened"),
             ("run", "t3.large", "use: machine"), ("run", "t3.large", "use: machine"),
             ("run!1", "c5.4xlarge", "use: machine"), ("instances", ""))  # fmt: skip
    ms = key.series(ms, steps, 20 * SECOND, 3 * MINUTE, address=_FROM[1])
    scene.foothold("machine", f"aws@{ACCOUNT}:instances:scan", ms)
    key.holds()
