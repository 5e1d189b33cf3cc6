"""The mapping of a table: the role of each column. No cell is shown."""

import shlex
from collections.abc import Mapping

from keyroll.intake.tabular.look import ReadTable as Read
from keyroll.report.document import Document, Line, Table, Tone
from keyroll.report.words import some

_WORDS: Mapping[str, str] = {
    "id": "id of the credential",
    "name": "name",
    "kind": "kind",
    "value": "the secret value: only its fingerprint is kept",
    "hint": "the visible characters of the value",
    "owner": "owner",
    "holder": "third party that holds it",
    "principal": "account of the credential",
    "created": "created",
    "last_used": "last used",
    "rotated": "last rotated",
    "expires": "expires",
    "state": "state",
    "powers": "privileges",
    "system": "system that issued it",
    "ignore": "not read; masked, as it may hold values",
    "note": "note; the name if there is no name column",
}
_NOT_READ = "not read"


def how(table: Read) -> Document:
    """Return the screen of the mapping."""
    columns, name = table.columns, table.path.name
    rows = tuple(
        (title, role or "-", _WORDS.get(role, _NOT_READ))
        for place, title in enumerate(table.titles)
        for role in (columns.role_of(place),)
    )
    of = some(table.systems, most=5)
    before = "; read as the last one with this header" if table.before else ""
    blocks: list[Line | Table] = [
        Line(f"{name}: credentials of {of}; {table.dialect.shown}{before}", Tone.TITLE),
        Table(("column", "role", "read as"), rows, indent=2),
    ]
    if columns.order:
        blocks.append(Line(f"dates such as 03/04/2023 are read {columns.order}", indent=2))
    if columns.undecided:
        titles = ", ".join(table.titles[columns.roles[role]] for role in columns.undecided)
        text = f"not read: {titles}: 03/04/2023 is ambiguous. Add --dates day-first or --dates month-first"
        blocks.append(Line(text, Tone.BAD, indent=2))
    blocks += [
        Line(f"not read: {table.titles[place]}. To read it: {ways}", Tone.BAD, indent=2)
        for place, ways in _ways(table).items()
    ]
    blocks.append(
        Line(
            "wrong? --map owner=Team; --map ignore=Column. The mapping is stored for this header", Tone.QUIET, indent=2
        )
    )
    return Document(blocks)


def _ways(table: Read) -> dict[int, str]:
    """Return the options that read each column that is not read."""
    return {
        place: " or ".join(f"--map {shlex.quote(f'{role}={table.titles[place]}')}" for role in roles or ("ROLE",))
        for place, roles in table.columns.unread.items()
    }


def how_rows(table: Read) -> list[dict[str, object]]:
    """Return the mapping as records."""
    columns, ways = table.columns, _ways(table)
    return [
        {
            "column": title,
            "role": columns.role_of(place),
            "undecided": columns.role_of(place) in columns.undecided,
            "to_read": ways.get(place, ""),
        }
        for place, title in enumerate(table.titles)
    ]
