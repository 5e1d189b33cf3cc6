"""JSON and JSON Schema (draft 2020-12) of the frozen dataclasses of pages."""

import types
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Union, cast, get_args, get_origin, get_type_hints

from keyroll.clock import iso

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
_PLAIN: dict[object, dict[str, Json]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    object: {},
}


def plain(value: object) -> Json:
    """Return the JSON form of a value."""
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)


def schema(shape: type) -> dict[str, Json]:
    """Return the schema of a dataclass; the shapes inside it are components of their own."""
    return dict(_members(shape))


@cache
def _members(shape: type) -> tuple[tuple[str, Json], ...]:
    hints = get_type_hints(shape)
    members: dict[str, Json] = {one.name: _of(hints[one.name]) for one in fields(shape)}
    whole: dict[str, Json] = {
        "type": "object",
        "description": (shape.__doc__ or "").partition("\n")[0],
        "properties": members,
        "required": list(members),
        "additionalProperties": False,
    }
    return tuple(whole.items())


def shapes(shape: type) -> dict[str, type]:
    """Return a shape and all shapes inside it, by name."""
    found, waiting = dict[str, type](), [shape]
    while waiting:
        one = waiting.pop()
        if one.__name__ not in found:
            found[one.__name__] = one
            for hint in get_type_hints(one).values():
                waiting += _inside(hint)
    return found


def _inside(hint: object) -> list[type]:
    if is_dataclass(hint):
        return [cast("type", hint)]
    return [shape for one in get_args(hint) for shape in _inside(one)]


def _of(hint: object) -> Json:
    if is_dataclass(hint):
        return {"$ref": f"#/components/schemas/{cast('type', hint).__name__}"}
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_of(one) for one in inner]}
    if origin in (tuple, list):
        return {"type": "array", "items": _of(inner[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": _of(inner[1])}
    raise TypeError(f"a page cannot hold {hint}")
