"""Sigma rules about Jira."""

from keyroll.providers._atlassian import logsources

LOGSOURCES = logsources("jira")
