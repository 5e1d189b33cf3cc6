"""Sends an HTTP access token or an account's password to Bitbucket Data Center; see also ``_atlassian_live.py``.

Bitbucket has no call that names the caller; ``/rest/api/latest/projects`` also responds without an account if a project
is public. A token of a project or repository acts as its own account, whose name the response gives (from memory).

No request ends the sessions of an account, and no page documents that a new password ends them ("How to force all users
of Atlassian on-prem products to re-authenticate", confluence.atlassian.com/kb, read 2026-11-29). A remembered sign-in
lasts 30 days by default (``auth.remember-me.token.expiry``, *Configuration properties*; re-check).
"""

from datetime import timedelta

from keyroll.providers._atlassian_live import password_probe, token_probe

_PROJECTS = "/rest/api/latest/projects?limit=1"
PROBES = (
    *(token_probe(kind, _PROJECTS) for kind in ("personal_access_token", "access_token")),
    password_probe(
        _PROJECTS,
        no_sessions_because="each request of the probe carries the password",
        derives="remembered sign-ins of browsers",
        derived_life=timedelta(days=30),
    ),
)
