"""``keyroll report``: write documents: printable reports, an incident's signed evidence, the key that checks it."""

from datetime import datetime
from pathlib import Path

import click
import orjson

from keyroll.api import Keyroll
from keyroll.cli.printed import PrintedReports, forms, write_forms
from keyroll.cli.root import TimeParameter, shared
from keyroll.cli.screen import json_lines, json_text, show, tell, write_file
from keyroll.clock import iso
from keyroll.errors import OK
from keyroll.report.compliance import compliance_finding
from keyroll.report.evidence import evidence_document
from keyroll.report.posture import page

#: Answers are a few for each credential in the inventory.
NO_LIMIT = 2**40
OUT = click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")


@click.group("report", cls=PrintedReports)
def report_group() -> None:
    """Documents for others: printable reports, an incident's signed evidence, the key to check it.

    \b
    keyroll report executive --html report.html
    keyroll report incident okta-2023 --pdf incident.pdf
    """


@report_group.command("evidence")
@click.argument("incident")
@click.option("--since", metavar="SIZE:ROOT", default="", help="Prove that the log only grew since this head.")
@OUT
@shared
def evidence(incident: str, since: str, out: Path | None, home: Path, as_json: bool, now: datetime | None) -> int:
    """Write the signed evidence of INCIDENT as one file that anybody can check.

    \b
    keyroll report evidence okta-2023 -o okta-2023.bundle
    keyroll report key > keyroll.pub      send it over a separate channel
    keyroll verify okta-2023.bundle --key keyroll.pub
    """
    keyroll = Keyroll.open(home, now=now, create=False)
    content, checked = keyroll.evidence.bundle(incident, since=since)
    if out is None:
        json_text(content.decode())
        return OK
    write_file(out, [content])
    if as_json:
        json_lines("evidence", [{"bundle": str(out), "statements": checked.statements, "key": checked.head_key}])
    else:
        show(evidence_document(checked))
        tell(f"written to {out}; next: keyroll report key, then keyroll verify {out} --key PUBLIC")
    return OK


@report_group.command("posture")
@forms
@shared
def posture(home: Path, as_json: bool, now: datetime | None, **files: Path | None) -> int:
    """Print on one page the risks of the inventory by the OWASP NHI Top 10 (2025).

    Each risk with yes, no and unknown, the first things to fix, the next actions, and the
    checks without an answer. With --json: OCSF Compliance Finding (2003), one for each answer.

    \b
    keyroll list posture --where "nhi = 'NHI7' and answer = 'yes'"
    """
    keyroll = Keyroll.open(home, now=now, create=False)
    if any(files.values()):
        return write_forms(keyroll.reports.document("posture"), files)
    if as_json:
        rows = keyroll.inventory.listed("posture", limit=NO_LIMIT).rows
        json_lines("posture", (compliance_finding(row, keyroll.now()) for row in rows))
    else:
        show(page(keyroll.inventory.posture()))
    return OK


@report_group.command("key")
@click.option("--revoked-at", type=TimeParameter(), help="Time of the key's revocation, for those who pinned it.")
@OUT
@shared
def key(
    revoked_at: datetime | None,
    out: Path | None,
    home: Path,
    as_json: bool,  # noqa: ARG001 - always JSON
    now: datetime | None,
) -> int:
    """Print the public key that checks this home's evidence, to be pinned.

    A verifier should get it over another channel than the bundle. It has
    the key's period of validity, and with --revoked-at its revocation.
    """
    public_key = Keyroll.open(home, now=now, create=False).evidence.key().form()
    form = orjson.dumps(public_key | ({"revoked_at": iso(revoked_at)} if revoked_at else {})) + b"\n"
    if out is None:
        json_text(form.decode())
    else:
        write_file(out, [form])
    return OK


COMMAND = report_group
