"""Finds the queries of the package: those of files that discovery finds, and those that Python hands to a session.

A text that is put together from names of its module is worked out; one that needs a function's own values is counted as
not read.
"""

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from keyroll.plugins import modules
from keyroll.store.relations import catalogue

ROOT = Path(__file__).parent.parent / "src/keyroll"
#: Packages whose SQL is not of a session with relations: vendors' logs, invented records, and thin shells.
WITHOUT = frozenset({"providers", "replay", "store"})
_METHODS = frozenset({"run", "tuples", "rows", "stream", "one", "arrow", "arrays", "hashes"})
_LOADS = frozenset({"load_columns", "load_rows", "load_arrays", "load_empty", "load_lines"})
#: How a relation is made in Python: by a statement, or by a text that a statement begins.
_MADE = re.compile(
    r"(?:CREATE (?:OR REPLACE )?(?:TEMP )?(?:TABLE|VIEW|MACRO)|RENAME TO)\s+\"?(\w+)|"
    r"^\s*(?:_\w+ = )?f?\"{1,3}(\w+) AS(?: \w+)?\s",
    re.MULTILINE,
)
_STATEMENT = re.compile(r"\s*CREATE (?:OR REPLACE )?(?:TEMP )?(?:TABLE|VIEW) \"?\w+\"? AS (.*)", re.DOTALL)
_INSERT = re.compile(r"\s*INSERT INTO \"?\w+\"?(?: BY NAME)? (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Query:
    """One query and where it stands."""

    place: str
    package: str
    sql: str


@dataclass(slots=True)
class Found:
    """The queries of all packages, the relations that their Python makes, and how many texts could not be read."""

    queries: list[Query] = field(default_factory=list)
    made: dict[str, set[str]] = field(default_factory=dict)
    unread: dict[str, list[str]] = field(default_factory=dict)


def queries() -> Found:
    """Return every query that can be found."""
    found = Found()
    for path in sorted(ROOT.rglob("*.py")):
        inside = path.relative_to(ROOT)
        if len(inside.parts) > 1 and inside.parts[0] not in WITHOUT:
            _of_file(path, inside, found)
    for module, attribute, texts in (
        ("keyroll.inventory.posture.checks", "CHECK", ("sql",)),
        ("keyroll.detection.behaviours", "BEHAVIOUR", ("sql",)),
        ("keyroll.report.lists", "LISTING", ("query", "opens")),
    ):
        for each in modules(module):
            for name in texts:
                if sql := getattr(getattr(each, attribute, None), name, ""):
                    place = each.__name__.replace(".", "/").removeprefix("keyroll/") + ".py"
                    found.queries.append(Query(f"{place} {name}", module.split(".")[1], sql))
    for path in sorted((ROOT / "detection/saved").glob("*.sql")):
        found.queries.append(Query(f"detection/saved/{path.name}", "people", path.read_text(encoding="utf-8")))
    return found


def _of_file(path: Path, inside: Path, found: Found) -> None:
    text, package = path.read_text(encoding="utf-8"), inside.parts[0]
    tree, module = ast.parse(text), None
    made = found.made.setdefault(package, set())
    made |= {one or other for one, other in _MADE.findall(text)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        if "session" not in ast.unparse(node.func.value):
            if node.func.attr in ("view", "arrived") and len(node.args) > 2:
                name = node.args[2].value if isinstance(node.args[2], ast.Constant) else None
                if name not in catalogue():
                    made.add(str(name))
            continue
        if node.func.attr in _LOADS and isinstance(node.args[0], ast.Constant):
            made.add(str(node.args[0].value))
        if node.func.attr in _METHODS:
            module = module or importlib.import_module("keyroll." + ".".join(inside.with_suffix("").parts))
            place = f"{inside.as_posix()}:{node.lineno}"
            sql = _text(node.args[0], module)
            if sql is None:
                found.unread.setdefault(package, []).append(place)
            else:
                found.queries += [Query(place, package, one) for one in _selects(sql)]


def _text(node: ast.expr, module: ModuleType) -> str | None:
    """Return the text that an expression gives by the names of its module alone."""
    try:
        value = eval(compile(ast.Expression(node), "<query>", "eval"), dict(vars(module)))  # noqa: S307 - our own source
    except (NameError, AttributeError, TypeError):
        return None
    return value if isinstance(value, str) else None


def _selects(sql: str) -> Iterator[str]:
    """Yield the query of a statement; nothing of those that have none."""
    for pattern in (_STATEMENT, _INSERT):
        if made := pattern.fullmatch(sql):
            sql = made[1]
            if sql.startswith("(") and not sql.startswith("(SELECT"):
                return
    if re.match(r"\s*\(?(SELECT|WITH|FROM)\b", sql):
        yield sql
