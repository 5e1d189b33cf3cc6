"""Cuts a file into segments: whole lines, the content of a list of records, or records for the strict reader.

Borders depend on the content only, so that a rerun continues with the segment after the last committed one.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from keyroll.intake import limits, records
from keyroll.intake.records import Bad, RecordBatch
from keyroll.providers.contracts.logs import LogTable
from keyroll.store.raw import Damaged, RawFile, contents

#: Positions in a content, ascending.
Places = NDArray[np.int64]
#: The target size of a segment in bytes; of a file that was packed, whose size says nothing of what is in it.
SIZE = 30 << 20
SIZE_OF_PACKED = 8 << 20
_BLOCK = 1 << 18
#: A smaller file is split in Python: that costs less than one more file for the engine.
TINY = 128 << 10
#: A larger list of records is not read as one segment.
LARGEST = 32 << 20


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a file; ``number`` counts from 1 within it.

    ``content`` holds whole lines, of which the first has the record number ``first``; with ``listed`` it holds JSON
    values with commas between them. ``lines`` counts the lines, blank ones too; ``longest`` is the longest line in
    bytes. ``batch`` holds records already split, instead of content. ``bad`` holds the unreadable records.
    """

    number: int
    last: bool
    content: bytes | bytearray = b""
    first: int = 1
    lines: int = 0
    longest: int = 0
    listed: bool = False
    batch: RecordBatch | None = None
    bad: list[Bad] = field(default_factory=list)

    @property
    def size(self) -> int:
        """The number of bytes in the segment."""
        return sum(map(len, self.batch.texts)) if self.batch else len(self.content)


def size_of(file: RawFile) -> int:
    """Return the target size of the segments of a file."""
    return SIZE_OF_PACKED if file.packed else SIZE


def segments(file: RawFile, envelope: str, table: LogTable | None = None) -> Iterator[Segment]:
    """Yield the segments of a JSON log's file; the last one is marked as the last."""
    form, whole = records.opened(contents(file, SIZE), envelope=envelope, table=table)
    if isinstance(whole, Damaged) or form in ("table", "csv"):
        yield from carefully(file, envelope, table)
    elif form == "document":
        yield from _listed(file, whole, envelope)
    else:
        yield from _lines(file, whole)


def carefully(file: RawFile, envelope: str, table: LogTable | None = None) -> Iterator[Segment]:
    """Yield a file's records already split, in batches."""
    return _of(records.batches(file, envelope=envelope, table=table, size=_batch_size(file)))


def _batch_size(file: RawFile) -> int:
    """Return the target size of batches for the strict reader, which needs twice the memory of the engine's own."""
    return SIZE_OF_PACKED // 2 if file.packed else SIZE


def _of(batches: Iterable[RecordBatch], number: int = 1) -> Iterator[Segment]:
    for place, batch in enumerate(batches, number):
        yield Segment(place, batch.last, batch=batch)


def _lines(file: RawFile, whole: Iterator[bytes]) -> Iterator[Segment]:
    number, first, size, most = 0, 1, 0, size_of(file)
    blank = True
    pending: list[bytes] = []
    bad: list[Bad] = []
    try:
        for chunk in whole:
            rest = chunk
            # The first line end at or after the size is the border, whatever the chunks of the input are.
            while size + len(rest) >= most and (end := rest.find(b"\n", max(0, most - 1 - size)) + 1):
                content = b"".join([*pending, rest[:end]])
                blank = blank and content.isspace()
                for piece in _cut(content, number + 1, first):
                    yield piece
                    number, first = piece.number, first + piece.lines
                rest, pending, size = rest[end:], [], 0
            if rest:
                pending.append(rest)
                size += len(rest)
            if size > most + records.LONGEST:
                found = records.lines(chain(pending, whole), first)
                yield from _of(records.batched(found, most), number + 1)
                return
        content = b"".join(pending)
    except Damaged as error:
        # The line that was being read is cut off: it is not a record.
        content = b"".join(pending)
        content = content[: content.rfind(b"\n") + 1]
        bad = [Bad(first + content.count(b"\n"), str(error))]
    if number == 0 and (len(content) < TINY or content.isspace()):
        yield from carefully(file, "")
        return
    if not bad and blank and content.isspace():
        bad = [records.EMPTY]
    *before, final = _cut(content.rstrip(b"\r\n"), number + 1, first)
    yield from before
    yield replace(final, last=True, bad=bad)


def _cut(content: bytes, number: int, first: int) -> Iterator[Segment]:
    """Yield content in segments with a bounded number of lines: tiny lines cost more than their bytes."""
    begin, ends = 0, np.empty(0, np.int64)
    for more in _ends(content):
        ends = np.concatenate((ends, more))
        while len(ends) > limits.RECORDS and ends[limits.RECORDS - 1] + 1 < len(content):
            stop = int(ends[limits.RECORDS - 1]) + 1
            yield _segment(content[begin:stop], ends[: limits.RECORDS] - begin, number, first)
            ends, begin = ends[limits.RECORDS :], stop
            number, first = number + 1, first + limits.RECORDS
    yield _segment(content[begin:] if begin else content, ends - begin, number, first)


def _segment(content: bytes, ends: Places, number: int, first: int) -> Segment:
    """Return whole lines as a segment; the end of the content ends a line too."""
    borders = ends if content.endswith(b"\n") or not content else np.append(ends, len(content))
    longest = int(np.diff(borders, prepend=-1).max()) - 1 if len(borders) else 0
    return Segment(number, last=False, content=content, first=first, lines=len(borders), longest=longest)


def _ends(content: bytes) -> Iterator[Places]:
    """Yield the positions of the line ends, block by block, so that the bytes stay in the processor's cache."""
    every = np.frombuffer(content, np.uint8)
    for at in range(0, len(every), _BLOCK):
        yield np.flatnonzero(every[at : at + _BLOCK] == ord("\n")) + at


def _listed(file: RawFile, whole: Iterable[bytes], envelope: str) -> Iterator[Segment]:
    content = bytearray()
    try:
        for chunk in whole:
            content += chunk
            if len(content) > LARGEST:
                break
    except Damaged:
        content.clear()
    if not TINY <= len(content) <= LARGEST or not _take_inside(content, envelope):
        del content
        yield from carefully(file, envelope)
    else:
        yield Segment(1, last=True, content=content, listed=True)


def _take_inside(content: bytearray, envelope: str) -> bool:
    """Cut an array, or an envelope with nothing else, to the content between its brackets."""
    name = re.escape(envelope.encode())
    begin = re.match(rb'\s*(\{\s*"%b"\s*:\s*)?\[' % name if envelope else rb"\s*()\[", content[: 1 << 16])
    end = re.search(rb"\]\s*\}\s*$" if begin and begin[1] else rb"\]\s*$", content[-64:])
    if begin is None or end is None:
        return False
    del content[len(content) - len(content[-64:]) + end.start() :]
    del content[: begin.end()]
    return True
