"""An OpenAPI description out of a client library in Go: its structs, and which of them each request is read into.

Only what gofmt makes of plain structs is read. A field that a struct has not is a fault. As Go reads JSON, any field
may be absent or null.
"""

import re
from pathlib import Path
from typing import Any

Json = Any
_STRUCT = re.compile(r"^type (\w+) struct \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r'^\t\w+ +([^\s`]+|struct \{\n.*?^\t\}) +`[^`\n]*json:"(\w+)', re.MULTILINE | re.DOTALL)
_EMBEDDED = re.compile(r"^\t\*?(\w+)$", re.MULTILINE)
_NAMED = re.compile(r"^type (\w+) (\w+)$", re.MULTILINE)
_CALL = re.compile(
    r"^func \(s \*\w+\) \w+\([^\n]*?\) \((\[\])?\*(\w+), \*Response, error\) \{\n(.*?)^\}", re.MULTILINE | re.DOTALL
)
_ASKED = re.compile(r'NewRequest\(http\.Method(\w+), (?:"([^"]+)"|u)')
_PATH = re.compile(r'\bu := (?:fmt\.Sprintf\()?"([^"]+)"')
_DATE = r"\d{4}-\d{2}-\d{2}"
_PLAIN = {
    "string": {"type": "string"},
    "bool": {"type": "boolean"},
    "int": {"type": "integer"},
    "int64": {"type": "integer"},
    "float64": {"type": "number"},
    "time.Time": {"type": "string", "pattern": rf"^{_DATE}T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"},
    "ISOTime": {"type": "string", "pattern": f"^{_DATE}$"},
}


def described(folder: Path) -> Json:
    """Return the description of a library whose files stand in a folder."""
    text = "\n".join(file.read_text("utf-8") for file in sorted(folder.glob("*.go")) if "_test" not in file.name)
    structs = dict(_STRUCT.findall(text))
    named = {name: kind for name, kind in _NAMED.findall(text) if kind in _PLAIN}
    paths: dict[str, dict[str, Json]] = {}
    for many, name, body in _CALL.findall(text):
        asked, path = _ASKED.search(body), _PATH.search(body)
        made = asked[2] or (path and path[1]) if asked else ""
        if asked and made and name in structs:
            schema = {"type": "array", "items": _named(name)} if many else _named(name)
            answer = {"200": {"content": {"application/json": {"schema": schema}}}}
            address = "/" + re.sub(r"%[sdv]", "{x}", made)
            paths.setdefault(address, {}).setdefault(asked[1].lower(), {"responses": answer})
    schemas = {name: _object(name, structs, named) for name in structs}
    return {"openapi": "3.1.0", "paths": paths, "components": {"schemas": schemas}}


def _object(name: str, structs: dict[str, str], named: dict[str, str]) -> Json:
    return {"type": "object", "properties": _fields(name, structs, named), "additionalProperties": False}


def _fields(name: str, structs: dict[str, str], named: dict[str, str]) -> dict[str, Json]:
    found = {field: _schema(kind, structs, named) for kind, field in _FIELD.findall(structs[name])}
    for other in _EMBEDDED.findall(structs[name]):
        found |= _fields(other, structs, named) if other in structs else {}
    return found


def _schema(kind: str, structs: dict[str, str], named: dict[str, str]) -> Json:
    return {"anyOf": [_kind(kind.removeprefix("*"), structs, named), {"type": "null"}]}


def _kind(kind: str, structs: dict[str, str], named: dict[str, str]) -> Json:
    if kind.startswith("[]"):
        return {"type": "array", "items": _schema(kind[2:], structs, named)}
    if kind.startswith(("map[", "struct {")):
        return {"type": "object"}
    if kind in structs:
        return _named(kind)
    return _PLAIN.get(named.get(kind, kind), {})


def _named(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}
