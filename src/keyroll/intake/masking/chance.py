"""Decides whether a text within free text, an address or a command was made by chance: a value without name or mark.

Ids are no values. Hashes, UUIDs and commits have no capital letters beside small ones, names change between small
letters, capital letters and digits seldom, and ids of vendors are shorter (Okta 20, Salesforce 18, Zeek 18).
"""

import base64
import binascii
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from keyroll.intake.masking import quotes, words
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
#: Letters of both cases without a vowel: words and their abbreviations have shorter ones. A text with one may change
#: less often.
_UNSPOKEN = re.compile(rb"(?=[A-Z]*[a-z]|[a-z]*[A-Z])[B-DF-HJ-NP-TV-XZb-df-hj-np-tv-xz]{9}")
_CHANGES_UNSPOKEN: Final = 0.25
#: What RE2 and Hyperscan find: a mark of free text or of an address, then many letters.
MARKED: Final = rf"(?:^|[ /=:,(>|`'\\;&\t\n\[])[A-Za-z0-9_+-]{{{LEAST}}}"
KEY: Final = rf"[ =:,(>|`'\x22][A-Za-z0-9+/]{{{_KEY}}}[^A-Za-z0-9+/=_-]"
#: A text from its quote on, but no UUID: hyphens are not at both places where a UUID has the first two.
WHOLE: Final = (
    r"\x22(?:[A-Za-z0-9_+]{9}[A-Za-z0-9_+-]{15}|[A-Za-z0-9_+]{0,7}-[A-Za-z0-9_+-]{23}"
    r"|[A-Za-z0-9_+]{8}-[A-Za-z0-9_+]{5}[A-Za-z0-9_+-]{10})"
)
_LETTERS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-"
_TOKEN = re.compile(rb"[A-Za-z0-9_+-]+={0,2}")
_SLASHED = re.compile(rb"[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=_-])")
_PARTS = re.compile(rb"[-_]")
#: Texts before a fingerprint, a document's id or a message that AWS encodes; names of objects; beginnings of public
#: keys, certificates and requests about them.
_NO_VALUE = re.compile(
    rb"(?:(?i:sha-?\d+|md5|fingerprint)[:=/ -]|/(?:d|folders|documents|spreadsheets)/|failure message: "
    rb"|(?:^|[\s\x22'=,(])(?:arn:|urn:|ari:|/subscriptions/|projects/|//[a-z]+\.googleapis\.com/)[^\s\x22']*)$"
)
_PUBLIC = re.compile(rb"AAAA[BCEG][3z2\w][Nz\w][a-z]|MII|M[A-J][A-Za-z0-9]w[A-Z]|LS0tLS1CRUdJTiBDRVJU")
#: Lengths of MD5, SHA-1, SHA-256 and SHA-512 in base64, with and without its end mark, and the word around a text.
_HASHES: Final = ((24, 2), (28, 1), (44, 1), (88, 2))
#: The word before a fingerprint and its beginning: a text after a slash is a part of the fingerprint.
_BEGUN = re.compile(rb"(?i:sha-?\d+|md5|fingerprint)[:=/ -]([A-Za-z0-9+/]+)$")
_REST = re.compile(rb"[A-Za-z0-9+/]*={0,2}")
_WORD = re.compile(rb"(?<![.:_%~@+/=A-Za-z0-9])(?:[A-Za-z0-9+/=]|\\+[nr])+$")
#: A line of base64 and its end, which is an escape within JSON.
_WRAPPED = re.compile(rb"[A-Za-z0-9+/=]{40}(?:\\+r|\r)?[\\\n]+$")
_UUID = re.compile(rb"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
#: Small letters, capital letters and two digits: nearly all long texts of logs lack one of them.
_MIXED = re.compile(rb"(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z])[^0-9]*[0-9][^0-9]*[0-9]")
_OPTION = re.compile(rb"-[a-zA-Z]|-+")
#: The end of a whole text; the name before it, also of a list; the name in the member before ``value``.
_CLOSING = re.compile(rb'[\w+/=.~:!-]*\\*"', re.ASCII)
_NEAR: Final = 1 << 7
_FAR: Final = 1 << 10
_MEMBER = re.compile(rb'"([^"\\]{1,128})\\*"\s*:\s*(?:\[[^\[\]{}]*)?[\\"]+$')
#: What stands between a text of a list and the mark before it.
_QUOTED: Final = b' \t\r\n"\\'
_BORDER = re.compile(rb"[\[\]{}]")
_BESIDE = re.compile(rb'"(?i:name|key)\\*"\s*:\s*\\*"([^"\\]{1,128})\\*"\s*,\s*\\*"(?i:\w*value)\\*"\s*:\s*\\*"$')
_KINDS = bytes.maketrans(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", b"a" * 26 + b"A" * 26 + b"0" * 10
)


class IdNames:
    """Decides whether texts of one document, in order, name objects; ``declared`` are names of further members.

    A list may be long: the name of the list of the text before is remembered.
    """

    def __init__(self, declared: Sequence[str] = ()) -> None:
        self._declared = {words.normal(one) for one in declared}
        #: The end of the last text of a list, and the name of that list.
        self._to, self._list = 0, b""

    def is_id(self, data: bytes, begin: int, stop: int) -> bool:
        """Return whether a text is a whole member that names an object: by its own name, or by the name beside it."""
        if data[begin - 1 : begin] != b'"' or not _CLOSING.match(data, stop):
            return False
        head = data[max(0, begin - _NEAR) : begin]
        if head.rstrip(_QUOTED).endswith((b"[", b",")):
            return self._is_name(self._of_list(data, begin, stop))
        beside = _BESIDE.search(head)
        if beside and self._is_name(beside[1]):
            return True
        key = _MEMBER.search(head)
        return self._is_name(key[1] if key else b"")

    def _of_list(self, data: bytes, begin: int, stop: int) -> bytes:
        """Return the name of the list of texts that holds a position, or nothing."""
        if not (0 < self._to <= begin) or _BORDER.search(data, self._to, begin):
            key = _MEMBER.search(data[max(0, begin - _FAR) : begin])
            self._list = key[1] if key else b""
        self._to = stop
        return self._list

    def _is_name(self, name: bytes) -> bool:
        text = quotes.plain(name, 0).decode("utf-8", "replace")
        return words.means_id(text) or words.normal(text) in self._declared


def random_text(data: bytes, end: int, ids: IdNames) -> Iterator[SecretSpan]:
    """Yield a text that was made by chance; ``end`` is in it or directly after it."""
    if (key := _SLASHED.match(data, end - _KEY - 1)) and b"/" in key[0] and by_chance(key[0].replace(b"/", b"")):
        if not ids.is_id(data, *key.span()):
            yield SecretSpan(*key.span(), "token", guessed=True)
        return
    last = end if data[end - 1 : end].isalnum() or data[end - 1 : end] in (b"_", b"+", b"-") else end - 1
    head = data[max(0, last - (1 << 10)) : last]
    token = _TOKEN.match(data, last - len(head) + len(head.rstrip(_LETTERS)))
    if token is None or not _MIXED.match(token[0]):
        return
    begin, stop = token.span()
    if data[begin - 1 : begin] in (b"\\", b"\n") and _WRAPPED.search(data[max(0, begin - 80) : begin]):
        return  # a further line of a certificate or another text in base64
    if data[begin - 1 : begin] == b"\\" and data[begin : begin + 1] in (b"n", b"r", b"t"):
        begin += 1
    option = _OPTION.match(data, begin, stop) if data[begin : begin + 1] == b"-" else None
    begin = option.end() if option else begin
    text = data[begin:stop]
    if by_chance(text) and not _is_known(data, begin, text) and not ids.is_id(data, begin, stop):
        yield SecretSpan(begin, stop, "token", guessed=True)


def _is_known(data: bytes, begin: int, text: bytes) -> bool:
    """Return whether a text is a hash, a public key, an id, or part of a longer text in base64."""
    if _PUBLIC.match(text) or _NO_VALUE.search(data[max(0, begin - 512) : begin]):
        return True
    if any(len(text) == size and text.endswith(b"=" * marks) for size, marks in _HASHES):
        return True
    if begun := _BEGUN.search(data[max(0, begin - 512) : begin]):
        rest = _REST.match(data, begin + len(text))
        whole = len(begun[1]) + len(text) + (len(rest[0]) if rest else 0)
        if whole in (size - left for size, marks in _HASHES for left in (0, marks)):
            return True
    before = _WORD.search(data[max(0, begin - 512) : begin])
    if data[begin - 1 : begin] == b"/" and before and not before[0].startswith(b"/"):
        # A path has small letters. The words of base64 have capital ones, and a hash has a hash's length.
        head = before[0]
        if re.search(rb"[A-Z+]", head) or len(head + text) in (size - left for size, n in _HASHES for left in (0, n)):
            return True
    try:
        return bool(_UUID.fullmatch(base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))))
    except binascii.Error:
        return False


def by_chance(text: bytes) -> bool:
    """Return whether a text of letters, digits and marks looks like chance."""
    if not _MIXED.match(text):
        return False
    part = max(_PARTS.split(text), key=len)
    if len(text) < LEAST or len(part) < _PART:
        return False
    least = _CHANGES_UNSPOKEN if _UNSPOKEN.search(text) else _CHANGES
    for one in (part, _PARTS.sub(b"", text)):
        kinds = one.translate(_KINDS)
        if not (b"a" in kinds and b"A" in kinds and b"0" in kinds):
            return False
        if sum(before != after for before, after in pairwise(kinds)) < least * len(kinds):
            return False
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values()) >= _ENTROPY
