"""The content of a card, and its form as a document of one screen or as one JSON object."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keyroll.detection.last import last
from keyroll.report.document import Document, Line, Table, Tone
from keyroll.report.plain import WIDTH, lines
from keyroll.response.campaign import Status
from keyroll.store.home import Home
from keyroll.store.session import Session, Value
from keyroll.visible import visible

#: A card has at most this many lines, with the line of the next command.
SCREEN: Final = 40
#: The number of shown texts of a fact, and the length of each: the first pair that fits the screen is used.
_SIZES: Final = ((6, 300), (5, 200), (4, 160), (3, 130), (2, 110), (1, 110), (1, 60))
#: The longest title and id; longer ones are cut.
_TITLE: Final = 150
#: Characters with a meaning for a shell inside double quotes.
_SPECIAL: Final = frozenset('"$`\\!')


@dataclass(frozen=True, slots=True)
class Fact:
    """The texts under one label, the most useful first."""

    label: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One subject: its kind, id and name, its description ``about``, its facts, and the next command."""

    kind: str
    id: str
    name: str
    about: str
    facts: tuple[Fact, ...]
    then: str

    def document(self) -> Document:
        """Return the card as a document that fits one screen; texts that do not fit are counted."""
        for most, size in _SIZES[:-1]:
            document = self._sized(most, size)
            if sum(1 for _ in lines(document, WIDTH)) < SCREEN:
                return document
        return self._sized(*_SIZES[-1])

    def json(self) -> dict[str, object]:
        """Return the card as one object, with every text of every fact."""
        facts = {fact.label.replace(" ", "_"): list(fact.texts) for fact in self.facts if fact.texts}
        return {
            "of": self.kind,
            "id": self.id,
            "name": self.name,
            "about": self.about,
            "facts": facts,
            "next": self.then,
        }

    def _sized(self, most: int, size: int) -> Document:
        rows = tuple(row for fact in self.facts for row in _rows(fact, most, size))
        head = ": ".join(text for text in (self.about, self.id) if text)
        return Document(
            [
                Line(_cut(self.name or self.id, _TITLE), Tone.TITLE),
                Line(_cut(head, _TITLE), Tone.QUIET, indent=2),
                Table(("", ""), rows, indent=2),
            ]
        )


@dataclass(frozen=True, slots=True)
class CardRequest:
    """The inputs of a card; ``status`` derives the state of an incident."""

    session: Session
    home: Home
    now: datetime
    status: Callable[[str], Status]


@dataclass(frozen=True, slots=True)
class CardKind:
    """One kind of subject with a card: ``title`` for lists of names, and the function that makes the card of an id."""

    title: str
    make: Callable[[CardRequest, str], Card]


def hunted(request: CardRequest) -> bool:
    """Make ``last_stories`` of the last hunt; return whether there was one."""
    return "last_stories" in request.session.built or last(request.session, request.home, "stories")


def _rows(fact: Fact, most: int, size: int) -> list[tuple[str, str]]:
    shown = [_cut(text, size) for text in fact.texts[:most]]
    rest = len(fact.texts) - len(shown)
    if rest:
        shown[-1] += f" … and {rest:,} more"
    return [(fact.label if place == 0 else "", text) for place, text in enumerate(shown)]


def _cut(text: str, size: int) -> str:
    """Return a text cut to ``size`` printed characters, escapes counted."""
    kept = text[:size]
    while len(visible(kept)) > size:
        kept = kept[: len(kept) * 3 // 4]
    return text if kept == text else kept[:-1] + "…"


def command(*words: str) -> str:
    """Return a command of words, quoted for a shell."""
    return " ".join(map(_quoted, ("keyroll", *words)))


def _quoted(word: str) -> str:
    """Return a word quoted for a shell; a condition with texts in it stays readable."""
    return f'"{word}"' if "'" in word and not _SPECIAL.intersection(word) and word.isprintable() else shlex.quote(word)


def same(column: str, value: str) -> str:
    """Return a condition of ``--where`` that a column has a value."""
    return f"{column} = '{value.replace(chr(39), chr(39) * 2)}'"


def day(value: object) -> str:
    """Return the day of a time."""
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime) else "an unknown day"


def minute(value: object) -> str:
    """Return a time to the minute, in UTC."""
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else "an unknown time"


def clauses(*texts: object) -> str:
    """Join the non-empty texts by commas."""
    return ", ".join(str(text) for text in texts if text)


def or_unknown(texts: Sequence[str], because: str) -> tuple[str, ...]:
    """Return the texts; if there are none, a text that the fact is unknown, with the reason."""
    return tuple(texts) or (f"unknown: {because}",)


def names(value: Value) -> list[str]:
    """Return the texts of an array column."""
    return [str(one) for one in value] if isinstance(value, list) else []


def short(value: Value) -> str:
    """Return the beginning of a story's id, which names it."""
    return str(value)[:12]
