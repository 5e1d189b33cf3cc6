"""Slack's webhooks are their own secret.

docs.slack.dev, *Incoming webhooks* (an address for each installation, kept like a token), read 2026-11-29.
"""

from keyroll.providers.contracts.replace import NoWay

NO_WAYS = (
    NoWay(
        "incoming_webhook",
        "the address of a webhook is its secret, and has no end; an app with token rotation can post in its place",
    ),
)
