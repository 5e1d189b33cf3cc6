"""Servers on this machine that answer as no server should: each connection is handed to a function."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Answer = Callable[[socket.socket, bytes], None]
#: The longest that any of them goes on.
LONGEST = 20.0


@contextmanager
def peer(answer: Answer, *, reads: bool = True) -> Iterator[int]:
    """Serve until the block ends; return the port. ``answer`` gets the connection, and the head of each request."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        threading.Thread(target=_accept, args=(listening, answer, reads), daemon=True).start()
        yield int(listening.getsockname()[1])


def _accept(listening: socket.socket, answer: Answer, reads: bool) -> None:
    while True:
        try:
            one, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(one, answer, reads), daemon=True).start()


def _serve(one: socket.socket, answer: Answer, reads: bool) -> None:
    with one, contextlib.suppress(OSError):
        one.settimeout(LONGEST)
        while True:
            head = b""
            while reads and b"\r\n\r\n" not in head:
                part = one.recv(65536)
                if not part:
                    return
                head += part
            answer(one, head)
            if not reads:
                return


def path(head: bytes) -> str:
    """Return the path of a request with its query."""
    return head.split(b" ", 2)[1].decode()


def reply(body: bytes, *headers: str, status: str = "200 OK", kind: str = "application/json") -> bytes:
    """Return a whole answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def sends(*parts: bytes, drip: bytes = b"", every: float = 0.05) -> Answer:
    """Send parts, then ``drip`` again and again; without one end the connection."""

    def answer(one: socket.socket, _head: bytes) -> None:
        for part in parts:
            one.sendall(part)
        until = time.monotonic() + LONGEST
        while drip and time.monotonic() < until:
            one.sendall(drip)
            if every:
                time.sleep(every)
        if not drip:
            one.shutdown(socket.SHUT_WR)
            raise OSError

    return answer
