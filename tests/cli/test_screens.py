"""Ten main commands on two widths, as people see them. KEYROLL_SCREENS=write writes the files again."""

import os
import shlex
from pathlib import Path

import pytest
from cli_run import Run, home_of_two_keys

from keyroll.api import Keyroll
from keyroll.clock import parse_time
from keyroll.model.incident import ClosingPolicy
from small_world import key_id

KEPT = Path(__file__).parent / "screens"
NOW = "2023-10-20T00:00:00Z"
COMMANDS = {
    "list": "list",
    "list-credentials": "list credentials",
    "list-changes": "list changes --since 30d --limit 5",
    "show-credential": "show AKIAONE",
    "show-vendor": "show Okta --kind vendor",
    "incident-list": "incident list",
    "incident-status": "incident status night",
    "estimate": "estimate",
    "report-posture": "report posture",
    "reach": "reach AKIAONE",
    "hunt": "hunt",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return home_of_two_keys(tmp_path_factory.mktemp("screens"), "ci")


@pytest.fixture(scope="module", autouse=True)
def opened(home: Path) -> None:
    """Open the incident that the commands after it show, whichever of them runs first."""
    keyroll = Keyroll.open(home, now=parse_time(NOW), create=False)
    keyroll.incidents.plan("night", [key_id("ONE")], because="a year old", by="ann", policy=ClosingPolicy.LIVE)
    keyroll.hunt.run()


@pytest.mark.parametrize("columns", [80, 140])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_screen_is_as_it_was_read(name: str, columns: int, keyroll: Run, home: Path) -> None:
    done = keyroll(
        *shlex.split(COMMANDS[name]), *(["--now", NOW] if name != "list" else []), home=home, COLUMNS=str(columns)
    )
    shown = done.stdout + (f"--\n{done.stderr}" if done.stderr else "")
    file = KEPT / f"{name}.{columns}.txt"
    if os.environ.get("KEYROLL_SCREENS") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8")
    wide = [line for line in shown.splitlines() if len(line) > columns and "keyroll " not in line]
    assert not wide
