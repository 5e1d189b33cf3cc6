"""Reads a proxy's question, an HTTP/1.1 request without a body. What two programs could read differently is refused."""

import re
from dataclasses import dataclass
from typing import Final

#: The most bytes of a question: request line and headers.
LARGEST: Final = 64 << 10
_LINE = re.compile(rb"([A-Z]{1,20}) (/[\x21-\x7e]*) HTTP/1\.1")
#: A field name is a token (RFC 9110, section 5.6.2), without a blank before the colon (RFC 9112, section 5.1).
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)")


class MalformedQuestion(Exception):  # noqa: N818 - it never leaves the gate
    """A question that is no plain HTTP/1.1 request; its connection is closed."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its own method and path, and the headers in their order, names in small letters."""

    method: str
    path: str
    headers: tuple[tuple[str, bytes], ...]

    def values(self, name: str) -> list[bytes]:
        """Return every value of a header."""
        return [value for known, value in self.headers if known == name]

    def one(self, name: str) -> str:
        """Return the value of a header that is there once and is ASCII, else an empty text."""
        found = self.values(name)
        return found[0].decode("ascii", "replace") if len(found) == 1 and found[0].isascii() else ""


def read(head: bytes) -> Question:
    """Read a request line and headers, without the blank line at the end. Raises MalformedQuestion."""
    first, *lines = head.split(b"\r\n")
    line = _LINE.fullmatch(first)
    if line is None:
        raise MalformedQuestion("request line")
    fields = []
    for text in lines:
        field = _FIELD.fullmatch(text)
        if field is None:
            raise MalformedQuestion("header")
        fields.append((field[1].decode().lower(), field[2].rstrip(b" \t")))
    asked = Question(line[1].decode(), line[2].decode(), tuple(fields))
    if asked.values("transfer-encoding") or asked.values("content-length") not in ([], [b""], [b"0"]):
        raise MalformedQuestion("body")
    if len(asked.values("host")) != 1:
        raise MalformedQuestion("host")
    return asked
