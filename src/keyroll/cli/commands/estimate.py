"""``keyroll estimate``: estimate how many credentials are unknown, or print why that is not possible."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from keyroll.api import Keyroll, estimate_lists
from keyroll.cli.root import shared
from keyroll.cli.screen import data, json_lines, show, tell
from keyroll.errors import OK, PARTIAL, UsageError
from keyroll.report.estimate import as_object, estimate_document
from keyroll.report.formats.csv import field


@click.command("estimate")
@click.option(
    "--lists",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Estimate from these lists (CSV) instead of the home.",
)
@click.option("--plan-audit", "places", type=click.IntRange(1), help="Draw this many places to audit, as CSV.")
@shared
def estimate(file: Path | None, places: int | None, home: Path, as_json: bool, now: datetime | None) -> int:
    """Print how many live credentials there are, the unseen included.

    \b
    keyroll estimate
    keyroll estimate --lists lists.csv --json
    keyroll estimate --plan-audit 20 > places.csv

    If the lists allow no number, the reason is printed with the
    cheapest step to a number. The columns of --lists are in docs/estimate.md.
    """
    if file and places:
        raise UsageError("--plan-audit draws from a home, not from --lists", hint="leave one of them out")
    if file:
        answer, faults = estimate_lists(file.read_bytes())
        for fault in faults:
            tell(f"{file}:{fault.line}: {fault.reason}")
        if faults:
            tell(f"{len(faults):,} rows were left out")
        clock, lives, figures = None, None, None
    else:
        keyroll, faults = Keyroll.open(home, now=now, create=False), ()
        if places:
            return _plan(keyroll, places, as_json=as_json)
        (answer, clock), lives = keyroll.inventory.estimate(), keyroll.inventory.lifetimes()
        figures = keyroll.inventory.figures()
    if as_json:
        more = {"figures": asdict(figures)} if figures else {}
        json_lines("estimate", [as_object(answer, clock, lives) | more])
    else:
        show(estimate_document(answer, clock, lives))
    return PARTIAL if faults else OK


def _plan(keyroll: Keyroll, count: int, *, as_json: bool) -> int:
    drawn = keyroll.inventory.plan_audit(count)
    rows = [{"place": one.place, "what": one.what, "source": one.source, "kinds": one.kinds} for one in drawn]
    if as_json:
        json_lines("place", rows)
        return OK
    for row in (list(rows[0]), *(one.values() for one in rows)):
        data(",".join(map(field, row)) + "\n")
    tell(f"{len(rows):,} places: find every credential of these kinds there, and write the result to audit.csv")
    return OK


COMMAND = estimate
