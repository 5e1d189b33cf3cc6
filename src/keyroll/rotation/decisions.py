"""The decisions of people about a plan: each is signed by a registered key, and is checked whenever it is read."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from keyroll.errors import NotApproved
from keyroll.model.rotation import Decision, Wish
from keyroll.proof.evidence.keeper import KeptKey
from keyroll.proof.evidence.persons import plan_decision_content, valid
from keyroll.rotation import registering
from keyroll.store.ledger.rotations import PersonsKey, Rotations

#: The reason of the pause that stands for a decision without a valid signature.
NOT_SIGNED: Final = "not signed by a registered key"


def said(decision: Decision) -> dict[str, object]:
    """Return what a person decides. Its turn keeps a signature from being used twice."""
    texts = {name: getattr(decision, name) for name in ("plan", "turn", "person", "identifier", "copy", "because")}
    return texts | {"wish": str(decision.wish)}


def content(decision: Decision) -> bytes:
    """Return the content that a person signs."""
    return plan_decision_content(said(decision))


def owner(rows: Rotations, key: KeptKey) -> PersonsKey:
    """Return the registered key of a person. Raises NotApproved."""
    known = registering.counted(rows).get(key.public.hex())
    if known is None:
        raise NotApproved("this key is not registered", hint="keyroll rotate key NAME --public FILE")
    return known


def signed(decision: Decision, key: KeptKey) -> Decision:
    """Return a decision with its signature."""
    return replace(decision, public=key.public.hex(), signature=key.sign(content(decision)).hex())


def keep(rows: Rotations, decision: Decision, key: PersonsKey) -> None:
    """Keep a signed decision, and the key if it is new.

    Raises NotApproved if the signature is not valid, or another decision came first.
    """
    if not _counts(decision, {key.public: key}):
        raise NotApproved(f"the decision is {NOT_SIGNED}", hint="read the plan again, and sign the decision again")
    rows.add_key(key)
    if not rows.decide(decision):
        raise NotApproved("another decision about this plan came first", hint="read it and decide again")


def read(rows: Rotations, plan: str) -> tuple[Decision, ...]:
    """Return the decisions about a plan, oldest first; one without a valid signature counts as a pause.

    A pause changes nothing outside, and lasts until a person decides again. Raises EvidenceRefused.
    """
    keys = registering.counted(rows)
    return tuple(one if _counts(one, keys) else _paused(one) for one in rows.decisions(plan))


def _counts(decision: Decision, keys: Mapping[str, PersonsKey]) -> bool:
    known = keys.get(decision.public)
    named = known is not None and known.person == decision.person
    return named and valid(decision.public, decision.signature, content(decision))


def _paused(decision: Decision) -> Decision:
    return replace(decision, wish=Wish.PAUSE, because=f"{decision.wish} by {decision.person} is {NOT_SIGNED}")


def why_paused(decisions: Sequence[Decision]) -> str:
    """Return what a paused rotation says."""
    last = decisions[-1] if decisions else None
    return f"paused: {last.because}" if last and last.because.endswith(NOT_SIGNED) else "paused by a person"


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
                self._read(read(self._rows, self._plan))
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
