"""Jira Data Center takes only tokens that it issued itself.

confluence.atlassian.com/enterprise, *Using Personal Access Tokens* (1026032365), and adminjiraserver, *Configure an
incoming link* (1115659067: Jira is the OAuth provider, and gives the application its credentials), read 2026-11-29.
"""

from keyroll.providers.contracts.replace import NoWay

NO_WAYS = (
    NoWay(
        "personal_access_token",
        "Jira Data Center takes no token of another issuer; give each an expiry date, and rotate it by plan",
    ),
)
