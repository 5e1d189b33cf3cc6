"""Guided steps for tokens of Confluence Data Center: the account itself makes a token, in a browser.

confluence.atlassian.com/enterprise, *Using Personal Access Tokens* (1026032365), read 2026-11-29.
"""

from keyroll.providers._atlassian import TOKENS_UNLISTABLE
from keyroll.providers._guided import by_a_person
from keyroll.providers._wire import place

ROTATORS = (
    by_a_person(
        "personal_access_token",
        place,
        page="the profile picture, Settings, Personal Access Tokens",
        create=(
            "Create token",
            "Token name: the old name, with the month",
            "expiry: as for the old token",
            "copy the value, which is shown once, to the place that the consumer reads",
        ),
        delete=("beside the old token: Revoke",),
        because="tokens are made with a password or a session, never with a token",
        unlisted_because=TOKENS_UNLISTABLE,
    ),
)
