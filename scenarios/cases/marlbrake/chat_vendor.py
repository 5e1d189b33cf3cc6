"""The vendor of chats was broken into: its grants for files and mail are used beside it, with scripts, for five days.

After Salesloft Drift (2025): grants of many customers, one after another, and a search for keys in what was taken.
"""

from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.companies.marlbrake import DOMAIN, VENDORS
from scenarios.organisations import MARLBRAKE
from scenarios.scenario import Scenario
from scenarios.scene import Scene

#: A hoster's machine, and an exit of an anonymising network.
_HOST, _EXIT = "248.140.22.7", "249.9.77.130"
_WITH = "python-requests/2.32.4"
_NAMES = ("contract", "login-help", "customer-list", "refund", "api-setup", "screenshot", "passwords", "order-export")


def plan(scene: Scene) -> None:
    """Eight to fourteen files a day from the chat, the help box by night; last, a key that somebody had pasted."""
    rng, slack, tenant = scene.rng("intruder"), scene.systems["slack"], scene.systems["microsoft"]
    chat = next(one for one in scene.of("slack") if one.name == VENDORS[0])
    mail = next(one for one in scene.of("microsoft") if one.name == VENDORS[0])
    for day in (2, 3, 4, 6):
        ms = scene.start + day * DAY + 11 * HOUR + rng.randrange(8 * HOUR)
        for _ in range(8 + rng.randrange(7)):
            name, told = f"{rng.choice(_NAMES)}-{rng.randrange(400)}", {"address": _HOST, "agent": _WITH}
            scene.hostile("take: file taken", slack.work(rng, chat, ms, "download", name, **told))
            ms += 2 * SECOND + rng.randrange(4 * MINUTE)
        if day in (3, 6):
            ms += 2 * HOUR
            for box in ("help", "help", "returns", "books"):
                told = {"address": _EXIT, "agent": "aiohttp/3.13.2"}
                scene.hostile("take: mail read", tenant.work(rng, mail, ms, "mail", f"{box}@{DOMAIN}", **told))
                ms += 30 * SECOND + rng.randrange(3 * MINUTE)
    key = next(one for one in scene.lasting("aws", scene.start, scene.start + 9 * DAY) if one.name == "svc-mb-costs")
    ms = scene.start + 7 * DAY + 3 * HOUR + rng.randrange(12 * HOUR)
    for act, refused in (("who", ""), ("secrets", "1"), ("buckets", ""), ("users", "1")):
        told = {"address": _EXIT, "agent": "TruffleHog", "refused": refused}
        records = scene.systems["aws"].work(rng, key, ms, act, "", **told)
        scene.hostile(f"look: {act}", records, success=not refused)
        ms += 10 * SECOND + rng.randrange(2 * MINUTE)
    for one in (chat, mail, key):
        scene.foothold("credential", scene.systems[one.system].identifier(one), scene.first)


SCENARIO = Scenario("The grants of a vendor of chats are used beside it", plan, company=MARLBRAKE)
