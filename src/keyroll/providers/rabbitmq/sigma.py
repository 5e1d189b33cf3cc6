"""Sigma rules about the broker's log, in either form; ``username`` is the user that was refused or accepted."""

from keyroll.providers.contracts.sigma import Logsource

_USERNAME = {"username": "=regexp_extract(msg, 'user ''([^''\\n]*)''', 1)"}
LOGSOURCES = tuple(
    Logsource(log, "rabbitmq", ("server", "rabbitmq"), aliases=_USERNAME) for log in ("server", "server_json")
)
