"""OpenAI: keys of an organisation's projects, their service accounts, and admin keys.

Facts (platform.openai.com, API reference, *Administration*, and the models of the vendor's library ``openai`` 3.57,
read 2026-11):

- ``GET /organization/projects/{project}/api_keys`` lists a project's keys with their owner (a user or a service
  account), last use, expiry, and the visible part of the value; ``GET /organization/admin_api_keys`` the admin
  keys.
- A key need not expire (``expires_at`` is null). A user's key from before projects is listed only to that user (from
  memory: re-check).
- Propagation window: minutes are assumed (from memory: re-check).
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, PrincipalIdentifier, Provider

PROVIDER = Provider(
    name="openai",
    title="OpenAI",
    kinds=(
        Kind(
            "api_key",
            "API key of a project",
            "api_key",
            listed_by="project_api_keys",
            never_expires=True,
            material="token",
        ),
        Kind(
            "admin_key",
            "admin API key",
            "admin_key",
            listed_by="admin_api_keys",
            never_expires=True,
            material="token",
            also=("api_key",),
        ),
    ),
    scopes=(
        LeastScope("admin API key of an owner, read only", "list projects, their keys and the owners; read the log"),
    ),
    window=timedelta(minutes=5),
    powers=Powers(administers="owner|admin", lesser="member|none|viewer|reader"),
    principals=(
        PrincipalIdentifier("user"),
        PrincipalIdentifier("service_account", "machine"),
    ),
)
