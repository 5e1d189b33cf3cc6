"""Recognises the columns of a table about credentials by their titles and by their content.

Columns with values are recognised separately: they are masked, whatever role a person gives them.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from keyroll.errors import UsageError
from keyroll.model.json import Record
from keyroll.providers._table_rows import ROLES, TIMES, state_of
from keyroll.providers._table_times import NOTHING, DateOrder, ambiguous, looks, order_of
from keyroll.providers._table_words import WORDS, folded

#: Expressions of titles by role, in order of trust.
_TITLES: Final = tuple((str(role), tuple(map(str, patterns))) for role, patterns in WORDS["titles"].items())
_NOTE: Final = re.compile("|".join(WORDS["titles"]["note"]))
_VALUE_TITLE: Final = re.compile("|".join(WORDS["values"]["title"]))
_ALWAYS: Final = re.compile("|".join(WORDS["values"]["always"]))
_NO_VALUE: Final = re.compile(WORDS["values"]["none"])
_MARKED: Final = re.compile("|".join(f"(?:{one})" for one in WORDS["values"]["marked"]))
_REDACTED: Final = re.compile(r"\.{3,}|…|\*{2,}|•{2,}|●{2,}|[xX]{4,}|#{3,}|·{3,}")
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_SAFE: Final = re.compile(
    r"https?://\S*|arn:aws[\w-]*:\S+|[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}|masked:[a-z_]+:hmac:\S+|AKIA[A-Z2-7]{16}"
    r"|SHA256:\S{43}|[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){7,}|[\d.,:/-]+"
)
#: The forms of an issuer's ids that no value has.
_ID: Final = re.compile(
    rf"arn:aws[\w-]*:\S+|AKIA[A-Z2-7]{{16}}|{_UUID.pattern}|SHA256:\S{{43}}|[0-9a-fA-F]{{2}}(?::[0-9a-fA-F]{{2}}){{7,}}"
)
_MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}")
#: A text with words, which no value has.
_PLAIN: Final = re.compile(r"[A-Za-z]+(?:[ ._/@-]{1,2}[A-Za-z]+)*(?:[ ._-]?\d{1,4})?")
#: Words with marks between them.
_SAID: Final = re.compile(r"[a-z]+(?:[._:/-][a-z]+)*|[A-Z][A-Za-z]*(?:[._-][A-Za-z]+)*")
#: The shortest length of a value, and the least number of bits for each character.
_LENGTH: Final = 16
_BITS: Final = 3.0
#: The number of rows of a page that are examined.
_LOOKED_AT: Final = 1_000
#: The longest part of a cell that is examined; more text adds nothing.
_SHOWN: Final = 400


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The reading of a table: the position of each role's column, and the positions of columns that hold values.

    ``titles`` are the titles of all columns, each once. ``undecided`` are roles whose dates may be in two orders.
    """

    titles: tuple[str, ...]
    roles: Mapping[str, int]
    values: tuple[int, ...] = ()
    order: DateOrder = DateOrder.UNKNOWN
    undecided: tuple[str, ...] = ()
    #: Roles that a person assigned, by the titles of their columns.
    given: Mapping[str, str] = field(default_factory=dict)
    #: The positions of columns with content that have no role, and the roles that their content fits.
    unread: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def role_of(self, place: int) -> str:
        """Return the role of a column; empty if the column is not read."""
        if place in self.values:
            return "value" if place in self.naming else "ignore"
        return next((role for role, one in self.roles.items() if one == place), "")

    @property
    def naming(self) -> tuple[int, ...]:
        """Return the columns with values that identify a credential. An ignored column is only masked."""
        return tuple(place for place in self.values if self.titles[place] != self.given.get("ignore"))

    @property
    def named(self) -> str:
        """The title of the column that identifies the credential by its value or by its last characters."""
        place = self.naming[0] if self.naming else self.roles.get("hint")
        return "" if place is None else self.titles[place]

    @property
    def weakly_named(self) -> bool:
        """Return whether only a note, or the visible part of a value, distinguishes the credentials."""
        place = self.roles.get("name")
        if self.naming or "id" in self.roles or "name" in self.given:
            return False
        return place is None or bool(_NOTE.search(plain(self.titles[place])))

    @property
    def names(self) -> bool:
        """Return whether any column identifies a credential."""
        return bool(self.naming) or any(role in self.roles for role in ("id", "name", "hint"))


def plain(title: str) -> str:
    """Return a title as lower-case words without accents: ``lastUsedAt (UTC)`` is ``last used at``."""
    text = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", folded(title))
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    return " ".join(re.sub(r"[^a-z0-9?]+", " ", text.lower()).split())


def recognise_rows(records: Sequence[Record]) -> TableColumns:
    """Recognise the columns of a table by the titles and the first rows of a page that has rows."""
    titles = list(records[0].body)
    return recognise(titles, ([one.maybe(title) for title in titles] for one in records[:_LOOKED_AT]))


def recognise(
    titles: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    given: Mapping[str, str] | None = None,
    kept: Mapping[str, str] | None = None,
    order: DateOrder = DateOrder.UNKNOWN,
) -> TableColumns:
    """Return the reading of a table with these titles and first rows.

    ``given`` are titles by role that a person assigned; ``kept`` are the titles by which an earlier table was read.
    Raises UsageError for an unknown role or title.
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
    _by_shape(cells, roles, taken={*values, *fixed.values(), *hints, *roles.values()})
    shown = DateOrder.UNKNOWN if order else _order(cells[place] for role, place in roles.items() if role in TIMES)
    undecided = tuple(
        role for role in TIMES if role in roles and not (order or shown) and any(map(ambiguous, cells[roles[role]]))
    )
    unread = _unread(cells, roles, taken={*values, *fixed.values(), *roles.values()})
    return TableColumns(tuple(titles), roles, tuple(sorted(values)), order or shown, undecided, dict(given), unread)


def _known(role: str) -> bool:
    if role not in (*ROLES, "ignore"):
        raise UsageError(f"the role {role!r} does not exist", hint=f"known: {', '.join((*ROLES, 'ignore'))}")
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
    """Return the positions of columns with values, and of those that show some characters of a value."""
    values, hints = [], []
    for place, (title, texts) in enumerate(zip(words, cells, strict=True)):
        if any(is_marked(text) for text in texts) or fixed.get("value") == place:
            values.append(place)
        elif fixed.get("id") == place:
            continue
        elif texts and 2 * sum(map(redacted, texts)) >= len(texts):
            hints.append(place)
        elif _holds_values(title, texts):
            values.append(place)
    return values, hints


def _holds_values(title: str, texts: Sequence[str]) -> bool:
    """Return whether a column holds values, by its title or by most of its cells."""
    if _ALWAYS.search(title):
        return True
    if _VALUE_TITLE.search(title) and not (all(map(_PLAIN.fullmatch, texts)) or all(map(_ID.fullmatch, texts))):
        return True
    return not _is_identity(title) and 2 * sum(map(is_value, texts)) > len(texts)


def _is_identity(title: str) -> bool:
    """Return whether a title is of a column whose long texts are not values."""
    patterns = (pattern for role, some in _TITLES if role in ("id", "hint") for pattern in some)
    return any(re.search(pattern, title) for pattern in patterns) or bool(_NO_VALUE.search(title))


def is_marked(text: str) -> bool:
    """Return whether a text is a whole value, by a vendor's own prefix."""
    return bool(_MARKED.match(text)) and not redacted(text) and len(text) >= _LENGTH


def redacted(text: str) -> bool:
    """Return whether a text shows only some characters of a value."""
    return bool(_REDACTED.search(text)) and len(text) <= 80 and " " not in text.strip("*•.…xX ")


def is_value(text: str) -> bool:
    """Return whether a text may be a whole value: long, without blanks, and of many different characters."""
    if len(text) < _LENGTH or " " in text or redacted(text) or _SAFE.fullmatch(text) or _UUID.fullmatch(text):
        return False
    if (
        looks(text)
        or re.fullmatch(r"[a-z]+(?:[._:/-][a-z]+)*", text)
        or re.fullmatch(r"[A-Z][A-Za-z]*(?:[._-][A-Za-z]+)*", text)
        or re.fullmatch(r"[A-Z]?[a-z]+(?:[._:/&|+-][A-Z]?[a-z]+)*", text)
    ):
        return False
    counts = Counter(text).values()
    bits = -sum(one / len(text) * math.log2(one / len(text)) for one in counts)
    return bits >= _BITS


def _by_title(words: Sequence[str], cells: Sequence[Sequence[str]], roles: dict[str, int], taken: set[int]) -> None:
    """Assign to each free role the column whose title matches best."""
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


def _by_shape(cells: Sequence[Sequence[str]], roles: dict[str, int], taken: set[int]) -> None:
    """Assign the role of the id to the one free column with ids, each once, if no title names an id."""
    found = [
        place
        for place, texts in enumerate(cells)
        if place not in taken and texts and len({*texts}) == len(texts) and all(map(_ID.fullmatch, texts))
    ]
    if "id" not in roles and len(found) == 1:
        roles["id"] = found[0]


def _unread(cells: Sequence[Sequence[str]], roles: Mapping[str, int], taken: set[int]) -> dict[int, tuple[str, ...]]:
    """Return the free columns with content, each with the free roles that its content fits."""
    return {
        place: tuple(role for role in _fitting(texts) if role not in roles)
        for place, texts in enumerate(cells)
        if place not in taken and texts
    }


def _fitting(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the roles that the content of a column fits; its title decides between them."""
    if all(map(looks, texts)):
        return TIMES
    if all(map(state_of, texts)):
        return ("state",)
    return ("owner", "principal", "holder") if all(map(_MAIL.fullmatch, texts)) else ()


def _bears(role: str, texts: Sequence[str]) -> bool:
    """Return whether the content of a column matches a role: a time role has times."""
    if role not in TIMES or not texts:
        return True
    return 2 * sum(map(looks, texts)) > len(texts)


def _order(columns: Iterable[Sequence[str]]) -> DateOrder:
    """Return the order of dates, if some show one order and none shows the other."""
    found = {order for texts in columns for text in texts if (order := order_of(text))}
    return found.pop() if len(found) == 1 else DateOrder.UNKNOWN
