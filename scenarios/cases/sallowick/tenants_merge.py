"""A surge: the tenant of an edition that was bought is merged: accounts, applications, secrets, domain, boxes and code.

For ten days administrators create and grant, a tool copies all boxes, its people sign in anew with refusals, and its
applications have secrets here.
"""

from dataclasses import replace
from random import Random

from scenarios.companies.sallowick import DOMAIN, PROJECTS, builder, person
from scenarios.kit import DAY, FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, surge, take_up, uuid
from scenarios.systems.gitlab import Gitlab
from scenarios.systems.microsoft import Microsoft, application

_LINE = "198.51.100.140"
_GRANTED = [{"Name": "AppRole.Value", "NewValue": "full_access_as_app", "OldValue": ""}]


@surge("The tenant of an edition that was bought is merged")
def plan(scene: Scene) -> None:
    """The domain and a mover with all boxes first; thirty people in three waves; applications and code at the end."""
    rng, tenant = scene.rng("merge"), scene.known("microsoft", Microsoft)
    admin = scene.people[24]
    for number, (operation, about) in enumerate((
        ("Add unverified domain.", "tidewrit.example"), ("Verify domain.", "tidewrit.example"),
        ("Set domain authentication.", "tidewrit.example"), ("Add partner to company.", "tidewrit"),
        ("Set company information.", "Sallowick"), ("Add member to role.", f"merge@{DOMAIN}"),
    )):  # fmt: skip
        ms = scene.at(1, 8) + number * 11 * MINUTE
        scene.ordinary(tenant.account_does(rng, admin.login, ms, operation, about, admin.office))
    mover = Machine("microsoft", "Box mover", uuid(rng), "198.18.30.90", "MSAL.NetCore/4.90.0", FOREVER, 1, [],
                    ("mail",), created=scene.at(1, 10), ended=scene.at(12))  # fmt: skip
    take_up(scene, mover, 24)
    scene.ordinary(tenant.account_does(
        rng, admin.login, scene.at(1, 11), "Add app role assignment to service principal.", application(mover),
        admin.office, ModifiedProperties=_GRANTED,
    ))  # fmt: skip
    for number in range(30):
        _joins(scene, rng, mover, number)
    _applications(scene, rng)
    _code(scene, rng)
    scene.changed(rng, mover, admin, scene.at(12), made=False)


def _joins(scene: Scene, rng: Random, mover: Machine, number: int) -> None:
    """One account: made, licensed, granted; its box copied by night; its first sign-ins."""
    tenant, joined = scene.known("microsoft", Microsoft), scene.at(2 + number // 10 * 2, 7) + number % 10 * 6 * MINUTE
    new = replace(person(rng, 100 + number, "desk", joined), office=_LINE, home=f"198.19.{60 + number}.5")
    scene.people.append(new)
    by = scene.people[24 + number % 3]
    for operation in ("Add user.", "Change user license.", "Add member to group.", "Update user.",
                      "Reset user password."):  # fmt: skip
        scene.ordinary(tenant.person_does(rng, by, joined, operation, new.login))
        joined += 5 * SECOND + rng.randrange(40 * SECOND)
    rights = {"Identity": f"{new.login}@{DOMAIN}", "User": f"merge@{DOMAIN}", "AccessRights": "FullAccess"}
    scene.ordinary(tenant.exchange_does(rng, by.login, joined, "Add-MailboxPermission", new.login, by.office, rights))
    night = scene.user(rng, mover)
    night.series(scene.at(2 + number // 10 * 2, 19) + rng.randrange(9 * HOUR), [("mail", f"{new.login}@{DOMAIN}")] * 9,
                 SECOND, 30 * SECOND)  # fmt: skip
    ms = joined + DAY + rng.randrange(3 * HOUR)
    for attempt in range(1 + rng.randrange(4)):
        scene.ordinary(tenant.signs_in(rng, new, ms, new.office, new.agent, "Outlook", refused=attempt < 2))
        ms += 20 * SECOND + rng.randrange(3 * MINUTE)


def _applications(scene: Scene, rng: Random) -> None:
    """Four applications of theirs with secrets, rights that are corrected, and a consent for all."""
    tenant, by = scene.known("microsoft", Microsoft), scene.people[25]
    for number, name in enumerate(("Tide letters", "Tide rota", "Tide adverts", "Tide archive")):
        app = Machine("microsoft", name, uuid(rng), f"198.18.30.{95 + number}", "MSAL.Python/1.34.0", 3 * HOUR, 3,
                      [f"tide-{name.split()[1]}@{DOMAIN}"], ("mail", "sign-in"), created=scene.at(6, 9 + number),
                      phase=number * HOUR // 2)  # fmt: skip
        take_up(scene, app, 25)
        scene.user(rng, app).series(app.created + MINUTE, [("sign-in!1", "")] * 4, 5 * MINUTE)
        for operation in ("Consent to application.", "Add app role assignment to service principal.", "Add owner to "
                          "application."):  # fmt: skip
            ms = app.created + rng.randrange(3 * HOUR)
            scene.ordinary(tenant.account_does(rng, by.login, ms, operation, application(app), by.office))


def _code(scene: Scene, rng: Random) -> None:
    """Their code is brought in by a token of a group, and read by the pins and by six engineers."""
    pins, code = scene.user(rng, scene.named("gitlab", "pins")), scene.known("gitlab", Gitlab)
    pins.series(scene.at(8, 9), [(act, name) for name in PROJECTS for act in ("file", "tree", "merges")], 2 * SECOND,
                9 * SECOND)  # fmt: skip
    mover = Machine("gitlab", "tide-import", "41877", builder("tide", scene.at(7)), "python-gitlab/7.1.0", FOREVER, 1,
                    list(PROJECTS[20:24]), ("commit",), created=scene.at(7, 9), ended=scene.at(11))  # fmt: skip
    take_up(scene, mover, 26)
    steps = [(act, name) for name in mover.things for act in ("projects", "commit", "key", "runner", "variables")]
    scene.user(rng, mover).series(scene.at(7, 10), steps, 20 * SECOND, 4 * MINUTE)
    for who in scene.people[24:34]:
        for _ in range(9):
            scene.ordinary(code.used(rng, who, scene.at(8, 8) + rng.randrange(9 * HOUR), who.office))
