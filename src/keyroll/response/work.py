"""The work of a campaign: a row per credential with its owner, consumers, exception and next action."""

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
    """The ledger's rows of a campaign.

    ``deaths`` is the start of the current unbroken proof of death by credential, ``ever`` the first one.
    """

    terms: Terms
    exceptions: Sequence[Excepted] = ()
    deaths: Mapping[str, datetime] | None = None
    ever: Mapping[str, datetime] | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """One credential of a campaign.

    Every field is derived from evidence and the inventory. ``owner`` is empty if unknown. ``reopened`` is the time of
    an earlier proof of death that no longer holds. ``reach`` is unknown until the graph was queried.
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
    """The status of a campaign. Excepted credentials are part of the unproven ones."""

    status: Status
    terms: Terms
    work: tuple[Work, ...]
    forecast: Forecast
    closed_at: datetime | None = None

    @property
    def left(self) -> tuple[Work, ...]:
        """The credentials that are not proven dead."""
        return tuple(item for item in self.work if not item.proven)

    @property
    def excepted(self) -> tuple[Work, ...]:
        """The unproven credentials with an exception that still holds."""
        return tuple(work for work in self.left if work.excepted and not work.exception_ended)

    @property
    def reopened(self) -> tuple[Work, ...]:
        """The credentials with a proof of death that no longer holds."""
        return tuple(work for work in self.left if work.reopened)


def campaign(known: Grounds, state: Status, kept: KeptCampaign, now: datetime) -> Campaign:
    """Derive a campaign from the status of its incident."""
    excepted = {one.identifier: one for one in kept.exceptions}
    work = tuple(
        _work(one, state, kept, excepted.get(one.item.identifier), known.known[one.item.identifier], now)
        for one in state.standings
    )
    died = [item.died_at or now for item in work if item.proven]
    left = sum(1 for item in work if not item.proven)
    forecast_now = forecast(died, left, state.incident.opened_at, now, kept.terms.deadline)
    return Campaign(state, kept.terms, work, forecast_now, kept.closed_at)


def by_reach(known: Campaign, reach: Mapping[str, ItemReach]) -> Campaign:
    """Return a campaign with the reach of each item: open items first, ordered by protected nodes in reach."""
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
