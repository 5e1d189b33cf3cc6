"""Finds values in free text: parameters, connection strings, logins in addresses, statements, headers, keys.

Each reader takes the bytes and an anchor, and yields start, end and kind of each value.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import unquote_to_bytes

from keyroll.intake.masking import words
from keyroll.intake.masking.anchors import forms
from keyroll.intake.masking.quotes import skip
from keyroll.intake.masking.spans import SecretSpan

#: A backslash within a value that does not begin the escape of a blank or a quote.
_SLASHED = r"\\+(?![nrt\x22'\\u])"
_OPEN = rb"(?:[^\s\x22<>&#\\]|" + _SLASHED.encode() + rb")+"
_NAMED = re.compile(rb"([\w.%+~-]*[\w%])(?:\s|%20)*(=|%(?:25)*3[dD]|:)$", re.ASCII)
_QUOTED = re.compile(rb"\s*(\\*)(['\x22\x60])")
_UNQUOTED = re.compile(rb"(?:\s|%20|\+(?=\S))*((?:[^\s\x22<>&;\\]|" + _SLASHED.encode() + rb")+)")
_IN_ADDRESS = re.compile(_OPEN)
_ENCODED = re.compile(rb"(?:(?!%(?:25)*(?:26|23|20|22|0a))[^\s\x22<>&#\\])+", re.IGNORECASE)
_MARKS = b"'\x22)]},;.:*"
_LOGIN = re.compile(
    rb"(?:(:(?:\\*/){2})|%(?:25)*3a(?:%(?:25)*2f){2})((?:[^\s\x22<>\\]|" + _SLASHED.encode() + rb"|\\+/)+)",
    re.IGNORECASE,
)
_TOKEN_ALONE = re.compile(rb"[\w.%+-]{1,24}", re.ASCII)
_LITERAL = re.compile(
    rb"(?:=|\(|\bto\b|\bis\b|\bby\b|\bas\b|\busing\b|\bwith\b|\bvia\b|\bvalues\b|\bpassword\b|\bhash\b|\bor\b"
    rb"|\s|\\+[nrt])*"
    rb"(?:_\w+\s*|u&|[enbx](?=\\*'))?(?:(\\*['\x22\x60])|(\$\w*\$))",
    re.IGNORECASE,
)
_BARE_WORD = re.compile(rb"(?:\s|\\+[nrt])+([^\s\x22'\x60;,()\\]+)")
_METHOD = re.compile(
    rb"(?:\s|\\+[nrt])+(?:with|via)(?:\s|\\+[nrt])+(?:\\*[\x60'\x22])?\w+(?:\\*[\x60'\x22])?(?:\s|\\+[nrt])*(?:by|as|using)?",
    re.IGNORECASE,
)
_SET_FOR = re.compile(rb"(?:\s|\\+[nrt])+for(?:\s|\\+[nrt])+[^=]{0,300}?=", re.IGNORECASE)
_CREDENTIAL = re.compile(rb"[A-Za-z0-9._~+/%=-]+")
_SIGNED = re.compile(rb"(?:signature|response)=\\*\x22?([^,\s\x22\\]+)", re.IGNORECASE)
#: The characters of a key without an end mark.
_KEY_TEXT = re.compile(rb"(?:[A-Za-z0-9+/=\s:,-]|\\+[nrt/])*")
_END_OF_KEY = re.compile(rb"-----END[ A-Z0-9]{0,40}PRIVATE KEY-----")
#: The longest login, and the longest name with the blanks after it, in bytes.
_FAR = 2048
_STRING_ENDS = re.compile(rb'(?<!\\)"|\n(?=[{\[])')


def named(data: bytes, start: int, end: int, *, address: bool = False) -> Iterator[SecretSpan]:
    """Yield the value of ``password=…``, ``token: …``: a name, a mark, a value, in an address or in any text."""
    head = _NAMED.search(data, max(0, start - 64, end - _FAR), end)
    if head is None:
        return
    name, mark = unquote_to_bytes(head[1]).decode("utf-8", "replace"), head[2]
    before = data[head.start(1) - 1 : head.start(1)]
    if mark == b":" and before == b":":
        return  # part of a name with colons: arn:aws:secretsmanager:…:secret:…
    if b"~" in head[1]:
        return  # a search term: text~password
    if not (words.parameter(name) if address or before in (b"?", b"&", b";", b"#") else words.means_value(name)):
        return
    if words.normal(name).endswith("authorization"):
        line = re.compile(rb"[^\n\x22'\\]*").match(data, end)
        begin = skip(data, end)
        if line and line.end() > begin:
            yield from authorization(data, begin, line.end())
        return
    short = words.normal(name) in ("key", "code", "state", "auth")
    for one in _value(data, end, words.kind_of(name), encoded=mark.startswith(b"%"), bracketed=before == b"("):
        if not short or one.end - one.start >= 16:
            yield one


def _value(data: bytes, at: int, kind: str, *, encoded: bool, bracketed: bool) -> Iterator[SecretSpan]:
    quoted = _QUOTED.match(data, at)
    if quoted and not encoded:
        yield from _literal(data, quoted.end(), quoted[1] + quoted[2], kind)
        return
    found = (_ENCODED if encoded else _UNQUOTED).match(data, at)
    if found is None:
        return
    start, end = found.span(found.re.groups and 1)
    text = data[start:end]
    end = start + (text.index(b")") if bracketed and b")" in text else len(text.rstrip(_MARKS)))
    if end > start:
        said = data[start:end]
        yield SecretSpan(start, end, kind, unquote_to_bytes(said) if b"%" in said else None)


def login(data: bytes, start: int, _end: int) -> Iterator[SecretSpan]:
    """Yield the password of ``scheme://name:password@host``, also with slashes escaped or all of it percent-encoded."""
    found = _LOGIN.match(data, start, start + _FAR // 4)
    if found is None:
        return
    text, at = found[2], found.start(2)
    encoded = found[1] is None
    colon, sign = (rb"%(?:25)*3[aA]", rb"%(?:25)*40") if encoded else (b":", b"@")
    close = _sign(text, sign, encoded=encoded)
    if close < 0 and data[found.end() : found.end() + 1] in (b"", b"\n"):
        close = _cut_off(text)
    if close < 0:
        return
    name = re.search(colon, text[:close])
    begin = name.end() if name else 0
    value = text[begin:close]
    if value and (name or not _TOKEN_ALONE.fullmatch(value)):
        yield SecretSpan(at + begin, at + close, "password", unquote_to_bytes(value) if b"%" in value else None)


def _cut_off(text: bytes) -> int:
    """Return the length of a login that is cut off after its password, -1 for a host with a port, or None."""
    name, colon, value = text.partition(b":")
    return len(text) if name and colon and value and not re.search(rb"^\d{1,5}$|[/?#\\]", value) else -1


def _sign(text: bytes, sign: bytes, *, encoded: bool) -> int:
    """Return the position of the ``@`` that ends a login. A password may hold unescaped ``@`` and slashes."""
    signs = [one.start() for one in re.finditer(sign, text)]
    if not signs or encoded:
        return signs[-1] if signs else -1
    slash = re.search(rb"[/?#\\]", text)
    inside = [one for one in signs if slash is None or one < slash.start()]
    head = text.partition(b":")
    if not inside:
        port = re.match(rb"\d{1,5}(?:[/?#\\]|$)", head[2])
        return -1 if port or not head[1] or (slash and slash.start() < text.index(b":")) else signs[-1]
    host = re.split(rb"[/?#:\\]", text[inside[-1] + 1 :], maxsplit=1)[0]
    further = [one for one in signs if one > inside[-1]]
    return further[-1] if further and b"." not in host and host != b"localhost" else inside[-1]


def statement(data: bytes, start: int, end: int) -> Iterator[SecretSpan]:
    """Yield the literal of a statement: ``PASSWORD '…'``, ``IDENTIFIED BY …``, ``SET PASSWORD FOR … = …``."""
    said = data[start:end].lower()
    at = end
    if said.startswith(b"identified"):
        method = _METHOD.match(data, start + len(b"identified"))
        at = method.end() if method else end
    elif said.startswith(b"set"):
        whose = _SET_FOR.match(data, end)
        at = whose.end() if whose else end
    elif opening := re.search(rb"(?:_\w+\s*|u&|[enbx])?(?:\\*['\x22\x60]|\$)$", data[start:end], re.IGNORECASE):
        at = start + opening.start()
    found = _LITERAL.match(data, at)
    if found and found[2]:
        stop = data.find(found[2], found.end())
        yield SecretSpan(found.end(), stop if stop >= 0 else _string_end(data, found.end()), "password")
    elif found:
        yield from _literal(data, found.end(), found[1], "password")
    elif said.startswith(b"identified") and (bare := _BARE_WORD.match(data, at)):
        yield SecretSpan(*bare.span(1), "password")


def _literal(data: bytes, start: int, quote: bytes, kind: str) -> Iterator[SecretSpan]:
    """Yield a literal in quotes: a doubled or an escaped quote does not end it, an end of the string around it does."""
    mark, at = quote[-1:], start
    while True:
        stop = data.find(mark, at)
        # The text around the literal may end before the literal does.
        around = _around(data, at, stop, mark)
        if around >= 0 or stop < 0:
            stop = around if around >= 0 else _string_end(data, start)
            break
        run = 0
        while stop - run > start and data[stop - run - 1 : stop - run] == b"\\":
            run += 1
        if len(quote) == 1 and data[stop + 1 : stop + 2] == mark == b"'":
            at = stop + 2
        elif run > len(quote) - 1:
            at = stop + 1
        else:
            stop -= min(run, len(quote) - 1)
            break
    if stop > start:
        yield SecretSpan(start, stop, kind, _said(data[start:stop], mark))


def _around(data: bytes, at: int, stop: int, mark: bytes) -> int:
    """Return the end of the line or the string around a literal before a position, or -1."""
    end = stop if stop >= 0 else len(data)
    line = data.find(b"\n", at, end)
    if mark == b'"':
        return line
    found = _STRING_ENDS.search(data, at, line if line >= 0 else end)
    return found.start() if found else line


def _said(text: bytes, mark: bytes) -> bytes | None:
    return text.replace(mark * 2, mark) if mark == b"'" and mark in text else None


def _string_end(data: bytes, at: int) -> int:
    """Return the end of the string or record that holds a position, or of the line if neither is near."""
    found = _STRING_ENDS.search(data, at, at + (1 << 16))
    line = data.find(b"\n", at)
    return found.start() if found else line if line >= 0 else len(data)


def option(data: bytes, start: int, end: int) -> Iterator[SecretSpan]:
    """Yield the value of ``--password …`` in a command."""
    name = data[start:end].strip().decode("ascii", "replace")
    follows = data[end : end + 1]
    if words.means_value(name) and follows not in (b"-", b"|", b"&", b""):
        yield from _value(data, end, words.kind_of(name), encoded=False, bracketed=False)


def authorization(data: bytes, start: int, end: int) -> Iterator[SecretSpan]:
    """Yield the value after the name of an authorization: a scheme with its value, or a value alone."""
    text = data[start:end]
    scheme = re.match(rb"(\w[\w-]*)(?:\s|%20|\+)+(?=\S)", text)
    if scheme is None:
        yield SecretSpan(start, end, "token")
    elif scheme[1].lower().startswith((b"aws4-", b"basic")) or scheme[1].lower() == b"digest":
        # The account and the key's id stay. The signature does not.
        for one in _SIGNED.finditer(text):
            yield SecretSpan(start + one.start(1), start + one.end(1), "signature")
        yield from header(data, start, end)
    else:
        yield SecretSpan(start + scheme.end(), end, "token")


def header(data: bytes, start: int, end: int) -> Iterator[SecretSpan]:
    """Yield the value of ``Bearer …`` and ``Basic …``: the account of the latter stays."""
    scheme = re.match(rb"\w+(?:\s|%20|\+)+", data[start:end])
    found = _CREDENTIAL.match(data, start + scheme.end()) if scheme else None
    if scheme is None or found is None:
        return
    kind = scheme[0][:5].lower()
    if kind == b"basic":
        try:
            name, colon, value = base64.b64decode(unquote_to_bytes(found[0]) + b"===").partition(b":")
        except binascii.Error:
            return
        if colon and value:
            yield SecretSpan(*found.span(), "password", value, (name + b":", b""), packed=True)
    elif kind != b"diges" and re.search(rb"[0-9A-Z._=-]", found[0]):
        yield SecretSpan(*found.span(), "token")


def pem(data: bytes, _start: int, end: int) -> Iterator[SecretSpan]:
    """Yield a private key in PEM, to its end or to the end of the text around it."""
    begin = data.find(b"-----", end)
    begin = begin + 5 if 0 <= begin <= end + 8 else end
    if data.startswith(b"masked:", begin):
        return
    stop = _END_OF_KEY.search(data, begin, begin + (1 << 16))
    close = stop.start() if stop else _KEY_TEXT.match(data, begin).end()  # type: ignore[union-attr]  # fits nothing too
    body = re.sub(rb"\\+[nrt]|\s", b"", data[begin:close])
    yield SecretSpan(begin, close, "private_key", body)


def form(data: bytes, start: int, end: int) -> Iterator[SecretSpan]:
    """Yield a value that its own form identifies."""
    whole = data[start:end]
    for pattern, kind in _forms():
        if found := pattern.search(whole):
            yield SecretSpan(start + found.start(found.re.groups and 1), start + found.end(found.re.groups and 1), kind)
            return


def _forms() -> tuple[tuple[re.Pattern[bytes], str], ...]:
    if not _FORMS:
        _FORMS.extend((re.compile(pattern.encode()), kind) for pattern, kind in forms())
    return tuple(_FORMS)


_FORMS: list[tuple[re.Pattern[bytes], str]] = []
READERS: dict[str, Callable[[bytes, int, int], Iterator[SecretSpan]]] = {
    "named": named,
    "parameter": partial(named, address=True),
    "login": login,
    "statement": statement,
    "option": option,
    "header": header,
    "pem": pem,
    "form": form,
}
