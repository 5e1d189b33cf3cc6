"""The facade: replays of breaches, and homes for them."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from keyroll.api._home import Progress
from keyroll.api.keyroll import Keyroll
from keyroll.clock import iso
from keyroll.replay import Written, play, thanksgiving, worlds
from keyroll.store.home import prepare


def replay(
    out: Path, *, scale: float, seed: int, survivors: int | None, intrusion: bool, progress: Progress | None = None
) -> Written:
    """Write the export folder of the replayed company, and its truth beside it."""
    return thanksgiving(out, scale=scale, seed=seed, survivors=survivors, intrusion=intrusion, progress=progress)


def replay_worlds() -> dict[str, str]:
    """Return the other worlds by name, each with what it is about."""
    return {name: story.title for name, story in worlds().items()}


def replay_world(name: str, out: Path, *, seed: int, progress: Progress | None = None) -> Written:
    """Write the export folder of one of the other worlds, and its truth beside it."""
    return play(name, out, seed=seed, progress=progress)


def replay_home(path: Path, ends: datetime) -> Keyroll:
    """Open a home for a replay, whose clock stands at the replay's end."""
    prepare(path, {"clock": iso(ends)})
    return Keyroll.open(path)


def replay_place(
    place: Path, *, scale: float, seed: int, survivors: int | None, intrusion: bool, progress: Progress | None = None
) -> tuple[Keyroll, Path]:
    """Open the home of a replay below ``place``; return it with its exports, which are written once.

    The exports appear under their name when they are whole, and the home's clock is set before that.
    """
    return _placed(
        place,
        lambda part: replay(part, scale=scale, seed=seed, survivors=survivors, intrusion=intrusion, progress=progress),
    )


def world_place(place: Path, name: str, *, seed: int, progress: Progress | None = None) -> tuple[Keyroll, Path]:
    """Open the home of one of the other worlds below ``place``, as replay_place does."""
    return _placed(place, lambda part: replay_world(name, part, seed=seed, progress=progress))


def _placed(place: Path, write: Callable[[Path], Written]) -> tuple[Keyroll, Path]:
    exports, home = place / "exports", place / "home"
    if not exports.exists():
        part = place / "writing"
        shutil.rmtree(part, ignore_errors=True)
        written = write(part)
        prepare(home, {"clock": iso(written.ends)})
        written.truth.replace(place / "truth.json")
        part.replace(exports)
    return Keyroll.open(home), exports
