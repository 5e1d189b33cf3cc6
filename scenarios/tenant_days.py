"""What people do in a tenant of Microsoft on all days: sign-ins, rules for mail, files; and guesses from outside."""

from collections.abc import Callable, Sequence
from random import Random

from keyroll.replay.streams import uuid
from keyroll.replay.times import HOUR, MINUTE, SECOND, weekday
from scenarios.machine import Person
from scenarios.scene import Scene
from scenarios.systems.azure import Azure
from scenarios.systems.kubernetes import Kubernetes
from scenarios.systems.microsoft import Microsoft


def sign_ins(
    scene: Scene, rng: Random, count: int, apps: Sequence[str], line: Callable[[str, int], str], sync: Person
) -> None:
    """Some people sign in on a day, a few in vain; telephones have other addresses; administrators change accounts."""
    tenant = scene.known("microsoft", Microsoft)
    for day in scene.company.days[:-1]:
        for who in rng.sample(scene.people, count):
            start = who.shift(rng, day)
            if start is None:
                continue
            ms, bad = start + rng.randrange(9 * HOUR), rng.random()
            where = who.place(day) if rng.random() < 0.85 else line(who.login, ms)
            scene.ordinary(tenant.signs_in(rng, who, ms, where, who.agent, rng.choice(apps), refused=bad < 0.06,
                                           denied=0.06 < bad < 0.08, code=bad > 0.99))  # fmt: skip
        for _ in range(rng.randrange(4) if weekday(day) < 5 else 1):
            whom, by, ms = rng.choice(scene.people[6:]), scene.people[rng.randrange(4)], day + 8 * HOUR
            ms += rng.randrange(9 * HOUR)
            for operation in rng.sample(("Reset user password.", "Update user.", "Add member to group.",
                                         "Change user license.", "Register device."), 2):  # fmt: skip
                scene.ordinary(tenant.person_does(rng, by, ms, operation, whom.login))
                ms += MINUTE + rng.randrange(9 * MINUTE)
        for hour in range(1, 22, 4):
            ms = day + hour * HOUR + rng.randrange(10 * MINUTE)
            scene.ordinary(tenant.signs_in(rng, sync, ms, sync.office, sync.agent, "Azure AD Connect"))
            for whom in rng.sample(scene.people, rng.randrange(3)):
                about = f"{whom.login}@{tenant.domain}"
                scene.ordinary(tenant.account_does(rng, sync.login, ms + MINUTE, "Update user.", about, sync.office))


def rules_and_rights(
    scene: Scene, rng: Random, first: int, names: Sequence[str], boxes: Sequence[str],
) -> None:  # fmt: skip
    """People from a number on make rules for their mail; administrators give rights on boxes; two consents a week."""
    tenant = scene.known("microsoft", Microsoft)
    for day in scene.company.days[:-1]:
        if rng.random() < 0.6:
            who = rng.choice(scene.people[first:])
            rule = {"Name": rng.choice(names), "MoveToFolder": "Later", "From": rng.choice(boxes),
                    "StopProcessingRules": "True"}  # fmt: skip
            ms = day + who.begins + rng.randrange(8 * HOUR)
            scene.ordinary(tenant.exchange_does(rng, who.login, ms, "New-InboxRule", "rule", who.place(day), rule))
        if rng.random() < 0.35:
            by, box = scene.people[rng.randrange(4)], rng.choice(boxes)
            rights = {"Identity": box, "User": rng.choice(scene.people).login, "AccessRights": "FullAccess"}
            ms = day + 8 * HOUR + rng.randrange(8 * HOUR)
            scene.ordinary(tenant.exchange_does(rng, by.login, ms, "Add-MailboxPermission", box, by.office, rights))
        if rng.random() < 0.29:
            who, app = rng.choice(scene.people), uuid(rng)
            changed = [{"Name": "ConsentContext.IsAdminConsent", "NewValue": "False", "OldValue": ""}]
            ms = day + who.begins + rng.randrange(7 * HOUR)
            scene.ordinary(tenant.account_does(rng, who.login, ms, "Consent to application.", app, who.place(day),
                                               ModifiedProperties=changed))  # fmt: skip


def files(scene: Scene, rng: Random, count: int, names: Sequence[str], folder: int) -> None:
    """Some people open and download files of sites; on a day of five somebody takes a folder of so many."""
    tenant = scene.known("microsoft", Microsoft)
    for day in scene.company.days[:-1]:
        for who in rng.sample(scene.people, count):
            start = who.shift(rng, day)
            for _ in range(1 + rng.randrange(4) if start is not None else 0):
                ms, act = (start or 0) + rng.randrange(8 * HOUR), rng.choice(("FileAccessed", "FileModified",
                                                                              "FileDownloaded"))  # fmt: skip
                scene.ordinary(tenant.file_does(rng, who.login, ms, act, rng.choice(names), who.place(day), who.agent))
        if rng.random() < 0.2:
            who, ms = rng.choice(scene.people), day + 9 * HOUR + rng.randrange(8 * HOUR)
            for file in rng.sample(names, folder):
                ms += 2 * SECOND + rng.randrange(10 * SECOND)
                taken = tenant.file_does(rng, who.login, ms, "FileDownloaded", file, who.place(day), who.agent)
                scene.ordinary(taken)


def guesses(scene: Scene, rng: Random, app: str, first: int = 249) -> None:
    """Passwords are guessed on most nights and the cluster's API is asked, from three networks; both get nowhere."""
    cluster, tenant = scene.known("kubernetes", Kubernetes), scene.known("microsoft", Microsoft)
    for day in scene.company.days:
        for _ in range(rng.randrange(3)):
            where = f"{first + rng.randrange(3)}.{rng.randrange(250)}.{rng.randrange(250)}.{rng.randrange(2, 250)}"
            ms = day + rng.randrange(10 * HOUR)
            for who in rng.sample(scene.people, 1 + rng.randrange(8)):
                scene.ordinary(tenant.signs_in(rng, who, ms, where, "Mozilla/5.0", app, refused=True))
                ms += 2 * SECOND + rng.randrange(9 * MINUTE)
            act, thing = rng.choice((("pods", ""), ("secrets", "kube-system:"), ("namespaces", "")))
            scene.ordinary(cluster.anonymous(rng, ms, act, thing, where, "Go-http-client/1.1"))


def accounts(scene: Scene, rng: Random, opens: int, closes: int, row: int) -> None:
    """Accounts of who comes are made at an hour, those of who goes are ended at another, some minutes apart."""
    tenant = scene.known("microsoft", Microsoft)
    for count, who in enumerate(one for one in scene.people if one.joined):
        ms, by = who.joined + opens + count % row * 4 * MINUTE, scene.people[count % 2]
        for operation in ("Add user.", "Add member to group.", "Change user license.", "Reset user password."):
            scene.ordinary(tenant.person_does(rng, by, ms, operation, who.login))
            ms += 10 * SECOND + rng.randrange(50 * SECOND)
    for count, who in enumerate(one for one in scene.people if one.left < scene.company.ends):
        ms = who.left + closes + count % (row - 1) * 2 * MINUTE
        for operation in ("Disable account.", "Remove member from group.", "Delete device."):
            scene.ordinary(tenant.person_does(rng, scene.people[2], ms, operation, who.login))
            ms += 10 * SECOND + rng.randrange(30 * SECOND)


def guests(
    scene: Scene, rng: Random, crowd: Sequence[Person], apps: Sequence[str], names: Sequence[str], tagged: str
) -> None:
    """Guests sign in on one working day of three, open some files, and now and then tag a machine in Azure."""
    tenant, cloud = scene.known("microsoft", Microsoft), scene.known("azure", Azure)
    for day in (day for day in scene.company.days[:-1] if weekday(day) < 5):
        for who in crowd:
            if rng.random() < 0.35:
                ms = day + 8 * HOUR + rng.randrange(9 * HOUR)
                scene.ordinary(tenant.signs_in(rng, who, ms, who.office, who.agent, rng.choice(apps)))
                for file in rng.sample(names, 1 + rng.randrange(4)):
                    ms += MINUTE + rng.randrange(9 * MINUTE)
                    opened = tenant.file_does(rng, who.login, ms, "FileAccessed", file, who.office, who.agent)
                    scene.ordinary(opened)
                if rng.random() < 0.2:
                    scene.ordinary(cloud.person_does(rng, who.login, ms, "tag", tagged, who.office))
