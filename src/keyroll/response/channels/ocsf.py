"""Reminders to a SIEM over HTTP: one OCSF 1.8.0 Incident Finding (2005) per message.

Source: schema.ocsf.io, class incident_finding, read 2026-11. Messages of one owner and incident have one finding;
``metadata.uid`` is the same on every attempt to send a message, so that a SIEM can drop duplicates.
"""

from dataclasses import dataclass, field

from keyroll import http
from keyroll.clock import SystemClock
from keyroll.response.channels.contract import Message, sending
from keyroll.secret import Secret
from keyroll.version import VERSION


@dataclass(frozen=True, slots=True)
class Ocsf:
    """A collector that accepts one JSON object per request, with a bearer token."""

    address: str
    credential: Secret
    name: str = field(default="ocsf", init=False)

    def send(self, message: Message, key: str) -> str:
        """Post one finding. Raises NotSent, InDoubt, ConfigError."""
        collector = http.Http(self.address, http.bearer(self.credential))
        now = int(SystemClock().now().timestamp() * 1000)
        try:
            with sending():
                return str(collector.change("POST", "", finding(message, key, now)).status)
        finally:
            collector.close()


def finding(message: Message, key: str, now: int) -> http.Body:
    """Return a message as Incident Finding; ``now`` is in milliseconds since 1970."""
    info: http.Body = {"uid": message.group, "title": message.subject, "desc": message.body}
    product: http.Body = {"name": "keyroll", "vendor_name": "keyroll", "version": VERSION}
    metadata: http.Body = {"version": "1.8.0", "product": product, "uid": key, "log_name": "reminders"}
    return {
        "category_uid": 2,
        "class_uid": 2005,
        "activity_id": 2,
        "type_uid": 200502,
        "severity_id": 4,
        "status_id": 1,
        "time": now,
        "message": message.subject,
        "desc": message.subject,
        "count": max(message.credentials, 1),
        "assignee_group": {"name": message.owner},
        "finding_info_list": [info],
        "metadata": metadata,
    }
