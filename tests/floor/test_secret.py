"""A secret shows itself nowhere."""

import copy
import json
import pickle
import traceback
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.errors import ConfigError, SecretUnavailable
from keyroll.reveal import reveal
from keyroll.secret import Secret, SecretRef

CANARY = "canary-7f3a9e"


def test_no_form_of_a_secret_shows_its_value() -> None:
    secret = Secret(CANARY.encode())
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret:>40}",
        repr([secret]),
        repr({"a": secret}),
    ]
    assert not any(CANARY in text for text in shown)
    for way in (pickle.dumps, copy.copy, copy.deepcopy, json.dumps, hash):
        with pytest.raises(TypeError) as caught:
            way(secret)
        assert CANARY not in "".join(traceback.format_exception(caught.value))


def test_a_secret_is_open_only_inside_with() -> None:
    with reveal(Secret(CANARY.encode())) as value:
        assert value == CANARY.encode()


@given(st.binary(min_size=1), st.binary(min_size=1), st.binary(min_size=1))
def test_fingerprints_differ_by_value_and_by_key(value: bytes, other: bytes, key: bytes) -> None:
    mark = Secret(value).fingerprint(Secret(key), "k1")
    assert mark.startswith("hmac:k1:")
    assert (Secret(other).fingerprint(Secret(key), "k1") == mark) == (value == other)


def test_a_value_in_place_of_a_reference_is_refused_without_being_shown() -> None:
    for text in (CANARY, f"token:{CANARY}", "", "env:"):
        with pytest.raises(ConfigError) as caught:
            SecretRef.parse(text)
        assert CANARY not in str(caught.value) + caught.value.hint


def test_references_lead_to_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "token"
    place.write_text(f"{CANARY}\n")
    monkeypatch.setenv("KEYROLL_TEST_TOKEN", CANARY)
    for text in (f"file:{place}", "env:KEYROLL_TEST_TOKEN", f"exec:cat {place}"):
        assert SecretRef.parse(text).resolve() == Secret(CANARY.encode())
    for text in (f"file:{tmp_path}/none", "env:KEYROLL_TEST_NONE", "exec:false", "fd:999", "vault:x"):
        with pytest.raises(SecretUnavailable):
            SecretRef.parse(text).resolve()


def test_a_reference_leads_into_a_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = pytest.importorskip("keyring")
    kept = {("keyroll/ci", "okta"): "kept"}
    monkeypatch.setattr(keyring, "get_password", lambda service, name: kept.get((service, name)))
    with reveal(SecretRef.parse("keyring:keyroll/ci/okta").resolve()) as value:
        assert value == b"kept"
    for text in ("keyring:keyroll/ci/none", "keyring:okta"):
        with pytest.raises(SecretUnavailable):
            SecretRef.parse(text).resolve()


@pytest.mark.server
def test_a_reference_leads_into_a_vault(bao, monkeypatch: pytest.MonkeyPatch) -> None:
    bao.call("POST", "secret/data/keyroll", {"data": {"okta": "kept-there"}})
    monkeypatch.setenv("VAULT_ADDR", bao.address)
    monkeypatch.setenv("VAULT_TOKEN", bao.root)
    with reveal(SecretRef.parse("vault:secret/data/keyroll#okta").resolve()) as value:
        assert value == b"kept-there"
    for text in ("vault:secret/data/keyroll#none", "vault:secret/data/none#okta", "vault:secret/data/keyroll"):
        with pytest.raises(SecretUnavailable) as raised:
            SecretRef.parse(text).resolve()
        assert bao.root not in str(raised.value)
