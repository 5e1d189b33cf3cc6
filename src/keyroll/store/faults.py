"""Named places around every commit, where a test can end the process."""

from collections.abc import Callable

FaultHook = Callable[[str], None]


def no_fault(_place: str) -> None:
    """Let the process continue."""
