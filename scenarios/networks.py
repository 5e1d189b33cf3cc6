"""From which addresses a company's machines come: a pool of a few, pods of a cluster, anywhere in large networks."""

from collections.abc import Callable, Sequence
from zlib import crc32

from keyroll.replay.times import DAY

Roaming = Callable[[str, int], str]
"""Where what has a key is at a time."""


def pool(addresses: Sequence[str], every: int, each: int = 2) -> Roaming:
    """Some addresses of a few for each workload, in turn by the time."""

    def there(key: str, ms: int) -> str:
        first, turn = crc32(key.encode()), crc32(f"{key}/{ms // every}".encode()) % each
        return addresses[(first + turn) % len(addresses)]

    return there


def pods(second: int, parts: int, every: int) -> Roaming:
    """An address of a cluster's own network: each workload in one part of it, another pod after a time."""

    def there(key: str, ms: int) -> str:
        own = crc32(key.encode())
        mark = crc32(f"{key}/{(ms + own % DAY) // every}".encode())
        return f"10.{second + own % parts}.{mark % 64}.{7 + mark // 64 % 240}"

    return there


def anywhere(firsts: Sequence[int], second: int, many: int, every: int, mark: str = "") -> Roaming:
    """Any address of networks of the size of a /16, another one after a time."""

    def there(key: str, ms: int) -> str:
        at = crc32(f"{mark}{key}/{ms // every}".encode())
        first, rest = firsts[at % len(firsts)], at // len(firsts)
        return f"{first}.{second + rest % many}.{rest // many % 250}.{2 + rest // many // 250 % 250}"

    return there
