"""Tries an HTTP access token of Bitbucket Data Center; ``_atlassian_live.py`` says what lies.

Bitbucket has no call that names oneself; ``/rest/api/latest/projects`` answers nobody as well where a project is
public. A token of a project or repository acts as an account of its own, whose name the answer gives (from memory).
"""

from keyroll.providers._atlassian_live import token_probe

PROBES = tuple(
    token_probe(kind, "/rest/api/latest/projects?limit=1") for kind in ("personal_access_token", "access_token")
)
