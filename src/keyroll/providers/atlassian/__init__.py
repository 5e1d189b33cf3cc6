"""Atlassian Cloud's organisation: API tokens of people and service accounts, OAuth clients, and the audit log.

developer.atlassian.com, *Organizations REST API* and *API access*, read 2026-11:

- Tokens are listed with label, user, dates and the last day of use. The audit log names the token that acted by its id
  (``actor.auth.tokenId``), where the plan records the use of tokens.
- A service account is a user without a person; OAuth clients are its credentials of another kind.
- Data Center products are providers of their own: ``jira``, ``confluence``, ``bitbucket``.
- Window: minutes (from memory: re-check).
"""

from datetime import timedelta

from keyroll.providers.contract import Kind, LeastScope, Provider

PROVIDER = Provider(
    name="atlassian",
    title="Atlassian organisation",
    kinds=(
        Kind("api_token", "API token", "token_id", listed_by="api_tokens"),
        Kind(
            "oauth_client",
            "OAuth 2.0 client of a service account",
            "oauth_client",
            listed_by="oauth_clients",
            in_place=True,
        ),
        Kind(
            "organization_api_key",
            "API key of the organisation",
            "organization_api_key",
            unlistable_because="keys of the organisation are shown on its settings page; no documented call lists them",
        ),
    ),
    scopes=(
        LeastScope("read:tokens:admin", "list the API tokens of all users"),
        LeastScope("read:service-accounts:admin", "list service accounts and their OAuth clients"),
        LeastScope("read:events:admin", "read the organisation's audit log"),
    ),
    window=timedelta(minutes=5),
)
