"""Input files: lines, documents, envelopes and tables, plain and packed, and the pages of a survey."""

import gzip
from collections.abc import Iterable
from pathlib import Path

import zstandard

from fuzz.family import Family, Harness, split
from keyroll.intake.pages import pages
from keyroll.intake.records import Bad, records

_ENVELOPES = ("", "Records", "value")
_BODIES = (
    b'{"a":1}\n{"b":"\xc3\xa9"}\n\n{"c":[1,2]}\r\n', b'[{"a":1},{"b":2}]', b'{"Records":[{"a":1},{"b":{"c":"]"}}],"more":1}',
    b'{\n "a": 1\n}\n{\n "b": 2\n}\n', b'\xef\xbb\xbf{"a":1}\n', b"2026-01-01 host line of text\nanother one\n",
    b'{"a":1}{"b":2}', b'{"a":\n', b'{"value":[{"a":"\\ud800"}],"@odata.nextLink":"x"}',
    b"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\thttp\n#fields\tts\tuid\tn\ttags\n"
    b"#types\ttime\tstring\tcount\tset[string]\n1700000000.5\tC1\t3\ta,b\n-\tC2\tx\t(empty)\n",
)  # fmt: skip
_PACKING = {"plain": bytes, "gz": lambda raw: gzip.compress(raw, mtime=0), "zst": zstandard.ZstdCompressor().compress}
_HEADERS = tuple(
    f"{form} {envelope} {packing}".encode()
    for form in ("json", "text")
    for envelope in (one or "-" for one in _ENVELOPES)
    for packing in (*_PACKING, "cut-gz", "raw")
)
_HEADERS = (*_HEADERS, b"pages - -")


def seeds() -> Iterable[bytes]:
    """Return each body in each form."""
    return [header + b"\n" + body for body in _BODIES for header in _HEADERS]


def make(place: Path) -> Harness:
    """Return the harness that splits a file into records."""

    def one(data: bytes) -> None:
        head, body = split(data)
        form, envelope, packing = (*head.split(" "), "-", "-", "-")[:3]
        if form == "pages":
            for page in pages([body]):
                assert page.fault or page.end >= page.start
            return
        packed = _PACKING.get(packing, bytes)(body)
        if packing == "cut-gz":
            packed = gzip.compress(body, mtime=0)[:-5]
        file = place / "file"
        file.write_bytes(packed)
        known = envelope if envelope in _ENVELOPES else ""
        found = list(records(file, envelope=known, is_text=form == "text"))
        numbers = [one[0] for one in found if not isinstance(one, Bad)]
        assert numbers == sorted(set(numbers)), "numbers of records are not in order"

    return one


FAMILY = Family(
    "records", seeds, make, _HEADERS, (b"\n", b"[", b"]", b"{", b"}", b'"', b"\\", b'{"Records":[', b"#fields\t")
)
