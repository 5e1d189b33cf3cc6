"""The desk is talked into new factors for an engineer; he is given applications, chat is read, a machine is made.

After UNC3944 (2023 and 2024): the telephone, an own factor, every application assigned to the account, the channels in
which the response is talked about, and a machine of the intruder's own in the cloud.
"""

from random import Random

from scenarios.companies.thornquay import SUPPORT
from scenarios.kit import HOUR, MINUTE, SECOND, Person, Scene, chrome, intrusion
from scenarios.systems.aws import Aws
from scenarios.systems.okta import Okta
from scenarios.systems.slack import Slack
from scenarios.systems.workspace import Workspace

_FROM = "251.33.90.18"
_AGENT = chrome("Macintosh; Intel Mac OS X 10_15_7", 149)


@intrusion("The desk resets an administrator's factors, who then has every application")
def plan(scene: Scene) -> None:
    """A call in the night there, an hour at the directory, chat and documents; the cloud on the next two nights."""
    rng, okta, chat = scene.rng("intruder"), scene.known("okta", Okta), scene.known("slack", Slack)
    admin = scene.people[3]
    ms = scene.at(2, 13) + rng.randrange(3 * HOUR)
    scene.ordinary(okta.person_does(rng, scene.people[130], ms, "factors", whom=admin, address=SUPPORT))
    ms += 6 * MINUTE

    def does(act: str, thing: str = "", what: str = "look: session", refused: str = "") -> int:
        records = okta.person_does(rng, admin, ms, act, thing, address=_FROM, agent=_AGENT, refused=refused,
                                   country="us",
                                   whom=admin if act in ("factor", "assign", "admin") else None)  # fmt: skip
        scene.hostile(what, records, success=not refused)
        return ms + 25 * SECOND + rng.randrange(4 * MINUTE)

    ms = does("session", refused="VERIFICATION_ERROR")
    ms = does("session")
    ms = does("factor", what="stay: factor registered")
    scene.foothold("factor", f"okta@main:user:{admin.id}/factor", ms)
    for app in ("GitHub", "AWS IAM Identity Center", "Player desk", "Google Workspace"):
        ms = does("assign", app, "stay: application assigned")
        ms = does("enter", app, "use: application entered")
    for channel in ("incidents", "security", "desk-alerts", "on-call"):
        scene.hostile("look: channel joined", chat.person_does(rng, admin, ms, "join", channel, _FROM, _AGENT))
        ms += MINUTE + rng.randrange(6 * MINUTE)
    drive = scene.known("workspace", Workspace)
    for number in (3, 8, 15, 22, 41):
        thing = f"engineering-note-{number}"
        scene.hostile("take: document", drive.person_does(rng, admin, ms, "download", thing, _FROM))
        ms += 20 * SECOND + rng.randrange(3 * MINUTE)
    scene.foothold("session", f"okta@main:user:{admin.id}", scene.first)
    _cloud(scene, rng, admin)


def _cloud(scene: Scene, rng: Random, admin: Person) -> None:
    """Looks on the first night, a machine of the intruder's own on the second; secrets are refused."""
    ms = 0
    cloud = scene.known("aws", Aws)
    for day, steps in ((3, ("who", "instances", "roles", "secrets!", "parameters")),
                       (4, ("instances", "firewall", "open-firewall", "run", "snapshots", "secrets!"))):  # fmt: skip
        ms = scene.at(day, 14) + rng.randrange(3 * HOUR)
        for step in steps:
            act, refused, _ = step.partition("!")
            what = "use: machine made" if act in ("firewall", "open-firewall", "run") else "look: call"
            thing = "m6i.2xlarge" if act == "run" else "sg-0c91"
            records = cloud.person_does(rng, admin, ms, act, thing, _FROM, "aws-cli/2.34.0 exec-env/CloudShell",
                                        error="AccessDenied" if refused else "")  # fmt: skip
            scene.hostile(what, records, success=not refused)
            ms += 30 * SECOND + rng.randrange(5 * MINUTE)
    scene.foothold("workload", "aws@627401883395:instance:m6i.2xlarge", ms)
