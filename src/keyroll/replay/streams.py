"""Named streams of random numbers, and identifiers in the vendors' formats.

Each part of the replay draws from its own stream, named after its purpose. Leaving one part out (the intrusion)
therefore changes nothing in the others.
"""

from random import Random

_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_ALNUM = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def stream(seed: int, *names: object) -> Random:
    """Return a generator that depends on the seed and the names only."""
    return Random("/".join(map(str, (seed, *names))))


def digits(rng: Random, length: int) -> str:
    """Return decimal digits without a leading zero."""
    return str(rng.randrange(10 ** (length - 1), 10**length))


def hexes(rng: Random, length: int) -> str:
    """Return lower-case hexadecimal digits."""
    return f"{rng.getrandbits(4 * length):0{length}x}"


def uuid(rng: Random) -> str:
    """A version 4 UUID."""
    text = f"{rng.getrandbits(128):032x}"
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"


def aws_id(rng: Random, prefix: str) -> str:
    """An AWS unique id such as `AKIA…`: the prefix and 16 characters of base 32."""
    return prefix + "".join(rng.choices(_BASE32, k=16))


def okta_id(rng: Random, prefix: str) -> str:
    """An Okta id such as `00u…`: 20 characters in all."""
    return prefix + "".join(rng.choices(_ALNUM, k=20 - len(prefix)))


def code(rng: Random, length: int) -> str:
    """Letters and digits."""
    return "".join(rng.choices(_ALNUM, k=length))
