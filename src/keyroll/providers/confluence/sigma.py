"""Sigma rules about Confluence."""

from keyroll.providers._atlassian import logsources
from keyroll.providers._atlassian_records import CONFLUENCE_NAMES
from keyroll.providers.contracts.sigma import Logsource

LOGSOURCES = (Logsource("records", "confluence", ("audit",), aliases=CONFLUENCE_NAMES), *logsources("confluence"))
