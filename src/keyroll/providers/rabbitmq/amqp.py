"""The start of AMQP 0-9-1: sign in, open a virtual host, and read the broker's response.

AMQP 0-9-1 specification (amqp.org, 2008): section 2.3.5 frames, 4.2.5 tables, methods of class *connection* (10).
"""

import socket
import struct
from dataclasses import dataclass

from keyroll.providers._wire import exactly

_HEADER = b"AMQP\x00\x00\x09\x01"
_START, _START_OK, _TUNE, _TUNE_OK, _OPEN, _OPEN_OK, _CLOSE, _CLOSE_OK = 10, 11, 30, 31, 40, 41, 50, 51
_METHOD, _END, _CONNECTION, _MOST_BYTES = 1, 0xCE, 10, 1 << 17


class Closed(Exception):  # noqa: N818 - it is an answer, not a fault
    """The broker closed the connection; ``code`` is its reply code, ``text`` its message."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(code)
        self.code, self.text = code, text


class NotAMQP(Exception):  # noqa: N818 - it is an answer, not a fault
    """The data is not a frame of AMQP 0-9-1."""


@dataclass(frozen=True, slots=True)
class Wire:
    """A connection to a broker, method by method."""

    wire: socket.socket

    def sign_in(self, user: bytes, password: bytes | None, vhost: str, mark: str) -> None:
        """Sign in by PLAIN, without a password by EXTERNAL, and open a virtual host.

        Raises Closed, NotAMQP, OSError.
        """
        self.wire.sendall(_HEADER)
        self._expect(_START)
        capability = _field("authentication_failure_close", b"t\x01")
        properties = _field("connection_name", _long(b"S", mark.encode())) + _field(
            "capabilities", _long(b"F", capability)
        )
        how, response = ("EXTERNAL", b"") if password is None else ("PLAIN", b"\x00" + user + b"\x00" + password)
        self._send(_START_OK, _long(b"", properties) + _short(how) + _long(b"", response) + _short("en_US"))
        tuned = self._expect(_TUNE)
        self._send(_TUNE_OK, tuned[:6] + b"\x00\x00")  # no heartbeats
        self._send(_OPEN, _short(vhost) + b"\x00\x00")
        self._expect(_OPEN_OK)

    def close(self) -> None:
        """Close the connection properly. Raises Closed, NotAMQP, OSError."""
        self._send(_CLOSE, struct.pack(">H", 200) + _short("") + struct.pack(">HH", 0, 0))
        self._expect(_CLOSE_OK)

    def _send(self, method: int, arguments: bytes) -> None:
        payload = struct.pack(">HH", _CONNECTION, method) + arguments
        self.wire.sendall(struct.pack(">BHI", _METHOD, 0, len(payload)) + payload + bytes([_END]))

    def _expect(self, method: int) -> bytes:
        """Return the arguments of the next method. Raises Closed if it is *close*, NotAMQP for any other method."""
        kind, channel, size = struct.unpack(">BHI", exactly(self.wire, 7))
        if kind != _METHOD or channel or not 4 <= size <= _MOST_BYTES:
            raise NotAMQP
        payload, end = exactly(self.wire, size), exactly(self.wire, 1)
        about, found = struct.unpack(">HH", payload[:4])
        if end[0] != _END or about != _CONNECTION:
            raise NotAMQP
        if found == _CLOSE and size > 6:
            text = payload[7 : 7 + payload[6]].decode("utf-8", "replace")
            raise Closed(struct.unpack(">H", payload[4:6])[0], text)
        if found != method or (method == _TUNE and size < 12):
            raise NotAMQP
        return payload[4:]


def _short(text: str) -> bytes:
    raw = text.encode()
    return bytes([len(raw)]) + raw


def _long(kind: bytes, raw: bytes) -> bytes:
    return kind + struct.pack(">I", len(raw)) + raw


def _field(name: str, value: bytes) -> bytes:
    return _short(name) + value
