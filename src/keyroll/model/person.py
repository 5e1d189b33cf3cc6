"""The one rule for names of people: which names are allowed, when two names are one person's, and when they look alike.

Two names are one person's if NFKC, case folding and collapsed white space make them equal (Unicode UAX #15). Two other
names look alike if their skeletons are equal (Unicode UTS #39, section 4; the table is ``confusables.txt``). Accents of
Latin, Greek and Cyrillic letters are left out of a skeleton: one mark is easy to miss.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from keyroll.errors import UsageError
from keyroll.visible import visible

#: The longest name, in characters.
MOST_NAME: Final = 64
#: Scripts that one name may mix (UTS #39, 5.2, highly restrictive): Chinese, Japanese and Korean with Latin.
_MIXED: Final = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)
#: Blocks of combining marks that stand over letters of several scripts.
_MARKS: Final = ((0x300, 0x36F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F))


def normal(name: str) -> str:
    """Return the form in which two spellings of one person's name are equal."""
    return _shown(_shown(name).casefold())


def same(one: str, other: str) -> bool:
    """Return whether two names are one person's, or cannot be told apart by a reader."""
    return skeleton(one) == skeleton(other)


@cache
def skeleton(name: str) -> str:
    """Return the form in which two names that look alike are equal."""
    text, table = normal(name), _table()
    for _ in range(3):
        plain = (char for char in unicodedata.normalize("NFD", text) if not _unseen(char) and not _mark(char))
        text = unicodedata.normalize("NFKC", "".join(table.get(char, char) for char in plain)).casefold()
    return " ".join(text.split())


def lookalikes(name: str, known: Iterable[str]) -> list[str]:
    """Return the known names of other persons that look like a name, in order."""
    own = normal(name)
    return sorted({one for one in known if normal(one) != own and same(one, name)})


def named(text: str, known: Iterable[str] = ()) -> str:
    """Return a person's name as it is stored: as that person is known already, else in its normal form.

    Raises UsageError for a name that is not allowed, or that looks like another person's.
    """
    known = tuple(known)
    name = _allowed(text)
    if alike := lookalikes(name, known):
        raise UsageError(
            f"{name!r} looks like {visible(alike[0])!r}, who is registered", hint="choose a name that differs clearly"
        )
    return next((one for one in known if normal(one) == normal(name)), name)


def refused_name(name: str) -> str:
    """Return why a name is not allowed, or an empty text."""
    try:
        _allowed(name)
    except UsageError as error:
        return str(error)
    return ""


def _allowed(text: str) -> str:
    unseen = next((char for char in text if _unseen(char) and char not in " \t\n\r"), "")
    name = _shown(text)
    because = ""
    if not name or len(name) > MOST_NAME:
        because = f"it has {len(name)} characters, and 1 to {MOST_NAME} are allowed"
    elif unseen:
        because = f"it holds U+{ord(unseen):04X}, which shows nothing"
    elif bare := next((char for char in name if _mark(char)), ""):
        because = f"it holds the mark U+{ord(bare):04X} on a letter that has no such form"
    elif visible(name) != name:
        because = "it holds characters that cannot be shown"
    elif len(mixed := _scripts(name)) > 1 and not any(mixed <= some for some in _MIXED):
        because = f"it mixes letters of {' and '.join(sorted(one.capitalize() for one in mixed))}"
    if because:
        raise UsageError(f"{visible(text[:MOST_NAME])!r} is not a name for a person: {because}", hint=_HINT)
    return name


_HINT: Final = f"use 1 to {MOST_NAME} visible characters of one script"


def _shown(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text.encode("utf-8", "replace").decode()).split())


def _unseen(char: str) -> bool:
    """Return whether a character shows nothing: control, format, private or unassigned, or a filler."""
    return unicodedata.category(char)[0] == "C" or (char != " " and visible(char) != char)


def _mark(char: str) -> bool:
    return any(first <= ord(char) <= last for first, last in _MARKS)


def _scripts(name: str) -> set[str]:
    """Return the scripts of the letters: the first word of a letter's Unicode name, which names its script."""
    letters = (char for char in name if unicodedata.category(char).startswith("L"))
    words = {unicodedata.name(char, "UNNAMED").split()[0].partition("-")[0] for char in letters}
    return words - {"MODIFIER", "MASCULINE", "FEMININE", "MICRO"}


@cache
def _table() -> Mapping[str, str]:
    lines = files("keyroll.model").joinpath("confusables.txt").read_text(encoding="ascii").splitlines()
    rows = (line.split() for line in lines if not line.startswith("#"))
    return {_char(one): _char(target) for target, *some in rows for one in some}


def _char(text: str) -> str:
    return "".join(chr(int(one, 16)) for one in text.split("+"))
