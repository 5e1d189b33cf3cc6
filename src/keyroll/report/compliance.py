"""Answers of posture checks as OCSF 1.8.0 Compliance Finding (2003).

Source: schema.ocsf.io, class compliance_finding, read 2026-11. It fits better than IAM Analysis Finding (2008): its
``compliance`` has the three values (Pass, Fail, Unknown) and names control, standards and requirements. Values without
an OCSF attribute are under ``unmapped``, beside the one field that keyroll adds: ``schema_version``.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from keyroll.clock import iso
from keyroll.model.ids import digest
from keyroll.model.json import Json
from keyroll.posture.contract import RISKS
from keyroll.posture.judge import checks
from keyroll.report.ocsf import METADATA, SCHEMA_VERSION, millis

#: OCSF compliance.status_id by the answer to "is the risk there?".
_STATUS: Final = {"yes": (3, "Fail"), "no": (1, "Pass"), "unknown": (0, "Unknown")}
_INFORMATIONAL: Final = 1


def compliance_finding(row: Mapping[str, object], at: datetime) -> dict[str, Json]:
    """Return one row of ``list posture``, judged at ``at``, as Compliance Finding (activity Create)."""
    check, answer, because = checks()[str(row["check_id"])], str(row["answer"]), str(row["because"])
    subject = "" if row["subject"] is None else str(row["subject"])
    status_id, status = _STATUS[answer]
    finding: dict[str, Json] = {
        "schema_version": SCHEMA_VERSION,
        "category_uid": 2,
        "class_uid": 2003,
        "activity_id": 1,
        "type_uid": 200301,
        "severity_id": int(check.severity) if answer == "yes" else _INFORMATIONAL,
        "time": millis(at),
        "message": f"{check.title}: {answer}, {because}",
        "metadata": {**METADATA, "log_name": "posture", "uid": digest(check.id, subject, iso(at))},
        "finding_info": {
            "uid": digest(check.id, subject),
            "title": check.title,
            "desc": check.reason,
            "analytic": {"type_id": 1, "uid": check.id, "name": check.title},
        },
        "compliance": {
            "control": f"{check.nhi} {RISKS[check.nhi]}",
            "standards": [*sorted({clause.standard for clause in check.clauses})],
            "requirements": [*(f"{clause.standard} {clause.number}" for clause in check.clauses)],
            "status": status,
            "status_id": status_id,
            "status_details": [because],
        },
        "remediation": {"desc": check.fix if answer != "unknown" else check.unlock},
        "unmapped": {"answer": answer, "source": _text(row["source"]), "unlock": check.unlock},
    }
    if subject:
        owner = _text(row["owner"])
        resource: dict[str, Json] = {"uid": subject, "name": str(row["name"])}
        finding["resources"] = [resource | ({"owner": {"name": owner}} if owner else {})]
    return finding


def _text(value: object) -> str | None:
    return None if value is None else str(value)
