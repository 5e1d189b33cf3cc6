"""Sigma rules about 1Password use the vendor's name for it, and mean all three kinds of its events."""

from keyroll.providers.contracts.sigma import Logsource

_LOGS = ("audit", "item_usages", "sign_ins")

LOGSOURCES = (
    *(Logsource(log, "1password", ("1password", log)) for log in _LOGS),
    *(Logsource(log, "onepassword", (log,)) for log in _LOGS),
)
