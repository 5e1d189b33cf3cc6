"""GitLab: access tokens of people, projects and groups, deploy tokens and keys; audit events and the API's own log.

Facts, with the vendor's page (docs.gitlab.com, read 2026-11):

- Tokens of projects and groups are personal access tokens of bot users and share one series of ids. An administrator's
  ``GET /personal_access_tokens`` lists them all, any other token's call only its own: export the administrator's.
- ``GET /deploy_tokens`` (administrators) lists deploy tokens; ``GET /deploy_keys`` deploy keys.
- Audit events (*Audit event schema*) name the actor and the resource, never the token. The API's log (``api_json.log``,
  *Log system*) has ``token_type`` and ``token_id``: only this log shows the use of a token.
- ``GET /runners/all`` (administrators) lists runners, each of which holds one authentication token (*Runners API*).
- CI variables are listed with their values to administrators of a project or group (*Project-level CI/CD variables
  API*): they are secret locations. Only their names are kept.
- Deploy keys and deploy tokens need not expire. Access tokens must expire within 365 days, or within the limit that an
  administrator set; tokens of service accounts need no expiry if an administrator allows that (*Personal access
  tokens*, read 2026-11-29).
- Propagation window: tokens are checked in one database; minutes are assumed (from memory: re-check).
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, PrincipalIdentifier, PrivilegeReads, Provider

PROVIDER = Provider(
    name="gitlab",
    title="GitLab",
    kinds=(
        Kind(
            "access_token",
            "personal, project or group access token",
            "access_token",
            listed_by="personal_access_tokens",
            in_place=False,
        ),
        Kind("deploy_token", "deploy token", "deploy_token", listed_by="deploy_tokens", never_expires=True),
        Kind("deploy_key", "deploy key", "deploy_key", listed_by="deploy_keys", never_expires=True),
        Kind(
            "runner_token",
            "authentication token of a runner",
            "runner",
            listed_by="runners",
            in_place=True,
            never_expires=True,
        ),
        Kind(
            "job_token",
            "token of a CI job",
            "job_token",
            unlistable_because="a job's token is valid as long as the job runs; GitLab keeps no list of them",
            lifetime="minted",
        ),
    ),
    scopes=(
        LeastScope(
            "read_api, of an administrator", "list all tokens, deploy keys, runners, CI variables, users and members"
        ),
        LeastScope("Auditor", "read the audit events of the instance"),
    ),
    # "Roles and permissions"; "Personal access token scopes".
    powers=Powers(
        administers=r"api|sudo|admin_mode|admin|owner|maintainer|manage_runner",
        lesser=r"read_.*|write_.*|minimal|guest|planner|reporter|developer|read|write|create_runner|ai_features|k8s_proxy"
        r"|self_rotate",
    ),
    window=timedelta(minutes=5),
    reads=(
        PrivilegeReads(
            ("repository_file", "ci_definition", "git_history"), r"read_repository|write_repository|read|write"
        ),
        PrivilegeReads(
            ("repository_file", "ci_definition", "git_history", "ci_variable", "ticket"), r"api|maintainer|owner"
        ),
        PrivilegeReads(("repository_file", "ci_definition", "git_history", "ticket"), r"read_api|reporter|developer"),
    ),
    principals=(
        PrincipalIdentifier("user"),
        PrincipalIdentifier("group"),
    ),
    code_resources=(
        "hook",
        "webhook",
        "schedule",
        "runner",
    ),
)
