"""Texts for numbers, times, durations and names."""

import os
import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from keyroll.abridged import abridged
from keyroll.config import DEFAULT_HOME

#: The most names in a sentence.
NAMED: Final = 24


def count(number: int, singular: str, many: str = "") -> str:
    """Return ``1 key`` or ``1,204 keys``."""
    return f"{number:,} {singular if number == 1 else many or singular + 's'}"


def called(name: str, identifier: str) -> str:
    """Return a name with its id after it; the id alone if no name is known."""
    return f"{name} ({identifier})" if name not in ("", identifier) else identifier


def shortest(names: Mapping[str, str]) -> dict[str, str]:
    """For each identifier, return its name alone if no other has that name, else its name with the id after it."""
    times = Counter(names.values())
    return {one: name if name and times[name] == 1 else called(name, one) for one, name in names.items()}


def some(names: Sequence[str], between: str = ", ", most: int = NAMED) -> str:
    """Return names as one text; of many names the first ones, and the number of the others."""
    return abridged(names, most, between)


def fitting(begin: str, names: Sequence[str], wide: int) -> str:
    """Return ``begin`` with as many names as fit a line, at least one, and the number of the others."""
    for most in range(len(names), 0, -1):
        text = begin + some(names, most=most)
        if len(text) <= wide or most == 1:
            return text
    return begin.rstrip()


def source_words(source: str) -> str:
    """Return a source's name; ``aws@*`` means an unknown source of that provider."""
    provider, _, instance = source.partition("@")
    return f"{provider} (which one is unknown)" if instance == "*" else source


def moment(at: datetime) -> str:
    """Return a time to the second, in UTC."""
    return f"{at:%Y-%m-%d %H:%M:%S}"


def in_home(command: str, home: Path) -> str:
    """Return a command for a home: its path is relative to the current folder, and left out for the default."""
    default = os.environ.get("KEYROLL_HOME", DEFAULT_HOME)
    if home.absolute() == Path(default).expanduser().absolute():
        return command
    return f"{command} --home {shlex.quote(str(relative(home)))}"


def relative(path: Path) -> Path:
    """Return a path from the current folder, if that is shorter than the whole path."""
    beside = os.path.relpath(path)
    return Path(beside) if len(beside) < len(str(path.absolute())) else path.absolute()


def length(span: timedelta) -> str:
    """Return a length of time as ``9 d 6 h 37 min``, to the minute."""
    minutes = round(span.total_seconds() / 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "min")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 min"
