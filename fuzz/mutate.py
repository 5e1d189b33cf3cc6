"""Changes inputs so that they stay nearly sound: JSON trees by their nodes, texts by words and lines."""

import json
import random
from collections.abc import Callable
from typing import Any

DEEP = 1500
#: Values that often break parsers.
TEXTS = (
    "", "\x00", "\ud800", "\udfff\ud800", "\u202e", "\x1b]0;x\x07", "\ufeff", "a" * 5000, "é\u0301", "http://[", "https://a:99999999/",
    "https://[::1", "//", "ldap://\ud800", "http://a\u2100b/", "file:///etc/passwd", "../../etc/passwd", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00", "2026-13-45", "9999999999999", "99999999999", "-1", "1e999", "NaN", "١٢٣٤٥٦٧٨٩٠", "' OR 1=1 --", '"', "\\",
    "$1", "{}", "[]", "null", "*", "%", "(?:", "a@b@c", ":", "::", "@", "/", "#", "\n", "\r\n", "\t", "𝟙", "İ", "ß",
)  # fmt: skip
NUMBERS = (
    0, -1, 1, 2**31, 2**32, 2**53 + 1, 2**63 - 1, 2**63, 2**64, -(2**63) - 1, 10**30, 10**400, 0.1, -0.0, 1e308, 1e-320,
    float("nan"), float("inf"), float("-inf"), 253402300800, 253402300800000, -62135596801, 1e20,
)  # fmt: skip


def nasty(by: random.Random) -> Any:
    """Return an unexpected value."""
    kind = by.randrange(8)
    if kind < 3:
        return by.choice(TEXTS)
    if kind < 5:
        return by.choice(NUMBERS)
    if kind == 5:
        return by.choice((None, True, False))
    return by.choice(([], {}, [[]], [None], {"": None}, [{}], {"a": {"a": {}}}, [1, "a", None, {}]))


def structured(headers: tuple[bytes, ...], words: tuple[bytes, ...]) -> Callable[[bytes, random.Random], bytes]:
    """Return a mutator of inputs with an optional header, and JSON or text below it."""

    def mutate(data: bytes, by: random.Random) -> bytes:
        head, line, body = data.partition(b"\n") if headers else (b"", b"", data)
        if headers and by.random() < 0.03:
            head, line = by.choice(headers), b"\n"
        for _ in range(by.choice((1, 1, 1, 2, 4))):
            body = _body(body, by, words)
        return head + line + body

    return mutate


def _body(body: bytes, by: random.Random, words: tuple[bytes, ...]) -> bytes:
    tree = _read(body)
    if tree is not None and by.random() < 0.85:
        return _write(_tree(tree, by), by)
    lines = body.split(b"\n")
    place = by.randrange(len(lines))
    tree = _read(lines[place])
    if tree is not None and by.random() < 0.7:
        lines[place] = _write(_tree(tree, by), by)
        return b"\n".join(lines)
    return _text(body, by, words)


def _read(body: bytes) -> Any:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict | list) else None


def _write(tree: Any, by: random.Random) -> bytes:
    text = json.dumps(tree, ensure_ascii=by.random() < 0.5, indent=by.choice((None, None, None, 1)))
    raw = text.encode("utf-8", "surrogatepass")
    return raw.replace(b'"@deep@"', b"[" * DEEP + b"]" * DEEP, 1)


def _tree(tree: Any, by: random.Random) -> Any:
    """Change one node of a tree."""
    places: list[tuple[Any, Any]] = []
    left = [tree]
    while left:
        one = left.pop()
        inner = list(one.items() if isinstance(one, dict) else enumerate(one))
        places += [(one, name) for name, _ in inner]
        left += [value for _, value in inner if isinstance(value, dict | list)]
    if not places:
        return [nasty(by)] if isinstance(tree, list) else {str(nasty(by)): nasty(by)}
    holder, name = by.choice(places)
    _change(holder, name, by.choice(places), by)
    return tree


def _change(holder: Any, name: Any, other: tuple[Any, Any], by: random.Random) -> None:
    way, value = by.randrange(9), holder[name]
    if way < 4:
        holder[name] = nasty(by)
    elif way == 4:
        del holder[name]
    elif way == 5:
        holder[name] = "@deep@" if by.random() < 0.1 else [value]
    elif way == 6:
        holder[name] = json.loads(json.dumps(other[0][other[1]]))
    elif way == 7 and isinstance(value, str):
        place = by.randrange(len(value) + 1)
        holder[name] = value[:place] + str(by.choice(TEXTS)) + value[place + by.randrange(2) :]
    elif isinstance(holder, list):
        holder.insert(name, nasty(by))
    else:
        holder[str(by.choice(TEXTS)) if by.random() < 0.3 else f"{name}x"] = value


def _text(body: bytes, by: random.Random, words: tuple[bytes, ...]) -> bytes:
    way, place = by.randrange(7), by.randrange(len(body) + 1)
    length = by.choice((1, 1, 2, 4, 16, 100))
    if way == 0:
        return body[:place] + body[place + length :]
    if way == 1:
        return body[:place] + body[place : place + length] * by.choice((2, 3, 50)) + body[place:]
    if way == 2:
        return body[:place] + bytes([by.randrange(256)]) + body[place + by.randrange(2) :]
    if way == 3 and words:
        return body[:place] + by.choice(words) + body[place + by.randrange(2) * length :]
    if way == 4:
        lines = body.split(b"\n")
        lines.insert(by.randrange(len(lines)), by.choice(lines))
        return b"\n".join(lines)
    if way == 5:
        return body[:place] + str(by.choice(NUMBERS)).encode() + body[place + length :]
    return body[:place] + str(by.choice(TEXTS)).encode("utf-8", "surrogatepass") + body[place + by.randrange(2) :]
