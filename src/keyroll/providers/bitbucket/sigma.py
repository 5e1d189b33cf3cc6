"""Sigma rules about Bitbucket."""

from keyroll.providers._atlassian import logsources

LOGSOURCES = logsources("bitbucket")
