"""A program that gets the value on its standard input, and one that prints it."""

import sys
from pathlib import Path

import pytest

from keyroll.errors import UsageError
from keyroll.providers.contracts.rotate import EffectResult, Ended
from keyroll.providers.other.deliver import DELIVERIES
from rotating import opened, secret

COMMAND = DELIVERIES[0]


@pytest.fixture
def program(tmp_path: Path) -> str:
    """Keeps what it reads, and notes its words and its environment."""
    path = tmp_path / "put.py"
    path.write_text(
        "import os, sys, pathlib\n"
        f"base = pathlib.Path({str(tmp_path)!r})\n"
        "(base / 'seen').write_text(repr((sys.argv, dict(os.environ))))\n"
        "(base / 'kept').write_bytes(sys.stdin.buffer.read())\n"
    )
    return f"{sys.executable} {path}"


def test_the_value_is_on_the_input_and_nowhere_else(program: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("KEYROLL_TEST", "x")
    target = COMMAND.place(f"{program} 'two words'?read=/bin/cat {tmp_path}/kept")
    assert COMMAND.write(target, None, secret("canary-value")) == EffectResult(Ended.DONE, "exit 0")
    seen = (tmp_path / "seen").read_text()
    assert "canary-value" not in seen
    assert "two words" in seen
    assert "KEYROLL_TEST" not in seen
    back = COMMAND.read(target, None)
    assert back.content is not None
    assert opened(back.content) == "canary-value"


def test_without_a_program_that_reads_nothing_is_readable(program: str) -> None:
    assert not COMMAND.read(COMMAND.place(program), None).readable


def test_a_failing_program_leaves_it_unknown(tmp_path: Path) -> None:
    assert COMMAND.write(COMMAND.place("/bin/false"), None, secret("x")) == EffectResult(Ended.UNKNOWN, "exit 1")
    assert COMMAND.write(COMMAND.place(f"{tmp_path}/none"), None, secret("x")).ended is Ended.REFUSED
    assert COMMAND.read(COMMAND.place("/bin/cat?read=/bin/false"), None).said == "exit 1"


@pytest.mark.parametrize("address", ["", "put", "/bin/put?write=x", "/bin/put 'x", "/bin/put?read=get"])
def test_what_is_no_command_is_refused(address: str) -> None:
    with pytest.raises(UsageError):
        COMMAND.place(address)
