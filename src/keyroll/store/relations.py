"""The catalogue of declared relations; a session gets a relation after its inputs, each built once.

A declaration is the comment above its query in a ``.sql`` file of the package that makes it (``model.relation``). The
files are found by walking the packages. ``scripts/relations_lint.py`` checks every query against the catalogue.
"""

import importlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final, cast

from keyroll.model.ids import digest
from keyroll.model.relation import DeclarationFault, Relation, RelationForm, declared
from keyroll.store.session import Session

#: Packages that declare no session relations: their ``.sql`` has another purpose, or they have none.
_WITHOUT: Final = frozenset({"providers", "replay", "cli"})
_BEGINS: Final = ("-- relation ", "-- macro ", "-- variable ", "-- type ")


@cache
def catalogue() -> dict[str, Relation]:
    """Return every declared relation by name. Raises DeclarationFault."""
    root = Path(__file__).parents[1]
    return together(relation for path in _files(root) for relation in _of_file(path, root))


def together(declarations: Iterable[Relation]) -> dict[str, Relation]:
    """Return relations by name, and ``whole_<name>`` of those with a key. Raises DeclarationFault."""
    known: dict[str, Relation] = {}
    for declaration in declarations:
        for each in (declaration, *_whole(declaration)):
            if each.name in known:
                other = known[each.name]
                where = f"{each.file}:{each.line} and {other.file}:{other.line}"
                raise DeclarationFault(f"{each.name} is declared twice: {where}", hint="give one of them another name")
            known[each.name] = each
    list(_ordered(known, known, {}, set()))
    return known


def build(session: Session, *names: str) -> None:
    """Make relations in a session after their inputs; existing ones stay. Raises DeclarationFault."""
    for relation in _ordered(names, catalogue(), session.instead, session.built):
        _make(session, relation)
        session.built.add(relation.name)


def behind(session: Session, *names: str) -> Iterator[Relation]:
    """Yield relations as this session makes them, each after its inputs; a given relation has no inputs. Raises
    DeclarationFault."""
    return _ordered(names, catalogue(), session.instead, set(session.given))


def recipe(*names: str) -> str:
    """Return a digest of the queries of relations and of all their inputs. Raises DeclarationFault."""
    return digest(
        *(text for one in _ordered(names, catalogue(), {}, set()) for text in (one.name, one.query, *one.adds))
    )


def hold(session: Session, *names: str) -> None:
    """Make relations, and store the rows of those that are views: repeated reads do not compute them again."""
    build(session, *names)
    views = {str(name) for (name,) in session.tuples("SELECT view_name FROM duckdb_views()")}
    for name in names:
        if name in views:
            session.run(f"CREATE TEMP TABLE held_rows AS FROM {name}")
            session.run(f"DROP VIEW {name}; ALTER TABLE held_rows RENAME TO {name}")


def give(session: Session, *names: str) -> None:
    """Record that a session has these relations; relations built from them are rebuilt on their next use."""
    forget(session, names)
    session.built.update(names)
    session.given.update(names)


def offer(session: Session, openers: Mapping[str, Callable[[], object]]) -> None:
    """Register calls that make declared relations on first use: most queries need few of them.

    A call makes the relation in the session under its name.
    """
    session.offered.update(openers)
    for name in openers:
        session.instead[name] = replace(catalogue()[name], needs=(), query="", adds=(), maker="", given="")
    forget(session, openers)


def load(session: Session, name: str, columns: Mapping[str, Sequence[object]]) -> None:
    """Fill a declared relation with Python columns, in the declared types, and make it readable."""
    session.load_columns(name, catalogue()[name].types, columns)
    give(session, name)


def forget(session: Session, names: Iterable[str]) -> None:
    """Rebuild these, and the relations built from them, on their next request."""
    # A relation that was dropped since may be an input: so all are checked, not only the existing ones.
    known = {name: relation for name, relation in (catalogue() | session.instead).items() if name not in session.given}
    gone, grown = set(names), True
    while grown:
        more = {name for name, relation in known.items() if name not in gone and not gone.isdisjoint(relation.needs)}
        gone |= more
        grown = bool(more)
    session.built -= gone
    session.given -= gone


def instead(session: Session, name: str, query: str, *, needs: Iterable[str] = ()) -> None:
    """Make a relation by a different query in this session."""
    session.offered.pop(name, None)
    session.instead[name] = replace(catalogue()[name], query=query, needs=tuple(needs), adds=(), maker="", given="")
    forget(session, [name])


def drop(session: Session, name: str) -> None:
    """Drop a table that no further relation needs, to free memory; relations built from it stay."""
    session.run(f"DROP TABLE IF EXISTS {name}")
    session.built.discard(name)


def set_variable(session: Session, name: str, value: object) -> None:
    """Set a declared variable of a session."""
    session.run(f"SET VARIABLE {name} = $value::{catalogue()[name].columns[0].type}", {"value": value})
    give(session, name)


def _ordered(
    names: Iterable[str], known: Mapping[str, Relation], here: Mapping[str, Relation], built: set[str]
) -> Iterator[Relation]:
    """Yield the relations to make for these names, each after those that it needs."""
    begun: dict[str, None] = {}
    done: set[str] = set()

    def visit(name: str) -> Iterator[Relation]:
        if name in built or name in done:
            return
        if name in begun:
            circle = " → ".join([*list(begun)[list(begun).index(name) :], name])
            raise DeclarationFault(f"relations need each other in a circle: {circle}", hint="cut one of the needs")
        relation = here.get(name) or known.get(name)
        if relation is None:
            needed_by = f", which {list(begun)[-1]} needs" if begun else ""
            raise DeclarationFault(
                f"no relation is called {name!r}{needed_by}", hint="docs/relations.md names them all"
            )
        begun[name] = None
        for need in relation.needs:
            yield from visit(need)
        del begun[name]
        done.add(name)
        yield relation

    for name in names:
        yield from visit(name)


def _make(session: Session, relation: Relation) -> None:
    if opener := session.offered.get(relation.name):
        opener()
        session.given.add(relation.name)
        return
    if relation.given:
        raise DeclarationFault(
            f"this session has no {relation.name}: {relation.given} gives it", hint="open the session with it"
        )
    if relation.maker:
        _function(relation.maker)(session)
        return
    if relation.form is RelationForm.VARIABLE:
        session.run(f"SET VARIABLE {relation.name} = ({relation.query})")
        return
    if relation.form is RelationForm.TYPE:
        session.run(f"DROP TYPE IF EXISTS {relation.name}; CREATE TYPE {relation.name} AS ENUM ({relation.query})")
        return
    called = (
        f"{relation.name}({', '.join(relation.parameters)})" if relation.form is RelationForm.MACRO else relation.name
    )
    session.run(f"CREATE OR REPLACE TEMP {relation.form} {called} AS {relation.query}")
    for added in relation.adds:
        session.run(f"INSERT INTO {relation.name} BY NAME {added}")


def _function(maker: str) -> Callable[[Session], None]:
    module, _, name = maker.partition(":")
    return cast("Callable[[Session], None]", getattr(importlib.import_module(module), name))


def _whole(relation: Relation) -> Iterator[Relation]:
    if relation.keyed:
        meaning = f"{relation.name} of every {relation.keyed}, of which a synchronisation derives some alone."
        yield replace(
            relation, name=f"whole_{relation.name}", public=False, form=RelationForm.VIEW, meaning=meaning,
            needs=(relation.name,), keyed="", maker="", given="", query=f"FROM {relation.name}", adds=(),
        )  # fmt: skip


def _files(root: Path) -> Iterator[Path]:
    for folder, below, files in os.walk(root):
        if Path(folder) == root:
            below[:] = sorted(set(below) - _WITHOUT)
        below.sort()
        yield from (Path(folder, name) for name in sorted(files) if name.endswith(".sql"))


def _of_file(path: Path, root: Path) -> list[Relation]:
    text = path.read_text(encoding="utf-8")
    if not text.startswith(_BEGINS):
        return []
    inside = path.relative_to(root)
    return declared(text, inside.parts[0], inside.as_posix())
