"""Patterns of ``*``, any text, and ``?``, one character, as several systems write them; case matters."""

import re
from functools import lru_cache


def is_pattern(text: str) -> bool:
    """Say whether a text has a wildcard."""
    return "*" in text or "?" in text


def like(pattern: str, text: str) -> bool:
    """Say whether a text fits a pattern."""
    return _compiled(pattern).fullmatch(text) is not None


def expression(pattern: str) -> str:
    """Return a pattern as a regular expression."""
    # Several stars in a row mean one, and would cost much time.
    return "".join(_part(one) for one in re.split(r"(\*+|\?)", pattern))


def overlap(one: str, other: str) -> bool:
    """Say whether some text fits both of two patterns of ``*`` and ``?``."""
    # reached[j]: the part of ``one`` so far and the first j characters of ``other`` have a text in common.
    reached = [True] + [False] * len(other)
    for at, char in enumerate(other, 1):
        reached[at] = reached[at - 1] and char == "*"
    for letter in one:
        before, reached = reached, [reached[0] and letter == "*"] + [False] * len(other)
        for at, char in enumerate(other, 1):
            if letter == "*" or char == "*":
                reached[at] = before[at] or reached[at - 1]
            else:
                reached[at] = before[at - 1] and (letter == char or "?" in (letter, char))
    return reached[-1]


@lru_cache(maxsize=65_536)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(expression(pattern), re.DOTALL)


def _part(text: str) -> str:
    return ".*" if text.startswith("*") else "." if text == "?" else re.escape(text)
