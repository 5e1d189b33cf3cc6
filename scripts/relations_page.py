"""Writes docs/relations.md from the declared relations; ``--check`` fails where the page is out of date."""

import sys
from collections.abc import Iterator

from pages import write_or_check

from keyroll.model.relation import Form, Relation
from keyroll.store.relations import catalogue

_INTRO = """# Relations

Made by `scripts/relations_page.py` from the declarations that stand above each query in the packages' `.sql` files.
Packages meet through **public** relations; a private one is read only by its own package. `build(session, name)` makes
a relation after all that it needs, each once a session; `scripts/relations_lint.py` holds every query to this
catalogue ([ADR 28](adr/0028-declared-relations.md), [adding one](adding.md)). Types are DuckDB's; times are UTC. A
relation marked *by key* also has `whole_<name>` inside its package: where a synchronisation works out some keys alone,
that one has the rows of all.
"""


def page() -> str:
    """Return the page."""
    known = [one for one in catalogue().values() if not one.name.startswith("whole_")]
    packages = sorted({one.package for one in known})
    return _INTRO + "".join(_package(name, [one for one in known if one.package == name]) for name in packages)


def _package(name: str, relations: list[Relation]) -> str:
    public = [one for one in relations if one.public and one.form in (Form.TABLE, Form.VIEW)]
    others = [one for one in relations if one.public and one.form not in (Form.TABLE, Form.VIEW)]
    private = [one for one in relations if not one.public]
    parts = [f"\n## {name}\n", *("".join(_relation(one)) for one in sorted(public, key=lambda one: one.name))]
    if others:
        parts += ["\n### Variables and macros\n\n", *(_line(one) for one in sorted(others, key=lambda one: one.name))]
    if private:
        parts += ["\n### Private\n\n", *(_line(one) for one in sorted(private, key=lambda one: one.name))]
    return "".join(parts)


def _relation(one: Relation) -> Iterator[str]:
    key = f" Key: {', '.join(one.key)}." if one.key != ("none",) else ""
    keyed = " *By key.*" if one.keyed else ""
    yield f"\n### {one.name}\n\n{one.meaning}{key}{keyed} {_made(one)}\n\n| column | type | meaning |\n|---|---|---|\n"
    for column in one.columns:
        unit = f" ({column.unit})" if column.unit else ""
        yield f"| {column.name} | `{column.type}` | {column.meaning.replace('|', chr(92) + '|')}{unit} |\n"


def _line(one: Relation) -> str:
    shown = f"{one.name}({', '.join(one.parameters)})" if one.form is Form.MACRO else one.name
    return f"- **{shown}** ({one.form.lower()}): {one.meaning} {_made(one)}\n"


def _made(one: Relation) -> str:
    if one.given:
        return f"Given by {one.given}."
    needs = f", of {', '.join(one.needs)}" if one.needs else ""
    return f"Made in `{one.file}`{needs}."


if __name__ == "__main__":
    sys.exit(write_or_check("relations.md", page()))
