"""LDAP over a fresh connection: bind, who am I, search in pages (RFC 4511, 4532, 2696).

Unencrypted connections are made only to the loopback interface: a simple bind sends the password in clear.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from keyroll import addresses
from keyroll.errors import UsageError
from keyroll.model.probe import Plane
from keyroll.providers._sockets import connect, secured
from keyroll.providers._wire import LOCAL, exactly
from keyroll.providers.ldap import ber

#: Seconds for one response, and the most bytes of one message.
PATIENCE, _MOST_BYTES = 10, 1 << 24
_PORTS = {"ldap": 389, "ldaps": 636}
_BIND, _BOUND, _SEARCH, _ENTRY, _DONE, _REFERENCE, _EXTENDED, _ANSWERED = (
    0x60, 0x61, 0x63, 0x64, 0x65, 0x73, 0x77, 0x78,
)  # fmt: skip
_SIMPLE, _NAME, _CONTROLS, _VALUE = 0x80, 0x80, 0xA0, 0x8B
_WHO_AM_I, _START_TLS = "1.3.6.1.4.1.4203.1.11.3", "1.3.6.1.4.1.1466.20037"
_POLICY, _PAGED = "1.3.6.1.4.1.42.2.27.8.5.1", "1.2.840.113556.1.4.319"
BASE, ONE, SUBTREE = 0, 1, 2

Entry = dict[str, list[str]]


class LdapFailure(Exception):  # noqa: N818 - it is an answer, not a fault
    """The server returned a result other than success.

    ``code`` is its result code, ``policy`` the error that a password policy adds (0 expired, 1 locked), or None.
    """

    def __init__(self, code: int, text: str, policy: int | None = None) -> None:
        super().__init__(code)
        self.code, self.text, self.policy = code, text, policy


def place(address: str) -> Plane:
    """Read ``ldaps://host[:port]`` or ``ldap://host[:port][?starttls]``."""
    parts = addresses.parts(address)
    if parts.scheme not in _PORTS or not parts.hostname or parts.username or parts.query not in ("", "starttls"):
        raise UsageError(
            "this is not the address of a directory", hint="write it as ldaps://ldap1 or ldap://ldap1?starttls"
        )
    if parts.scheme == "ldap" and not parts.query and parts.hostname not in LOCAL:
        raise UsageError(f"{parts.hostname} would get the value unencrypted", hint="add ?starttls, or write ldaps://")
    return Plane(f"{parts.hostname}:{parts.port or _PORTS[parts.scheme]}", address)


@contextmanager
def connected(address: str) -> Iterator["Directory"]:
    """Open a connection, with TLS if the address requires it. Raises OSError, Answered, ber.Malformed."""
    parts = addresses.parts(address)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    with connect(host, port, PATIENCE) as plain:
        if parts.scheme == "ldap" and not parts.query:
            yield Directory(plain)
            return
        if parts.query:
            Directory(plain).extended(_START_TLS)
        with secured(plain, host) as wire:
            yield Directory(wire)


@dataclass(slots=True)
class Directory:
    """A connection to a directory; one request at a time."""

    wire: socket.socket
    _number: int = field(default=0, init=False)

    def bind(self, name: str, password: bytes) -> None:
        """Sign in by name and password. Raises Answered, OSError, ber.Malformed."""
        request = ber.element(_BIND, ber.number(3), ber.text(name), ber.text(password, _SIMPLE))
        self.ask(request, _BOUND, ber.element(ber.SEQUENCE, ber.text(_POLICY)))

    def who_am_i(self) -> str:
        """Return the identity of the connection: the name, or an empty text for anonymous. Raises like ``bind``."""
        return self.extended(_WHO_AM_I).removeprefix("dn:")

    def extended(self, name: str) -> str:
        """Make an extended request and return its response's value. Raises like ``bind``."""
        answer = self.ask(ber.element(_EXTENDED, ber.text(name, _NAME)), _ANSWERED)
        return next((one.text() for one in answer[3:] if one.tag == _VALUE), "")

    def search(
        self, base: str, scope: int, condition: bytes, attributes: tuple[str, ...], cookie: bytes = b"", size: int = 500
    ) -> tuple[list[Entry], bytes]:
        """Return one page of entries, and the cookie of the next; empty after the last. Raises like ``bind``."""
        limits = ber.number(0, ber.ENUMERATED) + ber.number(0) + ber.number(0) + ber.element(ber.BOOLEAN, b"\x00")
        request = ber.element(
            _SEARCH,
            ber.text(base),
            ber.number(scope, ber.ENUMERATED),
            limits,
            condition,
            ber.element(ber.SEQUENCE, *map(ber.text, attributes)),
        )
        wanted = ber.element(ber.SEQUENCE, ber.number(size), ber.text(cookie))
        number = self._send(request, ber.element(ber.SEQUENCE, ber.text(_PAGED), ber.text(wanted)))
        found: list[Entry] = []
        while True:
            operation, controls = self._receive(number)
            if operation.tag == _ENTRY:
                found.append(_entry(operation))
            elif operation.tag == _DONE:
                _checked(operation, controls)
                value = controls.get(_PAGED, b"")
                return found, ber.Element(0, value).parts()[0].parts()[1].content if value else b""
            elif operation.tag != _REFERENCE:
                raise ber.Malformed

    def ask(self, request: bytes, expected: int, *controls: bytes) -> list[ber.Element]:
        """Send a request and return the parts of its result, which must have a given tag. Raises like ``bind``."""
        operation, controls_received = self._receive(self._send(request, *controls))
        if operation.tag != expected:
            raise ber.Malformed
        return _checked(operation, controls_received)

    def _send(self, request: bytes, *controls: bytes) -> int:
        self._number += 1
        added = ber.element(_CONTROLS, *controls) if controls else b""
        self.wire.sendall(ber.element(ber.SEQUENCE, ber.number(self._number), request, added))
        return self._number

    def _receive(self, number: int) -> tuple[ber.Element, dict[str, bytes]]:
        """Return the operation of the next message and the values of its controls. Raises ber.Malformed."""
        head = exactly(self.wire, 2)
        if head[1] > 0x80:
            head += exactly(self.wire, head[1] & 0x7F)
        size, _ = ber.length_of(head)
        if head[0] != ber.SEQUENCE or size > _MOST_BYTES:
            raise ber.Malformed
        parts = list(ber.elements(exactly(self.wire, size)))
        if len(parts) < 2 or parts[0].number() != number:
            raise ber.Malformed
        controls = [one.parts() for one in parts[2].parts()] if len(parts) > 2 else []
        return parts[1], {one[0].text(): one[-1].content for one in controls if one}


def has(attribute: str) -> bytes:
    """Return the condition that an entry has an attribute."""
    return ber.text(attribute, 0x87)


def either(*conditions: bytes) -> bytes:
    """Return the condition that one of these holds."""
    return ber.element(0xA1, *conditions)


def _checked(operation: ber.Element, controls: dict[str, bytes]) -> list[ber.Element]:
    """Return the parts of a result. Raises Answered for a result other than success, ber.Malformed."""
    parts = operation.parts()
    if len(parts) < 3:
        raise ber.Malformed
    if parts[0].number():
        raise LdapFailure(parts[0].number(), parts[2].text(), _policy(controls.get(_POLICY, b"")))
    return parts


def _policy(value: bytes) -> int | None:
    """Return the error of a password policy's response: ``SEQUENCE { warning [0], error [1] ENUMERATED }``."""
    parts = [part for one in ber.elements(value) for part in one.parts()]
    return next((one.number() for one in parts if one.tag == 0x81), None)


def _entry(operation: ber.Element) -> Entry:
    name, attributes = operation.parts()[:2]
    found: Entry = {"dn": [name.text()]}
    for one in attributes.parts():
        kind, values = one.parts()[:2]
        found[kind.text()] = [value.text() for value in values.parts()]
    return found
