"""How a test runs a command, and how that ended."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Done:
    """How a command ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]
