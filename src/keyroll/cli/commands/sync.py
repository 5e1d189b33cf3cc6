"""``keyroll sync``: read connected sources, import exports, and scan for copies of secrets."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from keyroll.api import Keyroll, Summary, TableRefused, connection
from keyroll.cli.commands._campaign import tell_reactivated
from keyroll.cli.root import pairs, shared
from keyroll.cli.screen import complain, json_lines, progress, show, tell
from keyroll.cli.together import together
from keyroll.errors import OK, PARTIAL, UsageError
from keyroll.model.source import Source
from keyroll.pauses import LONG, Pause
from keyroll.report import tabular
from keyroll.report.document import Document, Line, Table, Tone
from keyroll.report.words import count

#: The ending of a file of exports: an argument with it is no source.
_FILE = re.compile(r"\.(?:json|ndjson|jsonl|csv|tsv|log|txt|gz|zst)$", re.IGNORECASE)


@click.command("sync")
@click.argument("names", nargs=-1, metavar="[PROVIDER[@SOURCE] | PATH]...")
@click.option("--from", "folder", type=click.Path(path_type=Path), help="Folder of exports: <provider>/survey|logs/…")
@click.option("--log", help="Read the PATHs as this log, for example aws.cloudtrail or aws@123456789012.cloudtrail.")
@click.option("--events-only", is_flag=True, help="With --log: leave the inventory to the next sync.")
@click.option("--csv", "table", type=click.Path(path_type=Path), help="A table about credentials of any system.")
@click.option("--system", default="", metavar="NAME", help="With --csv: which system issued them, for example stripe.")
@click.option(
    "--map", "maps", multiple=True, metavar="ROLE=COLUMN", help="With --csv: what a column is; or ignore=COLUMN."
)
@click.option("--dates", type=click.Choice(["day-first", "month-first"]), default=None, help="With --csv: 03/04/2023.")
@click.option("--partial", is_flag=True, help="With --csv: it is not the whole list; what it lacks is not gone.")
@click.option(
    "--accept", is_flag=True, help="Read tables with other columns than earlier ones, or without most of their rows."
)
@click.option("--scan", multiple=True, metavar="PATH", help="Find copies of secrets under PATH, or NAME=PATH.")
@click.option("--only-tree", is_flag=True, help="With --scan: leave out the history of git repositories.")
@shared
@together(
    needs={
        "--events-only": "--log",
        "--system": "--csv",
        "--map": "--csv",
        "--dates": "--csv",
        "--partial": "--csv",
        "--only-tree": "--scan",
    }
)
def sync(
    names: tuple[str, ...],
    folder: Path | None,
    log: str | None,
    events_only: bool,
    table: Path | None,
    system: str,
    maps: tuple[str, ...],
    dates: str | None,
    partial: bool,
    accept: bool,
    scan: tuple[str, ...],
    only_tree: bool,
    home: Path,
    as_json: bool,
    now: datetime | None,
) -> int:
    """Read the connected sources, or import exports: each record once, bad
    input to quarantine.

    \b
    keyroll sync                           all connected sources, live
    keyroll sync okta github@main          only these, live
    keyroll sync exports/                  everything in the folder
    keyroll sync --from exports jira aws   only these providers
    keyroll sync --csv keys.csv --system stripe   a table of any system
    keyroll sync --log aws.cloudtrail trail/   files of one log
    keyroll sync --scan repo wiki/ tickets.json   copies of secrets
    """
    _together(log, folder, scan, events_only=events_only)
    if table:
        if names or folder or log or scan:
            raise UsageError("--csv excludes all other input", hint="run sync twice")
        options = _TableOptions(
            system, pairs(maps, "mapping", "--map owner=Team", empty=False), dates or "", partial, accept
        )
        return _table(Keyroll.open(home, now=now), table, options, as_json=as_json)
    if system or maps or dates or partial:
        hint = "keyroll sync --csv FILE --system NAME"
        raise UsageError("--system, --map, --dates and --partial go with --csv", hint=hint)
    sources, roots = _sorted(names, scan)
    if not (log or folder or roots):
        sources, folder = _path(sources, accept=accept)
    keyroll = Keyroll.open(home, now=now)
    with progress("reading") as bar:
        read = found = None
        if log:
            read = keyroll.exports.sync_log(log, [Path(name) for name in names], progress=bar, fold=not events_only)
        elif folder:
            read = keyroll.exports.sync(
                folder, only=[Source.parse(name) for name in sources], accept=accept, progress=bar
            )
        elif not roots:
            named = [Source.parse(name) for name in sources]
            read = keyroll.sources.sync(only=named, progress=bar, waits=_tell_of)
        if roots:
            found, known = keyroll.exports.scan(roots, history=not only_tree, progress=bar)
    if read:
        partial = read.partial
        json_lines("sync", _rows(read)) if as_json else show(_screen(read))
        _complain_of(read)
        _tell_unmatched(keyroll, as_json=as_json)
    if found:
        partial = partial or found.partial
        json_lines("scan", _scan_rows(found)) if as_json else show(_scan_screen(found, known))
        _complain_of(found)
    tell_reactivated(keyroll)
    return PARTIAL if partial else OK


def _together(log: str | None, folder: Path | None, scan: tuple[str, ...], *, events_only: bool) -> None:
    """Refuse options that exclude each other. Raises UsageError."""
    if log and (folder or scan):
        raise UsageError("--log excludes --from and --scan", hint="run sync twice")
    if events_only and not log:
        raise UsageError("--events-only needs --log", hint="keyroll sync --log openbao.audit FILE --events-only")


def _path(names: list[str], *, accept: bool) -> tuple[list[str], Path | None]:
    """Separate the one path from the sources: it has a slash, or is a folder or file here. Raises UsageError."""
    paths = [name for name in names if "/" in name or (Path(name).exists() and not _is_source(name))]
    for name in names:
        if name not in paths and _FILE.search(name) and not _is_source(name):
            raise UsageError(
                f"there is no file {name} in {Path.cwd()}, and no provider of that name",
                hint=f"keyroll sync PATH/{name}",
            )
    if len(paths) > 1:
        raise UsageError("one PATH at a time", hint=f"run sync twice: keyroll sync {paths[0]}")
    if accept and not paths:
        raise UsageError("--accept goes with --csv or a folder", hint="keyroll sync --from FOLDER --accept")
    return [name for name in names if name not in paths], Path(paths[0]) if paths else None


def _is_source(name: str) -> bool:
    """Return whether a source of such a provider can be read live; a folder of that name is then written ``./NAME``."""
    try:
        connection(Source.parse(name))
    except UsageError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _TableOptions:
    """The options of a table: its system, titles of columns by role, the order of day and month, and completeness."""

    system: str
    given: dict[str, str]
    dates: str
    partial: bool
    accept: bool


def _table(keyroll: Keyroll, path: Path, options: _TableOptions, *, as_json: bool) -> int:
    """Import a table, and show how it was read."""
    try:
        summary, table = keyroll.exports.sync_table(
            path,
            system=options.system,
            given=options.given,
            dates=options.dates,
            partial=options.partial,
            accept=options.accept,
        )
    except TableRefused as refused:
        # The preview is what the person must look at.
        json_lines("table", tabular.how_rows(refused.table)) if as_json else show(tabular.how(refused.table))
        raise
    if as_json:
        json_lines("table", tabular.how_rows(table))
        json_lines("sync", _rows(summary))
    else:
        show(tabular.how(table))
        show(_screen(summary))
    tell_reactivated(keyroll)
    return PARTIAL if summary.partial or table.columns.undecided else OK


def _complain_of(summary: Summary) -> None:
    """Print what is not complete in live reads and scans, with the reason; equal reasons are printed once."""
    for source, reasons in sorted(summary.unseen.items()):
        for because in dict.fromkeys(reasons.values()):
            names = ", ".join(name for name, one in sorted(reasons.items()) if one == because)
            complain(f"{source}: {names}: {because}", f"fix it, then: keyroll sync {source}")
    for one in summary.scans:
        if one.closed:
            tell(f"{one.source}: {one.closed:,} archives were not opened; unpack them and scan the folder")
        if one.because:
            complain(f"{one.source} is not complete: {one.because}", one.hint or "fix it, then scan again")


def _sorted(names: tuple[str, ...], scan: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Separate the further roots of a scan from the names of sources."""
    more = [name for name in names if scan and ("=" in name or Path(name).exists())]
    return [name for name in names if name not in more], [*scan, *more]


def _tell_of(pause: Pause) -> None:
    """Print the cause of a wait that is long enough to be noticed."""
    if pause.seconds >= LONG:
        tell(str(pause))


def _tell_unmatched(keyroll: Keyroll, *, as_json: bool) -> None:
    """Print how many rows of the register name nothing known, or several credentials."""
    rows = keyroll.inventory.unmatched()
    if as_json:
        json_lines("register", [{"unmatched": rows}])
    elif rows:
        complain(
            f"{count(rows, 'row')} of the register match nothing, or several credentials", "keyroll list unmatched"
        )


def _rows(summary: Summary) -> list[dict[str, object]]:
    return (
        [
            {"source": str(source), "read": read.records, "new": read.new, "left_out": read.left_out, "bad": read.bad}
            for source, read in sorted(summary.sources.items())
        ]
        + [
            {"source": str(source), "endpoint": endpoint, "because": because}
            for source, reasons in sorted(summary.unseen.items())
            for endpoint, because in sorted(reasons.items())
        ]
        + [
            {
                "files": summary.files,
                "unchanged": summary.unchanged,
                "quarantined": summary.quarantined,
                "masked": sum(summary.masked.values()),
                "not_searched_for": summary.unsearched,
            }
        ]
    )


def _scan_rows(summary: Summary) -> list[dict[str, object]]:
    return [
        {
            "source": str(one.source),
            "places": one.places,
            "values": len(one.identifiers),
            "because": one.because,
            "archives_not_opened": one.closed,
        }
        for one in summary.scans
    ]


def _scan_screen(summary: Summary, known: int) -> Document:
    values = len(frozenset().union(*(one.identifiers for one in summary.scans)))
    places = sum(one.places for one in summary.scans)
    rows = tuple(
        (str(one.source), f"{one.places:,}", f"{len(one.identifiers):,}", "no" if one.because else "yes")
        for one in summary.scans
    )
    return Document(
        [
            Line(f"{places:,} places hold {values:,} values; {known:,} are in the inventory", Tone.TITLE),
            Table(("source", "places", "values", "complete"), rows, indent=2),
            Line("next: keyroll list locations", Tone.QUIET),
        ]
    )


def _screen(summary: Summary) -> Document:
    rows = tuple(
        (str(source), f"{read.records:,}", f"{read.new:,}", f"{read.bad:,}")
        for source, read in sorted(summary.sources.items())
    )
    tell(f"{count(summary.files, 'file')}, {summary.unchanged:,} of them read before")
    blocks: list[Line | Table] = [
        Line(f"{summary.new:,} new records and observations", Tone.TITLE),
        Table(("source", "read", "new", "bad"), rows, indent=2),
    ]
    blocks += [
        Line(f"{count(number, 'file')} of {what}", Tone.QUIET) for what, number in sorted(summary.without.items())
    ]
    if summary.quarantined:
        blocks.append(Line(f"{summary.quarantined:,} in quarantine: keyroll list quarantine", Tone.BAD))
        blocks += [Line(f"{number:,} x {reason}", indent=2) for reason, number in sorted(summary.reasons.items())[:8]]
    if summary.masked:
        kinds = ", ".join(f"{number:,} {kind}" for kind, number in sorted(summary.masked.items(), key=_most)[:5])
        blocks.append(Line(f"{sum(summary.masked.values()):,} values masked ({kinds}): keyroll list masked"))
    if summary.unsearched:
        text = (
            f"copies elsewhere of {summary.unsearched:,} of them are not searched for: the home knows the most values"
        )
        blocks.append(Line(f"{text} (docs/secrets.md)", Tone.BAD))
    blocks.append(Line("next: keyroll list credentials", Tone.QUIET))
    return Document(blocks)


def _most(kind: tuple[str, int]) -> tuple[int, str]:
    return -kind[1], kind[0]


COMMAND = sync
