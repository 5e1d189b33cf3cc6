"""The declaration of a module of ``keys``, and the reading of the address of such a key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from keyroll.errors import ConfigError
from keyroll.plugins import found

#: Signs bytes with ed25519 (RFC 8032) and returns the 64 bytes of the signature.
Sign = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class KeptKey:
    """A key that never leaves its keeper: its 32 public bytes, and the function that signs with it."""

    public: bytes
    sign: Sign


@dataclass(frozen=True, slots=True)
class Keeper:
    """One kind of place: its scheme, and the function that finds a key at an address. ``open`` raises ConfigError."""

    scheme: str
    open: Callable[[str], KeptKey]


def keepers() -> dict[str, Keeper]:
    """Return every kind of place by its scheme."""
    return {keeper.scheme: keeper for keeper in found("keyroll.proof.evidence.keys", "KEEPER", Keeper).values()}


def query(address: str) -> Mapping[str, str]:
    """Return the parameters after the question mark of an address, by name."""
    return dict(parse_qsl(urlsplit(address).query))


def attributes(address: str) -> Mapping[str, str]:
    """Return the attributes of an RFC 7512 URI's path (``token=…;object=…``), decoded. Raises ConfigError."""
    path = address.partition(":")[2].partition("?")[0]
    pairs = [part.partition("=") for part in path.split(";") if part]
    if not pairs or not all(sign for _, sign, _ in pairs):
        raise ConfigError(
            "the address of the signing key is invalid", hint="docs/evidence.md: Keys that stay elsewhere"
        )
    return {name: unquote(value) for name, _, value in pairs}
