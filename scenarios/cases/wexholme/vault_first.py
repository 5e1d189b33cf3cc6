"""From an administrator's own host all secrets of the vault are read; on the last night copies of machines go first.

After the State of Nevada (November 2025): a tool that carried another program, months of looking, the server of
passwords with 26 accounts, logs cleared, and in one night the copies, the settings that protect, and the machines.
"""

from random import Random

from scenarios.companies.wexholme_places import AREAS, GROUPS, MACHINES, PLANTS, TEND
from scenarios.keeping import secret_handed
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, handed, intrusion

_BAO = "bao/2.8.1"
_PATHS = (
    *(f"{area}/db" for area in AREAS),
    *(f"plants/{plant}/{kind}" for plant in PLANTS for kind in ("lines", "ovens")),
)


@intrusion("All secrets of the vault are read, and copies of machines go before the machines")
def plan(scene: Scene) -> None:
    """A few looks on four days, 26 secrets on the ninth; logs on the eleventh; the end in the thirteenth night."""
    rng = scene.rng("intruder")
    token = scene.intruder(rng, scene.held("openbao", "token-tend", 13), address=TEND, agent=_BAO)
    for day, looks in ((0, ("self", "mounts")), (2, ("list",)), (5, ("rules", "list")), (6, ("list",))):
        ms = scene.at(day, 9) + rng.randrange(8 * HOUR)
        token.series(ms, [(act, "" if day < 6 else "plants") for act in looks], MINUTE, 4 * MINUTE)
    token.holds()
    ms = scene.at(8, 18) + rng.randrange(3 * HOUR)
    steps = [("list", ""), *(("read", path, "take: secret") for path in _PATHS)]
    token.series(ms, steps, 20 * SECOND, 3 * MINUTE)
    _destroys(scene, rng)
    for number, name in enumerate(("token-tend", "token-breakglass", "token-books")):
        handed(scene, rng, name, scene.at(12, 12 + number), scene.people[number], grace=5 * MINUTE)


def _destroys(scene: Scene, rng: Random) -> None:
    """Settings of logs go two days before; then copies, protection, snapshots, and a command on each machine."""
    keeper = scene.intruder(rng, scene.held("azure", "Machine keeper", 13), address=TEND)
    since = ms = scene.at(10, 20) + rng.randrange(HOUR)
    keeper.series(ms, [("sign-in", ""), *(("drop-log-settings", f"{group}-audit", "hide: log switched off")
                       for group in GROUPS[:3])], MINUTE, 5 * MINUTE)  # fmt: skip
    keeper.holds(since)
    ms = scene.at(12, 1) + rng.randrange(HOUR)
    copies = [("drop-copy", name, "destroy: copies") for name in MACHINES]
    plans = [("protection", name, "hide: protection off") for name in ("VirtualMachines", "StorageAccounts", "Servers")]
    shots = [("drop-snapshot", f"{name}-night", "destroy: copies") for name in MACHINES[::2]]
    ends = [("run", name, "destroy: machine encrypted") for name in MACHINES]
    keeper.series(ms, [("sign-in", ""), *copies, *plans, *shots, *ends], 4 * SECOND, 30 * SECOND)
    secret_handed(scene, rng, keeper.machine, ms + 5 * HOUR, scene.people[0], grace=MINUTE)
