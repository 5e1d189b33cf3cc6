"""The facade: replays of breaches, and homes for them."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from keyroll.api._home import Progress
from keyroll.api.keyroll import Keyroll
from keyroll.clock import iso
from keyroll.replay import Written, thanksgiving
from keyroll.store.home import prepare


def replay(
    out: Path, *, scale: float, seed: int, survivors: int | None, intrusion: bool, progress: Progress | None = None
) -> Written:
    """Write the export folder of the replayed company, and its truth beside it."""
    return thanksgiving(out, scale=scale, seed=seed, survivors=survivors, intrusion=intrusion, progress=progress)


def _settings(ends: datetime) -> dict[str, str]:
    """Return the settings of a replay's home: its heads prove nothing to anybody, and are kept in it alone."""
    return {"clock": iso(ends), "witness": "file:heads.jsonl"}


def replay_home(path: Path, ends: datetime) -> Keyroll:
    """Open a home for a replay, whose clock stands at the replay's end."""
    prepare(path, _settings(ends))
    return Keyroll.open(path)


def replay_place(
    place: Path, *, scale: float, seed: int, survivors: int | None, intrusion: bool, progress: Progress | None = None
) -> tuple[Keyroll, Path]:
    """Open the home of a replay below ``place``; return it with its exports, which are written once.

    The exports get their name once they are complete, and the home's clock is set before that.
    """
    return beside_exports(
        place,
        lambda part: replay(part, scale=scale, seed=seed, survivors=survivors, intrusion=intrusion, progress=progress),
    )


def beside_exports(place: Path, write: Callable[[Path], Written]) -> tuple[Keyroll, Path]:
    """Open the home below ``place`` whose exports ``write`` writes once; return it with the exports' folder.

    The exports get their name once they are complete, and the home's clock is set before that.
    """
    exports, home = place / "exports", place / "home"
    if not exports.exists():
        part = place / "writing"
        shutil.rmtree(part, ignore_errors=True)
        written = write(part)
        prepare(home, _settings(written.ends))
        written.truth.replace(place / "truth.json")
        part.replace(exports)
    return Keyroll.open(home), exports
