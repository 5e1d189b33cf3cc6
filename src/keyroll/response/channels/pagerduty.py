"""Reminders as PagerDuty-compatible events: one alert per owner and incident, updated each day.

Source: PagerDuty, *Events API v2*, *Send an alert event* (github.com/PagerDuty/developer-docs), read 2026-11. The
routing key is a member of the body; as a header it is the vendor's internal form (PagerDuty/pdpyras, pull request 54).
"""

from dataclasses import dataclass, field
from typing import Final

from keyroll import http
from keyroll.response.channels.contract import Message, sending
from keyroll.secret import Secret
from keyroll.visible import visible, visible_lines

#: The address of the events of PagerDuty itself.
ADDRESS: Final = "https://events.pagerduty.com"
#: The longest summary.
SUMMARY: Final = 1024


@dataclass(frozen=True, slots=True)
class PagerDuty:
    """A service that takes events; ``routing_key`` names the integration and is a secret."""

    routing_key: Secret
    address: str = ADDRESS
    name: str = field(default="pagerduty", init=False)

    def send(self, message: Message, key: str) -> str:
        """Trigger or update the owner's alert: events of one group are one alert. Raises NotSent,
        InDoubt, ConfigError."""
        events = http.Http(self.address)
        details: http.Body = {"owner": visible(message.owner), "text": visible_lines(message.body), "message": key}
        payload: http.Body = {
            "summary": visible(f"{message.subject} (owner: {message.owner})")[:SUMMARY],
            "source": "keyroll",
            "severity": "error",
            "class": "exposed credentials",
            "group": visible(message.incident),
            "custom_details": details,
        }
        try:
            with sending():
                body: http.Body = {"event_action": "trigger", "dedup_key": message.group, "payload": payload}
                sealed = {"routing_key": self.routing_key}
                answer = events.change("POST", "/v2/enqueue", body, sealed=sealed).json()
                return str(answer.get("dedup_key", "")) if isinstance(answer, dict) else ""
        finally:
            events.close()
