"""CommonMark with tables (GitHub Flavored Markdown 0.29); text from outside is escaped and has no effect as markup."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from keyroll.report.document import Block, Document, Gap, Line, Section, Table, Tone, twin
from keyroll.report.renderer import Renderer
from keyroll.visible import visible

#: Characters that can begin markup: each is escaped everywhere. A colon before slashes would make a link.
_MARKUP: Final = re.compile(r"[\\`*_\[\]<>&|~#$!@]|:(?=//)|(?<=\bwww)\.|^\s*(?:[-+=]|\d+(?=[.)]))", re.IGNORECASE)


def text(plain: str) -> str:
    """Return a text escaped so that it shows unchanged."""
    return _MARKUP.sub(_escaped, visible(plain).strip(" "))


def _escaped(found: re.Match[str]) -> str:
    said = found[0]
    if said.strip()[:1].isdigit():
        # A point or bracket after a number at the beginning would make a list: the number is written as an entity.
        return "".join(f"&#{ord(letter)};" for letter in said.strip())
    return "\\" + said.strip()


def render(document: Document) -> bytes:
    """Return a document as Markdown."""
    parts = [f"# {text(document.title)}"] if document.title else []
    parts += [text(document.about)] if document.about else []
    parts += _blocks(document.blocks, 2)
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def _blocks(blocks: Iterable[Block], level: int) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Section):
            yield f"{'#' * level} {text(block.title)}"
            yield from _blocks(block.blocks, min(level + 1, 6))
        elif isinstance(block, Line):
            yield _line(block)
        elif isinstance(block, Table):
            yield _table(block)
        elif not isinstance(block, Gap):
            yield from _blocks(twin(block), level)


def _line(line: Line) -> str:
    said = text(line.text)
    if not said:
        return ""
    if line.tone in (Tone.TITLE, Tone.BAD):
        return f"**{said}**"
    return f"- {said}" if line.indent else said


def _table(table: Table) -> str:
    if not table.rows:
        return ""
    rows = [table.headings, ("---",) * len(table.headings), *table.rows]
    return "\n".join(
        "| " + " | ".join(cell if place == 1 else text(cell) for cell in row) + " |" for place, row in enumerate(rows)
    )


RENDERER = Renderer("Markdown", render)
