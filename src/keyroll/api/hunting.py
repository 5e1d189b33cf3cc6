"""The facade: hunts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from keyroll.api._home import Progress, Service
from keyroll.api._kept import keep_incidents
from keyroll.api.campaigns import Campaigns
from keyroll.detection import hunt as hunting
from keyroll.detection.alerts.budget import Budget
from keyroll.detection.hunt import Hunted
from keyroll.detection.publish import publish
from keyroll.detection.sigma.outcome import RuleRequest as AskedRules
from keyroll.detection.timings import Timings
from keyroll.intake.opening import Address, Opened, open_records
from keyroll.model.finding import Finding
from keyroll.report import listing
from keyroll.report import saved as runs
from keyroll.report.lists.evidence import keep_events
from keyroll.report.ocsf import address
from keyroll.report.subjects import Subjects, subjects
from keyroll.store.ledger.lease import this_process


@dataclass(frozen=True, slots=True)
class Hunt(Service):
    """Runs behaviours and rules, and opens the records behind findings."""

    def run(
        self,
        *,
        since: datetime | None = None,
        rules: Sequence[Path] = (),
        placeholders: Path | None = None,
        budget: str = "",
        progress: Progress | None = None,
        timings: Timings | None = None,
    ) -> Hunted:
        """Run every behaviour and rule; store findings and stories for ``list`` if the home can be written.

        A watched credential that became alive again after its death is a finding, too. ``rules`` are folders of further
        Sigma rules, ``placeholders`` a file with the values of their placeholders. ``budget`` (``5/day``) bounds how
        many new stories may alert. ``timings`` measures each stage. Raises NothingToDo, UsageError, Busy.
        """
        cost = timings or Timings()
        hunted = hunting.hunt(
            self.home,
            since=since,
            rules=AskedRules(tuple(rules), placeholders),
            budget=Budget.of(budget) if budget else None,
            progress=progress,
            timings=cost,
        )
        woke = [
            one.finding
            for one in cost.stage("watch over dead credentials", 0, Campaigns(self.home).reactivated, len)
            if since is None or one.finding.detected_at >= since
        ]
        if woke:
            findings = sorted([*hunted.findings, *woke], key=lambda one: (one.detected_at, one.id))
            hunted = replace(hunted, findings=tuple(findings))
        if self.home.writable:
            cost.stage("store for lists", len(hunted.findings), partial(self._store, hunted), lambda _: 0)
        return hunted

    def _store(self, hunted: Hunted) -> None:
        with self.home.ledger.hold(this_process("hunt")) as ledger:
            publish(self.home, hunted)
            keep_events(self.home)
            keep_incidents(self.home, ledger)

    def subjects(self, hunted: Hunted) -> Subjects:
        """Return names and owners of a hunt's subjects. Raises NothingToDo."""
        incidents = {one.story: one.name for one in self.home.ledger.incidents() if one.story}
        with listing.reading(self.home) as session:
            return subjects(session, hunted.stories, incidents)

    def saved(self, names: Sequence[str], *, limit: int = 1000) -> Iterator[runs.Ran]:
        """Run saved hunts by name, file or folder; nothing is kept. Raises UsageError, NothingToDo."""
        return runs.run(self.home, runs.chosen(names), limit=limit)

    def records(self, findings: Sequence[Finding]) -> dict[Address, Opened]:
        """Open the raw records behind findings."""
        return open_records(self.home, (address(event) for one in findings for event in one.evidence))
