"""An option that has no effect is an error: each command declares what its options need and exclude.

First: ``keyroll list --sql "SELECT 1"`` printed the kinds of lists and ignored the query.
"""

import re
import sys
from pathlib import Path

import click
import pytest

sys.path.append(str(Path(__file__).parent.parent / "hostile"))
from hostile_runs import leaves, run

from keyroll.cli.together import declared, named

_WITH = re.compile(r"^With (--[a-z-]+): ")
COMMANDS = {" ".join(words): command for words, command in leaves()}


def _value(one: click.Parameter) -> list[str]:
    """Return a value that the parameter takes."""
    if isinstance(one, click.Option) and one.is_flag:
        return []
    kind = one.type
    if isinstance(kind, click.Choice):
        return [str(kind.choices[0])]
    return ["2"] if isinstance(kind, click.types.IntParamType) else [_TEXTS.get(kind.name, "x")]


_TEXTS = {"TIME": "2023-10-18", "SPAN": "7d", "CLASS": "user_inventory", "filename": __file__}


def _required(command: click.Command, but: frozenset[str]) -> list[str]:
    """Return the arguments and options that a command always needs."""
    words: list[str] = []
    for one in command.params:
        if one.required and not but & {str(one.name)}:
            words += [*([one.opts[0]] if isinstance(one, click.Option) else []), *_value(one)]
    return words


NEEDS = [(name, option) for name, command in COMMANDS.items() for option in declared(command).needs]
EXCLUDES = [
    (name, option, other)
    for name, command in COMMANDS.items()
    for option, others in declared(command).excludes.items()
    for other in others
]


@pytest.mark.parametrize("name", COMMANDS)
def test_each_option_that_says_with_declares_it(name: str) -> None:
    command = COMMANDS[name]
    rules, known = declared(command), named(command)
    for option, others in (*rules.needs.items(), *rules.excludes.items()):
        assert {option, *others} <= known.keys()
    for one in command.params:
        if isinstance(one, click.Option) and (said := _WITH.match(one.help or "")):
            by_command = (name, one.opts[0]) in CHECKED
            assert by_command or rules.needs.get(one.opts[0]) == (said[1],), (name, one.opts[0])


#: The command itself refuses them: it has more to say.
CHECKED = {("incident widen", "--certain")}


@pytest.mark.parametrize(("name", "option"), NEEDS)
def test_an_option_without_what_it_needs_is_an_error(name: str, option: str, tmp_path: Path) -> None:
    command = COMMANDS[name]
    one = named(command)[option]
    done = run(*name.split(), *_required(command, frozenset({str(one.name)})), option, *_value(one), home=tmp_path)
    assert done.code == 2
    assert f"{option} has no effect without" in done.err, done.err
    assert not done.out


@pytest.mark.parametrize(("name", "option", "other"), EXCLUDES)
def test_two_options_of_which_one_has_no_effect_are_an_error(
    name: str, option: str, other: str, tmp_path: Path
) -> None:
    command = COMMANDS[name]
    known = named(command)
    first = {"list": ["events"], "connect": ["okta"]}.get(name, [])
    words = [*_required(command, frozenset()), *first]
    done = run(*name.split(), *words, option, *_value(known[option]), other, *_value(known[other]), home=tmp_path)
    assert done.code == 2
    assert f"{other} has no effect with {option}" in done.err, done.err


def test_sql_without_a_kind_is_an_error(tmp_path: Path) -> None:
    done = run("list", "--sql", "SELECT 1", home=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert "add KIND, or leave out --sql" in done.err
