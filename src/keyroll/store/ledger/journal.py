"""Attempts of many credentials at once share commits; each is made only after its commit."""

import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from keyroll.model.probe import Attempt
from keyroll.store.ledger.ledger import Ledger


@dataclass(slots=True)
class _Waiting:
    write: Callable[[Ledger], bool]
    new: bool = False
    failed: BaseException | None = None
    done: bool = field(default=False)


class Journal:
    """The attempts of one incident, or of one credential of it. Several threads may share it.

    The lease of its ledger keeps every other writer out. A thread that arrives during a commit waits for it, and then
    commits for all waiting threads.
    """

    def __init__(self, ledger: Ledger, incident: str, identifier: str = "") -> None:
        self._ledger, self._incident = ledger, incident
        self._arriving, self._committing = threading.Lock(), threading.Lock()
        self._waiting: list[_Waiting] = []
        self._attempts: dict[str, dict[str, Attempt]] = defaultdict(dict)
        for one in ledger.attempts(incident, identifier):
            self._attempts[one.identifier][one.id] = one

    def intend(self, attempt: Attempt) -> bool:
        """Commit the intent of an attempt; return whether it is new. Raises LeaseLost, Busy."""
        new = self._commit(lambda ledger: ledger.intend(attempt))
        self._attempts[attempt.identifier].setdefault(attempt.id, attempt)
        return new

    def answered(self, attempt: Attempt) -> bool:
        """Commit the outcome of an attempt; return whether that is new. Raises LeaseLost, Busy."""
        new = self._commit(lambda ledger: ledger.answered(attempt))
        if new:
            self._attempts[attempt.identifier][attempt.id] = attempt
        return new

    def attempts(self, incident: str, identifier: str) -> tuple[Attempt, ...]:
        """Return the attempts of a credential, oldest first."""
        if incident != self._incident:
            raise ValueError(f"this is the journal of {self._incident}")
        return tuple(self._attempts[identifier].values())

    def _commit(self, write: Callable[[Ledger], bool]) -> bool:
        one = _Waiting(write)
        with self._arriving:
            self._waiting.append(one)
        with self._committing:
            if not one.done:
                self._commit_all()
        if one.failed is not None:
            raise one.failed
        return one.new

    def _commit_all(self) -> None:
        with self._arriving:
            all_, self._waiting = self._waiting, []
        try:
            if self._ledger.lease is not None:
                self._ledger.lease.check()
            with self._ledger.together() as ledger:
                for one in all_:
                    one.new = one.write(ledger)
        except BaseException as error:
            # None of them is committed, so none of the attempts may be made.
            for one in all_:
                one.failed = error
            raise
        finally:
            for one in all_:
                one.done = True
