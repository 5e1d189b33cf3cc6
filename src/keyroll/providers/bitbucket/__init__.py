"""Bitbucket Data Center: accounts and their passwords, project access tokens, audit log, access log.

Facts, with the vendor's page where one is known:

- ``GET /rest/api/latest/admin/users`` lists users with type ``NORMAL`` or ``SERVICE`` and the last log-in.
- ``GET /rest/access-tokens/latest/projects/{key}`` lists a project's HTTP access tokens. The vendor's OpenAPI gives
  RestAccessToken only id, name and createdDate: no expiry, last use, permissions or project.
- HTTP access tokens of users are listed for one user at a time (``GET /rest/access-tokens/latest/users/{slug}``), to
  that user and to administrators. No token can have the permission to list the tokens of other users
  (jira.atlassian.com BSERV-10482, read 2026-11), or an administration permission: a token cannot list accounts, their
  tokens and their keys, an administrator's password can. A missing permission also gives 401.
- Repository tokens are listed for one repository at a time, in the same shape.
- SSH keys of users are listed for one user at a time (``GET /rest/ssh/latest/keys?user=``), as a live read does. The
  access log names the key that was used (label ``ssh:id:``). Access keys give workloads access to a project or
  repository (``GET /rest/keys/latest/projects/{key}[/repos/{slug}]/ssh``, RestSshAccessKey). Both share one series of
  numbers, and have ``expiryDays`` only where an expiry was set ("Ssh", developer.atlassian.com/server/bitbucket/rest).
- Application links and installed plugins: see ``_atlassian_extensions``. Only Bitbucket Cloud has app passwords.
- The access log has two lines for each request, and the number of columns varies ("How to read the Bitbucket Server Log
  Formats", bitbucketserverkb 779171668). Only this log shows archives and clones, not the audit log.
- Propagation window: a deleted token or a changed password takes effect at once on its node, and on other nodes and in
  an external directory within minutes (from memory: re-check). Five minutes are assumed.
"""

from datetime import timedelta

from keyroll.providers._atlassian import ACCOUNT
from keyroll.providers._atlassian_extensions import KINDS, RUNS_SCRIPTS
from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, PrincipalIdentifier, PrivilegeReads, Provider

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
            unlistable_because="keys are listed by user, project and repository: a live read calls each of these lists",
            account=True,
            material="private-key",
        ),
        *KINDS,
    ),
    scopes=(
        LeastScope(
            "ADMIN, with a password",
            "to list accounts, groups, global permissions, tokens and keys of accounts, application links and plugins; "
            "no token can list them",
        ),
        LeastScope("PROJECT_ADMIN", "to list access tokens, access keys and permissions of projects and repositories"),
    ),
    window=timedelta(minutes=5),
    powers=Powers(
        administers=rf"(SYS_)?ADMIN|{RUNS_SCRIPTS}",
        lesser=r"(PROJECT|REPO)_(READ|WRITE|ADMIN|CREATE)|LICENSED_USER",
    ),
    reads=(PrivilegeReads(("repository_file", "ci_definition", "git_history")),),
    principals=(PrincipalIdentifier("account"), PrincipalIdentifier("group")),
    code_resources=("plugin",),
)
