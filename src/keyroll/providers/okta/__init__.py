"""Okta issues API tokens and client secrets, knows the people, and keeps copies of other systems' credentials.

Vendor pages: developer.okta.com/docs/api, resources *API Tokens*, *Applications* (client secrets under
``/apps/{appId}/credentials/secrets``), *Users*, *System Log*.

- An API token acts with the rights of the user who made it and lapses when it is not used for its ``tokenWindow``,
  so ``expiresAt`` moves with use.
- The vendor advises OAuth 2.0 over API tokens, which have all rights of the administrator who made them ("Create an
  API token", developer.okta.com, read 2026-11). Client secrets have no expiry (from memory: re-check).
- A client secret may be listed, added, deactivated and deleted; an app holds two at most, for a change without a gap.
- What the vendor lets nobody list: files that were uploaded to its own support cases (they reach us as an export
  folder), and the passwords and keys inside app instances, of which only the account or key id is shown.
- Window: 5 minutes, from memory: re-check. An access token granted before its client secret died lives on for its
  own lifetime (an hour by default, from memory: re-check); that is a session, not the secret.
"""

from datetime import timedelta

from keyroll.providers.contract import Kind, LeastScope, Provider

PROVIDER = Provider(
    name="okta",
    title="Okta",
    kinds=(
        Kind(
            name="api_token",
            vendor_name="API token (SSWS)",
            handle="api_token",
            listed_by="api_tokens",
            legacy_because="Okta advises short-lived OAuth 2.0 tokens over its own SSWS tokens",
            material="token",
        ),
        Kind(
            name="client_secret",
            vendor_name="OAuth 2.0 client secret",
            handle="client_secret",
            listed_by="app_client_secrets",
            never_expires=True,
            material="shared-secret",
        ),
    ),
    scopes=(
        LeastScope("okta.apiTokens.read", "list API tokens, their owners and when they lapse"),
        LeastScope("okta.apps.read", "list apps, their client secrets and which accounts and keys they store"),
        LeastScope("okta.users.read", "tell people from machines"),
        LeastScope("okta.logs.read", "see which tokens and clients are used"),
    ),
    window=timedelta(minutes=5),
    directory=True,
)
