"""Reminders by a Teams-compatible webhook: one Adaptive Card in a message.

Text runs of a card are plain: Teams reads Markdown in text blocks and facts only. Source: Microsoft, *Format cards in
Teams*, read 2026-11; the envelope of a workflow's webhook from memory, re-check.
"""

import json
from dataclasses import dataclass, field
from typing import Final

from keyroll import http
from keyroll.response.channels.contract import Message, sending
from keyroll.secret import Secret
from keyroll.visible import visible

#: A message of Teams has 28 KB at most; a longer message is cut and has a note about it.
MOST: Final = 26_000


@dataclass(frozen=True, slots=True)
class Teams:
    """A webhook of a Teams workflow; its address is a secret."""

    address: Secret
    name: str = field(default="teams", init=False)

    def send(self, message: Message, key: str) -> str:  # noqa: ARG002 - a webhook knows no key
        """Post one card. Raises NotSent, InDoubt, ConfigError."""
        with sending():
            return str(http.post(self.address, card(message)).status)


def card(message: Message) -> http.Body:
    """Return the card of a message: subject, owner, then a block for each line; cut to the limit of Teams."""
    text, made = message.body, _card(message, message.body)
    while text and len(json.dumps(made)) > MOST:
        text = text[: len(text) * 3 // 4]
        made = _card(message, f"{text}\n… cut: see keyroll incident status")
    return made


def _card(message: Message, text: str) -> http.Body:
    blocks: list[http.Body] = [_block(message.subject, strong=True), _block(f"owner: {message.owner}")]
    blocks += [_block(line) for line in text.splitlines() if line.strip()]
    content: http.Body = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": blocks,
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "contentUrl": None, "content": content}]}


def _block(text: str, *, strong: bool = False) -> http.Body:
    run: dict[str, http.Body] = {"type": "TextRun", "text": visible(text)}
    if strong:
        run["weight"] = "bolder"
    return {"type": "RichTextBlock", "inlines": [run]}
