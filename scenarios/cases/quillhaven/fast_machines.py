"""An application's secret asks for more of the quota and makes machines with graphics processors in many regions.

After the cryptojacking in Azure that Microsoft described in July 2023: rights for the application and for a new one,
quota first, machines within minutes, the vendor's own extension for drivers, deleted and made again elsewhere.
"""

from random import Random

from scenarios.companies.quillhaven import ARM
from scenarios.kit import FOREVER, HOUR, MINUTE, SECOND, Actor, Machine, Scene, intrusion, uuid
from scenarios.systems.azure import Azure
from scenarios.systems.microsoft import Microsoft, application

_FROM, _AGAIN = "250.201.44.8", "253.9.210.77"
_REGIONS = ("eastus", "westus2", "northeurope", "brazilsouth", "koreacentral", "uksouth", "southafricanorth")
_CONTRIBUTOR = "Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c"


@intrusion("An application's secret makes machines with graphics processors in many regions")
def plan(scene: Scene) -> None:
    """Rights, quota and machines within three hours of a night; deletions in the morning; once more five days later."""
    rng = scene.rng("intruder")
    held = scene.held("azure", "Model trainer", 16)
    trainer = scene.intruder(rng, held, agent=ARM, address=_FROM)
    ms = scene.at(2, 22) + rng.randrange(HOUR)
    trainer.act(ms, "sign-in", "", "look: application signs in")
    new = _rights(scene, rng, trainer, ms + 4 * MINUTE)
    ms += 30 * MINUTE
    for number, region in enumerate(_REGIONS):
        trainer.act(
            ms, f"quota{'!1' if number in (3, 6) else ''}", f"standardNCASv3Family-{region}", "use: quota asked"
        )
        ms += 20 * SECOND + rng.randrange(MINUTE)
    ms = _machines(rng, trainer, ms + 12 * MINUTE, 34)
    begins = scene.at(3, 6) + rng.randrange(2 * HOUR)
    for number in range(12):
        trainer.act(begins, "drop-vm", f"gpu-{_REGIONS[number % 7]}-{number:02d}", "hide: machine deleted")
        begins += 10 * SECOND + rng.randrange(40 * SECOND)
    trainer.holds()
    second = scene.intruder(rng, new, agent=ARM, address=_AGAIN)
    ms = scene.at(8, 1) + rng.randrange(3 * HOUR)
    second.act(ms, "sign-in", "", "look: application signs in")
    _machines(rng, second, ms + 5 * MINUTE, 18)
    second.holds(new.created)


def _rights(scene: Scene, rng: Random, trainer: Actor, ms: int) -> Machine:
    """The application gives itself a role, makes another one with a secret, and gives that one the same role."""
    tenant, cloud = scene.known("microsoft", Microsoft), scene.known("azure", Azure)
    held = trainer.machine
    new = Machine("azure", "Compute Sync", uuid(rng), _AGAIN, ARM, FOREVER, 1, [], ("sign-in",), created=ms + MINUTE)
    for operation in ("Add application.", "Add service principal."):
        scene.hostile("stay: application made", tenant.app_does(rng, held, ms, operation, new, []))
        ms += 20 * SECOND
    shown = f"[KeyIdentifier={new.key},KeyType=Password,KeyUsage=Verify,DisplayName=]"
    given = [{"Name": "KeyDescription", "NewValue": f'["{shown}"]', "OldValue": "[]"}]
    secret = tenant.app_does(rng, held, ms, "Add service principal credentials.", new, given)
    scene.hostile("stay: secret added", secret)
    scene.adds(new)
    for whom in (held, new):
        ms += MINUTE
        principal = uuid(Random(f"sp/{application(whom)}"))
        records = cloud.work(rng, held, ms, "role", principal, role=_CONTRIBUTOR, address=_FROM, agent=ARM)
        scene.hostile("stay: role given", records)
        scene.foothold("privilege", f"azure@main:role:{principal}/contributor", ms)
    return new


def _machines(rng: Random, actor: Actor, ms: int, count: int) -> int:
    """Machines by region, some beyond the quota; each that was made gets the drivers."""
    for number in range(count):
        name, refused = f"gpu-{_REGIONS[number % 7]}-{number:02d}", "!1" if number % 7 in (3, 6) else ""
        actor.act(ms, f"vm{refused}", name, "use: machine made")
        if not refused:
            actor.act(ms + 90 * SECOND, "extension", name, "use: drivers")
        ms += 15 * SECOND + rng.randrange(70 * SECOND)
    return ms
