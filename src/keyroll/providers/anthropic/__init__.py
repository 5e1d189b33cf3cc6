"""Anthropic: API keys of an organisation's workspaces, and its service accounts.

Facts (docs.anthropic.com, *Admin API*, and the models of the vendor's library ``anthropic`` 2.14, read 2026-11):

- ``GET /v1/organizations/api_keys`` lists the keys of all workspaces: status, creator, the account that it acts as,
  expiry, and a hint of its value, but not its last use. ``GET /v1/organizations/service_accounts`` lists service
  accounts.
- The Admin API does not list admin keys. The console shows them (from memory: re-check).
- A key need not expire (``expires_at`` is null). An archived key cannot be used again; an inactive key can.
- Propagation window: minutes are assumed (from memory: re-check).
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, PrincipalIdentifier, Provider

PROVIDER = Provider(
    name="anthropic",
    title="Anthropic",
    kinds=(
        Kind("api_key", "API key", "api_key", listed_by="api_keys", never_expires=True, material="token"),
        Kind(
            "admin_key",
            "admin API key",
            "admin_key",
            unlistable_because="the Admin API lists only the keys of workspaces; the console shows admin keys",
            never_expires=True,
            material="token",
        ),
    ),
    scopes=(LeastScope("admin API key", "list the keys of all workspaces, and service accounts"),),
    window=timedelta(minutes=5),
    powers=Powers(administers="admin", lesser="developer|user|billing|claude_code_user"),
    principals=(
        PrincipalIdentifier("user"),
        PrincipalIdentifier("service_account", "machine"),
    ),
    code_resources=("plugin",),
)
