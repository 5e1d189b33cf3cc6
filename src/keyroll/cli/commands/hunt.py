"""``keyroll hunt``: detect misuse of machine credentials in the logs."""

from datetime import datetime
from pathlib import Path

import click

from keyroll.api import Keyroll, Timings
from keyroll.cli.root import TimeParameter, shared
from keyroll.cli.screen import complain, json_lines, progress, show, show_list, tell
from keyroll.cli.together import together
from keyroll.errors import FINDINGS, OK, PARTIAL, UsageError
from keyroll.model.finding import Severity
from keyroll.report.document import Document, Gap, Line, Tone
from keyroll.report.ocsf import detection_finding, incident_finding
from keyroll.report.rules import not_run
from keyroll.report.story import hunted
from keyroll.report.timings import timed, timing_rows
from keyroll.report.words import count

#: The most rows of one saved hunt.
ROWS = 1_000
LEVELS = [level.name.lower() for level in Severity]


@click.command("hunt")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--log", metavar="PROVIDER.LOG", help="First import the PATHs as this log, for example aws.cloudtrail.")
@click.option(
    "--rules",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Also run the Sigma rules of this folder (may be given again).",
)
@click.option(
    "--placeholders",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="YAML: values for the placeholders of rules, by name.",
)
@click.option(
    "--saved",
    multiple=True,
    metavar="NAME|FILE|FOLDER",
    help="Only run this saved hunt, one SELECT with a question; all: every built-in one (keyroll list hunts).",
)
@click.option("--since", type=TimeParameter(), help="Only findings and stories from this time on.")
@click.option(
    "--budget", metavar="5/day", default="", help="Most new stories that may alert in a span; the rest is listed."
)
@click.option("--blind-spots", is_flag=True, help="Also print each blind spot, with its reason.")
@click.option("--timings", is_flag=True, help="Hunt anew, and also print seconds and rows of each stage.")
@click.option("--fail-on", type=click.Choice(LEVELS), help="Exit 10 if a finding is at this level or above.")
@shared
@together(
    needs={"--log": "PATH"},
    excludes={"--saved": "--rules --placeholders --since --budget --blind-spots --timings --fail-on"},
)
def hunt(
    paths: tuple[Path, ...],
    log: str | None,
    rules: tuple[Path, ...],
    placeholders: Path | None,
    saved: tuple[str, ...],
    since: datetime | None,
    budget: str,
    blind_spots: bool,
    timings: bool,
    fail_on: str | None,
    home: Path,
    as_json: bool,
    now: datetime | None,
) -> int:
    """Find unusual use of machine credentials; print next actions, then timelines.

    \b
    keyroll hunt                                in all imported logs
    keyroll hunt --rules ~/sigma/rules/cloud    with these Sigma rules too
    keyroll hunt --log aws.cloudtrail trail/    import these files first

    With --json: OCSF Detection Finding (2004) and Incident Finding (2005), each
    finding with the file, record and hash of every event behind it. Exit 11 if
    a rule has a fault; a rule without its log is reported, and is not a fault.
    """
    if paths and not log:
        raise UsageError("PATHs without --log", hint="name their log: keyroll hunt --log aws.cloudtrail PATH")
    keyroll = Keyroll.open(home, now=now, create=bool(log))
    partial = bool(log) and _brought(keyroll, str(log), paths)
    if saved:
        return _saved(keyroll, saved, as_json=as_json) or (PARTIAL if partial else OK)
    cost = Timings(on=timings)
    with progress("hunting") as bar:
        hunt_result = keyroll.hunt.run(
            since=since, rules=rules, placeholders=placeholders, budget=budget, progress=bar, timings=cost
        )
    if as_json:
        opened = keyroll.hunt.records(hunt_result.findings)
        json_lines("finding", (detection_finding(one, opened) for one in hunt_result.findings))
        json_lines("story", (incident_finding(one) for one in hunt_result.stories))
    else:
        show(hunted(hunt_result, keyroll.hunt.subjects(hunt_result), blind_spots=blind_spots))
    if timings:
        _print_timings(cost, as_json=as_json)
    for line in not_run(hunt_result.judged):
        tell(line)
    if not keyroll.home.writable:
        tell("this home cannot be written: the findings are printed, and not stored for keyroll list")
    worst = max((one.severity for one in hunt_result.findings), default=0)
    if fail_on and worst >= Severity[fail_on.upper()]:
        return FINDINGS
    return PARTIAL if hunt_result.judged.wrong or partial else OK


def _print_timings(cost: Timings, *, as_json: bool) -> None:
    """Print the cost of each stage, and of the most expensive behaviours."""
    if as_json:
        json_lines("timing", timing_rows(cost))
    else:
        show(timed(cost))


def _brought(keyroll: Keyroll, log: str, paths: tuple[Path, ...]) -> bool:
    """Import files of a log, and print the counts; return whether some of them could not be read."""
    with progress("reading") as bar:
        read = keyroll.exports.sync_log(log, paths, progress=bar)
    tell(f"{count(read.files, 'file')}, {read.unchanged:,} of them read before; {count(read.new, 'new record')}")
    if read.quarantined:
        tell(f"{read.quarantined:,} in quarantine: keyroll list quarantine")
    return read.partial


def _saved(keyroll: Keyroll, names: tuple[str, ...], *, as_json: bool) -> int:
    """Print the results of saved hunts, each under its question; exit 11 if one was refused."""
    ended = OK
    for one in keyroll.hunt.saved(names, limit=ROWS):
        if one.listed is None:
            fault = one.fault
            complain(f"{one.saved.name}: {fault}", fault.hint if fault else "")
            ended = PARTIAL
        elif as_json:
            json_lines("hunt", ({"hunt": one.saved.name, **row} for row in one.listed.rows))
        else:
            show(Document([Line(one.saved.title, Tone.TITLE), Line(one.saved.question, Tone.QUIET)]))
            show_list(one.listed) if one.listed.rows else show(Document([Line("nothing", Tone.GOOD)]))
            show(Document([Gap()]))
        if one.listed and one.listed.cut:
            tell(f"{one.saved.name}: more than {ROWS:,} rows; narrow its SELECT")
    return ended


COMMAND = hunt
