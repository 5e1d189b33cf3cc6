"""Recognises the columns of a table about credentials: by their titles, and by what stands in them.

Which columns hold values is told apart from all else: those are masked, whatever else somebody calls them.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from keyroll.errors import UsageError
from keyroll.providers._tabular.rows import ROLES, TIMES
from keyroll.providers._tabular.times import NOTHING, Order, ambiguous, looks, order_of

#: Titles by role, in order of trust: a role is given to the first title that fits the first of its patterns.
_TITLES: Final = (
    ("expires", (r"expir", r"valid (un)?til|valid to|not after", r"\bends?( at| on| date)?$|^end date")),
    ("last_used", (r"last (api )?(use|seen|access|activ|log|call|request|auth|sign)", r"^(used|accessed)( at| on)?$|recent(ly)? use")),
    ("rotated", (r"rotat", r"(value|secret|password|pass ?word|key) (last )?(changed|set|reset|renewed|updated)", r"^(last )?(changed|renewed|regenerated|rolled|reset)")),
    ("system", (r"^(system|saas|vendor system|platform)$", r"^(service|application|app|provider|product|tool|source)( name)?$")),
    ("holder", (r"third party|3rd party|holder|held by|given to|shared with", r"vendor|partner|supplier|contractor")),
    ("owner", (r"owner|accountable|custodian", r"\bteam\b|responsible|contact|maintain|department|squad|steward", r"(created|issued|made|generated|added|requested) by|creator|author|requester")),
    ("powers", (r"scopes?$|permission|privilege|entitlement|abilit|capabilit|grants?$", r"\brole|access( level| type| rights?)?$|policies|policy|rights")),
    ("state", (r"^(status|state)$|(key|token|credential) (status|state)|lifecycle", r"^(is )?(active|enabled|revoked|disabled|inactive|suspended|expired|blocked)( at| on)?\??$", r"status")),
    ("created", (r"creat(ed|ion)", r"issued|issue date|generated|added|valid from|not before|start date|date made|\bmade( at| on)?$", r"^date$")),
    ("hint", (r"last (4|four)|prefix|suffix|hint|redact|masked|truncat|obfusc|partial|preview|ending|short token|starts with|ends with",)),
    ("id", (r"(key|token|credential|secret|client|access key|application|app|api key) ?(id|uuid|guid|identifier|sid)$", r"^(id|uuid|guid|sid|arn|identifier|urn|reference)$", r"thumbprint|fingerprint|serial", r"\b(id|uuid|arn|guid|sid)$")),
    ("kind", (r"(key|token|credential|secret) ?(type|kind)", r"^(type|kind|category|class)$")),
    ("name", (r"(key|token|credential|secret|api key) ?(name|label|title|nickname)", r"^(name|label|title|nickname|alias|display name)$", r"name$", r"^(key|token|credential|secret)$")),
    ("principal", (r"service account|machine user|principal|identity", r"^(user|account|username|user name|login|member|actor|bot)", r"e ?mail")),
    ("note", (r"^(note|notes|comment|comments|description|purpose|usage|used for|remarks?)$",)),
)  # fmt: skip
_VALUE_TITLE: Final = re.compile(
    r"(^|\b)(api|secret|access|private|publishable|restricted|signing|auth|shared)? ?(key|token|secret|password|passwd|pwd|value|credential|passphrase|webhook secret)s?$"
)
#: The beginnings by which vendors mark values, and that no id has.
_MARKED: Final = re.compile(
    r"(?:sk|rk|pk|whsec)_(?:live|test)_\w{8}|whsec_\w{16}|gh[pousr]_\w{16}|github_pat_\w{16}|glpat-[\w-]{12}|xox[abeprs]-[\w-]{10}|SG\.[\w-]{10}"
    r"|npm_\w{16}|pypi-\w{16}|dop_v1_\w{16}|shp(?:at|ss|ca|pa)_\w{16}|AIza[\w-]{20}|ya29\.[\w-]{10}|eyJ[\w-]{10,}\.[\w-]{10}"
    r"|-----BEGIN [A-Z ]*PRIVATE|hv[sb]\.[\w-]{16}|ATATT[\w-]{16}|NRAK-\w{16}|gl(?:sa|c)_[\w+/=-]{16}|sntry[su]_[\w=-]{16}|dckr_(?:pat|oat)_[\w-]{12}"
    r"|dapi[0-9a-f]{24}|sk-[\w-]{16}|[\w]{14}\.atlasv1\.[\w-]{16}|bkua_\w{16}|CCIPAT_\w{10}|AKCp\w{16}|r8_\w{16}|hf_\w{16}|lin_api_\w{16}|pat-\w{2,3}\d-[\w-]{16}"
)
_REDACTED: Final = re.compile(r"\.{3,}|…|\*{2,}|•{2,}|●{2,}|[xX]{4,}|#{3,}|·{3,}")
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_SAFE: Final = re.compile(
    r"https?://\S*|arn:aws[\w-]*:\S+|[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}|masked:[a-z_]+:hmac:\S+|AKIA[A-Z2-7]{16}|SHA256:\S{43}|[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){7,}|[\d.,:/-]+"
)
#: A value is at least so long, and of so many bits a character.
_LENGTH: Final = 16
_BITS: Final = 3.0
#: The longest cell that is looked at: more says nothing more.
_SHOWN: Final = 400


@dataclass(frozen=True, slots=True)
class Columns:
    """How a table is read: the place of the column of each role, and the places of columns that hold values.

    ``titles`` are those of all columns, each once. ``undecided`` are roles whose dates may be of two orders.
    """

    titles: tuple[str, ...]
    roles: Mapping[str, int]
    values: tuple[int, ...] = ()
    order: Order = Order.UNKNOWN
    undecided: tuple[str, ...] = ()
    #: Roles that somebody gave by hand, by the titles of their columns.
    given: Mapping[str, str] = field(default_factory=dict)

    def role_of(self, place: int) -> str:
        """Return what a column is read as; empty where it is not read."""
        if place in self.values:
            return "value"
        return next((role for role, one in self.roles.items() if one == place), "")

    @property
    def named(self) -> str:
        """The title of the column that says what the credential is, where one has a value or its end."""
        place = self.values[0] if self.values else self.roles.get("hint")
        return "" if place is None else self.titles[place]

    @property
    def names(self) -> bool:
        """Whether anything names a credential."""
        return bool(self.values) or any(role in self.roles for role in ("id", "name", "hint"))


def plain(title: str) -> str:
    """Return a title as words in small letters: ``lastUsedAt (UTC)`` is ``last used at``."""
    text = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", title)
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    return " ".join(re.sub(r"[^a-z0-9?]+", " ", text.lower()).split())


def recognise(
    titles: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    given: Mapping[str, str] | None = None,
    kept: Mapping[str, str] | None = None,
    order: Order = Order.UNKNOWN,
) -> Columns:
    """Return how a table with these titles and first rows is read.

    ``given`` are titles by role, as somebody said; ``kept`` those by which an earlier table was read. Raises UsageError
    where a role or a title is none.
    """
    given = given or {}
    cells: list[list[str]] = [[] for _ in titles]
    for row in rows:
        for place, cell in enumerate(row[: len(titles)]):
            if (text := cell.strip()) and text.lower() not in NOTHING:
                cells[place].append(text[:_SHOWN])
    words = [plain(title) for title in titles]
    fixed = {role: _place(title, titles) for role, title in given.items() if _known(role)}
    values, hints = _values(words, cells, fixed)
    roles = {role: place for role, place in fixed.items() if role not in ("value", "ignore") and place not in values}
    for role, title in (kept or {}).items():
        if role not in roles and title in titles and titles.index(title) not in {*values, *fixed.values()}:
            roles[role] = titles.index(title)
    if "hint" not in roles and hints:
        roles["hint"] = hints[0]
    _by_title(words, cells, roles, taken={*values, *fixed.values(), *hints, *roles.values()})
    shown = Order.UNKNOWN if order else _order(cells[place] for role, place in roles.items() if role in TIMES)
    undecided = tuple(
        role
        for role in TIMES
        if role in roles and not (order or shown) and any(map(ambiguous, cells[roles[role]]))
    )
    return Columns(tuple(titles), roles, tuple(sorted(values)), order or shown, undecided, dict(given))


def _known(role: str) -> bool:
    if role not in (*ROLES, "ignore"):
        raise UsageError(f"there is no role {role!r}", hint=f"known: {', '.join((*ROLES, 'ignore'))}")
    return True


def _place(title: str, titles: Sequence[str]) -> int:
    for same in (str, plain):
        found = [place for place, one in enumerate(titles) if same(one) == same(title)]
        if found:
            return found[0]
    raise UsageError(f"the table has no column {title!r}", hint=f"its columns: {', '.join(titles)}")


def _values(
    words: Sequence[str], cells: Sequence[Sequence[str]], fixed: Mapping[str, int]
) -> tuple[list[int], list[int]]:
    """Return the places of columns with values, and of those that show some characters of one."""
    values, hints = [], []
    for place, (title, texts) in enumerate(zip(words, cells, strict=True)):
        if any(is_marked(text) for text in texts) or fixed.get("value") == place:
            values.append(place)
        elif fixed.get("id") == place:
            continue
        elif texts and 2 * sum(map(redacted, texts)) >= len(texts):
            hints.append(place)
        elif _VALUE_TITLE.search(title):
            if any(is_value(text) for text in texts):
                values.append(place)
        elif not _is_identity(title) and 2 * sum(map(is_value, texts)) > len(texts):
            values.append(place)
    return values, hints


def _is_identity(title: str) -> bool:
    return any(
        re.search(pattern, title) for role, patterns in _TITLES if role in ("id", "hint") for pattern in patterns
    ) or bool(re.search(r"\bscopes?|permission|polic|\bname$|url|uri|link|hash|digest|checksum", title))


def is_marked(text: str) -> bool:
    """Say whether a text is a whole value by a vendor's own mark."""
    return bool(_MARKED.match(text)) and not redacted(text) and len(text) >= _LENGTH


def redacted(text: str) -> bool:
    """Say whether a text shows some characters of a value only."""
    return bool(_REDACTED.search(text)) and len(text) <= 80 and " " not in text.strip("*•.…xX ")


def is_value(text: str) -> bool:
    """Say whether a text may be a whole value: long, without blanks, and of many different characters."""
    if len(text) < _LENGTH or " " in text or redacted(text) or _SAFE.fullmatch(text) or _UUID.fullmatch(text):
        return False
    if looks(text) or re.fullmatch(r"[a-z]+(?:[._:/-][a-z]+)*", text) or re.fullmatch(r"[A-Z][A-Za-z]*(?:[._-][A-Za-z]+)*", text):
        return False
    counts = Counter(text).values()
    bits = -sum(one / len(text) * math.log2(one / len(text)) for one in counts)
    return bits >= _BITS


def _by_title(
    words: Sequence[str], cells: Sequence[Sequence[str]], roles: dict[str, int], taken: set[int]
) -> None:
    """Give each role that is free the column whose title fits it best."""
    best: list[tuple[int, int, int, str]] = []
    for number, (role, patterns) in enumerate(_TITLES):
        for trust, pattern in enumerate(patterns):
            for place, title in enumerate(words):
                if place not in taken and re.search(pattern, title) and _bears(role, cells[place]):
                    best.append((trust, number, place, role))
    for _, _, place, role in sorted(best):
        if role not in roles and place not in taken:
            roles[role] = place
            taken.add(place)
    if "name" not in roles and "id" not in roles and "note" in roles:
        roles["name"] = roles.pop("note")


def _bears(role: str, texts: Sequence[str]) -> bool:
    """Say whether what stands in a column can be of a role: a time role has times."""
    if role not in TIMES or not texts:
        return True
    return 2 * sum(map(looks, texts)) > len(texts)


def _order(columns: Iterable[Sequence[str]]) -> Order:
    """Return in which order dates are written, where some show it and none shows the other."""
    found = {order for texts in columns for text in texts if (order := order_of(text))}
    return found.pop() if len(found) == 1 else Order.UNKNOWN
