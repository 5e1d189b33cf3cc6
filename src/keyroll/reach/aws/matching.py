"""Patterns with wildcards and policy variables."""

import re
from collections.abc import Iterable, Iterator, Mapping

from keyroll.model.truth import Truth
from keyroll.reach.wildcards import fixed, joined, like

_VARIABLE = re.compile(r"\$\{([^},]+)(?:,\s*'([^']*)')?\}")
#: Literal characters: ``${*}``, ``${?}`` and ``${$}``.
_LITERAL = frozenset("*?$")
Values = Mapping[str, tuple[str, ...] | None]


def fits(pattern: str, text: str, values: Values) -> Truth:
    """Return whether a text matches a pattern with these variables; unknown if a variable is not known.

    A key that is missing in ``values`` is unknown. A key with the value None is known to be absent: then no text
    matches.
    """
    if "${" not in pattern:
        return Truth.yes() if like(pattern, text) else Truth.no()
    pieces = [""]
    last = 0
    for found in _VARIABLE.finditer(pattern):
        _add(pieces, pattern[last : found.start()])
        key, last = found[1].lower(), found.end()
        known = (found[1],) if found[1] in _LITERAL else values.get(key, ()) if key in values else ()
        if known is None:
            known = (found[2],) if found[2] is not None else None
        if known is None:
            return Truth.no()
        if len(known) != 1:
            # If no value can make it match, the value does not matter.
            rest = "".join("*" if at % 3 == 1 else part or "" for at, part in enumerate(_VARIABLE.split(pattern)))
            return Truth.unknown(f"the value of {found[1]} is not known") if like(rest, text) else Truth.no()
        pieces[-1] += re.escape(known[0])
    _add(pieces, pattern[last:])
    fit = re.fullmatch(joined(pieces), text, re.DOTALL)
    return Truth.yes() if fit else Truth.no()


def _add(pieces: list[str], pattern: str) -> None:
    """Add a part of a pattern to expressions between stars: a value may stand on both sides of it."""
    first, *others = map(fixed, re.split(r"\*+", pattern))
    pieces[-1] += first
    pieces += others


def named_variables(texts: Iterable[str]) -> Iterator[str]:
    """Yield the keys that policy variables name, in lower case."""
    for text in texts:
        if "${" in text:
            yield from (found[1].lower() for found in _VARIABLE.finditer(text) if found[1] not in _LITERAL)


def witness(pattern: str, values: Values) -> str:
    """Return a text that matches a pattern and no other name, with the known values of its variables."""

    def value(found: re.Match[str]) -> str:
        known = values.get(found[1].lower()) or ()
        return known[0] if len(known) == 1 else "any"

    return _VARIABLE.sub(value, pattern.replace("*", "any").replace("?", "x"))
