"""An engineer's session in the cloud is used through a VPN in his working hours, until a file of the web site changes.

After the theft at Bybit through Safe{Wallet} (2025): sessions that end every twelve hours, a second factor that could
not be registered, two weeks of looks, one file changed and changed back.
"""

from scenarios.kit import DAY, HOUR, MINUTE, SECOND, Scene, intrusion
from scenarios.systems.aws import Aws

_VPN = ("245.31.6.77", "245.31.6.140", "245.88.9.12")
_WITH = (
    "aws-cli/2.22.12 md/awscrt#0.22.0 ua/2.0 os/linux#6.11.2-amd64 md/arch#x86_64 lang/python#3.12.8 distrib#kali.2024"
)
_LOOKS = ("buckets", "functions", "distributions", "roles", "users", "secrets", "bucket", "trails", "databases")
_FILE = "dm-web|app/main.js"


@intrusion("An engineer's session changes a file of the web site")
def plan(scene: Scene) -> None:
    """Two to four calls on nine working days; on the fifteenth the file, two days later the old one again."""
    rng, cloud, person = scene.rng("intruder"), scene.known("aws", Aws), scene.people[9]
    days = [[("who", ""), ("factors", ""), ("factor!", person.login), ("factor!", person.login)]]
    for _ in range(9):
        looks = rng.sample(_LOOKS, 2 + rng.randrange(3))
        days.append([(f"{act}{'!' * (act == 'secrets')}", "dm-web" if act == "bucket" else "") for act in looks])
    days += [[("object", _FILE), ("put-object", _FILE), ("invalidate", "E2DMWEB7")], [("put-object", _FILE)]]
    for day, steps in zip((1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 17), days, strict=True):
        ms = scene.at(day) + person.begins + HOUR + rng.randrange(4 * HOUR)
        for step, thing in steps:
            act, refused, _ = step.partition("!")
            what = {"factor": "stay: factor registered", "put-object": "change: file of the site"}.get(
                act, "look: call"
            )
            error = "AccessDenied" if refused else ""
            records = cloud.person_does(rng, person, ms, act, thing, _VPN[ms // DAY % 3], _WITH, error=error)
            scene.hostile(what, records, success=not refused)
            ms += 40 * SECOND + rng.randrange(8 * MINUTE)
    scene.foothold("session", cloud.session(person), scene.first)
