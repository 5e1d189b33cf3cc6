"""Atlassian Cloud's organisation: API tokens of people and service accounts, OAuth clients, and the audit log.

developer.atlassian.com, *Organizations REST API* and *API access*, read 2026-11:

- Tokens are listed with label, user, dates and the last day of use. The audit log names the token that acted by its id
  (``actor.auth.tokenId``), where the plan records the use of tokens.
- A service account is a user without a person; OAuth clients are its credentials of another kind.
- Bitbucket Cloud accepted app passwords until 9 June 2026 (atlassian.com/blog/bitbucket, *Bitbucket Cloud transitions
  to API tokens*); their replacements are API tokens of users. Access tokens of its repositories, projects and
  workspaces never expire and are shown on a page of each (support.atlassian.com/bitbucket-cloud, *Access Tokens*, and
  developer.atlassian.com/cloud/bitbucket/rest, read 2026-11): no documented call lists either.
- Data Center products are separate providers: ``jira``, ``confluence``, ``bitbucket``.
- Propagation window: minutes (from memory: re-check).
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, PrincipalIdentifier, Provider

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
        Kind(
            "app_password",
            "app password of a Bitbucket Cloud user",
            "app_password",
            unlistable_because="Bitbucket Cloud listed them only to their user; since 9 June 2026 it accepts none",
            legacy_because="Atlassian ended app passwords in favour of API tokens",
            material="password",
        ),
        Kind(
            "bitbucket_cloud_access_token",
            "access token of a Bitbucket Cloud repository, project or workspace",
            "bitbucket_cloud_access_token",
            unlistable_because="a page of each repository, project and workspace shows them; no call lists them",
            never_expires=True,
            material="token",
        ),
    ),
    scopes=(
        LeastScope("read:tokens:admin", "list the API tokens of all users"),
        LeastScope("read:service-accounts:admin", "list service accounts and their OAuth clients"),
        LeastScope("read:events:admin", "read the organisation's audit log"),
    ),
    window=timedelta(minutes=5),
    principals=(
        PrincipalIdentifier("user"),
        PrincipalIdentifier("group"),
        PrincipalIdentifier("service_account", "machine"),
    ),
    code_resources=("app",),
)
