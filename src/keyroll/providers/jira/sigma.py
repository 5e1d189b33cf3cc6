"""Sigma rules about Jira; some use the record of its former audit API, which Jira Cloud still has.

jira.atlassian.com, JRASERVER-78785 (read 2026-11) shows one record of Data Center in both forms. The newer one has the
object and its related items in one list, so a rule about the object searches both.
"""

from keyroll.providers._atlassian import logsources
from keyroll.providers._atlassian_records import JIRA_NAMES
from keyroll.providers.contracts.sigma import Logsource

LOGSOURCES = (
    Logsource("records", "jira", ("audit",), aliases=JIRA_NAMES),
    *logsources(
        "jira",
        {
            "summary": "auditType.action",
            "category": "auditType.category",
            "objectItem.name": "affectedObjects.name",
            "objectItem.typeName": "affectedObjects.type",
            "associatedItems.name": "affectedObjects.name",
            "associatedItems.typeName": "affectedObjects.type",
            "remoteAddress": "source",
        },
    ),
)
