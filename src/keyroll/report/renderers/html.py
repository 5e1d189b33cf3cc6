"""One self-contained HTML file: style and figures inside, no script, no external resource, also for paper.

Every text from outside is made visible (:mod:`keyroll.visible`) and escaped; none of it becomes an attribute. The
content security policy in the head forbids everything but the style in the file.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from typing import Final

from keyroll.report import drawing
from keyroll.report.document import (
    Bars,
    Block,
    Document,
    Gap,
    IntervalChart,
    Line,
    Numbers,
    Section,
    Table,
    Timeline,
    Tone,
)
from keyroll.report.renderer import Renderer
from keyroll.visible import visible

_NUMBER: Final = re.compile(r"-?[\d,.]+ ?%?(?: to [\d,.]+)?|-")
_COMMANDS = "list|show|incident|estimate|hunt|report|reach|sync|rotate|serve|verify"
_COMMAND: Final = re.compile(rf"\bkeyroll (?:{_COMMANDS})\b.*")
#: The longest cell that is kept on one line, and the longest word that is not broken, in characters.
_SHORT, _WORD = 17, 30


def _text(text: str) -> str:
    return escape(visible(text))


def _style() -> str:
    return files("keyroll.report.renderers").joinpath("page.css").read_text("utf-8")


def render(document: Document) -> bytes:
    """Return a document as one HTML file."""
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    blocks = list(document.blocks)
    title = _text(document.title) or "keyroll"
    about = f"<p>{_text(document.about)}</p>" if document.about else ""
    head = f"<header><h1>{title}</h1>{about}</header>" if document.title else ""
    body = "\n".join(_blocks(blocks, 2))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="referrer" content="no-referrer"><title>{title}</title>\n<style>{style}</style></head>\n'
        f"<body>{head}<main>\n{body}\n</main></body></html>\n"
    ).encode()


def _blocks(blocks: Iterable[Block], level: int) -> Iterator[str]:
    for block in blocks:
        match block:
            case Line():
                yield _line(block)
            case Gap():
                yield '<div class="gap"></div>'
            case Table():
                yield _table(block)
            case Section():
                place = ' class="new-page"' if block.new_page else ""
                inner = "\n".join(_blocks(block.blocks, min(level + 1, 4)))
                yield f"<section{place}><h{level}>{_text(block.title)}</h{level}>\n{inner}</section>"
            case Numbers():
                yield _numbers(block)
            case Bars():
                yield _bars(block)
            case IntervalChart():
                yield (
                    f"<figure><figcaption>{_text(block.title)}</figcaption>{drawing.interval(block)}"
                    '<p class="legend">Solid: known. Striped: likely, and on no list. The line with ends is the '
                    "95&nbsp;% interval, the circle the most likely number.</p></figure>"
                )
            case Timeline():
                yield _timeline(block)


def _line(line: Line) -> str:
    depth = min(line.indent // 2, 2)
    kinds = [line.tone.value] if line.tone is not Tone.PLAIN else []
    kinds += [f"i{depth}"] if depth else []
    place = f' class="{" ".join(kinds)}"' if kinds else ""
    return f"<p{place}>{_with_command(line.text)}</p>"


def _with_command(text: str) -> str:
    """Return a text whose command, which runs to its end, breaks between words only."""
    said = visible(text)
    found = _COMMAND.search(said)
    if not found:
        return escape(said)
    words = " ".join(
        f"<span>{escape(word)}</span>" if len(word) <= _WORD else escape(word) for word in found[0].split(" ")
    )
    return f"{escape(said[: found.start()])}<code>{words}</code>"


def _table(table: Table) -> str:
    if not table.rows:
        return ""
    columns = list(zip(*table.rows, strict=True))
    # The first column names the row: it is left-aligned, even if the names are numbers.
    kinds = [_kind(column, first=place == 0 and len(columns) > 1) for place, column in enumerate(columns)]
    heads = "".join(f"<th{kind}>{_text(name)}</th>" for name, kind in zip(table.headings, kinds, strict=True))
    rows = "".join(
        "<tr>" + "".join(_cell(cell, kind) for cell, kind in zip(row, kinds, strict=True)) + "</tr>\n"
        for row in table.rows
    )
    head = f"<thead><tr>{heads}</tr></thead>" if any(table.headings) else ""
    return f"<table>{head}<tbody>{rows}</tbody></table>"


def _cell(cell: str, kind: str) -> str:
    if not kind and any(len(word) > _WORD for word in visible(cell).split()):
        kind = ' class="w"'
    return f"<td{kind}>{_with_command(cell)}</td>"


def _kind(column: tuple[str, ...], *, first: bool) -> str:
    """Numbers are right-aligned; short words and times are not broken."""
    if not first and all(_NUMBER.fullmatch(cell) for cell in column):
        return ' class="n"'
    return ' class="k"' if all(len(visible(cell)) <= _SHORT for cell in column) else ""


def _numbers(block: Numbers) -> str:
    parts = []
    for one in block.numbers:
        note = f"<small>{_text(one.note)}</small>" if one.note else ""
        place = ' class="bad"' if one.tone is Tone.BAD else ""
        parts.append(f"<div{place}><b>{_text(one.value)}</b><span>{_text(one.label)}</span>{note}</div>")
    return f'<div class="numbers">{"".join(parts)}</div>'


def _bars(block: Bars) -> str:
    longest = max((one.value for one in block.bars), default=0.0)
    rows = "".join(
        f'<tr><td class="label">{_text(one.label)}</td><td class="n">{_text(one.text)}</td>'
        f'<td class="track">{drawing.bar(one, longest)}</td>'
        f"<td>{f'<small>{_text(one.note)}</small>' if one.note else ''}</td></tr>\n"
        for one in block.bars
    )
    table = f'<table class="bars"><tbody>{rows}</tbody></table>'
    return f"<figure><figcaption>{_text(block.title)}</figcaption>{table}</figure>"


def _timeline(block: Timeline) -> str:
    lanes = drawing.lanes(block)
    span = f" Shaded: {_text(block.span[2])}." if block.span else ""
    names = "; ".join(f"{number} {_text(lane)}" for lane, number in lanes.items())
    rows = "".join(
        f'<tr><td class="k">{one.at:%Y-%m-%d %H:%M}</td><td class="n">{lanes[one.lane]}</td>'
        f"<td{_tone(one.tone)}>{_text(one.text)}</td></tr>\n"
        for one in block.moments
    )
    return (
        f"<figure><figcaption>{_text(block.title)}</figcaption>{drawing.timeline(block)}"
        f'<p class="legend">Rows: {names}. Triangle: needs attention. Square: proven or done.{span}</p></figure>'
        '<table><thead><tr><th class="k">UTC</th><th class="n">row</th><th>what</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _tone(tone: Tone) -> str:
    return f' class="{tone.value}"' if tone in (Tone.BAD, Tone.GOOD) else ""


RENDERER = Renderer("one HTML file, to read and to print", render)
