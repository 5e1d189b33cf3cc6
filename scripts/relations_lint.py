"""Checks every query of the package against the catalogue of relations; prints each mismatch, and fails.

A declared relation must read the relations that it declares as needed, yield its declared columns, and read no private
relation of another package. The engine binds each query over empty tables of the declared columns. Faults are: an
unknown relation or column, a type that no function takes, an undeclared variable, and a join of columns of two sorts of
types, which the engine would cast silently. Every name that Python makes, fills or requests must be declared, too.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import duckdb
from relations_queries import GENERATED, LINES, ROOT, PackageQueries, queries
from sqlglot import exp, parse
from sqlglot.errors import SqlglotError

from keyroll.detection.baseline.learn import RELATIONS
from keyroll.inventory.published import PUBLISHED, READ
from keyroll.model.relation import Relation, RelationForm
from keyroll.store.relations import catalogue

#: The most lines of one query, and of one file of queries.
QUERY, FILE = 40, 400
_FAMILIES = {
    "number": r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL\(.*\)",
    "text": r"VARCHAR|UUID|JSON|ENUM\(.*\)",
    "time": r"TIMESTAMP.*",
}
#: Relations without a key that the next synchronisation compares.
_COMPARED_ALONE = frozenset({"conditions", "directory_people", "registrations"})
_COMPARED = (exp.EQ, exp.NullSafeEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)


@dataclass(frozen=True, slots=True)
class References:
    """The references of a query: relations, macros (and types), and variables, by name."""

    relations: frozenset[str] = frozenset()
    macros: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        """All references."""
        return self.relations | self.macros | self.variables


@dataclass(slots=True)
class Linter:
    """Binds queries over empty tables of the declared columns."""

    known: Mapping[str, Relation]
    connection: duckdb.DuckDBPyConnection = field(default_factory=lambda: duckdb.connect(":memory:"))

    def __post_init__(self) -> None:
        self.connection.execute("SET TimeZone='UTC'")
        for relation in self.known.values():
            if relation.form is RelationForm.TYPE:
                self.connection.execute(f"CREATE TYPE {relation.name} AS ENUM ('')")
        for relation in self.known.values():
            if relation.form is RelationForm.VARIABLE:
                self.connection.execute(f"SET VARIABLE {relation.name} = NULL::{relation.columns[0].type}")
            elif relation.form in (RelationForm.TABLE, RelationForm.VIEW):
                self.table(relation.name, relation.types)
        left = [relation for relation in self.known.values() if relation.form is RelationForm.MACRO]
        for _ in range(len(left)):  # a macro may use another one
            left = [
                relation
                for relation in left
                if self._fault(f"CREATE OR REPLACE TEMP MACRO {_call(relation)} AS {relation.query}")
            ]

    def table(self, name: str, types: Mapping[str, str]) -> None:
        """Make an empty table."""
        columns = ", ".join(f'"{column}" {kind}' for column, kind in types.items())
        self.connection.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" ({columns or "nothing INTEGER"})')

    def references(self, sql: str) -> References:
        """Return the references of a query. Raises SqlglotError."""
        tables: set[str] = set()
        for statement in parse(sql, dialect="duckdb"):
            if statement is not None:
                inside = {expression.alias for expression in statement.find_all(exp.CTE)}
                tables |= {
                    table.name for table in statement.find_all(exp.Table) if table.name and not table.db
                } - inside
        bare = re.sub(r"'(?:[^']|'')*'|--[^\n]*", "''", sql)
        macros = {relation.name for relation in self.known.values() if relation.form is RelationForm.MACRO}
        called = {word for word in re.findall(r"\b(\w+)\(", bare) if word in macros}
        types = {relation.name for relation in self.known.values() if relation.form is RelationForm.TYPE}
        called |= {word for word in re.findall(r"::(\w+)", bare) if word in types}
        return References(frozenset(tables), frozenset(called), frozenset(re.findall(r"getvariable\('(\w+)'\)", sql)))

    def faults(self, sql: str, package: str) -> Iterator[str]:
        """Yield the faults of a query of a package."""
        try:
            read = self.references(sql)
        except SqlglotError as error:
            yield f"cannot be read: {str(error).partition(chr(10))[0]}"
            return
        unknown = sorted(read.relations - self.known.keys())
        yield from (f"no relation is called {name}" for name in unknown)
        for name in sorted(read.names & self.known.keys()):
            relation = self.known[name]
            if not relation.public and relation.package != package:
                yield f"{name} is private to {relation.package}"
        for name in sorted(read.variables):
            if name not in self.known or self.known[name].form is not RelationForm.VARIABLE:
                yield f"no variable is called {name}: it would be NULL, and every answer with it"
        if not unknown:
            if fault := self._fault(_described(sql), parameters(sql)):
                yield fault
            else:
                yield from self._joins(sql)

    def types(self, sql: str) -> dict[str, str]:
        """Return the columns of a query with their types."""
        rows = self.connection.execute(_described(sql), parameters(sql)).fetchall()
        return {str(name): str(kind) for name, kind, *_ in rows}

    def canonical(self, kind: str) -> str:
        """Return a type in the engine's own form."""
        return str(self.connection.execute(f"DESCRIBE SELECT NULL::{kind} AS x").fetchall()[0][1])

    def _fault(self, sql: str, values: Mapping[str, None] | None = None) -> str:
        try:
            self.connection.execute(sql, values or {}).fetchall()
        except duckdb.Error as error:
            return str(error).partition("\n")[0]
        return ""

    def _joins(self, sql: str) -> Iterator[str]:
        """Yield comparisons of columns with types of two sorts."""
        for statement in parse(sql, dialect="duckdb"):
            for select in statement.find_all(exp.Select) if statement is not None else ():
                if select.args.get("joins"):
                    yield from self._of_select(select)

    def _of_select(self, select: exp.Select) -> Iterator[str]:
        probe = _sources(select)
        sources = [select.args["from_"].this, *(join.this for join in select.args["joins"])]
        pairs = [(comparison.this, comparison.expression) for comparison in _comparisons(select)]
        for at, join in enumerate(select.args["joins"], 1):
            for column in join.args.get("using") or ():
                right = exp.column(column.name, table=join.this.alias_or_name)
                pairs += [(exp.column(column.name, table=source.alias_or_name), right) for source in sources[:at]]
        for left, right in pairs:
            kinds = self._kinds(probe, left, right)
            if kinds and _family(kinds[0]) != _family(kinds[1]):
                said = f"{left.sql(dialect='duckdb')} is {kinds[0]} and {right.sql(dialect='duckdb')} is {kinds[1]}"
                yield f"{said}: they are joined, and never of one type"

    def _kinds(self, probe: exp.Select, left: exp.Expr, right: exp.Expr) -> tuple[str, str] | None:
        probed = probe.copy()
        probed.set("expressions", [exp.alias_(left.copy(), "a_"), exp.alias_(right.copy(), "b_")])
        text = probed.sql(dialect="duckdb")
        if self._fault(f"DESCRIBE {text}", parameters(text)):
            return None  # a column of an outer query, or words that the engine returns in another form
        kind, other = self.types(text).values()
        return kind, other


def _call(relation: Relation) -> str:
    return f"{relation.name}({', '.join(relation.parameters)})"


def _described(sql: str) -> str:
    return f"DESCRIBE {sql}"


def parameters(sql: str) -> dict[str, None]:
    """Return a value for each parameter of a query."""
    return dict.fromkeys(re.findall(r"(?<!\$)\$(\w+)", re.sub(r"'(?:[^']|'')*'", "''", sql)))


def _sources(select: exp.Select) -> exp.Select:
    """Return a select over the same tables and joins, with its WITH clauses; its columns must be set."""
    joins = [one.copy() for one in select.args["joins"]]
    for join in joins:
        if join.args.get("kind") in ("SEMI", "ANTI"):
            join.set("kind", None)
    select_all = exp.Select(from_=select.args["from_"].copy(), joins=joins)
    before = []
    above: exp.Expr | None = select
    while above is not None:
        given = above.args.get("with_")
        if given is not None:
            before = [*(expression.copy() for expression in given.expressions), *before]
        above = above.parent
    inside = select.find_ancestor(exp.CTE)
    if inside is not None:
        names = [expression.alias for expression in before]
        if inside.alias in names:
            before = before[: names.index(inside.alias)]
    if before:
        select_all.set("with_", exp.With(expressions=before))
    return select_all


def _comparisons(select: exp.Select) -> Iterator[exp.Expr]:
    """Yield the comparisons of a select's own joins and condition with a column on both sides."""
    conditions = [join.args.get("on") for join in select.args["joins"]]
    where = select.args.get("where")
    for condition in [*conditions, where.this if where is not None else None]:
        for comparison in condition.find_all(*_COMPARED) if condition is not None else ():
            if (
                comparison.parent_select is select
                and comparison.this.find(exp.Column)
                and comparison.expression.find(exp.Column)
            ):
                yield comparison


def _family(kind: str) -> str:
    for name, pattern in _FAMILIES.items():
        if re.fullmatch(pattern, kind):
            return name
    return re.sub(r"ENUM\([^)]*\)", "VARCHAR", kind)


def of_relation(linter: Linter, relation: Relation) -> Iterator[str]:
    """Yield the faults of a declared relation."""
    yield from _declaration(linter, relation)
    if relation.form is RelationForm.MACRO or not relation.query:
        return
    wrong = list(linter.faults(relation.query, relation.package))
    yield from wrong
    for query in relation.adds:
        yield from linter.faults(query, relation.package)
    for query in (relation.query, *relation.adds):
        if query.count("\n") >= QUERY:
            yield f"a query has {query.count(chr(10)) + 1} lines, at most {QUERY}"
    if not wrong and relation.form is not RelationForm.TYPE:
        yield from _columns(linter, relation)


def _columns(linter: Linter, relation: Relation) -> Iterator[str]:
    """Yield the differences between the columns of a query and the declared columns."""
    made = linter.types(relation.query)
    if relation.form is RelationForm.VARIABLE:
        made = dict(zip(relation.types, made.values(), strict=False))
    wanted = {name: linter.canonical(kind) for name, kind in relation.types.items()}
    if list(made.items()) != list(wanted.items()):
        yield f"declares {_differing(wanted, made)}"
    for query in relation.adds:
        for name, kind in linter.types(query).items():
            if name not in wanted:
                yield f"adds {name}, which it does not have"
            elif _family(kind) != _family(wanted[name]) and kind != '"NULL"':
                yield f"adds {name} as {kind}, and has it as {wanted[name]}"


def _differing(wanted: Mapping[str, str], made: Mapping[str, str]) -> str:
    for name in [*wanted, *made]:
        if wanted.get(name) != made.get(name):
            return f"{name} as {wanted.get(name, 'nothing')}, its query gives {made.get(name, 'nothing')}"
    return "its columns in another order than its query gives them"


def _declaration(linter: Linter, relation: Relation) -> Iterator[str]:
    if not relation.meaning:
        yield "does not say what it is"
    if relation.form in (RelationForm.TABLE, RelationForm.VIEW):
        if not relation.key:
            yield "has no key: write -- key: a column, several, or none"
        yield from (
            f"has the key {name}, and no such column" for name in relation.key if name not in {*relation.types, "none"}
        )
        if relation.public:
            yield from (f"does not say what {column.name} means" for column in relation.columns if not column.meaning)
    if relation.query:
        query = (
            f"SELECT {relation.query}"
            if relation.form is RelationForm.MACRO
            else "\n;\n".join((relation.query, *relation.adds))
        )
        try:
            read = linter.references(query).names - {relation.name}
        except SqlglotError:
            read = frozenset()
        read &= linter.known.keys()
        yield from (f"reads {name}, and does not say that it needs it" for name in sorted(read - set(relation.needs)))
        yield from (f"says that it needs {name}, and does not read it" for name in sorted(set(relation.needs) - read))
    for name in relation.needs:
        other = linter.known.get(name)
        if other is None:
            yield f"needs {name}, which nobody declares"
        elif not other.public and other.package != relation.package:
            yield f"needs {name}, which is private to {other.package}"


def lint(known: Mapping[str, Relation], file: str = "") -> list[str]:
    """Return the faults of declared relations, or of those of one file."""
    linter = Linter(known)
    faults = [
        f"{relation.file}:{relation.line}: {relation.name} {fault}"
        for relation in known.values()
        if not relation.name.startswith("whole_") and file in ("", relation.file)
        for fault in dict.fromkeys(of_relation(linter, relation))
    ]
    files = sorted({relation.file for relation in known.values() if (ROOT / relation.file).exists()})
    lengths = {file: (ROOT / file).read_text(encoding="utf-8").count("\n") for file in files}
    return faults + [f"{file}: {lines} lines, at most {FILE}" for file, lines in lengths.items() if lines > FILE]


def cover(known: Mapping[str, Relation], collected: PackageQueries) -> list[str]:
    """Return the faults of queries outside declarations, and of the names that Python uses."""
    linter = Linter(derived(known))
    faults = [
        f"{query.place}: {fault}"
        for query in collected.queries
        for fault in dict.fromkeys(linter.faults(query.sql, query.package))
    ]
    faults += [
        f"{query.place}: {query.lines} lines of SQL, at most {LINES}: declare a relation in a .sql file"
        for query in collected.queries
        if query.lines > LINES and not query.place.startswith(GENERATED)
    ]
    faults += [
        f"{place}: the linter cannot read this text: write it of constants of the module"
        for place in collected.unread
        if not place.startswith(GENERATED)
    ]
    return faults + list(of_names(linter.known, collected))


def of_names(known: Mapping[str, Relation], collected: PackageQueries) -> Iterator[str]:
    """Yield each place where Python uses an undeclared relation, or a private relation of another package."""
    for used in collected.names:
        declared = known.get(used.name)
        if declared is None:
            what = "is made here, and nobody declares it" if used.made else "is asked for, and nobody declares it"
            yield f"{used.place}: {used.name} {what}"
        elif not declared.public and declared.package != used.package:
            yield f"{used.place}: {used.name} is private to {declared.package}"


def derived(known: Mapping[str, Relation]) -> dict[str, Relation]:
    """Return relations with those that have the columns of others.

    These are the relations that a synchronisation compares (the lake's version, and the version before), and those that
    a hunt publishes under the same short name for a person's query.
    """
    parts = {
        f"{name}_stored": relation
        for name, relation in known.items()
        if relation.given and relation.form is RelationForm.TABLE
    }
    before = {f"kept_{name}": relation for name, relation in known.items() if relation.keyed or name in _COMPARED_ALONE}
    hunted = {name.removeprefix("last_"): known[name] for name in ("last_findings", "last_stories", "last_evidence")}
    more = {name: replace(relation, name=name, public=False) for name, relation in (parts | before).items()}
    return dict(known) | more | {name: replace(relation, name=name) for name, relation in hunted.items()}


def of_checks(linter: Linter, collected: PackageQueries) -> list[str]:
    """Return relations that posture checks read but that are not built for them, and relations built for no check."""
    needs = set(linter.known["posture_answers"].needs)
    checks = [query for query in collected.queries if query.place.startswith("posture/checks/")]
    read = {check.place: linter.references(check.sql).names & linter.known.keys() for check in checks}
    faults = [f"{place}: reads {name}, which posture_answers does not need" for place, names in read.items()
              for name in sorted(names - needs)]  # fmt: skip
    unused = needs - set().union(*read.values()) - {"as_of"}
    return faults + [f"posture_answers needs {name}, and no check reads it" for name in sorted(unused)]


def of_behaviours(linter: Linter, collected: PackageQueries) -> list[str]:
    """Return relations that behaviours read but that do not exist when they run."""
    there = {*RELATIONS, "dead", "exposed", "segments", *PUBLISHED, *READ, "events", "observed"}
    read = {
        query.place: linter.references(query.sql).names for query in collected.queries if "/behaviours/" in query.place
    }
    return [
        f"{place}: reads {name}, which is not there when behaviours run"
        for place, names in read.items()
        for name in sorted(names - there)
    ]


def problems() -> list[str]:
    """Return every fault of the package."""
    known, collected = catalogue(), queries()
    linter = Linter(known)
    checked = [*of_checks(linter, collected), *of_behaviours(linter, collected)]
    return [*lint(known), *cover(known, collected), *checked]


def main() -> int:
    """Check the package."""
    faults = problems()
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
