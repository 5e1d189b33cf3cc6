"""``keyroll replay NAME`` for each replay of an incident that is found."""

from datetime import datetime
from pathlib import Path

import click

from keyroll.api import play_case, replay_cases, write_case
from keyroll.cli.root import shared
from keyroll.cli.screen import json_lines, progress, show, tell
from keyroll.errors import OK, UsageError
from keyroll.report.case import case


def add_cases(group: click.Group) -> None:
    """Add a command for each replay."""
    for name, one in replay_cases().items():
        group.add_command(_command(name, one.about))


def _command(name: str, about: str) -> click.Command:
    @click.command(name, help=f"{about}\n\nWithout --out it is played in a home of its own below --home.")
    @click.option("--out", type=click.Path(path_type=Path), help="Only write the exports there.")
    @click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same bytes.")
    @shared
    def run(out: Path | None, seed: int, home: Path, as_json: bool, now: datetime | None) -> int:
        if out:
            told = write_case(name, out, seed)
            tell(f"{told.records:,} records; the truth lies apart in {told.truth}")
            click.echo(f"keyroll sync --from {out}")
            for one in told.scans:
                click.echo(f"keyroll sync --scan {one}")
            return OK
        if now:
            raise UsageError("a replay's clock stands where its records end", hint="leave out --now")
        return _play(name, home / "replays" / f"{name}-seed{seed}", seed, as_json=as_json)

    return run


def _play(name: str, place: Path, seed: int, *, as_json: bool) -> int:
    with progress("reading") as bar:
        played = play_case(name, place, seed, progress=bar)
    status, home = played.status, played.roll.home.path
    if as_json:
        row = {
            "home": str(home),
            "incident": status.incident.name,
            "exposed": len(status.standings),
            "unproven": [{"handle": one.item.handle, "reason": str(one.judgement.why)} for one in status.residue],
            "exact": played.exact,
        }
        json_lines("replay", [row])
        return OK
    steps = [f"keyroll incident status {status.incident.name} --home {home}", f"keyroll list locations --home {home}"]
    about = replay_cases()[name]
    show(case(about.title, about.about, status, exact=played.exact, survivors=len(played.survivors), steps=steps))
    return OK
