"""Sends a personal access token to Jira Data Center; ``_atlassian_live.py`` describes misleading answers.

``/rest/api/2/myself`` is refused without a sign-in ("Jira REST API", *myself*).
"""

from keyroll.providers._atlassian_live import token_probe

PROBES = (token_probe("personal_access_token", "/rest/api/2/myself"),)
