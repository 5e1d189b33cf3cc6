"""``keyroll replay NAME``: other breaches, each a command by its name; discovery finds them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import click

from keyroll.api import (
    play_case,
    replay_cases,
    write_case,
)
from keyroll.cli.root import shared
from keyroll.cli.screen import data, json_lines, progress, show, tell
from keyroll.errors import OK, UsageError
from keyroll.report.case import case
from keyroll.report.words import in_home

#: Writes or runs a replay: its name, the folder to write to (none: run it), the seed, the home, the output form.
Run = Callable[[str, Path | None, int, Path, bool], int]


class Replays(click.Group):
    """The replays with commands of their own, and every breach by its name; loaded on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all names."""
        return sorted([*super().list_commands(ctx), *replay_cases()])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a name, or None."""
        own = super().get_command(ctx, cmd_name)
        if own:
            return own
        if breach := replay_cases().get(cmd_name):
            text = f"{breach.about}\n\nWithout --out it runs in a home of its own below --home."
            return _command(cmd_name, text, _breach)
        return None


def written(sentence: str, syncs: Sequence[str]) -> int:
    """Print the counts of the written files, and the commands that read them."""
    tell(sentence)
    for one in syncs:
        data(f"keyroll sync {one}\n")
    return OK


def has_its_own_clock(now: datetime | None) -> None:
    """Refuse a time for a replay that runs. Raises UsageError."""
    if now:
        raise UsageError("a replay's clock is the end of its records", hint="leave out --now")


def _command(name: str, text: str, run: Run) -> click.Command:
    @click.command(name, help=text)
    @click.option("--out", type=click.Path(path_type=Path), help="Only write the exports there.")
    @click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same bytes.")
    @shared
    def command(out: Path | None, seed: int, home: Path, *, as_json: bool, now: datetime | None) -> int:
        if not out:
            has_its_own_clock(now)
        return run(name, out, seed, home / "replays" / f"{name}-seed{seed}", as_json)

    return command


def _breach(name: str, out: Path | None, seed: int, place: Path, as_json: bool) -> int:  # noqa: FBT001 - one of several
    if out:
        files = write_case(name, out, seed)
        scans = [f"--scan {path}" for path in files.scans]
        return written(f"{files.records:,} records; the truth is in {files.truth}", [f"--from {out}", *scans])
    with progress("reading") as bar:
        played = play_case(name, place, seed, progress=bar)
    status, home = played.status, played.keyroll.home.path
    if as_json:
        row = {
            "home": str(home),
            "incident": status.incident.name,
            "exposed": len(status.standings),
            "unproven": [
                {"identifier": one.item.identifier, "reason": str(one.judgement.why)} for one in status.open_items
            ],
            "exact": played.exact,
        }
        json_lines("replay", [row])
        return OK
    steps = [
        in_home(f"keyroll incident status {status.incident.name}", home),
        in_home("keyroll list locations", home),
    ]
    about = replay_cases()[name]
    show(case(about.title, about.about, status, exact=played.exact, survivors=len(played.survivors), steps=steps))
    return OK
