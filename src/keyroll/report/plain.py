"""Documents as plain text of a given width."""

import textwrap
from collections.abc import Iterator

from keyroll.report.document import Document, Gap, Line, Table, Tone
from keyroll.visible import visible

WIDTH = 80
#: No column becomes narrower than this while another is wider.
LEAST = 8
Styled = tuple[str, Tone]


def lines(document: Document, width: int = WIDTH) -> Iterator[Styled]:
    """Yield the lines of a document, none longer than ``width``, each with its tone; text from elsewhere is visible."""
    for block in document.blocks:
        if isinstance(block, Gap):
            yield "", Tone.PLAIN
        elif isinstance(block, Line):
            yield from ((text, block.tone) for text in _wrapped(block.text, block.indent, width))
        else:
            yield from _table(block, width)


def _wrapped(text: str, indent: int, width: int) -> list[str]:
    space = " " * indent
    return textwrap.wrap(
        visible(text),
        width,
        initial_indent=space,
        subsequent_indent=space,
        break_on_hyphens=False,
        break_long_words=True,
    ) or [""]


def _table(table: Table, width: int) -> Iterator[Styled]:
    """Yield a table: cells are cut to their column, the last column is wrapped under itself."""
    if not table.rows:
        return
    columns = list(zip(table.headings, *table.rows, strict=True))
    widths = [max(len(_flat(cell)) for cell in column) for column in columns]
    left = width - table.indent - 2 * (len(widths) - 1)
    # The widest column gives way until another one is as wide: no name is cut to a stump beside a full number.
    while sum(widths) > left and max(widths) > LEAST:
        widths[widths.index(max(widths))] -= 1
    yield from ((text, Tone.QUIET) for text in _row(table.headings, widths, table.indent))
    for row in table.rows:
        yield from ((text, Tone.PLAIN) for text in _row(row, widths, table.indent))


def _row(row: tuple[str, ...], widths: list[int], indent: int) -> Iterator[str]:
    *cells, last = (_flat(cell) for cell in row)
    start = " " * indent + "".join(
        _cut(cell, size).ljust(size) + "  " for cell, size in zip(cells, widths, strict=False)
    )
    for part in textwrap.wrap(last, max(widths[-1], 1), break_on_hyphens=False) or [""]:
        yield (start + part).rstrip()
        start = " " * len(start)


def _flat(text: str) -> str:
    return " ".join(visible(text).split())


def _cut(text: str, size: int) -> str:
    return text if len(text) <= size else text[: size - 1] + "…"
