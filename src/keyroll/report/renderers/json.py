"""The tree of a document as one JSON object: every block with its kind and its members, texts unchanged."""

from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum

import orjson

from keyroll.clock import iso
from keyroll.model.json import Json
from keyroll.report.document import Document
from keyroll.report.jsonl import SCHEMA_VERSION
from keyroll.report.renderer import Renderer
from keyroll.visible import visible_json


def tree(value: object) -> Json:
    """Return a part of a document as JSON: a block has its class name as ``block``."""
    if is_dataclass(value) and not isinstance(value, type):
        name = type(value).__name__.lower()
        return {"block": name, **{one.name: tree(getattr(value, one.name)) for one in fields(value)}}
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, list | tuple):
        return [tree(one) for one in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def report_object(document: Document) -> dict[str, Json]:
    """Return a document as one object."""
    blocks: list[Json] = [tree(one) for one in document.blocks]
    return {"title": document.title, "about": document.about, "blocks": blocks}


def render(document: Document) -> bytes:
    """Return a document as one JSON object."""
    made = {"schema_version": SCHEMA_VERSION, "kind": "report", **report_object(document)}
    text = orjson.dumps(_encodable(made), option=orjson.OPT_INDENT_2).decode()
    return visible_json(text).encode() + b"\n"


def _encodable(value: Json) -> Json:
    """Return a value with lone surrogates written out: UTF-8 cannot encode them."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {key: _encodable(one) for key, one in value.items()}
    return [_encodable(one) for one in value] if isinstance(value, list) else value


RENDERER = Renderer("the document's tree as JSON", render)
