"""``keyroll replay <world>``: the other worlds by name, each a command; they are found, not listed here."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from keyroll.api import replay_world, replay_worlds, world_place
from keyroll.cli.root import shared
from keyroll.cli.screen import json_lines, progress, show, tell
from keyroll.errors import OK, UsageError
from keyroll.report.ocsf import incident_finding
from keyroll.report.story import hunted


class Replays(click.Group):
    """The replays that have commands of their own, and every world by its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names."""
        return [*super().list_commands(ctx), *replay_worlds()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, or none."""
        own = super().get_command(ctx, cmd_name)
        title = None if own else replay_worlds().get(cmd_name)
        return _command(cmd_name, title) if title else own


def _command(name: str, title: str) -> click.Command:
    options: list[Callable[[Callable[..., int]], Callable[..., int]]] = [
        click.option("--out", type=click.Path(path_type=Path), help="Only write the exports there."),
        click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same bytes."),
        shared,
    ]

    def run(out: Path | None, seed: int, home: Path, *, as_json: bool, now: datetime | None) -> int:
        return _replay(name, out, seed, home, as_json=as_json, now=now)

    for option in reversed(options):
        run = option(run)
    text = "Without --out it is played: written, synced and hunted,\nin a home of its own below --home."
    return click.command(name, help=f"{title}.\n\n{text}", short_help=f"{title}.")(run)


def _replay(name: str, out: Path | None, seed: int, home: Path, *, as_json: bool, now: datetime | None) -> int:
    if out:
        with progress("writing") as bar:
            written = replay_world(name, out, seed=seed, progress=bar)
        tell(f"{written.records:,} records in {written.files:,} files; the truth lies apart in {written.truth}")
        click.echo(f"keyroll sync --from {out}")
        return OK
    if now:
        raise UsageError("a replay's clock stands where its records end", hint="leave out --now")
    place = home / "replays" / f"{name}-seed{seed}"
    with progress("writing") as bar:
        roll, exports = world_place(place, name, seed=seed, progress=bar)
    with progress("reading") as bar:
        roll.sync(exports, progress=bar)
    with progress("hunting") as bar:
        found = roll.hunt(progress=bar)
    if as_json:
        json_lines("story", (incident_finding(one) for one in found.stories))
    else:
        show(hunted(found, roll.names()))
        tell(f"next: keyroll hunt --json --home {place / 'home'}; what really happened: {place / 'truth.json'}")
    return OK
