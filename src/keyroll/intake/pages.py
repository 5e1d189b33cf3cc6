"""The pages of a survey's file: JSON documents that stand one after another."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from keyroll.intake.records import balanced, skip_blank
from keyroll.model.json import Json

_BEGINS = re.compile(r"^[\[{]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Written:
    """One page as it stands in a text, from ``start`` to ``end``: its body, or the ``fault`` that it has none."""

    start: int
    end: int
    body: Json = None
    fault: str = ""


def pages(text: str) -> Iterator[Written]:
    """Yield the pages of a text in order. After a broken one the next page begins a line."""
    decoder, position = json.JSONDecoder(), 0
    while (position := skip_blank(text, position)) < len(text):
        try:
            found, end = decoder.raw_decode(text, position)
            yield Written(position, end, _storable(found))
        except (ValueError, RecursionError) as error:
            next_page = _BEGINS.search(text, balanced(text, position) or position + 1)
            end = next_page.start() if next_page else len(text)
            yield Written(position, end, fault=f"not JSON: {error}")
        position = end


def _storable(body: Json) -> Json:
    """Return a body without halves of surrogate pairs, which JSON can write and nothing can store."""
    text = json.dumps(body, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        clean: Json = json.loads(text.encode("utf-8", "replace"))
        return clean
    return body
