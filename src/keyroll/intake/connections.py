"""The connections of a home: ``connections.toml``, which a person may read, edit and store beside ``keyroll.toml``.

It holds addresses and references, never a value. It is a file and no part of the ledger: it configures one machine, and
its references name places of that machine; the ledger may be shared, and stores decisions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from keyroll.clock import parse_span
from keyroll.config import toml, write_toml
from keyroll.errors import ConfigError, KeyrollError, UsageError
from keyroll.model.source import Source
from keyroll.providers import catalogue
from keyroll.providers.live import Connection, Me
from keyroll.secret import SecretRef

FILE: Final = "connections.toml"
_OWN: Final = ("address", "credential", "every", "kind", "identifier", "name", "expires")
#: The default time between two reads by a server; and the word for a read on request only.
SYNC_EVERY, NEVER = "6h", "never"


def told_of(source: Source, who: Me) -> dict[str, str]:
    """Return the vendor's record of keyroll's own credential. It has no name if the vendor's lists hold the name.

    Two names would alternate at every read; a name that is made of the id does not count as a name.
    """
    listed = {one.name for one in catalogue.provider(source.provider).kinds if one.listed_by}
    nameless = who.kind in listed or (who.identifier is not None and who.identifier.value in who.name)
    return who.row() | ({"name": ""} if nameless else {})


@dataclass(frozen=True, slots=True)
class Connected:
    """One connection: its source, address, reference and settings; and the vendor's names for its credential."""

    source: Source
    address: str
    credential: str
    settings: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    identifier: str = ""
    name: str = ""
    expires: str = ""
    every: str = ""

    @property
    def cadence(self) -> timedelta | None:
        """The time that a server waits between two reads; None if the source is read on request only."""
        return None if self.every == NEVER else parse_span(self.every or SYNC_EVERY)

    def row(self) -> dict[str, str]:
        """Return the connection as a record of keyroll's own list."""
        told = {key: getattr(self, key) for key in ("credential", "kind", "identifier", "name", "expires")}
        return {"source": str(self.source)} | told


def read(home: Path) -> dict[Source, Connected]:
    """Return the connections of a home by source, in order. Raises ConfigError with the position of the fault."""
    path = home / FILE
    found = [_connected(path, name, table) for name, table in toml(path).items()]
    return {one.source: one for one in sorted(found, key=lambda one: one.source)}


def _connected(path: Path, name: str, table: object) -> Connected:
    place = f'{path}: ["{name}"]'
    try:
        source = Source.parse(name)
    except UsageError as error:
        raise ConfigError(f"{place}: {error}", hint=error.hint) from None
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise ConfigError(f"{place} must hold texts only", hint='write each as name = "…"')
    known = catalogue.connection(source.provider)
    if known is None:
        hint = f"providers that can be read live: {', '.join(catalogue.connectable())}"
        raise ConfigError(f"{place}: {source.provider} cannot be read live", hint=hint)
    for needed in ("address", "credential"):
        if not table.get(needed):
            raise ConfigError(f"{place}: {needed} is missing", hint=f"write it again: keyroll connect {source}")
    SecretRef.lasting(table["credential"], place)
    often(table.get("every", ""), place)
    names = _settings(source, known, table)
    for key in table:
        if key not in (*_OWN, *names):
            raise ConfigError(f"{place}: there is no setting {key!r}", hint=f"known: {', '.join((*_OWN, *names))}")
    own = {key: table[key] for key in _OWN if key in table}
    return Connected(source, settings={key: table[key] for key in names if key in table}, **own)


def _settings(source: Source, known: Connection, table: Mapping[str, str]) -> list[str]:
    """Return the settings that a source has; if they depend on a description that cannot be read, the given ones."""
    try:
        adapted = known.adapt(source, table) if known.adapt else known
    except KeyrollError:
        return [name for name in table if name not in _OWN]
    return [setting.name for setting in adapted.settings]


def often(text: str, place: str = "--every") -> None:
    """Check the time between two reads of a source. Raises ConfigError."""
    try:
        good = not text or text == NEVER or bool(parse_span(text))
    except UsageError:
        good = False
    if not good:
        raise ConfigError(f"{place}: {text!r} is no time between reads", hint=f"write it as 6h or 30m, or {NEVER}")


def write(home: Path, connections: Mapping[Source, Connected]) -> None:
    """Write the connections of a home atomically, readable by its owner only."""
    tables = {
        str(source): {key: getattr(one, key) for key in _OWN} | dict(one.settings)
        for source, one in sorted(connections.items())
    }
    write_toml(
        home / FILE,
        "The sources that keyroll reads live, and where each credential is kept. This file holds no value.",
        tables,
    )
