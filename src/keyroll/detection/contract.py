"""What a behaviour's file says: one query over the ground tables, and how much its signal weighs."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from keyroll.model.finding import Severity
from keyroll.store.session import Row

#: Events that one finding carries as evidence at most; the latest are kept.
CARRIED = 200
#: Days of a log that must lie before an act, and for which a thing, a network or a machine must have been there to be
#: no longer new: what runs once a week was seen twice then.
LEARNED = 14
#: Days without anything new after which a machine keeps to what it knows.
UNCHANGED = 14
#: A machine that met more networks than this in two weeks roams: one more network says little.
ROAMS = 10
#: How many networks a subject met in two weeks, by SQL over its first act from each.
LATELY = """count(*) OVER (PARTITION BY subject ORDER BY happened_at
                              RANGE BETWEEN INTERVAL 14 DAYS PRECEDING AND CURRENT ROW)"""
#: The range that a network lies in, by SQL over ``net``: two numbers of IPv4, two groups of IPv6. What a hoster has.
WIDER = """
    CASE WHEN contains(net::VARCHAR, ':') THEN array_to_string(string_split(net::VARCHAR, ':')[1:2], ':')
         ELSE regexp_replace(net::VARCHAR, '\\.\\d+$', '') END"""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One unusual thing that a machine credential, a host or a log can do.

    ``subject`` is whose life an act belongs to, ``own`` the credential itself where it was turned (see ``turned``).
    ``sql`` selects from the relations of ``acts.GROUND``, from ``dead``, ``exposed`` and ``segments``, and from those
    of the inventory (docs/relations.md) one row a signal: ``subject``, ``happened_at`` (of the last event that it
    needed), ``net``, ``target``, ``detail`` (a few words on what was new) and ``events``, the list of the ``act`` of
    every event that it needed. It may look only at what happened
    up to then. Where ``score`` is given, ``sql`` yields aggregates instead, and ``score``, which is pure, makes the
    rows of them.

    ``weight`` is the chance, judged alone, that it is not ordinary; a row's own ``weight`` goes before it.
    ``history_days`` is how much of a log must lie before an act; before it has that, ``cold`` says what it does.
    Behaviours of one ``family`` are sides of one fact: together they weigh as much as the strongest. ``alone`` is the
    severity of one signal by itself: above low only where it is near certain. ``needs`` are columns without which it
    is blind (see ``hunt.NEEDS``). ``another`` says that it tells of another than the holder: its subject may stand out
    in a quiet organisation (see ``outstanding``). ``aliases`` are earlier ids, which findings name beside the id.
    """

    id: str
    title: str
    weight: float
    history_days: int
    sql: str
    techniques: tuple[str, ...] = ()
    family: str = ""
    needs: tuple[str, ...] = ()
    cold: str = "says nothing"
    alone: Severity = Severity.LOW
    another: bool = False
    aliases: tuple[str, ...] = ()
    score: Callable[[Iterable[Row]], Iterator[Row]] | None = None
