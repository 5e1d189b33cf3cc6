"""Smartsheet issues API access tokens, and lets nobody list them.

Vendor pages: developers.smartsheet.com/api, *Authentication*, *Event types* and *List events*.

- A token acts as the user who made it in *Personal Settings > API Access*; that page shows one's own tokens only.
- No documented call lists the tokens of an organisation. They are inferred from events that name them
  (``accessTokenName``), from copies and from registrations.
- Window: 5 minutes, from memory: re-check.
"""

from datetime import timedelta

from keyroll.providers.contract import Kind, LeastScope, Provider

PROVIDER = Provider(
    name="smartsheet",
    title="Smartsheet",
    kinds=(
        Kind(
            name="access_token",
            vendor_name="API access token",
            handle="access_token",
            unlistable_because="Smartsheet documents no call that lists API access tokens; users see only their own",
            material="token",
        ),
    ),
    scopes=(LeastScope("READ_EVENTS", "see which access tokens are made, revoked and used"),),
    window=timedelta(minutes=5),
)
