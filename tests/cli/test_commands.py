"""Every public command: its help, its wrong inputs, its exit codes."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from cli_run import Run

from keyroll.cli.root import root


def walk(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from walk(inner, (*path, name))


@pytest.mark.parametrize(("path", "command"), [pytest.param(*one, id=" ".join(one[0])) for one in walk(root)])
def test_help_fits_eighty_columns_and_says_what_a_command_does(
    keyroll: Run, path: tuple[str, ...], command: click.Command
) -> None:
    done = keyroll(*path, "--help")
    assert done.returncode == 0
    assert done.stderr == ""
    assert max(len(line) for line in done.stdout.splitlines()) <= 80
    assert len(done.stdout.splitlines()) > 5
    if not isinstance(command, click.Group):
        assert all(option in done.stdout for option in ("--home", "--json", "--now"))


def test_the_program_is_a_process_of_its_own() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from keyroll.cli import main; main()", "nonsense"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "No such command" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "Usage"),
        (("nonsense",), 2, "No such command"),
        (("sync",), 3, "keyroll connect PROVIDER"),
        (("sync", "okta"), 3, "--from FOLDER"),
        (("connect",), 3, "no keyroll home"),
        (("connect", "nonsense"), 2, "there is no provider"),
        (("connect", "register"), 2, "cannot be read live"),
        (("connect", "openbao", "--credential", "env:X"), 2, "--at https://HOST"),
        (("connect", "openbao", "--at", "https://x", "--credential", "s.hvs-pasted"), 2, "as a reference"),
        (("connect", "openbao", "--at", "http://x.example", "--credential", "env:PATH"), 2, "https://x.example"),
        (("connect", "openbao", "--at", "https://x", "--credential", "fd:3"), 2, "only now"),
        (("connect", "openbao", "--set", "nonsense=1", "--grant"), 2, "approle_mount"),
        (("connect", "gitlab", "--grant"), 2, "has no such text"),
        (("sync", "--from", "/nowhere/at/all"), 2, "is not a folder"),
        (("sync", "--log", "jira.nonsense", "/tmp"), 2, "jira.access"),
        (("sync", "--log", "nonsense.audit", "/tmp"), 2, "there is no provider"),
        (("list", "credentials"), 3, "keyroll sync --from FOLDER"),
        (("hunt",), 3, "keyroll sync --from FOLDER"),
        (("hunt", "trail/"), 2, "keyroll hunt --log aws.cloudtrail PATH"),
        (("hunt", "--log", "jira.nonsense", "/tmp"), 2, "jira.access"),
        (("hunt", "--log", "jira.access"), 2, "add PATH, or leave out --log"),
        (("sync", "--log", "jira.access"), 2, "--log jira.access PATH"),
        (("sync", "--log", "jira", "/tmp"), 2, "jira.access"),
        (("incident", "status", "x"), 3, "keyroll sync --from FOLDER"),
        (
            ("incident", "open", "x", "--vendor", "Okta", "--from", "soon", "--to", "2023-10-18"),
            2,
            "2023-10-18T09:22:49Z",
        ),
        (("replay", "thanksgiving", "--scale", "7"), 2, "0.02"),
        (("replay", "thanksgiving", "--survivors", "-1"), 2, "survivors"),
    ],
)
def test_wrong_input_is_told_what_to_do_next(
    keyroll: Run, arguments: tuple[str, ...], code: int, words: str, tmp_path: Path
) -> None:
    done = keyroll(*arguments, home=tmp_path / "home")
    assert done.returncode == code
    assert words in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert code == 2 or done.stdout == ""


def test_an_empty_folder_is_nothing_to_look_at(keyroll: Run, tmp_path: Path) -> None:
    done = keyroll("sync", "--from", str(tmp_path), home=tmp_path / "home")
    assert done.returncode == 3
    assert "next:" in done.stderr


def test_an_incident_that_exposes_nothing_known_is_no_clean_end(keyroll: Run, tmp_path: Path) -> None:
    survey, home = tmp_path / "in/okta/survey/2023-10-01", tmp_path / "home"
    survey.mkdir(parents=True)
    (survey / "api_tokens.json").write_text("[]")
    assert keyroll("sync", "--from", str(tmp_path / "in"), home=home).returncode == 0
    window = ("--from", "2023-09-28", "--to", "2023-10-18")
    done = keyroll("incident", "open", "acme", "--vendor", "Acme", *window, home=home)
    assert done.returncode == 3
    assert "does not prove that nothing was exposed" in done.stdout
    assert "keyroll list vendors" in done.stderr


@pytest.mark.long
def test_a_hunt_brings_files_in_first(keyroll: Run, tmp_path: Path) -> None:
    record = {
        "eventID": "1", "eventTime": "2025-03-03T10:00:00Z", "eventSource": "cloudtrail.amazonaws.com",
        "eventName": "StopLogging", "userIdentity": {"type": "IAMUser", "userName": "bot"},
    }  # fmt: skip
    trail = tmp_path / "trail.ndjson"
    trail.write_text(f"{json.dumps(record)}\nno record\n")
    done = keyroll("hunt", "--log", "aws.cloudtrail", str(trail), home=tmp_path / "home")
    assert done.returncode == 11
    assert "1 new record\n" in done.stderr
    assert "1 in quarantine: keyroll list quarantine" in done.stderr
    assert "CloudTrail logging stopped or restricted" in " ".join(done.stdout.split())
    again = keyroll("hunt", "--log", "aws.cloudtrail", str(trail), home=tmp_path / "home")
    assert "0 new records" in again.stderr
    assert (again.returncode, again.stdout) == (11, done.stdout)
