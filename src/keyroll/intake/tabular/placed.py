"""Places tables in a folder of exports: ``other@stripe/survey/credentials.csv``, ``register/survey/credentials.csv``.

A person's record is a registration, and a credential of a system that has no folder of its own; it is not the system's
list. A table in any other place is read if ``system.toml`` in the folder names its system.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from keyroll.config import toml
from keyroll.errors import ConfigError, UsageError
from keyroll.intake.folder_contents import FolderContents, FoundSurvey, Unplaced
from keyroll.intake.tabular.guard import ACCEPT, strange_columns
from keyroll.intake.tabular.look import OTHER, ReadTable, look
from keyroll.model.source import Source
from keyroll.providers import catalogue
from keyroll.providers.other import CREDENTIALS, REGISTERED
from keyroll.providers.other.survey import TablePart, table
from keyroll.providers.register import credentials as register
from keyroll.store.raw import Unreadable

#: The file of a folder that names the systems of its tables.
SYSTEMS: Final = "system.toml"
_LONGEST: Final = 1 << 20


def with_tables(home: Path, root: Path, found: FolderContents, *, accept: bool) -> FolderContents:
    """Return the folder's content with each table in the place of its listings; an unreadable table is not placed.

    Unless a person says ``accept``, a table with other columns than an earlier one is not placed either. Raises
    ConfigError for a wrong ``system.toml``.
    """
    placed, others = _Placed(home, accept=accept), []
    named = _named(root, found)
    for lost in found.unplaced:
        if entry := None if lost.closed else next((one for one in named if one.fits(lost.shown)), None):
            placed.table(lost.file, lost.shown, entry)
        else:
            others.append(lost)
    for one in found.surveys:
        if one.source.provider not in (OTHER, "register") or one.endpoint.name != CREDENTIALS:
            placed.surveys.append(one)
            continue
        for file, shown in one.files:
            placed.listing(one, file, shown)
    found.surveys, found.unplaced = placed.surveys, [*others, *placed.unplaced]
    return found


@dataclass(frozen=True, slots=True)
class _Named:
    """One table of ``system.toml``: a file, or a pattern for files, with the options of ``sync --csv``."""

    pattern: str
    system: str
    given: dict[str, str]
    dates: str
    partial: bool

    def fits(self, shown: str) -> bool:
        """Return whether a file of the folder is meant."""
        return fnmatchcase(shown, self.pattern)


def _named(root: Path, found: FolderContents) -> list[_Named]:
    """Return the tables whose systems the folder names. Raises ConfigError."""
    there = next((one for one in found.unplaced if one.shown == SYSTEMS and not one.closed), None)
    if there is None:
        return []
    found.unplaced.remove(there)
    if there.file.stat().st_size > _LONGEST:
        raise ConfigError(f"{root / SYSTEMS} is too large", hint="name each table, or a pattern, once")
    return [_entry(root / SYSTEMS, pattern, entry) for pattern, entry in toml(there.file).items()]


def _entry(file: Path, pattern: str, entry: object) -> _Named:
    known = {"system": str, "map": list, "dates": str, "partial": bool}
    wrong = ConfigError(
        f"{file}: {pattern!r} is not a table with system, map, dates and partial",
        hint='for example: ["keys.csv"] system = "stripe", map = ["owner=Team"], dates = "day-first", partial = true',
    )
    if not isinstance(entry, dict) or not all(isinstance(entry[key], known.get(key, ())) for key in entry):
        raise wrong
    dates, maps = entry.get("dates", ""), entry.get("map", [])
    if dates not in ("", "day-first", "month-first") or not all(isinstance(one, str) and "=" in one for one in maps):
        raise wrong
    given = {role: title for role, _, title in (one.partition("=") for one in maps)}
    return _Named(pattern, entry.get("system", ""), given, dates, entry.get("partial", False))


class _Placed:
    """The listings of the tables of a folder, and the tables that are not read."""

    def __init__(self, home: Path, *, accept: bool) -> None:
        self._home, self._accept = home, accept
        self.surveys: list[FoundSurvey] = []
        self.unplaced: list[Unplaced] = []

    def table(self, file: Path, shown: str, entry: _Named) -> None:
        """Place a table whose system is named."""
        try:
            read = look(
                self._home, file, system=entry.system, given=entry.given, dates=entry.dates, partial=entry.partial
            )
            self._checked(read, read.sources)
            self.surveys += [replace(part, files=((file, shown),)) for part in read.surveys()]
        except (UsageError, Unreadable) as error:
            self.unplaced.append(Unplaced(file, shown, f"{error}: {getattr(error, 'hint', '')}".rstrip(": ")))

    def listing(self, one: FoundSurvey, file: Path, shown: str) -> None:
        """Place a table that stands where a listing of its source stands."""
        try:
            self.surveys += self._parts(one, file, shown)
        except (UsageError, Unreadable) as error:
            self.unplaced.append(Unplaced(file, shown, str(error)))

    def _checked(self, read: ReadTable, sources: tuple[Source, ...]) -> None:
        """Raise UsageError if a person has to look at the columns; else store how they are read."""
        reasons = [] if self._accept else list(strange_columns(self._home, read, sources))
        if reasons:
            raise UsageError(f"{'; '.join(reasons)}: {ACCEPT}", hint="")
        read.keep(self._home, sources)

    def _parts(self, one: FoundSurvey, file: Path, shown: str) -> list[FoundSurvey]:
        if one.source.provider == OTHER:
            read = look(self._home, file, system=one.source.name)
            self._checked(read, (one.source,))
            return [_placed(part, one, shown) for part in read.surveys()]
        read = look(self._home, file)
        self._checked(read, (one.source,))
        known = frozenset(catalogue.providers()) - {OTHER}
        registered = register.table(read.columns, known, read.dialect.above)
        own = FoundSurvey(one.source, registered, one.observed_at, ((file, shown),), read.recode, read.way)
        return [own, *(_placed(part, one, shown) for part in _written(read, known))]


def _written(read: ReadTable, known: frozenset[str]) -> Iterator[FoundSurvey]:
    """Yield people's records of systems without a folder."""
    for system, kind in read.groups:
        if system.partition("-")[0] not in known:
            part = TablePart(
                kind, None if read.system_said else system, REGISTERED, first=False, above=read.dialect.above
            )
            files = ((read.path, read.path.name),)
            found = table(read.columns, part)
            yield FoundSurvey(Source(OTHER, system), found, None, files, read.recode, f"{read.way}/{kind}")


def _placed(part: FoundSurvey, one: FoundSurvey, shown: str) -> FoundSurvey:
    return replace(part, observed_at=one.observed_at, files=tuple((file, shown) for file, _ in part.files))
