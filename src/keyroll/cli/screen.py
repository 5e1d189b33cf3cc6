"""Output to the terminal: documents, tables, JSON lines, progress, errors.

Every text passes through this module, and text from outside is made visible (:mod:`keyroll.visible`). :func:`guarded`
does the same for libraries that write themselves.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import click

from keyroll.clock import iso
from keyroll.config import write_whole
from keyroll.errors import UsageError
from keyroll.model.earlier import with_earlier
from keyroll.report.document import Block, Document, Line, Table, Tone
from keyroll.report.jsonl import SCHEMA_VERSION, line
from keyroll.report.plain import WIDTH, lines
from keyroll.report.words import in_home
from keyroll.visible import Screen, visible, visible_json, visible_lines

if TYPE_CHECKING:
    from typing import TextIO

    from rich.progress import Progress

    from keyroll.api import Listed
    from keyroll.report.closing import ClosingLines

#: The number of lines that are written at once.
_LINES: Final = 1_000
_STYLES: dict[Tone, dict[str, object]] = {
    Tone.PLAIN: {},
    Tone.TITLE: {"bold": True},
    Tone.GOOD: {"fg": "green"},
    Tone.BAD: {"fg": "red", "bold": True},
    Tone.QUIET: {"dim": True},
}
#: The least assumed width of a screen.
NARROWEST: Final = 40
#: A command for a home at the end of a text; other commands have no such option, and none ends in a comment.
_COMMAND: Final = re.compile(r"(?:^|: |; )keyroll (?!verify|replay)[a-z]+(?: [^:;#]*)?$")
_HOME: ContextVar[Path | None] = ContextVar("home", default=None)


@contextmanager
def guarded() -> Iterator[None]:
    """Replace stdout and stderr by the writer that makes text visible, for the duration of a block."""
    before = sys.stdout, sys.stderr
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        # If a descriptor was closed before the start, Python has no stream.
        sys.stdout, sys.stderr = (cast("TextIO", Screen(one or nowhere)) for one in before)
        try:
            yield
        finally:
            sys.stdout, sys.stderr = before


def remember_home(home: Path) -> None:
    """Store the home of this command: the commands that it prints are for the same home."""
    _HOME.set(home)


def same_home(text: str) -> str:
    """Return a text that ends with a command, with the option that names this command's home.

    A full stop after the command would become a part of it.
    """
    home = _HOME.get()
    if home is None or " --home " in text or not _COMMAND.search(text):
        return text
    return in_home(text.removesuffix("."), home)


def width() -> int | None:
    """Return the width of the screen: ``COLUMNS``, else the terminal's; None if neither exists."""
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and int(said):
        return max(int(said), NARROWEST)
    return max(shutil.get_terminal_size((WIDTH, 24)).columns, NARROWEST) if sys.stdout.isatty() else None


def show(document: Document) -> None:
    """Print a document; colour only on a terminal, and never alone."""
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    blocks, size = [_in_home(block) for block in document.blocks], width()
    for text, tone in lines(Document(blocks), size or WIDTH, whole=size is None):
        if colour and text:
            _own(click.style(text, **_STYLES[tone]) + "\n")  # type: ignore[arg-type]
        else:
            click.echo(text)


def show_closed(document: Document, closing: "ClosingLines") -> None:
    """Print a document that ends with its result, what remains, and the next command."""
    show(Document([*document.blocks, *closing.blocks()]))


def _in_home(block: Block) -> Block:
    return replace(block, text=same_home(block.text)) if isinstance(block, Line) else block


def _own(text: str) -> None:
    """Write a text that is visible already, with keyroll's styles around it."""
    stream = sys.stdout
    stream.own(text) if isinstance(stream, Screen) else stream.write(text)


def data(text: str) -> None:
    """Print a text of data, of several lines perhaps, unchanged except for invisible characters."""
    click.echo(visible_lines(text), nl=False)


def json_text(text: str) -> None:
    """Print JSON text; its values stay unchanged."""
    click.echo(visible_json(text), nl=False)


def listed_table(listed: "Listed") -> Document:
    """Return a list as a table of its shown columns, with the id last: a wide screen has room for it."""
    shown = _columns(listed)
    rows = tuple(tuple(cell(row.get(name)) for name in shown) for row in listed.rows)
    return Document([Table(shown, rows)])


def show_list(listed: "Listed") -> None:
    """Print a list: a table that fits the screen, or lines for other programs without a terminal."""
    if width() is None:
        pieces = listed_lines(listed)
        while some := "".join(islice(pieces, _LINES)):
            data(some)
    else:
        show(listed_table(listed))


def listed_lines(listed: "Listed") -> Iterator[str]:
    """Yield a list for other programs: a line of headings, then one line for each row, tabs between uncut cells."""
    shown = _columns(listed)
    yield "\t".join(map(visible, shown)) + "\n"
    for row in listed.rows:
        yield "\t".join(visible(whole(row.get(name))) for name in shown) + "\n"


def _columns(listed: "Listed") -> tuple[str, ...]:
    key = "id"
    return (*listed.shown, key) if key in listed.types and key not in listed.shown else listed.shown


def whole(value: object) -> str:
    """Return a value as a complete text."""
    return iso(value) if isinstance(value, datetime) else cell(value)


def tell_count(listed: "Listed") -> None:
    """Print on stderr the number of rows in a list, whether there are more, and the time of the list."""
    first, more = ("the first ", "; raise --limit for more") if listed.cut else ("", "")
    tell(f"{first}{len(listed.rows):,} {listed.title}{f', as {listed.note}' if listed.note else ''}{more}")


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
        json_text(line(with_earlier({"schema_version": SCHEMA_VERSION, "kind": kind, **row})))


def write_file(place: Path, content: Iterable[bytes]) -> None:
    """Write a file atomically, for its owner only. Raises UsageError if it cannot be written."""
    try:
        write_whole(place, content)
    except OSError as error:
        raise UsageError(f"{place} cannot be written ({error.strerror})", hint="name another file") from None


def tell(text: str) -> None:
    """Print a message that is not data, in one line."""
    click.echo(visible(text), err=True)


def tell_lines(text: str) -> None:
    """Print a message of several lines that keyroll made."""
    click.echo(visible_lines(text), err=True)


def complain(text: str, hint: str) -> None:
    """Print an error and the next step, in one line each: text from outside never begins a line."""
    tell(f"error: {text}")
    tell(f"  next: {same_home(hint)}")


@contextmanager
def progress(title: str) -> Iterator["ProgressBar"]:
    """Show a bar on a terminal (stderr), and nothing without one."""
    if not sys.stderr.isatty():
        yield ProgressBar(None, title)
        return
    # Imported on use: most runs have no terminal.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    # The bar moves the cursor, so it writes to the terminal itself; Bar makes its text visible. None of its text is
    # markup, and other output during its run does not pass through it, where it could become markup.
    stream = sys.stderr.behind if isinstance(sys.stderr, Screen) else sys.stderr
    console = Console(file=stream, markup=False, emoji=False, highlight=False)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns,
        console=console,
        transient=True,
        disable=not console.is_terminal,
        redirect_stdout=False,
        redirect_stderr=False,
    ) as bar:
        yield ProgressBar(bar, title)


class ProgressBar:
    """Feeds a progress bar; called with a step, the amount done, and the total."""

    def __init__(self, bar: "Progress | None", title: str) -> None:
        self._bar, self._title = bar, title
        self._task = bar.add_task(title, total=None) if bar else None

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show the progress of a step."""
        if self._bar and self._task is not None:
            self._bar.update(self._task, description=visible(f"{self._title} {step}"), completed=done, total=total)
