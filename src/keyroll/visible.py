r"""Makes text from outside safe to show: terminal controls and invisible characters are written out as escapes.

Control characters (C0, C1, DEL), bidirectional controls, zero-width and other invisible characters, spaces other than
the plain one, lone surrogates (bytes of a file name that are not UTF-8), private and unassigned characters appear as
``\x1b``, ``\u202e``, ``\udc80``. Letters of every script stay as they are.
"""

import re
import unicodedata
from typing import Final, TextIO

#: Characters that Unicode calls printable but that show nothing: fillers, variation selectors, the blank Braille
#: pattern.
_BLANK: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
#: Text of several lines in which nothing needs an escape; this fits nearly all output.
_PLAIN_LINES: Final = re.compile(r"[\t\n -~]*")
#: The most combining marks over one letter; more of them would cover other lines.
_MARKS: Final = 4
#: Characters that JSON text may hold and a terminal must not get; JSON writers escape C0 themselves.
_NOT_ASCII: Final = re.compile(r"[^\n\r\t -~]")


def visible(text: str, keep: str = "") -> str:
    """Return a text with every character escaped that is not visible; those in ``keep`` stay."""
    if text.isascii() and text.isprintable():
        return text
    shown, marks = [], 0
    for char in text:
        marks = marks + 1 if not char.isascii() and unicodedata.category(char).startswith("M") else 0
        plain = char in keep or (char.isprintable() and marks <= _MARKS and not _BLANK.match(char))
        shown.append(char if plain else _written_out(char))
    return "".join(shown)


def _written_out(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def visible_lines(text: str) -> str:
    """Return a text of several lines made visible; line ends (LF, CRLF) and tabs stay."""
    if _PLAIN_LINES.fullmatch(text):
        return text
    *lines, last = text.split("\n")
    whole = (visible(one.removesuffix("\r"), "\t") + ("\r" if one.endswith("\r") else "") for one in lines)
    return "\n".join([*whole, visible(last, "\t")])


def visible_json(text: str) -> str:
    r"""Return JSON text with the same values, in which hostile characters are escaped as in JSON (``\u202e``)."""
    return text if text.isascii() and "\x7f" not in text else _NOT_ASCII.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    char = found[0]
    if visible(char) == char:
        return char
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


class Screen:
    """A text stream to a person: all text written to it is made visible, except keyroll's own styles.

    It replaces ``sys.stdout`` and ``sys.stderr``, so that libraries, tracebacks and log lines use it too. It has no
    ``buffer``, which would bypass it.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # A terminal of another encoding shows the characters that it lacks as escapes, and no write fails.
            reconfigure(errors="backslashreplace")

    @property
    def behind(self) -> TextIO:
        """The stream itself, for cursor movement and for keyroll's own text."""
        return self._stream

    @property
    def encoding(self) -> str:
        """The encoding of the wrapped stream."""
        return self._stream.encoding

    @property
    def errors(self) -> str | None:
        """How the wrapped stream handles characters that its encoding lacks."""
        return self._stream.errors

    @property
    def closed(self) -> bool:
        """Return whether the wrapped stream is closed."""
        return self._stream.closed

    def write(self, text: str | bytes) -> int:
        """Write text, made visible. Bytes are read as UTF-8: libraries write bytes if there is no ``buffer``."""
        shown = text.decode("utf-8", "backslashreplace") if isinstance(text, bytes) else text
        self._stream.write(visible_lines(shown))
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        """Write texts, made visible."""
        for one in lines:
            self.write(one)

    def own(self, text: str) -> None:
        """Write text with keyroll's styles around text that was made visible before."""
        self._stream.write(text)

    def flush(self) -> None:
        """Flush the buffered text."""
        self._stream.flush()

    def isatty(self) -> bool:
        """Return whether the wrapped stream is a terminal."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """Return the descriptor of the wrapped stream."""
        return self._stream.fileno()

    def writable(self) -> bool:
        """Return True: the stream can be written."""
        return True

    def readable(self) -> bool:
        """Return False: the stream cannot be read."""
        return False
