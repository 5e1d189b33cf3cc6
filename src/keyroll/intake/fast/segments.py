"""Cuts a file into segments: whole lines, the inside of a list of records, or records that only the careful way reads.

Borders depend on the content only, so that a killed run goes on with the segment after the last one that is committed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from keyroll.intake import records
from keyroll.intake.records import Bad, Batch
from keyroll.store.raw import Damaged, RawFile, contents

#: How many bytes a segment has, about.
SIZE = 30 << 20
_BLOCK = 1 << 18
#: A file with less than this is split in Python: that costs less than asking the engine about one more file.
TINY = 128 << 10
#: A list of records larger than this is not taken at once.
LARGEST = 128 << 20


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a file; ``number`` counts from 1 within it.

    ``content`` is of whole lines of which the first has the record number ``first``, or with ``listed`` JSON values
    with commas between them. ``batch`` are records already split, in place of it. ``bad`` could not be read.
    """

    number: int
    last: bool
    content: bytes = b""
    first: int = 1
    listed: bool = False
    batch: Batch | None = None
    bad: list[Bad] = field(default_factory=list)

    @property
    def lines(self) -> int:
        """How many lines its content has, blank ones too."""
        return lines(self.content)

    @property
    def size(self) -> int:
        """How many bytes are in it."""
        return sum(map(len, self.batch.texts)) if self.batch else len(self.content)


def segments(file: RawFile, envelope: str) -> Iterator[Segment]:
    """Yield a JSON log's file in segments; the last one says so."""
    form, whole = records.opened(contents(file, SIZE), envelope=envelope)
    if isinstance(whole, Damaged) or form == "table":
        yield from _carefully(file, envelope)
    elif form == "document":
        yield from _listed(file, whole, envelope)
    else:
        yield from _lines(file, whole)


def lines(content: bytes) -> int:
    """Count lines, blank ones too; the end of the content ends one."""
    every = np.frombuffer(content, np.uint8)
    # Block by block: what is compared stays in the processor's cache.
    ends = sum(np.count_nonzero(every[at : at + _BLOCK] == ord("\n")) for at in range(0, len(every), _BLOCK))
    return int(ends) + (bool(content) and not content.endswith(b"\n"))


def _carefully(file: RawFile, envelope: str) -> Iterator[Segment]:
    return _of(records.batches(file, envelope=envelope, size=SIZE))


def _of(batches: Iterable[Batch], number: int = 1) -> Iterator[Segment]:
    for place, batch in enumerate(batches, number):
        yield Segment(place, batch.last, batch=batch)


def _lines(file: RawFile, whole: Iterator[bytes]) -> Iterator[Segment]:
    number, first, size = 0, 1, 0
    pending: list[bytes] = []
    bad: list[Bad] = []
    try:
        for chunk in whole:
            rest = chunk
            # The first line end at or after the size is the border, however the file comes in.
            while size + len(rest) >= SIZE and (end := rest.find(b"\n", max(0, SIZE - 1 - size)) + 1):
                number += 1
                content = b"".join([*pending, rest[:end]])
                yield Segment(number, last=False, content=content, first=first)
                first += lines(content)
                rest, pending, size = rest[end:], [], 0
            if rest:
                pending.append(rest)
                size += len(rest)
            if size > SIZE + records.LONGEST:
                found = records.lines(chain(pending, whole), first)
                yield from _of(records.batched(found, SIZE), number + 1)
                return
        content = b"".join(pending)
    except Damaged as error:
        # The line that was being read is cut off somewhere: it is not a record.
        content = b"".join(pending)
        content = content[: content.rfind(b"\n") + 1]
        bad = [Bad(first + lines(content), str(error))]
    if number == 0 and (len(content) < TINY or content.isspace()):
        yield from _carefully(file, "")
        return
    yield Segment(number + 1, last=True, content=content.rstrip(b"\r\n"), first=first, bad=bad)


def _listed(file: RawFile, whole: Iterable[bytes], envelope: str) -> Iterator[Segment]:
    parts: list[bytes] = []
    size = 0
    try:
        for chunk in whole:
            parts.append(chunk)
            size += len(chunk)
            if size > LARGEST:
                break
    except Damaged:
        size = 0
    content = b"".join(parts) if TINY <= size <= LARGEST else b""
    inside = _inside(content, envelope)
    if inside is None:
        yield from _carefully(file, envelope)
    else:
        yield Segment(1, last=True, content=inside, listed=True)


def _inside(content: bytes, envelope: str) -> bytes | None:
    """Return what stands between the brackets of an array or of an envelope that holds nothing else."""
    name = re.escape(envelope.encode())
    begin = re.match(rb'\s*(\{\s*"%b"\s*:\s*)?\[' % name if envelope else rb"\s*()\[", content)
    if begin is None:
        return None
    tail = content[-64:].rstrip()
    end = len(content.rstrip())
    if begin[1]:
        if not tail.endswith(b"}"):
            return None
        tail = tail[:-1]
        end -= 1 + len(tail) - len(tail.rstrip())
    return content[begin.end() : end - 1] if tail.rstrip().endswith(b"]") else None
