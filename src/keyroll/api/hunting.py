"""The facade: hunts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from keyroll.api._home import Progress, Service
from keyroll.detection.alerts.budget import Budget
from keyroll.detection.hunted import Hunted
from keyroll.detection.kept import answer, keep_result, lists
from keyroll.detection.sigma.outcome import RuleRequest as AskedRules
from keyroll.detection.timings import Timings
from keyroll.intake.opening import Address, Opened, open_records
from keyroll.model.finding import Finding
from keyroll.report import listing
from keyroll.report import saved as runs
from keyroll.report.ocsf import address
from keyroll.report.subjects import Subjects, subjects
from keyroll.store.light import has_incidents

if TYPE_CHECKING:
    from keyroll.store.ledger.ledger import Ledger


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
        asked, allowed = AskedRules(tuple(rules), placeholders), Budget.of(budget) if budget else None
        whole = answer(self.home, asked, allowed, progress, cost)
        hunted = whole.since(since) if since else whole
        watched = cost.stage("watch over dead credentials", 0, self._reactivated, len)
        woke = [finding for finding in watched if since is None or finding.detected_at >= since]
        if woke:
            findings = sorted([*hunted.findings, *woke], key=lambda one: (one.detected_at, one.id))
            hunted = replace(hunted, findings=tuple(findings))
        about = (repr(since), repr(woke))
        if self.home.writable and whole.listed != lists(self.home, *about):
            from keyroll.store.ledger.lease import this_process

            with self.home.ledger.hold(this_process("hunt")) as ledger:
                cost.stage("store for lists", len(hunted.findings), partial(self._store, ledger, hunted), lambda _: 0)
                keep_result(self.home, whole, asked, allowed, lists(self.home, *about))
        return hunted

    def _reactivated(self) -> list[Finding]:
        if not has_incidents(self.home):
            return []
        from keyroll.api.campaigns import Campaigns

        return [one.finding for one in Campaigns(self.home).reactivated()]

    def _store(self, ledger: "Ledger", hunted: Hunted) -> None:
        from keyroll.api._kept import keep_incidents
        from keyroll.detection.publish import publish
        from keyroll.report.lists.evidence import keep_events

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
