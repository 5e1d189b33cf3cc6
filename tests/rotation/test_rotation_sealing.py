"""Sealed values: once a slot, only in their own slot, and no more after they are destroyed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.errors import EvidenceRefused, UsageError
from keyroll.rotation.places.folder import LocalFolder
from keyroll.rotation.sealing import SealedVault, Slot
from keyroll.rotation.writing import checked, random_value, taken, written
from keyroll.secret import Secret

KEY = Secret(b"k" * 64)
SLOT = Slot("plan", "postgresql@main:role:app", "new-1")
VALUE = Secret(b"a value of a test")


@pytest.fixture
def vault(tmp_path: Path) -> SealedVault:
    return SealedVault(LocalFolder(tmp_path / "sealed"), lambda: KEY)


def test_a_value_is_opened_again_and_is_nowhere_in_the_file(vault) -> None:
    assert vault.get(SLOT) is None
    assert vault.put(SLOT, VALUE) == VALUE
    assert vault.get(SLOT) == VALUE
    (file,) = vault.place.path.iterdir()
    assert b"a value" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_whoever_comes_second_gets_the_value_that_is_there(vault) -> None:
    vault.put(SLOT, VALUE)
    assert vault.put(SLOT, Secret(b"another")) == VALUE
    assert len(list(vault.place.path.iterdir())) == 1


def test_a_value_does_not_open_in_another_slot_or_changed_or_under_another_key(vault) -> None:
    other = Slot("plan", "postgresql@main:role:app", "new-2")
    vault.put(SLOT, VALUE)
    place = vault.place.path / SLOT.name
    (vault.place.path / other.name).write_bytes(place.read_bytes())
    with pytest.raises(EvidenceRefused, match="cannot be decrypted"):
        vault.get(other)
    with pytest.raises(EvidenceRefused, match="cannot be decrypted"):
        SealedVault(vault.place, lambda: Secret(b"another key")).get(SLOT)
    content = bytearray(place.read_bytes())
    content[-1] ^= 1
    place.write_bytes(content)
    with pytest.raises(EvidenceRefused, match="cannot be decrypted"):
        vault.get(SLOT)


def test_a_destroyed_value_is_gone(vault) -> None:
    vault.put(SLOT, VALUE)
    assert vault.destroy(SLOT)
    assert not vault.destroy(SLOT)
    assert vault.get(SLOT) is None
    assert list(vault.place.path.iterdir()) == []


_VALUES = st.text(st.characters(codec="ascii", categories=("L", "N", "P")), min_size=1)


@given(_VALUES, st.sampled_from(["{value}", "{who}:{value}", "postgresql://{who}:{value}@db/app", '{"p": "{value}"}']))
def test_what_is_written_for_a_consumer_is_read_back(value: str, form: str) -> None:
    content = written(form, "app_a", Secret(value.encode()))
    assert taken(form, content) == ("app_a" if "{who}" in form else "", Secret(value.encode()))


@pytest.mark.parametrize(("form", "pair"), [("{who}", False), ("{value}{value}", False), ("{value}", True)])
def test_a_form_that_would_strand_a_consumer_is_refused(form: str, pair: bool) -> None:
    with pytest.raises(UsageError):
        checked(form, pair=pair)


def test_a_content_in_another_form_is_not_taken() -> None:
    assert taken("{who}:{value}", Secret(b"nothing")) is None


def test_two_random_values_differ() -> None:
    assert random_value(None) != random_value(None)
