"""Reads exports of wikis and trackers: each page or ticket with its name and its visible text.

A scanner reads such a file as one text, in which a value may be escaped or apart from its label. Supported forms: JSON
and NDJSON with objects that have a key or a title (Jira, GitHub, GitLab, Confluence's REST responses and similar),
Jira's and MediaWiki's XML, Confluence's ``entities.xml``, CSV with a row for each ticket or page, and one HTML or
Markdown file for each page. A file is read record by record; a record that is too large, too deep, or takes too long is
reported.
"""

import csv
import html
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

from keyroll.errors import VendorChanged
from keyroll.intake import limits, records, split
from keyroll.intake.pages import decoded
from keyroll.intake.records import Bad
from keyroll.intake.scan import places, trees
from keyroll.intake.split import ByteWindow, TooLong
from keyroll.model.json import Json, Record
from keyroll.store import raw
from keyroll.store.raw import Held

MOST_BYTES = 256 << 20
#: Endings of a page in its own file; and the longest cell of a table.
MOST_PAGE = 16 << 20
MOST_CELL = 4 << 20
#: Larger pages are read by a simpler parser, whose time is bounded for any markup.
MOST_MARKUP = 256 << 10
MOST_SECONDS = 120.0
_BOM = b"\xef\xbb\xbf"
_TITLES = ("title", "summary", "subject", "name")
_BODIES = ("body", "content", "text", "html", "wikitext", "markdown", "space", "version")
_NUMBERS = ("key", "iid", "number", "casenumber", "id", "issue key", "ticket", "issue id")
#: Members with the creation time of a ticket or page: its text is not older.
_MADE = ("created", "createddate", "created_at", "createdat", "creationdate")
_CELLS = {"td", "th"}
_BLOCKS = {"p", "div", "br", "tr", "li", "pre", "code", "h1", "h2", "h3", "h4", "h5", "h6", "table", "title"}
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*+>")
_TITLE = re.compile(r"<title>([^<]++)</title>|^#\s++(.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, repr=False)
class ScannedDocument:
    """A page or a ticket: its kind, its name in words, its text, and its creation time if the export gives one.

    The text may hold secrets: no repr.
    """

    kind: str
    name: str
    text: str
    since: datetime | None = None


class UnreadableDocument(Exception):  # noqa: N818 - caught where a root is read, becomes a reason
    """A file that looks like an export cannot be read; the message names no part of its content."""


def documents(path: Path, shown: str) -> Iterator[ScannedDocument]:
    """Yield the pages and tickets of a file, none if it is not an export. Raises UnreadableDocument."""
    read = _READERS.get(path.suffix.lower())
    if read is None or (read is _page and not _is_page(shown)):
        return
    until = time.monotonic() + MOST_SECONDS
    try:
        with Held.open(path) as file:
            if file.stat.st_size > MOST_BYTES:
                raise UnreadableDocument(f"{shown} is too large to be read as an export")
            for one in read(file, shown):
                yield one
                if time.monotonic() > until:
                    raise UnreadableDocument(
                        f"{shown} takes more than {MOST_SECONDS:.0f} seconds: its end was not read"
                    )
    except raw.Unreadable as error:
        raise UnreadableDocument(f"{shown}: {error}") from None


def _is_page(shown: str) -> bool:
    return places.kind_of(shown, repository=False) in ("wiki_page", "ticket")


def _page(file: Held, shown: str) -> Iterator[ScannedDocument]:
    if file.stat.st_size > MOST_PAGE:
        raise UnreadableDocument(f"{shown} is too large to be read as a page")
    text = b"".join(file.pieces()).decode("utf-8-sig", "replace")
    kind = places.kind_of(shown, repository=False)
    heading = _TITLE.search(text)
    title = html.unescape((heading[1] or heading[2]).strip()) if heading else Path(shown).stem
    yield ScannedDocument(kind, places.ticket_of(shown) or title, plain(text))


def _json(file: Held, shown: str) -> Iterator[ScannedDocument]:
    window = ByteWindow(file.pieces())
    window.more()
    window.at = len(_BOM) if window.data.startswith(_BOM) else 0
    if not window.blank():
        return
    if window.begins(b"["):
        yield from _listed(window, shown)
        return
    try:
        found = split.value(window, limits.PART)
    except TooLong:
        yield from _parts(window, shown, limits.DEPTH)
        return
    body, fault = decoded(found) if found is not None else (None, "it does not end")
    if fault or window.blank():
        yield from _lines(file, shown)
    else:
        yield from _found(body)


def _listed(window: ByteWindow, shown: str) -> Iterator[ScannedDocument]:
    """Read the elements of a list one at a time."""
    window.at += 1
    lost = ""
    try:
        for one in split.elements(window):
            body, fault = decoded(one) if one is not None else (None, "an element is too long")
            lost = lost or fault
            if not fault:
                yield from _found(body)
    except ValueError:
        lost = lost or "not JSON"
    if lost and places.is_export(shown):
        raise UnreadableDocument(f"{shown}: {lost.partition(':')[0]}")


def _parts(window: ByteWindow, shown: str, levels: int) -> Iterator[ScannedDocument]:
    """Read the fields of an object that is too large to be a record."""
    window.at += 1
    while window.blank() and not window.begins(b"}"):
        try:
            key = split.value(window, limits.SHORT)
        except TooLong:
            key = None
        if key is None or not window.blank() or not window.begins(b":"):
            raise UnreadableDocument(f"{shown} is not JSON")
        window.at += 1
        window.blank()
        yield from _field(window, shown, levels)
        if window.blank() and window.begins(b","):
            window.at += 1
    window.at += 1


def _field(window: ByteWindow, shown: str, levels: int) -> Iterator[ScannedDocument]:
    if window.begins(b"["):
        yield from _listed(window, shown)
        return
    try:
        found = split.value(window, limits.PART)
    except TooLong:
        if window.begins(b"{") and levels:
            yield from _parts(window, shown, levels - 1)
        elif not split.skip(window):
            raise UnreadableDocument(f"{shown} is not JSON") from None
        return
    body, fault = decoded(found) if found is not None else (None, "not JSON")
    if fault:
        raise UnreadableDocument(f"{shown} is not JSON")
    if isinstance(body, dict | list):
        yield from _found(body)


def _lines(file: Held, shown: str) -> Iterator[ScannedDocument]:
    """Read one JSON document a line; a broken line is reported after the others."""
    broken = 0
    for one in records.lines(file.pieces()):
        if isinstance(one, Bad):
            number, fault = one.record, one.reason
        else:
            number, line = one
            body, fault = decoded(line.removeprefix(_BOM) if number == 1 else line)
            if not fault:
                yield from _found(body)
        broken = broken or (number if fault else 0)
    if broken and (places.is_export(shown) or shown.endswith(("ndjson", "jsonl"))):
        raise UnreadableDocument(f"{shown}:{broken} is not JSON")


def _found(body: Json) -> Iterator[ScannedDocument]:
    """Yield the pages and tickets in a JSON document; a document that is nested too deeply has none."""
    try:
        yield from _records(body)
    except RecursionError:
        return


def _records(body: Json) -> Iterator[ScannedDocument]:
    if isinstance(body, list):
        for one in body:
            yield from _records(one)
    elif isinstance(body, dict):
        known = {name.lower(): value for name, value in body.items()}
        kind, name = _named(known)
        if kind:
            yield ScannedDocument(kind, name, "\n".join(_texts(body, "")), _made(known))
        else:
            for one in body.values():
                if isinstance(one, dict | list):
                    yield from _records(one)


def _named(record: dict[str, Json]) -> tuple[str, str]:
    """Return kind and name of a record that is a ticket or a page; two empty texts for any other record."""
    fields = record.get("fields")
    title = next((str(record[one]) for one in _TITLES if isinstance(record.get(one), str) and record[one]), "")
    number = next((str(record[one]) for one in _NUMBERS if isinstance(record.get(one), str | int)), "")
    if places.is_ticket(number) and (title or isinstance(fields, dict) or len(record) > 1):
        return "ticket", number
    if number and ("summary" in record or "subject" in record or ("title" in record and "state" in record)):
        return "ticket", f"#{number}" if number.isdigit() else number
    if "title" in record and title and any(one in record for one in _BODIES):
        return "wiki_page", title
    return "", ""


def _made(record: dict[str, Json]) -> datetime | None:
    """Return a record's creation time, from itself or from its fields; None if the text is no time."""
    fields = record.get("fields")
    inner = {name.lower(): value for name, value in fields.items()} if isinstance(fields, dict) else {}
    named = next((one[name] for one in (record, inner) for name in _MADE if isinstance(one.get(name), str)), None)
    try:
        return Record({"at": named}, "").time("at")
    except VendorChanged:
        return None


def _texts(value: Json, name: str) -> Iterator[str]:
    """Yield the texts within a record, each after its field's name."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _texts(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, name)
    elif isinstance(value, str):
        yield f"{name}: {plain(value)}"


def _xml(file: Held, shown: str) -> Iterator[ScannedDocument]:
    names: dict[str, str] = {}
    try:
        # The file is read twice: a page of Confluence and its body are apart, and either may come first.
        bodies = sum(_note(names, element) for element in trees.elements(file.pieces()))
        for element in trees.elements(file.pieces()):
            yield from _body(names, element) if bodies else _item(element)
    except trees.NotXml as error:
        raise UnreadableDocument(f"{shown} {error}") from None


def _item(element: ET.Element) -> Iterator[ScannedDocument]:
    children = {_tag(child): (child.text or "").strip() for child in element}
    if places.is_ticket(children.get("key", "")):
        yield ScannedDocument("ticket", children["key"], plain("\n".join(element.itertext())))
    elif children.get("title") and _tag(element) in ("page", "entry", "item"):
        yield ScannedDocument("wiki_page", children["title"], plain("\n".join(element.itertext())))


def _properties(element: ET.Element) -> dict[str, ET.Element]:
    return {one.get("name", ""): one for one in element.iter("property")} if element.tag == "object" else {}


def _note(names: dict[str, str], element: ET.Element) -> bool:
    """Record the name of a page of a space's export; return whether this is the body of a page."""
    properties = _properties(element)
    if "title" in properties:
        names[element.findtext("id") or ""] = properties["title"].text or ""
    return "title" not in properties and {"body", "content"} <= properties.keys()


def _body(names: dict[str, str], element: ET.Element) -> Iterator[ScannedDocument]:
    properties = _properties(element)
    if "title" not in properties and {"body", "content"} <= properties.keys():
        number = properties["content"].findtext("id") or ""
        name = names.get(number, f"page {number}")
        yield ScannedDocument("wiki_page", name, plain(properties["body"].text or ""))


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2].lower()


def _table(file: Held, shown: str) -> Iterator[ScannedDocument]:
    before = csv.field_size_limit(MOST_CELL)
    try:
        for row in csv.DictReader(_rows(file)):
            if len(row) > limits.COLUMNS:
                raise csv.Error  # noqa: TRY301 - told like any other fault
            known: dict[str, Json] = {str(name).lower(): value for name, value in row.items() if isinstance(value, str)}
            kind, name = _named(known)
            if kind:
                yield ScannedDocument(
                    kind, name, "\n".join(f"{key}: {plain(str(value))}" for key, value in known.items())
                )
    except csv.Error:
        raise UnreadableDocument(f"{shown} is not CSV") from None
    finally:
        csv.field_size_limit(before)  # the limit applies to the whole process


def _rows(file: Held) -> Iterator[str]:
    """Yield the lines of a table; blank lines belong to a cell."""
    rest = b""
    for chunk in file.pieces():
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield line.decode("utf-8-sig", "replace") + "\n"
        if len(rest) > MOST_CELL:
            raise csv.Error
    yield rest.decode("utf-8-sig", "replace")


class _Plain(HTMLParser):
    """Collects the text of a page; the cells of a row are on one line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block on a new line."""
        if tag in _BLOCKS and tag != "code":
            self.parts.append("\n")
        self.parts.extend(f" {value} " for name, value in attrs if value and name in ("href", "value", "content"))

    def handle_endtag(self, tag: str) -> None:
        """End a cell with a bar, a block with a line."""
        self.parts.append(" | " if tag in _CELLS else "\n" if tag in _BLOCKS and tag != "code" else "")

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.parts.append(data)

    def unknown_decl(self, data: str) -> None:
        """Keep the text of a macro in ``<![CDATA[…]]>``."""
        self.parts.append(data.removeprefix("CDATA[") + "\n")


def plain(text: str) -> str:
    """Return the visible text of a page: without markup, and with its entities resolved."""
    if not _MARKUP.search(text):
        return html.unescape(text) if "&" in text else text
    if len(text) > MOST_MARKUP:
        return html.unescape(_MARKUP.sub("\n", text))
    page = _Plain()
    page.feed(text)
    page.close()
    return "".join(page.parts)


_READERS: dict[str, Callable[[Held, str], Iterator[ScannedDocument]]] = {
    ".json": _json, ".ndjson": _lines, ".jsonl": _lines, ".xml": _xml, ".csv": _table,
    ".html": _page, ".htm": _page, ".md": _page, ".markdown": _page, ".txt": _page, ".wiki": _page,
    ".mediawiki": _page, ".rst": _page, ".adoc": _page,
}  # fmt: skip
