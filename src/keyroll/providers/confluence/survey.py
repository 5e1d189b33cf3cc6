"""Confluence lists application links and plugins that people installed, and the permissions of spaces."""

from keyroll.providers import _atlassian_extensions
from keyroll.providers.confluence import permissions

ENDPOINTS = (*permissions.ENDPOINTS, *_atlassian_extensions.ENDPOINTS)
