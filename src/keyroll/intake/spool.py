"""Stores the pages of a live read unchanged, and the request of each page. Both files only grow.

``<endpoint>@<pull>.<n>.json`` holds pages, one in each line. ``.<pull>.asked`` holds one line for each request: the
parent, the cursor, the position of the page and its checksum. A page counts when its request has a line. A killed
writer leaves at most one page without a line, which is cut off. A line whose page is missing or changed ends the list.
"""

import json
import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from keyroll.model.json import Json
from keyroll.providers.live import Ask, LiveAnswer, Pull

#: Masks the values in a page before it is written.
Clean = Callable[[bytes], bytes]
#: A file of pages with at least this many bytes is followed by another file.
FILE_BYTES: Final = 16 << 20


def as_it_is(page: bytes) -> bytes:
    """Return a page unchanged."""
    return page


@dataclass(frozen=True, slots=True)
class RequestedPage:
    """One request and the position of its page; ``file`` is empty if the vendor had no data."""

    each: str
    cursor: str
    next: str
    etag: str
    file: str
    at: int = 0
    size: int = 0
    crc: int = 0


class Spool:
    """The pages of one pull of one read. One thread writes it at a time."""

    def __init__(self, folder: Path, pull: Pull, clean: Clean = as_it_is) -> None:
        self.folder, self.pull, self._clean = folder, pull, clean
        # A list that is only read for further requests is not a file of the survey: its name is hidden.
        self._stem = f"{pull.feeds}@{_safe(pull.called)}" if pull.feeds else f".{_safe(pull.called)}"
        self._index = folder / f".{_safe(pull.called)}.asked"
        self.asked: list[RequestedPage] = []
        self._places: dict[str, str] = {}
        #: The number of stored pages of each parent, and of bytes in total.
        self.counts: Counter[str] = Counter()
        self.size = 0
        self._questions: dict[tuple[str, str], RequestedPage] = {}
        #: Whether the pull is at its end, and the reason why it is not complete, if any.
        self.ended, self.because = False, ""
        self._load()

    def _load(self) -> None:
        end = 0
        if self._index.exists():
            for line in self._index.read_bytes().splitlines(keepends=True):
                if not self._take(line):
                    break
                end += len(line)
            os.truncate(self._index, end)
        for file in self.folder.glob(f"{self._stem}.*.json"):
            end = max((one.at + one.size for one in self.asked if one.file == file.name), default=0)
            # The bytes after the last page may be no line end: a crash may leave anything on the disk.
            os.truncate(file, end)
            if end:
                _append(file, b"\n")

    def _take(self, line: bytes) -> bool:
        try:
            told = json.loads(line)
            if not line.endswith(b"\n"):
                return False
            if "ended" in told:
                self.ended, self.because = True, told["ended"]
                return True
            one = RequestedPage(**told)
        except (ValueError, TypeError):
            return False
        if one.file and zlib.crc32(self._bytes(one)) != one.crc:
            return False
        self._note(one)
        return True

    def _note(self, one: RequestedPage) -> None:
        self.asked.append(one)
        self.counts[one.each] += 1
        self.size += one.size
        self._places[one.each] = one.next
        self._questions[one.each, one.cursor] = one

    def left(self, each: str = "") -> str | None:
        """Return the cursor from which a parent's pages are still to be requested; None if all are stored."""
        if each not in self._places:
            return ""
        return self._places[each] or None

    def earlier(self, each: str, cursor: str) -> RequestedPage | None:
        """Return the request that was made from a cursor of a parent."""
        return self._questions.get((each, cursor))

    def add(self, ask: Ask, answered: LiveAnswer) -> int:
        """Store a page, then the line of its request; return the page's size in bytes."""
        file, at, page = "", 0, b""
        if answered.body is not None:
            page = self._clean(
                json.dumps(answered.body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
            )
            file, at = self._put(page)
        one = RequestedPage(ask.each, ask.cursor, answered.cursor, answered.etag, file, at, len(page), zlib.crc32(page))
        _append(self._index, json.dumps(asdict(one)).encode() + b"\n")
        self._note(one)
        return len(page)

    def _put(self, page: bytes) -> tuple[str, int]:
        last = next((one for one in reversed(self.asked) if one.file), None)
        number = int(last.file.rsplit(".", 2)[1]) if last else 1
        if last and last.at + last.size >= FILE_BYTES:
            number += 1
        file = self.folder / f"{self._stem}.{number}.json"
        return file.name, _append(file, page + b"\n")

    def end(self, because: str = "") -> None:
        """Record the end of the pull; ``because`` is the reason why it is not complete, if any."""
        for name in {one.file for one in self.asked if one.file}:
            with (self.folder / name).open("rb") as stream:
                os.fsync(stream.fileno())
        _append(self._index, json.dumps({"ended": because}).encode() + b"\n", sync=True)
        self.ended, self.because = True, because

    def pages(self) -> Iterator[tuple[str, Json]]:
        """Yield the pages in order, each with the parent of its request."""
        for one in self.asked:
            if one.file:
                yield one.each, json.loads(self._bytes(one))

    def page(self, one: RequestedPage) -> Json:
        """Return one page."""
        body: Json = json.loads(self._bytes(one))
        return body

    def _bytes(self, one: RequestedPage) -> bytes:
        with suppress(FileNotFoundError), (self.folder / one.file).open("rb") as stream:
            stream.seek(one.at)
            return stream.read(one.size)
        return b""


def _append(file: Path, content: bytes, *, sync: bool = False) -> int:
    """Append to a file that only its owner can read; return the start position."""
    going = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        at = os.fstat(going).st_size
        while content:
            content = content[os.write(going, content) :]
        if sync:
            os.fsync(going)
    finally:
        os.close(going)
    return at


def _safe(name: str) -> str:
    """Return a pull's name in a form that fits a file name."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)
