"""Sigma rules call the events of an Atlassian organisation its audit log, as the vendor's administration does."""

from keyroll.providers.contracts.sigma import Logsource

LOGSOURCES = (Logsource("events", "atlassian", ("audit", "events")),)
