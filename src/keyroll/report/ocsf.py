"""Findings and stories as OCSF 1.8.0 Detection Finding (2004) and Incident Finding (2005).

Source: schema.ocsf.io, classes detection_finding and incident_finding, read 2026-11. Times are epoch milliseconds.
"""

from datetime import datetime
from typing import Final

from keyroll.clock import iso
from keyroll.intake.opening import Address, Opened
from keyroll.model.finding import Evidence, Finding, Story
from keyroll.model.json import Json

SCHEMA_VERSION: Final = 1
_METADATA: Final[dict[str, Json]] = {
    "version": "1.8.0",
    "product": {"name": "keyroll", "vendor_name": "keyroll"},
    "log_name": "hunt",
}


def address(event: Evidence) -> Address:
    """Return what leads to an event's raw record."""
    return event.source, event.log, event.raw, event.record


def detection_finding(finding: Finding, opened: dict[Address, Opened]) -> dict[str, Json]:
    """Return a finding as Detection Finding (class 2004, activity Create)."""
    return {
        "schema_version": SCHEMA_VERSION,
        "category_uid": 2,
        "class_uid": 2004,
        "activity_id": 1,
        "type_uid": 200401,
        "severity_id": int(finding.severity),
        "status_id": 1,
        "time": _millis(finding.detected_at),
        "detected_at": iso(finding.detected_at),
        "is_alert": finding.severity >= 4,
        "message": f"{finding.title}: {finding.because}",
        "metadata": _METADATA,
        "finding_info": {
            "uid": finding.id,
            "title": finding.title,
            "desc": finding.because,
            "analytic": {"type_id": 2, "uid": finding.behaviour, "name": finding.title},
            "first_seen_time": _millis(min(event.at for event in finding.evidence)),
            "last_seen_time": _millis(finding.detected_at),
        },
        "risk_score": round(100 * finding.score),
        "resources": [{"uid": finding.subject, "type": "credential"}],
        "evidences": [_evidence(event, opened) for event in finding.evidence],
    }


def incident_finding(story: Story) -> dict[str, Json]:
    """Return a story as Incident Finding (class 2005, activity Create) with footholds and containment."""
    return {
        "schema_version": SCHEMA_VERSION,
        "category_uid": 2,
        "class_uid": 2005,
        "activity_id": 1,
        "type_uid": 200501,
        "severity_id": int(story.severity),
        "status_id": 1,
        "time": _millis(story.high_at or story.last_at),
        "detected_at": iso(story.high_at or story.findings[0].detected_at),
        "start_time": _millis(story.first_at),
        "end_time": _millis(story.last_at),
        "metadata": _METADATA,
        "desc": f"{len(story.subjects)} credentials in unusual use",
        "uid": story.id,
        "finding_info_list": [{"uid": one.id, "title": one.title} for one in story.findings],
        "subjects": list(story.subjects),
        "places": list(story.places),
        "footholds": [
            {
                "uid": one.handle,
                "what": one.what,
                "by": one.by,
                "created_at": iso(one.at),
                "gone_at": iso(one.gone_at) if one.gone_at else None,
            }
            for one in story.footholds
        ],
        "contained": story.contained,
    }


def _evidence(event: Evidence, opened: dict[Address, Opened]) -> dict[str, Json]:
    found = opened.get(address(event))
    return {
        "source": event.source,
        "log": event.log,
        "file": found.file if found else None,
        "record": event.record,
        "sha256": found.sha256 if found else None,
        "raw": event.raw,
        "event_id": event.event_id,
        "time": iso(event.at),
    }


def _millis(at: datetime) -> int:
    return int(at.timestamp() * 1000)
