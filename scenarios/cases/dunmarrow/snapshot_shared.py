"""A key that lay on a machine makes a snapshot of the bills and shares it with a foreign account.

After the theft at Imperva (2018, published in 2019): one key, one database, hardly any call more than was needed.
"""

from scenarios.kit import DAY, HOUR, MINUTE, SECOND, Scene, intrusion

_FROM = "249.18.40.66"
_WITH = "aws-cli/1.32.101 Python/3.10.12 Linux/5.15.0-105-generic botocore/1.34.101"


@intrusion("A snapshot of the bills is shared with a foreign account")
def plan(scene: Scene) -> None:
    """Three looks, a snapshot, the sharing half an hour later; the same for another database after nine days."""
    rng = scene.rng("intruder")
    key = scene.intruder(rng, scene.held("aws", "svc-dm-dumps", 14), address=_FROM, agent=_WITH)
    ms = scene.at(2, 9) + rng.randrange(11 * HOUR)
    ms = key.series(ms, [("who", ""), ("databases", ""), ("snapshots", "")], 20 * SECOND, 4 * MINUTE)
    key.act(ms, "snapshot", "dm-bills", "take: snapshot made")
    key.act(ms + 31 * MINUTE, "share-snapshot", "dm-bills|730991284455", "take: snapshot shared")
    ms += 9 * DAY + rng.randrange(5 * HOUR)
    key.act(ms, "snapshot", "dm-customs", "take: snapshot made")
    key.act(ms + 26 * MINUTE, "share-snapshot", "dm-customs|730991284455", "take: snapshot shared")
    key.act(ms + 3 * HOUR, "drop-snapshot", "dm-customs", "hide: snapshot deleted")
    key.holds()
