"""``keyroll hunt``: is somebody quietly using a credential to learn how we work?"""

from datetime import datetime
from pathlib import Path

import click

from keyroll.api import Keyroll
from keyroll.cli.root import Moment, shared
from keyroll.cli.screen import json_lines, progress, show
from keyroll.errors import FINDINGS, OK
from keyroll.model.finding import Severity
from keyroll.report.ocsf import detection_finding, incident_finding
from keyroll.report.story import hunted

LEVELS = [level.name.lower() for level in Severity]


@click.command("hunt")
@click.option("--since", type=Moment(), help="Only findings and stories from this time on.")
@click.option("--fail-on", type=click.Choice(LEVELS), help="Exit 10 where a finding is at this level or above.")
@shared
def hunt(since: datetime | None, fail_on: str | None, home: Path, as_json: bool, now: datetime | None) -> int:
    """Look for unusual use of machine credentials; print stories with their timelines.

    With --json: OCSF Detection Finding (2004) and Incident Finding (2005), each
    finding with the file, record and hash of every event behind it.
    """
    roll = Keyroll.open(home, now=now, create=False)
    with progress("hunting") as bar:
        found = roll.hunt(since=since, progress=bar)
    if as_json:
        opened = roll.records(found.findings)
        json_lines("finding", (detection_finding(one, opened) for one in found.findings))
        json_lines("story", (incident_finding(one) for one in found.stories))
    else:
        show(hunted(found, roll.names()))
    worst = max((one.severity for one in found.findings), default=0)
    return FINDINGS if fail_on and worst >= Severity[fail_on.upper()] else OK


COMMAND = hunt
