"""The decisions of people about the credentials of a running plan, read again only after a decision was added."""

import threading
from collections.abc import Iterable, Mapping

from keyroll.model.rotation import Decision
from keyroll.store.ledger.rotations import Rotations


class PlanDecisions:
    """The decisions about one plan. Safe to share among threads.

    A plan may have one decision for each copy of each credential. Reading all decisions at each step would be slow.
    """

    def __init__(self, rows: Rotations, plan: str) -> None:
        self._rows, self._plan, self._lock = rows, plan, threading.Lock()
        self._last = 0
        self._whole: tuple[Decision, ...] = ()
        self._by: Mapping[str, tuple[Decision, ...]] = {}

    def about(self, identifier: str) -> tuple[Decision, ...]:
        """Return the decisions about a credential or the whole plan, oldest first. Raises EvidenceRefused."""
        with self._lock:
            last = self._rows.decided(self._plan)
            if last != self._last:
                self._read(self._rows.decisions(self._plan))
                self._last = last
            return self._by.get(identifier, self._whole)

    def _read(self, every: Iterable[Decision]) -> None:
        whole, by = list[Decision](), dict[str, list[Decision]]()
        for one in every:
            if one.identifier:
                by.setdefault(one.identifier, list(whole)).append(one)
            else:
                whole.append(one)
                for about in by.values():
                    about.append(one)
        self._whole, self._by = tuple(whole), {identifier: tuple(about) for identifier, about in by.items()}
