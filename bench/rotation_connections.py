"""Connections of the services of ``rotation_no_outage.py``, one class for each system: sign in, one request, close.

``name`` is what the server shows of the service: its program, or its network where a server shows no program.
"""

import http.client
import json
import socket
import struct
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any, Protocol

from keyroll.providers.ldap.wire import Directory
from keyroll.providers.redis.wire import signed_in

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


class Maria:
    """A session, and ``SELECT 1``."""

    def __init__(self, address: str, content: str, name: str) -> None:
        import pymysql

        who, _, value = content.partition(":")
        host, _, port = address.partition(":")
        self._session = pymysql.connect(
            host=host, port=int(port), user=who, password=value, bind_address=_network(name), connect_timeout=20
        )

    def request(self) -> None:
        with self._session.cursor() as cursor:
            cursor.execute("SELECT 1")

    def close(self) -> None:
        self._session.close()


class RedisClient:
    """A session, and ``GET``."""

    def __init__(self, address: str, content: str, name: str) -> None:
        who, _, value = content.partition(":")
        self._held = ExitStack()
        self._redis = self._held.enter_context(signed_in(address, who, value.encode(), name))

    def request(self) -> None:
        self._redis.ask(b"GET", b"x")

    def close(self) -> None:
        self._held.close()


class Ldap:
    """A connection that is signed in; a request asks who it is."""

    def __init__(self, address: str, content: str, name: str) -> None:
        who, _, value = content.rpartition(":")
        host, _, port = address.removeprefix("ldap://").partition(":")
        self._wire = socket.create_connection((host, int(port)), PATIENCE, source_address=(_network(name), 0))
        self._directory = Directory(self._wire)
        try:
            self._directory.bind(who, value.encode())
        except Exception:
            self._wire.close()
            raise

    def request(self) -> None:
        self._directory.who_am_i()

    def close(self) -> None:
        self._wire.close()


def _network(name: str) -> str:
    """Return the address that a service comes from, if its name is one."""
    return name if name.startswith("127.") else "127.0.0.1"


SYSTEMS: dict[str, Callable[[str, str, str], Connection]] = {
    "postgresql": Postgres,
    "mariadb": Maria,
    "redis": RedisClient,
    "rabbitmq": Rabbit,
    "openbao": Bao,
    "ldap": Ldap,
}
