"""Finds the queries of the package, and every name by which Python makes, fills or requests a relation.

Queries are in files that discovery finds, and in calls of a session. A text that is built from names of its module is
evaluated. A text that needs the values of a function is *generated*: it is allowed in the modules of ``GENERATED``
only, in which the SQL follows from a rule, from the mapping of a log, or from a person's request.
"""

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Final

from keyroll.plugins import modules

ROOT = Path(__file__).parent.parent / "src/keyroll"
#: Packages whose SQL is not of a session with relations: vendors' logs, invented records, and thin shells.
WITHOUT = frozenset({"providers", "replay", "store"})
#: Modules that generate SQL: of Sigma rules, of the columns that a log maps, of parts and keys, of behaviours and
#: checks, of a person's list, of the signs of a replacement, of languages of entitlements. A test of each runs the
#: generated SQL.
GENERATED: Final = (
    "detection/baseline/contacts.py", "detection/stories/hosts.py", "detection/signals/", "detection/sigma/",
    "intake/decode.py", "intake/fast/reading.py", "intake/surveys.py", "intake/sync.py", "intake/view.py",
    "inventory/part.py", "inventory/parts.py", "posture/judge.py", "inventory/tables.py",
    "inventory/touched.py", "reach/least/asking.py", "replacement/signs.py", "report/listing/",
    "rotation/logs.py",
)  # fmt: skip
#: The most lines of SQL in Python. Longer SQL is declared in a ``.sql`` file.
LINES: Final = 10
_METHODS = frozenset({"run", "tuples", "rows", "stream", "one", "arrow", "arrays", "hashes"})
_LOADS = frozenset({"load_columns", "load_rows", "load_arrays", "load_empty", "load_lines"})
#: Functions of ``store.relations`` that take names of relations.
_ASKS = frozenset({"build", "give", "load", "drop", "instead", "set_variable"})
#: The text with which Python makes a relation. A name that continues with a value is generated.
_MADE = re.compile(
    r"(?:CREATE (?:OR REPLACE )?(?:TEMP )?(?:TABLE|VIEW|MACRO)|RENAME TO|SET VARIABLE)\s+\"?(\w+)\b(?![\w{])"
)
_STATEMENT = re.compile(r"\s*CREATE (?:OR REPLACE )?(?:TEMP )?(?:TABLE|VIEW) \"?\w+\"? AS (.*)", re.DOTALL)
_INSERT = re.compile(r"\s*INSERT INTO \"?\w+\"?(?: BY NAME)? (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Query:
    """One query and its position; ``lines`` counts those that it takes in Python."""

    place: str
    package: str
    sql: str
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Name:
    """A name by which Python makes or only requests a relation."""

    place: str
    package: str
    name: str
    made: bool


@dataclass(slots=True)
class PackageQueries:
    """The queries of all packages, the names that Python uses, and the places of texts that could not be read."""

    queries: list[Query] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def queries() -> PackageQueries:
    """Return every query that can be found."""
    collected = PackageQueries()
    for path in sorted(ROOT.rglob("*.py")):
        inside = path.relative_to(ROOT)
        if len(inside.parts) > 1 and inside.parts[0] not in WITHOUT:
            _of_file(path, inside, collected)
    for module, attribute, texts in (
        ("keyroll.posture.checks", "CHECK", ("sql",)),
        ("keyroll.detection.behaviours", "BEHAVIOUR", ("sql",)),
        ("keyroll.report.lists", "LISTING", ("query", "opens")),
    ):
        for each in modules(module):
            for name in texts:
                if sql := getattr(getattr(each, attribute, None), name, ""):
                    place = each.__name__.replace(".", "/").removeprefix("keyroll/") + ".py"
                    collected.queries.append(Query(f"{place} {name}", module.split(".")[1], sql))
    for path in sorted((ROOT / "detection/saved").glob("*.sql")):
        collected.queries.append(Query(f"detection/saved/{path.name}", "people", path.read_text(encoding="utf-8")))
    return collected


def of_source(source: str, place: str, module: ModuleType | None = None) -> PackageQueries:
    """Return the contents of a Python source; ``place`` is its path, ``module`` gives its names values."""
    collected = PackageQueries()
    _of_source(source, Path(place), collected, module)
    return collected


def _of_file(path: Path, inside: Path, collected: PackageQueries) -> None:
    source = path.read_text(encoding="utf-8")
    _of_source(source, inside, collected, None)


def _of_source(source: str, inside: Path, collected: PackageQueries, module: ModuleType | None) -> None:
    package = inside.parts[0]
    for number, line in enumerate(source.splitlines(), 1):
        place = f"{inside.as_posix()}:{number}"
        collected.names += [Name(place, package, name, made=True) for name in _MADE.findall(line)]
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        place = f"{inside.as_posix()}:{node.lineno}"
        collected.names += [Name(place, package, name, made) for name, made in _names(node)]
        if not (isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS and _of_session(node.func)):
            continue
        module = module or importlib.import_module("keyroll." + ".".join(inside.with_suffix("").parts))
        sql = _text(node.args[0], module)
        if sql is None:
            collected.unread.append(place)
        else:
            lines = (node.args[0].end_lineno or 0) - node.args[0].lineno + 1
            collected.queries += [Query(place, package, select, lines) for select in _selects(sql)]


def _of_session(function: ast.Attribute) -> bool:
    return "session" in ast.unparse(function.value)


def _names(call: ast.Call) -> Iterator[tuple[str, bool]]:
    """Yield the names of relations that a call uses as constants, and whether it makes them."""
    match call.func:
        case ast.Attribute(attr=attr) if attr in _LOADS and _of_session(call.func):
            yield from ((name, True) for name in _constants(call.args[:1]))
        case ast.Attribute(attr="view" | "arrived") if len(call.args) > 2:
            yield from ((name, True) for name in _constants(call.args[2:3]))
        case ast.Name(id=function) if function in _ASKS and "session" in ast.unparse(call.args[0]):
            asked_for = call.args[1:] if function in ("build", "give") else call.args[1:2]
            yield from ((name, False) for name in _constants(asked_for))


def _constants(arguments: list[ast.expr]) -> Iterator[str]:
    for argument in arguments:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value


def _text(node: ast.expr, module: ModuleType) -> str | None:
    """Return the text of an expression, by the names of its module only."""
    try:
        value = eval(compile(ast.Expression(node), "<query>", "eval"), dict(vars(module)))  # noqa: S307 - our own source
    except (NameError, AttributeError, TypeError):
        return None
    return value if isinstance(value, str) else None


def _selects(sql: str) -> Iterator[str]:
    """Yield the query of a statement, or nothing if it has none."""
    for pattern in (_STATEMENT, _INSERT):
        if made := pattern.fullmatch(sql):
            sql = made[1]
            if sql.startswith("(") and not sql.startswith("(SELECT"):
                return
    if re.match(r"\s*\(?(SELECT|WITH|FROM)\b", sql):
        yield sql
