"""The next action for an exposed credential, as a plain sentence for its state."""

from datetime import datetime

from keyroll.clock import iso
from keyroll.model.campaign import Excepted
from keyroll.model.incident import ClosingPolicy, Grade, Item, VerdictKind
from keyroll.proof.attempts_verdict import probe_of
from keyroll.proof.verdict import Judgement, Why
from keyroll.providers import catalogue

#: The next action for a verdict that rests on exports, where no authentication attempt decides it.
_BY_REASON = {
    Why.PARTLY_READ: "sync {source} again until the read is complete",
    Why.TOO_FEW_READS: "sync {source} again after the propagation window: two complete reads must agree",
    Why.CHANGED_TOO_EARLY: "change it again: the last change was made while it was still exposed",
    Why.NOT_SEEN: "sync the list of {system} that holds it",
    Why.UNLISTABLE: "ask its owner to end it at {system}, which has no list of such credentials",
}


def next_act(item: Item, judged: Judgement, policy: ClosingPolicy, *, probed: bool, excepted: Excepted | None) -> str:
    """Return the next action; ``probed`` is whether the credential has a known probe address."""
    system = _system(item)
    if probed and judged.stuck and judged.grade is Grade.NONE:
        act = judged.stuck
    elif judged.verdict is VerdictKind.LIVE:
        act = f"revoke it at {system}"
        if probed and judged.next_at:
            act += f"; {_again(item, judged.next_at)}"
    elif probed and judged.next_at and judged.grade is Grade.NONE:
        act = f"wait until {iso(judged.next_at)}, then {_again(item, None)}"
    elif judged.verdict is VerdictKind.DEAD:
        act = _better(item, policy, system)
    else:
        act = _BY_REASON.get(judged.why, "wait for the next read of {source}, or revoke it at {system}")
        act = act.format(source=item.source, system=system)
        if probe_of(item) is not None:
            act += f"; or {_values(item)}"
    return f"{act} before the exception ends on {iso(excepted.until)}" if excepted else act


def watching(until: datetime | None, now: datetime) -> str:
    """Return the remaining action for a credential that is proven dead."""
    return f"nothing; watched until {iso(until)}" if until and until > now else "nothing"


def _better(item: Item, policy: ClosingPolicy, system: str) -> str:
    """Return the action that raises the grade of a death which the policy does not accept."""
    if probe_of(item) is not None:
        return f"gone by exports, and policy {policy} requires more: {_values(item)}"
    return f"gone by exports, and policy {policy} requires more: sync a log of {system} that shows refused use"


def _values(item: Item) -> str:
    return f"name the value: keyroll incident prove {item.incident} --old … --new … --at …"


def _again(item: Item, due: datetime | None) -> str:
    when = f" from {iso(due)} on" if due else ""
    return f"keyroll makes the next attempt{when} (incident prove {item.incident} with its values)"


def _system(item: Item) -> str:
    known = catalogue.providers().get(item.source.partition("@")[0])
    return known.title if known else item.source
