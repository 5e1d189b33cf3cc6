"""The engine of every simulation: it writes a company's days, and keeps the positions of an intruder's records."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from keyroll.replay.folder import Folder, Record
from keyroll.replay.times import iso

Progress = Callable[[str, int, int], None]


def play(
    folder: Folder, days: Sequence[int], surveys: Iterable[int], take: Callable[[int], None],
    live: Callable[[int], None], progress: Progress | None = None,
) -> None:  # fmt: skip
    """Write a folder day by day: the listings on the days of ``surveys``, the events, and the planned records."""
    for number, day in enumerate(days):
        if progress:
            progress("days", number, len(days))
        if day in surveys:
            take(day)
        live(day)
        folder.close_day(day)
    if progress:
        progress("days", len(days), len(days))


@dataclass(slots=True)
class Intrusion:
    """The actions and footholds of an intruder, for the truth file; ``first_success`` is 0 until an act is allowed."""

    folder: Folder
    acts: list[tuple[str, str, str]] = field(default_factory=list)
    """The record's key in the folder, the step, and the description of the act."""
    footholds: list[dict[str, object]] = field(default_factory=list)
    first_success: int = 0

    def act(self, step: str, what: str, record: Record, *, success: bool) -> None:
        """Plan one record of the intrusion."""
        key = f"{step}/{len(self.acts)}"
        self.acts.append((key, step, what))
        self.folder.mark(record, key)
        if success and (not self.first_success or record[1] < self.first_success):
            self.first_success = record[1]

    def foothold(self, kind: str, name: str, since: int, **more: object) -> None:
        """Note something that the intruder holds, made or granted."""
        self.footholds.append({"kind": kind, "name": name, "time": iso(since)} | more)

    def placed(self, unit: int = 1, stage: Callable[[str, str], str] | None = None) -> list[dict[str, object]]:
        """Return the acts whose records were written, each with its place, in order of time within a unit."""
        placed = [(place, act) for act in self.acts if (place := self.folder.place(act[0]))]
        return [
            {
                "step": step, **({"stage": stage(step, what)} if stage else {}), "time": iso(place.time),
                "source": place.log.source, "log": place.log.name, "file": place.file, "record": place.record,
                "what": what,
            }
            for place, (_, step, what) in sorted(placed, key=lambda pair: pair[0].time // unit)
        ]  # fmt: skip

    def truth(self, acts: list[dict[str, object]], **more: object) -> dict[str, object]:
        """Return the part of the truth file about the intrusion."""
        first = iso(self.first_success) if self.first_success else None
        return {"first_success": first, **more, "acts": acts, "footholds": self.footholds}
