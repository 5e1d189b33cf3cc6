"""What a live read has got so far: the pages as they came, and what was asked for them. Both files only grow.

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

#: Takes the values out of a page before it is written.
Clean = Callable[[bytes], bytes]
#: A file of pages that is at least so long is followed by another one, in bytes.
FILE_BYTES: Final = 16 << 20


def as_it_is(page: bytes) -> bytes:
    """Return a page as it came."""
    return page


@dataclass(frozen=True, slots=True)
class RequestedPage:
    """One question and where its answer is; ``file`` is empty if nothing was there."""

    each: str
    cursor: str
    next: str
    etag: str
    file: str
    at: int = 0
    size: int = 0
    crc: int = 0


class Spool:
    """The pages of one pull of one read. Written by one thread at a time."""

    def __init__(self, folder: Path, pull: Pull, clean: Clean = as_it_is) -> None:
        self.folder, self.pull, self._clean = folder, pull, clean
        # A list that is only asked to know what else to ask is no file of the survey: its name is hidden.
        self._stem = f"{pull.feeds}@{_safe(pull.called)}" if pull.feeds else f".{_safe(pull.called)}"
        self._index = folder / f".{_safe(pull.called)}.asked"
        self.asked: list[RequestedPage] = []
        self._places: dict[str, str] = {}
        #: How many pages of each parent are here, and how many bytes in all.
        self.counts: Counter[str] = Counter()
        self.size = 0
        self._questions: dict[tuple[str, str], RequestedPage] = {}
        #: Whether the pull came to its end, and why it is not complete if it is not.
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
            # What stands after the last page may be no line end, but whatever the disk made of it.
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
        """Return the cursor from which a parent's pages are still to be asked for; None if all are here."""
        if each not in self._places:
            return ""
        return self._places[each] or None

    def earlier(self, each: str, cursor: str) -> RequestedPage | None:
        """Return the question that was asked from a place of a parent."""
        return self._questions.get((each, cursor))

    def add(self, ask: Ask, answered: LiveAnswer) -> int:
        """Keep an answer, then say that it is here; return its size in bytes."""
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
        """Say that the pull came to its end; ``because`` says why it is not complete all the same."""
        for name in {one.file for one in self.asked if one.file}:
            with (self.folder / name).open("rb") as stream:
                os.fsync(stream.fileno())
        _append(self._index, json.dumps({"ended": because}).encode() + b"\n", sync=True)
        self.ended, self.because = True, because

    def pages(self) -> Iterator[tuple[str, Json]]:
        """Yield the pages in order, each with the parent under which it was asked for."""
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
    """Append to a file of the owner; return where it begins."""
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
    """A pull's name as part of a file's name."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)
