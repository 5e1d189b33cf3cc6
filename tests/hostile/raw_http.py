"""Sends bytes to a server as no client would, and returns the statuses of its responses."""

import re
import socket
import time
from collections.abc import Iterable

_STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")


def exchange(port: int, sent: bytes, seconds: float = 1.0) -> tuple[list[int], bool]:
    """Return the statuses of all responses to these bytes, and whether the server then ended the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as one:
        one.sendall(sent)
        return responses(one, seconds)


def responses(one: socket.socket, seconds: float) -> tuple[list[int], bool]:
    got, ended, until = b"", False, time.monotonic() + seconds
    while not ended and (left := until - time.monotonic()) > 0:
        one.settimeout(left)
        try:
            part = one.recv(1 << 20)
        except TimeoutError:
            break
        except OSError:
            part = b""
        ended = not part
        got += part
    return [int(status) for status in _STATUS.findall(got)], ended


def many(port: int, requests: Iterable[bytes]) -> list[int]:
    """Send each request over one connection as soon as the one before is answered; return the statuses."""
    statuses = []
    with socket.create_connection(("127.0.0.1", port), timeout=60) as one:
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in requests:
            one.sendall(request)
            statuses.append(_one(one))
    return statuses


def _one(one: socket.socket) -> int:
    got = b""
    while b"\r\n\r\n" not in got:
        got += one.recv(65536)
    head, _, body = got.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    while length and len(body) < int(length[1]):
        body += one.recv(65536)
    return int(got[9:12])
