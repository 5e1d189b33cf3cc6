"""A surge: the secrets of forty applications end in the same night, since all were made on one day two years ago.

Everything that signs in is refused; administrators make new ones by hand through the night, from their homes, some of
them wrongly or twice, give rights anew to see whether that helps, and read what there is with other keys meanwhile.
"""

from random import Random

from scenarios.companies.quillhaven_places import AREAS, BOXES
from scenarios.keeping import secret_handed
from scenarios.kit import BY_HAND, FOREVER, HOUR, MINUTE, SECOND, Machine, Person, Scene, surge, uuid
from scenarios.systems.azure import Azure
from scenarios.systems.microsoft import Microsoft, application

_RIGHT = [{"Name": "AppRole.Value", "NewValue": "Mail.Read", "OldValue": ""}]


@surge("The secrets of forty applications end in one night")
def plan(scene: Scene) -> None:
    """Midnight on the sixth day; mended one by one until noon, six of them two days later; rights given and taken."""
    rng, ends = scene.rng("expiry"), scene.at(6)
    due = [one for one in scene.machines if one.system in ("microsoft", "azure") and one.created < scene.at(0)
           and one.ended > scene.at(16) and not one.vendor and one.every < FOREVER
           and not any("!" in act for act in one.acts)][:40]  # fmt: skip
    for number, old in enumerate(due):
        late = number % 7 == 3
        made = ends + (HOUR + number * 15 * MINUTE if not late else 50 * HOUR + number * 9 * MINUTE)
        by = scene.people[number % 4]
        made += rng.randrange(10 * MINUTE)
        _refused(scene, rng, old, ends, made)
        _mended(scene, rng, old, by, made, number)
        old.ended = ends
    _meanwhile(scene, rng, ends)


def _refused(scene: Scene, rng: Random, old: Machine, ends: int, made: int) -> None:
    """What needs the secret tries again and again, and waits longer each time."""
    user, ms = scene.user(rng, old), ends + rng.randrange(30 * MINUTE)
    wait = MINUTE
    while ms < made:
        user.act(ms, "sign-in!1")
        wait = min(wait * 2, 40 * MINUTE)
        ms += wait + rng.randrange(5 * MINUTE)


def _mended(scene: Scene, rng: Random, old: Machine, by: Person, made: int, number: int) -> None:
    """A new secret, at times one too many or a right besides; it is tried at once from where the person is."""
    tenant = scene.known("microsoft", Microsoft)
    scene.ordinary(tenant.signs_in(rng, by, made - 4 * MINUTE, by.home, by.agent, "Azure Portal"))
    if number % 6 == 1:
        spare = uuid(rng)
        scene.ordinary(tenant.gives_secret(rng, by.login, old, made - 2 * MINUTE, spare, by.home))
        scene.user(rng, old, address=by.home, agent=BY_HAND["azure"]).act(made - MINUTE, "sign-in!1")
    new = secret_handed(scene, rng, old, made, by, grace=10 * MINUTE)
    if number % 5 == 2:
        for operation in ("Add app role assignment to service principal.", "Consent to application."):
            scene.ordinary(tenant.account_does(rng, by.login, made + MINUTE, operation, application(old), by.home,
                                               ModifiedProperties=_RIGHT))  # fmt: skip
    trial = scene.user(rng, new, address=by.home, agent=BY_HAND["azure"])
    trial.series(made + 2 * MINUTE, [("sign-in", "")] * (1 + number % 3), 40 * SECOND, 3 * MINUTE)


def _meanwhile(scene: Scene, rng: Random, ends: int) -> None:
    """Boxes are opened by hand, machines started and settings read, and the vault is searched for other secrets."""
    tenant, cloud = scene.known("microsoft", Microsoft), scene.known("azure", Azure)
    for number in range(40):
        who, ms = scene.people[number % 12], ends + 2 * HOUR + number * 11 * MINUTE
        act, thing = rng.choice((("start", "screens-vm2"), ("site-settings", "screens"), ("secrets", "qh-screens"),
                                 ("secret", f"qh-screens/{rng.choice(AREAS[:8])}"), ("set-secret", "qh-screens/new"),
                                 ("deployment", "screens")))  # fmt: skip
        scene.ordinary(cloud.person_does(rng, who.login, ms, act, thing, who.home, agent=BY_HAND["azure"]))
        box = rng.choice(BOXES)
        right = {"Identity": box, "User": who.login, "AccessRights": "FullAccess"}
        if number % 4 == 0:
            scene.ordinary(tenant.exchange_does(rng, scene.people[1].login, ms, "Add-MailboxPermission", box,
                                                scene.people[1].home, right))  # fmt: skip
        outlook = "d3590ed6-52b3-4102-aeff-aad2292ab01c"
        scene.ordinary(tenant.reads_anothers(rng, ms + 3 * MINUTE, who.login, box, who.home, outlook))
    vault = scene.user(
        rng, scene.named("openbao", "token-tend"), address=scene.people[0].home, agent=BY_HAND["openbao"]
    )
    steps = [("list", "tend/"), *(("read", f"{area}/db") for area in AREAS[:12]), ("read", "tend/dumps")]
    vault.series(ends + 3 * HOUR, steps, 30 * SECOND, 4 * MINUTE)
