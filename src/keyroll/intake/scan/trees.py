"""Reads XML an element at a time: finished elements are released, and a single part that is too large is refused."""

import codecs
from collections.abc import Iterable, Iterator
from typing import Final
from xml.etree import ElementTree as ET

#: The most parts of one record, levels, and characters without any element.
_PARTS: Final = 300_000
_LEVELS: Final = 500
_SILENT: Final = 32 << 20
#: Elements that are records at any depth (``rss/channel/item``); other records are directly below the root.
_RECORDS: Final = frozenset({"object", "item", "page", "entry"})


class NotXml(Exception):  # noqa: N818 - caught where a file is read, becomes a reason
    """A text is not XML, or XML that is not read; the message gives the reason and shows nothing of the text."""


def elements(pieces: Iterable[bytes]) -> Iterator[ET.Element]:
    """Yield each element that ends, with its content, as far as it was not released. Raises NotXml."""
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
                assert isinstance(element, ET.Element)  # noqa: S101 - narrows the type: other events are not requested
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
    """Release the content of an element; return its number of parts."""
    parts = sum(1 for _ in element.iter())
    element.clear()
    if parent is not None:
        parent.remove(element)
    return parts
