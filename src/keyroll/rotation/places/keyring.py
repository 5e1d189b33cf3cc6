"""Sealed values in the system's keyring: ``keyring:SERVICE``. It needs the extra ``keyring``.

The stored content is encrypted with the seal key of the home. A keyring cannot add a name only if the name is free. The
lease on the credential keeps a second rotator away.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from keyroll.errors import ConfigError, SecretUnavailable, installed_with
from keyroll.rotation.sealing import PlaceKind


@dataclass(frozen=True, slots=True)
class Keyring:
    """A service of the system's keyring."""

    service: str

    def add(self, name: str, content: bytes) -> None:
        """Keep a content; an existing content stays unchanged. Raises SecretUnavailable."""
        if self.read(name) is not None:
            return
        library = _library()
        try:
            library.set_password(self.service, name, b64encode(content).decode())
        except library.errors.KeyringError as error:
            raise _unusable(error) from None

    def read(self, name: str) -> bytes | None:
        """Return a content. Raises SecretUnavailable."""
        library = _library()
        try:
            text = library.get_password(self.service, name)
        except library.errors.KeyringError as error:
            raise _unusable(error) from None
        try:
            return None if text is None else b64decode(text, validate=True)
        except ValueError:
            return b""  # the content cannot be decrypted

    def remove(self, name: str) -> bool:
        """Remove a content. Raises SecretUnavailable."""
        if self.read(name) is None:
            return False
        library = _library()
        try:
            library.delete_password(self.service, name)
        except library.errors.KeyringError as error:
            raise _unusable(error) from None
        return True


def _library() -> ModuleType:
    try:
        import keyring
        import keyring.errors
    except ModuleNotFoundError:
        raise ConfigError("the keyring library is not installed", hint=installed_with("keyring")) from None
    return keyring


def _unusable(error: Exception) -> SecretUnavailable:
    # Its messages may repeat the input.
    return SecretUnavailable(f"the keyring cannot be used: {type(error).__name__}", hint="unlock it, then run again")


def _open(address: str, _home: Path) -> Keyring:
    service = address.partition(":")[2]
    if not service:
        raise ConfigError("the address of the sealed values names no service", hint="write it as keyring:keyroll")
    return Keyring(service)


PLACE = PlaceKind("keyring", _open)
