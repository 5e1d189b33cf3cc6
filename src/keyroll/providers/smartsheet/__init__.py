"""Smartsheet issues API access tokens, which no call lists.

Vendor pages: developers.smartsheet.com/api, *Authentication*, *Event types* and *List events*.

- A token acts as the user who made it in *Personal Settings > API Access*; that page shows only the user's own tokens.
- No documented call lists the tokens of an organisation. They are inferred from events that name them
  (``accessTokenName``), from copies and from registrations.
- Users, who may hold tokens, are listed. A System Admin also sees their status and roles. The deactivation of a user
  blocks the user "in any way", and may be undone within 30 days (``deactivate_user``, the vendor's library 4.4, read
  2026-11-29); that it ends the user's tokens is from memory. A token made by hand does not expire unless it is revoked
  (smartsheet.com, *Authentication Mastery with Smartsheet API*, read 2026-11-29).
- No list shows that a token is gone, and replicas share one address: so attempts cannot prove it dead, and the
  verdict stays unknown.
- Propagation window: 5 minutes, from memory: re-check.
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, PrincipalIdentifier, Provider

PROVIDER = Provider(
    name="smartsheet",
    title="Smartsheet",
    kinds=(
        Kind(
            name="access_token",
            vendor_name="API access token",
            identifier="access_token",
            never_expires=True,
            unlistable_because="Smartsheet documents no call that lists API access tokens; users see only their own",
            material="token",
        ),
    ),
    scopes=(
        LeastScope("READ_USERS, of a System Admin", "list the users that tokens act for, and their administrators"),
        LeastScope("READ_EVENTS", "read which access tokens are created, revoked and used"),
    ),
    window=timedelta(minutes=5),
    powers=Powers(administers="system admin", lesser="group admin|licensed"),
    principals=(PrincipalIdentifier("user"),),
)
