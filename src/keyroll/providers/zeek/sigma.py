"""Sigma rules about Zeek; some name the fields of a request as Sigma's taxonomy for proxies does."""

from keyroll.providers.contracts.sigma import Logsource

LOGSOURCES = (
    Logsource(
        "http",
        "zeek",
        ("http",),
        aliases={
            "c-uri": "uri",
            "c-useragent": "user_agent",
            "cs-host": "host",
            "cs-method": "method",
            "cs-referrer": "referrer",
            "sc-status": "status_code",
        },
    ),
)
