"""The old and new credentials of approved rotations, by the ledger."""

from collections.abc import Iterator

from keyroll.jsontext import loads
from keyroll.model.json import Json
from keyroll.model.rotation import Result, Step, StepRecord
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.rotations import Rotations


def replaced(ledger: Ledger) -> tuple[tuple[str, str], ...]:
    """Return pairs of identifiers: the replaced credential and the new one. Raises EvidenceRefused."""
    rows = Rotations(ledger)
    plans = {plan.id: plan.body for plan in rows.plans() if rows.approvals(plan.id)}
    pairs = {pair for plan, body in plans.items() for pair in _pairs(loads(body.encode()), rows.steps(plan))}
    return tuple(sorted(pairs))


def _pairs(body: Json, steps: dict[str, tuple[StepRecord, ...]]) -> Iterator[tuple[str, str]]:
    items = body.get("items") if isinstance(body, dict) else None
    for item in items if isinstance(items, list) else ():
        if not isinstance(item, dict):
            continue
        identifier, old = str(item.get("identifier")), item.get("old")
        generation = str(old.get("id")) if isinstance(old, dict) else ""
        # If the id stays when the value changes, no new credential is made.
        if not generation or not identifier.endswith(f":{generation}"):
            continue
        for record in steps.get(identifier, ()):
            new = record.facts.get("new", "")
            if record.step is Step.CREATE and record.result is Result.DONE and new not in ("", generation):
                yield identifier, f"{identifier.removesuffix(generation)}{new}"
