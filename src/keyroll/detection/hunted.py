"""The result of a hunt. It imports no module that hunts."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from keyroll.detection.sigma.outcome import RulesRun
from keyroll.model.finding import Finding, Story


@dataclass(frozen=True, slots=True)
class Hunted:
    """All findings (low ones are single signals), the stories, and the blind spots with reasons.

    ``judged`` are the results of Sigma rules. Their findings are among the others too.
    """

    findings: tuple[Finding, ...]
    stories: tuple[Story, ...]
    silent: tuple[str, ...] = ()
    judged: RulesRun = field(default_factory=RulesRun)
    #: The mark of all inputs, and of the lists that were stored from it (``detection.kept``); empty if unknown.
    mark: str = field(default="", compare=False, repr=False)
    listed: str = field(default="", compare=False, repr=False)

    def since(self, at: datetime) -> Self:
        """Return the findings detected or continuing since a time, and the stories with events since then."""
        return replace(
            self,
            findings=tuple(finding for finding in self.findings if finding.last_at >= at),
            stories=tuple(story for story in self.stories if story.last_at >= at),
        )
