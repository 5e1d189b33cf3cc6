"""Finds copies of values that keyroll masked before, in any text: by a keyed tag of both ends, then by fingerprint.

A tag is computed for each word whose length is that of a known value. It says only where a fingerprint is compared.
"""

import re
import struct
from collections.abc import Callable, Iterator
from threading import Lock
from typing import Final, NamedTuple

import numpy as np

from keyroll.store.sealed import SealedFile

#: The least and the greatest length of a value that is searched for, and the most values.
LEAST: Final = 8
_MOST: Final = 128
MOST_VALUES: Final = 250_000
_LONE: Final = 16
_SIEVE_BITS: Final = 22
_BLOCK: Final = 1 << 18
_ALL: Final = (1 << 64) - 1
_HEAD: Final = struct.Struct("<QB32sB")
#: Marks at which a word ends: blanks, quotes and escapes in every text, others in most.
_WIDE: Final = bytes(range(33)) + b'"\\\x7f'
_NARROW: Final = b"'`(),;<>[]{}&?|=:/#"
_MARKS: Final = tuple(bytes(one in marks for one in range(256)) for marks in (_WIDE, _WIDE + _NARROW))
_EXACT: Final = 2
_LAST: Final = np.array([one in b".,;:!?)'" for one in range(256)])
_FIRST: Final = np.array([one in b"('" for one in range(256)])
_UNREADABLE = re.compile(rb'[\x00-\x20"\\\x7f]')
#: Texts that name something: addresses, ARNs, mail addresses, times, IP addresses, UUIDs. None is searched for.
_NAMES_SOMETHING = re.compile(
    rb"(?i:arn:|urn:|[a-z]+://|[\w.+-]+@[\w-]+\.[\w.-]+$|\d{4}-\d\d-\d\d|[\d.]+$|[0-9a-f]*:[0-9a-f:.]+$|masked:"
    rb"|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$)"
)
_KINDS: Final = (re.compile(rb"[a-z]"), re.compile(rb"[A-Z]"), re.compile(rb"[0-9]"), re.compile(rb"[^\w.:/@-]", re.A))
_MIXED = re.compile(rb"(?=(?:[^0-9]*[0-9]){4})(?=(?:[^a-zA-Z]*[a-zA-Z]){4})[a-zA-Z0-9]+")
Places = np.ndarray[tuple[int], np.dtype[np.int64]]


class Copy(NamedTuple):
    """The start and end of a copy of a known value, and the kind under which it was met first."""

    start: int
    end: int
    kind: str


def is_searchable(value: bytes) -> bool:
    """Return whether copies of a value are searched for: no name of a thing, and no word, may be one."""
    if not LEAST <= len(value) <= _MOST or _UNREADABLE.search(value) or _NAMES_SOMETHING.match(value):
        return False
    kinds = sum(bool(kind.search(value)) for kind in _KINDS)
    lone = len(value) >= _LONE and bool(_MIXED.fullmatch(value))
    return bool(_KINDS[2].search(value)) and (kinds >= 3 or lone)


class KnownValues:
    """The values that were masked, as fingerprints and tags; ``stored`` holds those of earlier runs."""

    def __init__(self, factors: tuple[int, int, int], stored: SealedFile | None) -> None:
        self._factors, self._stored = tuple(one | 1 for one in factors), stored
        self._by_tag: dict[int, tuple[bytes, str]] = {}
        self._new: list[bytes] = []
        #: The number of values of this run that are masked and not searched for elsewhere, because the most are known.
        self.left_out = 0
        #: Pages of several connections are masked by threads.
        self._one_at_a_time = Lock()
        #: By the gap between two marks: whether a word may be there, with up to two marks around it, or exactly.
        self._gaps = np.zeros(_MOST + 5, np.uint8)
        self._sieve = np.zeros(1 << _SIEVE_BITS, bool)
        for piece in stored.pieces() if stored else ():
            self._read(piece)

    def __len__(self) -> int:
        return len(self._by_tag)

    def meet(self, kind: str, value: bytes, digest: bytes) -> None:
        """Note a value by its fingerprint, if copies of it are to be found."""
        if not is_searchable(value):
            return
        ends = int.from_bytes(value[:8], "little"), int.from_bytes(value[-8:], "little"), len(value)
        tag = sum(factor * one for factor, one in zip(self._factors, ends, strict=True)) & _ALL
        name = kind.encode()
        with self._one_at_a_time:
            if tag in self._by_tag:
                return
            if len(self._by_tag) >= MOST_VALUES:
                self.left_out += 1
                return
            self._note(tag, len(value), digest, kind)
            self._new.append(_HEAD.pack(tag, len(value), digest, len(name)) + name)

    def save(self) -> None:
        """Store the values that are new."""
        with self._one_at_a_time:
            new, self._new = self._new, []
            if new and self._stored:
                self._stored.append(b"".join(new))

    def copies(self, data: bytes, fingerprint: Callable[[bytes], bytes]) -> Iterator[Copy]:
        """Yield the copies of known values in some bytes."""
        if not self._by_tag:
            return
        at = 0
        while len(data) - at >= LEAST:
            # What fits into the processor's cache takes half the time.
            end = min(len(data), at + _BLOCK)
            if end < len(data):
                end = max(data.rfind(mark, at, end) + 1 for mark in (b'"', b"\n", b" ")) or end
            for start, stop, kind in self._in_block(data[at:end], fingerprint):
                yield Copy(at + start, at + stop, kind)
            at = end

    def _in_block(self, data: bytes, fingerprint: Callable[[bytes], bytes]) -> Iterator[Copy]:
        if len(data) < LEAST:
            return
        starts, ends = self._words(data)
        eights = np.ndarray((len(data) - 7,), np.dtype("<u8"), data, 0, (1,))
        one, two, three = (np.uint64(factor) for factor in self._factors)
        tags = eights[starts] * one + eights[ends - 8] * two + (ends - starts).astype(np.uint64) * three
        may_be = np.flatnonzero(self._sieve[tags >> np.uint64(64 - _SIEVE_BITS)])
        for start, end, tag in zip(*(part[may_be].tolist() for part in (starts, ends, tags)), strict=True):
            digest, kind = self._by_tag.get(tag, (b"", ""))
            if digest and fingerprint(data[start:end]) == digest:
                yield Copy(start, end, kind)

    def _words(self, data: bytes) -> tuple[Places, Places]:
        """Return starts and ends of the words that have the length of a known value, also without marks around them."""
        text, found = np.frombuffer(data, np.uint8), []
        for marks in _MARKS:
            starts, ends = _runs(np.frombuffer(b"\1" + data.translate(marks) + b"\1", np.uint8))
            near = np.flatnonzero(self._gaps[np.minimum(ends - starts + 1, _MOST + 4)])
            starts, ends = starts[near], ends[near]
            closed, opened = _LAST[text[ends - 1]], _FIRST[text[starts]]
            for first, last, chosen in ((0, 0, ...), (0, 1, closed), (1, 0, opened), (1, 1, opened & closed)):
                found.append((starts[chosen] + first, ends[chosen] - last))
        starts, ends = (np.concatenate(one) for one in zip(*found, strict=True))
        fits = np.flatnonzero(self._gaps[np.minimum(ends - starts + 1, _MOST + 4)] & _EXACT)
        return starts[fits], ends[fits]

    def _note(self, tag: int, length: int, digest: bytes, kind: str) -> None:
        self._by_tag[tag] = digest, kind
        self._gaps[length + 1] |= _EXACT
        self._gaps[length + 1 : length + 4] |= 1
        self._sieve[tag >> (64 - _SIEVE_BITS)] = True

    def _read(self, piece: bytes) -> None:
        at = 0
        while at < len(piece):
            tag, length, digest, size = _HEAD.unpack_from(piece, at)
            at += _HEAD.size + size
            self._note(tag, length, digest, piece[at - size : at].decode())


def _runs(marks: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> tuple[Places, Places]:
    """Return starts and ends of the runs of at least ``LEAST`` bytes between marks (1), which are also at both ends."""
    many = marks[1:]
    for step in (1, 2, 4):
        many = many[:-step] | many[step:]
    # ``many`` says whether any of eight bytes is a mark: a run begins after a mark, and ends before one.
    starts = np.flatnonzero(marks[: len(many)] > many)
    ends = np.flatnonzero(marks[LEAST + 1 :] > many[: len(marks) - LEAST - 1])
    return starts, ends + LEAST
