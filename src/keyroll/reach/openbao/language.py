"""Parses the text of a policy: the HCL subset of policies (blocks, assignments, lists, objects, comments), or JSON."""

import json
import re
from typing import Final

import orjson

from keyroll.errors import KeyrollError
from keyroll.model.json import Json

_TOKEN: Final = re.compile(
    r"""(?P<skip>[\s,]+|\#[^\n]*|//[^\n]*|/\*.*?\*/)|(?P<text>"(?:[^"\\\n]|\\.)*")|(?P<mark>[{}\[\]=:])"""
    r"""|(?P<word>[A-Za-z_][\w.\-]*)|(?P<number>-?\d+(?:\.\d+)?)""",
    re.DOTALL,
)
_DEEPEST: Final = 20


class PolicyFault(KeyrollError):  # noqa: N818 - as the other declarations' faults are named
    """The text of a policy cannot be read."""


def rules(text: str) -> list[tuple[str, dict[str, Json]]]:
    """Return the paths of a policy with their bodies; a path may occur more than once. Raises PolicyFault."""
    body = _json(text) if text.lstrip().startswith("{") else _Reader(text).body("")
    found: list[tuple[str, dict[str, Json]]] = []
    for path, one in _paths(body.get("path", {})):
        if not isinstance(one, dict):
            raise _fault(f"the rule of {path}")
        found.append((path, one))
    return found


def _fault(what: str) -> PolicyFault:
    return PolicyFault(f"{what} cannot be read", hint="check the policy with: bao policy read NAME")


def _json(text: str) -> dict[str, Json]:
    try:
        orjson.loads(text)  # strict: no NaN, no half Unicode pairs
        body = json.loads(text, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError):
        raise _fault("the JSON of the policy") from None
    if not isinstance(body, dict):
        raise _fault("the JSON of the policy")
    return body


def _without_repeats(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """Return an object; refuse a repeated name, because only its last value would stay and a rule would be lost."""
    body = dict(pairs)
    if len(body) < len(pairs):
        raise _fault("an object of the policy that names one thing twice")
    return body


def _paths(body: Json) -> list[tuple[str, Json]]:
    """Return the bodies of paths: JSON gives one object, or a list of objects."""
    if isinstance(body, dict):
        return list(body.items())
    if isinstance(body, list):
        return [pair for one in body for pair in _paths(one)]
    raise _fault("the list of paths")


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None:
                raise _fault(f"{text[at : at + 20]!r}")
            if found.lastgroup != "skip":
                self._tokens.append((str(found.lastgroup), found[0]))
            at = found.end()
        self._at = self._deep = 0

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise _fault("the end of the policy")
        self._at += 1
        return self._tokens[self._at - 1]

    def _comes(self, mark: str) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at] == ("mark", mark)

    def body(self, end: str) -> dict[str, Json]:
        """Return assignments and blocks up to a mark, or up to the end of the text; equal blocks become one."""
        self._deep += 1
        if self._deep > _DEEPEST:
            raise _fault("a policy so deep")
        found: dict[str, Json] = {}
        while not self._comes(end) if end else self._at < len(self._tokens):
            name = self._name()
            if self._comes("=") or self._comes(":"):
                self._next()
                found[name] = self._value()
            else:
                self._block(found, name)
        if end:
            self._next()
        self._deep -= 1
        return found

    def _block(self, found: dict[str, Json], name: str) -> None:
        """Parse a block with or without a label; its content is added to earlier blocks of its name."""
        label = "" if self._comes("{") else self._name()
        if self._next() != ("mark", "{"):
            raise _fault(f"{name} {label}")
        inner = self.body("}")
        if not label:
            found[name] = inner
            return
        blocks = found.setdefault(name, [])
        if not isinstance(blocks, list):
            raise _fault(f"{name} {label}")
        blocks.append({label: inner})

    def _name(self) -> str:
        kind, text = self._next()
        if kind not in ("word", "text"):
            raise _fault(f"{text!r}")
        return _string(text) if kind == "text" else text

    def _value(self) -> Json:
        kind, text = self._next()
        if kind == "text":
            return _string(text)
        if kind == "number":
            return float(text) if "." in text else int(text)
        if kind == "word" and text in ("true", "false"):
            return text == "true"
        if (kind, text) == ("mark", "{"):
            return self.body("}")
        if (kind, text) == ("mark", "["):
            return self._list()
        raise _fault(f"{text!r}")

    def _list(self) -> Json:
        self._deep += 1
        if self._deep > _DEEPEST:
            raise _fault("a policy so deep")
        values: list[Json] = []
        while not self._comes("]"):
            values.append(self._value())
        self._next()
        self._deep -= 1
        return values


def _string(text: str) -> str:
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise _fault(text) from None
    return str(value)
