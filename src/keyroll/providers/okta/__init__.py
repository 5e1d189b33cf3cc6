"""Okta issues API tokens and client secrets, lists people, and keeps copies of other systems' credentials.

Vendor pages: developer.okta.com/docs/api, resources *API Tokens*, *Applications* (client secrets under
``/apps/{appId}/credentials/secrets``), *Users*, *System Log*.

- An API token acts with the rights of the user who made it and expires when it is not used for its ``tokenWindow``, so
  ``expiresAt`` moves with use.
- The vendor advises OAuth 2.0 over API tokens, which have all rights of the administrator who made them ("Create an API
  token", developer.okta.com, read 2026-11). Client secrets have no expiry (*OAuth2ClientSecret* in the vendor's library
  ``okta`` 3.4.6, read 2026-11-29).
- A client secret may be listed, added, deactivated and deleted. An app has two at most, for a rotation without
  downtime.
- An app may sign in with a key in place of a secret (``/apps/{appId}/credentials/jwks``); scopes of Okta's own API are
  granted to it (``/apps/{appId}/grants``), and administrator roles (*Client Role Assignments*).
  ``/iam/assignees/users`` lists users with roles. *Service Accounts* of Privileged Access lists accounts whose
  passwords Okta keeps.
- No call lists files that were uploaded to Okta's support cases (they come as an export folder), or the passwords and
  keys inside app instances, of which only the account or key id is shown.
- Propagation window: 5 minutes, from memory: re-check. An access token that was issued before its client secret was
  revoked stays valid for its own lifetime: 60 minutes from the organisation's own authorization server, 5 minutes to 24
  hours from a custom one (support.okta.com, *Lifetime of the Okta Minted JSON Web Tokens*, read 2026-11-29). That is a
  session, not the secret.
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, PrincipalIdentifier, Provider

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
            nameless=True,
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
        LeastScope("okta.apiTokens.read", "list API tokens, their owners and their expiry"),
        LeastScope("okta.apps.read", "list apps, their client secrets and which accounts and keys they store"),
        LeastScope("okta.users.read", "distinguish people from workloads"),
        LeastScope("okta.appGrants.read", "see the permissions of each app in Okta itself"),
        LeastScope("okta.roles.read", "list the administrators of Okta, people and apps"),
        LeastScope("okta.groups.read", "see the members of each group, who get its apps and roles"),
        LeastScope("okta.policies.read", "see the factors by which people may recover a password"),
        LeastScope("okta.serviceAccounts.read", "list accounts whose passwords Okta keeps"),
        LeastScope("okta.logs.read", "see which tokens and clients are used"),
    ),
    window=timedelta(minutes=5),
    directory=True,
    # "Standard administrator roles and permissions" (help.okta.com, read 2026-11-29).
    powers=Powers(
        administers=r"SUPER_ADMIN|ORG_ADMIN|APP_ADMIN|API_ACCESS_MANAGEMENT_ADMIN|API_ADMIN"
        r"|okta\.(apiTokens|apps|appGrants|roles|users|groups|policies|clients|authorizationServers)\.manage",
        lesser=r"READ_ONLY_ADMIN|REPORT_ADMIN|HELP_DESK_ADMIN|MOBILE_ADMIN|USER_ADMIN|GROUP_MEMBERSHIP_ADMIN"
        r"|ACCESS_.*|WORKFLOWS_ADMIN|okta\..*|assigned|group:.*|recovery by .*",
    ),
    principals=(
        PrincipalIdentifier("user"),
        PrincipalIdentifier("group"),
        PrincipalIdentifier("app", "machine"),
        PrincipalIdentifier("service_account", "machine"),
    ),
)
