"""What a behaviour's file says: one query over the machine acts, and how much its signal weighs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One unusual thing that a machine credential can do.

    ``sql`` selects from ``acts`` (and ``places``, ``resources``) the columns of an act that shows the behaviour
    (``SELECT acts.*``) and ``detail``, a few words on what was new. It may look only at acts up to the one it returns.
    ``weight`` is the chance, judged alone, that it is not ordinary. ``history_days`` is how much of a log must lie
    before an act; before it has that, it says nothing (cold start).
    """

    id: str
    title: str
    weight: float
    history_days: int
    sql: str
    techniques: tuple[str, ...] = ()
