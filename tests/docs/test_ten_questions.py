"""The questions of the first day: each command of the page runs, and its answer fits one screen."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from keyroll.cli.root import root
from small_world import SmallWorld, account, app, at, call, iso, key, person

PAGE = Path(__file__).parents[2] / "docs" / "questions.md"
FIRST, *_ = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
COMMANDS = [line.partition(" # ")[0].strip() for line in FIRST.splitlines()]
#: The lines of a screen.
SCREEN = 50


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    world = SmallWorld(tmp_path_factory.mktemp("questions"))
    world.people("10-06", person("ann"))
    world.keys("10-06", key("ONE"), *(key(f"K{number}") for number in range(60)))
    world.apps("10-06", app("Deploys", access_key="ONE"))
    world.jira("10-06", account("ci"))
    world.trail(call("GetObject", iso("10-19"), "ONE", "1"))
    world.sync(now=at("10-20"))
    return world.path / "home"


def test_there_are_eleven() -> None:
    assert len(COMMANDS) == 11


@pytest.mark.parametrize("command", COMMANDS)
def test_one_command_answers_on_one_screen(command: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    arguments = [*shlex.split(command)[1:], "--home", str(home), "--now", "2023-10-20T00:00:00Z"]
    done = CliRunner().invoke(root, arguments, standalone_mode=False)
    assert done.exception is None, done.exception
    assert 0 < len(done.output.splitlines()) <= SCREEN, done.output


def asked(home: Path, *arguments: str) -> str:
    done = CliRunner().invoke(root, [*arguments, "--home", str(home), "--now", "2023-10-20T00:00:00Z"])
    assert done.exit_code == 0, done.output
    return done.output


def test_a_list_shows_what_was_asked_for_and_says_of_how_many_it_is_not_known(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    shown = asked(home, "list", "credentials", "--where", "last_changed < now() - INTERVAL 1 YEAR", "--limit", "5")
    assert "last_changed" in shown
    assert "1 more may meet the condition: its value is unknown for them" in shown  # ci's password
    monkeypatch.delenv("COLUMNS")
    assert "last_changed" not in asked(
        home, "list", "credentials", "--where", "last_changed IS NOT NULL", "--limit", "1"
    )


def test_none_that_was_read_is_not_none(home: Path) -> None:
    shown = asked(home, "list", "locations", "--where", "kind = 'ticket'")
    assert "0 places that keep a copy of a credential that meet the condition" in shown
    assert "no read row matches; unread data is not included: keyroll list sources" in shown


def test_what_falls_says_what_nobody_read(home: Path) -> None:
    assert "unknown beyond that: no listing states its permissions" in asked(home, "reach", "AKIAONE")
