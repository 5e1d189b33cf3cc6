"""Sealed values elsewhere than in files: OpenBao's KV store and the system's keyring hold ciphertext only."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import keyring.backend
import keyring.errors
import pytest

from keyroll.errors import ConfigError, EvidenceRefused, SecretUnavailable
from keyroll.rotation.sealing import SealedVault, Slot, place_of
from keyroll.secret import Secret

KEY = Secret(b"k" * 64)
SLOT, OTHER = Slot("plan", "postgresql@main:role:app", "new-1"), Slot("plan", "postgresql@main:role:app", "new-2")
VALUE = Secret(b"a value of a test")


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A keyring in memory; locked, it gives nothing."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise keyring.errors.KeyringLocked(f"locked: {self.kept}")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.get_password(service, username)
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    before, one = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(one)
    yield one
    keyring.set_keyring(before)


@pytest.fixture
def address(bao, tmp_path: Path) -> str:
    """A path of a real store, and a token that may write below it and nothing else."""
    rules = 'path "secret/{}/keyroll/*" {{ capabilities = ["create", "read", "update", "delete"] }}\n'
    bao.call("PUT", "sys/policies/acl/sealing", {"policy": rules.format("data") + rules.format("metadata")})
    token = bao.call("POST", "auth/token/create", {"policies": ["sealing"]})["auth"]["client_token"]
    (tmp_path / "token").write_text(token)
    return f"openbao:{bao.address}/secret/data/keyroll?token=file:{tmp_path}/token"


def check(vault: SealedVault) -> None:
    """Once a slot, only in its own slot, under its own key, and no more after it is destroyed."""
    assert vault.get(SLOT) is None
    assert vault.put(SLOT, VALUE) == VALUE
    assert vault.put(SLOT, Secret(b"another")) == VALUE
    assert vault.get(SLOT) == VALUE
    content = vault.place.read(SLOT.name)
    assert content
    assert b"a value" not in content
    vault.place.add(OTHER.name, content)
    with pytest.raises(EvidenceRefused, match="cannot be decrypted"):
        vault.get(OTHER)
    with pytest.raises(EvidenceRefused, match="cannot be decrypted"):
        SealedVault(vault.place, lambda: Secret(b"another key")).get(SLOT)
    assert vault.destroy(SLOT)
    assert not vault.destroy(SLOT)
    assert vault.get(SLOT) is None
    vault.put(SLOT, Secret(b"new"))
    assert vault.get(SLOT) == Secret(b"new")
    assert vault.destroy(SLOT)
    assert vault.destroy(OTHER)


@pytest.mark.server
def test_a_store_of_openbao_keeps_ciphertext_and_loses_all_versions(bao, address: str, tmp_path: Path) -> None:
    check(SealedVault(place_of(address, tmp_path), lambda: KEY))
    with pytest.raises(OSError, match="404"):
        bao.call("LIST", "secret/metadata/keyroll")


@pytest.mark.server
def test_a_token_without_the_right_seals_nothing(bao, address: str, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("not-a-token")
    with pytest.raises(Exception, match=r"secret/data/keyroll") as caught:
        place_of(address, tmp_path).add("x", b"y")
    assert "not-a-token" not in str(caught.value)


def test_the_keyring_keeps_ciphertext(ring: MemoryKeyring, tmp_path: Path) -> None:
    check(SealedVault(place_of("keyring:keyroll", tmp_path), lambda: KEY))
    assert ring.kept == {}


def test_a_locked_keyring_is_an_error_that_repeats_nothing(ring: MemoryKeyring, tmp_path: Path) -> None:
    place: Any = place_of("keyring:keyroll", tmp_path)
    place.add("x", b"sealed")
    ring.locked = True
    for act in (lambda: place.read("x"), lambda: place.add("y", b"z"), lambda: place.remove("x")):
        with pytest.raises(SecretUnavailable, match="KeyringLocked") as caught:
            act()
        assert "c2VhbGVk" not in repr(caught.value)


@pytest.mark.parametrize("address", ["", "nowhere:x", "openbao:https://bao1/secret", "openbao:x", "keyring:"])
def test_an_address_that_is_none_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        place_of(address, tmp_path)
