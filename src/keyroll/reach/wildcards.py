"""Patterns of ``*`` (any text) and ``?`` (one character), the form of several systems; case matters."""

import re
from collections.abc import Sequence
from functools import lru_cache


def is_pattern(text: str) -> bool:
    """Return whether a text has a wildcard."""
    return "*" in text or "?" in text


def like(pattern: str, text: str) -> bool:
    """Return whether a text matches a pattern."""
    return _compiled(pattern).fullmatch(text) is not None


def expression(pattern: str) -> str:
    """Return a pattern as a regular expression without backtracking over stars.

    The text between two stars is matched at its first position only: no other position can match better.
    """
    return joined(list(map(fixed, re.split(r"\*+", pattern))))


def joined(pieces: Sequence[str]) -> str:
    """Return expressions of fixed length with any text between them, as one expression without backtracking."""
    first, *others = pieces
    if not others:
        return first
    between = "".join(f"(?>.*?{one})" for one in others[:-1])
    return f"{first}{between}.*{others[-1]}"


def overlap(one: str, other: str) -> bool:
    """Return whether some text matches both of two patterns of ``*`` and ``?``."""
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


def fixed(text: str) -> str:
    """Return a text without stars as an expression; ``?`` is one character."""
    return ".".join(map(re.escape, text.split("?")))
