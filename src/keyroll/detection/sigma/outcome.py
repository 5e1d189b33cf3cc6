"""What is asked of rules and what came of them; other rooms need no more, and not the rules' library."""

from dataclasses import dataclass
from pathlib import Path

from keyroll.model.finding import Finding


@dataclass(frozen=True, slots=True, order=True)
class RuleFault:
    """Why a rule, or a file of them, cannot be run, or not here; ``wrong`` tells a mistake from what is only absent."""

    place: str
    what: str
    wrong: bool = True


@dataclass(frozen=True, slots=True)
class RuleRequest:
    """What a person asks to be run beside our own rules: folders of rules, and a file with values of placeholders."""

    folders: tuple[Path, ...] = ()
    placeholders: Path | None = None


@dataclass(frozen=True, slots=True)
class RulesRun:
    """Findings of rules, how many rules there were, each that was not run and why, and the ids of keyroll's own."""

    findings: tuple[Finding, ...] = ()
    rules: int = 0
    faults: tuple[RuleFault, ...] = ()
    own: frozenset[str] = frozenset()

    @property
    def wrong(self) -> bool:
        """Return whether some file or rule is at fault, not only without its log."""
        return any(fault.wrong for fault in self.faults)
