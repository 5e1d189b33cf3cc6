"""The facade: the campaign of an incident, and the watch over credentials that are proven dead."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from keyroll.api._home import Service
from keyroll.api._kept import known_grounds
from keyroll.api._persons import DecisionSigner, PasskeySignature, signer
from keyroll.api._signing import evidence_log, scope
from keyroll.errors import UsageError
from keyroll.model.campaign import Excepted, Terms
from keyroll.model.incident import CLOSES, ClosingPolicy
from keyroll.proof.evidence import acts, exception
from keyroll.proof.evidence import passkey as passkeys
from keyroll.proof.evidence.decided import EXCEPTION
from keyroll.report import listing
from keyroll.report.item_reach import item_reach
from keyroll.response.campaign import Status
from keyroll.response.campaign import status as derived
from keyroll.response.signed import signed
from keyroll.response.watch import Reactivated, reactivated
from keyroll.response.work import Campaign, KeptCampaign, by_reach, campaign
from keyroll.secret import SecretRef
from keyroll.store.ledger.campaigns import CampaignRows as Rows
from keyroll.store.ledger.jobs import Job, Jobs
from keyroll.store.ledger.lease import this_process

if TYPE_CHECKING:
    from keyroll.response.channels.wanted import ReminderChannels
    from keyroll.response.reminders import SentReminder

#: The kind of job that sends reminders.
REMIND = "remind"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Campaigns(Service):
    """Sets terms and exceptions, and reports the status of the work."""

    def status(self, name: str) -> Campaign:
        """Derive the status of an incident's campaign, with items ordered by reach. Raises UsageError, NothingToDo."""
        now = self.home.clock.now()
        record, there = signed(self.home.ledger, name)
        closes, terms = CLOSES[record.policy], record.terms or Terms(name)
        closed = record.closed_at() if record.closed else None
        kept = KeptCampaign(terms, record.exceptions, record.deaths(closes), record.deaths(closes, ever=True), closed)
        known = known_grounds(self.home, record.incident, there)
        standing = campaign(known, derived(known, record.incident, there, now), kept, now)
        if not standing.work:
            return standing
        with listing.reading(self.home, events=False, whole=False) as session:
            return by_reach(standing, item_reach(session, (one.standing.item.identifier for one in standing.work)))

    def reactivated(self) -> list[Reactivated]:
        """Return every credential that was proven dead and became alive again during its incident's watch.

        Raises NothingToDo.
        """
        rows, ledger = Rows(self.home.ledger), self.home.ledger
        watched = [one.name for one in ledger.incidents() if rows.terms(one.name).watch]
        if not watched:
            return []
        with listing.reading(self.home) as session:
            return [one for name in watched for one in reactivated(session, self.status(name))]

    def set_terms(
        self,
        name: str,
        *,
        deadline: datetime | None = None,
        watch: timedelta | None = None,
        policy: ClosingPolicy | None = None,
        by: str = "",
        key: SecretRef | str = "",
    ) -> Terms:
        """Set the deadline, the watch period and the closing policy of a campaign, signed; ``key`` is the person's.

        Omitted terms keep their values. Raises UsageError for a deadline in the past, NotApproved without a key that
        counts. Whoever opens an incident sets its first deadline and watch without one.
        """
        now = self.home.clock.now()
        if deadline is not None and deadline <= now:
            raise UsageError("the deadline has already passed", hint="give --deadline a later time")
        with self.home.ledger.hold(this_process("incident set")) as ledger:
            log = evidence_log(self.home, ledger)
            record, _ = signed(ledger, name, log)
            before = record.terms or Terms(name)
            first = record.terms is None and policy in (None, record.policy) and not key
            who = DecisionSigner(by) if first else signer(self.home, by, key)
            deadline = deadline.replace(microsecond=0) if deadline else before.deadline
            terms = Terms(name, deadline, before.watch if watch is None else watch, who.by)
            with ledger.together() as one_write:
                rows = Rows(one_write)
                if rows.set_terms(terms) or policy not in (None, record.policy):
                    one_write.set_policy(name, policy or record.policy)
                    act = acts.terms(terms, policy or record.policy, now)
                    act = replace(act, signed=who.over(record, str(act.kind), act.said))
                    log.within(one_write).act(name, [act], now)
            log.seal(now)
            return Rows(ledger).terms(name)

    def exception_to_sign(self, name: str, identifier: str, *, because: str, until: datetime, by: str) -> bytes:
        """Return the bytes that a passkey signs for an exception."""
        said = exception.decided(identifier, because, until.replace(microsecond=0))
        record, _ = signed(self.home.ledger, name)
        return passkeys.challenge(record.next_decision(EXCEPTION, by, said).content)

    def except_(
        self,
        name: str,
        identifier: str,
        *,
        because: str,
        until: datetime,
        by: str = "",
        key: SecretRef | str = "",
        passkey: PasskeySignature | None = None,
    ) -> Campaign:
        """Record an exception: a credential may stay unproven until a time; signed by a person, with a reason.

        It still counts as not proven. Raises UsageError if it is not exposed, or if reason, person or a later time is
        missing; NotApproved without a key, or a passkey's signature, that counts.
        """
        now, who = self.home.clock.now(), signer(self.home, by, key, passkey)
        if not because.strip() or not who.by.strip():
            raise UsageError("an exception needs a reason and a person", hint="add --because, and --key or --by")
        if until <= now:
            raise UsageError("the exception would already have expired", hint="give --until a later time")
        state: Status = self.status(name).status
        exposed = {one.item.identifier for one in state.standings}
        if identifier not in exposed:
            raise UsageError(
                f"{identifier} is not exposed by this incident", hint=f"see: keyroll incident status {name}"
            )
        with self.home.ledger.hold(this_process("incident except")) as ledger:
            one = Excepted(name, identifier, because, until.replace(microsecond=0), who.by, now)
            log = evidence_log(self.home, ledger)
            scope(self.home, log, name, [each.item for each in state.standings])
            decided = exception.decided(identifier, because, one.until)
            said = log.excepted(state.incident, one, now, who.over(log.existing(name), EXCEPTION, decided))
            with ledger.together() as one_write:
                if Rows(one_write).add_exception(one):
                    log.within(one_write).append([said])
            log.seal(now)
        return self.status(name)

    def remind(self, name: str, wanted: "ReminderChannels") -> "list[SentReminder]":
        """Send each owner a list of unproven credentials, once a day; return the outcome of each message.

        Raises UsageError, SecretUnavailable, Busy.
        """
        # Imported late: most commands send nothing.
        from keyroll.response.reminders import held_back, messages, remind

        channels, known, now = wanted.channels(), self.status(name), self.home.clock.now()
        if until := wanted.quiet_until(now):
            return [each for channel in channels for each in held_back(channel, messages(known, now), until)]
        with self.home.ledger.hold(this_process("incident remind")) as ledger:
            reminders = []
            for channel in channels:
                for one in remind(Rows(ledger), channel, messages(known, now), now):
                    reminders.append(one)
                    if ledger.lease is not None:
                        ledger.lease.check()
            return reminders

    def try_channels(self, name: str, wanted: "ReminderChannels") -> "list[SentReminder]":
        """Send a test over each channel; nothing is recorded. Raises UsageError, SecretUnavailable."""
        from keyroll.response.reminders import tried

        self.status(name)
        return [tried(channel, name, self.home.clock.now()) for channel in wanted.channels()]

    def remind_daily(self, name: str, wanted: "ReminderChannels") -> None:
        """Queue daily reminders to owners from tomorrow on, while a credential is not proven dead.

        Raises UsageError.
        """
        tomorrow = self.home.clock.now() + DAY
        Jobs(self.home.ledger).put([Job(REMIND, name, due_at=tomorrow, spec=wanted.kept())])
