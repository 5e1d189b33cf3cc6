"""A vendor's application signs in from elsewhere, its support's account gives an old application another secret.

After Murky Panda (CrowdStrike, August 2025): from a seller of programs into the tenants of its customers, with the
secret of its application and the rights of its support, for the mail of few persons.
"""

from random import Random

from scenarios.companies.tollgarth_places import BOXES, DOMAIN
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion, uuid
from scenarios.systems.microsoft import Microsoft

_HOSTS = ("254.66.31.8", "250.9.118.40", "252.201.5.95")
_SUPPORT, _MADE = "support_heardwell.example#EXT#", "svc-letters2"
_AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"


@intrusion("A vendor's secret and its support's rights lead to the mail of few")
def plan(scene: Scene) -> None:
    """Sign-ins on two nights, an account and a secret on the fifth day, boxes on six nights after it."""
    rng, tenant = scene.rng("intruder"), scene.known("microsoft", Microsoft)
    vendor = scene.intruder(
        rng, scene.held("microsoft", "Heardwell letters", 16), address=_HOSTS[0], agent="Go-http-client/2.0"
    )
    for day in (1, 3):
        ms = scene.at(day, 2) + rng.randrange(4 * HOUR)
        steps = [("sign-in", ""), ("mail", BOXES[13]), ("mail", BOXES[12])]
        vendor.series(ms, steps, 30 * SECOND, 5 * MINUTE, what="look: mail read")
    vendor.holds()
    _stays(scene, rng, tenant, scene.at(5, 3) + rng.randrange(3 * HOUR))


def _stays(scene: Scene, rng: Random, tenant: Microsoft, ms: int) -> None:
    """An account in a group, which may then give applications secrets; the box reader for years past gets one."""
    made = f"{_MADE}@{DOMAIN}"
    scene.hostile("stay: account made", tenant.account_does(rng, _SUPPORT, ms, "Add user.", made, _HOSTS[1]))
    scene.foothold("account", f"entra@main:user:{made}", ms)
    ms += 2 * MINUTE + rng.randrange(3 * MINUTE)
    group = [{"Name": "Group.DisplayName", "NewValue": "Application keepers", "OldValue": ""}]
    scene.hostile("stay: in a group", tenant.account_does(rng, _SUPPORT, ms, "Add member to group.", made, _HOSTS[1],
                                                         ModifiedProperties=group))  # fmt: skip
    held, secret = scene.held("microsoft", "Archive search", 16), uuid(rng)
    ms += 40 * MINUTE + rng.randrange(30 * MINUTE)
    scene.hostile("stay: secret added", tenant.gives_secret(rng, _MADE, held, ms, secret, _HOSTS[1]))
    scene.foothold("credential", f"entra@main:key_id:{secret}", ms)
    scene.foothold("privilege", f"entra@main:group:Application keepers/{made}", ms)
    reader = scene.intruder(rng, held, secret=secret, address=_HOSTS[2], agent=_AGENT)
    chosen = [BOXES[14], BOXES[15], *(f"{one.login}@{DOMAIN}" for one in scene.people[156:162])]
    for day in (5, 6, 8, 11, 12, 14):
        ms = scene.at(day, 4 if day > 5 else 8) + rng.randrange(3 * HOUR)
        steps = [("mail", box) for box in rng.sample(chosen, 2 + rng.randrange(3))]
        reader.series(ms, steps, 20 * SECOND, 3 * MINUTE, what="take: mail read")
