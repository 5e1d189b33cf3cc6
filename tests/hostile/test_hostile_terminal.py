"""Nothing from elsewhere commands the terminal: every command, found by discovery, in text and in error paths."""

from pathlib import Path

import click
import pytest
from hostile_home import INCIDENT, SEQUENCES, shared
from hostile_runs import clean, leaves, run

pytestmark = pytest.mark.hostile

#: All of them at once, as one argument; no NUL, which no argument can hold.
WORST = "x" + "".join(SEQUENCES.values()) + "\udcff"
LEAVES = {" ".join(words): command for words, command in leaves()}
#: Commands that a plain call would keep running or that write much; what makes them end at once.
ENDS = {"serve": ("--once",), "gate serve": ("--check",)}
#: A replay writes and plays what it invents itself: only its help and its errors are walked.
PLAYED = {name for name in LEAVES if name.startswith("replay ")}


@pytest.fixture
def home() -> Path:
    return shared()


def positional(command: click.Command, text: str) -> list[str]:
    return [text for one in command.params if isinstance(one, click.Argument)]


@pytest.mark.parametrize("name", LEAVES)
def test_help_and_usage_errors(name: str, tmp_path: Path) -> None:
    assert clean(run(*name.split(), "--help")).code == 0
    assert clean(run(*name.split(), f"--{WORST}", home=tmp_path)).code == 2
    if name not in ENDS:
        assert clean(run(*name.split(), *[WORST] * 9, home=tmp_path)).code != 0


@pytest.mark.parametrize("name", sorted(LEAVES.keys() - PLAYED))
def test_hostile_arguments_and_options(name: str, home: Path) -> None:
    command = LEAVES[name]
    words = [*name.split(), *ENDS.get(name, ())]
    clean(run(*words, *positional(command, WORST), home=home))
    clean(run(*words, *positional(command, WORST), "--json", home=home))
    for option in command.params:
        if isinstance(option, click.Option) and not option.is_flag and option.name not in ("home", "now"):
            values = ["/no/such/" + WORST] if isinstance(option.type, click.Path | click.File) else [WORST]
            clean(run(*words, *positional(command, WORST), option.opts[-1], *values, home=home))


def test_a_hostile_home_and_a_hostile_time(tmp_path: Path) -> None:
    for number, text in enumerate(SEQUENCES.values()):
        assert clean(run("list", "credentials", home=tmp_path / f"{number}{text}")).code in (2, 3)
    assert clean(run("list", "credentials", home=tmp_path, now=WORST)).code == 2
    assert clean(run(WORST)).code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("hunt",),
        ("hunt", "--json"),
        ("hunt", "--saved", "all"),
        ("estimate",),
        ("connect",),
        ("serve", "token", "list"),
        ("report", "posture"),
        ("report", "posture", "--json"),
        ("report", "evidence", f"{INCIDENT}0"),
        ("report", "key"),
        ("incident", "stream", "list"),
        ("incident", "status", f"{INCIDENT}0"),
        ("incident", "prove", f"{INCIDENT}1"),
        ("incident", "status", "no such"),
    ],
    ids=" ".join,
)
def test_screens_of_a_hostile_home(words: tuple[str, ...], home: Path) -> None:
    done = clean(run(*words, home=home))
    assert done.out or done.err
