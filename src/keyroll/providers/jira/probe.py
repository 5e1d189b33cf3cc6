"""Tries a personal access token of Jira Data Center; ``_atlassian_live.py`` says what lies.

``/rest/api/2/myself`` is refused to anybody who is not signed in ("Jira REST API", *myself*).
"""

from keyroll.providers._atlassian_live import token_probe

PROBES = (token_probe("personal_access_token", "/rest/api/2/myself"),)
