"""Sigma rules about the System Log; some use the older, flat names of its fields."""

from keyroll.providers.contracts.sigma import Logsource

LOGSOURCES = (
    Logsource(
        "system_log",
        "okta",
        ("okta", "system_log"),
        aliases={
            "alternateId": "actor.alternateId",
            "actor.alternateid": "actor.alternateId",
            "actor.user.name": "actor.alternateId",
            "outcome_result": "outcome.result",
            "client_ip": "client.ipAddress",
            "target.user.name": "target.alternateId",
            "user_agent": "client.userAgent.rawUserAgent",
        },
    ),
)
