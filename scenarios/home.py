"""The home of one scenario: its exports, written once, and a clock that stands where its records end."""

from pathlib import Path

from keyroll.api import Keyroll, beside_exports
from keyroll.replay.engine import Progress
from scenarios.play import play


def scenario_home(folder: Path, name: str, *, seed: int, progress: Progress | None = None) -> tuple[Keyroll, Path]:
    """Open the home of a scenario below ``folder``; return it with its exports. Raises UsageError for unknown names."""
    return beside_exports(folder, lambda part: play(name, part, seed=seed, progress=progress))
