"""The host that hands versions to tablets is renewed, but not what it holds: its key and token are used from elsewhere.

After Notepad++ (2025): a shared host that was lost and made anew, credentials of its services that stayed valid for
three months more, and the file with the next version changed for minutes, for whom it was meant.
"""

from scenarios.companies.quillhaven import GO
from scenarios.companies.quillhaven_places import TABLETS
from scenarios.kit import BY_HAND, HOUR, MINUTE, SECOND, Scene, handed, intrusion

_OUTSIDE = ("253.101.7.60", "250.140.90.12", "253.101.7.61")
_RENEWED = "198.18.240.15"
_FILE = "qh-tablets/version.json"


@intrusion("A renewed host's old key and token change the version that tablets are given")
def plan(scene: Scene) -> None:
    """Two visits on the host; it is renewed on the fifth day; from outside on six days; the keys end on the last."""
    rng = scene.rng("intruder")
    cloud = scene.intruder(rng, scene.held("gcp", "qh-tablets", 16), address=TABLETS, agent=GO)
    vault = scene.intruder(rng, scene.held("openbao", "token-tablets", 16), address=TABLETS, agent="curl/7.88.1")
    for day in (1, 3):
        ms = scene.at(day, 16) + rng.randrange(6 * HOUR)
        cloud.series(
            ms, [("list", "qh-tablets"), ("read", _FILE), ("read", "qh-tablets/pack.zip")], 30 * SECOND, MINUTE
        )
        vault.series(ms + 9 * MINUTE, [("self", ""), ("read", "tablets/signing", "take: secret")], 20 * SECOND, MINUTE)
    _renewed(scene, scene.at(4, 8))
    for number, day in enumerate((5, 7, 8, 11, 13, 15)):
        ms, where = scene.at(day, 18) + rng.randrange(4 * HOUR), _OUTSIDE[number % 3]
        cloud.act(ms, "read", _FILE, "look: version", address=where)
        cloud.act(ms + 40 * SECOND, "put", _FILE, "change: version changed", address=where)
        back = ms + 9 * MINUTE + rng.randrange(30 * MINUTE)
        cloud.act(back, "put", _FILE, "hide: version put back", address=where)
        if number in (0, 3):
            vault.act(ms - 5 * MINUTE, "read", "tablets/signing", "take: secret", address=where)
            vault.act(ms - 4 * MINUTE, "read!1", "builds/signing", "take: secret", address=where)
    cloud.holds()
    vault.holds()
    for name in ("qh-tablets", "token-tablets"):
        handed(scene, rng, name, scene.at(16, 9), scene.people[2])
    by = scene.people[2]
    look = scene.user(rng, scene.named("gcp", "qh-tablets"), address=by.office, agent=BY_HAND["gcp"])
    look.series(scene.at(16, 8), [("list", "qh-tablets"), ("read", _FILE)], MINUTE, 5 * MINUTE)


def _renewed(scene: Scene, ms: int) -> None:
    """Everything that ran on the host runs on the new one from then on."""
    for machine in scene.machines:
        if machine.address == TABLETS and machine.ended > ms:
            machine.moves.append((ms, _RENEWED))
