"""A check before a plan is made: ``Rotator.checks`` and ``Delivery.checks`` return them. They change nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """One fact that a rotation needs.

    ``passed`` is None if the fact could not be read. ``said`` names the account and the object. ``fix`` is the
    statement or command that makes a failed check pass. Neither holds a secret.
    """

    what: str
    passed: bool | None
    said: str
    fix: str = ""

    @classmethod
    def good(cls, what: str, said: str) -> "PlanCheck":
        """Return a check that passed."""
        return cls(what, passed=True, said=said)

    @classmethod
    def bad(cls, what: str, said: str, fix: str) -> "PlanCheck":
        """Return a check that failed."""
        return cls(what, passed=False, said=said, fix=fix)

    @classmethod
    def unknown(cls, what: str, said: str, fix: str = "") -> "PlanCheck":
        """Return a check of a fact that could not be read."""
        return cls(what, passed=None, said=said, fix=fix)

    @classmethod
    def right(cls, right: str, who: str, fix: str, *, has: bool | None, because: str = "") -> "PlanCheck":
        """Return the check of one right of an account; ``has`` is None if it could not be read, for a reason."""
        if has is None:
            return cls.unknown(right, f"whether {who} has it could not be read: {because}", fix)
        return cls.good(right, f"{who} has it") if has else cls.bad(right, f"{who} does not have {right}", fix)
