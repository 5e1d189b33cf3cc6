"""A private key in the form that is offered to a host, and a key of the same kind that was never issued."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keyroll.providers._keys import public_key_identifiers
from keyroll.providers.openssh.lines import certificate, parse

if TYPE_CHECKING:
    import asyncssh

_END = "PRIVATE KEY-----"


class NoKey(ValueError):  # noqa: N818 - it is an answer, not a fault
    """The value is not a private key, has a passphrase, or does not match its certificate."""


@dataclass(slots=True)
class Offer:
    """A key that is offered to one host; ``name`` is its fingerprint, or its certificate's name."""

    name: str
    pair: "asyncssh.SSHKeyPair" = field(repr=False)
    signatures: list[None] = field(default_factory=list)

    @property
    def signed(self) -> bool:
        """Return whether the host requested the key's signature: it does so only for a key that it accepts."""
        return bool(self.signatures)


def offered(raw: bytes) -> Offer:
    """Read a private key, with an optional certificate line after it. Raises NoKey."""
    import asyncssh
    from asyncssh.public_key import SSHLocalKeyPair

    key, written = _read(raw)
    signatures: list[None] = []

    class Counting(SSHLocalKeyPair):
        def sign(self, data: bytes) -> bytes:
            signatures.append(None)
            return super().sign(data)

    name = _fingerprint(key)
    try:
        cert = asyncssh.import_certificate(written) if written else None
        pair = Counting(key, None, None, None)
        if cert is not None:
            pair.set_certificate(cert)
    except (asyncssh.KeyImportError, ValueError) as error:
        raise NoKey from error
    if written:
        line = parse(written)
        known = certificate(line) if line else None
        if known is None:
            raise NoKey
        name = known.name
    return Offer(name, pair, signatures)


def never_issued(raw: bytes) -> bytes:
    """Return a new key of the same type and size; a certificate is signed by an unknown authority.

    Raises NoKey.
    """
    import asyncssh

    key, written = _read(raw)
    kind = key.get_algorithm()
    made = (
        asyncssh.generate_private_key(kind, key_size=2048) if kind == "ssh-rsa" else asyncssh.generate_private_key(kind)
    )
    text = made.export_private_key()
    if written:
        line = parse(written)
        known = certificate(line) if line else None
        unknown = asyncssh.generate_private_key("ssh-ed25519")
        names = known.principals if known else ()
        signed = unknown.generate_user_certificate(made, "never issued", principals=list(names))
        text += signed.export_certificate()
    return text


def made() -> bytes:
    """Return a new private key without a passphrase."""
    import asyncssh

    return asyncssh.generate_private_key("ssh-ed25519").export_private_key()


def public_line(raw: bytes) -> str:
    """Return the public key of a private one, as a line without a comment. Raises NoKey."""
    key, _ = _read(raw)
    return key.export_public_key("openssh").decode().strip()


def _read(raw: bytes) -> "tuple[asyncssh.SSHKey, str]":
    """Return the private key and the text of a certificate after it. Raises NoKey."""
    import asyncssh

    body, sign, written = raw.decode("latin-1").rpartition(_END)
    try:
        return asyncssh.import_private_key(body + sign + "\n"), written.strip()
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError, ValueError) as error:
        raise NoKey from error


def _fingerprint(key: "asyncssh.SSHKey") -> str:
    return public_key_identifiers(key.export_public_key("openssh").decode())[0].value
