"""Sigma rules about Confluence: its audit log by the product, its access log also as the log of a web server.

The names of a web server's fields are the W3C's, as Sigma's taxonomy has them.
"""

from keyroll.providers.contract import Logsource

LOGSOURCES = (
    Logsource("audit", "confluence", ("audit",)),
    Logsource(
        "access",
        "confluence",
        ("access",),
        ("webserver",),
        aliases={
            "cs-method": "method",
            "cs-uri-stem": "path",
            "cs-uri-query": "parameters",
            "c-ip": "client",
            "sc-status": "status",
            "cs-referer": "referer",
            "cs-user-agent": "agent",
            "cs-username": "username",
        },
    ),
)
