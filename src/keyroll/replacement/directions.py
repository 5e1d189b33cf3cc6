"""The directions of people for a replacement: the way, the platform of the consumer, and the settings of both sides.

They are a TOML file: ``replacement.toml`` in the home, or another file. It holds no value of a credential.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from keyroll import tomltext
from keyroll.errors import ConfigError
from keyroll.providers.contracts.replace import SAFE, Platform

FILE: Final = "replacement.toml"
#: The table of the accounts that make objects at systems, by system: ``openbao = "NAME=REFERENCE"``.
APPLY: Final = "apply"
_FIELDS: Final = ("way", "consumer", "account", "settings")
_HINT: Final = "docs/replacement.md: Directions"


@dataclass(frozen=True, slots=True)
class ReplacementDirections:
    """The directions for one credential; empty fields are taken from the inventory."""

    way: str = ""
    consumer: Platform | None = None
    account: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)


def read(path: Path) -> dict[str, ReplacementDirections]:
    """Read the directions of a file by identifier; no file means none. Raises ConfigError with the position."""
    content = tomltext.content(path, hint=_HINT, optional=True)
    return {
        identifier: _directions(f"{path}: {identifier}", table)
        for identifier, table in content.items() if identifier != APPLY
    }  # fmt: skip


def accounts(path: Path) -> dict[str, str]:
    """Return the account with its reference for each system of the table ``[apply]``. Raises ConfigError."""
    table = tomltext.content(path, hint=_HINT, optional=True).get(APPLY, {})
    if not isinstance(table, dict) or not all(isinstance(one, str) for one in table.values()):
        raise ConfigError(f"{path}: {APPLY} must be a table of strings", hint='write it as openbao = "NAME=REFERENCE"')
    return dict(table)


def _directions(where: str, value: object) -> ReplacementDirections:
    table = tomltext.table_of(where, value, _FIELDS, hint=_HINT)
    settings = table.get("settings", {})
    texts = {name: table.get(name, "") for name in _FIELDS[:3]} | (settings if isinstance(settings, dict) else {})
    if not isinstance(settings, dict) or not all(isinstance(one, str) for one in texts.values()):
        raise ConfigError(f"{where}: every field must be text, and settings must be a table of strings", hint=_HINT)
    for name, text in texts.items():
        if text and not SAFE.fullmatch(str(text)):
            # The value stays out of the message: it may be a secret pasted by mistake.
            raise ConfigError(
                f"{where}: {name} holds a character that is not allowed",
                hint="letters, digits and . / : @ * ? = & % + , - _ are allowed",
            )
    way, consumer, account = (tomltext.text_of(where, table, name) for name in _FIELDS[:3])
    return ReplacementDirections(way, _platform(where, consumer), account, settings)


def _platform(where: str, name: str) -> Platform | None:
    if not name:
        return None
    if name not in set(Platform):
        raise ConfigError(f"{where}: the consumer {name!r} does not exist", hint=f"known: {', '.join(Platform)}")
    return Platform(name)
