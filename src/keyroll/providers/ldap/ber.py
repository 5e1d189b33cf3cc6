"""The part of ASN.1's basic encoding (ITU-T X.690) that LDAP uses (RFC 4511 section 5.1): definite lengths only."""

from collections.abc import Iterator
from typing import NamedTuple

INTEGER, OCTETS, ENUMERATED, SEQUENCE, SET, BOOLEAN = 0x02, 0x04, 0x0A, 0x30, 0x31, 0x01


class Malformed(ValueError):  # noqa: N818 - it is an answer, not a fault
    """The error for bytes that are not such an encoding."""


class Element(NamedTuple):
    """One element: its tag and its contents."""

    tag: int
    content: bytes

    def parts(self) -> list["Element"]:
        """Return the elements in the contents. Raises Malformed."""
        return list(elements(self.content))

    def number(self) -> int:
        """Return the contents as a whole number."""
        return int.from_bytes(self.content, "big", signed=True)

    def text(self) -> str:
        """Return the contents as text; invalid bytes become replacement characters."""
        return self.content.decode("utf-8", "replace")


def element(tag: int, *contents: bytes) -> bytes:
    """Return an element of these contents."""
    content = b"".join(contents)
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def number(value: int, tag: int = INTEGER) -> bytes:
    """Return a whole number that is not negative."""
    return element(tag, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def text(value: str | bytes, tag: int = OCTETS) -> bytes:
    """Return a text."""
    return element(tag, value.encode() if isinstance(value, str) else value)


def elements(raw: bytes) -> Iterator[Element]:
    """Yield elements in sequence. Raises Malformed."""
    while raw:
        size, head = length_of(raw)
        if len(raw) < head + size:
            raise Malformed
        yield Element(raw[0], raw[head : head + size])
        raw = raw[head + size :]


def length_of(raw: bytes) -> tuple[int, int]:
    """Return the size of the first element's contents, and of its header. Raises Malformed."""
    if len(raw) < 2 or raw[1] == 0x80:
        raise Malformed
    if raw[1] < 0x80:
        return raw[1], 2
    head = 2 + (raw[1] & 0x7F)
    if head > 6 or len(raw) < head:
        raise Malformed
    return int.from_bytes(raw[2:head], "big"), head
