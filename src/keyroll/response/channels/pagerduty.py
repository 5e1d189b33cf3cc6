"""Reminders as PagerDuty-compatible events: one alert an owner of an incident, brought up to date each day.

Source: PagerDuty, *Events API v2*, from memory, re-check; its own client sends the routing key as a header
(github.com/PagerDuty/pdpyras, issue 53, read 2026-11), and others give the limits of its members (2026-11).
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
        """Trigger the owner's alert, or bring it up to date: events of one group are one alert. Raises NotSent,
        InDoubt, ConfigError."""
        events = http.Http(self.address, http.header("X-Routing-Key", self.routing_key))
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
                answer = events.change("POST", "/v2/enqueue", body).json()
                return str(answer.get("dedup_key", "")) if isinstance(answer, dict) else ""
        finally:
            events.close()
