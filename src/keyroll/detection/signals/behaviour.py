"""A behaviour: one query over the baseline, and everything that later stages need to know about its signals."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from keyroll.model.finding import Severity
from keyroll.store.session import Row

#: Families of signs of who acts, or from where.
_ACTOR_FAMILIES: Final = frozenset({"network", "client", "hours", "dormant"})


class NewTo(Enum):
    """To whom a network is new."""

    CREDENTIAL = "credential"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One unusual thing that a machine credential, a host or a log can do.

    ``sql`` reads the relations of ``baseline.learn.RELATIONS``, ``dead``, ``exposed`` and ``segments``, and those of
    the inventory (docs/relations.md). It returns one row for each signal:

    - ``subject``: the credential, account, host or log. A rotated credential continues the subject of the one before
      it; ``own`` in ``acts`` is the credential itself.
    - ``happened_at``: the time of the last event that the signal needed. The query must not read later events.
    - ``net``, ``target``, ``detail``: the network, what was acted on, and what is new in a few words.
    - ``events``: the ``act`` of every event that the signal needed.
    - ``weight`` (optional): the weight of this row instead of the behaviour's.

    Where ``score`` is given, ``sql`` returns aggregates, and the pure function ``score`` turns them into such rows.
    """

    id: str
    title: str
    #: The probability that one signal, without other signals, is not ordinary.
    weight: float
    #: Days of log that must lie before an event.
    history_days: int
    sql: str
    #: Ids of MITRE ATT&CK.
    techniques: tuple[str, ...] = ()
    #: Behaviours of one family show sides of one fact: together they weigh as much as the strongest signal.
    family: str = ""
    #: Data without which the behaviour has no signals (``blind_spots.REQUIREMENTS``).
    needs: tuple[str, ...] = ()
    #: What the behaviour does with less than ``history_days`` of log.
    cold_start: str = "no signal"
    #: The severity of one signal without other signals; above low only where a signal is near certain.
    severity: Severity = Severity.LOW
    #: The signal is likely not caused by the credential's holder.
    use_by_another_actor: bool = False
    #: Follow-up lists what else is done from ``net``, for it is new to the credential or to the organisation. Stories
    #: join what comes from a network that is new to the organisation.
    follow_network: NewTo | None = None
    #: Follow-up lists what else is done with ``target``, a client program that is new to the credential.
    follow_client: bool = False
    #: The weight orders the signals of this behaviour alone: they count by their rank (``alerts.surprise``), and not in
    #: the fixed thresholds.
    ranked_only: bool = False
    #: Earlier ids, which findings name beside the id.
    aliases: tuple[str, ...] = ()
    score: Callable[[Iterable[Row]], Iterator[Row]] | None = None

    @property
    def of_actor(self) -> bool:
        """Whether the signal is a sign of who acts, or from where, and not of what is done."""
        return self.use_by_another_actor or self.follow_network is not None or self.family in _ACTOR_FAMILIES

    @property
    def side(self) -> str:
        """The family, else the id: what counts once in a score."""
        return self.family or self.id
