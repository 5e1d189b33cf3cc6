"""Hints for conditions that the engine refuses, or accepts without any match."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from keyroll.errors import BadQuery

DEFAULT = "columns are shown by: keyroll list KIND --columns"
_UNKNOWN = re.compile(r'Referenced column "(.+?)" (?:not found|was not found)')
_NO_SUCH_NUMBER = re.compile(r"Could not convert string '(.*?)' to (\w+)")
_SIGNS = {"COMPARE_EQUAL": "=", "COMPARE_NOTEQUAL": "<>", "COMPARE_IN": "IN"}


def check(node: dict[str, Any], types: Mapping[str, str]) -> None:
    """Refuse a condition whose tree shows a likely mistake. Raises BadQuery with the correct form.

    ``node`` is the engine's own tree; ``types`` are the columns' types by name.
    """
    lower = {name.lower(): (name, kind) for name, kind in types.items()}
    for one in _expressions(node):
        sign = _SIGNS.get(str(one.get("type")))
        if sign is None:
            continue
        sides = [side for side in (one.get("left"), one.get("right"), *one.get("children", ())) if side]
        columns = [lower[name] for side in sides if (name := _column(side)) in lower]
        values = [side["literal"] for side in sides if side.get("class") == "CONSTANT"]
        if not columns or not values:
            continue
        (name, kind), text = columns[0], str(values[0]["text"])
        if sign != "IN" and values[0]["kind"] == "NULL_LITERAL":
            right = "IS NULL" if sign == "=" else "IS NOT NULL"
            raise BadQuery(f"{name} {sign} NULL is never true", hint=f"write: {name} {right}")
        if kind.endswith("[]") and values[0]["kind"] == "STRING" and not text.startswith("["):
            never = "NOT " if sign == "<>" else ""
            raise BadQuery(
                f"{name} holds several values ({kind})", hint=f"write: {never}list_contains({name}, {_quoted(text)})"
            )


def hint(message: str, types: Mapping[str, str]) -> str:
    """Return the hint for an error message of the engine."""
    unknown = _UNKNOWN.search(message)
    if unknown:
        near = get_close_matches(unknown[1].lower(), types, n=1, cutoff=0.75)
        meant = f"did you mean {near[0]}? " if near else f"write a text in single quotes: {_quoted(unknown[1])}; "
        return f"{meant}{DEFAULT}"
    if "timestamp field" in message or "of type TIMESTAMP" in message:
        return "write a time as '2023-10-18' or '2023-10-18 09:22:49+00'"
    if "cast to the destination type" in message and "[]" in message:
        return "search an array with: list_contains(COLUMN, 'value')"
    if found := _NO_SUCH_NUMBER.search(message):
        return "write true or false" if found[2] == "BOOL" else f"write a number, without quotes, for {found[2]}"
    if "No function matches" in message and "[]" in message:
        return "search an array with: list_contains(COLUMN, 'value')"
    return DEFAULT


def _expressions(tree: object) -> Iterator[dict[str, Any]]:
    """Yield the expressions of a tree, from the outside in. A subquery has its own columns and is left out."""
    left = [tree]
    while left:
        one = left.pop(0)
        if isinstance(one, dict):
            if one.get("class") == "SUBQUERY":
                continue
            yield one
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)


def _column(side: dict[str, Any]) -> str:
    names = side.get("column_names") if side.get("class") == "COLUMN_REF" else None
    return str(names[-1]).lower() if names else ""


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
