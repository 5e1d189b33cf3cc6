"""``keyroll today``: print what must be done today, in at most ten lines."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from keyroll.api import Keyroll
from keyroll.cli.root import shared
from keyroll.cli.screen import json_lines, show
from keyroll.errors import OK


@click.command("today")
@shared
def today(home: Path, as_json: bool, now: datetime | None) -> int:
    """Print what must be done today: at most ten things, each with its next command.

    \b
    keyroll today
    keyroll today --json | jq -r .command

    Intruders come first, then credentials of incidents that are not proven
    dead, what expires or is overdue, what stopped, and what changed since
    yesterday. A schedule mails it each morning (docs/server.md).
    """
    keyroll = Keyroll.open(home, now=now, create=False)
    if as_json:
        json_lines("today", (asdict(row) for row in keyroll.reports.today()))
    else:
        show(keyroll.reports.document("today"))
    return OK


COMMAND = today
