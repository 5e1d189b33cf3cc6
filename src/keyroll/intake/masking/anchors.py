"""Finds anchors, the places where a value may be: one RE2 expression for all of them, which takes linear time.

Most records have no anchor and need no further work. In long text, Hyperscan first selects the lines that may have one:
that is three times quicker. An anchor is not a proof: the reader of its group (``fields``, ``texts``) decides whether a
value is there.
"""

import re
from collections.abc import Iterator
from functools import cache
from heapq import merge
from operator import itemgetter
from threading import Lock

import hyperscan
import re2

from keyroll.intake.masking import chance
from keyroll.intake.masking.words import ENDS, WORDS
from keyroll.providers import catalogue
from keyroll.providers.contracts.values import Values

Names = tuple[str, ...]
Objects = tuple[tuple[str, str], ...]
_QUOTE = ord('"')
#: The characters after the quote of a text that is not a name.
_CLOSING = (b",", b"}", b"]", b";", b")")
_W = f"(?:{WORDS})"
_N = f"{_W}{ENDS}"
#: Blanks, also in the form that JSON has inside a string.
_B = r"(?:\s|\\+[nrt])*"
_B1 = r"(?:\s|\\+[nrt])+"
_Q = r'\\*"'
#: The end of a member's name; a broken record may lack the colon.
_E = rf"{_Q}(?:{_B}:|\s+(?:{_Q}|[{{\[]))"
_IS = r"(?:=|%(?:25)*3d)"
#: The end of a name whose letters are percent-encoded.
_LETTER = r"(?:[^=&\s\x22%]|%[4-7][0-9a-f]|%2d)"
_PARAMETERS = (
    "sig|signature|x-(?:amz|goog)-(?:signature|security-token)|key|code|auth|sid|session|session_?id|jsessionid|phpsessid"
    "|hmac|pass|samlre(?:sponse|quest)|ticket|oauth_verifier|state"
)
#: For shorter text a selection of lines costs more than it saves.
_LARGE = 1 << 18
#: A database of Hyperscan supports one search at a time.
_ONE_AT_A_TIME = Lock()
#: A login in an address: a name or a token before the ``@``, with any password, or all percent-encoded.
_LOGINS = (
    r":(?:\\*/){2}(?:[^\s\x22<>@/\\]|\\+[^\s\x22n])*@",
    r":(?:\\*/){2}[^\s\x22<>@/:\\]*:[^\s\x22<>@]*@",
    r"%(?:25)*3a(?:%(?:25)*2f){2}[^\s\x22&]*?%(?:25)*40",
    # A login cut off after the password: a broken record ends anywhere.
    r"(?m::(?:\\*/){2}[^\s\x22<>@/:\\]+:[^\s\x22<>@/:\\]+$)",
)
#: The words directly before the literal of a statement.
_STATEMENTS = (
    rf"identified{_B1}(?:by|with|as|via|using)",
    rf"set{_B1}password",
    rf"{_W}\w{{0,12}}(?:[\s(=]|\\+[nrt])+[a-z_&]{{0,12}}(?:\\*['\x22\x60]|\$)",
    r"(?:using|values|replace)\s+\\*['\x22]",
)
_PAIRED = "name|key|parameterkey|variable|property|field|parameter|option|change"
#: By name of the group: the places where a value may be.
_ANCHORS = {
    "field": rf"{_N}{_E}",
    "pair": rf'"(?:{_PAIRED}){_Q}{_B}:{_B}{_Q}[^"\n]*?{_N}{_Q}',
    "named": rf"(?:^|[^:/]){_N}(?:\s|%20)*(?:{_IS}|:)",
    "parameter": rf"(?:[?&;#]\s*|%(?:25)*(?:3f|26|3b))(?:{_PARAMETERS}|{_LETTER}*%[4-7][0-9a-f]{_LETTER}*){_IS}",
    "login": "|".join(_LOGINS),
    "statement": "|".join(_STATEMENTS),
    "option": rf"(?:^|[\s\x22'(,\[])--?[a-z-]{{0,24}}{_N}\s+",
    "header": r"\b(?:bearer|basic|ssws|negotiate|apikey|geniekey|digest)(?:\s|%20|\+)+[a-z0-9._~+/=-]{6}",
    "pem": "-----BEGIN[ A-Z0-9]{0,40}PRIVATE KEY",
}
#: Forms that no provider declares: the scanner has a rule of its own for them.
_FORMS = (
    r"xox[a-z]-[A-Za-z0-9-]{10,}",
    r"xapp-[0-9]-[A-Za-z0-9-]{10,}",
    r"hooks\.slack\.com/services/[A-Z0-9]+/[A-Z0-9]+/[A-Za-z0-9]{8,}",
    r"gl(?:dt|rt|cbt|ptt|soat|ft|imt)-[A-Za-z0-9_-]{20,}",
    r"hv[sbr]\.[A-Za-z0-9_-]{20,}",
    r"AIza[A-Za-z0-9_-]{35}",
    r"AGE-SECRET-KEY-1[A-Z0-9]{50,}",
    r"\bsk-(?:ant|proj|svcacct|admin|or)-[A-Za-z0-9_-]{20,}",
    r"\b(?:github_pat|dckr_[op]at|glsa|glc|dop_v1|doo_v1|dor_v1|lin_api|figd|npm|sbp|rpa|sntrys)_[A-Za-z0-9_=-]{20,}",
    r"\b(?:hf|gsk|shpat|shpca|shppa|shpss|xai|pul|tskey|PMAK|NRAK)[_-][A-Za-z0-9_-]{20,}",
    r"\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}",
    r"\bya29\.[A-Za-z0-9_-]{20,}",
    r"\b1//0[A-Za-z0-9_-]{30,}",
    r"\bdapi[0-9a-f]{32}",
    r"\b(?:FwoGZXIvYXdz|IQoJb3JpZ2lu|FQoGZXIvYXdz)[A-Za-z0-9+/=_%-]{60,}",
)


#: The number of their sign: one for all.
_RANDOM = 1 << 20
#: Texts that may be made by chance.
_CHANCE = (chance.MARKED, chance.KEY, chance.WHOLE)
_RANDOM_TEXT = re2.compile("|".join(_CHANCE).encode())


@cache
def forms() -> tuple[tuple[str, str], ...]:
    """Return the forms of values that are recognised without a context, each with its kind."""
    known = [
        (shape.pattern, kind.kind)
        for _, kind in catalogue.secrets()
        for shape in kind.shapes
        if not (kind.generic or shape.entropy or r"[\s\S]" in shape.pattern)
    ]
    return (*((pattern, kind) for pattern, kind in known), *((one, "token") for one in _FORMS))


def _declared(named: Names, objects: Objects) -> dict[str, str]:
    parts = {}
    if named:
        parts["declared"] = rf"(?:{'|'.join(map(re.escape, named))}){_E}"
    if objects:
        said = "|".join(f"{re.escape(field)}{_Q}{_B}:?{_B}{_Q}(?:{text}){_Q}" for field, text in objects)
        parts["object"] = f'"(?:{said})'
    return parts


@cache
def _expression(named: Names, objects: Objects) -> "re2._Regexp":
    parts = [f"(?P<{name}>{pattern})" for name, pattern in (_declared(named, objects) | _ANCHORS).items()]
    shapes = "|".join(_plain(pattern) for pattern, _ in forms())
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = 64 << 20
    options.log_errors = False
    return re2.compile(f"(?i:{'|'.join(parts)})|(?P<form>{shapes})".encode(), options)


#: The short signs of all anchors: a line without any sign has no anchor. Nearly all hits are of the first sign.
_SIGNS = (
    rf"(?:^|[^:/]){_N}(?:{_Q}|[\s=:(+]|%|\\+[nrt])",
    r"identified(?:\s|\\+[nrt])",
    r"(?:using|values|replace)\s+\\*['\x22]",
    *(_ANCHORS[name] for name in ("pair", "parameter", "login", "header", "pem")),
)


def _quickly(data: bytes, named: Names, objects: Objects) -> Iterator[tuple[str, int, int]]:
    """Yield the anchors of long text: a value directly after its name by the separator alone, others by parsing."""
    ends: list[tuple[int, int]] = []
    note = ends.append
    with _ONE_AT_A_TIME:
        _signs(named, objects).scan(
            data, match_event_handler=lambda sign, _from, end, _flags, _context: note((end, sign))
        )
    expression = _expression(named, objects)
    declared = len(_SIGNS) if named else -1
    line = -1
    for end, sign in ends:
        if sign == _RANDOM:
            yield "random", max(0, end - 80), end
            continue
        if end <= line:
            continue
        if sign == declared:
            yield "declared", max(0, end - 80), end
            continue
        if sign == 0 and data[end - 1] == _QUOTE:
            follows = data[end : end + 1]
            if follows == b":":
                yield "field", end - 1, end + 1
                continue
            if follows in _CLOSING:
                continue
        begin = max(data.rfind(b"\n", 0, end - 1) + 1, line)
        line = data.find(b"\n", end) + 1 or len(data)
        for one in expression.finditer(data, begin, line):
            yield _group(one), one.start(), one.end()


@cache
def _signs(named: Names, objects: Objects) -> hyperscan.Database:
    caseless = [*_SIGNS, *_declared(named, objects).values()]
    patterns = [*caseless, *(_plain(pattern) for pattern, _ in forms())]
    flags = [hyperscan.HS_FLAG_CASELESS] * len(caseless) + [0] * (len(patterns) - len(caseless))
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[*(_roughly(one).encode() for one in patterns), *(one.encode() for one in _CHANCE)],
        ids=[*range(len(patterns)), *(_RANDOM for _ in _CHANCE)],
        elements=len(patterns) + len(_CHANCE),
        flags=flags + [0] * len(_CHANCE),
    )
    return database


def _roughly(pattern: str) -> str:
    """Return an expression that fits more text and compiles sooner: any number of repeats instead of a fixed one."""
    return re.sub(r"\{(\d+)(?:,\d*)?\}", lambda one: "*" if one[1] == "0" else "+", pattern)


def _group(one: "re2._Match[bytes]") -> str:
    group = one.lastgroup
    return group.decode() if isinstance(group, bytes) else str(group)


def _plain(pattern: str) -> str:
    """Return a shape's expression without its own groups, which would shift the group numbers."""
    return re.sub(r"(?<!\\)\((?!\?)", "(?:", pattern)


def met(data: bytes, values: Values) -> Iterator[tuple[str, int, int]]:
    """Yield the anchors in some bytes: the group, the start and the end."""
    members = {member for one in values.objects for member in one.members}
    named = tuple(sorted({one.rpartition(".")[2] for one in values.fields} | members))
    kinds = {(one.field, one.text) for one in values.objects}
    objects = tuple(sorted(kinds | {named for one in values.requests for named in one.named}))
    if len(data) >= _LARGE:
        yield from _quickly(data, named, objects)
        return
    found = ((_group(one), one.start(), one.end()) for one in _expression(named, objects).finditer(data))
    # Apart: a text made by chance may begin before the name of a value, and must not hide it.
    by_chance = (("random", one.start(), one.end()) for one in _RANDOM_TEXT.finditer(data))
    yield from merge(found, by_chance, key=itemgetter(2))
