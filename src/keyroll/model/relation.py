"""A relation that one package offers others through SQL, with its columns, declared once beside its query."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from keyroll.errors import KeyrollError

_FIRST = re.compile(
    r"-- (relation|macro|variable|type) (\w+)(?:\(([^)]*)\)| ([\w ]+))?, (public|private)(?: (table|view))?"
)
_WHAT = ("relation", "macro", "variable", "type")
_COLUMN = re.compile(r"column (\w+) (.+?)(?: in ([\w ]+))?(?:: (.+))?")
_NAMES = re.compile(r"(key|needs|keyed by|made by|given by): (.+)")


class DeclarationFault(KeyrollError):  # noqa: N818 - as the linter says of a query
    """A declaration of a relation cannot be parsed, is a duplicate, or is part of a cycle."""


class RelationForm(StrEnum):
    """The form of a relation in a session."""

    TABLE = "TABLE"
    VIEW = "VIEW"
    MACRO = "MACRO"
    VARIABLE = "VARIABLE"
    TYPE = "TYPE"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its DuckDB type, its unit where the type does not say it, and its meaning."""

    name: str
    type: str
    unit: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view that is made of others; or a macro, a variable or a type, which queries need in the same way.

    ``query`` makes it; ``adds`` insert further rows by name. If ``maker`` names a Python function
    (``module:function``), that function makes it. If ``given`` is set, the opener of the session provides it. ``needs``
    are the names that must exist first. ``keyed`` is the column by which a synchronisation computes only some keys:
    then ``whole_<name>`` has the rows of all keys. A variable has one column, itself. A macro has ``parameters``. A
    type is an enum of the texts that its query gives.
    """

    name: str
    package: str
    file: str
    line: int
    public: bool
    form: RelationForm
    meaning: str
    columns: tuple[Column, ...] = ()
    key: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    keyed: str = ""
    maker: str = ""
    given: str = ""
    parameters: tuple[str, ...] = ()
    query: str = ""
    adds: tuple[str, ...] = ()

    @property
    def types(self) -> dict[str, str]:
        """The types of its columns by their names."""
        return {column.name: column.type for column in self.columns}


@dataclass(slots=True)
class _Read:
    """The parsed part of one declaration."""

    meaning: list[str] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    sql: list[list[str]] = field(default_factory=lambda: [[]])


def declared(text: str, package: str, file: str) -> list[Relation]:
    """Return the relations that a ``.sql`` file declares. Raises DeclarationFault."""
    lines = text.splitlines()
    begins = [at for at, line in enumerate(lines) if line.startswith(tuple(f"-- {what} " for what in _WHAT))]
    return [
        _relation(lines[begin:end], package, file, begin + 1)
        for begin, end in zip(begins, [*begins[1:], len(lines)], strict=True)
    ]


def _relation(lines: list[str], package: str, file: str, line: int) -> Relation:
    first = _FIRST.fullmatch(lines[0])
    if first is None:
        hint = "write: -- relation NAME, public|private table|view"
        raise DeclarationFault(f"{file}:{line}: {lines[0]!r} declares nothing", hint=hint)
    what, name, parameters, kind, access, form = first.groups()
    read = _Read()
    if what == "variable":
        read.columns.append(Column(name, kind or ""))
    body = next((at for at, one in enumerate(lines[1:], 1) if not one.startswith("--")), len(lines))
    for at, one in enumerate(lines[1:body], line + 1):
        _header(one.removeprefix("--").strip(), read, f"{file}:{at}")
    for one in lines[body:]:
        if one == "-- then":
            read.sql.append([])
        else:
            read.sql[-1].append(one)
    query, *adds = ("\n".join(one).strip() for one in read.sql)
    names = {which: tuple(one.strip() for one in said.split(",") if one.strip()) for which, said in read.names.items()}
    return Relation(
        name=name,
        package=package,
        file=file,
        line=line,
        public=access == "public",
        form=RelationForm((form or "table").upper()) if what == "relation" else RelationForm(what.upper()),
        meaning=" ".join(read.meaning),
        columns=tuple(read.columns),
        key=names.get("key", ()),
        needs=names.get("needs", ()),
        keyed=read.names.get("keyed by", ""),
        maker=read.names.get("made by", ""),
        given=read.names.get("given by", ""),
        parameters=tuple(one.strip() for one in parameters.split(",")) if parameters else (),
        query=query,
        adds=tuple(adds),
    )


def _header(said: str, read: _Read, place: str) -> None:
    """Read one line of the comment above a query."""
    if column := _COLUMN.fullmatch(said):
        read.columns.append(Column(column[1], column[2], column[3] or "", column[4] or ""))
    elif names := _NAMES.fullmatch(said):
        read.names[names[1]] = f"{read.names[names[1]]}, {names[2]}" if names[1] in read.names else names[2]
    elif said.startswith(("column ", "key:", "needs:")):
        raise DeclarationFault(
            f"{place}: {said!r} cannot be read", hint="write: -- column NAME TYPE [in UNIT]: MEANING"
        )
    else:
        read.meaning.append(said)
