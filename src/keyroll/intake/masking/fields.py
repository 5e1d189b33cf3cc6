"""Finds values in members of JSON: by their own name, by the name beside them, or by their object."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from keyroll.intake.masking import quotes, words
from keyroll.intake.masking.bodies import bodies
from keyroll.intake.masking.quotes import Effort
from keyroll.intake.masking.spans import SecretSpan
from keyroll.intake.masking.texts import authorization
from keyroll.providers.contracts.values import Values

#: Members that hold the value whose name is in a member beside them.
_VALUES = re.compile(
    rb"(?i)(?:parameter|new|old|default|string|plain(?:text)?|secret)?_?values?|from|to|old|new|with|default"
)
_NAME_OF = re.compile(rb"(?i)(?:name|key|parameterkey|variable|property|field|parameter|option|change)")
_NEAR = re.compile(rb'(?i)"((?:\w*value|from|to|old|new)s?)\\*"\s*:')
_QUOTE, _BACKSLASH = b'"\\'
_NO_COLON = re.compile(rb'"(\s+)(?:\\*"|[{\[])$')
#: A name and a text, with or without escaped quotes.
_MEMBER = re.compile(rb'"(\w+)\\*"(?:\s|\\+[nrt])*:?(?:\s|\\+[nrt])*\\*"(.*?)\\*"$', re.DOTALL)
_WORD = re.compile(rb"true|false|null", re.IGNORECASE)


@lru_cache(4096)
def _known(name: bytes) -> str:
    """Return the kind of a value by the name of its member, or an empty text if the name means no value."""
    said = (quotes.plain(name, 0) if b"\\" in name else name).decode("utf-8", "replace")
    return words.kind_of(said) if words.means_value(said) else ""


def plain_text(data: bytes, end: int) -> SecretSpan | None:
    """Return a value in the most frequent form: a text in quotes directly after its name and colon, without escapes."""
    if end >= len(data) or not data[end - 2] == data[end] == _QUOTE or data[end - 3] == _BACKSLASH:
        return None
    stop = data.find(b'"', end + 1)
    text = data[end + 1 : stop]
    if stop <= end + 1 or b"\\" in text or b"\n" in text:
        return None
    known = _known(data[data.rfind(b'"', max(0, end - 256), end - 2) + 1 : end - 2])
    return SecretSpan(end + 1, stop, known) if known and known != "authorization" else None


def field(data: bytes, start: int, end: int, bound: int, effort: Effort) -> Iterator[SecretSpan]:
    """Yield the text of a member whose name means a value, never an object or a list of objects."""
    end = _name_end(data, start, end)
    key = quotes.key_before(data, end)
    name = key[0] if key else data[start:end].partition(b'"')[0]
    at = quotes.skip(data, end)
    first = quotes.skip(data, at + 1) if data[at : at + 1] == b"[" else at
    # Objects are judged by their own members: a list of ``secrets`` may hold their names only.
    if (known := _known(name)) and data[first : first + 1] not in (b"{", b"["):
        yield from _found(data, at, bound, known, effort)


def declared(data: bytes, start: int, end: int, bound: int, values: Values, effort: Effort) -> Iterator[SecretSpan]:
    """Yield all texts of a member that the log or list declares as a value; ``parent.name`` checks both names."""
    begin = data.rfind(b'"', max(0, end - 256), end - 2)
    parents = _parents(values).get(data[begin + 1 : end - 2].lower())
    if parents and "" not in parents and data[begin - 2 : begin] == b"[{":
        return  # an object in a list has no name
    end = _name_end(data, start, end)
    key = quotes.key_before(data, end)
    if key is None:
        yield from _found(data, end, bound, "secret", effort)
        return
    name = key[0].lower()
    parents = _parents(values).get(name, ())
    meant = parents and ("" in parents or _parent(data, key[1], key[2], effort) in (*parents, None))
    if meant or (name in _members(values) and _is_broken(data, end)):
        yield from _found(data, end, bound, words.kind_of(name.decode("utf-8", "replace")), effort)
    else:
        yield from field(data, start, end, bound, effort)


def _name_end(data: bytes, start: int, end: int) -> int:
    """Return the position after a member's name and its colon, or after the name if there is no colon."""
    if data[end - 1 : end] == b":":
        return end
    found = _NO_COLON.search(data, start, end)
    return found.start(1) if found else end


def _is_broken(data: bytes, place: int) -> bool:
    """Return whether the line at a position does not end like a record."""
    stop = data.find(b"\n", place)
    line = data[max(place, (stop if stop >= 0 else len(data)) - 8) : stop if stop >= 0 else len(data)].rstrip()
    return not line.endswith((b"}", b"]", b",", b"{", b"["))


@lru_cache
def _members(values: Values) -> frozenset[bytes]:
    return frozenset(member.lower().encode() for one in values.objects for member in one.members)


@lru_cache
def _parents(values: Values) -> Mapping[bytes, tuple[str, ...]]:
    """Return the names of declared members, each with the parents of its declaration; an empty parent means any."""
    found: dict[bytes, tuple[str, ...]] = {}
    for one in values.fields:
        parent, _, name = one.lower().rpartition(".")
        found[name.encode()] = (*found.get(name.encode(), ()), parent)
    return found


def _parent(data: bytes, place: int, depth: int, effort: Effort) -> str | None:
    """Return the name of the member whose object holds this position; None if the object's start was not found."""
    begin = quotes.object_around(data, place, depth, effort)
    if begin is None:
        return None
    before = data[max(0, begin - 1) : begin]
    if before in (b"[", b","):
        return ""
    head = data[max(0, begin - 64) : begin].rstrip(b" \t\r")
    while head.endswith((b'"', b"\\")):  # an object within a text: the name stands before its quote
        head = head[:-1].rstrip(b" \t\r")
    if not head or head.endswith((b"\n", b"{", b"}")):
        return ""  # a record of its own
    if not head.endswith(b":"):
        return None
    key = quotes.key_before(data, max(0, begin - 64) + len(head) - 1)
    return key[0].decode("utf-8", "replace").lower() if key else None


def pair(data: bytes, start: int, end: int, bound: int, effort: Effort) -> Iterator[SecretSpan]:
    """Yield the value of a name and a value in two members of one object: ``{"name": "DB_PASSWORD", "value": …}``."""
    text = _MEMBER.match(data[start:end])
    if text is None or not words.means_value(text[2].decode("utf-8", "replace")):
        return
    kind = words.kind_of(text[2].decode("utf-8", "replace"))
    depth = quotes.depth_of(quotes.run_before(data, start))
    begin = quotes.object_around(data, start - (1 << depth) + 1, depth, effort)
    if begin is not None:
        for name, at in quotes.members(data, begin, depth, bound, effort):
            if _VALUES.fullmatch(name):
                yield from _found(data, at, bound, kind, effort)
    if begin is not None and effort.left >= 0:
        return
    # The start of the object was not found: each nearby member with a value's name counts as a value.
    for near in _NEAR.finditer(data, max(0, start - 100), min(bound, end + 200)):
        yield from _found(data, near.end(), bound, kind, effort)


def within(data: bytes, start: int, end: int, bound: int, values: Values, effort: Effort) -> Iterator[SecretSpan]:
    """Yield values of an object, or of a request, whose kind is in another member: ``data`` in a ``Secret``."""
    text = _MEMBER.match(data[start:end])
    if text is None:
        return
    for first, last, deep in bodies(data, start, (text[1], text[2]), bound, values, effort):
        yield from _span(data, first, (first, last, deep), "secret")
    for one in values.objects:
        if one.field.encode().lower() != text[1].lower() or not re.fullmatch(one.text.encode(), text[2], re.IGNORECASE):
            continue
        depth = quotes.depth_of(quotes.run_before(data, start))
        begin = quotes.object_around(data, start - (1 << depth) + 1, depth, effort)
        names = "|".join(map(re.escape, one.members)).encode()
        inside = re.compile(rb'"(?:' + names + rb')\\*"(?:\s|\\+[nrt])*:?', re.IGNORECASE)
        stop = _end(data, begin, depth, bound, effort) if begin is not None else bound
        for member in inside.finditer(data, begin if begin is not None else max(0, start - (1 << 12)), stop):
            yield from _found(data, member.end(), bound, "secret", effort)


def _end(data: bytes, begin: int, depth: int, bound: int, effort: Effort) -> int:
    stop = quotes.object_end(data, begin, depth, bound, effort)
    return stop if effort.left >= 0 else min(bound, begin + (1 << 12))


def _found(data: bytes, at: int, bound: int, kind: str, effort: Effort) -> Iterator[SecretSpan]:
    for text in quotes.texts_of(data, at, bound, effort):
        yield from _span(data, at, text, kind)


def _span(data: bytes, at: int, text: quotes.Text, kind: str) -> Iterator[SecretSpan]:
    start, end, depth = text
    raw = data[start:end]
    if kind == "authorization" and depth >= 0 and raw:
        yield from authorization(data, start, end)
    elif depth >= 0:
        if raw:
            yield SecretSpan(start, end, kind, quotes.plain(raw, depth) if b"\\" in raw else None)
    elif not _WORD.fullmatch(raw):
        quote = b"\\" * ((1 << _depth_at(data, at)) - 1) + b'"'
        yield SecretSpan(start, end, kind, None, (quote, quote))


def _depth_at(data: bytes, at: int) -> int:
    """Return the quoting depth of the name before a value."""
    key = quotes.key_before(data, at)
    return key[2] if key else 0
