"""Smartsheet issues API access tokens, and lets nobody list them.

Vendor pages: developers.smartsheet.com/api, *Authentication*, *Event types* and *List events*.

- A token acts as the user who made it in *Personal Settings > API Access*; that page shows one's own tokens only.
- No documented call lists the tokens of an organisation. They are inferred from events that name them
  (``accessTokenName``), from copies and from registrations.
- Users are listed, to a System Admin with their status and roles: whoever may hold tokens. The deactivation of a user
  ends the user's tokens (from memory: re-check). A token made by hand ends after ten years at most (from memory).
- No list shows a token gone, and replicas answer behind one address: tries alone leave its death unknown.
- Window: 5 minutes, from memory: re-check.
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, Provider

PROVIDER = Provider(
    name="smartsheet",
    title="Smartsheet",
    kinds=(
        Kind(
            name="access_token",
            vendor_name="API access token",
            identifier="access_token",
            unlistable_because="Smartsheet documents no call that lists API access tokens; users see only their own",
            material="token",
        ),
    ),
    scopes=(
        LeastScope("READ_USERS, of a System Admin", "list the users for whom tokens act, and which of them administer"),
        LeastScope("READ_EVENTS", "see which access tokens are made, revoked and used"),
    ),
    window=timedelta(minutes=5),
    powers=Powers(administers="system admin", lesser="group admin|licensed"),
)
