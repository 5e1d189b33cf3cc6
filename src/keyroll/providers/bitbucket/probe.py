"""Sends an HTTP access token to Bitbucket Data Center; ``_atlassian_live.py`` describes misleading answers.

Bitbucket has no call that names the caller; ``/rest/api/latest/projects`` also answers without an account where a
project is public. A token of a project or repository acts as its own account, whose name the answer gives (from
memory).
"""

from keyroll.providers._atlassian_live import token_probe

PROBES = tuple(
    token_probe(kind, "/rest/api/latest/projects?limit=1") for kind in ("personal_access_token", "access_token")
)
