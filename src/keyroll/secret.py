"""Secrets: a value that is never shown, references to a stored value, and keyed fingerprints.

Python cannot guarantee that memory is wiped. The value is held only briefly: ``keyroll.reveal`` provides it in a
``with``.
"""

import getpass
import hashlib
import hmac
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, Self

from keyroll.errors import ConfigError, SecretUnavailable, VendorError, installed_with
from keyroll.visible import visible


class Secret:
    """A secret value without a useful repr, str, pickle, copy, hash or JSON."""

    __slots__ = ("__value",)

    def __init__(self, value: bytes) -> None:
        self.__value = value

    def fingerprint(self, key: "Secret", key_id: str) -> str:
        """Return ``hmac:<key id>:<hex>``, the only form in which a secret is stored."""
        return f"hmac:{key_id}:{hmac.new(key.__value, self.__value, hashlib.sha256).hexdigest()}"

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self.__value, other.__value)

    __hash__ = None  # type: ignore[assignment]  # a secret cannot be a key of a dict

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a secret is not pickled, copied or serialised")

    def __copy__(self) -> Self:
        raise TypeError("a secret is not copied")


@dataclass(frozen=True, slots=True)
class SecretRef:
    """The location of a secret, never the value itself.

    ``env:NAME``, ``file:PATH``, ``fd:3``, ``prompt:WORDS``, ``exec:COMMAND``, ``keyring:SERVICE/NAME`` (the extra
    ``keyring``), ``vault:PATH#FIELD`` (an API path such as ``secret/data/app``, at VAULT_ADDR with VAULT_TOKEN).
    """

    scheme: str
    place: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a reference. Raises ConfigError if the text could be a value by mistake."""
        scheme, found, place = text.partition(":")
        if not found or scheme not in SCHEMES or not place:
            # The text itself is not in the message: it may be a secret pasted by mistake.
            raise ConfigError(
                "a credential must be given as a reference, not as a value",
                hint=f"use one of {', '.join(s + ':…' for s in SCHEMES)}",
            )
        return cls(scheme, place)

    @classmethod
    def lasting(cls, text: str, place: str = "--credential") -> Self:
        """Read a reference that still resolves tomorrow. Raises ConfigError with the place of the reference."""
        found = cls.parse(text)
        if found.scheme in _PASSING:
            raise ConfigError(
                f"{place}: {found.scheme}: resolves to the value only now",
                hint="use env:, file:, keyring:, vault: or exec:",
            )
        return found

    def __str__(self) -> str:
        return f"{self.scheme}:{self.place}"

    def resolve(self) -> Secret:
        """Fetch the value. Raises SecretUnavailable with the place that was read."""
        value = _READERS[self.scheme](self.place)
        if not value:
            raise SecretUnavailable(f"nothing was found at {self}", hint="check that the place holds the value")
        return Secret(value)


def _from_env(name: str) -> bytes:
    return os.environb.get(name.encode(), b"")


def _from_file(place: str) -> bytes:
    try:
        return Path(place).expanduser().read_bytes().rstrip(b"\r\n")
    except OSError as error:
        raise SecretUnavailable(f"{place} cannot be read ({error.strerror})", hint="check path and rights") from None


def _from_fd(place: str) -> bytes:
    try:
        with os.fdopen(int(place), "rb", closefd=False) as stream:
            return stream.read().rstrip(b"\r\n")
    except (OSError, ValueError):
        raise SecretUnavailable(f"file descriptor {place} is not open", hint="pass it with 3<FILE") from None


def _from_prompt(words: str) -> bytes:
    if not sys.stdin.isatty():
        raise SecretUnavailable("there is no terminal to enter a value", hint="use env:, file:, fd: or exec: instead")
    return getpass.getpass(f"{visible(words)}: ").encode()


def _from_exec(command: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S602 - the person's own command from the person's own configuration
            command, shell=True, check=True, capture_output=True, timeout=30, env=_without_ours()
        )
    except (OSError, subprocess.SubprocessError):
        raise SecretUnavailable("the command of an exec: reference failed", hint="run it by hand to see why") from None
    return done.stdout.rstrip(b"\r\n")


def _without_ours() -> dict[str, str]:
    """Return the person's environment without keyroll's settings, which the command does not need."""
    return {name: value for name, value in os.environ.items() if not name.startswith("KEYROLL_")}


def _from_keyring(place: str) -> bytes:
    service, _, name = place.rpartition("/")
    if not (service and name):
        raise SecretUnavailable("a keyring: reference lacks its service", hint="write it as keyring:SERVICE/NAME")
    try:
        import keyring
        import keyring.errors
    except ImportError:
        raise SecretUnavailable(
            "keyring: references need the keyring library", hint=installed_with("keyring")
        ) from None
    try:
        return (keyring.get_password(service, name) or "").encode()
    except keyring.errors.KeyringError as error:
        raise SecretUnavailable(
            f"the keyring cannot be read ({type(error).__name__})", hint="unlock it, or use another kind of reference"
        ) from None


def _from_vault(place: str) -> bytes:
    """Read a field of a secret; version 2 of the key-value engine nests it one ``data`` deeper."""
    from keyroll.http import Http, header

    path, _, field = place.partition("#")
    address, token = (os.environ.get(name, "") for name in ("VAULT_ADDR", "VAULT_TOKEN"))
    if not (path and field and address and token):
        raise SecretUnavailable(
            "a vault: reference needs PATH#FIELD, VAULT_ADDR and VAULT_TOKEN", hint="set them, or use env: or file:"
        )
    http = Http(address, header("X-Vault-Token", Secret(token.encode())))
    try:
        body = http.get(f"/v1/{path}").json()
    except VendorError as error:
        failed = SecretUnavailable(f"vault:{place}: {error}", hint=error.hint)
    else:
        data = body.get("data") if isinstance(body, dict) else None
        inner = data.get("data") if isinstance(data, dict) else None
        found = inner.get(field) if isinstance(inner, dict) else data.get(field) if isinstance(data, dict) else None
        return found.encode() if isinstance(found, str) else b""
    finally:
        http.close()
    raise failed


_READERS: dict[str, Callable[[str], bytes]] = {
    "env": _from_env,
    "file": _from_file,
    "fd": _from_fd,
    "prompt": _from_prompt,
    "exec": _from_exec,
    "keyring": _from_keyring,
    "vault": _from_vault,
}
SCHEMES = tuple(_READERS)
#: References that resolve only once, or only with a person present: nothing can be read with them tomorrow.
_PASSING = ("fd", "prompt")
