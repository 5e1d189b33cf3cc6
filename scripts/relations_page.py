"""Writes docs/relations.md from the declared relations; ``--check`` fails if the page is out of date."""

import sys
from collections.abc import Iterator

from pages import write_or_check

from keyroll.model.relation import Relation, RelationForm
from keyroll.store.relations import catalogue

_INTRO = """# Relations

Made by `scripts/relations_page.py` from the declarations above each query in the packages' `.sql` files. Packages
exchange data through **public** relations. Only its own package reads a private relation. `build(session, name)` makes
a relation after its prerequisites, each once a session. `scripts/relations_lint.py` checks every query against this
catalogue ([ADR 28](adr/0028-declared-relations.md), [adding one](adding.md)). Types are DuckDB's; times are UTC. A
relation marked *by key* also has `whole_<name>` inside its package. A synchronisation may compute some keys only;
`whole_<name>` then has the rows of all keys.
"""


def page() -> str:
    """Return the page."""
    known = [relation for relation in catalogue().values() if not relation.name.startswith("whole_")]
    packages = sorted({relation.package for relation in known})
    return _INTRO + "".join(
        _package(name, [relation for relation in known if relation.package == name]) for name in packages
    )


def _package(name: str, relations: list[Relation]) -> str:
    public = [
        relation
        for relation in relations
        if relation.public and relation.form in (RelationForm.TABLE, RelationForm.VIEW)
    ]
    others = [
        relation
        for relation in relations
        if relation.public and relation.form not in (RelationForm.TABLE, RelationForm.VIEW)
    ]
    private = [relation for relation in relations if not relation.public]
    parts = [
        f"\n## {name}\n",
        *("".join(_relation(relation)) for relation in sorted(public, key=lambda relation: relation.name)),
    ]
    if others:
        parts += [
            "\n### Variables and macros\n\n",
            *(_line(relation) for relation in sorted(others, key=lambda relation: relation.name)),
        ]
    if private:
        parts += [
            "\n### Private\n\n",
            *(_line(relation) for relation in sorted(private, key=lambda relation: relation.name)),
        ]
    return "".join(parts)


def _relation(relation: Relation) -> Iterator[str]:
    key = f" Key: {', '.join(relation.key)}." if relation.key != ("none",) else ""
    keyed = " *By key.*" if relation.keyed else ""
    yield f"\n### {relation.name}\n\n{relation.meaning}{key}{keyed} {_made(relation)}\n\n"
    yield "| column | type | meaning |\n|---|---|---|\n"
    for column in relation.columns:
        unit = f" ({column.unit})" if column.unit else ""
        yield f"| {column.name} | `{column.type}` | {column.meaning.replace('|', chr(92) + '|')}{unit} |\n"


def _line(relation: Relation) -> str:
    shown = (
        f"{relation.name}({', '.join(relation.parameters)})" if relation.form is RelationForm.MACRO else relation.name
    )
    return f"- **{shown}** ({relation.form.lower()}): {relation.meaning} {_made(relation)}\n"


def _made(relation: Relation) -> str:
    if relation.given:
        return f"Filled by {relation.given}."
    needs = f", of {', '.join(relation.needs)}" if relation.needs else ""
    return f"Made in `{relation.file}`{needs}."


if __name__ == "__main__":
    sys.exit(write_or_check("relations.md", page()))
