"""Reminders by a webhook that takes Slack's form (``{"text": …}``), as Mattermost, Rocket.Chat and others do.

Source: Slack, *Sending messages using incoming webhooks*: the address is the credential; from memory, re-check.
"""

from dataclasses import dataclass, field

from keyroll import http
from keyroll.errors import AnswerLost, VendorError
from keyroll.response.channels.contract import InDoubt, Message, NotSent
from keyroll.secret import Secret


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook; its address is a secret."""

    address: Secret
    name: str = field(default="webhook", init=False)

    def send(self, message: Message, key: str) -> str:  # noqa: ARG002 - Slack's webhook knows no key
        """Post one message. Raises NotSent, InDoubt, ConfigError."""
        text = f"*{message.subject}* (owner: {message.owner})\n```\n{message.body}\n```"
        try:
            reply = http.post(self.address, {"text": text})
        except AnswerLost as error:
            raise InDoubt(str(error), hint=error.hint) from None
        except VendorError as error:
            raise NotSent(str(error), hint=error.hint) from None
        return str(reply.status)
