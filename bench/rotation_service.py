"""A service of ``rotation_no_outage.py``: makes requests at a rate, and gets its secret by poll, push or at start.

``rotation_service.py SYSTEM MODE NAME PLACE ADDRESS RATE FIGURES``. Nothing is retried: a request that fails counts as
failed. Every ``FRESH`` requests it signs in again with its current value. It writes its figures as JSON lines.
"""

import http.client
import json
import os
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

#: Requests on one connection, and seconds between two reads of the file.
FRESH, POLL = 100, 1.0
PATIENCE = 20.0


class Connection(Protocol):
    """The connection of a service."""

    def request(self) -> None: ...
    def close(self) -> None: ...


class Postgres:
    """A session, and ``SELECT 1``."""

    def __init__(self, address: str, content: str, name: str) -> None:
        import psycopg

        who, _, value = content.partition(":")
        host, _, rest = address.partition(":")
        port, _, database = rest.partition("/")
        self._session = psycopg.connect(
            host=host, port=int(port), user=who, password=value, dbname=database, application_name=name,
            autocommit=True, connect_timeout=int(PATIENCE),
        )  # fmt: skip

    def request(self) -> None:
        self._session.execute("SELECT 1")

    def close(self) -> None:
        self._session.close()


class Rabbit:
    """A connection with one channel; a request declares an existing exchange, passively."""

    def __init__(self, address: str, content: str, name: str) -> None:
        who, _, value = content.partition(":")
        host, _, port = address.partition(":")
        self._wire = socket.create_connection((host, int(port)), PATIENCE)
        self._wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._wire.sendall(b"AMQP\x00\x00\x09\x01")
        self._expect(0, 10, 10)
        known = _text(b"connection_name") + b"S" + _long(name.encode())
        answer = _long(known) + _text(b"PLAIN") + _long(f"\0{who}\0{value}".encode()) + _text(b"en_US")
        self._send(0, 10, 11, answer)
        tuned = self._expect(0, 10, 30)
        self._send(0, 10, 31, tuned[:6] + b"\0\0")
        self._send(0, 10, 40, _text(b"/") + b"\0\0")
        self._expect(0, 10, 41)
        self._send(1, 20, 10, b"\0")
        self._expect(1, 20, 11)

    def request(self) -> None:
        self._send(1, 40, 10, b"\0\0" + _text(b"amq.direct") + _text(b"direct") + b"\x01" + b"\0\0\0\0")
        self._expect(1, 40, 11)

    def close(self) -> None:
        with suppress(OSError):
            self._send(0, 10, 50, struct.pack(">H", 200) + b"\0" + b"\0\0\0\0")
            self._expect(0, 10, 51)
        self._wire.close()

    def _send(self, channel: int, kind: int, method: int, arguments: bytes) -> None:
        payload = struct.pack(">HH", kind, method) + arguments
        self._wire.sendall(struct.pack(">BHI", 1, channel, len(payload)) + payload + b"\xce")

    def _expect(self, channel: int, kind: int, method: int) -> bytes:
        _, there, size = struct.unpack(">BHI", self._read(7))
        payload = self._read(size + 1)
        if (there, *struct.unpack(">HH", payload[:4])) != (channel, kind, method):
            raise OSError(f"the broker answered {struct.unpack('>HH', payload[:4])} {payload[4:60]!r}")
        return payload[4:-1]

    def _read(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            part = self._wire.recv(size - len(found))
            if not part:
                raise OSError("the broker closed the connection")
            found += part
        return found


def _text(raw: bytes) -> bytes:
    return bytes([len(raw)]) + raw


def _long(raw: bytes) -> bytes:
    return struct.pack(">I", len(raw)) + raw


class Bao:
    """A token of an AppRole; a request reads a secret."""

    def __init__(self, address: str, content: str, name: str) -> None:
        role_id, _, secret_id = content.partition(":")
        self._http = http.client.HTTPConnection(address, timeout=PATIENCE)
        self._headers = {"User-Agent": name}
        try:
            made = self._call("POST", "/v1/auth/approle/login", {"role_id": role_id, "secret_id": secret_id})
        except OSError:
            self._http.close()
            raise
        self._headers["X-Vault-Token"] = made["auth"]["client_token"]

    def request(self) -> None:
        self._call("GET", "/v1/secret/data/app")

    def close(self) -> None:
        with suppress(OSError, http.client.HTTPException):  # its token may be revoked already
            self._call("POST", "/v1/auth/token/revoke-self", {})
        self._http.close()

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        self._http.request(method, path, None if body is None else json.dumps(body), self._headers)
        answer = self._http.getresponse()
        content = answer.read()
        if answer.status not in (200, 204):
            raise OSError(f"{path}: {answer.status} {content[:80]!r}")
        return json.loads(content) if content else {}


SYSTEMS: dict[str, Callable[[str, str, str], Connection]] = {"postgresql": Postgres, "rabbitmq": Rabbit, "openbao": Bao}


class Service:
    """One service: its current value, and the outcomes of its requests."""

    def __init__(self, system: str, mode: str, name: str, place: str, address: str, rate: float, figures: str) -> None:
        self.mode, self.name, self.place = mode, name, Path(place)
        kind = SYSTEMS[system]
        self.connect: Callable[[str], Connection] = lambda content: kind(address, content, name)
        self.pause, self.figures = 1 / rate, Path(figures)
        self.content = self.place.read_text()
        self.made = self.failed = 0
        self.reasons: dict[str, int] = {}
        self.over = threading.Event()

    def run(self) -> None:
        """Make requests until stopped; each request is due one pause after the due time of the last one."""
        if self.mode == "push":
            threading.Thread(target=self._listen, daemon=True).start()
        held = self.content
        connection: Connection | None = self.connect(held)
        print("ready", flush=True)
        begun = due = time.monotonic()
        looked = told = begun
        while not self.over.is_set():
            now = time.monotonic()
            if self.mode == "poll" and now - looked >= POLL:
                self.content, looked = self.place.read_text(), now
            try:
                if self.content != held or connection is None or self.made % FRESH == FRESH - 1:
                    wanted, before = self.content, connection
                    connection = self.connect(wanted)
                    held = wanted
                    if before is not None:
                        before.close()
                connection.request()
            except Exception as error:  # noqa: BLE001 - whatever it is, the request failed
                self.failed += 1
                reason = f"{type(error).__name__}: {str(error)[:120]}"
                self.reasons[reason] = self.reasons.get(reason, 0) + 1
                connection = None
            self.made += 1
            if now - told > 1:
                self._tell(now - begun)
                told = now
            # Late requests are not made up for: the achieved rate is a figure.
            due = max(due + self.pause, time.monotonic())
            self.over.wait(max(0.0, due - time.monotonic()))
        if connection is not None:
            connection.close()
        self._tell(time.monotonic() - begun)

    def _listen(self) -> None:
        """Take the value from each connection, and confirm that it is in use."""
        address = Path(f"{self.place}.{self.name}.socket")
        address.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(address))
            server.listen()
            while True:
                one, _ = server.accept()
                with one:
                    got = b""
                    while part := one.recv(4096):
                        got += part
                    if got:
                        self.content = got.decode()
                    one.sendall(b"taken")

    def _tell(self, seconds: float) -> None:
        said = {"name": self.name, "made": self.made, "failed": self.failed, "seconds": seconds, "why": self.reasons}
        part = self.figures.with_suffix(f".{os.getpid()}.part")
        part.write_text(json.dumps(said))
        part.replace(self.figures)


if __name__ == "__main__":
    _system, _mode, _name, _place, _address, _rate, _figures = sys.argv[1:]
    service = Service(_system, _mode, _name, _place, _address, float(_rate), _figures)
    signal.signal(signal.SIGTERM, lambda *_: service.over.set())
    service.run()
