"""The token of a function's role is used outside: lists in many services, then what is needed to send mail.

After the first of two cases that Unit 42 told (December 2022): a function whose environment has its token, hundreds of
calls of which most were refused, and the one right that it had beyond its work. No list of the account has the role.
"""

from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_FROM, _AGAIN = "247.19.80.6", "247.19.80.41"
_WITH = "Boto3/1.26.8 Python/3.10.6 Linux/5.15.0-53-generic Botocore/1.29.8"
#: What is asked, with ``!`` where the role may not.
_ASKED = ("functions!", "users!", "roles!", "groups!", "buckets", "secrets!", "parameters!", "instances!", "volumes!",
          "snapshots!", "databases!", "clusters!", "services!", "trails!", "limits!", "firewalls!")  # fmt: skip


@intrusion("A function's token is used outside, to look everywhere and to prepare mail")
def plan(scene: Scene) -> None:
    """Two hours on one night, as long as the token lives; the next token two days later, for mail alone."""
    rng = scene.rng("intruder")
    role = scene.intruder(rng, scene.named("aws", "mb-ticket-mailer"), address=_FROM, agent=_WITH)
    ms = scene.at(2, 18) + 5 * MINUTE + rng.randrange(90 * MINUTE)
    role.act(ms, "who")
    for region in ("ap-south-1", "us-east-1", "eu-west-1", "us-west-2", "ap-southeast-1"):
        for act in _ASKED:
            ms += 2 * SECOND + rng.randrange(25 * SECOND)
            role.act(ms, f"{act}1" if act.endswith("!") else act, "", region=region)
    steps = (("mail-quota", "", "look: quota of mail"), ("mail-account", "", "look: account of mail"),
             ("senders", "", "look: senders"))  # fmt: skip
    role.series(ms + 4 * MINUTE, steps, 20 * SECOND, 2 * MINUTE)
    ms = scene.at(4, 19) + rng.randrange(2 * HOUR)
    last = (("who", "", "look: who"), ("mail-quota", "", "look: quota of mail"),
            ("sender", "merrowby-tickets.example", "stay: sender made"),
            ("mail-limit", "merrowby-tickets.example", "use: more mail asked for"),
            ("mail-quota", "", "look: quota of mail"))  # fmt: skip
    ms = role.series(ms, last, 30 * SECOND, 9 * MINUTE, address=_AGAIN)
    scene.foothold("sender", "aws@560218874391:identity:merrowby-tickets.example", ms)
    role.holds()
