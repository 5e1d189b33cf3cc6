"""What options need and exclude: an option that would have no effect is an error, not ignored in silence."""

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, ParamSpec, TypeVar

import click
from click.core import ParameterSource

from keyroll.errors import UsageError

P = ParamSpec("P")
T = TypeVar("T")
#: The attribute of a command's function with its declaration.
_DECLARED: Final = "keyroll_together"
#: The first word of an argument's name: ``PROVIDER`` of ``[PROVIDER[@SOURCE]]``.
_WORD: Final = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Together:
    """The parameters that each option needs (one of them), and those that have no effect beside it."""

    needs: Mapping[str, tuple[str, ...]]
    excludes: Mapping[str, tuple[str, ...]]


def together(
    *, needs: Mapping[str, str] | None = None, excludes: Mapping[str, str] | None = None
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Declare which parameters belong together, by their names on the command line, several separated by spaces."""
    declared = Together(_split(needs), _split(excludes))

    def around(command: Callable[P, T]) -> Callable[P, T]:
        @functools.wraps(command)
        def checked(*args: P.args, **options: P.kwargs) -> T:
            _check(click.get_current_context(), declared)
            return command(*args, **options)

        setattr(checked, _DECLARED, declared)
        return checked

    return around


def declared(command: click.Command) -> Together:
    """Return the declaration of a command."""
    return getattr(command.callback, _DECLARED, None) or Together({}, {})


def named(command: click.Command) -> dict[str, click.Parameter]:
    """Return the parameters of a command by each name on the command line: ``--sql``, ``KIND``."""
    found: dict[str, click.Parameter] = {}
    for one in command.params:
        names = [_WORD.findall(one.human_readable_name)[0]] if isinstance(one, click.Argument) else one.opts
        found |= dict.fromkeys(names, one)
    return found


def _split(rules: Mapping[str, str] | None) -> dict[str, tuple[str, ...]]:
    return {name: tuple(others.split()) for name, others in (rules or {}).items()}


def _check(context: click.Context, rules: Together) -> None:
    """Raise UsageError for the first given option that would have no effect."""
    known = named(context.command)

    def given(name: str) -> bool:
        one = str(known[name].name)
        by_person = context.get_parameter_source(one) is ParameterSource.COMMANDLINE
        return by_person and context.params.get(one) not in ("", (), None)

    for name, others in rules.needs.items():
        if given(name) and not any(given(other) for other in others):
            which = " or ".join(others)
            raise UsageError(f"{name} has no effect without {which}", hint=f"add {which}, or leave out {name}")
    for name, others in rules.excludes.items():
        for other in others if given(name) else ():
            if given(other):
                raise UsageError(f"{other} has no effect with {name}", hint=f"leave out {other} or {name}")
