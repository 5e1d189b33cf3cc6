"""Lines of ``authorized_keys`` and of public keys, and the fields of a certificate."""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.hazmat.primitives.serialization import ssh as formats

from keyroll.model.identifier import Identifier
from keyroll.providers._keys import public_key_identifiers

_TYPE = re.compile(r"(?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[a-z0-9@.-]+", re.IGNORECASE)
#: One option: a name, and after = a quoted value, in which \" is a quote.
_OPTION = re.compile(r'([A-Za-z0-9-]+)(?:="((?:[^"\\]|\\.)*)")?(,|[ \t]+)')
#: A serial is a number of 64 bits.
_LONGEST_SERIAL = 20
_SERIALS, _ID = re.compile(r"serial: (\d{1,20}+)(?:-(\d{1,20}+))?"), re.compile(r"(?:key )?id: (.*)")
_CA, _HASH = re.compile(r"# CA key \S+ (SHA256:\S+)"), re.compile(r"(?:hash|key): (?:ssh-\S+ )?(SHA256:[A-Za-z0-9+/]+)")
#: The largest time of a certificate means that it never expires.
_NO_END = 2**63


@dataclass(frozen=True, slots=True)
class AuthorizedKeyLine:
    """A public key with the text before and after it. An option without a value is an empty text in ``options``."""

    key: str
    comment: str = ""
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The type of the key (``ssh-ed25519``)."""
        return self.key.partition(" ")[0]

    @property
    def anywhere(self) -> tuple[Identifier, ...]:
        """The globally unique identifier of the key."""
        return public_key_identifiers(self.key)

    @property
    def fingerprint(self) -> str:
        """``SHA256:…`` as ssh-keygen -l prints it; empty if the text is not a key."""
        return next((one.value for one in self.anywhere), "")

    def value(self, option: str) -> str:
        """Return the value of an option; empty if it is missing."""
        return next(iter(self.options.get(option, ())), "")


def parse(text: str) -> AuthorizedKeyLine | None:
    """Read a line; None if it is empty, a comment, or holds no key."""
    rest, options = text.strip(), dict[str, tuple[str, ...]]()
    while rest and not rest.startswith("#") and not _TYPE.match(rest.split(None, 1)[0]):
        found = _OPTION.match(rest)
        if found is None:
            return None
        name, value = found[1].lower(), (found[2] or "").replace('\\"', '"')
        options[name] = (*options.get(name, ()), value)
        rest = rest[found.end() :]
    parts = rest.split(None, 2)
    if len(parts) < 2 or rest.startswith("#"):
        return None
    line = AuthorizedKeyLine(f"{parts[0]} {parts[1]}", parts[2] if len(parts) > 2 else "", options)
    return line if line.fingerprint else None


def until(line: AuthorizedKeyLine) -> datetime | None:
    """Return when ``expiry-time`` ends a line: YYYYMMDD[HHMM[SS]][Z]; without Z it is read as UTC."""
    text = line.value("expiry-time").removesuffix("Z")
    for size, shape in ((8, "%Y%m%d"), (12, "%Y%m%d%H%M"), (14, "%Y%m%d%H%M%S")):
        if len(text) == size and text.isdecimal():
            try:
                return datetime.strptime(text, shape).replace(tzinfo=UTC)
            except ValueError:
                return None
    return None


@dataclass(frozen=True, slots=True)
class OpenSshCertificate:
    """The fields of a certificate; ``name`` is ``SHA256:<its CA>/<serial>``, which a revocation uses."""

    name: str
    key_id: str
    host: bool
    principals: tuple[str, ...]
    begins: datetime | None
    ends: datetime | None
    forced: str
    extensions: frozenset[str]
    anywhere: tuple[Identifier, ...]


def certificate(line: AuthorizedKeyLine) -> OpenSshCertificate | None:
    """Read a certificate; None if the line holds none."""
    try:
        one = formats.load_ssh_public_identity(line.key.encode())
    except (ValueError, UnsupportedAlgorithm):
        return None
    if not isinstance(one, formats.SSHCertificate):
        return None
    ca, key = (_fingerprint(part) for part in (one.signature_key(), one.public_key()))
    # Without its own serial, only its content identifies it.
    own = hashlib.sha256(base64.b64decode(line.key.split()[1])).hexdigest()[:16]
    return OpenSshCertificate(
        f"{ca[0].value}/{one.serial or own}",
        one.key_id.decode("utf-8", "replace"),
        one.type is formats.SSHCertificateType.HOST,
        tuple(name.decode("utf-8", "replace") for name in one.valid_principals),
        _time(one.valid_after) if one.valid_after else None,
        _time(one.valid_before) if one.valid_before < _NO_END else None,
        one.critical_options.get(b"force-command", b"").decode("utf-8", "replace"),
        frozenset(name.decode("utf-8", "replace") for name in one.extensions),
        key,
    )


def _fingerprint(key: formats.SSHCertPublicKeyTypes) -> tuple[Identifier, ...]:
    return public_key_identifiers(key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode())


def _time(seconds: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


@dataclass(frozen=True, slots=True)
class Revoked:
    """The content of a revocation list: keys by fingerprint; for each CA serials (from, to) and ids."""

    hashes: frozenset[str] = frozenset()
    serials: tuple[tuple[str, int, int], ...] = ()
    ids: frozenset[tuple[str, str]] = frozenset()

    def covers(self, one: OpenSshCertificate) -> bool:
        """Return whether a certificate is revoked: by serial or id, or with its key or its CA."""
        ca, _, serial = one.name.rpartition("/")
        if {ca, *(identifier.value for identifier in one.anywhere)} & self.hashes or (ca, one.key_id) in self.ids:
            return True
        number = int(serial) if serial.isdecimal() and len(serial) <= _LONGEST_SERIAL else 0
        return any(ca == by and first <= number <= last for by, first, last in self.serials)


def revocations(texts: Iterable[str]) -> Revoked:
    """Read the output of ssh-keygen -Q -l for a list; it cannot name a certificate without a serial."""
    ca, hashes, serials, ids = "", set(), [], set()
    for text in texts:
        if found := _CA.match(text):
            ca = found[1]
        elif found := _HASH.match(text):
            hashes.add(found[1])
        elif ca and (found := _SERIALS.match(text)):
            serials.append((ca, int(found[1]), int(found[2] or found[1])))
        elif ca and (found := _ID.match(text)):
            ids.add((ca, found[1]))
    return Revoked(frozenset(hashes), tuple(serials), frozenset(ids))


def privileges(account: str, forced: str, allowed: frozenset[str]) -> Iterator[str]:
    """Yield the privileges of a login as an account. Arguments of a forced command may be secret and are left out."""
    if forced:
        yield f"command {forced.split()[0] if forced.split() else ''} as {account}"
    else:
        yield f"shell as {account}"
    if "permit-port-forwarding" in allowed:
        yield f"forwarding as {account}"


def allowed(line: AuthorizedKeyLine) -> frozenset[str]:
    """Return the permissions of a line's key in addition to the command, with the names that certificates use."""
    off = "restrict" in line.options or "no-port-forwarding" in line.options
    on = not off or "port-forwarding" in line.options
    return frozenset({"permit-port-forwarding"} if on else ())
