"""Sigma rules about Slack's audit log."""

from keyroll.providers.contracts.sigma import Logsource

#: The scopes that an application has gained, or ``none``; empty if the record names no scopes.
_ADDED = (
    "=CASE WHEN details.new_scopes IS NOT NULL AND details.previous_scopes IS NOT NULL THEN coalesce(nullif("
    "array_to_string(list_filter(details.new_scopes, LAMBDA s : NOT list_contains(details.previous_scopes, s)), ',')"
    ", ''), 'none') END"
)

LOGSOURCES = (Logsource("audit", "slack", ("audit",), aliases={"added_scopes": _ADDED}),)
