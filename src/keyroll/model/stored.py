"""Frozen dataclasses as JSON and back, by their declared types: for values that the home keeps between two commands.

It supports texts, numbers, booleans, None, times, time spans, enums, tuples, lists, mappings from texts, and
dataclasses of these. A value of another type raises TypeError, KeyError or ValueError: the reader computes it again.
"""

import types
from collections.abc import Callable, Mapping
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
    return cast("T", _reader(cast("Any", kind))(orjson.loads(text)))


def _span(value: object) -> object:
    if isinstance(value, timedelta):
        return value / timedelta(microseconds=1)
    raise TypeError(f"{type(value).__name__} has no stored form")


@cache
def _reader(kind: Any) -> Callable[[Any], object]:
    """Return the function that makes a value of a type from JSON; cached per type, because there are many values."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        (known,) = (_reader(one) for one in inner if one is not types.NoneType)
        return lambda value: None if value is None else known(value)
    if origin is tuple and inner[1:] != (...,):
        each = [_reader(one) for one in inner]
        return lambda value: tuple(read(one) for read, one in zip(each, _of(list, value), strict=True))
    if origin in (tuple, list):
        read = _reader(inner[0])
        return lambda value: origin(map(read, _of(list, value)))
    if origin in (dict, Mapping):
        read = _reader(inner[1])
        return lambda value: {name: read(one) for name, one in _of(dict, value).items()}
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        members = [(one.name, _reader(hints[one.name])) for one in fields(kind) if one.init]
        made = cast("Callable[..., object]", kind)
        return lambda value: made(**{name: read(_of(dict, value)[name]) for name, read in members})
    if kind is datetime:
        return datetime.fromisoformat
    if kind is timedelta:
        return lambda value: timedelta(microseconds=value)
    return kind if issubclass(kind, Enum) else lambda value: _of(kind, value)


def _of(kind: type, value: Any) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
