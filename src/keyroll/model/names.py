"""The one rule of names that people give: incidents, plans, schedules, views.

A name stands in addresses, names of files, commands and signed statements. A stored name that breaks the rule is still
read and shown. Tokens, streams, connections and people have rules of their own (``model.person``).
"""

from typing import Final

from keyroll.errors import UsageError
from keyroll.visible import visible

#: The most characters of a name.
LENGTH: Final = 128
_SEPARATORS: Final = "/\\"


def checked(name: str, noun: str) -> str:
    """Return a name that follows the rule. Raises UsageError that says what breaks it."""
    if because := _breaks(name):
        hint = f"use 1 to {LENGTH} visible characters, without / and \\, for example okta-2023-10"
        raise UsageError(f"{visible(name[:LENGTH])!r} is not a name for {noun}: {because}", hint=hint)
    return name


def _breaks(name: str) -> str:
    """Return what breaks the rule; empty for a good name."""
    if not name.strip():
        return "it is empty"
    if len(name) > LENGTH:
        return f"it has more than {LENGTH} characters"
    if visible(name) != name:
        return "it has a control or invisible character"
    if any(sign in name for sign in _SEPARATORS) or ".." in name or name == ".":
        return "it has a path separator or .."
    if name != name.strip() or name.startswith("-"):
        return "it begins or ends with a space, or begins with -"
    return ""
