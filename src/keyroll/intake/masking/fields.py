"""Values in members of JSON: by their own name, by the name beside them, or by the object they are in."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from keyroll.intake.masking import quotes, words
from keyroll.intake.masking.quotes import Effort
from keyroll.intake.masking.texts import SecretSpan, authorization
from keyroll.providers.contracts.values import Values

#: Members that hold what the name beside them names.
_VALUES = re.compile(
    rb"(?i)(?:parameter|new|old|default|string|plain(?:text)?|secret)?_?values?|from|to|old|new|with|default"
)
_NAME_OF = re.compile(rb"(?i)(?:name|key|parameterkey|variable|property|field|parameter|option|change)")
_NEAR = re.compile(rb'(?i)"((?:\w*value|from|to|old|new)s?)\\*"\s*:')
_QUOTE, _BACKSLASH = b'"\\'
_NO_COLON = re.compile(rb'"(\s+)(?:\\*"|[{\[])$')
_WORD = re.compile(rb"true|false|null", re.IGNORECASE)


@lru_cache(4096)
def _known(name: bytes) -> str:
    """Return the kind of a value by the name of its member, or nothing if the name means none."""
    said = (quotes.plain(name, 0) if b"\\" in name else name).decode("utf-8", "replace")
    return words.kind_of(said) if words.means_value(said) else ""


def plain_text(data: bytes, end: int) -> SecretSpan | None:
    """Return what nearly all values are: a text in quotes right behind its name and colon, without escapes."""
    if end >= len(data) or not data[end - 2] == data[end] == _QUOTE or data[end - 3] == _BACKSLASH:
        return None
    stop = data.find(b'"', end + 1)
    text = data[end + 1 : stop]
    if stop <= end + 1 or b"\\" in text or b"\n" in text:
        return None
    known = _known(data[data.rfind(b'"', max(0, end - 256), end - 2) + 1 : end - 2])
    return SecretSpan(end + 1, stop, known) if known and known != "authorization" else None


def field(data: bytes, start: int, end: int, bound: int, effort: Effort) -> Iterator[SecretSpan]:
    """A member whose name says that it is a value: its text, never an object or a list of objects."""
    end = _name_end(data, start, end)
    key = quotes.key_before(data, end)
    name = key[0] if key else data[start:end].partition(b'"')[0]
    at = quotes.skip(data, end)
    first = quotes.skip(data, at + 1) if data[at : at + 1] == b"[" else at
    # Objects are judged by their own members: a list of ``secrets`` says their names.
    if (known := _known(name)) and data[first : first + 1] not in (b"{", b"["):
        yield from _found(data, at, bound, known, effort)


def declared(data: bytes, start: int, end: int, bound: int, values: Values, effort: Effort) -> Iterator[SecretSpan]:
    """A member that the log's or list's own folder names, with all that is in it; ``parent.name`` looks at both."""
    begin = data.rfind(b'"', max(0, end - 256), end - 2)
    parents = _parents(values).get(data[begin + 1 : end - 2].lower())
    if parents and "" not in parents and data[begin - 2 : begin] == b"[{":
        return  # a list's object, which has no name
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
    """Return the place after a member's name and its colon, or after the name if there is no colon."""
    if data[end - 1 : end] == b":":
        return end
    found = _NO_COLON.search(data, start, end)
    return found.start(1) if found else end


def _is_broken(data: bytes, place: int) -> bool:
    """Say whether the line of a place does not end as a record does."""
    stop = data.find(b"\n", place)
    line = data[max(place, (stop if stop >= 0 else len(data)) - 8) : stop if stop >= 0 else len(data)].rstrip()
    return not line.endswith((b"}", b"]", b",", b"{", b"["))


@lru_cache
def _members(values: Values) -> frozenset[bytes]:
    return frozenset(member.lower().encode() for one in values.objects for member in one.members)


@lru_cache
def _parents(values: Values) -> Mapping[bytes, tuple[str, ...]]:
    """Return the names of declared members, each with the parents in which it is meant; none: in any."""
    found: dict[bytes, tuple[str, ...]] = {}
    for one in values.fields:
        parent, _, name = one.lower().rpartition(".")
        found[name.encode()] = (*found.get(name.encode(), ()), parent)
    return found


def _parent(data: bytes, place: int, depth: int, effort: Effort) -> str | None:
    """Return the name of the member whose object this place lies in; None if that cannot be seen."""
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
    """A name and a value as two members of one object: ``{"name": "DB_PASSWORD", "value": …}``."""
    text = re.match(rb'"(\w+)\\*"(?:\s|\\+[nrt])*:?(?:\s|\\+[nrt])*\\*"(.*?)\\*"$', data[start:end], re.DOTALL)
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
    # Nobody sees where the object begins: what is called a value near by is one.
    for near in _NEAR.finditer(data, max(0, start - 100), min(bound, end + 200)):
        yield from _found(data, near.end(), bound, kind, effort)


def within(data: bytes, start: int, end: int, bound: int, values: Values, effort: Effort) -> Iterator[SecretSpan]:
    """Members of an object of which another member tells what it is: ``data`` in what is of the kind ``Secret``."""
    text = re.match(rb'"(\w+)\\*"(?:\s|\\+[nrt])*:?(?:\s|\\+[nrt])*\\*"(.*?)\\*"$', data[start:end], re.DOTALL)
    if text is None:
        return
    depth = quotes.depth_of(quotes.run_before(data, start))
    begin = quotes.object_around(data, start - (1 << depth) + 1, depth, effort)
    for one in values.objects:
        if one.field.encode().lower() != text[1].lower() or not re.fullmatch(one.text.encode(), text[2], re.IGNORECASE):
            continue
        names = "|".join(map(re.escape, one.members)).encode()
        inside = re.compile(rb'"(?:' + names + rb')\\*"(?:\s|\\+[nrt])*:?', re.IGNORECASE)
        stop = _object_end(data, begin, depth, bound, effort) if begin is not None else bound
        for member in inside.finditer(data, begin if begin is not None else max(0, start - (1 << 12)), stop):
            yield from _found(data, member.end(), bound, "secret", effort)


def _object_end(data: bytes, begin: int, depth: int, bound: int, effort: Effort) -> int:
    last = begin
    for _, at in quotes.members(data, begin, depth, bound, effort):
        last = at
    for _, stop, _ in quotes.texts_of(data, last, bound, effort):
        last = max(last, stop)
    return max(last, begin + 1) if effort.left >= 0 else min(bound, begin + (1 << 12))


def _found(data: bytes, at: int, bound: int, kind: str, effort: Effort) -> Iterator[SecretSpan]:
    for start, end, depth in quotes.texts_of(data, at, bound, effort):
        raw = data[start:end]
        if kind == "authorization" and depth >= 0 and raw:
            yield from authorization(data, start, end)
            continue
        if depth >= 0:
            if raw:
                yield SecretSpan(start, end, kind, quotes.plain(raw, depth) if b"\\" in raw else None)
        elif not _WORD.fullmatch(raw):
            quote = b"\\" * ((1 << _depth_at(data, at)) - 1) + b'"'
            yield SecretSpan(start, end, kind, None, (quote, quote))


def _depth_at(data: bytes, at: int) -> int:
    """Return the depth of the name before a value."""
    key = quotes.key_before(data, at)
    return key[2] if key else 0
