"""OpenBao: service tokens, and AppRoles with their secret ids.

Facts, tried with OpenBao 2.7.2 on 2026-11-25:

- Tokens and secret ids are listed by their accessors, one look-up each; no survey of them is read yet.
- Revoking a token revokes its children and its leases; a child that was made an orphan lives on.
- Destroying a secret id leaves the tokens that were issued for it alive until they run out.
- A revocation counts at once on the active node; a standby that reads by itself hears of it within moments.
"""

from datetime import timedelta

from keyroll.providers.contract import Kind, LeastScope, Provider

_UNLISTED = "listed by accessor only, to administrators; no such survey is read, a probe tries them"

PROVIDER = Provider(
    name="openbao",
    title="OpenBao",
    kinds=(
        Kind("token", "service token", "token", unlistable_because=_UNLISTED),
        Kind("approle", "secret id of an AppRole", "approle", unlistable_because=_UNLISTED, in_place=True),
    ),
    scopes=(
        LeastScope("list auth/token/accessors", "to find tokens that were issued for a secret id"),
        LeastScope("update auth/token/lookup-accessor", "to see which role a token was issued for, and when"),
    ),
    window=timedelta(seconds=10),
)
