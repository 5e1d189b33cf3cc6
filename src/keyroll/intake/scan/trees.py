"""Reads XML an element at a time: what was looked at is let go, and what is too large in one piece is refused."""

import codecs
from collections.abc import Iterable, Iterator
from typing import Final
from xml.etree import ElementTree as ET

#: Parts of one record, levels, and characters that come without any element.
_PARTS: Final = 300_000
_LEVELS: Final = 500
_SILENT: Final = 32 << 20
#: What is a record by itself, wherever it lies (``rss/channel/item``); else it is what lies right below the root.
_RECORDS: Final = frozenset({"object", "item", "page", "entry"})


class NotXml(Exception):  # noqa: N818 - caught where a file is read, becomes a reason
    """A text is no XML, or one that is not read; the message says why and shows nothing of it."""


def elements(pieces: Iterable[bytes]) -> Iterator[ET.Element]:
    """Yield each element that ends, with all that is in it, as far as it was not let go. Raises NotXml."""
    parser: ET.XMLPullParser[ET.Element] = ET.XMLPullParser(("start", "end"))
    decode = codecs.getincrementaldecoder("utf-8-sig")("replace").decode
    stack: list[ET.Element] = []
    held = silent = 0
    try:
        for piece in _ended(pieces):
            text = decode(piece or b"", final=piece is None)
            if "<!ENTITY" in text:
                raise NotXml("declares entities")
            parser.feed(text)
            silent += len(text)
            for event, element in parser.read_events():  # type: ignore[misc]
                silent = 0
                assert isinstance(element, ET.Element)  # noqa: S101 - narrows the type: other events are not asked for
                if event == "start":
                    stack.append(element)
                    held += 1
                    if held > _PARTS or len(stack) > _LEVELS:
                        raise NotXml("has a record of too many parts")
                    continue
                stack.pop()
                yield element
                if len(stack) < 2 or element.tag.rpartition("}")[2].lower() in _RECORDS:
                    held -= _let_go(element, stack[-1] if stack else None)
            if silent > _SILENT:
                raise NotXml("has a text that is too long")
        parser.close()
    except (ET.ParseError, ValueError):
        raise NotXml("is not XML") from None


def _ended(pieces: Iterable[bytes]) -> Iterator[bytes | None]:
    """Yield pieces of moderate size, and None at the end."""
    for piece in pieces:
        for at in range(0, len(piece), 1 << 16):
            yield piece[at : at + (1 << 16)]
    yield None


def _let_go(element: ET.Element, parent: ET.Element | None) -> int:
    """Forget what is in an element; return how many parts that are."""
    parts = sum(1 for _ in element.iter())
    element.clear()
    if parent is not None:
        parent.remove(element)
    return parts
