"""The streams of a home: ``signals.toml``, which a person may read, edit and keep beside ``connections.toml``.

A stream is the connection from one transmitter to keyroll (OpenID Shared Signals Framework 1.0, section 7). It has the
accepted issuer, the audience, the address of the issuer's keys, and the delivery: fetched from the transmitter (RFC
8936), sent by it (RFC 8935), or both. The file holds addresses and references, never a value.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Final

from keyroll.addresses import base
from keyroll.clock import parse_span
from keyroll.config import toml, write_toml
from keyroll.errors import ConfigError, KeyrollError
from keyroll.secret import SecretRef

FILE: Final = "signals.toml"
POLL_EVERY, EVENT_AGE = "15m", "7d"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


@dataclass(frozen=True, slots=True)
class Stream:
    """The connection from one transmitter to keyroll.

    ``keys`` is a file or an https address of the issuer's public keys (JWKS). Tokens are fetched from ``poll`` with the
    bearer token at the reference ``credential``, at the interval ``every``; ``pushed_by`` is the name of the machine
    token that the transmitter uses to send them. ``before`` is the maximum age of an event without a time in its token.
    """

    name: str
    issuer: str
    audience: tuple[str, ...]
    keys: str
    poll: str = ""
    credential: str = ""
    pushed_by: str = ""
    every: str = POLL_EVERY
    before: str = EVENT_AGE

    @property
    def cadence(self) -> timedelta | None:
        """The time that a server waits between two polls; None if nothing is fetched."""
        return parse_span(self.every) if self.poll else None

    @property
    def known_as(self) -> str:
        """The stream's name in keyroll's own list of its connections."""
        return f"signals@{self.name}"

    def row(self) -> dict[str, str]:
        """Return the stream as a record of that list."""
        return {"source": self.known_as, "credential": self.credential}

    def check(self, place: str) -> None:
        """Raise ConfigError for an invalid stream; the message names the place."""
        if not _NAME.fullmatch(self.name):
            raise ConfigError(f"{place}: this is not a valid stream name", hint="use small letters, digits and '-'")
        if not (self.issuer and self.audience and self.keys):
            hint = "give the issuer, the audience that it uses for us, and the address of its keys"
            raise ConfigError(f"{place}: issuer, audience and keys are needed to check a token", hint=hint)
        if bool(self.poll) != bool(self.credential):
            raise ConfigError(f"{place}: poll and credential need each other", hint="give both, or neither")
        if not (self.poll or self.pushed_by):
            raise ConfigError(f"{place}: no token can be delivered", hint="give poll and credential, or pushed_by")
        try:
            for address in (self.poll, self.keys if "://" in self.keys else ""):
                if address:
                    base(address)
            if self.credential:
                SecretRef.lasting(self.credential, "credential")
            if not (parse_span(self.every) and parse_span(self.before)):
                raise ConfigError("this is not a length of time", hint="write it as 15m")
        except KeyrollError as error:
            raise ConfigError(f"{place}: {error}", hint=error.hint) from None


def read(home: Path) -> dict[str, Stream]:
    """Read the streams of a home by name, in order. Raises ConfigError that names the field at fault."""
    path = home / FILE
    return {name: _stream(f"{path}: [{name}]", name, table) for name, table in sorted(toml(path).items())}


def write(home: Path, streams: Mapping[str, Stream]) -> None:
    """Write the streams of a home atomically, readable by its owner only."""
    heading = (
        "The transmitters that report breaches to us, and where each credential is kept. This file holds no value."
    )
    tables = {name: {key: getattr(one, key) for key in _KEYS} for name, one in sorted(streams.items())}
    write_toml(home / FILE, heading, tables)


_KEYS: Final = tuple(one.name for one in fields(Stream) if one.name != "name")


def _stream(place: str, name: str, table: object) -> Stream:
    if not isinstance(table, dict):
        raise ConfigError(f"{place} is not a table", hint="see docs/incidents.md for its fields")
    for key in table:
        if key not in _KEYS:
            raise ConfigError(f"{place}: there is no setting {key!r}", hint=f"known: {', '.join(_KEYS)}")
    heard = table.get("audience", [])
    audience = [heard] if isinstance(heard, str) else heard
    texts = {key: value for key, value in table.items() if key != "audience"}
    if not isinstance(audience, list) or not all(isinstance(one, str) for one in (*audience, *texts.values())):
        raise ConfigError(f"{place} must hold texts only", hint='write each as name = "…"; audience may be a list')
    one = Stream(**({"issuer": "", "keys": ""} | texts), name=name, audience=tuple(audience))
    one.check(place)
    return one
