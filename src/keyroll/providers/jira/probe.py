"""Sends a personal access token or an account's password to Jira Data Center; see also ``_atlassian_live.py``.

``/rest/api/2/myself`` is refused without a sign-in ("Jira REST API", *myself*). Sessions and remember-me cookies of an
account end when its password changes, from Jira 9.11 on every node of a cluster ("Invalidating user sessions in Jira
Data Center", support.atlassian.com/jira/kb, read 2026-11-29).
"""

from keyroll.providers._atlassian_live import password_probe, token_probe

_ME = "/rest/api/2/myself"
PROBES = (
    token_probe("personal_access_token", _ME),
    password_probe(_ME, no_sessions_because="Jira ends the sessions of an account with its password (from 9.11)"),
)
