"""Bitbucket Data Center: accounts and their passwords, project access tokens, audit log, access log.

Facts, with the vendor's page where one is known:

- ``GET /rest/api/latest/admin/users`` lists users with type ``NORMAL`` or ``SERVICE`` and the last log-in.
- ``GET /rest/access-tokens/latest/projects/{key}`` lists a project's HTTP access tokens. The vendor's OpenAPI gives
  RestAccessToken only id, name and createdDate: neither expiry nor last use nor permissions, and not the project.
- Personal HTTP access tokens are listed user by user, to that user: **unlistable** as a whole (the administrators' view
  is a page, no documented REST call). Repository tokens are listed repository by repository, in the same shape.
- SSH keys of users are listed user by user (``GET /rest/ssh/latest/keys?user=``), which a live read does; the access
  log names the key that was used (label ``ssh:id:``). Access keys let machines into a project or repository
  (``GET /rest/keys/latest/projects/{key}[/repos/{slug}]/ssh``, RestSshAccessKey). Both have numbers of one series, and
  ``expiryDays`` only where an end was set ("Ssh", developer.atlassian.com/server/bitbucket/rest).
- Application links and plugins that run code are pages of the administration, or undocumented calls: not read.
- The access log has two lines a request and not always the same number of columns ("How to read the Bitbucket Server
  Log Formats", bitbucketserverkb 779171668). Archives and clones stand there only, not in the audit log.
- Propagation window: a deleted token or a changed password counts at once on its node, other nodes and an external
  directory within minutes (from memory: re-check). Five minutes are taken.
"""

from datetime import timedelta

from keyroll.providers._atlassian import ACCOUNT, TOKENS_UNLISTABLE
from keyroll.providers.contract import Kind, LeastScope, Provider, Reads

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
            unlistable_because=TOKENS_UNLISTABLE,
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
    ),
    scopes=(
        LeastScope("LICENSED_USER with ADMIN", "to list accounts with /rest/api/latest/admin/users"),
        LeastScope("PROJECT_ADMIN", "to list access tokens and access keys of projects and repositories"),
    ),
    window=timedelta(minutes=5),
    reads=(Reads(("repository_file", "ci_definition", "git_history")),),
)
