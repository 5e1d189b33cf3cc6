"""Resolves a rule's field name in a log: a path into native columns, as SQL for a value or a list of values.

A path goes through structs by name, through lists to every element, and through free JSON by its keys, where each
level may be a list too. Names are first compared in the vendor's spelling, then without case.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from itertools import product

from sqlglot import exp

from keyroll.detection.sigma.text import quoted
from keyroll.errors import KeyrollError

#: The most levels of free JSON below a column: each level doubles the places for a list.
DEPTH = 6
_STEP = re.compile(r'"([^"]+)"|([^.\[\]{}"]+)|\[(\d*)\*?\]|\{\}')
_INTEGERS = {"TINYINT", "SMALLINT", "INT", "BIGINT", "INT128", "UTINYINT", "USMALLINT", "UINT", "UBIGINT", "UINT128"}


class FieldKind(Enum):
    """The comparison type of a field's values."""

    TEXT = auto()
    NUMBER = auto()
    BOOLEAN = auto()
    TIME = auto()


class MissingColumn(KeyrollError):  # noqa: N818 - reads as a state, not a fault
    """A rule names a field that its log does not have."""

    def __init__(self, field: str, log: str) -> None:
        super().__init__(f"{log} has no field {field!r}", hint="use the vendor's name, or declare an alias")
        self.field, self.log = field, log


@dataclass(frozen=True, slots=True)
class Field:
    """A value in SQL, or with ``many`` a list of them; ``there`` is SQL that is true if the field exists."""

    sql: str
    kind: FieldKind
    there: str
    many: bool = False

    def any(self, test: Callable[[str], str]) -> str:
        """Return SQL that is true if the value, or one of them, passes a test; never with a lambda for one value."""
        if not self.many:
            return test(self.sql)
        return f"len(list_filter({self.sql}, LAMBDA v_ : {test('v_')})) > 0"

    def text(self, value: str) -> str:
        """Return SQL for a value of this field as text."""
        match self.kind:
            case FieldKind.TEXT:
                return value
            case FieldKind.TIME:
                return f"strftime({value}, '%Y-%m-%dT%H:%M:%SZ')"
            case _:
                return f"CAST({value} AS VARCHAR)"

    def number(self, value: str) -> str:
        """Return SQL for a value of this field as a number; NULL if it is none."""
        return value if self.kind is FieldKind.NUMBER else f"TRY_CAST({value} AS DOUBLE)"

    @property
    def texts(self) -> str:
        """Return SQL for the list of all its values as text."""
        if self.many:
            return f"list_transform({self.sql}, LAMBDA v_ : {self.text('v_')})"
        return f"[{self.text(self.sql)}]"


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one log: its columns with their types, the aliases for rules, and its name."""

    log: str
    columns: Mapping[str, str]
    aliases: Mapping[str, str]
    rename: Callable[[str], str] = str

    def find(self, name: str) -> Field:
        """Return the field of a rule's name in this log. Raises MissingColumn."""
        path = self._meant(name)
        if path.startswith("=["):
            return Field(
                path[1:], FieldKind.TEXT, f"len(list_filter({path[1:]}, LAMBDA v_ : v_ IS NOT NULL)) > 0", many=True
            )
        if path.startswith("="):
            return Field(f"({path[1:]})", FieldKind.TEXT, f"({path[1:]}) IS NOT NULL")
        column = self._column(path)
        if column is None:
            raise MissingColumn(name, self.log)
        steps = _steps(path[len(column) :])
        native = next(known for known in self.columns if known.lower() == column.lower())
        kind = _typed(self.columns[native])
        walked = None if steps is None else _walk(f'"{self.rename(native)}"', kind, steps, 0)
        if walked is None:
            raise MissingColumn(name, self.log)
        return walked

    def full_text(self) -> str:
        """Return SQL for all of a record's values in lower case, one on each line."""
        parts = [
            part for name, kind in self.columns.items() for part in _texts(f'"{self.rename(name)}"', _typed(kind), 0)
        ]
        return f"concat_ws(chr(10), {', '.join(parts)})"

    def _meant(self, name: str) -> str:
        """Return the target of an alias: of the name, else of its beginning if no column has that, else the name."""
        known = _folded(self.aliases)
        path = self.aliases.get(name) or known.get(name.lower())
        if path or self._column(name):
            return path or name
        begun = ((known.get(part.lower(), "="), part) for part in _beginnings(name))
        return next((path + name[len(part) :] for path, part in begun if not path.startswith("=")), name)

    def _column(self, path: str) -> str | None:
        """Return the longest beginning of a path that is a column: a vendor's own name may contain dots."""
        known = {name.lower() for name in self.columns}
        return next((part for part in _beginnings(path) if part.lower() in known), None)


@cache
def _typed(kind: str) -> "exp.DataType":
    """Parse a column's type; the result is cached, because rules request the same type thousands of times."""
    return exp.DataType.build(kind, dialect="duckdb")


def _folded(names: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): path for name, path in names.items()}


def _beginnings(path: str) -> list[str]:
    """Return a path and its beginnings, step by step, the longest first."""
    return [path[: match.start()] for match in re.finditer(r"[.\[{]|$", path)][::-1]


def _steps(rest: str) -> list[str | int] | None:
    """Return the steps of the rest of a path: names, or positions in a list; ``[]`` is no step."""
    steps: list[str | int] = []
    at = 0
    while at < len(rest):
        at += rest[at] == "."
        match = _STEP.match(rest, at)
        if match is None:
            return None
        name, place = match[1] or match[2], match[3]
        if name or place:
            steps.append(name or int(place))
        at = match.end()
    return steps


def _walk(sql: str, kind: "exp.DataType", steps: list[str | int], depth: int) -> Field | None:
    if kind.this in (exp.DataType.Type.LIST, exp.DataType.Type.ARRAY):
        return _elements(sql, kind, steps, depth)
    if kind.this == exp.DataType.Type.JSON:
        return _json(sql, steps) if len(steps) <= DEPTH else None
    if kind.this == exp.DataType.Type.STRUCT:
        if not steps:
            return Field(f"CAST(to_json({sql}) AS VARCHAR)", FieldKind.TEXT, f"{sql} IS NOT NULL")
        expression = next(
            (candidate for candidate in kind.expressions if candidate.name.lower() == str(steps[0]).lower()), None
        )
        return expression and _walk(f'{sql}."{expression.name}"', expression.kind, steps[1:], depth)
    return None if steps else Field(sql, _kind(kind), f"{sql} IS NOT NULL")


def _elements(sql: str, kind: "exp.DataType", steps: list[str | int], depth: int) -> Field | None:
    inner = kind.expressions[0]
    if steps and isinstance(steps[0], int):
        return _walk(f"{sql}[{steps[0] + 1}]", inner, steps[1:], depth)
    name = f"e{depth}_"
    walked = _walk(name, inner, steps, depth + 1)
    if walked is None:
        return None
    values = sql if walked.sql == name else f"list_transform({sql}, LAMBDA {name} : {walked.sql})"
    there = f"len(list_filter({sql}, LAMBDA {name} : {walked.there})) > 0" if steps else f"{sql} IS NOT NULL"
    return Field(f"flatten({values})" if walked.many else values, walked.kind, there, many=True)


def _json(sql: str, steps: list[str | int]) -> Field:
    """Return a path into free JSON. Each level may be a list, so every combination is tested."""
    if not steps:
        return Field(_whole_text(sql), FieldKind.TEXT, f"{sql} IS NOT NULL", many=True)
    keys = [f"[{step}]" if isinstance(step, int) else f'."{step}"' for step in steps]
    straight = quoted("$" + "".join(keys))
    ways = [
        quoted("$" + "".join(key + star for key, star in zip(keys, stars, strict=True)))
        for stars in product(("", "[*]"), repeat=len(keys))
        if any(stars)
    ]
    # A key may be written with escapes; then the text is always examined.
    last = next((step for step in reversed(steps) if isinstance(step, str)), "")
    seen = f"(contains({sql}, {quoted(last)}) OR contains({sql}, '\\u'))"
    lists = ", ".join(f"json_extract({sql}, {way})" for way in ways)
    # Most texts have no list at all. Each further path is another reading of the whole text.
    only = f"[json_extract({sql}, {straight})]"
    values = _leaves(f"CASE WHEN contains({sql}, '[') THEN list_concat({only}, {lists}) ELSE {only} END")
    # Only the direct path shows that a list is in the last position.
    levels = [f"list_bool_or(json_exists({sql}, {each_way}))" for each_way in ways if not each_way.endswith("[*]'")]
    there = f"json_exists({sql}, {straight})"
    if levels:
        there += f" OR (contains({sql}, '[') AND ({' OR '.join(levels)}))"
    # The whole may be a list, too. Only then its elements are examined.
    if isinstance(steps[0], str):
        inside = [way.replace("$", "$[*]", 1) for way in (straight, *ways)]
        listed = ", ".join(f"json_extract({sql}, {way})" for way in inside)
        values = f"CASE WHEN starts_with({sql}, '[') THEN {_leaves(f'list_concat({listed})')} ELSE {values} END"
        within = " OR ".join(
            f"list_bool_or(json_exists({sql}, {part}))" for part in inside if not part.endswith("[*]'")
        )
        there = f"CASE WHEN starts_with({sql}, '[') THEN {within} ELSE {there} END"
    return Field(f"CASE WHEN {seen} THEN {values} END", FieldKind.TEXT, f"({seen} AND ({there}))", many=True)


def _whole_text(sql: str) -> str:
    """Return the text of a whole object and, if texts in it are escaped (a policy in a call), also without escapes."""
    return f"CASE WHEN contains({sql}, '\\') THEN [{sql}, {_unescaped(sql)}] ELSE [{sql}] END"


def _unescaped(sql: str) -> str:
    return f"replace(replace({sql}, '\\\"', '\"'), '\\\\', '\\')"


def _leaves(path: str) -> str:
    """Return the texts of found values; a list counts as its elements, not as its text."""
    return (
        f"list_transform(list_filter({path}, LAMBDA j_ : json_type(j_) <> 'ARRAY'), "
        "LAMBDA j_ : json_extract_string(j_, '$'))"
    )


def _kind(kind: "exp.DataType") -> FieldKind:
    name = kind.this.value
    if name in _INTEGERS or name in ("DOUBLE", "FLOAT", "DECIMAL"):
        return FieldKind.NUMBER
    if name == "BOOLEAN":
        return FieldKind.BOOLEAN
    return FieldKind.TIME if name.startswith(("TIMESTAMP", "DATE")) else FieldKind.TEXT


def _texts(sql: str, kind: "exp.DataType", depth: int) -> list[str]:
    """Return SQL for each value below a column as lower-case text."""
    if kind.this == exp.DataType.Type.STRUCT:
        return [
            part
            for expression in kind.expressions
            for part in _texts(f'{sql}."{expression.name}"', expression.kind, depth)
        ]
    if kind.this in (exp.DataType.Type.LIST, exp.DataType.Type.ARRAY):
        name = f"e{depth}_"
        inner = ", ".join(_texts(name, kind.expressions[0], depth + 1))
        return [f"array_to_string(list_transform({sql}, LAMBDA {name} : concat_ws(chr(10), {inner})), chr(10))"]
    if kind.this == exp.DataType.Type.JSON:
        return [f"lower({sql})", f"CASE WHEN contains({sql}, '\\') THEN {_unescaped(f'lower({sql})')} END"]
    return [f"lower({Field(sql, _kind(kind), '').text(sql)})"]
