"""The facade: jobs of a campaign that a worker does later."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from keyroll.api._home import Service
from keyroll.api._signing import evidence_log, scope
from keyroll.api.campaigns import Campaigns
from keyroll.errors import KeyrollError, LeaseLost
from keyroll.model.incident import Grade, VerdictKind
from keyroll.proof.probe.requests import ProbeRequest, fields, read_fields
from keyroll.response.attempting import AT_ONCE, planned_probes, record_targets, visit_one
from keyroll.response.campaign import Status
from keyroll.response.signed import signed
from keyroll.store.ledger.jobs import Job, Jobs, Taken
from keyroll.store.ledger.lease import kept, this_process

#: The kinds of jobs that a campaign makes.
TRY, JUDGE = "try", "judge"
#: How long after its last attempt a credential is judged; attempts that end together are judged once.
_SOON = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class CampaignJobs(Service):
    """Stores later attempts, and makes them."""

    def prove_later(self, name: str, asked: Mapping[str, ProbeRequest]) -> int:
        """Store references, with which a worker makes the later attempts; return the number of credentials.

        No value is stored. Raises UsageError for a credential without a probe, or a reference that cannot be resolved
        again.
        """
        kept = {identifier: fields(one) for identifier, one in asked.items()}
        self._targets(name, asked)
        now = self.now()
        Jobs(self.home.ledger).put([Job(TRY, name, identifier, now, spec) for identifier, spec in sorted(kept.items())])
        return len(kept)

    def _targets(self, name: str, asked: Mapping[str, ProbeRequest]) -> None:
        wanted = planned_probes(Campaigns(self.home).status(name).status, asked, self.home.clock)
        with self.home.ledger.hold(this_process("incident prove")) as ledger:
            log = evidence_log(self.home, ledger)
            scope(self.home, log, name, [one.item for one in wanted])
            log.seal(self.now())
            record_targets(ledger, wanted)

    def attempt(self, taken: Sequence[Taken]) -> None:
        """Make the due attempts of an incident's credentials, each under its own lease; then queue their judgement.

        A credential whose values cannot be resolved is reported and retried later; the others go on.
        """
        name = taken[0].job.incident
        known = Campaigns(self.home).status(name)
        state, terms = known.status, known.terms
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="try") as pool:
            list(pool.map(lambda one: self._try(one, state, terms.watch), taken))
        Jobs(self.home.ledger).put([Job(JUDGE, name, due_at=self.now() + _SOON)])

    def _try(self, taken: Taken, state: Status, watch: timedelta) -> None:
        identifier, now = taken.job.identifier, self.now()
        try:
            asked = {identifier: read_fields(identifier, dict(taken.job.spec))}
            context = {one.item.identifier: one.context for one in state.standings}[identifier]
            (planned,) = planned_probes(state, asked, self.home.clock)
            if context is None:
                taken.end(None, "no probe is known for it")
                return
            judged = visit_one(taken.ledger, self.home.clock, self.home.install_key(), context, planned)
            died = signed(self.home.ledger, state.incident.name)[0].deaths([Grade.A]).get(identifier, now)
            over = judged.verdict is VerdictKind.DEAD and now >= died + watch
            taken.end(None if over else max(judged.next_at, now + _SOON), f"{judged.verdict}: {judged.because}")
        except LeaseLost:
            return  # another worker has it
        except KeyrollError as error:
            taken.put_off(f"not tried: {error}")

    def next_at(self, kinds: Collection[str] | None = None) -> datetime | None:
        """Return when the next job (of these kinds) is due; None if no job waits."""
        every = [one for one in self.all() if kinds is None or one.kind in kinds]
        return min((one.due_at for one in every if one.due_at is not None), default=None)

    def all(self) -> tuple[Job, ...]:
        """Return all jobs, the next one first."""
        return Jobs(self.home.ledger).every()

    def take(self, most: int, kinds: Collection[str] | None = None) -> list[Taken]:
        """Take due jobs of one kind (of these) and incident for this process."""
        return Jobs(self.home.ledger).take(this_process("serve"), kinds=kinds, most=most, seconds=120)

    @contextmanager
    def held(self, taken: Sequence[Taken]) -> Iterator[None]:
        """Renew the leases of taken jobs while they are done."""
        with kept([one.lease for one in taken]):
            yield
