"""A seller's session, through a proxy, makes two applications and gives an old one a secret; then mail is read by them.

After the OAuth applications that Microsoft described in December 2023: a session that is replayed, applications made
with rights on mail, secrets added to applications that the house has, a rule that hides, and mail to many.
"""

from random import Random

from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, WINDOWS, Actor, Machine, Person, Scene, chrome, intrusion, uuid
from scenarios.systems.microsoft import Microsoft, application

_FROM, _APP = ("251.33.140.9", "251.33.141.77"), ("249.188.6.20", "249.188.6.21")
_AGENT = chrome(WINDOWS, 149)


@intrusion("A seller's session makes applications, and an old one gets a secret, to read mail")
def plan(scene: Scene) -> None:
    """A session on a Tuesday; applications the next day; mail read on seven days, sent to many on the tenth."""
    rng, tenant = scene.rng("intruder"), scene.known("microsoft", Microsoft)
    who = next(one for one in scene.people[190:] if one.team == "sales")
    box = f"{who.login}@{tenant.domain}"
    ms = begins = scene.at(1, 8) + rng.randrange(6 * HOUR)
    scene.hostile("look: session", tenant.signs_in(rng, who, ms, _FROM[0], _AGENT, "OfficeHome"))
    for _ in range(5):
        ms += 2 * MINUTE + rng.randrange(9 * MINUTE)
        outlook = "00000002-0000-0ff1-ce00-000000000000"
        scene.hostile("take: mail", tenant.reads(rng, ms, box, _FROM[0], outlook))
    ms = scene.at(2, 9) + rng.randrange(4 * HOUR)
    apps = [_made(scene, rng, tenant, who, ms + number * 25 * MINUTE, name)
            for number, name in enumerate(("Ostermoor Mail Sync", "oauth_app_test"))]  # fmt: skip
    old = scene.named("microsoft", "Old planner")
    secret, ms = uuid(rng), ms + 80 * MINUTE
    scene.hostile("stay: secret added", tenant.gives_secret(rng, who.login, old, ms, secret, _FROM[1]))
    scene.foothold("credential", f"entra@main:key_id:{secret}", ms)
    _read(scene, rng, apps[0], scene.intruder(rng, old, secret=secret, agent="python-requests/2.31.0"), box)
    _sent(scene, rng, tenant, who)
    ended = scene.at(11, 10)
    scene.ordinary(tenant.person_does(rng, scene.people[2], ended, "Reset user password.", who.login))
    scene.foothold("session", f"entra@main:user:{who.login}", begins, ended)


def _made(scene: Scene, rng: Random, tenant: Microsoft, who: Person, ms: int, name: str) -> Actor:
    """An application, a consent for mail, and a secret."""
    made = Machine("microsoft", name, uuid(rng), _APP[0], "python-requests/2.31.0", FOREVER, 1, [], ("mail",))
    about, scope = application(made), "Scope: Mail.ReadWrite Mail.Send User.Read offline_access"
    granted = [{"Name": "ConsentAction.Permissions", "NewValue": scope, "OldValue": ""}]
    for operation, what, changed in (
        ("Add application.", "stay: application made", []), ("Add service principal.", "stay: application made", []),
        ("Consent to application.", "stay: consent given", granted),
    ):  # fmt: skip
        records = tenant.account_does(rng, who.login, ms, operation, about, _FROM[1], ModifiedProperties=changed)
        scene.hostile(what, records)
        ms += 9 * SECOND + rng.randrange(2 * MINUTE)
    scene.hostile("stay: secret added", tenant.gives_secret(rng, who.login, made, ms, made.key, _FROM[1]))
    made.created = ms
    scene.adds(made)
    actor = scene.intruder(rng, made)
    actor.holds(ms)
    return actor


def _read(scene: Scene, rng: Random, app: Actor, old: Actor, box: str) -> None:
    """The new one reads the seller's box, the old one boxes of orders and invoices, at first refused."""
    for day in (3, 4, 5, 7, 8, 10, 12):
        ms = scene.at(day, 7) + rng.randrange(11 * HOUR)
        app.series(ms, [("mail", box, "take: mail")] * (2 + rng.randrange(3)), 20 * SECOND, 9 * MINUTE)
        if day == 4:
            old.act(ms + HOUR, "mail!1", "", "take: mail tried", address=_APP[1])
        if day > 4:
            boxes = [("mail", f"{name}@ostermoor.example", "take: mail") for name in
                     rng.sample(("orders", "invoices", "tenders"), 1 + rng.randrange(2))]  # fmt: skip
            old.series(ms + 2 * HOUR, boxes, MINUTE, 9 * MINUTE, address=_APP[day % 2])


def _sent(scene: Scene, rng: Random, tenant: Microsoft, who: Person) -> None:
    """A rule that hides answers, and then the same mail to many out of the seller's box."""
    ms = scene.at(9, 13) + rng.randrange(2 * HOUR)
    given = {"Name": ".", "SubjectOrBodyContainsWords": "invoice;payment;phish", "MoveToFolder": "RSS Subscriptions",
             "MarkAsRead": "True"}  # fmt: skip
    records = tenant.exchange_does(rng, who.login, ms, "New-InboxRule", f"{who.login}\\.", _FROM[1], given)
    scene.hostile("hide: rule made", records)
    scene.foothold("rule", f"m365@main:inbox_rule:{who.login}/.", ms)
    for _ in range(46):
        ms += 4 * SECOND + rng.randrange(20 * SECOND)
        scene.hostile("use: mail sent", tenant.sends(rng, who.login, ms, "Contract changes for your lift", _FROM[1]))
