"""The request for rules, and their results; other packages need no more, and not the rules' library."""

from dataclasses import dataclass
from pathlib import Path

from keyroll.model.finding import Finding


@dataclass(frozen=True, slots=True, order=True)
class RuleFault:
    """The reason why a rule, or a file of rules, cannot be run; ``wrong`` separates a mistake from a missing log."""

    place: str
    what: str
    wrong: bool = True


@dataclass(frozen=True, slots=True)
class RuleRequest:
    """Rules to run beside our own rules: folders of rules, and a file with values of placeholders."""

    folders: tuple[Path, ...] = ()
    placeholders: Path | None = None


@dataclass(frozen=True, slots=True)
class RulesRun:
    """Findings of rules, the number of rules, each rule that was not run and why, and the ids of keyroll's own."""

    findings: tuple[Finding, ...] = ()
    rules: int = 0
    faults: tuple[RuleFault, ...] = ()
    own: frozenset[str] = frozenset()

    @property
    def wrong(self) -> bool:
        """Return whether some file or rule has a fault, and not only a missing log."""
        return any(fault.wrong for fault in self.faults)
