"""Documents as plain text of a given width."""

import re
import textwrap
from collections.abc import Iterator
from typing import Final

from keyroll.report.document import Document, Gap, Line, Table, Tone, flat
from keyroll.visible import visible

WIDTH = 80
#: The largest width of a text, on any screen; a table may be wider.
TEXT = 120
#: A column of at most this width (a time, a state) is not cut. A wider one keeps at least this width while another
#: column can be cut, the name in the first column at least this, and every column a minimal width.
WHOLE, LEAST, NAME, STUMP = 16, 12, 40, 8
#: The space between two columns.
GAP = 2
Styled = tuple[str, Tone]
#: A command at the end of a text. People copy it, so it is not broken, unless it is too long for a person to type.
LONGEST: Final = 400
_COMMAND: Final = re.compile(r"(?:^|(?<=: )|(?<=; ))keyroll [a-z]+( \S.*)?$")


def lines(document: Document, width: int = WIDTH, *, whole: bool = False) -> Iterator[Styled]:
    """Yield the lines of a document, each with its tone; invisible characters of text from outside are made visible.

    None is longer than ``width``, except a command or an address that does not fit in one piece. With ``whole`` no cell
    is cut and no column is left out, however wide the table is.
    """
    for block in flat(document.blocks):
        if isinstance(block, Gap):
            yield "", Tone.PLAIN
        elif isinstance(block, Line):
            yield from ((text, block.tone) for text in _wrapped(block.text, block.indent, min(width, TEXT)))
        else:
            yield from _table(block, width, whole=whole)


def _wrapped(text: str, indent: int, width: int) -> list[str]:
    """Return a text in lines; a command at its end, and an address, stay in one piece, even if that is too wide."""
    text = visible(text)
    found = _COMMAND.search(text)
    if found is None or indent + len(text) <= width or len(found[0]) > LONGEST:
        return _filled(text, indent, width)
    head = text[: found.start()].rstrip()
    within = indent + 2 if head else indent
    return [*(_filled(head, indent, width) if head else ()), " " * within + found[0]]


def _filled(text: str, indent: int, width: int) -> list[str]:
    space = " " * indent

    def wrapped(part: str, *, breaks: bool) -> list[str]:
        return textwrap.wrap(
            part, width, initial_indent=space, subsequent_indent=space, break_on_hyphens=False, break_long_words=breaks
        )

    if "://" not in text or max(map(len, text.split())) > LONGEST:
        return wrapped(text, breaks=True) or [""]
    # An address stays in one piece; a long word beside it does not.
    return [
        line
        for piece in wrapped(text, breaks=False)
        for line in ([piece] if "://" in piece else wrapped(piece.strip(), breaks=True))
    ]


def _table(table: Table, width: int, *, whole: bool) -> Iterator[Styled]:
    """Yield a table: cells are cut to their column, the last column is wrapped under itself.

    Headings are in the order of their use to a reader. If the width is too small the last ones are left out and named
    below; of the others the widest are cut first, and the first column, which names the row, last of all.
    """
    if not table.rows:
        return
    columns = list(zip(table.headings, *table.rows, strict=True))
    natural = [max(len(_flat(cell)) for cell in column) for column in columns]
    shown = len(columns) if whole else _fitting(natural, width - table.indent)
    widths = natural if whole else _widths(natural[:shown], width - table.indent)
    if whole:
        rest = width - table.indent - sum(natural[:-1]) - GAP * (len(natural) - 1)
        widths = [*natural[:-1], min(natural[-1], max(rest, NAME))]
    yield from ((text, Tone.QUIET) for text in _row(table.headings[:shown], widths, table.indent))
    for row in table.rows:
        yield from ((text, Tone.PLAIN) for text in _row(row[:shown], widths, table.indent))
    if shown < len(columns):
        text = f"no room for: {', '.join(table.headings[shown:])}"
        yield from ((part, Tone.QUIET) for part in _wrapped(text, table.indent, width))


def _fitting(natural: list[int], width: int) -> int:
    """Return the number of the first columns that fit, each at its least width."""
    shown = len(natural)
    while shown > 2 and sum(map(_least, natural[:shown])) + GAP * (shown - 1) > width:
        shown -= 1
    return shown


def _least(natural: int) -> int:
    """Return the width below which a column is unreadable: a time or a short word is not cut."""
    return natural if natural <= WHOLE else LEAST


def _widths(natural: list[int], width: int) -> list[int]:
    widths = list(natural)
    left = width - GAP * (len(widths) - 1)
    keeps = [min(natural[0], NAME), *map(_least, natural[1:])]
    for least in (keeps, [min(width, STUMP) for width in natural]):
        while sum(widths) > left and any(width > kept for width, kept in zip(widths, least, strict=True)):
            wide = (place for place, kept in enumerate(least) if widths[place] > kept)
            widths[max(wide, key=lambda place: widths[place])] -= 1
    return widths


def _row(row: tuple[str, ...], widths: list[int], indent: int) -> Iterator[str]:
    *cells, last = (_flat(cell) for cell in row)
    start = " " * indent + "".join(
        _cut(cell, size).ljust(size) + "  " for cell, size in zip(cells, widths, strict=False)
    )
    for part in _wrapped(last, 0, max(widths[-1], 1)):
        yield (start + part).rstrip()
        start = " " * len(start)


def _flat(text: str) -> str:
    return " ".join(visible(text).split())


def _cut(text: str, size: int) -> str:
    return text if len(text) <= size else text[: size - 1] + "…"
