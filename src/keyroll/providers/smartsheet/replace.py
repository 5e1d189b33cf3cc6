"""Smartsheet takes only tokens that it issued itself.

developers.smartsheet.com, *Authentication* (access tokens made in the web application, or OAuth with a person's
consent), read 2026-11-29; *OAuth* from memory: re-check.
"""

from keyroll.providers.contracts.replace import NoWay

NO_WAYS = (
    NoWay(
        "access_token",
        "Smartsheet takes no token of another issuer; its OAuth tokens are renewed by a static secret",
    ),
)
