"""What reaches the terminal: documents, tables, JSON lines, progress, complaints."""

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from keyroll.api import Listed
from keyroll.clock import iso
from keyroll.report.document import Document, Table, Tone
from keyroll.report.plain import WIDTH, lines

SCHEMA_VERSION = 1
_STYLES: dict[Tone, dict[str, object]] = {
    Tone.PLAIN: {},
    Tone.TITLE: {"bold": True},
    Tone.GOOD: {"fg": "green"},
    Tone.BAD: {"fg": "red", "bold": True},
    Tone.QUIET: {"dim": True},
}


def show(document: Document) -> None:
    """Print a document; colour only on a terminal, and never alone."""
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    width = min(shutil.get_terminal_size((WIDTH, 24)).columns, 120) if sys.stdout.isatty() else WIDTH
    for text, tone in lines(document, max(width, 40)):
        click.echo(click.style(text, **_STYLES[tone]) if colour and text else text)  # type: ignore[arg-type]


def show_list(listed: Listed) -> None:
    """Print a list as a table, and say on stderr how many rows there are."""
    rows = tuple(tuple(cell(row.get(name)) for name in listed.shown) for row in listed.rows)
    show(Document([Table(listed.shown, rows)]))
    more = " (more were cut: raise --limit)" if listed.cut else ""
    tell(f"{len(listed.rows):,} {listed.title}{more}")


def cell(value: object) -> str:
    """Return a value as the text of a table cell."""
    if value is None:
        return "-"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def json_lines(kind: str, rows: Iterable[Mapping[str, object]]) -> None:
    """Print rows as newline-delimited JSON, each with its schema version."""
    for row in rows:
        click.echo(json.dumps({"schema_version": SCHEMA_VERSION, "kind": kind, **row}, default=_plain))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return iso(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def tell(text: str) -> None:
    """Say something that is not data."""
    click.echo(text, err=True)


def complain(text: str, hint: str) -> None:
    """Say what went wrong and what to do next."""
    click.echo(f"error: {text}", err=True)
    click.echo(f"  next: {hint}", err=True)


@contextmanager
def progress(title: str) -> Iterator["Bar"]:
    """Show a bar on a terminal (stderr), and nothing elsewhere."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield Bar(bar, title)


class Bar:
    """Feeds a progress bar; called with a step, how much is done, and how much there is."""

    def __init__(self, bar: Progress, title: str) -> None:
        self._bar, self._title = bar, title
        self._task = bar.add_task(title, total=None)

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show how far a step is."""
        self._bar.update(self._task, description=f"{self._title} {step}", completed=done, total=total)
