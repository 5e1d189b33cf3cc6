"""Finds values in bodies of requests: the kind of the request decides, whatever the body says about itself."""

import re
from collections.abc import Iterator
from functools import lru_cache

from keyroll.intake.masking import quotes
from keyroll.intake.masking.quotes import Effort
from keyroll.providers.contracts.values import SecretRequests, Values

#: A text within more objects and lists than this is a value, whatever its name.
_DEEP = 32
_SHORT = 3
#: The longest line that is compared with a record at once.
_LINE = 1 << 16


def bodies(
    data: bytes, start: int, member: tuple[bytes, bytes], bound: int, values: Values, effort: Effort
) -> Iterator[quotes.Text]:
    """Yield the texts that are values, in the bodies of the record that holds a member at a position."""
    name, said = member[0].lower(), member[1]
    for one in values.requests:
        if any(name == field.lower().encode() and _fits(text, said) for field, text in one.named):
            yield from _of_record(data, start, bound, one, effort)


@lru_cache
def _expression(text: str) -> re.Pattern[bytes]:
    return re.compile(text.encode(), re.IGNORECASE)


def _fits(text: str, said: bytes) -> bool:
    return bool(_expression(text).fullmatch(said))


def _of_record(data: bytes, start: int, bound: int, one: SecretRequests, effort: Effort) -> Iterator[quotes.Text]:
    begin, stop = _line(data, start, one) or _record(data, start, bound, one.levels, effort)
    known = effort.searched.get(one, (0, 0))
    if known[0] <= begin and stop <= known[1]:
        return
    effort.searched[one] = (begin, stop)
    at = begin
    inside = _expression(rf'"(?:{"|".join(one.bodies)})\\*"(?:\s|\\+[nrt])*:?')
    while body := inside.search(data, at, stop):
        at = body.end()
        for path, (first, last, depth) in quotes.texts_with_paths(data, body.end(), bound, effort):
            at = max(at, last)
            if depth < 0 and last - first <= _SHORT:
                continue  # a number of a few digits is no value
            if len(path) > _DEEP or not _kept(tuple(filter(None, path)), one.kept):
                yield first, last, depth


def _line(data: bytes, start: int, one: SecretRequests) -> tuple[int, int] | None:
    """Return start and end of the line that holds a member, if that is one record; most logs are lines."""
    begin, stop = data.rfind(b"\n", 0, start) + 1, data.find(b"\n", start)
    stop = len(data) if stop < 0 else stop
    if one.levels or stop - begin > _LINE or data[begin : begin + 2] != b'{"' or data[stop - 1 : stop] != b"}":
        return None
    name = data[start : data.find(b'"', start + 1) + 1]
    has_body = any(data.find(body.encode(), begin, stop) >= 0 for body in one.bodies)
    return (begin, stop) if has_body and data.count(name, begin, stop) == 1 else None


def _record(data: bytes, start: int, bound: int, levels: int, effort: Effort) -> tuple[int, int]:
    """Return start and end of the object that holds a member some levels within it.

    If that object was not found, it may be anything from the last record before the member to the next one after it.
    """
    depth = quotes.depth_of(quotes.run_before(data, start))
    begin: int | None = start - (1 << depth) + 1
    for _ in range(levels + 1):
        begin = quotes.object_around(data, begin, depth, effort) if begin is not None else None
    if begin is None:
        return data.rfind(b"\n{", 0, start) + 1, bound
    stop = quotes.object_end(data, begin, depth, bound, effort)
    return begin, bound if effort.left < 0 else stop


@lru_cache(4096)
def _kept(path: tuple[bytes, ...], kept: tuple[str, ...]) -> bool:
    names = [one.decode("utf-8", "replace").lower() for one in path]
    names = names[1:] if names[:1] == ["items"] else names
    return bool(names) and any(said.lower() in (".".join(names), f"*.{names[-1]}") for said in kept)
