"""The campaign as work: a row a credential with its owner, its consumers, what is excepted, and the next act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from keyroll.model.campaign import Consumers, Excepted, Terms
from keyroll.proof.attempts_verdict import probe_of
from keyroll.response.acts import next_act, watching
from keyroll.response.campaign import ItemStanding, Status
from keyroll.response.forecast import Forecast, forecast
from keyroll.response.grounds import ExposureGrounds, Grounds
from keyroll.response.item_reach import UNKNOWN_REACH, ItemReach


@dataclass(frozen=True, slots=True)
class KeptCampaign:
    """What the ledger keeps of a campaign.

    ``deaths`` says since when a credential has been proven dead without a break, ``ever`` when it was so first.
    """

    terms: Terms
    exceptions: Sequence[Excepted] = ()
    deaths: Mapping[str, datetime] | None = None
    ever: Mapping[str, datetime] | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """One credential of a campaign. All of it follows from evidence and from the inventory; nobody sets it.

    ``owner`` is empty if nobody is known. ``reopened`` is when it had been proven dead, where it is so no more.
    ``reach`` is what it reaches; unknown until the graph was asked.
    """

    standing: ItemStanding
    proven: bool
    owner: str
    consumers: Consumers
    next_act: str
    excepted: Excepted | None = None
    exception_ended: bool = False
    died_at: datetime | None = None
    reopened: datetime | None = None
    watched_until: datetime | None = None
    reach: ItemReach = UNKNOWN_REACH


@dataclass(frozen=True, slots=True)
class Campaign:
    """Where a campaign stands. What is excepted is part of what is not proven."""

    status: Status
    terms: Terms
    work: tuple[Work, ...]
    forecast: Forecast

    @property
    def left(self) -> tuple[Work, ...]:
        """What is not proven dead."""
        return tuple(item for item in self.work if not item.proven)

    @property
    def excepted(self) -> tuple[Work, ...]:
        """What is not proven and excepted for now."""
        return tuple(work for work in self.left if work.excepted and not work.exception_ended)

    @property
    def reopened(self) -> tuple[Work, ...]:
        """What had been proven dead and is so no more."""
        return tuple(work for work in self.left if work.reopened)


def campaign(known: Grounds, state: Status, kept: KeptCampaign, now: datetime) -> Campaign:
    """Derive a campaign from where its incident stands."""
    excepted = {one.identifier: one for one in kept.exceptions}
    work = tuple(
        _work(one, state, kept, excepted.get(one.item.identifier), known.known[one.item.identifier], now)
        for one in state.standings
    )
    died = [item.died_at or now for item in work if item.proven]
    left = sum(1 for item in work if not item.proven)
    forecast_now = forecast(died, left, state.incident.opened_at, now, kept.terms.deadline)
    return Campaign(state, kept.terms, work, forecast_now)


def by_reach(known: Campaign, reach: Mapping[str, ItemReach]) -> Campaign:
    """Return a campaign with what each item reaches: open items first, of these what reaches most that is protected."""
    reached = (replace(one, reach=reach.get(one.standing.item.identifier, UNKNOWN_REACH)) for one in known.work)
    work = tuple(sorted(reached, key=lambda one: (one.proven, one.reach.rank)))
    return replace(known, work=work, status=replace(known.status, standings=tuple(one.standing for one in work)))


def _work(
    judged: ItemStanding,
    state: Status,
    kept: KeptCampaign,
    excepted: Excepted | None,
    known: ExposureGrounds,
    now: datetime,
) -> Work:
    identifier, policy = judged.item.identifier, state.incident.policy
    proven = judged.proven(policy)
    died = (kept.deaths or {}).get(identifier)
    watched = (died or now) + kept.terms.watch if proven and kept.terms.watch else None
    ended = excepted is not None and excepted.ended(now)
    probed = judged.context is not None and probe_of(judged.item) is not None
    standing = excepted if excepted and not ended else None
    act = watching(watched, now)
    if not proven:
        act = next_act(judged.item, judged.judgement, policy, probed=probed, excepted=standing)
    return Work(
        standing=judged,
        proven=proven,
        owner=known.owner,
        consumers=known.consumers,
        next_act=act,
        excepted=excepted,
        exception_ended=ended,
        died_at=died if proven else None,
        reopened=None if proven else (kept.ever or {}).get(identifier),
        watched_until=watched,
    )
