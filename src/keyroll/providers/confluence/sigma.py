"""Sigma rules about Confluence."""

from keyroll.providers._atlassian import logsources

LOGSOURCES = logsources("confluence")
