"""Decides whether a text within free text, an address or a command was made by chance: a value without name or mark.

Ids are no values. Hashes, UUIDs and commits have no capital letters beside small ones, names change between small
letters, capital letters and digits seldom, and ids of vendors are shorter (Okta 20, Salesforce 18, Zeek 18).
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from keyroll.intake.masking.spans import SecretSpan

#: The least length of such a text, and of its longest part between marks.
LEAST: Final = 24
_PART: Final = 16
#: The length of AWS's secret keys, whose slashes are part of the value.
_KEY: Final = 40
#: The least share of steps at which the kind of the characters changes, and bits of entropy a character. A text of
#: random letters and digits has 0.6 and 4.2 at this length.
_CHANGES: Final = 0.375
_ENTROPY: Final = 3.6
_LEAST_DIGITS: Final = 2
#: What RE2 and Hyperscan find: a mark of free text or of an address, then many letters; or a text that begins so.
MARKED: Final = rf"[ /=:,(>|`'][A-Za-z0-9_+-]{{{LEAST}}}"
BEGINS: Final = rf"[\x22\n][A-Za-z0-9_+-]{{{LEAST},}}[ ,;]"
KEY: Final = rf"[ =:,(>|`'][A-Za-z0-9+/]{{{_KEY}}}[^A-Za-z0-9+/=_-]"
_BEFORE = re.compile(rb"[A-Za-z0-9_+-]+$")
_TOKEN = re.compile(rb"[A-Za-z0-9_+-]+={0,2}")
_SLASHED = re.compile(rb"[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=_-])")
_PARTS = re.compile(rb"[-_]")
#: Texts before a fingerprint or an id, and beginnings of public keys and certificates.
_NO_VALUE = re.compile(rb"(?:(?i:sha-?\d+|md5|fingerprint)[:=/ -]|/(?:d|folders|documents|spreadsheets)/)$")
_PUBLIC = (b"AAAAC3Nz", b"AAAAB3Nz", b"AAAAE2Vj", b"AAAAG", b"MII", b"LS0tLS1CRUdJTiBDRVJU")
_OPTION = re.compile(rb"-[a-zA-Z]|-+")
_KINDS = bytes.maketrans(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", b"a" * 26 + b"A" * 26 + b"0" * 10
)


def random_text(data: bytes, _start: int, end: int) -> Iterator[SecretSpan]:
    """Yield a text that was made by chance; ``end`` is in it or directly after it."""
    if (key := _SLASHED.match(data, end - _KEY - 1)) and b"/" in key[0] and by_chance(key[0].replace(b"/", b"")):
        yield SecretSpan(*key.span(), "secret_key")
        return
    last = end if data[end - 1 : end].isalnum() or data[end - 1 : end] in (b"_", b"+", b"-") else end - 1
    before = _BEFORE.search(data, max(0, last - (1 << 12)), last)
    token = _TOKEN.match(data, before.start()) if before else None
    if token is None:
        return
    begin, stop = token.span()
    option = _OPTION.match(data, begin, stop) if data[begin : begin + 1] == b"-" else None
    begin = option.end() if option else begin
    text = data[begin:stop]
    if text.startswith(_PUBLIC) or _NO_VALUE.search(data, max(0, begin - 48), begin):
        return
    if by_chance(text):
        yield SecretSpan(begin, stop, "token")


def by_chance(text: bytes) -> bool:
    """Return whether a text of letters, digits and marks looks like chance."""
    part = max(_PARTS.split(text), key=len)
    if len(text) < LEAST or len(part) < _PART:
        return False
    kinds = part.translate(_KINDS)
    if not (b"a" in kinds and b"A" in kinds and kinds.count(b"0") >= _LEAST_DIGITS):
        return False
    if sum(one != two for one, two in pairwise(kinds)) < _CHANGES * len(kinds):
        return False
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values()) >= _ENTROPY
