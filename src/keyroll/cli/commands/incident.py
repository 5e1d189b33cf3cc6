"""``keyroll incident``: what a vendor's breach exposed, and what is not proven dead yet."""

import getpass
from datetime import datetime
from pathlib import Path

import click

from keyroll.api import Keyroll
from keyroll.cli.root import Moment, shared
from keyroll.cli.screen import json_lines, show
from keyroll.errors import NOT_PROVEN, OK, NothingToDo
from keyroll.model.incident import Policy
from keyroll.report.incident import incident
from keyroll.response.campaign import Status


@click.group("incident")
def incident_group() -> None:
    """A vendor's breach: what was exposed, and which of it is not proven dead."""


@incident_group.command("open")
@click.argument("name")
@click.option("--vendor", required=True, help="Whose breach it is.")
@click.option("--from", "begins", type=Moment(), required=True, help="When the vendor's exposure began.")
@click.option(
    "--to", "ends", type=Moment(end_of_day=True), required=True, help="When it ended; a date means its last moment."
)
@click.option(
    "--policy",
    type=click.Choice([str(policy) for policy in Policy]),
    default=str(Policy.LIVE),
    show_default=True,
    help="What closes an item: live takes grades A and B, exports also C.",
)
@shared
def open_(
    name: str,
    vendor: str,
    begins: datetime,
    ends: datetime,
    policy: str,
    home: Path,
    as_json: bool,
    now: datetime | None,
) -> int:
    """Open an incident NAME and print what it exposes."""
    roll = Keyroll.open(home, now=now, create=False)
    state = roll.open_incident(
        name, vendor=vendor, begins=begins, ends=ends, policy=Policy(policy), by=getpass.getuser()
    )
    return _print(state, as_json=as_json)


@incident_group.command("status")
@click.argument("name")
@shared
def status(name: str, home: Path, as_json: bool, now: datetime | None) -> int:
    """Print where incident NAME stands; exit 12 while anything is unproven."""
    return _print(Keyroll.open(home, now=now, create=False).incident_status(name), as_json=as_json)


@incident_group.command("prove")
@click.argument("name")
@shared
def prove(name: str, home: Path, as_json: bool, now: datetime | None) -> int:
    """Derive every verdict of incident NAME and keep it with its evidence."""
    return _print(Keyroll.open(home, now=now, create=False).incident_prove(name), as_json=as_json)


def _print(state: Status, *, as_json: bool) -> int:
    if as_json:
        json_lines("item", _rows(state))
    else:
        show(incident(state))
    if not state.standings:
        # Nothing found is no proof that nothing was held: it must not look like a clean end.
        raise NothingToDo(
            f"nothing that is known here was held by {state.incident.vendor}",
            hint="see who holds what with: keyroll list vendors",
        )
    return NOT_PROVEN if state.residue else OK


def _rows(state: Status) -> list[dict[str, object]]:
    residue = {one.item.handle for one in state.residue}
    return [
        {
            "incident": state.incident.name,
            "handle": one.item.handle,
            "name": one.item.name,
            "credential_kind": one.item.kind,
            "source": one.item.source,
            "exposed_because": [reason.text for reason in one.item.reason],
            "verdict": str(one.judgement.verdict),
            "grade": str(one.judgement.grade),
            "proven": one.item.handle not in residue,
            "reason": str(one.judgement.why),
            "because": one.judgement.because,
            "words": one.words,
            "evidence": [{"raw": seen.raw, "record": seen.record} for seen in one.judgement.evidence],
        }
        for one in state.standings
    ]


COMMAND = incident_group
