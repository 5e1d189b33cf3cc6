"""GitHub: tokens that an organisation approved or authorised, apps, deploy keys, webhooks, secrets, the audit log.

Facts, with the vendor's page (docs.github.com, read 2026-11):

- ``GET /orgs/{org}/personal-access-tokens`` lists fine-grained tokens with access to the organisation, by a
  ``token_id`` (REST, "Personal access tokens"). The audit log also has that id.
- ``GET /orgs/{org}/credential-authorizations`` lists what members authorised for single sign-on: tokens by the id of
  the underlying token (``authorized_credential_id``) and their last eight characters, SSH keys by fingerprint. From
  memory (re-check): this id is the ``token_id`` of the audit log. Without single sign-on the list is empty.
- The audit log gives the SHA-256 of the token that acted, in base64 (Enterprise, "Identifying audit log events
  performed by an access token"): a token's value identifies its use. Addresses are recorded only where their display is
  enabled, and only audited API requests (``api.request``) show reads.
- Only a GitHub App can list fine-grained tokens (same page). An owner's token can list everything else.
- The audit log says how each request authenticated (``programmatic_access_type``, the same page, read 2026-12):
  "Fine-grained personal access token" names one type, and every other text another type, whose ``token_id`` is none
  of the listed fine-grained tokens. Without that field a token known by its id has an unknown type.
- A token need not expire unless a policy of the organisation requires it ("Managing your personal access tokens").
  GitHub advises fine-grained tokens over classic ones (same page). Deploy keys do not expire ("Managing deploy keys").
- An app acts as ``<slug>[bot]``; only its owner's settings page lists its private keys, by the SHA-256 of the public
  key. They do not expire ("Managing private keys for GitHub Apps"). Each key can make installation tokens that last one
  hour.
- Secrets of Actions and Dependabot are listed by name, for the organisation, each repository and each environment: they
  are secret locations whose content is not named.
- Permissions by endpoint: "Permissions required for GitHub Apps"; those of secrets, environments and hooks are from
  memory: re-check.
- Propagation window: tokens are checked in one place; minutes are assumed (from memory: re-check).
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, PrincipalIdentifier, PrivilegeReads, Provider

PROVIDER = Provider(
    name="github",
    title="GitHub",
    kinds=(
        Kind(
            "fine_grained_token",
            "fine-grained personal access token, or a token known from the log by its id",
            "token_id",
            listed_by="personal_access_tokens",
            also=("hashed_token",),
            never_expires=True,
        ),
        Kind(
            "personal_access_token",
            "personal access token (classic), OAuth or app token",
            "hashed_token",
            legacy_because="GitHub advises fine-grained tokens over classic ones",
            never_expires=True,
            unlistable_because="classic tokens are listed only to their owner; the log and copies show them by hash",
        ),
        Kind(
            "authorized_credential",
            "credential authorised for single sign-on",
            "credential_id",
            listed_by="credential_authorizations",
            also=("token_id", "hashed_token"),
        ),
        Kind("deploy_key", "deploy key of a repository", "deploy_key", listed_by="deploy_keys", never_expires=True),
        Kind("webhook_secret", "secret that signs a webhook", "webhook", listed_by="webhooks", in_place=True),
        Kind(
            "app_key",
            "private key of a GitHub App",
            "app_key",
            never_expires=True,
            material="private-key",
            unlistable_because="an app's keys are shown on its owner's settings page; no REST call lists them",
        ),
    ),
    scopes=(
        LeastScope("Personal access tokens: read (organisation)", "list fine-grained tokens; for a GitHub App only"),
        LeastScope("Administration: read (organisation)", "list authorised credentials, apps and the audit log"),
        LeastScope("Secrets: read (organisation)", "list the names of the organisation's Actions secrets"),
        LeastScope("Dependabot secrets: read (organisation)", "list the names of its Dependabot secrets"),
        LeastScope("Webhooks: read (organisation)", "list the targets of the organisation's webhooks"),
        LeastScope("Members: read (organisation)", "list the owners and the members of the organisation"),
        LeastScope("Self-hosted runners: read (organisation)", "list the machines on which workflows run"),
        LeastScope("Metadata: read (repository)", "list the repositories, and the permissions in each"),
        LeastScope("Administration: read (repository)", "list deploy keys"),
        LeastScope("Webhooks: read (repository)", "list the targets of webhooks, and whether they are signed"),
        LeastScope("Secrets: read (repository)", "list the names of a repository's Actions secrets"),
        LeastScope("Dependabot secrets: read (repository)", "list the names of its Dependabot secrets"),
        LeastScope("Actions: read (repository)", "list the environments, and the requirements of each"),
        LeastScope("Environments: read (repository)", "list the names of their secrets"),
    ),
    powers=Powers(
        administers=r"(organization_)?administration:(write|admin)|members:write|organization_custom_.*roles:write"
        r"|organization_personal_access_tokens:write|organization_self_hosted_runners:write|owner",
        lesser=r"[a-z_]+:(read|write|admin)|read|write|admin|maintain|push|triage|pull",
    ),
    window=timedelta(minutes=5),
    # A workflow that a token can push can read the organisation's secrets when it runs (Actions, "Using secrets").
    reads=(
        PrivilegeReads(
            ("repository_file", "ci_definition", "git_history"), r"read|write", r"(?:.*/)?([^/]+)$", sure=True
        ),
        PrivilegeReads(("repository_file", "ci_definition", "git_history"), r"contents:(read|write)"),
        PrivilegeReads(("actions_secret", "ci_variable"), r"(contents|actions|workflows):write|write"),
        PrivilegeReads(("ticket",), r"issues:(read|write)"),
        PrivilegeReads(("repository_file", "ci_definition", "git_history", "actions_secret", "ci_variable", "ticket")),
    ),
    principals=(
        PrincipalIdentifier("account"),
        PrincipalIdentifier("user"),
    ),
    code_resources=(
        "app",
        "hook",
        "webhook",
        "workflow",
        "runner",
    ),
)
