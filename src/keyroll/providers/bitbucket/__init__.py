"""Bitbucket Data Center: accounts and their passwords, project access tokens, audit log, access log.

Facts, with the vendor's page where one is known:

- ``GET /rest/api/latest/admin/users`` lists users with type ``NORMAL`` or ``SERVICE`` and the last log-in.
- ``GET /rest/access-tokens/latest/projects/{key}`` lists a project's HTTP access tokens. The vendor's OpenAPI gives
  RestAccessToken only id, name and createdDate: neither expiry nor last use nor permissions, and not the project.
- HTTP access tokens of users are listed one by one (``GET /rest/access-tokens/latest/users/{slug}``), to that user and
  to administrators; no token may have the permission that others' need (jira.atlassian.com BSERV-10482, read 2026-11),
  nor that of the administration: what is asked with a token leaves accounts, their tokens and their keys unseen, what
  is asked with an administrator's password does not. 401 is the answer to whoever lacks a permission, too.
- Repository tokens are listed repository by repository, in the same shape.
- SSH keys of users are listed user by user (``GET /rest/ssh/latest/keys?user=``), which a live read does; the access
  log names the key that was used (label ``ssh:id:``). Access keys let machines into a project or repository
  (``GET /rest/keys/latest/projects/{key}[/repos/{slug}]/ssh``, RestSshAccessKey). Both have numbers of one series, and
  ``expiryDays`` only where an end was set ("Ssh", developer.atlassian.com/server/bitbucket/rest).
- Application links and installed plugins: see ``_atlassian_extensions``. App passwords are Bitbucket Cloud's.
- The access log has two lines a request and not always the same number of columns ("How to read the Bitbucket Server
  Log Formats", bitbucketserverkb 779171668). Archives and clones stand there only, not in the audit log.
- Propagation window: a deleted token or a changed password counts at once on its node, other nodes and an external
  directory within minutes (from memory: re-check). Five minutes are taken.
"""

from datetime import timedelta

from keyroll.providers._atlassian import ACCOUNT
from keyroll.providers._atlassian_extensions import KINDS, RUNS_SCRIPTS
from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, Provider, Reads

PROVIDER = Provider(
    name="bitbucket",
    title="Bitbucket Data Center",
    kinds=(
        ACCOUNT,
        Kind(
            "access_token",
            "HTTP access token of a project",
            "access_token",
            listed_by="access_tokens",
            material="token",
        ),
        Kind(
            "personal_access_token",
            "HTTP access token of a user",
            "personal_access_token",
            listed_by="personal_access_tokens",
            material="token",
        ),
        Kind(
            "ssh_key",
            "SSH key of a user, or access key",
            "ssh_key",
            unlistable_because="keys are listed by user, project and repository: a live read asks each of them",
            account=True,
            material="private-key",
        ),
        *KINDS,
    ),
    scopes=(
        LeastScope(
            "ADMIN, with a password",
            "to list accounts, their tokens and keys, application links and plugins; no token may do that",
        ),
        LeastScope("PROJECT_ADMIN", "to list access tokens and access keys of projects and repositories"),
    ),
    window=timedelta(minutes=5),
    powers=Powers(administers=rf"(.*_)?ADMIN|{RUNS_SCRIPTS}", lesser=r"(PROJECT|REPO)_(READ|WRITE)"),
    reads=(Reads(("repository_file", "ci_definition", "git_history")),),
)
