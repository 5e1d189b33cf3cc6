"""Okta issues API tokens and client secrets, knows the people, and keeps copies of other systems' credentials.

Vendor pages: developer.okta.com/docs/api, resources *API Tokens*, *Applications* (client secrets under
``/apps/{appId}/credentials/secrets``), *Users*, *System Log*.

- An API token acts with the rights of the user who made it and lapses when it is not used for its ``tokenWindow``,
  so ``expiresAt`` moves with use.
- The vendor advises OAuth 2.0 over API tokens, which have all rights of the administrator who made them ("Create an
  API token", developer.okta.com, read 2026-11). Client secrets have no expiry (from memory: re-check).
- A client secret may be listed, added, deactivated and deleted; an app holds two at most, for a change without a gap.
- An app may sign in with a key in place of a secret (``/apps/{appId}/credentials/jwks``); scopes of Okta's own API are
  granted to it (``/apps/{appId}/grants``), and administrator roles (*Client Role Assignments*). Which users have roles:
  ``/iam/assignees/users``. Accounts whose passwords Okta keeps: *Service Accounts* of Privileged Access.
- What the vendor lets nobody list: files that were uploaded to its own support cases (they reach us as an export
  folder), and the passwords and keys inside app instances, of which only the account or key id is shown.
- Window: 5 minutes, from memory: re-check. An access token granted before its client secret died lives on for its
  own lifetime (an hour by default, from memory: re-check); that is a session, not the secret.
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, Provider

PROVIDER = Provider(
    name="okta",
    title="Okta",
    kinds=(
        Kind(
            name="api_token",
            vendor_name="API token (SSWS)",
            identifier="api_token",
            listed_by="api_tokens",
            legacy_because="Okta advises short-lived OAuth 2.0 tokens over its own SSWS tokens",
            material="token",
        ),
        Kind(
            name="client_secret",
            vendor_name="OAuth 2.0 client secret",
            identifier="client_secret",
            listed_by="app_client_secrets",
            never_expires=True,
            material="shared-secret",
        ),
        Kind(
            name="client_key",
            vendor_name="key of an OAuth 2.0 client (private_key_jwt)",
            identifier="client_key",
            listed_by="app_keys",
            never_expires=True,
            material="private-key",
        ),
    ),
    scopes=(
        LeastScope("okta.apiTokens.read", "list API tokens, their owners and when they lapse"),
        LeastScope("okta.apps.read", "list apps, their client secrets and which accounts and keys they store"),
        LeastScope("okta.users.read", "tell people from machines"),
        LeastScope("okta.appGrants.read", "see what each app may do in Okta itself"),
        LeastScope("okta.roles.read", "see who administers Okta, persons and apps"),
        LeastScope("okta.serviceAccounts.read", "list accounts whose passwords Okta keeps"),
        LeastScope("okta.logs.read", "see which tokens and clients are used"),
    ),
    window=timedelta(minutes=5),
    directory=True,
    # "Standard administrator roles and permissions" (help.okta.com, from memory: re-check).
    powers=Powers(
        administers=r"SUPER_ADMIN|ORG_ADMIN|APP_ADMIN|API_ACCESS_MANAGEMENT_ADMIN|API_ADMIN"
        r"|okta\.(apiTokens|apps|appGrants|roles|users|groups|policies|clients|authorizationServers)\.manage",
        lesser=r"READ_ONLY_ADMIN|REPORT_ADMIN|HELP_DESK_ADMIN|MOBILE_ADMIN|USER_ADMIN|GROUP_MEMBERSHIP_ADMIN"
        r"|ACCESS_.*|WORKFLOWS_ADMIN|okta\..*",
    ),
)
