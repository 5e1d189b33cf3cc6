"""How people name values: references only, in a file or in pairs."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.errors import ConfigError, UsageError
from keyroll.proof.probe.requests import ProbeRequest, probe_requests
from keyroll.secret import Secret, SecretRef

ID = "postgresql@main:role:a=b"


def test_pairs_and_a_file_are_joined(tmp_path: Path) -> None:
    path = tmp_path / "values.toml"
    lines = (
        f'["{ID}"]',
        'old = "env:OLD"',
        'new_as = "app_b"',
        'at = ["db1:5432/app"]',
        'derived = ["file:t"]',
        'old_as = "app_a"',
    )
    path.write_text("\n".join((*lines, 'observer = "m=fd:3"')))
    assert probe_requests(path, new=[f"{ID}=exec:pass show x=y"], at=[f"{ID}".replace("=", "-") + "=db2:5432/app"]) == {
        ID: ProbeRequest(
            SecretRef("env", "OLD"),
            SecretRef("exec", "pass show x=y"),
            "app_b",
            ("db1:5432/app",),
            (SecretRef("file", "t"),),
            ("m", SecretRef("fd", "3")),
            "app_a",
        ),
        ID.replace("=", "-"): ProbeRequest(at=("db2:5432/app",)),
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x", "is not TOML"),
        ("[a]\nold = 1", "old must be text"),
        ('[a]\nat = "db1"', "at must be a list of texts"),
        ('[a]\npassword = "x"', "the field 'password' does not exist"),
        ('a = "x"', "must be a table"),
        ('[a]\nobserver = "env:M"', "NAME=REFERENCE"),
        ('[a]\nold = "hunter2-canary"', "as a reference, not as a value"),
    ],
)
def test_a_file_that_is_wrong_names_the_place_and_no_value(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "values.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=words) as caught:
        probe_requests(path)
    assert "canary" not in str(caught.value) + caught.value.hint


@given(st.text(), st.text(st.characters(exclude_characters=":"), min_size=6))
def test_a_value_pasted_in_place_of_a_reference_is_not_repeated(identifier: str, value: str) -> None:
    with pytest.raises(UsageError) as caught:
        probe_requests(None, [f"{identifier}={value}"])
    assert str(caught.value) == "a value must be given as ID=REFERENCE, never itself"


def test_a_missing_old_value_is_said() -> None:
    with pytest.raises(UsageError, match="no old value"):
        ProbeRequest().resolve(ID)


def test_resolved_values_do_not_show_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLD", "canary")
    values = ProbeRequest(SecretRef("env", "OLD"), observer=("m", SecretRef("env", "OLD"))).resolve(ID)
    assert values.old == Secret(b"canary")
    assert "canary" not in repr(values)


def test_a_name_may_hold_the_sign_between_a_name_and_its_value(tmp_path) -> None:
    name = "ldap@main:entry:cn=app,dc=example"
    path = tmp_path / "values.toml"
    path.write_text(f"['{name}']\nobserver = 'cn=monitor,dc=example=env:M'\n")
    found = probe_requests(path, old=[f"{name}=env:OLD"], at=[f"{name}=ldaps://ldap1", f"{name}=ldap://ldap2?starttls"])
    assert found == {
        name: ProbeRequest(
            SecretRef("env", "OLD"),
            at=("ldaps://ldap1", "ldap://ldap2?starttls"),
            observer=("cn=monitor,dc=example", SecretRef("env", "M")),
        )
    }
