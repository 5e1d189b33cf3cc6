"""Confluence lists application links and plugins that people installed."""

from keyroll.providers import _atlassian_extensions

ENDPOINTS = _atlassian_extensions.ENDPOINTS
