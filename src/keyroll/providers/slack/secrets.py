"""Tokens of Slack: an app-level token names its app, an incoming webhook its team and hook ("Token types")."""

import re

from keyroll.model.identifier import ANYWHERE, Identifier
from keyroll.providers.contracts.secrets import Derived, SecretKind, SecretMatch

_WEBHOOK = re.compile(r"services/(T[A-Z0-9]+/B[A-Z0-9]+)/")


def derive(match: SecretMatch) -> Derived | None:
    """Return a token or an incoming webhook; its prefix gives the kind."""
    if match.text.startswith("xapp-"):
        return Derived(
            match.text,
            (Identifier(f"slack@{ANYWHERE}", "app_id", match.text.split("-")[2], strong=False),),
            kind="app_token",
        )
    hook = _WEBHOOK.search(match.text)
    if hook:
        return Derived(match.text, (Identifier.anywhere("slack", "webhook", hook[1]),), kind="incoming_webhook")
    return Derived(match.text, kind="bot_token" if match.text.startswith("xoxb-") else "")


SECRETS = (
    SecretKind(
        "user_token",
        rules=(
            "betterleaks.slack-app-token",
            "betterleaks.slack-bot-token",
            "betterleaks.slack-config-access-token",
            "betterleaks.slack-config-refresh-token",
            "betterleaks.slack-legacy-bot-token",
            "betterleaks.slack-legacy-token",
            "betterleaks.slack-legacy-workspace-token",
            "betterleaks.slack-session-token",
            "betterleaks.slack-user-token",
            "betterleaks.slack-webhook-url",
        ),
        derive=derive,
    ),
)
