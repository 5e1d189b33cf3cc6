"""The settings of a gate: ``gate.toml``, which a person writes. It holds addresses and names, never a value.

::

    headers = ["PRIVATE-TOKEN"]

    [issuers."https://login.example"]
    keys = "/etc/keyroll/login.jwks.json"
    audience = ["billing"]
    credential = "oidc@login:client:{client_id}"
    once = true

``headers`` are further headers that carry a token. ``keys`` is a file or an https address of the issuer's public keys.
``credential`` names the credential in the inventory by claims of the token. ``once``: each ``jti`` is accepted once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from keyroll.errors import ConfigError
from keyroll.tomltext import content, table_of, text_of

FILE: Final = "gate.toml"
_HINT: Final = "docs/gate.md names its fields"
_HEADER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FIELDS = ("keys", "audience", "credential", "once")


@dataclass(frozen=True, slots=True)
class TokenIssuer:
    """An issuer of signed tokens: its keys, its names for the service, and how its tokens name a credential."""

    name: str
    keys: str
    audience: frozenset[str]
    credential: str
    once: bool = False


@dataclass(frozen=True, slots=True)
class GateSettings:
    """The headers that carry a token in addition to ``Authorization``, and the issuers by name."""

    headers: tuple[str, ...] = ()
    issuers: Mapping[str, TokenIssuer] = field(default_factory=dict)


def read(home: Path) -> GateSettings:
    """Read the settings of a home; without the file there is no further header and no issuer. Raises ConfigError."""
    path = home / FILE
    table = table_of(str(path), content(path, hint=_HINT, optional=True), ("headers", "issuers"), hint=_HINT)
    issuers = table.get("issuers", {})
    if not isinstance(issuers, dict):
        raise ConfigError(f"{path}: issuers must be a table", hint=_HINT)
    names = tuple(one.lower() for one in _texts(f"{path}", table, "headers"))
    for name in names:
        if not _HEADER.fullmatch(name) or name == "authorization":
            raise ConfigError(f"{path}: {name!r} is not a further header", hint="use letters, digits and '-'")
    return GateSettings(
        names, {name: _issuer(f'{path}: [issuers."{name}"]', name, one) for name, one in issuers.items()}
    )


def _issuer(where: str, name: str, given: object) -> TokenIssuer:
    table = table_of(where, given, _FIELDS, hint=_HINT)
    audience, credential = _texts(where, table, "audience"), text_of(where, table, "credential")
    keys, once = text_of(where, table, "keys"), table.get("once", False)
    if not (keys and audience and credential):
        raise ConfigError(f"{where}: keys, audience and credential are needed to check a token", hint=_HINT)
    if not re.fullmatch(r"[^{}]*(\{[A-Za-z_]+\}[^{}]*)+", credential):
        raise ConfigError(f"{where}: credential names no claim", hint='write it as "oidc@login:client:{client_id}"')
    if not isinstance(once, bool):
        raise ConfigError(f"{where}: once must be true or false", hint=_HINT)
    return TokenIssuer(name, keys, frozenset(audience), credential, once)


def _texts(where: str, table: Mapping[str, object], name: str) -> list[str]:
    found = table.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, str) and one for one in found):
        raise ConfigError(f"{where}: {name} must be a list of texts", hint=f'write it as {name} = ["…"]')
    return found
