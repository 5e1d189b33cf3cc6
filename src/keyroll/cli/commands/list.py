"""``keyroll list``: rows of everything that is known."""

from datetime import datetime
from pathlib import Path

import click

from keyroll.api import LIMIT, LISTS, Keyroll
from keyroll.cli.root import shared
from keyroll.cli.screen import json_lines, show, show_list
from keyroll.report.document import Document, Table


@click.command("list")
@click.argument("kind", metavar="KIND")
@click.option("--where", default="", help="A condition in SQL over the list's columns.")
@click.option("--limit", type=click.IntRange(1), default=LIMIT, show_default=True, help="Most rows to print.")
@click.option("--columns", is_flag=True, help="Print the list's columns and their types instead of rows.")
@shared
def list_(kind: str, where: str, limit: int, columns: bool, home: Path, as_json: bool, now: datetime | None) -> int:
    """Print what is known of a KIND of thing.

    \b
    keyroll list credentials --where "owner is null"
    keyroll list vendors
    """
    listed = Keyroll.open(home, now=now, create=False).listed(kind, where=where, limit=limit)
    if columns:
        show(Document([Table(("column", "type"), tuple(listed.types.items()))]))
    elif as_json:
        json_lines(kind.rstrip("s"), listed.rows)
    else:
        show_list(listed)
    return 0


list_.help = f"{list_.help}\n\nKinds: {', '.join(LISTS)}."


COMMAND = list_
