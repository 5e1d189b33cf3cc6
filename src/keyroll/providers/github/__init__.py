"""GitHub: fine-grained tokens that an organisation approved, authorised credentials, deploy keys, the audit log.

Facts, with the vendor's page:

- ``GET /orgs/{org}/personal-access-tokens`` lists fine-grained tokens with access to the organisation, by a
  ``token_id`` (REST, "Personal access tokens").
- ``GET /orgs/{org}/credential-authorizations`` lists what members authorised for single sign-on: classic tokens by
  their last eight characters, SSH keys by fingerprint. An organisation without single sign-on lists no classic token.
- The audit log gives the SHA-256 of the token that acted, in base64 (Enterprise, "Identifying audit log events
  performed by an access token"): a token's value leads to its use. IP addresses are there only where their display
  was switched on.
- Window: tokens are checked in one place; minutes are taken (from memory: re-check).
"""

from datetime import timedelta

from keyroll.providers.contract import Kind, LeastScope, Provider

PROVIDER = Provider(
    name="github",
    title="GitHub",
    kinds=(
        Kind(
            "fine_grained_token",
            "fine-grained personal access token",
            "token_id",
            listed_by="personal_access_tokens",
        ),
        Kind(
            "personal_access_token",
            "personal access token (classic), OAuth or app token",
            "hashed_token",
            unlistable_because="classic tokens are listed to their owner only; the log and copies show them by hash",
        ),
        Kind(
            "authorized_credential",
            "credential authorised for single sign-on",
            "credential_id",
            listed_by="credential_authorizations",
        ),
        Kind("deploy_key", "deploy key of a repository", "deploy_key", listed_by="deploy_keys"),
    ),
    scopes=(
        LeastScope("Personal access tokens: read (organisation)", "to list fine-grained tokens"),
        LeastScope("Administration: read (organisation)", "to list authorised credentials and the audit log"),
        LeastScope("Administration: read (repository)", "to list deploy keys"),
    ),
    window=timedelta(minutes=5),
)
