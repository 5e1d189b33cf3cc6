"""Narrower privileges of a role of PostgreSQL on tables, from its statements and from unrecorded uses.

postgresql.org, *log_statement*, and github.com/pgaudit/pgaudit (from memory: re-check): ``log_statement`` shows
statements of the client, not acts of functions, triggers, views and row security with the caller's rights. pgaudit
shows these too, with their tables if ``pgaudit.log_relation`` is on. A statement that is recorded because it was slow
(``log_min_duration_statement``) is not evidence about other statements.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from keyroll.model.json import Json, Record, single
from keyroll.providers._lists import objects
from keyroll.reach.sql.statements import StatementNeeds, Table, needs

#: The words for kinds of records that a person declares complete.
READS, WRITES, ROUTINES = "reads", "writes", "routines"
_WRITING: Final = frozenset({"INSERT", "UPDATE", "DELETE", "TRUNCATE"})
_OF_CLASS: Final = {READS: frozenset({"SELECT"}), WRITES: _WRITING}
_AUDIT: Final = "AUDIT: "
#: The parts of a line of pgaudit after its mark: class, command, kind and name of the object, statement.
_CLASS, _COMMAND, _OBJECT, _STATEMENT, _PARTS = 3, 4, 6, 7, 8
#: The privileges of a pgaudit command, if they are not its name only.
_AUDITED: Final = {
    ("UPDATE", WRITES): ("UPDATE", "SELECT"), ("DELETE", WRITES): ("DELETE", "SELECT"), ("COPY", READS): ("SELECT",),
    ("COPY", WRITES): ("INSERT",),
}  # fmt: skip
_VIEW: Final = "v"


@dataclass(frozen=True, slots=True)
class SqlRecord:
    """One record: the role of its session, and its message in short (``statement: …``, ``AUDIT: …``, ``session``)."""

    who: str
    text: str


@dataclass(slots=True)
class SqlUse:
    """The evidence in records of some roles.

    ``evidence`` has the recorded classes of statements for each role, ``audited`` the classes whose nested acts pgaudit
    records too. ``hides``: other code may have used tables with the caller's rights.
    """

    privileges: set[tuple[str, Table]] = field(default_factory=set)
    evidence: dict[str, set[str]] = field(default_factory=dict)
    audited: dict[str, set[str]] = field(default_factory=dict)
    opaque: set[str] = field(default_factory=set)
    hides: bool = False

    @classmethod
    def of(cls, records: Iterable[SqlRecord]) -> "SqlUse":
        """Read records."""
        found = cls()
        for one in records:
            shown = found.evidence.setdefault(one.who, set())
            found.audited.setdefault(one.who, set())
            if one.text.startswith(_AUDIT):
                found._audit(one)
                continue
            kind, _, statement = one.text.partition(": ")
            if statement:
                asked = needs(statement)
                found._add(asked)
                if kind == "statement":
                    shown |= _classes(asked)
        return found

    def _add(self, asked: StatementNeeds) -> None:
        self.privileges |= asked.privileges
        self.hides = self.hides or asked.writes or asked.calls
        if asked.opaque:
            self.opaque.add(asked.opaque)

    def _audit(self, one: SqlRecord) -> None:
        parts = next(csv.reader([one.text.removeprefix(_AUDIT)], strict=False), [])
        if len(parts) < _PARTS:
            self.opaque.add("AUDIT")
            return
        kind = {"READ": READS, "WRITE": WRITES}.get(parts[_CLASS])
        schema, _, name = parts[_OBJECT].rpartition(".")
        if kind is None:
            return  # other classes need no privilege on a table that is narrowed here
        if name:
            table = (schema.strip('"'), name.strip('"'))
            asked = _AUDITED.get((parts[_COMMAND], kind), (parts[_COMMAND],))
            self.privileges |= needs(parts[_STATEMENT]).privileges | {(each, table) for each in asked}
            self.audited[one.who].add(kind)
        else:
            self._add(needs(parts[_STATEMENT]))
        self.evidence[one.who].add(kind)

    def asks(self, privilege: str, schema: str, name: str) -> bool:
        """Return whether a record needs a privilege on a table, or on a table of that name without its schema."""
        return any((privilege, table) in self.privileges for table in ((schema, name), ("", name)))

    def unshown(self, privilege: str, declared: frozenset[str]) -> str:
        """Return why the records cannot show all uses of a privilege; empty if they can."""
        kind = next((one for one, privileges in _OF_CLASS.items() if privilege in privileges), "")
        if not kind:
            return "no record shows a statement that needs it"
        if self.opaque:
            return f"statements were not parsed: {', '.join(sorted(self.opaque))}"
        if kind not in declared and (
            missing := sorted(one for one, shown in self.evidence.items() if kind not in shown)
        ):
            how = "log_statement = 'all'" if kind == READS else "log_statement = 'mod' or 'all'"
            return (
                f"the log shows no {kind} of {', '.join(missing)} ({how}, or pgaudit, shows them: --data-events {kind})"
            )
        if kind not in declared and not self.evidence:
            return f"the log has no session of it: it is unknown whether it shows {kind} (--data-events {kind})"
        inside = ROUTINES in declared or all(kind in audited for audited in self.audited.values())
        if self.hides and not inside:
            return (
                "functions, triggers, views and row security may use it with the rights of the caller: log_statement "
                f"does not show that, pgaudit with log_relation does (--data-events {ROUTINES})"
            )
        return ""


def _classes(asked: StatementNeeds) -> set[str]:
    """Return the classes that are recorded if a statement is: read statements are recorded last."""
    if asked.opaque:
        return set()
    return {WRITES} if asked.writes else {READS, WRITES}


@dataclass(frozen=True, slots=True)
class TableGrant:
    """The privileges of one role on one table by its own list; ``on_columns`` are privileges on some columns only."""

    schema: str
    name: str
    privileges: frozenset[str]
    on_columns: frozenset[str]
    is_view: bool
    secured: bool
    owned: bool

    @property
    def shown(self) -> str:
        """Return its name in people's form."""
        return f"{self.schema}.{self.name}"


def table_grants(privileges: Json, role: str) -> Iterator[TableGrant]:
    """Yield the tables on which a role has privileges, or which it owns. Raises VendorChanged."""
    for one in objects(single(privileges, "privileges"), "tables"):
        given = frozenset(entry.text("privilege") for entry in _entries(one, role))
        columns = frozenset(
            entry.text("privilege") for column in objects(one, "columns") for entry in _entries(column, role)
        )  # fmt: skip
        owned = one.text("owner") == role
        if given or columns or owned:
            yield TableGrant(
                one.text("schema"), one.text("name"), given, columns, one.maybe("kind") == _VIEW,
                bool(one.flag("row_security")), owned,
            )  # fmt: skip


def _entries(one: Record, role: str) -> Iterator[Record]:
    return (entry for entry in objects(one, "acl") if entry.maybe("grantee") == role)


def revoked(tables: Iterable[tuple[TableGrant, Sequence[str]]], role: str) -> str:
    """Return the statements that revoke privileges."""
    lines = [
        f"REVOKE {', '.join(privileges)} ON TABLE {quoted(one.schema)}.{quoted(one.name)} FROM {quoted(role)};"
        for one, privileges in tables if privileges
    ]  # fmt: skip
    return "\n".join(["BEGIN;", *lines, "COMMIT;", ""]) if lines else ""


def quoted(name: str) -> str:
    """Return a name in double quotes."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def without(privileges: Json, role: str, taken: Mapping[Table, frozenset[str]]) -> Json:
    """Return the list of privileges after the revocation of some privileges of a role."""
    body = dict(single(privileges, "privileges").body)
    tables: list[Json] = []
    for one in objects(Record(body, "privileges"), "tables"):
        gone = taken.get((one.text("schema"), one.text("name")), frozenset())
        left: list[Json] = [
            dict(entry.body) for entry in objects(one, "acl")
            if entry.maybe("grantee") != role or entry.text("privilege") not in gone
        ]  # fmt: skip
        tables.append({**one.body, "acl": left})
    return {**body, "tables": tables}
