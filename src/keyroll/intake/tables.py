"""Reads Zeek's tab-separated logs as JSON records: the file's header names the fields and their types.

Source: docs.zeek.org, *Log formats*: ``#separator``, ``#set_separator``, ``#empty_field``, ``#unset_field``,
``#path``, ``#fields``, ``#types``; read 2026-11. A joined file may have another header in the middle.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from keyroll.intake import limits
from keyroll.model.json import Json

#: The first line of such a file.
HEADER = b"#separator"
_HEX = re.compile(r"\\x([0-9a-fA-F]{2})")
_NUMBERS = {"count": int, "int": int, "port": int, "double": float, "interval": float, "time": float}


@dataclass(slots=True)
class _Table:
    """The header as read so far."""

    separator: str = "\t"
    within: str = ","
    empty: str = "(empty)"
    unset: str = "-"
    path: str = ""
    names: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)

    def note(self, line: str) -> None:
        """Read a header line; other comments have no effect."""
        if line.startswith("#separator "):
            self.separator = _HEX.sub(lambda found: chr(int(found[1], 16)), line.removeprefix("#separator ")) or "\t"
            return
        if line.count(self.separator) > limits.COLUMNS:
            self.names, self.types = [], []
            return
        name, *values = line.removeprefix("#").split(self.separator)
        match name, values:
            case "fields", _:
                self.names, self.types = values, []
            case "types", _:
                self.types = values
            case "set_separator", [value]:
                self.within = value
            case "empty_field", [value]:
                self.empty = value
            case "unset_field", [value]:
                self.unset = value
            case "path", [value]:
                self.path = value

    def record(self, line: str) -> bytes:
        """Return a row as a JSON object. Raises ValueError with the reason."""
        if line.count(self.separator) >= limits.COLUMNS or len(line) > limits.ROW:
            raise ValueError(f"more than {limits.COLUMNS:,} columns, or a row of more than {limits.ROW >> 20} MiB")
        values = line.split(self.separator)
        if not self.names:
            raise ValueError("no #fields line before it")
        if len(values) != len(self.names):
            raise ValueError(f"{len(values)} values for {len(self.names)} fields")
        kinds = self.types if len(self.types) == len(self.names) else ["string"] * len(self.names)
        body: dict[str, Json] = {"_path": self.path} if self.path else {}
        for name, kind, value in zip(self.names, kinds, values, strict=True):
            if value != self.unset:
                body[name] = self._value(kind, value)
        return json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogateescape")

    def _value(self, kind: str, value: str) -> Json:
        if kind.startswith(("set[", "vector[")):
            inner = kind.partition("[")[2].removesuffix("]")
            return [] if value == self.empty else [self._value(inner, one) for one in value.split(self.within)]
        if kind == "bool" and value in ("T", "F"):
            return value == "T"
        try:
            return _NUMBERS[kind](value) if kind in _NUMBERS else ("" if value == self.empty else value)
        except ValueError:
            return value


def rows(lines: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes | str]]:
    """Yield each row as a JSON record with the number of its line, or as a text with its fault."""
    table = _Table()
    for number, line in lines:
        text = line.decode("utf-8", "surrogateescape")
        if text.startswith("#"):
            table.note(text)
            continue
        try:
            yield number, table.record(text)
        except ValueError as error:
            yield number, str(error)
