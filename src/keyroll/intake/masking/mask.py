"""The mask: finds values and returns their replacements, ``masked:<kind>:<fingerprint>``.

A scan gives a copy of the same value the same fingerprint, so the two still join.
"""

import base64
import hashlib
import hmac
import re
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from keyroll.intake import log_tables
from keyroll.intake.masking import fields, texts
from keyroll.intake.masking.anchors import met
from keyroll.intake.masking.chance import IdNames, random_text
from keyroll.intake.masking.columns import MaskedColumns
from keyroll.intake.masking.known import KnownValues
from keyroll.intake.masking.normal import escaped_lines, plainly
from keyroll.intake.masking.quotes import Effort
from keyroll.intake.masking.spans import SecretSpan
from keyroll.providers.contracts.logs import LogTable
from keyroll.providers.contracts.values import Values
from keyroll.reveal import reveal
from keyroll.secret import Secret
from keyroll.store.masked import MaskedSpan, without
from keyroll.store.sealed import SealedFile
from keyroll.store.unpacking import Damaged

#: The target size of a piece that is searched at once, in bytes.
PIECE: Final = 1 << 20
#: A longer piece without a line end is cut between two records of a list, or anywhere.
_LONGEST: Final = 16 << 20
_ZEEK = b"#separator"
#: The most lines from the end in which a border is searched.
_MOST_LINES: Final = 4096
#: Texts that are no value: already masked, left out by the vendor, a hash of an audit device, a key's id, a mark.
_KEPT = re.compile(
    rb"masked:[a-z_]+:hmac:[0-9a-f]{8}:[0-9a-f]{64}|hmac-sha256:[0-9a-z]{2,64}|\*+|(?:AKIA|ASIA)[A-Z0-9]{2,20}"
    rb"|HIDDEN_DUE_TO_SECURITY_REASONS|[\[<(]?(?i:filtered|redacted|masked|hidden|null|none|true|false)[\]>)]?|[^\w]{1,3}"
    rb"|invalid|(?i:env|file|fd|prompt|exec|keyring|vault):[\w./#-]+",
    re.ASCII,
)
#: Quotes and brackets that a log may write around a value.
_AROUND: Final = b"'\"`()\\"
_REMEMBERED: Final = 1 << 16
#: What the keys of tags and of the file of known values are derived for.
_PURPOSES: Final = (b"keyroll tags of known values", b"keyroll file of known values")


def key_id(key: Secret) -> str:
    """Return the name of the install key that its fingerprints hold: eight digits derived from the key alone."""
    with reveal(key) as raw:
        return hmac.new(raw, b"keyroll install key", hashlib.sha256).hexdigest()[:8]


class Fingerprints:
    """Makes the replacement of a value, and finds copies of the values that it replaced, also those of earlier runs."""

    def __init__(self, key: Secret, stored: Path | None = None) -> None:
        self._name = key_id(key)
        with reveal(key) as raw:
            self._empty = hmac.new(raw, digestmod=hashlib.sha256)
            tags, seal = (hmac.new(raw, purpose, hashlib.sha256).digest() for purpose in _PURPOSES)
        one, two, three, _ = struct.unpack("<4Q", tags)
        self.met = KnownValues((one, two, three), SealedFile(stored, seal) if stored else None)
        self._known: dict[tuple[str, bytes], bytes] = {}

    def of(self, kind: str, value: bytes) -> bytes:
        """Return the replacement for a value of a kind."""
        known = self._known.get((kind, value))
        if known is None:
            digest = self._digest(value)
            self.met.meet(kind, value, digest)
            known = f"masked:{kind}:hmac:{self._name}:{digest.hex()}".encode()
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[kind, value] = known
        return known

    def copies(self, data: bytes, ids: Sequence[str] = ()) -> Iterator[SecretSpan]:
        """Yield the copies of values that were replaced before, except in fields that are named like an id."""
        names = IdNames(ids)
        for start, end, kind in self.met.copies(data, self._digest):
            if not names.is_id(data, start, end):
                yield SecretSpan(start, end, kind, guessed=True)

    def _digest(self, value: bytes) -> bytes:
        print_ = self._empty.copy()
        print_.update(value)
        return print_.digest()


class RecordMask:
    """Finds the values in the records of one log or list; ``table`` says that they are rows with a header.

    ``form`` is the form of a log whose records may also be rows with a header.
    """

    def __init__(
        self, fingerprints: Fingerprints, values: Values, *, table: bool = False, form: LogTable | None = None
    ) -> None:
        self._fingerprints, self._values, self._table, self._form = fingerprints, values, table, form
        self._texts = [re.compile(one.encode()) for one in values.texts]

    def pieces(self, coming: Iterable[bytes]) -> Iterator[tuple[bytes, Sequence[MaskedSpan]]]:
        """Yield the input in pieces of whole lines, each with its cuts."""
        columns: MaskedColumns | None = None
        for number, piece in enumerate(self._cut_up(coming)):
            if number == 0 and (self._table or piece.startswith(_ZEEK) or self._is_form(piece)):
                whole = self._form.values if self._form else ()
                columns = MaskedColumns((*self._values.fields, *whole), zeek=piece.startswith(_ZEEK))
            yield piece, self.cuts(piece, columns)

    def _is_form(self, piece: bytes) -> bool:
        return self._form is not None and log_tables.begins(piece.removeprefix(b"\xef\xbb\xbf"), self._form)

    def cuts(self, data: bytes, columns: MaskedColumns | None = None) -> list[MaskedSpan]:
        """Return the cuts in some bytes, in order and without overlap."""
        found: list[SecretSpan] = list(columns.found(data)) if columns else []
        found += self._everywhere(data, self._found)
        cuts = self._apart(data, found) if found else []
        # The values of this piece are known by now: a copy may stand before its value.
        taken = {(one.start, one.end) for one in cuts}
        found_copies = self._everywhere(data, partial(self._fingerprints.copies, ids=self._values.ids))
        copies = [one for one in found_copies if taken.isdisjoint(_bounds(data, one))]
        return self._apart(data, found + copies) if copies else cuts

    @staticmethod
    def _everywhere(data: bytes, search: Callable[[bytes], Iterable[SecretSpan]]) -> Iterator[SecretSpan]:
        """Yield what a search finds in some bytes, and in their escaped lines."""
        yield from search(data)
        for start, end in escaped_lines(data):
            line = plainly(data[start:end])
            yield from (
                SecretSpan(start + line.begin(one.start), start + line.end(one.end), one.kind, *_of(line.text, one))
                for one in search(line.text)
            )

    def whole(self, data: bytes) -> bytes:
        """Return bytes with their values masked."""
        return without(data, self.cuts(data))

    def text(self, text: str) -> str:
        """Return a text with its values masked: a file's name, a reason."""
        return self.whole(text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")

    def _found(self, data: bytes) -> Iterator[SecretSpan]:
        floor, bound, effort, ids = 0, -1, Effort(2 * len(data) + PIECE), IdNames(self._values.ids)
        for group, start, end in met(data, self._values):
            if end > floor and group == "field" and (quick := fields.plain_text(data, end)):
                floor = quick.end
                yield quick
            elif end > floor:
                if bound < end:
                    bound = data.find(b"\n{", end)
                    bound = len(data) if bound < 0 else bound
                random = group == "random"
                for one in (
                    random_text(data, end, ids) if random else self._read(group, data, start, end, bound, effort)
                ):
                    # More values may be beside a pair; every other search continues after the found value.
                    floor = floor if group in ("pair", "object", "random") else max(floor, one.end)
                    yield one
        for pattern in self._texts:
            for hit in pattern.finditer(data):
                yield SecretSpan(*hit.span(pattern.groups and 1), "password")

    def _read(self, group: str, data: bytes, start: int, end: int, bound: int, effort: Effort) -> Iterator[SecretSpan]:
        if group == "field":
            return fields.field(data, start, end, bound, effort)
        if group == "declared":
            return fields.declared(data, start, end, bound, self._values, effort)
        if group == "pair":
            return fields.pair(data, start, end, bound, effort)
        if group == "object":
            return fields.within(data, start, end, bound, self._values, effort)
        return texts.READERS[group](data, start, end)

    def _apart(self, data: bytes, found: list[SecretSpan]) -> list[MaskedSpan]:
        found.sort(key=lambda one: (one.start, -one.end, one.guessed))
        cuts: list[MaskedSpan] = []
        last = 0
        for one in found:
            if one.end <= last:
                if cuts and one.start == cuts[-1].start and one.said is None and not one.packed and not one.guessed:
                    # A scan reports the shorter of two values as the value.
                    text = self._fingerprints.of(one.kind, data[one.start : one.end])
                    cuts[-1] = MaskedSpan(one.start, cuts[-1].end, text, one.kind)
                continue
            if one.start < last:  # two values that overlap are masked as one
                cuts[-1] = MaskedSpan(cuts[-1].start, one.end, cuts[-1].text, cuts[-1].kind)
                last = one.end
                continue
            value = data[one.start : one.end] if one.said is None else one.said
            if _KEPT.fullmatch(value):
                continue
            text = one.around[0] + self._fingerprints.of(one.kind, value) + one.around[1]
            cuts.append(MaskedSpan(one.start, one.end, base64.b64encode(text) if one.packed else text, one.kind))
            last = one.end
        return cuts

    def _cut_up(self, coming: Iterable[bytes]) -> Iterator[bytes]:
        held: list[bytes | memoryview] = []
        size = 0
        try:
            for chunk in coming:
                border = _border(chunk) if size + len(chunk) >= PIECE else 0
                if border:
                    view = memoryview(chunk)
                    yield b"".join((*held, view[:border]))
                    held, size = [view[border:]], len(chunk) - border
                    continue
                held.append(chunk)
                size += len(chunk)
                if size >= _LONGEST:
                    data = b"".join(held)
                    border = _border(data) or self._between(data)
                    yield data[:border]
                    held, size = [data[border:]], len(data) - border
        except Damaged:
            # The bytes before the damage are good, and must not be lost.
            yield b"".join(held)
            raise
        yield b"".join(held)

    def _between(self, data: bytes) -> int:
        """Return a position to cut a long line: between two records, and not inside a value."""
        border = data.rfind(b"},", 0, len(data) - (1 << 16)) + 2
        border = border if border > 1 else len(data) - (1 << 12)
        inside = next((one for one in self.cuts(data) if one.start < border < one.end), None)
        return (inside.start or len(data)) if inside else border


def _bounds(data: bytes, one: SecretSpan) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the bounds of a copy with and without quotes and brackets around it: a log may mask a value with them."""
    value = data[one.start : one.end]
    start = one.end - len(value.lstrip(_AROUND))
    return (one.start, one.end), (start, one.start + len(value.rstrip(_AROUND)))


def _of(line: bytes, one: SecretSpan) -> tuple[bytes, tuple[bytes, bytes], bool]:
    return one.said if one.said is not None else line[one.start : one.end], one.around, one.packed


def _border(data: bytes) -> int:
    """Return the position after the last line end with a record after it; 0 if there is none."""
    at = len(data)
    for _ in range(_MOST_LINES):
        at = data.rfind(b"\n", 0, at)
        if at < 0:
            break
        if data[at + 1 : at + 2] not in (b" ", b"\t", b'"', b"}", b"]", b",", b"\r", b"\n", b""):
            return at + 1
        if at + 1 == len(data) and data[at - 1 : at] not in (b":", b",", b"{", b"["):
            return at + 1
    return 0
