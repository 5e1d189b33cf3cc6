"""An engineer who left a year ago still has the portal's key, and reads consignees by their number from abroad.

After Coupang (2025): a key that was not changed when its holder left, trials long before, numbers counted up, and so
many addresses that no single one asked for much.
"""

from zlib import crc32

from scenarios.companies.quillhaven import JAVA
from scenarios.companies.quillhaven_places import CONSIGNEES
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

#: Some of 2,300 exits in three countries.
_NETWORKS = (252, 253, 254)


def _exit(number: int) -> str:
    mark = crc32(f"exit/{number}".encode())
    return f"{_NETWORKS[mark % 3]}.{mark // 3 % 90}.{mark // 270 % 250}.{2 + mark // 67_500 % 250}"


@intrusion("The portal's key reads consignees by their number, for an engineer who left")
def plan(scene: Scene) -> None:
    """Two trials of some reads; from the fifth day on 40 to 110 a day, in portions, each from another exit."""
    rng = scene.rng("intruder")
    key = scene.intruder(rng, scene.held("gcp", "qh-portal-signer", 17), agent=JAVA)
    for day, count in ((0, 3), (2, 6)):
        ms = scene.at(day, 13) + rng.randrange(4 * HOUR)
        steps = [("read", name, "look: object read") for name in rng.sample(CONSIGNEES, count)]
        key.series(ms, steps, 20 * SECOND, 3 * MINUTE, address=_exit(day))
    following, portion = rng.randrange(200), 10
    for day in (4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16):
        ms, count = scene.at(day, 11) + rng.randrange(3 * HOUR), 40 + rng.randrange(71)
        for number in range(count):
            portion += number % 9 == 0
            name = CONSIGNEES[(following + number) % len(CONSIGNEES)]
            key.act(ms, "read", name, "take: object read", address=_exit(portion))
            ms += 2 * SECOND + rng.randrange(4 * MINUTE)
        following += count
    key.holds()
