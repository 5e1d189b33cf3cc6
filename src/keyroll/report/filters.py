"""Filter texts (``owner:none last-used:>90d powers:admin``) as conditions of ``keyroll list --where``."""

import re
import shlex
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from keyroll.clock import iso, parse_time
from keyroll.errors import UsageError

_TERM: Final = re.compile(r'\s*(-?)(?:([A-Za-z][\w-]*):)?(?:"((?:[^"\\]|\\.)*)"|(\S+))')
_AGE: Final = re.compile(r"(\d{1,6})([dhw])")
_HOURS: Final = {"h": 1, "d": 24, "w": 168}
_SIGNS: Final = re.compile(r"(>=|<=|>|<)?(.*)", re.DOTALL)
_FLIP: Final = {">": "<", "<": ">", ">=": "<=", "<=": ">="}
#: The columns that are searched for a word without a column.
_WORDS: Final = ("name", "id", "owner", "source", "title", "subject")
_MOST: Final = 2_000


def condition(text: str, types: Mapping[str, str], now: datetime) -> str:
    """Return the SQL condition of a filter text over columns with these types; empty for an empty text.

    ``column:value`` compares, ``none`` means NULL, ``a,b`` either, ``*`` anything, ``-`` before a term negates it.
    ``>90d`` on a time means longer ago than that. Raises UsageError with the term that does not fit.
    """
    if len(text) > _MOST:
        raise UsageError("the filter is too long", hint=f"write at most {_MOST} characters")
    parts, place = [], 0
    text = text.strip()
    while place < len(text):
        term = _TERM.match(text, place)
        if term is None:
            raise UsageError(f"{text[place:]!r} is not a part of a filter", hint='write "words" or column:value')
        not_, column, quoted, bare = term.groups()
        value = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else bare
        one = _term(column, value, types, now, exact=quoted is not None)
        parts.append(_contrary(one) if not_ else one)
        place = term.end()
    return " AND ".join(parts)


def term(column: str, value: object) -> str:
    """Return the term that means one value of a column."""
    if value is None:
        return f"{column.replace('_', '-')}:none"
    text = str(value)
    plain = re.fullmatch(r"[\w@./+-]+", text) and text.lower() != "none"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f"{column.replace('_', '-')}:{text if plain else chr(34) + escaped + chr(34)}"


def command(kind: str, where: str) -> str:
    """Return the command that lists the same rows."""
    return f"keyroll list {kind}" + (f" --where {shlex.quote(where)}" if where else "")


def shell(word: str) -> str:
    """Return a word quoted for a shell."""
    return shlex.quote(word)


def _term(column: str | None, value: str, types: Mapping[str, str], now: datetime, *, exact: bool) -> str:
    if column is None:
        likely = [name for name in _WORDS if name in types]
        return (
            "(" + " OR ".join(f"contains(lower(coalesce({name}, '')), {_text(value.lower())})" for name in likely) + ")"
        )
    name = column.replace("-", "_").lower()
    if name == "powers" and "principal" in types:
        named = f"contains(lower(privilege), {_text(value.lower())})"
        return f"coalesce(principal, id) IN (SELECT principal FROM grants WHERE {named})"
    if name not in types:
        near = ", ".join(sorted(one.replace("_", "-") for one in types)[:60])
        raise UsageError(f"there is no column {column!r}", hint=f"columns: {near}")
    if exact:
        return _equal(name, value, types[name])
    texts = [one for one in value.lower().split(",") if one]
    if types[name] == "VARCHAR" and len(texts) > 1 and "*" not in value:
        return f"lower({name}) IN ({', '.join(map(_text, texts))})"
    if value.lower() == "none":
        return f"{name} IS NULL"
    sign, rest = _SIGNS.match(value).groups()  # type: ignore[union-attr]  # it matches every text
    if sign:
        return f"{name} {_compared(sign, rest, types[name], column, now)}"
    return "(" + " OR ".join(_equal(name, one, types[name]) for one in value.split(",") if one) + ")"


def _contrary(one: str) -> str:
    """Return the negation of a condition: NULL counts as different from every named value."""
    if one.endswith(" IS NULL"):
        return f"{one.removesuffix(' IS NULL')} IS NOT NULL"
    plain = re.fullmatch(r"\(?lower\((\w+)\) (= |IN )(.*?)\)?", one) if one.count("'") >= 2 else None
    if plain and " OR " not in one:
        texts = plain[3] if plain[2] == "= " else plain[3].removeprefix("(").removesuffix(")")
        return f"coalesce(lower({plain[1]}), '') NOT IN ({texts})"
    return f"NOT coalesce({one}, false)"


def _compared(sign: str, rest: str, kind: str, column: str, now: datetime) -> str:
    if kind.startswith(("TIMESTAMP", "DATE")):
        age = _AGE.fullmatch(rest)
        if age:
            at = now - timedelta(hours=min(int(age[1]) * _HOURS[age[2]], 24 * 36500))
            return f"{_FLIP[sign]} TIMESTAMPTZ '{iso(at)}'"
        return f"{sign} TIMESTAMPTZ '{iso(parse_time(rest))}'"
    if kind in ("BIGINT", "INTEGER", "DOUBLE", "HUGEINT") and re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", rest):
        return f"{sign} {rest}"
    raise UsageError(f"{column}:{sign}{rest} does not fit", hint="compare times (>90d, <2023-10-18) and numbers (>5)")


def _equal(name: str, value: str, kind: str) -> str:
    if kind.endswith("[]"):
        return f"list_contains({name}::VARCHAR[], {_text(value)})"
    if kind.startswith("TIMESTAMP"):
        return f"{name}::DATE = DATE '{parse_time(value):%Y-%m-%d}'"
    if "*" in value:
        escaped = value.replace("!", "!!").replace("%", "!%").replace("_", "!_").replace("*", "%")
        return f"lower({name}::VARCHAR) LIKE {_text(escaped.lower())} ESCAPE '!'"
    return f"lower({name if kind == 'VARCHAR' else f'{name}::VARCHAR'}) = {_text(value.lower())}"


def _text(value: str) -> str:
    """Return a text as SQL. No row has half of a surrogate pair or a NUL in it."""
    plain = value.encode("utf-8", "replace").decode().replace("\0", "")
    return "'" + plain.replace("'", "''") + "'"
