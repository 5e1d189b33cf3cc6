"""Frozen dataclasses as JSON and back, by their declared types: for what the home keeps between two commands.

It knows texts, numbers, booleans, None, times, time spans, enums, tuples, lists, mappings from texts, and dataclasses
of these. What does not fit its type raises TypeError, KeyError or ValueError: whoever reads works it out anew.
"""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import orjson

T = TypeVar("T")


def stored(value: object) -> str:
    """Return a value as JSON."""
    return orjson.dumps(value, default=_span).decode()


def restored(kind: type[T], text: str) -> T:
    """Return the value of a type that ``stored`` wrote. Raises TypeError, KeyError, ValueError."""
    return cast("T", _value(kind, orjson.loads(text)))


def _span(value: object) -> object:
    if isinstance(value, timedelta):
        return value / timedelta(microseconds=1)
    raise TypeError(f"{type(value).__name__} has no stored form")


def _value(kind: Any, value: Any) -> object:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        (inner,) = (one for one in get_args(kind) if one is not types.NoneType)
        return None if value is None else _value(inner, value)
    if (origin in (tuple, list) and not isinstance(value, list)) or (
        (origin in (dict, Mapping) or is_dataclass(kind)) and not isinstance(value, dict)
    ):
        raise TypeError(f"{value!r} is no {kind}")
    if origin is tuple:
        inner, *more = get_args(kind)
        if more != [...]:
            return tuple(_value(one, each) for one, each in zip(get_args(kind), value, strict=True))
        return tuple(_value(inner, each) for each in value)
    if origin is list:
        return [_value(get_args(kind)[0], each) for each in value]
    if origin in (dict, Mapping):
        return {name: _value(get_args(kind)[1], each) for name, each in value.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        return kind(**{name: _value(hint, value[name]) for name, hint in _hints(kind).items()})
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is timedelta:
        return timedelta(microseconds=value)
    if issubclass(kind, Enum):
        return kind(value)
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind) if one.init}
