"""Records of any log, made from its own declaration: every text, path and expression in its view is met by some."""

import random
from datetime import UTC, datetime, timedelta
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import sqlglot
from sqlglot import exp

from keyroll.providers.contracts.logs import Log

DAY0 = datetime(2025, 6, 1, tzinfo=UTC)
#: Texts on which engines may differ, and texts that are everywhere.
EDGES = (
    "", " ", "-", "a", "ann@example.com", "10.1.2.3", "2001:db8::1", "::ffff:10.1.2.3", "line\nbreak\n", "Ünïcode ÄÖß",
    "100%", "a+b%20c", "%zz%41", "back\\slash", "quote'\"", "$1", "tab\there", "2025-06-01T09:22:49.123Z", "12", "-1",
    "1.5", "true", "a:b:c", "a/b/c?d=e&f=g#h", "[1,2]", '{"a":1}', "x_y", "\u00a0space", "😀", "GET", "POST", "200",
    "404",
)  # fmt: skip


def text_of(chance: random.Random, pattern: str) -> str:
    """A text that fits an expression, as far as its parts alone decide it."""
    return "".join(_drawn(chance, _parser.parse(pattern)))


def _drawn(chance: random.Random, parts: Any) -> list[str]:
    found: list[str] = []
    for code, given in parts:
        if code is codes.LITERAL:
            found.append(chr(given))
        elif code is codes.NOT_LITERAL or code is codes.ANY:
            found.append("n")
        elif code is codes.IN:
            found.append(_member(chance, given))
        elif code is codes.BRANCH:
            found += _drawn(chance, chance.choice(given[1]))
        elif code is codes.SUBPATTERN:
            found += _drawn(chance, given[-1])
        elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            least, most, inner = given
            for _ in range(chance.randint(least, min(most, least + 2))):
                found += _drawn(chance, inner)
    return found


def _member(chance: random.Random, given: Any) -> str:
    if given[0][0] is codes.NEGATE:
        taken = {value for code, value in given[1:] if code is codes.LITERAL}
        return chance.choice([one for one in "nQ7" if ord(one) not in taken] or ["\u00e9"])
    code, value = chance.choice(given)
    if code is codes.RANGE:
        return chr(chance.randint(*value))
    return chr(value) if code is codes.LITERAL else chance.choice("7a ")


class Maker:
    """Makes records of one log."""

    def __init__(self, log: Log, seed: int = 1) -> None:
        self._chance = random.Random(f"{log.name}{seed}")
        self._log = log
        tree = sqlglot.parse_one(log.view, dialect="duckdb")
        texts = {one.this for one in tree.find_all(exp.Literal) if one.is_string}
        self._regexes = sorted(
            {one.expression.this for one in tree.find_all(exp.RegexpLike, exp.RegexpExtract, exp.RegexpReplace)}
        )
        likes = {text.replace("%", "more") for text in texts if "%" in text}
        self._texts = sorted(likes | {text for text in texts if text not in self._regexes} | set(EDGES))
        self._keys = sorted(
            {step.this for step in tree.find_all(exp.JSONPathKey) if isinstance(step.this, str)} | {"userName", "id"}
        )
        self._columns = {name: exp.DataType.build(kind, dialect="duckdb") for name, kind in log.columns.items()}

    def record(self) -> dict[str, Any]:
        """One record; each field may be missing."""
        return {name: self._value(kind) for name, kind in self._columns.items() if self._chance.random() < 0.8}

    def _text(self) -> str:
        if self._regexes and self._chance.random() < 0.5:
            return text_of(self._chance, self._chance.choice(self._regexes))
        return self._chance.choice(self._texts)

    def _value(self, kind: Any) -> Any:
        if kind.this in (exp.DataType.Type.LIST, exp.DataType.Type.ARRAY):
            return [self._value(kind.expressions[0]) for _ in range(self._chance.randint(0, 3))]
        if kind.this == exp.DataType.Type.STRUCT:
            if self._chance.random() < 0.1:
                return None
            return {one.name: self._value(one.kind) for one in kind.expressions if self._chance.random() < 0.8}
        if kind.this == exp.DataType.Type.JSON:
            return self._free(2)
        name = kind.this.value
        if name in ("VARCHAR", "TEXT"):
            return self._text() if self._chance.random() < 0.95 else None
        if name == "BOOLEAN":
            return self._chance.choice([True, False, None])
        if name.startswith(("TIMESTAMP", "DATE")):
            return (DAY0 + timedelta(milliseconds=self._chance.randint(0, 10**9))).isoformat()
        if name in ("DOUBLE", "FLOAT", "DECIMAL"):
            return self._chance.choice([0.0, 1.0, 12.25, -3.0, 1700000000.0, None])
        return self._chance.choice([0, 1, 2, 22, 200, 404, 500, None])

    def _free(self, depth: int) -> Any:
        """Free JSON with the keys that the view looks for; numbers as every writer writes them."""
        draw = self._chance.random()
        if depth == 0 or draw < 0.4:
            return self._chance.choice([self._text().replace("😀", "☺"), 7, 1.5, True, None])
        if draw < 0.5:
            return [self._free(depth - 1) for _ in range(2)]
        names = self._chance.sample(self._keys, min(len(self._keys), 3))
        return {name: self._free(depth - 1) for name in names}
