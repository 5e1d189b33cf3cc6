"""One play in one home, hunted, with its truth."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from keyroll.api import Keyroll
from keyroll.detection.hunted import Hunted
from keyroll.model.finding import Finding, Severity, Story


@dataclass(frozen=True)
class Looked:
    """One scenario in one home, hunted."""

    keyroll: Keyroll
    truth: dict[str, Any]
    found: Hunted
    bad: int

    @property
    def acts(self) -> dict[tuple[str, int], str]:
        """Return the description of each of the intruder's records, by file and record."""
        told = self.truth["intrusion"]
        return {(one["file"], one["record"]): one["what"] for one in told["acts"]} if told else {}

    def of(self, finding: Finding) -> set[tuple[str, int]]:
        """Return the intruder's records in the evidence."""
        files = {
            raw: known.file for raw in {e.raw for e in finding.evidence} if (known := self.keyroll.home.ledger.raw(raw))
        }
        return {key for one in finding.evidence if (key := (files.get(one.raw, ""), one.record)) in self.acts}

    def in_story(self, story: Story) -> set[tuple[str, int]]:
        """Return the intruder's records in a story."""
        return set().union(*(self.of(one) for one in story.findings))

    @property
    def weeks(self) -> float:
        """Return the weeks of the scenario."""
        begins, ends = (datetime.fromisoformat(str(self.truth[one])) for one in ("begins", "ends"))
        return (ends - begins).days / 7

    def false_a_week(self, *severities: Severity) -> float:
        """Return the findings of these severities without an act of the intruder, a week."""
        return sum(one.severity in severities and not self.of(one) for one in self.found.findings) / self.weeks

    @property
    def delay(self) -> str:
        """Return the hours from the intruder's first success to the first high finding with an act of the intruder."""
        told = self.truth["intrusion"]
        if not told:
            return "-"
        first = datetime.fromisoformat(told["first_success"])
        true = [one for one in self.found.findings if one.severity >= Severity.HIGH and self.of(one)]
        return f"{(true[0].detected_at - first).total_seconds() / 3600:.1f}" if true else "never"

    def lived(self, at: datetime) -> bool:
        """Return whether a foothold of the truth was alive at a time."""
        told = self.truth["intrusion"]
        return any(
            datetime.fromisoformat(one["time"]) <= at
            and (not one.get("ended") or datetime.fromisoformat(one["ended"]) > at)
            for one in (told["footholds"] if told else ())
        )


def show(seen: Looked) -> None:
    """Print the findings, for a search for blind spots."""
    for one in seen.found.findings:
        of = len(seen.of(one))
        if of or one.severity >= Severity.MEDIUM:
            print(f"  {one.detected_at:%m-%d %H:%M} {one.severity.name:6} {of:3} {one.score:.2f} {one.subject}: "
                  f"{one.behaviour}: {one.because[:150]}")  # fmt: skip
