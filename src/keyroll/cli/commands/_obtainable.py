"""``incident reach``: the credentials that exposed ones can obtain; ``incident widen --reached`` adds it."""

import getpass
from datetime import datetime
from pathlib import Path

import click

from keyroll.api import Keyroll
from keyroll.cli.root import shared
from keyroll.cli.screen import json_lines, show, show_closed, tell
from keyroll.errors import OK, PARTIAL
from keyroll.report import obtainable as shown


@click.command("reach")
@click.argument("name")
@shared
def reach(name: str, home: Path, as_json: bool, now: datetime | None) -> int:
    """Print what the exposed credentials of incident NAME can obtain through others.

    The screen shows the path to each further credential, its certainty, and
    its owner. keyroll incident widen NAME --reached adds them.
    Exit 11: an account dump could not be read; it is named and left out.
    """
    known = Keyroll.open(home, now=now, create=False).proposals.obtainable(name)
    for line in known.faults:
        tell(line)
    if as_json:
        json_lines("obtainable", shown.rows(known))
        json_lines("may_obtain_more", shown.unread_rows(known))
    else:
        show_closed(shown.obtainable(known), shown.closing(known))
    return PARTIAL if known.faults else OK


def widen_by_reach(keyroll: Keyroll, name: str, because: str, *, certain_only: bool, as_json: bool) -> None:
    """Add the credentials that exposed ones can obtain; print the added ones, and the others with the reason."""
    done = keyroll.proposals.widen(name, because=because, by=getpass.getuser(), certain_only=certain_only)
    if not as_json:
        show(shown.widened(name, done))
        return
    tell(f"{len(done.added)} added")
    for why, number in done.left_out:
        tell(f"{number} not added: {why}")
