"""Confluence Data Center takes only tokens that it issued itself.

confluence.atlassian.com/enterprise, *Using Personal Access Tokens* (1026032365), read 2026-11-29; *Configure an
incoming link* from memory: re-check.
"""

from keyroll.providers.contracts.replace import NoWay

NO_WAYS = (
    NoWay(
        "personal_access_token",
        "Confluence Data Center takes no token of another issuer; give each an expiry date, and rotate it by plan",
    ),
)
