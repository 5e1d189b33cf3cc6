"""``keyroll sync``: bring exports in."""

from datetime import datetime
from pathlib import Path

import click

from keyroll.api import Keyroll
from keyroll.cli.root import shared
from keyroll.cli.screen import json_lines, progress, show, tell
from keyroll.errors import OK, PARTIAL, UsageError
from keyroll.intake.sync import Summary
from keyroll.model.source import Source
from keyroll.report.document import Document, Line, Table, Tone


@click.command("sync")
@click.argument("names", nargs=-1, metavar="[PROVIDER[@SOURCE] | PATH]...")
@click.option("--from", "folder", type=click.Path(path_type=Path), help="Folder of exports: <provider>/survey|logs/…")
@click.option("--log", help="Read the PATHs as this log, for example aws.cloudtrail or aws@123456789012.cloudtrail.")
@shared
def sync(
    names: tuple[str, ...], folder: Path | None, log: str | None, home: Path, as_json: bool, now: datetime | None
) -> int:
    """Bring exports in: each record once, bad input to quarantine.

    \b
    keyroll sync --from exports            everything in the folder
    keyroll sync --from exports jira aws   only these providers
    keyroll sync --log aws.cloudtrail trail/   files of one log
    """
    if not folder and not log:
        raise UsageError("live surveys are not part of this version", hint="give exports: keyroll sync --from FOLDER")
    if folder and log:
        raise UsageError("--from and --log do not go together", hint="run sync twice")
    roll = Keyroll.open(home, now=now)
    with progress("reading") as bar:
        if log:
            summary = roll.sync_log(log, [Path(name) for name in names], progress=bar)
        else:
            assert folder is not None  # noqa: S101 - one of both is given
            summary = roll.sync(folder, only=[Source.parse(name) for name in names], progress=bar)
    if as_json:
        json_lines("sync", _rows(summary))
    else:
        show(_screen(summary))
    return PARTIAL if summary.quarantined else OK


def _rows(summary: Summary) -> list[dict[str, object]]:
    return [
        {"source": str(source), "read": read.records, "new": read.new, "left_out": read.left_out, "bad": read.bad}
        for source, read in sorted(summary.sources.items())
    ] + [{"files": summary.files, "unchanged": summary.unchanged, "quarantined": summary.quarantined}]


def _screen(summary: Summary) -> Document:
    rows = tuple(
        (str(source), f"{read.records:,}", f"{read.new:,}", f"{read.bad:,}")
        for source, read in sorted(summary.sources.items())
    )
    tell(f"{summary.files:,} files, {summary.unchanged:,} of them read before")
    blocks: list[Line | Table] = [
        Line(f"{summary.new:,} new records and observations", Tone.TITLE),
        Table(("source", "read", "new", "bad"), rows, indent=2),
    ]
    if summary.quarantined:
        blocks.append(Line(f"{summary.quarantined:,} in quarantine: keyroll list quarantine", Tone.BAD))
        blocks += [Line(f"{number:,} x {reason}", indent=2) for reason, number in sorted(summary.reasons.items())[:8]]
    blocks.append(Line("next: keyroll list credentials", Tone.QUIET))
    return Document(blocks)


COMMAND = sync
