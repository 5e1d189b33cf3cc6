"""A key in an SSH agent: ``agent:SHA256:FINGERPRINT``, ``agent:COMMENT``, or ``agent:`` for its only ed25519 key.

The agent is the one at SSH_AUTH_SOCK. It signs any bytes with an ed25519 key by plain RFC 8032 (RFC 8709, section 6;
draft-ietf-sshm-ssh-agent, *Requesting a list of keys*, *Private key operations*). A key in a security token
(``sk-ssh-ed25519``) signs another form, and is not accepted. Tried with OpenSSH's agent 10.0 on 2026-11-28.
"""

import os
import socket
import struct
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from keyroll.errors import ConfigError
from keyroll.proof.evidence.keeper import Keeper, KeptKey

_KIND = b"ssh-ed25519"
_PUBLIC_BYTES, _SIGNATURE_BYTES, _MOST_BYTES = 32, 64, 1 << 18
_LIST, _LISTED, _SIGN, _SIGNED = 11, 12, 13, 14
#: Seconds for one reply: an agent may wait for a person first.
_PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class _Held:
    """A key that the agent holds."""

    blob: bytes
    comment: str

    @property
    def public(self) -> bytes:
        """The 32 public bytes; empty for a key of another kind."""
        try:
            kind, rest = _text(self.blob)
            public, _ = _text(rest)
        except ConfigError:
            return b""
        return public if kind == _KIND and len(public) == _PUBLIC_BYTES else b""

    @property
    def fingerprint(self) -> str:
        """The fingerprint in the form of ``ssh-add -l``."""
        return "SHA256:" + b64encode(sha256(self.blob).digest()).decode().rstrip("=")


def _open(address: str) -> KeptKey:
    wanted = address.partition(":")[2]
    held = [one for one in _held() if one.public]
    found = [one for one in held if wanted in ("", one.fingerprint, one.comment)]
    if len(found) != 1:
        there = ", ".join(f"{one.fingerprint} {one.comment}".strip() for one in held) or "none"
        raise ConfigError(
            f"the SSH agent holds {len(found) or 'no'} such ed25519 key{'s' * (len(found) > 1)}",
            hint=f"name one of its keys as agent:SHA256:…; it holds {there}",
        )
    blob, public = found[0].blob, found[0].public
    return KeptKey(public, lambda content: _sign(blob, content))


def _held() -> Iterator[_Held]:
    answer = _asked(bytes([_LIST]), _LISTED)
    if len(answer) < 4:
        raise _unreadable()
    number, rest = struct.unpack(">I", answer[:4])[0], answer[4:]
    for _ in range(number):
        blob, rest = _text(rest)
        comment, rest = _text(rest)
        yield _Held(blob, comment.decode("utf-8", "replace"))


def _sign(blob: bytes, content: bytes) -> bytes:
    answer, _ = _text(_asked(bytes([_SIGN]) + _framed(blob) + _framed(content) + bytes(4), _SIGNED))
    kind, rest = _text(answer)
    signature, _ = _text(rest)
    if kind != _KIND or len(signature) != _SIGNATURE_BYTES:
        raise _unreadable()
    return signature


def _asked(request: bytes, wanted: int) -> bytes:
    """Send one request to the agent; return the reply without its number. Raises ConfigError."""
    place = os.environ.get("SSH_AUTH_SOCK", "")
    if not place:
        raise ConfigError("no SSH agent is running", hint="start one: eval $(ssh-agent); ssh-add KEY")
    try:
        with socket.socket(socket.AF_UNIX) as wire:
            wire.settimeout(_PATIENCE)
            wire.connect(place)
            wire.sendall(_framed(request))
            size = struct.unpack(">I", _exactly(wire, 4))[0]
            answer = _exactly(wire, size) if 0 < size <= _MOST_BYTES else b""
    except OSError as error:
        raise ConfigError(
            f"the SSH agent does not respond ({error.strerror or type(error).__name__})", hint="ssh-add -l"
        ) from None
    if answer[:1] != bytes([wanted]):
        raise ConfigError("the SSH agent refuses", hint="unlock it, or confirm the signature: ssh-add -l")
    return answer[1:]


def _exactly(wire: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        part = wire.recv(size - len(found))
        if not part:
            raise OSError("the connection was closed")
        found += part
    return found


def _framed(raw: bytes) -> bytes:
    return struct.pack(">I", len(raw)) + raw


def _text(raw: bytes) -> tuple[bytes, bytes]:
    """Return a text with its length before it, and the rest. Raises ConfigError."""
    size = struct.unpack(">I", raw[:4])[0] if len(raw) >= 4 else _MOST_BYTES
    if len(raw) < 4 + size:
        raise _unreadable()
    return raw[4 : 4 + size], raw[4 + size :]


def _unreadable() -> ConfigError:
    return ConfigError("the SSH agent's response cannot be read", hint="check SSH_AUTH_SOCK")


KEEPER = Keeper("agent", _open)
