"""What a behaviour's file says: one query over the machine acts, and how much its signal weighs."""

from dataclasses import dataclass

#: Events that one finding carries as evidence at most; the latest are kept.
CARRIED = 200


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One unusual thing that a machine credential can do.

    ``sql`` selects from ``acts`` (and ``visits``, ``changes``, ``first_known``) one row a signal: ``subject``,
    ``happened_at`` (of the last event that it needed), ``net``, ``target``, ``detail`` (a few words on what was new)
    and ``events``, the list of the ``act`` of every event that it needed. It may look only at what happened up to then.
    ``weight`` is the chance, judged alone, that it is not ordinary. ``history_days`` is how much of a log must lie
    before an act; before it has that, it says nothing (cold start). Behaviours of one ``family`` are sides of one
    fact: together they weigh as much as the strongest.
    """

    id: str
    title: str
    weight: float
    history_days: int
    sql: str
    techniques: tuple[str, ...] = ()
    family: str = ""
