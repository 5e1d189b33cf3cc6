"""A guest's account, guessed among many, makes a resource group and more than two hundred containers in it.

After the actor that Microsoft numbers 1977 (April 2025): names and passwords tried by a program on two nights, the
account of a guest that nobody looked after, a new group, and containers that mine.
"""

from random import Random

from scenarios.companies.aldermoor_places import DOMAIN, GUESTS
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion
from scenarios.systems.azure import Azure
from scenarios.systems.microsoft import Microsoft

_HOSTS, _AGENT = ("251.40.77.3", "251.40.78.60"), "AzureChecker/1.0"
_CLI = "AZURECLI/2.72.0 azsdk-python-core/1.31.0 Python/3.12.8 (Linux-5.15.0-x86_64-with-glibc2.35)"
_GROUP = "rg-batch-eastus"


@intrusion("A guest's account makes two hundred containers in a new group")
def plan(scene: Scene) -> None:
    """Guesses on two nights; the guest in the third; containers within two hours of the fifth; gone a day later."""
    rng = scene.rng("intruder")
    guest = GUESTS[1]
    tenant, cloud = scene.known("microsoft", Microsoft), scene.known("azure", Azure)
    _guesses(scene, rng, tenant)
    ms = scene.at(3, 2) + rng.randrange(2 * HOUR)
    for app in ("Microsoft Azure CLI", "Azure Portal"):
        scene.hostile("look: session", tenant.signs_in(rng, guest, ms, _HOSTS[1], _CLI, app))
        ms += 5 * MINUTE + rng.randrange(9 * MINUTE)
    box = f"{guest.login}@{DOMAIN}"
    scene.foothold("account", f"entra@main:user:{box}", scene.first)
    ms = scene.at(4, 23) + rng.randrange(HOUR)

    def does(act: str, thing: str, what: str, *, refused: bool = False) -> None:
        records = cloud.person_does(
            rng, guest.login, ms, act, thing, _HOSTS[1], agent=_CLI, refused=refused, group=_GROUP
        )
        scene.hostile(what, records, success=not refused)

    does("group", _GROUP, "change: group made")
    scene.foothold("workload", f"azure@main:group:{_GROUP}", ms, scene.at(6, 9))
    for number in range(218):
        ms += 4 * SECOND + rng.randrange(45 * SECOND)
        does("containers", f"batch-{number:03d}", "use: containers", refused=number % 40 == 39)
    by, ms = scene.people[0], scene.at(6, 9)
    for act, thing in (("drop-containers", "batch-000"), ("drop-group", _GROUP)):
        scene.ordinary(cloud.person_does(rng, by.login, ms, act, thing, by.office, agent=by.agent, group=_GROUP))
        ms += 4 * MINUTE
    scene.ordinary(tenant.person_does(rng, by, ms, "Reset user password.", guest.login))


def _guesses(scene: Scene, rng: Random, tenant: Microsoft) -> None:
    """Names of persons and guests with some passwords each, from two addresses, all in vain."""
    for number, day in enumerate((1, 2)):
        ms = scene.at(day, 1) + rng.randrange(2 * HOUR)
        for who in (*rng.sample(scene.people, 90), *GUESTS):
            for _ in range(1 + rng.randrange(2)):
                tried = tenant.signs_in(rng, who, ms, _HOSTS[number], _AGENT, "Microsoft Azure CLI", refused=True)
                scene.hostile("look: password tried", tried, success=False)
                ms += SECOND + rng.randrange(20 * SECOND)
