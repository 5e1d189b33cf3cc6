"""Reminders by a webhook in Slack's format (``{"text": …}``), which Mattermost and Rocket.Chat also accept.

Source: docs.slack.dev, *Incoming webhooks* (of its SDKs): the address is the credential, read 2026-11.
"""

from dataclasses import dataclass, field

from keyroll import http
from keyroll.response.channels.contract import Message, sending
from keyroll.secret import Secret
from keyroll.visible import visible_lines


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook; its address is a secret."""

    address: Secret
    name: str = field(default="webhook", init=False)

    def send(self, message: Message, key: str) -> str:  # noqa: ARG002 - Slack's webhook knows no key
        """Post one message. Raises NotSent, InDoubt, ConfigError."""
        body = _plain(message.body)
        text = f"*{_plain(message.subject)}* (owner: {_plain(message.owner)})\n```\n{body}\n```"
        with sending():
            return str(http.post(self.address, {"text": text}).status)


def _plain(text: str) -> str:
    """Escape a text so that it has no link, no mention and no end of a block; Slack escapes three characters."""
    said = visible_lines(text).replace("```", "` ` `")
    return said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
