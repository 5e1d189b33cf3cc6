"""Opens single records again: reads the original bytes at the address of an event."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from keyroll.errors import KeyrollError, NothingToDo
from keyroll.intake.masking.masks import Masks, is_own
from keyroll.intake.mixed import family
from keyroll.intake.pages import pages
from keyroll.intake.records import nth
from keyroll.intake.tabular.again import is_table, mask_of, may_be_table
from keyroll.model.json import Json
from keyroll.model.source import Source
from keyroll.providers import catalogue
from keyroll.providers.contracts.logs import Log
from keyroll.providers.contracts.survey import Endpoint
from keyroll.providers.keyroll.survey import OWN
from keyroll.store.home import Home
from keyroll.store.ledger.rows import RawRow
from keyroll.store.raw import Damaged, RawFile, chunks

#: A page larger than this is not shown.
MOST: Final = 256 << 20


@dataclass(frozen=True, slots=True)
class Opened:
    """A raw record: the original file name, the record's number (of a survey: the page's), and its bytes."""

    file: str
    record: int
    content: bytes

    @property
    def sha256(self) -> str:
        """The hash of the record's own bytes, without the line end."""
        return hashlib.sha256(self.content).hexdigest()


#: The address of a record: source, log (``jira.access``) or endpoint, raw file, number of the record or page.
Address = tuple[str, str, str, int]


def open_records(home: Home, addresses: Iterable[Address]) -> dict[Address, Opened]:
    """Return the records at some addresses; each raw file is read once. Raises KeyrollError if one is missing."""
    by_file: dict[tuple[str, str], set[Address]] = defaultdict(set)
    for address in addresses:
        by_file[address[1], address[2]].add(address)
    opened: dict[Address, Opened] = {}
    for (log_name, sha256), wanted in sorted(by_file.items()):
        provider, _, name = log_name.partition(".")
        log = catalogue.logs(provider).get(name) if provider in catalogue.providers() else None
        if log is None:
            raise NothingToDo(f"there is no log {log_name!r}", hint="it was read by another version of keyroll")
        known = home.ledger.raw(sha256)
        file = _file(home, sha256, known, log)
        found: dict[int, bytes] = {}
        for _, other in reversed(family(provider, log)):
            left = [one[3] for one in wanted if one[3] not in found]
            found |= nth(
                file, left, envelope=other.envelope, is_text=log.is_text, continued=log.continued, table=log.table
            )
        for address in wanted:
            if address[3] not in found:
                raise KeyrollError(
                    f"record {address[3]} is not in raw file {sha256}", hint=f"sync {Source.parse(address[0])} again"
                )
            opened[address] = Opened(known.file if known else "", address[3], found[address[3]])
    return opened


def _file(home: Home, sha256: str, known: RawRow | None, what: Log | Endpoint) -> RawFile:
    """Return a raw file to read from, with its values masked. Raises KeyrollError if it is missing."""
    path = home.raw.find(sha256, known.path if known else "")
    clean = home.raw.is_masked(path) or is_own(what)
    return RawFile(sha256, known.size if known else 0, path, "reference", mask=None if clean else Masks(home).of(what))


def open_pages(home: Home, addresses: Iterable[Address]) -> dict[Address, Opened]:
    """Return the pages of surveys at some addresses. Raises KeyrollError if one is missing.

    A page of JSON is its own text, without the text around it; a table (CSV) is one page, the whole file.
    """
    opened: dict[Address, Opened] = {}
    for address in addresses:
        source, endpoint, sha256, number = address
        known, declared = home.ledger.raw(sha256), _endpoint(source, endpoint)
        try:
            file = _file(home, sha256, known, declared)
            tabular = may_be_table(Source.parse(source).provider, endpoint) and is_table(file)
            if tabular and file.mask:
                file = replace(file, mask=mask_of(home, file))
            start, end = _page(file, number, declared.lists) if declared.format == "json" and not tabular else (0, MOST)
            content = _between(file, start, end)
        except Damaged as error:
            raise KeyrollError(f"the raw file {sha256} is damaged: {error}", hint="sync the export again") from None
        if not content:
            raise KeyrollError(f"page {number} is not in raw file {sha256}", hint=f"sync {source} again")
        opened[address] = Opened(known.file if known else "", number, content)
    return opened


def page_bodies(home: Home, address: Address) -> Iterator[Json]:
    """Yield the body of a page of JSON, a long one in parts as its reader got it. Raises KeyrollError."""
    source, endpoint, sha256, number = address
    declared = _endpoint(source, endpoint)
    file = _file(home, sha256, home.ledger.raw(sha256), declared)
    place, found = 0, False
    try:
        for one in pages(chunks(file), declared.lists):
            place += one.first
            if place > number:
                break
            if place == number and one.fault:
                raise KeyrollError(one.fault, hint="export it again")
            if place == number:
                found = True
                yield one.body
    except Damaged as error:
        raise KeyrollError(f"the raw file {sha256} is damaged: {error}", hint="sync the export again") from None
    if not found:
        raise KeyrollError(f"page {number} is not in raw file {sha256}", hint=f"sync {source} again")


def _endpoint(source: str, endpoint: str) -> Endpoint:
    # A vendor's record of our own connection has the vendor's source, and keyroll's own package reads it.
    vendor = Source.parse(source).provider
    theirs = catalogue.endpoints(vendor) if vendor in catalogue.providers() else {}
    declared = (catalogue.endpoints(OWN.provider) | theirs).get(endpoint)
    if declared is None:
        raise NothingToDo(f"{source} has no endpoint {endpoint}", hint="it was read by another version of keyroll")
    return declared


def _page(file: RawFile, number: int, lists: Sequence[str]) -> tuple[int, int]:
    """Return start and end of a page; two equal positions if it is not in the file."""
    place, found = 0, (0, 0)
    for one in pages(chunks(file), lists):
        place += one.first
        if place > number:
            break
        if place == number:
            found = (one.start, one.end)
    return found


def _between(file: RawFile, start: int, end: int) -> bytes:
    """Return some of a file's unpacked bytes. Raises KeyrollError if they are over the limit of a page."""
    if end - start > MOST:
        raise KeyrollError(f"the page has more than {MOST >> 20} MiB", hint=f"look into the raw file: {file.path}")
    parts, at = [], 0
    for chunk in chunks(file):
        parts.append(chunk[max(0, start - at) : max(0, end - at)])
        at += len(chunk)
        if at >= end:
            break
    return b"".join(parts)
