"""The ten questions of the first day: each command of the page runs, and its answer fits one screen."""

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


def test_there_are_ten() -> None:
    assert len(COMMANDS) == 10


@pytest.mark.parametrize("command", COMMANDS)
def test_one_command_answers_on_one_screen(command: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    arguments = [*shlex.split(command)[1:], "--home", str(home), "--now", "2023-10-20T00:00:00Z"]
    done = CliRunner().invoke(root, arguments, standalone_mode=False)
    assert done.exception is None, done.exception
    assert 0 < len(done.output.splitlines()) <= SCREEN, done.output
