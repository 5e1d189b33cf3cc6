"""Expressions have RE2's syntax, like the engine; an expression beyond RE2 is refused when its rule is read."""

from typing import Final, Self, cast

import re2
from sigma.policy import SigmaPolicy
from sigma.policy.regex_engine import RE2RegexEngine, RegexPattern

HINT: Final = "RE2 has no look-around, back references, atomic or possessive groups: write it without"
#: The errors of RE2.
REFUSED: Final = re2.error


class Re2(RE2RegexEngine):
    """The library's RE2 without error output to the terminal."""

    def __deepcopy__(self, _memo: object) -> Self:
        # It holds a module, which cannot be copied; filters copy the objects that they pass to a rule.
        return self

    def compile(self, pattern: str, flags: int = 0) -> RegexPattern:
        """Compile an expression. Raises ``re2.error``."""
        letters = "".join(letter for flag, letter in ((2, "i"), (8, "m"), (16, "s")) if flags & flag)
        return compiled(f"(?{letters}){pattern}" if letters else pattern)


def compiled(pattern: str) -> RegexPattern:
    """Compile an expression with its flags inside. Raises ``re2.error``."""
    options = re2.Options()
    options.log_errors = False
    return cast("RegexPattern", re2.compile(pattern, options))


def said(error: Exception) -> str:
    """Return RE2's error as a text."""
    first = error.args[0] if error.args else ""
    return first.decode(errors="replace") if isinstance(first, bytes) else str(first)


POLICY: Final = SigmaPolicy(regex_engine=Re2())
