"""A behaviour: one query over the baseline, with the properties that later stages need."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from keyroll.model.finding import Severity
from keyroll.store.session import Row

#: Families of signs of the actor or its network. ``copies``: two holders at once.
_ACTOR_FAMILIES: Final = frozenset({"network", "client", "hours", "dormant", "copies"})


class NewTo(Enum):
    """The party for which a network is new."""

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
    - ``net``, ``target``, ``detail``: the network, the object of the action, and the novelty in a few words.
    - ``events``: the ``act`` of every event that the signal needed.
    - ``weight`` (optional): the weight of this row instead of the behaviour's.

    If ``score`` is given, ``sql`` returns aggregates, and the pure function ``score`` turns them into such rows.
    """

    id: str
    title: str
    #: The probability that one signal, without other signals, is not ordinary.
    weight: float
    #: The least days of log before an event.
    history_days: int
    sql: str
    #: Ids of MITRE ATT&CK.
    techniques: tuple[str, ...] = ()
    #: Behaviours of one family are sides of one fact: together they weigh as much as the strongest signal.
    family: str = ""
    #: Data without which the behaviour has no signals (``blind_spots.REQUIREMENTS``).
    needs: tuple[str, ...] = ()
    #: The effect of less than ``history_days`` of log on the behaviour.
    cold_start: str = "no signal"
    #: The severity of one signal without other signals; above low only where a signal is near certain.
    severity: Severity = Severity.LOW
    #: The signal is likely not caused by the credential's holder.
    use_by_another_actor: bool = False
    #: Follow-up lists other actions from ``net``, because it is new to the credential or to the organisation. Stories
    #: join findings from a network that is new to the organisation.
    follow_network: NewTo | None = None
    #: Other signals of the subject from the network of this one are ranked apart (``alerts.kinds``).
    marks_network: bool = False
    #: Follow-up lists other actions with ``target``, a client program that is new to the credential.
    follow_client: bool = False
    #: The signal is about a number of objects, not about one act: it counts beside another signal of the same moment.
    counts_objects: bool = False
    #: The weight orders the signals of this behaviour alone: they count by their rank (``alerts.surprise``), and not in
    #: the fixed thresholds.
    ranked_only: bool = False
    #: Earlier ids, which findings name beside the id.
    aliases: tuple[str, ...] = ()
    score: Callable[[Iterable[Row]], Iterator[Row]] | None = None

    @property
    def of_actor(self) -> bool:
        """Return whether the signal is a sign of the actor or its network, and not of the action."""
        return self.use_by_another_actor or self.follow_network is not None or self.family in _ACTOR_FAMILIES

    @property
    def side(self) -> str:
        """Return the family, else the id: the unit that counts once in a score."""
        return self.family or self.id
