"""Fields of a JSON document; ``database.password`` is the field ``password`` of the object ``database``."""

import json
import re
from collections.abc import Mapping
from typing import Final

from keyroll.rotation.form import FileForm, UnreadableFileError, named_templates

_EXAMPLE: Final = "json database.password={secret} database.user={id}"
_INDENT = re.compile(r"[\[{]\r?\n([ \t]+)\S")


def entries(words: str) -> Mapping[str, str]:
    """Return the template of each field. Raises UsageError."""
    return named_templates(words, _EXAMPLE)


def put(before: str, _words: str, texts: Mapping[str, str], _accounts: frozenset[str]) -> str:
    """Replace the fields; the others keep their values and their order, and the document its indentation."""
    document = parsed(before) if before.strip() else {}
    for path, text in texts.items():
        *above, last = path.split(".")
        inside: dict[str, object] = document
        for name in above:
            below = inside.setdefault(name, {})
            if not isinstance(below, dict):
                raise UnreadableFileError(f"the field {name} of the document is no object", hint="name another field")
            inside = below
        inside[last] = text
    return written(before, document)


def read(content: str, words: str) -> Mapping[str, str] | None:
    """Return the fields; None if one is missing or no text. Raises UnreadableFileError."""
    document, found = parsed(content), {}
    for path in entries(words):
        inside: object = document
        for name in path.split("."):
            inside = inside.get(name) if isinstance(inside, dict) else None
        if not isinstance(inside, str):
            return None
        found[path] = inside
    return found


def parsed(text: str) -> dict[str, object]:
    """Return the object of a document. Raises UnreadableFileError; a name that stands twice is refused."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        if len({name for name, _ in pairs}) != len(pairs):
            raise ValueError
        return dict(pairs)

    try:
        document = json.loads(text, object_pairs_hook=once, parse_float=_Number)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise UnreadableFileError("the place holds no JSON object", hint="name the right file")
    return document


def written(before: str, document: dict[str, object]) -> str:
    """Return a document in the layout of an earlier text."""
    indent = _INDENT.search(before)
    text = json.dumps(document, indent=indent[1] if indent else None, ensure_ascii=False)
    return f"{text}\n" if not before or before.endswith("\n") else text


class _Number(float):
    """A number that is written as it was read."""

    def __new__(cls, text: str) -> "_Number":
        found = super().__new__(cls, text)
        if repr(float(text)) != text:
            raise UnreadableFileError("a number of the document would change", hint="write it in its short form")
        return found


FORM = FileForm("fields of a JSON document", _EXAMPLE, entries, put, read)
