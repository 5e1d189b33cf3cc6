"""What reaches the terminal: documents, tables, JSON lines, progress, complaints."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from keyroll.api import Listed
from keyroll.errors import UsageError
from keyroll.model.earlier import with_earlier
from keyroll.report.document import Document, Table, Tone
from keyroll.report.format import line
from keyroll.report.formats.json import SCHEMA_VERSION
from keyroll.report.plain import WIDTH, lines

if TYPE_CHECKING:
    from rich.progress import Progress

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


def listed_table(listed: Listed) -> Document:
    """Return a list as a table of the columns that it shows."""
    rows = tuple(tuple(cell(row.get(name)) for name in listed.shown) for row in listed.rows)
    return Document([Table(listed.shown, rows)])


def tell_count(listed: Listed) -> None:
    """Say on stderr how many rows a list has, whether more were cut, and as of when it speaks."""
    more = " (more were cut: raise --limit)" if listed.cut else ""
    tell(f"{len(listed.rows):,} {listed.title}{f', as {listed.note}' if listed.note else ''}{more}")


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
        click.echo(line(with_earlier({"schema_version": SCHEMA_VERSION, "kind": kind, **row})), nl=False)


def write_file(place: Path, content: Iterable[bytes]) -> None:
    """Write a file whole or not at all, for its owner only. Raises UsageError where it cannot be written."""
    part = place.with_name(f"{place.name}.{os.getpid()}.part")
    try:
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
                stream.writelines(content)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(place)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{place} cannot be written ({error.strerror})", hint="name another file") from None


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
    if not sys.stderr.isatty():
        yield Bar(None, title)
        return
    # Imported late: most runs have no terminal.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield Bar(bar, title)


class Bar:
    """Feeds a progress bar; called with a step, how much is done, and how much there is."""

    def __init__(self, bar: "Progress | None", title: str) -> None:
        self._bar, self._title = bar, title
        self._task = bar.add_task(title, total=None) if bar else None

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show how far a step is."""
        if self._bar and self._task is not None:
            self._bar.update(self._task, description=f"{self._title} {step}", completed=done, total=total)
