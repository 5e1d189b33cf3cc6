"""``keyroll show`` as people type it: one card, one next command, and what is said where a name leads elsewhere."""

import json
from pathlib import Path

import pytest
from cli_run import Run, home_of_two_keys


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return home_of_two_keys(tmp_path_factory.mktemp("world"), "okta")


def test_a_card_is_one_screen_with_the_next_command_as_its_last_line(keyroll: Run, home: Path) -> None:
    done = keyroll("show", "AKIAONE", home=home)
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert lines[:2] == [
        "AKIAONE",
        "  access key of an IAM user, in aws@123456789012: aws@*:access_key_id:AKIAONE",
    ]
    assert len(lines) <= 40
    assert lines[-1] == """  next: keyroll list posture --where "subject = 'aws@*:access_key_id:AKIAONE'\""""


def test_the_next_command_names_the_home(keyroll: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home.parent)
    assert keyroll("show", "ann@a.example", "--home", "home").stdout.splitlines()[-1] == (
        """  next: keyroll list credentials --where "owner = 'ann@a.example'" --home home"""
    )


def test_json_is_one_object_with_every_text(keyroll: Run, home: Path) -> None:
    done = keyroll("show", "AKIAONE", "--json", home=home)
    (line,) = done.stdout.splitlines()
    card = json.loads(line)
    assert (card["schema_version"], card["kind"], card["of"]) == (1, "card", "credential")
    assert (card["id"], card["name"]) == ("aws@*:access_key_id:AKIAONE", "AKIAONE")
    assert card["facts"]["held_by"][0].startswith("Okta: app instance Deploys")
    assert card["next"].startswith("keyroll list posture --where ")


def test_a_name_of_several_things_lists_them(keyroll: Run, home: Path) -> None:
    done = keyroll("show", "Okta", home=home)
    assert done.returncode == 2
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["id", "kind", "name"],
        ["jira@main:account:okta", "credential", "Okta"],
        ["Okta", "vendor", "Okta"],
    ]
    assert done.stderr == (
        "error: 2 entries have the name 'Okta'\n"
        "  next: name one by its id, or add --kind: keyroll show jira@main:account:okta\n"
    )
    rows = keyroll("show", "Okta", "--json", home=home).stdout.splitlines()
    assert [json.loads(row)["of"] for row in rows] == ["credential", "vendor"]
    assert keyroll("show", "Okta", "--kind", "vendor", home=home).stdout.startswith("Okta\n  a third party: Okta\n")


def test_an_unknown_name_has_likely_ones(keyroll: Run, home: Path) -> None:
    done = keyroll("show", "AKIAON", home=home)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("error: nothing has the name or id 'AKIAON'\n  next: did you mean: AKIAONE, ")


def test_an_unknown_kind_and_a_text_that_is_no_text(keyroll: Run, home: Path) -> None:
    assert keyroll("show", "AKIAONE", "--kind", "key", home=home).stderr == (
        "error: there is no card of 'key'\n"
        "  next: known: credential, incident, person, principal, source, story, vendor\n"
    )
    assert keyroll("show", "x\udcff", home=home).returncode == 3


def test_an_empty_home_says_how_to_begin(keyroll: Run, tmp_path: Path) -> None:
    done = keyroll("show", "AKIAONE", home=tmp_path / "none")
    assert (done.returncode, done.stdout) == (3, "")
