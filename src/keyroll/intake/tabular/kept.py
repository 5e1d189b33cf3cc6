"""Stores how tables were read: ``tables.toml`` of a home, by header. It holds titles of columns, and no cell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from keyroll.config import toml, write_toml
from keyroll.errors import ConfigError
from keyroll.model.ids import digest

FILE: Final = "tables.toml"
_TEXTS: Final = ("system", "dates")


@dataclass(frozen=True, slots=True)
class KeptMapping:
    """The reading of tables with one header: titles by role, their system, and the sources that such a table fed."""

    system: str = ""
    sources: tuple[str, ...] = ()
    dates: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)


def header_of(titles: Sequence[str]) -> str:
    """Return the name of a header: its titles in any order."""
    return digest(*sorted(titles))[:16]


def read(home: Path, titles: Sequence[str]) -> KeptMapping:
    """Return how a table with these titles was read; None if no such table was read. Raises ConfigError."""
    table = toml(home / FILE).get(header_of(titles))
    if table is None:
        return KeptMapping()
    if not isinstance(table, dict):
        raise ConfigError(f"{home / FILE}: {header_of(titles)} must be a table", hint="remove it: it is made again")
    texts = {name: str(table.get(name, "")) for name in _TEXTS}
    return KeptMapping(**texts, sources=_fed(table), roles=_pairs(table.get("roles")), given=_pairs(table.get("given")))


def headers(home: Path, sources: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Return the titles of the tables that fed one of these sources, each with that source. Raises ConfigError."""
    wanted = {*sources}
    return [
        (fed[0], [str(title) for title in titles])
        for table in toml(home / FILE).values()
        if isinstance(table, dict) and isinstance(titles := table.get("titles"), list)
        if (fed := [one for one in _fed(table) if one in wanted])
    ]


def _fed(table: Mapping[str, object]) -> tuple[str, ...]:
    """Return the sources that tables with a header fed; earlier versions stored the system only."""
    sources = table.get("sources")
    if isinstance(sources, list):
        return tuple(map(str, sources))
    return (f"other@{table['system']}",) if table.get("system") else ()


def write(home: Path, titles: Sequence[str], kept: KeptMapping) -> None:
    """Store how a table was read. Raises ConfigError."""
    tables: dict[str, Mapping[str, str | Sequence[str]]] = {}
    for name, table in toml(home / FILE).items():
        if isinstance(table, dict):
            tables[name] = {key: value for key, value in table.items() if isinstance(value, str | list)}
    tables[header_of(titles)] = {
        "titles": list(titles),
        "system": kept.system,
        "dates": kept.dates,
        "sources": sorted({*kept.sources, *_fed(tables.get(header_of(titles), {}))}),
        "roles": [f"{role}={title}" for role, title in kept.roles.items()],
        "given": [f"{role}={title}" for role, title in kept.given.items()],
    }
    write_toml(
        home / FILE, "How tables of other systems were read: roles by title of column. This file holds no cell.", tables
    )


def _pairs(value: object) -> dict[str, str]:
    pairs = (str(one).partition("=") for one in value) if isinstance(value, list) else ()
    return {role: title for role, equals, title in pairs if equals}
