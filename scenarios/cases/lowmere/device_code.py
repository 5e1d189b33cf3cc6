"""A researcher types a code for a meeting, and somebody else is signed in as him; a device is registered after it.

After the campaign of phishing with device codes that Microsoft described in February 2025: no password, an application
of Microsoft's own, words searched for in mail, and a device that outlives the session.
"""

from scenarios.companies.lowmere import DOMAIN
from scenarios.kit import DAY, HOUR, MINUTE, Scene, intrusion, uuid
from scenarios.systems.microsoft import Microsoft

_HOST, _NEAR = "247.12.8.90", "245.70.3.18"
_AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0"


@intrusion("A code for a meeting signs somebody else in, who reads mail and keeps a device")
def plan(scene: Scene) -> None:
    """Minutes from the code to the first mail; the device on the next day; reads on seven days more, from nearby."""
    rng, tenant, person = scene.rng("intruder"), scene.known("microsoft", Microsoft), scene.people[6]
    box, app, device = f"{person.login}@{DOMAIN}", uuid(rng), uuid(rng)
    ms = scene.at(2, 18) + rng.randrange(5 * HOUR)
    records = tenant.signs_in(rng, person, ms, _HOST, _AGENT, "Microsoft Office", code=True)
    scene.hostile("look: signed in by code", records)
    for number in range(6):
        ms += MINUTE + rng.randrange(4 * MINUTE)
        scene.hostile("take: mail read", tenant.reads(rng, ms, box, _HOST, app))
        if number == 2:
            refused = tenant.signs_in(rng, person, ms + 900, _HOST, _AGENT, "Azure Portal", refused=True)
            scene.hostile("look: portal refused", refused, success=False)
    ms += DAY
    records = tenant.signs_in(rng, person, ms, _HOST, _AGENT, "Microsoft Authentication Broker", code=True)
    scene.hostile("look: signed in by code", records)
    for operation in ("Add device.", "Add registered owner to device."):
        ms += 20_000 + rng.randrange(60_000)
        records = tenant.account_does(rng, person.login, ms, operation, f"Device_{device}", _HOST)
        scene.hostile("stay: device registered", records)
    scene.foothold("device", f"entra@main:device:{device}", ms)
    for day in (4, 5, 6, 8, 9, 12, 13):
        ms = scene.at(day, 15) + rng.randrange(10 * HOUR)
        for _ in range(2 + rng.randrange(7)):
            scene.hostile("take: mail read", tenant.reads(rng, ms, box, _NEAR, app))
            ms += MINUTE + rng.randrange(15 * MINUTE)
    scene.foothold("session", f"entra@main:user:{box}", scene.first)
