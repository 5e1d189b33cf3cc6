"""Commands of rotation, replacement and incidents end with the result, what remains, and the next command."""

import ast
import dataclasses
import inspect
import re
import textwrap
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import click
import pytest

from keyroll.cli.commands import incident, replace, rotate
from keyroll.cli.commands._campaign import show_campaign
from keyroll.cli.root import root
from keyroll.model.rotation import Result, Standing, Step, StepRecord, Wish
from keyroll.report.rotation_closing import closing

#: Commands that print something else than a state, each with the reason.
OTHERS = {"incident stream": "connections"}
#: What prints the closing lines.
CLOSES = {"show_closed", "show_campaign", "_status", "_shown"}
GROUPS = {"rotate": rotate.COMMAND, "incident": incident.COMMAND, "replace": replace.COMMAND}
NAMES = sorted(f"{group} {name}" for group, one in GROUPS.items() for name in one.commands)


def test_no_other_command_is_left_out() -> None:
    """Five were: list, set, remind and reach of an incident had no result and nothing that remains."""
    assert list(OTHERS) == ["incident stream"]


def called(function: object) -> set[str]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(function))))  # type: ignore[arg-type]
    calls = (one.func for one in ast.walk(tree) if isinstance(one, ast.Call))
    return {one.id for one in calls if isinstance(one, ast.Name)}


@pytest.mark.parametrize("name", [name for name in NAMES if name not in OTHERS])
def test_each_command_ends_with_the_closing_lines(name: str) -> None:
    group, _, command = name.partition(" ")
    callback = GROUPS[group].commands[command].callback
    assert called(callback) & CLOSES, f"{name}: no closing lines"


def test_what_prints_them_does() -> None:
    for one in (rotate._shown, rotate._status):
        assert "show_closed" in called(one)
    assert "show" in called(show_campaign)  # the screen of a campaign has them: test_campaign_screen
    assert set(OTHERS) <= set(NAMES)


def known_command(text: str) -> bool:
    words = text.split()
    command: click.Command | None = root
    for word in words[1:3]:
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command), word)
        if command is None:
            return False
        if not isinstance(command, click.Group):
            break
    return words[0] == "keyroll"


def stand(standing: Standing) -> Any:
    return SimpleNamespace(
        identifier="a@b:c:d", position=SimpleNamespace(standing=standing), said="", blocked=(), due_at=None
    )


PLAN: Any = SimpleNamespace(name="p1", planner="ann", incident="", terms=None, gate=None, refused=(), items=("one",))
PROVED = StepRecord(
    "p1", "a@b:c:d", 9, Step.PROVE, 1, datetime(2026, 12, 2, tzinfo=UTC), {"grade": "A"}, Result.DONE,
    "the old value is refused", datetime(2026, 12, 2, 8, tzinfo=UTC),
)  # fmt: skip


@pytest.mark.parametrize(
    ("standing", "approved", "wish", "then"),
    [
        (Standing.PLANNED, "", None, "keyroll rotate approve p1"),
        (Standing.PLANNED, "bob", None, "keyroll rotate run p1 --wait"),
        (Standing.RUNNING, "bob", Wish.PAUSE, "keyroll rotate resume p1"),
        (Standing.RUNNING, "bob", Wish.RESUME, "keyroll rotate run p1 --wait"),
        (Standing.RUNNING, "bob", Wish.ABORT, "keyroll rotate run p1 --wait"),
        (Standing.RUNNING, "bob", Wish.SIGN_OFF, "keyroll rotate run p1 --wait"),
        (Standing.ORPHANED, "bob", None, "keyroll rotate resume p1"),
        (Standing.ABORTED, "bob", None, "keyroll rotate plan 'a@b:c:d' --name p1-2"),
        (Standing.DONE, "bob", None, "keyroll report evidence rotation-p1"),
    ],
)
def test_the_next_command_of_each_state_exists(standing, approved, wish, then) -> None:
    steps = [PROVED] if standing is Standing.DONE else []
    said = closing(PLAN, [stand(standing)], steps, approved, wish)
    assert said.then == then
    assert known_command(said.then)
    assert said.result
    assert said.left


def test_a_proven_end_names_grade_time_and_means() -> None:
    said = closing(PLAN, [stand(Standing.DONE)], [PROVED], "bob")  # type: ignore[arg-type]
    assert re.fullmatch(
        r"1 of 1 dead at grade A on 2026-12-02T08:00:00Z?.*, by probe; the old value is refused", said.result
    )
    assert said.good


def test_what_blocks_the_gate_is_named_with_the_command_that_signs_it_off() -> None:
    """It was "1 credential not proven changed", and the next command waited without an end."""
    waits = stand(Standing.RUNNING)
    waits.blocked = ("report at 10.0.0.7",)
    said = closing(PLAN, [waits], [dataclasses.replace(PROVED, step=Step.PUBLISH)], "bob")
    assert said.left.startswith("1 credential not proven changed; no revocation while report at 10.0.0.7 is not")
    assert said.then == "keyroll rotate sign-off p1 'report at 10.0.0.7' --because WORDS"
    assert known_command(said.then)


def test_what_a_plan_left_out_remains() -> None:
    plan = SimpleNamespace(**vars(PLAN) | {"refused": ("other",)})
    assert closing(plan, [stand(Standing.DONE)], [PROVED], "bob").left == "1 credential left out of this plan"  # type: ignore[arg-type]
    assert closing(plan, [stand(Standing.PLANNED)], [], "").left.endswith("; 1 credential left out of the plan")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("approved", "wish", "then"),
    [
        ("", None, "keyroll rotate approve p1"),
        ("bob", None, "keyroll rotate run p1 --wait"),
        ("bob", Wish.PAUSE, "keyroll rotate resume p1"),
    ],
)
def test_a_schedule_says_who_goes_on(approved, wish, then) -> None:
    """It said "0 credentials not proven changed"."""
    said = closing(SimpleNamespace(**vars(PLAN) | {"terms": "agreed"}), [], [], approved, wish)  # type: ignore[arg-type]
    assert said.then == then
    assert known_command(said.then)
    assert not said.left.startswith("0")
