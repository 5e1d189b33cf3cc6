"""The attempts with a credential: their places, the provider's record of it, and the verdict from both."""

from collections.abc import Sequence
from datetime import datetime

from keyroll.model.incident import Item
from keyroll.model.probe import Attempt, Plane, ProbeTarget
from keyroll.proof.facts import CredentialFacts
from keyroll.proof.probe.context import AttemptsVerdict, ProbeContext
from keyroll.proof.probe.judge import judge
from keyroll.proof.verdict import record
from keyroll.providers import catalogue
from keyroll.providers.contracts.probe import Probe


def probe_of(item: Item) -> Probe | None:
    """Return the probe of an item's kind of credential, or None if its provider has none."""
    return catalogue.probes(item.source.partition("@")[0]).get(item.kind)


def probe_context(
    item: Item, facts: CredentialFacts, targets: Sequence[ProbeTarget], exposed_until: datetime
) -> ProbeContext | None:
    """Return the facts that judging attempts needs, or None if the item is not probed.

    Every place that was ever named counts, even if a later call does not name it.
    """
    probe = probe_of(item)
    if probe is None or not targets:
        return None
    planes: dict[str, Plane] = {target.plane.name: target.plane for target in targets}
    said, since = record(facts, exposed_until)
    return ProbeContext(
        tuple(planes[name] for name in sorted(planes)),
        facts.window,
        targets[-1].old_as,
        targets[-1].new_as,
        lockout=probe.lockout,
        rate=probe.rate,
        sessions=not probe.no_sessions_because,
        derives=bool(probe.derives),
        derived_life=probe.derived_life,
        record=said,
        record_at=since,
        # If a rotation keeps the id, a log does not distinguish the old value from the new one.
        uses=() if facts.in_place else tuple(use.at for use in facts.uses),
        minted=facts.minted,
    )


def attempts_verdict(
    context: ProbeContext | None, attempts: Sequence[Attempt], now: datetime
) -> AttemptsVerdict | None:
    """Return the verdict from the attempts so far, or None without a context."""
    return judge((attempt for attempt in attempts if attempt.at <= now), context, now) if context else None
