"""``keyroll replace``: replaces static credentials by short-lived ones, and checks that these are used."""

import getpass
from datetime import datetime
from pathlib import Path

import click

from keyroll.api import Keyroll, probe_requests
from keyroll.cli.commands._plans import KEY, plan_row
from keyroll.cli.root import shared
from keyroll.cli.screen import json_lines, show_closed
from keyroll.errors import NOT_PROVEN, OK, PARTIAL
from keyroll.report.replacement import check_document, check_rows, plan_document, plan_rows
from keyroll.report.replacement_closing import check_closing, plan_closing
from keyroll.report.rotation import plan_document as rotation_document
from keyroll.report.rotation_closing import closing

_FILE = click.option(
    "--directions", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Default: replacement.toml."
)


@click.group("replace")
def replace_group() -> None:
    """Replace static credentials by short-lived ones: settings of both sides, and checks of their use."""


@replace_group.command("plan")
@click.argument("selector", required=False, default="")
@click.option("--name", default="", help="Store the plan under this name, for show and check.")
@_FILE
@shared
def plan(selector: str, name: str, directions: Path | None, home: Path, as_json: bool, now: datetime | None) -> int:
    """Print the short-lived credential that can replace each static one.

    SELECTOR is a pattern of ids or names. Nothing outside is written: the texts
    of both sides are for people to apply. Exit 11 if one has no replacement.
    """
    replacements = Keyroll.open(home, now=now, create=False).replacements
    planned = replacements.plan(selector, file=directions)
    kept = replacements.begin(name, planned, by=getpass.getuser()) if name else []
    if as_json:
        json_lines("replacement", plan_rows(planned))
    else:
        show_closed(plan_document(planned), plan_closing(planned, len(kept), name, selector))
    return OK if all(one.best for one in planned) else PARTIAL


@replace_group.command("show")
@click.argument("name")
@_FILE
@shared
def show_replacement(name: str, directions: Path | None, home: Path, as_json: bool, now: datetime | None) -> int:
    """Print the texts of both sides for each credential of replacement NAME."""
    planned = Keyroll.open(home, now=now, create=False).replacements.show(name, file=directions)
    if as_json:
        json_lines("replacement", plan_rows(planned))
    else:
        show_closed(plan_document(planned, texts=True), plan_closing(planned, len(planned), name, ""))
    return OK


@replace_group.command("apply")
@click.argument("name")
@KEY
@_FILE
@shared
def apply(name: str, key: str, directions: Path | None, home: Path, as_json: bool, now: datetime | None) -> int:
    """Plan to make what the texts of replacement NAME describe, where keyroll can.

    Nothing is made before another person approved the plan. Aborting the
    plan removes what was made. Exit 11 if a text is left to a person.
    """
    made = Keyroll.open(home, now=now, create=False).replacements.apply(name, key=key, file=directions)
    if as_json:
        json_lines("rotation_plan", [plan_row(made)])
    else:
        closed = closing(made.plan, made.stands, made.steps, made.approved_by)
        show_closed(rotation_document(made.plan, made.approved_by, made.because, made.keys), closed)
    return PARTIAL if made.plan.refused else OK


@replace_group.command("check")
@click.argument("name")
@click.option("--old", multiple=True, metavar="ID=REF", help="The static value: env:NAME, file:PATH, …")
@click.option("--new", multiple=True, metavar="ID=REF", help="A short-lived value, as the control.")
@click.option("--at", multiple=True, metavar="ID=ADDRESS", help="An address that checks the value; give each.")
@click.option(
    "--values",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with these references: docs/proof.md.",
)
@click.option("--wait", is_flag=True, help="Wait until each due attempt was made.")
@_FILE
@shared
def check(
    name: str,
    old: tuple[str, ...],
    new: tuple[str, ...],
    at: tuple[str, ...],
    values: Path | None,
    wait: bool,
    directions: Path | None,
    home: Path,
    as_json: bool,
    now: datetime | None,
) -> int:
    """Check whether the replacement NAME is in use and the static value dead.

    Both follow from observations: logs and listings that were read, and
    attempts with the value. Exit 12 while one of them is not proven.
    """
    requests = probe_requests(values, old, new, at)
    replacements = Keyroll.open(home, now=now, create=False).replacements
    checked = replacements.check(name, file=directions, asked=requests or None, wait=wait)
    if as_json:
        json_lines("replacement_check", check_rows(checked))
    else:
        show_closed(check_document(checked), check_closing(checked, name))
    return OK if checked and all(one.done for one in checked) else NOT_PROVEN


COMMAND = replace_group
