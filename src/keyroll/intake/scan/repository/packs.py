"""Copies a pack and checks every entry by its header: an entry over a limit or broken is left out of the new index."""

import mmap
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from keyroll.intake.scan.repository.entries import Entry, applied, entry_at, size_of, unpacked
from keyroll.intake.scan.repository.index import Index, read_index, write_index
from keyroll.intake.scan.repository.limits import MOST_DELTAS, MOST_OBJECT, Corrupt, Fault, UnpackBudget

_BAD = -1
_OPEN = -2
_END = 20


@contextmanager
def mapped(path: Path) -> Iterator[tuple[mmap.mmap, int]]:
    """Provide a pack as a buffer with the end offset of its entries. Raises Corrupt."""
    with path.open("rb") as stream:
        if stream.seek(0, 2) < 12 + _END:
            raise Corrupt("it is cut off")
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as pack:
            if pack[:4] != b"PACK" or int.from_bytes(pack[4:8], "big") not in (2, 3):
                raise Corrupt("it is no pack")
            yield pack, len(pack) - _END


def admit(pack: Path, given: Path, written: Path, budget: UnpackBudget, fault: Fault) -> int:
    """Write a new index of the entries of a copied pack within the limits; return their number. Raises Corrupt.

    ``fault`` takes one reason for all entries that were left out.
    """
    index = read_index(given)
    with mapped(pack) as (text, end):
        promised = int.from_bytes(text[8:12], "big")
        if promised != len(index.names):
            fault(f"its index names {len(index.names)} of {promised} objects")
        if len(index.names) > budget.objects:
            raise Corrupt("the repository has too many objects")
        budget.objects -= len(index.names)
        judged = _Judged(text, end, index, budget)
        good, reasons = judged.good()
        kept = int(good.sum())
        write_index(written, index.kept(good), text[end:])
    if kept != promised:  # readers compare the two
        with pack.open("r+b") as stream:
            stream.seek(8)
            stream.write(kept.to_bytes(4, "big"))
    if reasons:
        fault(f"{sum(reasons.values())} of its objects are left out: {next(iter(reasons))}")
    return kept


class _Judged:
    """Checks the entries of a pack by their offsets: an entry is good if its own bytes and all its bases are good."""

    def __init__(self, text: mmap.mmap, end: int, index: Index, budget: UnpackBudget) -> None:
        self._text, self._end, self._index, self._budget = text, end, index, budget
        self._order = np.argsort(index.offsets, kind="stable")
        self._offsets = array("q", index.offsets[self._order].tobytes())
        self._depths = array("i", [_OPEN]) * len(self._offsets)
        self._waiting: dict[int, int] = {}
        self._reasons: Counter[str] = Counter()

    def good(self) -> tuple[NDArray[np.bool_], Counter[str]]:
        """Return which objects of the index are good, and the number left out by reason."""
        later: list[tuple[int, Entry]] = []
        for place, at in enumerate(self._offsets):
            if not place & 0xFFF:
                self._budget.in_time()
            try:
                entry = entry_at(self._text, at, self._end)
                self._spend(size_of(self._text, entry, self._end))
                if entry.is_delta:
                    later.append((place, entry)) if entry.reference else self._chain(place, self._place(entry.base))
                else:
                    self._depths[place] = 0
            except Corrupt as error:
                self._reasons[str(error)] += 1
                self._depths[place] = _BAD
        self._resolve(later)
        depths = np.frombuffer(self._depths, np.int32) if len(self._depths) else np.zeros(0, np.int32)
        good = np.zeros(len(self._offsets), bool)
        good[self._order] = depths >= 0
        return good, self._reasons

    def _spend(self, size: int) -> None:
        if size > MOST_OBJECT:
            raise Corrupt(f"an object is over {MOST_OBJECT >> 20} MB")
        if size > self._budget.unpacked:
            raise Corrupt("the repository unpacks to too much")
        self._budget.unpacked -= size

    def _place(self, offset: int) -> int:
        place = bisect_left(self._offsets, offset)
        if place == len(self._offsets) or self._offsets[place] != offset:
            raise Corrupt("a base is not in its pack")
        return place

    def _chain(self, place: int, base: int, *, settled: bool = False) -> None:
        """Set the depth of an entry by its base's, or make it wait for a base of unknown depth."""
        depth = self._depths[base]
        if depth == _OPEN and settled:
            raise Corrupt("deltas lead in a circle")
        if depth == _OPEN:
            self._waiting[place] = base
            return
        if depth == _BAD:
            raise Corrupt("a base is left out")
        if depth >= MOST_DELTAS:
            raise Corrupt(f"a chain of deltas is longer than {MOST_DELTAS}")
        self._depths[place] = depth + 1

    def _resolve(self, later: list[tuple[int, Entry]]) -> None:
        """Resolve the entries whose base is named by its id, and those that wait for them; a loop stays unresolved."""
        for place, entry in later:
            try:
                offset = self._index.find(entry.reference)
                self._chain(place, self._place(offset))
            except Corrupt as error:
                self._reasons[str(error)] += 1
                self._depths[place] = _BAD
        for first in list(self._waiting):
            path = []
            place = first
            while self._depths[place] == _OPEN and place in self._waiting:
                path.append(place)
                place = self._waiting.pop(place)
            base = place
            for one in reversed(path):
                try:
                    self._chain(one, base, settled=True)
                except Corrupt as error:
                    self._reasons[str(error)] += 1
                    self._depths[one] = _BAD
                base = one


def content(pack: Path, index: Index, name: bytes, most: int) -> tuple[int, bytes] | None:
    """Return kind and content of an object, or None if the pack does not have it. Raises Corrupt."""
    at = index.find(name)
    if at < 0:
        return None
    with mapped(pack) as (text, end):
        deltas: list[Entry] = []
        entry = entry_at(text, at, end)
        while entry.is_delta:
            deltas.append(entry)
            at = index.find(entry.reference) if entry.reference else entry.base
            if len(deltas) > MOST_DELTAS:
                raise Corrupt(f"a chain of deltas is longer than {MOST_DELTAS}")
            entry = entry_at(text, at, end)
        found = unpacked(text, entry, end, most)
        for delta in reversed(deltas):
            found = applied(unpacked(text, delta, end, most), found, most)
        return entry.kind, found
