"""A connection that a busy broker opens only after the others of its user were closed is closed all the same."""

import socket
import struct
from dataclasses import dataclass, field

import pytest
from real_case import RealCase
from test_rotation_real_crash import make, rabbitmq_pair, rows

__all__ = ["make", "rabbitmq_pair", "rows"]
pytestmark = [pytest.mark.server, pytest.mark.long]


class HalfOpen:
    """A connection whose value was accepted, and which is not open yet: the broker does not list it."""

    def __init__(self, port: int, user: str, value: str) -> None:
        self._wire = socket.create_connection(("127.0.0.1", port), 20)
        self._wire.sendall(b"AMQP\x00\x00\x09\x01")
        self._expect(10, 10)
        plain = f"\0{user}\0{value}".encode()
        self._send(10, 11, struct.pack(">I", 0) + b"\x05PLAIN" + struct.pack(">I", len(plain)) + plain + b"\x05en_US")
        self._tuned = self._expect(10, 30)

    def open(self) -> None:
        self._send(10, 31, self._tuned[:6] + b"\0\0")
        self._send(10, 40, b"\x01/\0\0")
        self._expect(10, 41)

    def is_closed(self) -> bool:
        """Whether the broker closes it, now or within a second."""
        self._wire.settimeout(1)
        try:
            return self._wire.recv(1) in (b"", b"\x01")  # the end, or a frame that announces it
        except TimeoutError:
            return False
        finally:
            self._wire.close()

    def _send(self, kind: int, method: int, arguments: bytes) -> None:
        payload = struct.pack(">HH", kind, method) + arguments
        self._wire.sendall(struct.pack(">BHI", 1, 0, len(payload)) + payload + b"\xce")

    def _expect(self, kind: int, method: int) -> bytes:
        _, _, size = struct.unpack(">BHI", self._read(7))
        payload = self._read(size + 1)
        assert struct.unpack(">HH", payload[:4]) == (kind, method)
        return payload[4:-1]

    def _read(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            part = self._wire.recv(size - len(found))
            assert part, "the broker closed the connection"
            found += part
        return found


@dataclass
class LateCase(RealCase):
    """Its old value is accepted before it is disabled; the connection opens after the others were closed."""

    port: int = 0
    half: list[HalfOpen] = field(default_factory=list)
    opened: bool = False

    def consume(self) -> None:
        place = self.reached[-1] if self.reached else ""
        if place == "disable: before":
            self.half.append(HalfOpen(self.port, self.old.who, self.real.old))
        if place == "end sessions: finished" and not self.opened:
            self.half[0].open()
            self.opened = True
        super().consume()


@pytest.mark.parametrize("make", ["rabbitmq_pair"], indirect=True)
def test_a_connection_that_opens_after_the_others_were_closed_is_closed(rows, make, rabbitmq) -> None:
    case = LateCase(rows, make(), port=rabbitmq.port)
    case.ended()
    assert case.opened
    assert case.half[0].is_closed()
