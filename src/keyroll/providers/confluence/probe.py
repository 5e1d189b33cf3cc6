"""Tries a personal access token of Confluence Data Center; ``_atlassian_live.py`` says what lies.

``/rest/api/user/current`` answers 200 to nobody as well, as ``anonymous`` ("Confluence REST API", *Get current user*).
"""

from keyroll.providers._atlassian_live import token_probe

PROBES = (token_probe("personal_access_token", "/rest/api/user/current"),)
