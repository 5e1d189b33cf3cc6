"""Reads exports of wikis and trackers: each page or ticket with its name and its text as a person sees it.

A scanner sees such a file as one blob, in which a value may stand escaped or apart from its label. Forms that are
read: JSON and NDJSON with objects that have a key or a title (Jira, GitHub, GitLab, Confluence's REST answers and the
like), Jira's and MediaWiki's XML, Confluence's ``entities.xml``, CSV with a row a ticket or page, and one HTML or
Markdown file a page.
"""

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

from keyroll.errors import VendorChanged
from keyroll.intake.scan import places
from keyroll.model.json import Json, Record

MOST_BYTES = 256 << 20
_TITLES = ("title", "summary", "subject", "name")
_BODIES = ("body", "content", "text", "html", "wikitext", "markdown", "space", "version")
_NUMBERS = ("key", "iid", "number", "casenumber", "id", "issue key", "ticket", "issue id")
#: When a ticket or page was made: what is written in it is no older.
_MADE = ("created", "createddate", "created_at", "createdat", "creationdate")
_CELLS = {"td", "th"}
_BLOCKS = {"p", "div", "br", "tr", "li", "pre", "code", "h1", "h2", "h3", "h4", "h5", "h6", "table", "title"}
_MARKUP = re.compile(r"</?[a-zA-Z][a-zA-Z0-9:-]*[^<>]*>")
#: A page of a wiki may stand in one cell.
_MOST_CELL = 64 << 20


@dataclass(frozen=True, slots=True, repr=False)
class Document:
    """A page or a ticket: its kind, its name in words, its text, and since when it is there, where it says so.

    The text may hold secrets: no repr.
    """

    kind: str
    name: str
    text: str
    since: datetime | None = None


class Unreadable(Exception):  # noqa: N818 - caught where a root is read, becomes a reason
    """A file that looks like an export cannot be read; the message names no part of its content."""


def documents(path: Path, shown: str) -> Iterator[Document]:
    """Yield the pages and tickets of a file, none where it is no export. Raises Unreadable."""
    read = _READERS.get(path.suffix.lower())
    if read is None or (read is _page and not _is_page(shown)):
        return
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unreadable(f"{shown} is too large to be read as an export")
        text = path.read_bytes().decode("utf-8-sig", "replace")
    except OSError as error:
        raise Unreadable(f"{shown} cannot be read: {error.strerror}") from None
    yield from read(text, shown)


def _is_page(shown: str) -> bool:
    return places.kind_of(shown, repository=False) in ("wiki_page", "ticket")


def _page(text: str, shown: str) -> Iterator[Document]:
    kind = places.kind_of(shown, repository=False)
    heading = re.search(r"<title>([^<]+)</title>|^#\s+(.+)$", text, re.MULTILINE)
    title = html.unescape((heading[1] or heading[2]).strip()) if heading else Path(shown).stem
    yield Document(kind, places.ticket_of(shown) or title, plain(text))


def _json(text: str, shown: str) -> Iterator[Document]:
    try:
        yield from _records(json.loads(text))
    except (ValueError, RecursionError):
        yield from _lines(text, shown)


def _lines(text: str, shown: str) -> Iterator[Document]:
    """Read one JSON document a line; a broken line is told once the others are read."""
    broken = 0
    for number, line in enumerate(text.splitlines(), 1):
        try:
            yield from _records(json.loads(line)) if line.strip() else ()
        except (ValueError, RecursionError):
            broken = broken or number
    if broken and (places.is_export(shown) or shown.endswith(("ndjson", "jsonl"))):
        raise Unreadable(f"{shown}:{broken} is not JSON")


def _records(body: Json) -> Iterator[Document]:
    if isinstance(body, list):
        for one in body:
            yield from _records(one)
    elif isinstance(body, dict):
        known = {name.lower(): value for name, value in body.items()}
        kind, name = _named(known)
        if kind:
            yield Document(kind, name, "\n".join(_texts(body, "")), _made(known))
        else:
            for one in body.values():
                if isinstance(one, dict | list):
                    yield from _records(one)


def _named(record: dict[str, Json]) -> tuple[str, str]:
    """Return kind and name of a record that is a ticket or a page; two empty texts where it is neither."""
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
    """When a record was made, by itself or by its fields; what is no time says nothing."""
    fields = record.get("fields")
    inner = {name.lower(): value for name, value in fields.items()} if isinstance(fields, dict) else {}
    named = next((one[name] for one in (record, inner) for name in _MADE if isinstance(one.get(name), str)), None)
    try:
        return Record({"at": named}, "").time("at")
    except VendorChanged:
        return None


def _texts(value: Json, name: str) -> Iterator[str]:
    """Yield the texts within a record, each behind its field's name."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _texts(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, name)
    elif isinstance(value, str):
        yield f"{name}: {plain(value)}"


def _xml(text: str, shown: str) -> Iterator[Document]:
    try:
        root = ET.fromstring(text)  # noqa: S314 - see above
    except (ET.ParseError, ValueError):
        raise Unreadable(f"{shown} is not XML") from None
    pages = _confluence(root)
    if pages:
        yield from pages
        return
    for element in root.iter():
        children = {_tag(child): (child.text or "").strip() for child in element}
        if places.is_ticket(children.get("key", "")):
            yield Document("ticket", children["key"], plain("\n".join(element.itertext())))
        elif children.get("title") and _tag(element) in ("page", "entry", "item"):
            yield Document("wiki_page", children["title"], plain("\n".join(element.itertext())))


def _confluence(root: ET.Element) -> list[Document]:
    """Read a space's export: an object a page, another one a body, which names its page's id."""
    names: dict[str, str] = {}
    bodies: list[tuple[str, str]] = []
    for thing in root.iter("object"):
        properties = {one.get("name", ""): one for one in thing.iter("property")}
        if "title" in properties:
            names[thing.findtext("id") or ""] = properties["title"].text or ""
        elif "body" in properties and "content" in properties:
            bodies.append((properties["content"].findtext("id") or "", properties["body"].text or ""))
    return [Document("wiki_page", names.get(number, f"page {number}"), plain(body)) for number, body in bodies]


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2].lower()


def _table(text: str, shown: str) -> Iterator[Document]:
    before = csv.field_size_limit(_MOST_CELL)
    try:
        rows = list(csv.DictReader(io.StringIO(text)))
    except csv.Error:
        raise Unreadable(f"{shown} is not CSV") from None
    finally:
        csv.field_size_limit(before)  # the limit is the whole process's
    for row in rows:
        known: dict[str, Json] = {str(name).lower(): value for name, value in row.items() if isinstance(value, str)}
        kind, name = _named(known)
        if kind:
            yield Document(kind, name, "\n".join(f"{key}: {plain(str(value))}" for key, value in known.items()))


class _Plain(HTMLParser):
    """Collects the text of a page; cells of a row stand side by side."""

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
        """Keep what a macro holds in ``<![CDATA[…]]>``."""
        self.parts.append(data.removeprefix("CDATA[") + "\n")


def plain(text: str) -> str:
    """Return a text as a person sees it: without markup, and with its entities resolved."""
    if not _MARKUP.search(text):
        return html.unescape(text) if "&" in text else text
    page = _Plain()
    page.feed(text)
    page.close()
    return "".join(page.parts)


_READERS = {
    ".json": _json, ".ndjson": _lines, ".jsonl": _lines, ".xml": _xml, ".csv": _table,
    ".html": _page, ".htm": _page, ".md": _page, ".markdown": _page, ".txt": _page, ".wiki": _page,
    ".mediawiki": _page, ".rst": _page, ".adoc": _page,
}  # fmt: skip
