"""What CONTRIBUTING.md and SECURITY.md tell people to run exists, and completes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text()
BOTH = TEXT + (ROOT / "SECURITY.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))


def test_every_make_command_is_a_target_with_its_variables() -> None:
    commands = re.findall(r"\bmake ([a-z-]+)((?: [A-Z]+=\S+)*)", "\n".join(re.findall(r"`[^`]+`|^make.*$", BOTH, re.M)))
    assert {target for target, _ in commands} <= TARGETS
    assert {"run", "test", "lint", "hostile", "long", "nightly", "fuzz", "audit"} <= {target for target, _ in commands}
    for _, variables in commands:
        for name in re.findall(r"([A-Z]+)=", variables):
            assert f"$({name})" in MAKEFILE


@pytest.mark.parametrize("command", re.findall(r"^(?:\.venv/bin/)?(python .*|pytest .*)$", TEXT, re.M))
def test_every_program_that_is_named_exists(command: str) -> None:
    program = re.search(r"\S+\.py", command)
    assert program
    assert (ROOT / program[0]).exists()


def test_files_that_are_named_exist() -> None:
    for name in re.findall(r"`((?:keyroll|fuzz|bench|tests|\.ci)/[\w./]*)`", BOTH):
        assert (ROOT / name).exists() or (ROOT / "src" / name).exists(), name


def test_a_target_can_be_planned() -> None:
    for target in ("fuzz", "fuzz-night", "audit", "release", "hostile"):
        done = subprocess.run(["make", "-n", target, "KEY=file:x"], cwd=ROOT, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_made_as_the_page_says(shell: str) -> None:
    page = (ROOT / "docs" / "settings.md").read_text()
    assert f"_KEYROLL_COMPLETE={shell}_source keyroll" in page
    command = [sys.executable, "-c", "import sys; sys.argv[0] = 'keyroll'; import keyroll.cli; keyroll.cli.main()"]
    environment = dict(os.environ, _KEYROLL_COMPLETE=f"{shell}_source")
    script = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    assert f"{shell}_complete" in script
    words = dict(
        os.environ,
        _KEYROLL_COMPLETE=f"{shell}_complete",
        COMP_WORDS="keyroll li",
        COMP_CWORD="li" if shell == "fish" else "1",
    )
    assert "list" in subprocess.run(command, env=words, capture_output=True, text=True, check=True).stdout
