"""Sends a personal access token to Confluence Data Center; ``_atlassian_live.py`` describes misleading responses.

``/rest/api/user/current`` also returns 200 without an account, as ``anonymous`` ("Confluence REST API", *Get current
user*).
"""

from keyroll.providers._atlassian_live import token_probe

PROBES = (token_probe("personal_access_token", "/rest/api/user/current"),)
