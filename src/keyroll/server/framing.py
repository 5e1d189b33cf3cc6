"""Refuses requests whose end two parsers could see at different places (RFC 9112, sections 2.2, 5.2, 6.1, 6.3, 7.1).

h11 accepts bare line feeds, folded headers, both ``Content-Length`` and ``Transfer-Encoding``, repeated lengths, and
spaces after a chunk's size. A proxy before the server may read these otherwise: a part of one person's request would
then be answered as the next one.
"""

import re
from collections.abc import Sequence
from typing import Final

import h11
from h11._receivebuffer import ReceiveBuffer

#: A line feed or carriage return alone, and a line that continues the one before.
_LOOSE: Final = re.compile(rb"(?<!\r)\n|\r(?!\n|\Z)|\n[ \t]")
_END: Final = b"\r\n\r\n"
_CHUNK: Final = re.compile(rb"[0-9A-Fa-f]{1,16}(?:;[\t\x20-\x7e]*)?\r\n")
#: No control character is part of a header; h11 accepts all except NUL and white space.
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")


class StrictLines(ReceiveBuffer):
    """h11's buffer of received data; it gives out only lines whose form is exact."""

    def maybe_extract_lines(self) -> list[bytearray] | None:
        """Return the lines of a header or of trailers once they are complete. Raises LocalProtocolError."""
        if self._data[:2] != b"\r\n":
            seen = self._multiple_lines_search
            end = self._data.find(_END, seen)
            last = end + len(_END) - 1 if end >= 0 else len(self._data)
            if _LOOSE.search(self._data, max(0, seen - 2), last):
                raise h11.LocalProtocolError("a line does not end in CR LF, or continues the line before")
        lines = super().maybe_extract_lines()
        if lines:
            _check(lines)
        return lines

    def maybe_extract_next_line(self) -> bytearray | None:
        """Return the line with a chunk's size. Raises LocalProtocolError."""
        line = super().maybe_extract_next_line()
        if line is not None and not _CHUNK.fullmatch(line):
            raise h11.LocalProtocolError("the size of a chunk is not a hexadecimal number")
        return line


def strict(connection: h11.Connection) -> None:
    """Make a new connection read its data strictly."""
    # h11 has no option for it. The tests of hostile framing fail if a new version no longer reads by this buffer.
    connection._receive_buffer = StrictLines()


def _check(lines: Sequence[bytes | bytearray]) -> None:
    fields = [(name.lower(), value) for name, _, value in (line.partition(b":") for line in lines)]
    framing = [(name, value) for name, value in fields if name in (b"content-length", b"transfer-encoding")]
    old = any(name == b"transfer-encoding" for name, _ in framing) and lines[0].endswith(b" HTTP/1.0")
    if old or len(framing) > 1 or any(b"," in value for _, value in framing):
        raise h11.LocalProtocolError("the length of the body is ambiguous")
    if any(_CONTROL.search(line) for line in lines):
        raise h11.LocalProtocolError("a header has a control character")
