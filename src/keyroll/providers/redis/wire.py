"""Redis over a fresh connection: commands, and responses that are a text, a number or a list (RESP2).

redis.io, *Redis serialization protocol specification*, read 2026-11.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedRWPair
from typing import Any

from keyroll.providers._sockets import connect, secured

#: Seconds for one response, and its largest size.
PATIENCE, _MOST_BYTES = 10, 1 << 24
#: The most parts of one list, and the deepest nesting of lists.
_MOST_PARTS, _DEEPEST = 1 << 16, 4


class RedisError(Exception):
    """The server returned an error; ``code`` is its first word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotRedis(Exception):  # noqa: N818 - it is an answer, not a fault
    """The data is not a response of Redis."""


@dataclass(frozen=True, slots=True)
class Redis:
    """A connection to a node."""

    stream: BufferedRWPair

    def ask(self, *words: bytes) -> str:
        """Send one command and return its response, if it is a text or a number. Raises Refused, NotRedis."""
        self._send(*words)
        return self._text()

    def listed(self, *words: bytes) -> list[str]:
        """Send one command and return its response, if it is a list of texts. Raises Refused, NotRedis."""
        self._send(*words)
        kind, text = self._line()
        if kind != b"*" or not text.isdecimal():
            raise NotRedis
        return [self._text() for _ in range(int(text))]

    def fields(self, *words: bytes) -> dict[str, "str | list[str]"] | None:
        """Send one command and return its response as names with texts or lists; None if the response is empty.

        Lists of lists are left out. Raises Refused, NotRedis.
        """
        self._send(*words)
        found = self._value(0)
        if found is None:
            return None
        if not isinstance(found, list) or len(found) % 2:
            raise NotRedis
        named = dict(zip(found[::2], found[1::2], strict=True)) if all(isinstance(n, str) for n in found[::2]) else {}
        return {
            str(name): [one for one in value if isinstance(one, str)] if isinstance(value, list) else str(value or "")
            for name, value in named.items()
        }

    def rows(self, *words: bytes) -> list[dict[str, str]]:
        """Send one command and return its response, if it is a list of names with texts. Raises Refused, NotRedis."""
        self._send(*words)
        found = self._value(0)
        if not isinstance(found, list) or not all(isinstance(row, list) and len(row) % 2 == 0 for row in found):
            raise NotRedis
        return [{str(n): str(v) for n, v in zip(row[::2], row[1::2], strict=True)} for row in found]

    def _value(self, depth: int) -> "str | list[Any] | None":
        kind, text = self._line()
        if text == "-1" and kind in (b"*", b"$"):
            return None
        if kind == b"*" and text.isdecimal() and int(text) <= _MOST_PARTS and depth < _DEEPEST:
            return [self._value(depth + 1) for _ in range(int(text))]
        return self._text_of(kind, text)

    def _send(self, *words: bytes) -> None:
        command = b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)
        self.stream.write(b"*%d\r\n%s" % (len(words), command))
        self.stream.flush()

    def _line(self) -> tuple[bytes, str]:
        line = self.stream.readline(_MOST_BYTES)
        if not line.endswith(b"\r\n"):
            raise NotRedis
        text = line[1:-2].decode("utf-8", "replace")
        if line[:1] == b"-":
            raise RedisError(text.partition(" ")[0])
        return line[:1], text

    def _text(self) -> str:
        return self._text_of(*self._line())

    def _text_of(self, kind: bytes, text: str) -> str:
        if kind in (b"+", b":"):
            return text
        if kind == b"$" and text.isdecimal() and int(text) <= _MOST_BYTES:
            return self.stream.read(int(text) + 2)[:-2].decode("utf-8", "replace")
        raise NotRedis


@contextmanager
def signed_in(address: str, who: str, password: bytes, mark: str) -> Iterator[Redis]:
    """Open a connection to ``[tls://]host:port`` and sign in. Raises Refused, NotRedis, OSError."""
    host, _, port = address.removeprefix("tls://").rpartition(":")
    with connect(host, int(port), PATIENCE) as plain:
        wire = plain
        if address.startswith("tls://"):
            wire = secured(plain, host)
        with wire.makefile("rwb") as stream:
            redis = Redis(stream)
            redis.ask(b"AUTH", who.encode(), password)
            # The mark is for the server's own log. An account that may not set it is still signed in.
            with suppress(RedisError):
                redis.ask(b"CLIENT", b"SETNAME", mark.encode())
            yield redis
