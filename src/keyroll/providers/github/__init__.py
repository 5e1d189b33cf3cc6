"""GitHub: tokens that an organisation approved or authorised, apps, deploy keys, hooks, secrets, the audit log.

Facts, with the vendor's page (docs.github.com, read 2026-11):

- ``GET /orgs/{org}/personal-access-tokens`` lists fine-grained tokens with access to the organisation, by a
  ``token_id`` (REST, "Personal access tokens"); the audit log names that id too.
- ``GET /orgs/{org}/credential-authorizations`` lists what members authorised for single sign-on: tokens by the id of
  the underlying token (``authorized_credential_id``) and their last eight characters, SSH keys by fingerprint. That
  this id is the ``token_id`` of the audit log is from memory: re-check. Without single sign-on nothing is listed.
- The audit log gives the SHA-256 of the token that acted, in base64 (Enterprise, "Identifying audit log events
  performed by an access token"): a token's value leads to its use. Addresses are there only where their display was
  switched on, and only API requests that were audited (``api.request``) show reads.
- An app acts as ``<slug>[bot]``; its private keys are listed on its owner's settings page only.
- Secrets of Actions and Dependabot are listed by name: places that hold a copy of something unnamed.
- Window: tokens are checked in one place; minutes are taken (from memory: re-check).
"""

from datetime import timedelta

from keyroll.providers.contract import Kind, LeastScope, Provider, Reads

PROVIDER = Provider(
    name="github",
    title="GitHub",
    kinds=(
        Kind(
            "fine_grained_token",
            "fine-grained personal access token, or a token met in the log by its id",
            "token_id",
            listed_by="personal_access_tokens",
            also=("hashed_token",),
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
            also=("token_id", "hashed_token"),
        ),
        Kind("deploy_key", "deploy key of a repository", "deploy_key", listed_by="deploy_keys"),
        Kind("webhook_secret", "secret that signs a webhook", "webhook", listed_by="webhooks", in_place=True),
        Kind(
            "app_key",
            "private key of a GitHub App",
            "app_key",
            unlistable_because="an app's keys are shown on its owner's settings page; no REST call lists them",
        ),
    ),
    scopes=(
        LeastScope("Personal access tokens: read (organisation)", "to list fine-grained tokens"),
        LeastScope("Administration: read (organisation)", "to list authorised credentials, apps and the audit log"),
        LeastScope("Secrets, Dependabot secrets: read (organisation)", "to list the names of stored secrets"),
        LeastScope("Webhooks: read (repository)", "to see where hooks deliver, and whether they are signed"),
        LeastScope("Administration: read (repository)", "to list deploy keys"),
    ),
    window=timedelta(minutes=5),
    # A workflow that a token can push reads the organisation's secrets as it runs (Actions, "Using secrets").
    reads=(
        Reads(("repository_file", "ci_definition", "git_history"), r"read|write", r"(?:.*/)?([^/]+)$", sure=True),
        Reads(("repository_file", "ci_definition", "git_history"), r"contents:(read|write)"),
        Reads(("actions_secret", "ci_variable"), r"(contents|actions|workflows):write|write"),
        Reads(("ticket",), r"issues:(read|write)"),
        Reads(("repository_file", "ci_definition", "git_history", "actions_secret", "ci_variable", "ticket")),
    ),
)
