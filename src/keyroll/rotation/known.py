"""The facts in the records of one rotation: its generations, their times, and the sealed values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from keyroll.clock import parse_time
from keyroll.model.rotation import Result, Step, StepRecord
from keyroll.providers.contracts.rotate import Generation
from keyroll.rotation.plan import PlanItem
from keyroll.rotation.sealing import Slot

#: The id of the value that must be ended, if the provider does not list values.
OLD = "old"
#: The fact with the time at which the provider confirmed that the old value is gone, if it does not list values.
CONFIRMED = "confirmed"
#: The prefix of a fact with the time at which the place of a consumer held the new value.
WRITTEN = "written "
#: The same in an abort, for the old value.
BACK = "back "
#: The fact with the time, by the server's clock, of the latest session with the new value before its publication.
SEEN_BEFORE = "seen before"
#: The prefix of a fact with the time at which a consumer was seen with the new value.
USED = "used "
#: The prefix of a fact that names a copy, or an undeclared consumer, which used the old value.
COPY = "copy "
#: The prefix of a fact with the time at which an undeclared consumer was seen with the new value instead.
MOVED = "moved "
#: The fact with the span in which logs were searched for undeclared consumers.
LOOKED_BACK = "looked back"


@dataclass(frozen=True, slots=True)
class Known:
    """The ledger's records of a rotation. ``turn`` counts the new values: each has its own slot and mark."""

    plan: str
    item: PlanItem
    records: tuple[StepRecord, ...]

    @property
    def turn(self) -> int:
        """The number of the current new value, from 1."""
        return 1 + sum(1 for record in self.records if record.step is Step.DISCARD and record.result is Result.DONE)

    @property
    def current(self) -> Sequence[StepRecord]:
        """The records since the last new value was discarded."""
        ends = [n for n, one in enumerate(self.records, 1) if one.step is Step.DISCARD and one.result is Result.DONE]
        return self.records[ends[-1] :] if ends else self.records

    @property
    def old_slot(self) -> Slot:
        """The slot of the old value."""
        return Slot(self.plan, self.item.identifier, "old")

    @property
    def new_slot(self) -> Slot:
        """The slot of the current new value."""
        return self.slot(self.turn)

    def slot(self, turn: int) -> Slot:
        """Return the slot of one of the new values."""
        return Slot(self.plan, self.item.identifier, f"new-{turn}")

    @property
    def old(self) -> Generation:
        """The generation that must be ended."""
        return self.item.old.generation()

    def fact(self, name: str) -> str:
        """Return the latest fact of a name about the current new value."""
        return next((record.facts[name] for record in reversed(self.current) if name in record.facts), "")

    @property
    def new(self) -> Generation | None:
        """The new generation, after it was made."""
        return Generation(self.fact("new"), self.fact("new_as")) if self.fact("new") else None

    @property
    def written(self) -> dict[str, datetime]:
        """The time at which the place of each consumer held the new value, by the consumer's name."""
        return self._times(WRITTEN)

    @property
    def back(self) -> dict[str, datetime]:
        """The time at which the place of each consumer held the old value again, by the consumer's name."""
        return self._times(BACK)

    @property
    def used(self) -> dict[str, datetime]:
        """The time at which each consumer was first seen with the new value, by the consumer's name."""
        return self._times(USED)

    def _times(self, before: str) -> dict[str, datetime]:
        facts = {name: text for one in self.current for name, text in one.facts.items() if name.startswith(before)}
        return {name.removeprefix(before): parse_time(text) for name, text in facts.items()}

    def done_at(self, step: Step) -> datetime | None:
        """Return when a step last ended well."""
        done = (one for one in reversed(self.current) if one.step is step and one.result is Result.DONE)
        return next((record.ended_at for record in done), None)

    @property
    def found_copies(self) -> dict[str, str]:
        """The copies that were found because they used the old value, and what showed it."""
        facts = [(name, text) for record in self.records for name, text in record.facts.items()]
        return {name.removeprefix(COPY): text for name, text in facts if name.startswith(COPY)}

    @property
    def moved(self) -> dict[str, datetime]:
        """When each of the found copies used the new value since."""
        return self._times(MOVED)
