"""Findings and stories as OCSF 1.8.0 Detection Finding (2004) and Incident Finding (2005).

Source: schema.ocsf.io, classes detection_finding and incident_finding, read 2026-11. Times are epoch milliseconds.
Beside OCSF's attributes there are only those that keyroll promises: ``schema_version``, ``detected_at``, ``footholds``,
``contained``, and in each of ``evidences`` ``source``, ``log``, ``file``, ``record``, ``sha256``; all other values of
keyroll are under ``unmapped`` or ``data``.
"""

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Final
from uuid import UUID

from keyroll.clock import iso
from keyroll.model.finding import Evidence, Finding, Foothold, Severity, Story
from keyroll.model.json import Json

if TYPE_CHECKING:  # it imports every reader of records
    from keyroll.intake.opening import Address, Opened

SCHEMA_VERSION: Final = 1
METADATA: Final[dict[str, Json]] = {
    "version": "1.8.0",
    "product": {"name": "keyroll", "vendor_name": "keyroll"},
    "log_name": "hunt",
}


def address(event: Evidence) -> "Address":
    """Return the address of an event's raw record."""
    return event.source, event.log, event.raw, event.record


def detection_finding(finding: Finding, opened: "dict[Address, Opened]") -> dict[str, Json]:
    """Return a finding as Detection Finding (class 2004, activity Create)."""
    return {
        "schema_version": SCHEMA_VERSION,
        "category_uid": 2,
        "class_uid": 2004,
        "activity_id": 1,
        "type_uid": 200401,
        "severity_id": int(finding.severity),
        "status_id": 1,
        "time": millis(finding.detected_at),
        "detected_at": iso(finding.detected_at),
        "is_alert": finding.severity >= Severity.HIGH,
        "message": f"{finding.title}: {finding.because}",
        "metadata": {**METADATA, "uid": finding.id},
        "finding_info": _info(finding),
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
        "time": millis(story.high_at or story.last_at),
        "detected_at": iso(story.high_at or story.findings[0].detected_at),
        "start_time": millis(story.first_at),
        "end_time": millis(story.last_at),
        "metadata": {**METADATA, "uid": story.id},
        "desc": f"{len(story.subjects)} credentials in unusual use",
        "assignee_group": {"name": "unassigned"},
        "finding_info_list": [_info(finding) for finding in story.findings],
        "footholds": [_foothold(foothold) for foothold in story.footholds],
        "contained": story.contained,
        "unmapped": {
            "subjects": list(story.subjects),
            "alive": list(story.open_subjects),
            "open_beside": list(story.open_beside),
            "networks": list(story.networks),
            "expected_a_week": story.expected.a_week if story.expected else None,
            "extrapolated": story.expected.extrapolated if story.expected else None,
        },
    }


def _info(finding: Finding) -> dict[str, Json]:
    info: dict[str, Json] = {
        "uid": finding.id,
        "title": finding.title,
        "desc": finding.because,
        "analytic": {"type_id": _kind(finding.behaviour), "uid": finding.behaviour, "name": finding.title},
        "first_seen_time": millis(min(event.at for event in finding.evidence)),
        "last_seen_time": millis(finding.last_at),
    }
    if earlier := _aliases().get(finding.behaviour):
        info["related_analytics"] = [{"type_id": 2, "uid": earlier_id, "name": finding.title} for earlier_id in earlier]
    if finding.techniques:
        info["attacks"] = [{"technique": {"uid": technique}} for technique in finding.techniques]
    return info


def _kind(behaviour: str) -> int:
    """Return OCSF's type of an analytic: 1 for a rule, whose id is a UUID, 2 for a behaviour."""
    try:
        UUID(behaviour)
    except ValueError:
        return 2
    return 1


@cache
def _aliases() -> dict[str, tuple[str, ...]]:
    """Return the earlier ids of each behaviour by its id."""
    from keyroll.detection.signals.catalogue import behaviours  # a list of credentials does not need it

    return {behaviour.id: behaviour.aliases for behaviour in behaviours().values()}


def _foothold(foothold: Foothold) -> dict[str, Json]:
    gone_at = iso(foothold.gone_at) if foothold.gone_at else None
    return {
        "uid": foothold.identifier,
        "what": foothold.what,
        "by": foothold.by,
        "created_at": iso(foothold.at),
        "gone_at": gone_at,
    }


def _evidence(event: Evidence, opened: "dict[Address, Opened]") -> dict[str, Json]:
    """Return one event: keyroll's five fields beside OCSF's ``uid`` and ``data``."""
    record = opened.get(address(event))
    return {
        "source": event.source,
        "log": event.log,
        "file": record.file if record else None,
        "record": event.record,
        "sha256": record.sha256 if record else None,
        "uid": event.event_id,
        "data": {"time": iso(event.at), "raw": event.raw},
    }


def millis(at: datetime) -> int:
    """Return a time in OCSF's form: whole milliseconds since 1970."""
    return int(at.timestamp() * 1000)
