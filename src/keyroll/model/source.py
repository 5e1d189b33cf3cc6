"""A source is one instance of a provider: ``jira@prod``, ``aws@123456789012``."""

import re
from dataclasses import dataclass
from typing import Self

from keyroll.errors import UsageError

DEFAULT_NAME = "main"
_SHAPE = re.compile(r"(?P<provider>[a-z][a-z0-9_]*)(?:@(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*))?")


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """One instance of a provider; part of every id, identifier, scope, event and freshness row."""

    provider: str
    name: str = DEFAULT_NAME

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``provider`` or ``provider@name``. Raises UsageError."""
        match = _SHAPE.fullmatch(text)
        if match is None:
            raise UsageError(f"{text!r} is not a source", hint="write it as jira or jira@prod")
        return cls(match["provider"], match["name"] or DEFAULT_NAME)

    def __str__(self) -> str:
        return f"{self.provider}@{self.name}"
