"""Documents as plain text of a given width."""

import textwrap
from collections.abc import Iterator

from keyroll.report.document import Document, Gap, Line, Table, Tone

WIDTH = 80
Styled = tuple[str, Tone]


def lines(document: Document, width: int = WIDTH) -> Iterator[Styled]:
    """Yield the lines of a document, none longer than ``width``, each with its tone."""
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
        text, width, initial_indent=space, subsequent_indent=space, break_on_hyphens=False, break_long_words=True
    ) or [""]


def _table(table: Table, width: int) -> Iterator[Styled]:
    if not table.rows:
        return
    space = " " * table.indent
    columns = list(zip(table.headings, *table.rows, strict=True))
    widths = [max(len(cell) for cell in column) for column in columns]
    left = width - table.indent - 2 * (len(widths) - 1)
    while sum(widths) > left and max(widths) > 8:
        widest = widths.index(max(widths))
        widths[widest] -= min(sum(widths) - left, widths[widest] - 8)
    yield (
        space
        + "  ".join(_cut(cell, size).ljust(size) for cell, size in zip(table.headings, widths, strict=True)).rstrip(),
        Tone.QUIET,
    )
    for row in table.rows:
        yield (
            space + "  ".join(_cut(cell, size).ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip(),
            Tone.PLAIN,
        )


def _cut(text: str, size: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= size else text[: size - 1] + "…"
