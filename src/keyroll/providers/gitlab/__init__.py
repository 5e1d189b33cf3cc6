"""GitLab: access tokens of people, projects and groups, deploy tokens and keys; audit events and the API's own log.

Facts, with the vendor's page (docs.gitlab.com, read 2026-11):

- Tokens of projects and groups are personal access tokens of bot users and share one series of ids. An administrator's
  ``GET /personal_access_tokens`` lists them all; anybody else's only their own: export the former.
- ``GET /deploy_tokens`` (administrators) lists deploy tokens; ``GET /deploy_keys`` deploy keys.
- Audit events (*Audit event schema*) name who acted and on what, never with which token. The API's log
  (``api_json.log``, *Log system*) has ``token_type`` and ``token_id``: it alone shows the use of a token.
- Window: tokens are checked in one database; minutes are taken (from memory: re-check).
"""

from datetime import timedelta

from keyroll.providers.contract import Kind, LeastScope, Provider, Reads

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
        Kind("deploy_token", "deploy token", "deploy_token", listed_by="deploy_tokens"),
        Kind("deploy_key", "deploy key", "deploy_key", listed_by="deploy_keys"),
        Kind(
            "job_token",
            "token of a CI job",
            "job_token",
            unlistable_because="a job's token lives as long as the job; GitLab keeps no list of them",
        ),
    ),
    scopes=(
        LeastScope("read_api, of an administrator", "list all access tokens, deploy tokens and deploy keys"),
        LeastScope("Auditor", "read the audit events of the instance"),
    ),
    window=timedelta(minutes=5),
    reads=(
        Reads(("repository_file", "ci_definition", "git_history"), r"read_repository|write_repository|read|write"),
        Reads(("repository_file", "ci_definition", "git_history", "ci_variable", "ticket"), r"api|maintainer|owner"),
        Reads(("repository_file", "ci_definition", "git_history", "ticket"), r"read_api|reporter|developer"),
    ),
)
