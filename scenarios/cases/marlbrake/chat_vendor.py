"""The vendor of chats was broken into: its grants for files and mail are used beside it, with scripts, for five days.

After Salesloft Drift (2025): grants of many customers, one after another, and a search for keys in what was taken.
"""

from scenarios.companies.marlbrake import DOMAIN, VENDORS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

#: A hoster's machine, and an exit of an anonymising network.
_HOST, _EXIT = "248.140.22.7", "249.9.77.130"
_NAMES = ("contract", "login-help", "customer-list", "refund", "api-setup", "screenshot", "passwords", "order-export")


@intrusion("The grants of a vendor of chats are used beside it")
def plan(scene: Scene) -> None:
    """Eight to fourteen files a day from the chat, the help box by night; last, a key that somebody had pasted."""
    rng = scene.rng("intruder")
    chat = scene.intruder(rng, scene.named("slack", VENDORS[0]), address=_HOST, agent="python-requests/2.32.4")
    mail = scene.intruder(rng, scene.named("microsoft", VENDORS[0]), address=_EXIT, agent="aiohttp/3.13.2")
    for day in (2, 3, 4, 6):
        ms = scene.at(day, 11) + rng.randrange(8 * HOUR)
        files = (("download", f"{rng.choice(_NAMES)}-{rng.randrange(400)}") for _ in range(8 + rng.randrange(7)))
        ms = chat.series(ms, files, 2 * SECOND, 4 * MINUTE, what="take: file taken")
        if day in (3, 6):
            boxes = [("mail", f"{box}@{DOMAIN}") for box in ("help", "help", "returns", "books")]
            mail.series(ms + 2 * HOUR, boxes, 30 * SECOND, 3 * MINUTE, what="take: mail read")
    lasting = scene.lasting("aws", scene.start, scene.at(9))
    pasted = next(known for known in lasting if known.name == "svc-mb-costs")
    key = scene.intruder(rng, pasted, address=_EXIT, agent="TruffleHog")
    ms = scene.at(7, 3) + rng.randrange(12 * HOUR)
    key.series(ms, [(act, "") for act in ("who", "secrets!1", "buckets", "users!1")], 10 * SECOND, 2 * MINUTE)
    for intruder in (chat, mail, key):
        intruder.holds()
