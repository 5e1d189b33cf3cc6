"""Examines a table: its format, its columns, and the systems of its rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

from keyroll.errors import UsageError
from keyroll.intake.folder_contents import FoundSurvey
from keyroll.intake.masking.words import means_value
from keyroll.intake.tabular import kept
from keyroll.intake.tabular.dialect import HEAD, Dialect, rows, sniff
from keyroll.intake.tabular.recode import Recoded
from keyroll.model.ids import digest
from keyroll.model.source import Source
from keyroll.providers import catalogue
from keyroll.providers._table_columns import TableColumns, is_marked, is_value, recognise
from keyroll.providers._table_rows import kind_in, system_name
from keyroll.providers._table_times import NOTHING, DateOrder, looks
from keyroll.providers.other.survey import TablePart, table
from keyroll.store.masked import ValueMask
from keyroll.store.raw import Damaged, Held, chunks

#: The number of rows that are examined to recognise a column.
_ROWS: Final = 1_000
#: The most systems and kinds in one table.
_GROUPS: Final = 200
OTHER: Final = "other"
#: The suffix of a title that names a value in other tables.
_NO_VALUE: Final = " (no value)"


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table and its reading. ``groups`` are the systems and kinds of its rows; ``before``: it was read before.

    ``partial`` says that a person declared missing rows.
    """

    path: Path
    dialect: Dialect
    columns: TableColumns
    groups: tuple[tuple[str, str], ...]
    system_said: bool
    before: bool = False
    partial: bool = False

    @property
    def systems(self) -> tuple[str, ...]:
        """The systems of the table."""
        return tuple(dict.fromkeys(system for system, _ in self.groups))

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles in the table's own spelling."""
        return tuple(title.removesuffix(_NO_VALUE) for title in self.columns.titles)

    @property
    def way(self) -> str:
        """A text that differs if the table is read differently."""
        roles = sorted(self.columns.roles.items())
        parts = (*map(str, roles), str(self.columns.naming), self.columns.order, str(self.partial))
        return "/" + digest(*parts)[:12]

    def surveys(self) -> list[FoundSurvey]:
        """Return one listing for each system and kind."""
        by_column = "system" in self.columns.roles and not self.system_said
        parts = [
            (system, TablePart(kind, system if by_column else None, "", not number, self.dialect.above))
            for number, (system, kind) in enumerate(self.groups)
        ]
        files = ((self.path, self.path.name),)
        return [
            FoundSurvey(Source(OTHER, system), table(self.columns, part), None, files, self.recode, self.way, self.lost)
            for system, part in parts
        ]

    @property
    def lost(self) -> str:
        """The reason why a read of the table is not complete."""
        return "a person declared that the table is a part of the list" if self.partial else ""

    def recode(self, mask: ValueMask) -> ValueMask:
        """Return the mask of this table."""
        return Recoded(mask, self.dialect, self.columns)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of the table's systems."""
        return tuple(Source(OTHER, system) for system in self.systems)

    def keep(self, home: Path, sources: Sequence[Source] = ()) -> None:
        """Store how it is read, for the next table with the same header; ``sources`` are those that it feeds."""
        named = {role: self.titles[place] for role, place in self.columns.roles.items()}
        system = self.systems[0] if len(self.systems) == 1 and (self.system_said or "system" not in named) else ""
        fed = tuple(map(str, sources or self.sources))
        said = kept.KeptMapping(system, fed, self.columns.order, named, self.columns.given)
        kept.write(home, self.titles, said)


def look(
    home: Path,
    path: Path,
    *,
    system: str = "",
    given: Mapping[str, str] | None = None,
    dates: str = "",
    partial: bool = False,
) -> ReadTable:
    """Return how a table is read; ``given`` are titles by role. Raises UsageError if it is not a table, ConfigError."""
    try:
        return replace(_look(home, path, system, given or {}, DateOrder(dates)), partial=partial)
    except UsageError as error:
        raise UsageError(f"{path.name}: {error}", hint=error.hint) from None
    except Damaged as error:
        raise UsageError(f"{path.name}: {error}", hint="give a text file, plain or packed with gzip or zstd") from None


def _look(home: Path, path: Path, system: str, given: Mapping[str, str], dates: DateOrder) -> ReadTable:
    with Held.open(path) as held:
        head = b"".join(_head(chunks(held)))
        dialect = sniff(head, whole=len(head) < HEAD)
        first = _rows(head, dialect)
        titles = _titles(first[0] if first else [])
        before = kept.read(home, titles)
        columns = recognise(
            titles,
            first[1:],
            given={**before.given, **given},
            kept=before.roles,
            order=dates or DateOrder(before.dates or ""),
        )
        if not columns.names:
            raise UsageError(
                "no column names a credential",
                hint=f"name it: --map id=TITLE or name=TITLE; titles: {', '.join(titles)}",
            )
        named = system_name(system)
        if system and not named:
            raise UsageError(f"{system!r} is not a name of a system", hint="write it as --system stripe")
        known = named or ("" if "system" in columns.roles else before.system or _by_name(path))
        columns = _safely_titled(columns)
        groups = _groups(chunks(held), dialect, columns, known)
    if not groups:
        raise UsageError("the table names no system", hint="name it: --system stripe")
    return ReadTable(path, dialect, columns, groups, bool(known), before=bool(before.roles))


def _safely_titled(columns: TableColumns) -> TableColumns:
    """Return the columns, so that no title alone masks one: a column ``Token`` may hold only a token's end."""
    read = {*columns.roles.values()} - {*columns.values}
    titles = tuple(
        title + _NO_VALUE if place in read and means_value(title) else title
        for place, title in enumerate(columns.titles)
    )
    return replace(columns, titles=titles)


def _head(coming: Iterator[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in coming:
        yield chunk[: HEAD - size]
        size += len(chunk)
        if size >= HEAD:
            return


def _rows(head: bytes, dialect: Dialect) -> list[list[str]]:
    """Return the first rows of a table; a last row that may be cut off is left out."""
    found: list[list[str]] = []
    try:
        found.extend(islice(rows([head], dialect), _ROWS + 1))
    except Damaged:
        if len(found) < 2:
            raise
    return found if len(head) < HEAD or len(found) > _ROWS or len(found) < 3 else found[:-1]


def _titles(row: Sequence[str]) -> list[str]:
    """Return the titles of the columns, each once. Raises UsageError if the row is not a header."""
    cells = [" ".join(cell.replace("=", " ").split())[:100] for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    if any(is_marked(cell) or is_value(cell) or looks(cell) or "@" in cell for cell in cells):
        raise UsageError("its first row is not a header", hint="write the names of the columns above the rows")
    titles: list[str] = []
    for number, cell in enumerate(cells, 1):
        name, more = cell or f"column {number}", 2
        while name.lower() in (one.lower() for one in titles):
            name, more = f"{cell} ({more})", more + 1
        titles.append(name)
    return titles


def _by_name(path: Path) -> str:
    """Return the system at the start of a file's name, if a provider or a rule has that name."""
    words = system_name(path.name.partition(".")[0]).replace("_", "-").split("-")
    known = {*catalogue.providers(), *(name for name, _ in catalogue.secrets())} - {
        "other",
        "generic",
        "register",
        "scan",
    }
    return words[0] if words[0] in known else ""


def _groups(
    coming: Iterator[bytes], dialect: Dialect, columns: TableColumns, known: str
) -> tuple[tuple[str, str], ...]:
    """Return the systems and kinds of the rows, in order. Raises UsageError if they are too many."""
    place, kind = (columns.roles.get(role) for role in ("system", "kind"))
    if not known and place is None:
        return ()
    found: dict[tuple[str, str], None] = {}
    try:
        for row in islice(rows(coming, dialect), 1, None):
            system = known or system_name(_cell(row, place))
            if system and any(cell.strip() for cell in row):
                found[system, kind_in(_cell(row, kind), columns.named)] = None
            if len(found) > _GROUPS:
                raise UsageError(
                    f"it names more than {_GROUPS} systems and kinds", hint="name its system: --system NAME"
                )
    except Damaged:
        pass  # the read of the table reports a fault
    return tuple(sorted(found)) or (((known, kind_in("", columns.named)),) if known else ())


def _cell(row: Sequence[str], place: int | None) -> str:
    text = " ".join(row[place].split()) if place is not None and place < len(row) else ""
    return "" if text.lower() in NOTHING else text
