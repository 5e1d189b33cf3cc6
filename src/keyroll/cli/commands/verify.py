"""``keyroll verify``: check a bundle of evidence offline, with a trusted key."""

import re
from datetime import datetime
from pathlib import Path

import click

from keyroll.api import Checked, verify
from keyroll.api.evidence import against
from keyroll.cli.commands._plans import key_row
from keyroll.cli.root import shared
from keyroll.cli.screen import json_lines, show
from keyroll.errors import OK, EvidenceRefused, UsageError
from keyroll.report.evidence import evidence_document, not_known

HEAD = re.compile(r"[0-9]+:[0-9a-f]{64}")
HEX_KEY = re.compile(r"[0-9a-fA-F]{64}")


@click.command("verify")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--key", "keys", multiple=True, metavar="PUBLIC", help="The public key to trust: a file, or hex digits.")
@click.option("--since", metavar="HEAD", default="", help="An earlier head: a bundle, a witness's file, or SIZE:ROOT.")
@click.option(
    "--tsa", multiple=True, type=click.Path(path_type=Path), help="Certificate of a time stamp authority (PEM)."
)
@shared
def verify_command(
    bundle: Path,
    keys: tuple[str, ...],
    since: str,
    tsa: tuple[Path, ...],
    home: Path,  # noqa: ARG001 - no home is opened
    as_json: bool,
    now: datetime | None,
) -> int:
    """Check a BUNDLE of evidence offline; exit 14 if any check fails.

    Trust depends on the --key, which you received over another channel: the output of keyroll report key,
    its id, or an X.509 certificate. Without a key a bundle is refused.
    With --since the log must only have grown since that head.
    """
    content, trusted = _read(bundle), [_key(one) for one in keys]
    earlier = since.encode() if HEAD.fullmatch(since) else _read(Path(since)) if since else b""
    try:
        checked = verify(content, keys=trusted, now=now, since=earlier, authorities=[_read(one) for one in tsa])
    except EvidenceRefused as refused:
        if as_json:
            json_lines("verify", [{"holds": False, "place": refused.where, "because": refused.what}])
        raise
    kept = against(content, checked)
    if as_json:
        json_lines("verify", [_row(checked) | {"kept_heads": kept}])
    else:
        show(evidence_document(checked, kept))
    return OK


def _row(checked: Checked) -> dict[str, object]:
    return {
        "holds": True,
        "incident": checked.incident,
        "policy": str(checked.policy),
        "statements": checked.statements,
        "chain_length": checked.record.tip.length,
        "statements_by_grade": {str(grade) or "none": number for grade, number in sorted(checked.grades.items())},
        "dead_by_grade": {str(grade): number for grade, number in sorted(checked.dead.items())},
        "not_dead": {str(verdict): number for verdict, number in sorted(checked.others.items())},
        "exceptions": [
            {"identifier": one.identifier, "because": one.because, "by": one.person, "until": one.until}
            for one in checked.exceptions
        ],
        **_signed(checked),
        "exposed_without_verdict": checked.unjudged,
        "exposure_incomplete": list(checked.incomplete),
        "open": len(checked.open),
        "closed_at": checked.closed.made_at if checked.closed else None,
        "keys": list(checked.keys),
        "head_key": checked.head_key,
        "pinned": checked.pinned,
        "tree_size": checked.size,
        "root": checked.root,
        "signed_at": checked.signed_at,
        "extends": checked.extends,
        "stamped_by": checked.stamped[0] if checked.stamped else None,
        "stamped_at": checked.stamped[1] if checked.stamped else None,
    }


def _signed(checked: Checked) -> dict[str, object]:
    """Return whose keys approved plans and signed decisions."""
    return {
        "approvals": [
            {
                "plan": one.plan,
                "plan_id": one.id,
                "credentials": list(one.credentials),
                "approved_at": one.approved_at,
                "expires_at": one.expires_at,
                "approver": key_row(one.approver),
                "planner": key_row(one.planner),
            }
            for one in checked.approvals
        ],
        "without_approval": checked.without_approval,
        "approvals_because": not_known(checked) or None,
        "decisions": [
            {
                "act": one.act,
                "identifier": one.identifier or None,
                "by": one.by,
                "made_at": one.made_at,
                "key": key_row(one.signature.key) if one.signature else None,
                "key_because": None if one.signature else one.signed_by,
            }
            for one in checked.decided
        ],
    }


def _key(text: str) -> bytes:
    return text.encode() if HEX_KEY.fullmatch(text) and not Path(text).exists() else _read(Path(text))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})", hint="name an existing file") from None


COMMAND = verify_command
