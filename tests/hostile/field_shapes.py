"""Every text field of every shape of record that keyroll reads: declared columns of logs, and members of listings."""

import csv
import io
import json
import os
import random
import string
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlglot.expressions as exp

from keyroll.providers import catalogue
from keyroll.providers.contracts.logs import Log
from keyroll.providers.contracts.values import Values
from made_records import text_of

_T = exp.DataType.Type
_LETTERS = string.ascii_letters + string.digits
_HEX = "0123456789abcdef"
#: The names that lead to a text.
Place = tuple[str | int, ...]
#: The records of one shape: each has a value in some of the fields only, so that no value hides another.
_RECORDS = 5
#: Members that a log's declaration does not have, and those of listings.
_UNDECLARED: Mapping[str, Any] = {"undeclared": {"deep": ["x"], "note": "y"}}
_LISTED: Mapping[str, Any] = {
    "name": "a", "description": "a", "owner": {"email": "a", "displayName": "b"}, "tags": ["c"], "scopes": ["d"],
    "status": "e", "settings": {"label": "f", "links": [{"href": "g"}]}, "createdBy": "h", "state": "i",
}  # fmt: skip


@dataclass
class Canary:
    """Makes random values of a kind, each in a text."""

    made: Callable[[random.Random], str]
    text: str = "{}"
    chance: random.Random = field(default_factory=lambda: random.Random(37))

    def new(self) -> tuple[str, str]:
        """Return a value, and the text that holds it."""
        value = self.made(self.chance)
        return value, self.text.format(value)


def token(chance: random.Random) -> str:
    """A token of 36 letters and digits, as generators make it."""
    return "q7" + "".join(chance.choices(_LETTERS, k=32)) + "X9"


def hexadecimal(chance: random.Random) -> str:
    """A key of 40 hexadecimal digits."""
    return "".join(chance.choices(_HEX, k=40))


def password(chance: random.Random) -> str:
    """A password of 14 characters with marks."""
    return "k7" + "".join(chance.choices(_LETTERS, k=8)) + "!mZ9"


def prefixed(chance: random.Random) -> str:
    """A token with a vendor's prefix."""
    return "hvs." + "".join(chance.choices(_LETTERS, k=40))


def canaries() -> dict[str, Canary]:
    """The values that the mask finds by themselves, by name."""
    return {
        "a token, the whole field": Canary(token),
        "a token in a text": Canary(token, "the job used {} until noon"),
        "a token in a path": Canary(token, "https://files.example/s/{}?download=1"),
        "a vendor's token": Canary(prefixed),
        "a login": Canary(password, "https://ann:{}@host.example/x"),
        "a named value": Canary(password, "run with password={} now"),
    }


def known() -> dict[str, Canary]:
    """The values that only somebody who met them before can find, by name."""
    return {
        "a password, the whole field": Canary(password),
        "a password in a text": Canary(password, "he typed {}, then left"),
        "hexadecimal, the whole field": Canary(hexadecimal),
        "hexadecimal in a path": Canary(hexadecimal, "/run/{}/log?x=1"),
    }


def _sample(kind: exp.DataType) -> Any:
    if kind.this in (_T.LIST, _T.ARRAY):
        return [_sample(kind.expressions[0])]
    if kind.this == _T.STRUCT:
        return {one.name: _sample(one.kind) for one in kind.expressions}
    if kind.this == _T.JSON:
        return {"some": "b", "many": ["c"], "inner": {"more": "d"}}
    return "a" if kind.this in (_T.TEXT, _T.VARCHAR) else 1


def shape_of(log: Log) -> Mapping[str, Any]:
    """A record with a text in every declared field, and in some that are not declared."""
    columns = {name: _sample(exp.DataType.build(kind, dialect="duckdb")) for name, kind in log.columns.items()}
    return {**columns, **_UNDECLARED}


def shapes() -> Iterator[tuple[str, Values, Mapping[str, Any]]]:
    """Yield name, positions of values, and a record, of all logs of objects and of all kinds of listings."""
    seen = set()
    for provider in catalogue.providers():
        for log in catalogue.logs(provider).values():
            if not log.is_text:
                yield f"{provider}.{log.name}", log.values, shape_of(log)
        for one in catalogue.endpoints(provider).values():
            if one.format == "json" and provider not in ("keyroll", "scan") and one.values not in seen:
                seen.add(one.values)
                yield f"{provider} {one.name}", one.values, _LISTED


def leaves(record: Any, place: Place = ()) -> Iterator[Place]:
    """Yield the places of all texts in a record; of a list, those of the first element."""
    if isinstance(record, dict):
        for name, one in record.items():
            yield from leaves(one, (*place, name))
    elif isinstance(record, list):
        yield from leaves(record[0], (*place, 0)) if record else ()
    elif isinstance(record, str):
        yield place


def put(record: Any, place: Place, text: str) -> Any:
    """Return a copy of a record with another text at a place."""
    if not place:
        return text
    if isinstance(record, dict):
        return record | {place[0]: put(record[str(place[0])], place[1:], text)}
    return [put(record[0], place[1:], text), *record[1:]]


def lines(shape: Mapping[str, Any], canary: Canary) -> Iterator[tuple[list[tuple[Place, str]], str]]:
    """Yield records with a value in each fifth field, until every field had one, with the places and values."""
    places = list(leaves(shape))
    for number in range(min(_RECORDS, len(places))):
        record, laid = shape, []
        for place in places[number::_RECORDS]:
            value, text = canary.new()
            record = put(record, place, text)
            laid.append((place, value))
        yield laid, json.dumps(record)


def text_lines(log: Log, canary: Canary) -> Iterator[tuple[str, str]]:
    """Yield lines of a text log with a value after them, and the value."""
    chance = random.Random(log.name)
    for _ in range(4):
        value, text = canary.new()
        yield value, f"{text_of(chance, log.pattern)} {text}".replace("\n", " ")


def rows(canary: Canary) -> tuple[list[str], str]:
    """A table with a value in each column, and its values."""
    values, out = [], io.StringIO()
    titles = ["name", "owner", "note", "link", "system", "created"]
    table = csv.writer(out)
    table.writerow(titles)
    for place in range(len(titles)):
        value, text = canary.new()
        values.append(value)
        table.writerow([text if place == at else "a" for at in range(len(titles))])
    return values, out.getvalue()


def real_samples() -> Iterator[tuple[str, Any]]:
    """Yield records of vendors' own samples, if a folder with them is named by KEYROLL_DATA."""
    folder = os.environ.get("KEYROLL_DATA")
    for file in sorted(Path(folder, "samples").rglob("*.ndjson")) if folder else ():
        for line in file.read_text(errors="replace").splitlines()[:40]:
            yield file.stem, json.loads(line)
