"""The limits of one live read of a source: a vendor whose pages never end is cut off."""

import time
from dataclasses import dataclass, field

from keyroll.errors import AnswerRefused, Unfinished
from keyroll.model.json import Json


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds of the read of one source.

    ``list_pages`` limits one list under one parent; ``pages`` and ``size`` (bytes) limit the whole read, including its
    continuations. ``repeats`` limits the pages in a row without a new record. ``seconds`` limits one run; ``question``
    limits one request with its waits, in seconds.
    """

    list_pages: int = 20_000
    pages: int = 200_000
    size: int = 4 << 30
    repeats: int = 100
    seconds: float = 3600
    question: float = 330


BOUNDS = Bounds()


@dataclass(slots=True)
class Spent:
    """The use of the limits by a read so far. ``about`` is the source."""

    about: str
    bounds: Bounds
    pages: int = 0
    size: int = 0
    _began: float = field(default_factory=time.monotonic)
    _last: dict[tuple[str, str], tuple[list[Json], int]] = field(default_factory=dict)

    def check(self) -> None:
        """Raise Unfinished if the time is over, AnswerRefused if the read is over a size limit."""
        if time.monotonic() - self._began > self.bounds.seconds:
            raise Unfinished(
                f"{self.about}: not read to its end within {self.bounds.seconds / 60:.0f} minutes",
                hint="run it again: the next run continues there",
            )
        for many, most, what in (
            (self.pages, self.bounds.pages, f"{self.bounds.pages:,} pages"),
            (self.size, self.bounds.size, f"{self.bounds.size >> 20:,} MiB"),
        ):
            if many >= most:
                raise AnswerRefused(
                    f"{self.about}: the read is larger than {what}", hint="what was read stays; report it"
                )

    def left(self) -> float:
        """Return the seconds that one request may take now."""
        return max(min(self.bounds.question, self._began + self.bounds.seconds - time.monotonic()), 0.1)

    def note(self, pull: str, each: str, body: Json, size: int, *, asked: int, more: bool) -> None:
        """Count a kept page. Raises AnswerRefused if no further page of its list may be requested."""
        self.pages, self.size = self.pages + 1, self.size + size
        if not more:
            self._last.pop((pull, each), None)
            return
        if asked >= self.bounds.list_pages:
            raise AnswerRefused(
                f"{self.about} {pull}: more than {self.bounds.list_pages:,} pages",
                hint="what was read stays; report it",
            )
        records = _records(body)
        before, same = self._last.get((pull, each), ([], 0))
        same = same + 1 if not any(records) or records == before else 0
        self._last[pull, each] = records, same
        if same >= self.bounds.repeats:
            raise AnswerRefused(
                f"{self.about} {pull}: {same:,} pages in a row bring nothing new",
                hint="run it again; if it stays, report it",
            )


def _records(body: Json) -> list[Json]:
    """Return the lists of a page without its cursor, which differs on each page."""
    if isinstance(body, list):
        return [body]
    found: list[Json] = []
    for one in body.values() if isinstance(body, dict) else ():
        if isinstance(one, list):
            found.append(one)
        elif isinstance(one, dict):
            found += [two for two in one.values() if isinstance(two, list)]
    return found
