"""Okta's System Log: sign-ins, uses of API tokens and OAuth clients, and administration.

``requestApiTokenId`` names the API token of a request (``00T…``). In a request with an OAuth access token it is that
token's own id (``AT.…``), with the client as actor, so the credential stays empty. ``debugData.url`` is left out: it
may carry state and session tokens.
"""

from keyroll.providers.contracts.logs import Log, view
from keyroll.providers.contracts.values import SecretRequests, Values
from keyroll.providers.okta._csv import TABLE

#: Events about tokens and secrets of clients (developer.okta.com, *Event types*; re-check).
_OF_SECRETS = (
    r"system\.api_token\.\w+|app\.oauth2\.(?:client|credentials|token)\.[\w.]+|user\.account\.reset_password"
    r"|[\w.]*secret[\w.]*"
)
#: Names, ids and judgements of such events. All other texts of their details are values.
_KEPT = (
    "requestUri", "requestId", "url", "dtHash", "risk", "behaviors", "threatSuspected", "tunnels", "signOnMode",
    "logOnlySecurityData", "deviceFingerprint", "origin", "clientId", "grantType", "grantedScopes", "requestedScopes",
    "scopes", "appInstanceId", "jti", "subject", "expires", "publicKeyId", "authnRequestId", "result", "tokenId",
    "clientAuthType", "responseTime", "hash",
)  # fmt: skip

LOGS = (
    Log(
        name="system_log",
        columns={
            "uuid": "VARCHAR",
            "published": "VARCHAR",
            "eventType": "VARCHAR",
            "legacyEventType": "VARCHAR",
            "displayMessage": "VARCHAR",
            "severity": "VARCHAR",
            "version": "VARCHAR",
            "actor": "STRUCT(id VARCHAR, type VARCHAR, alternateId VARCHAR, displayName VARCHAR)",
            "client": (
                "STRUCT(id VARCHAR, ipAddress VARCHAR, device VARCHAR, zone VARCHAR,"
                " userAgent STRUCT(rawUserAgent VARCHAR, os VARCHAR, browser VARCHAR),"
                " geographicalContext STRUCT(city VARCHAR, state VARCHAR, country VARCHAR))"
            ),
            "outcome": "STRUCT(result VARCHAR, reason VARCHAR)",
            "target": "STRUCT(id VARCHAR, type VARCHAR, alternateId VARCHAR, displayName VARCHAR, detailEntry JSON)[]",
            "transaction": (
                "STRUCT(id VARCHAR, type VARCHAR,"
                " detail STRUCT(requestApiTokenId VARCHAR, requestApiTokenClientId VARCHAR, rootApiTokenId VARCHAR))"
            ),
            "authenticationContext": (
                "STRUCT(externalSessionId VARCHAR, rootSessionId VARCHAR, authenticationProvider VARCHAR,"
                " credentialProvider VARCHAR, credentialType VARCHAR, interface VARCHAR)"
            ),
            "securityContext": ("STRUCT(asNumber BIGINT, asOrg VARCHAR, isp VARCHAR, domain VARCHAR, isProxy BOOLEAN)"),
            "debugContext": (
                "STRUCT(debugData STRUCT(requestUri VARCHAR, requestId VARCHAR, dtHash VARCHAR, risk VARCHAR,"
                " behaviors VARCHAR, threatSuspected VARCHAR, tunnels VARCHAR, signOnMode VARCHAR,"
                " logOnlySecurityData VARCHAR))"
            ),
        },
        event_id="uuid",
        table=TABLE,
        happened_at="TRY_CAST(published AS TIMESTAMPTZ)",
        identity=("uuid", "eventType"),
        values=Values(
            fields=("debugData.state", "debugData.code", "debugData.factorAnswer", "debugData.answer"),
            requests=(SecretRequests((("eventType", _OF_SECRETS),), ("debugData", "detailEntry"), _KEPT),),
        ),
        view=view(__package__, "system_log"),
        absent={
            "actor": "an unknown name, or an address, is not an actor",
            "credential": "only requests with an API token name one; people and OAuth clients have none",
            "status_id": "a challenge, or a skipped step, has no outcome",
            "resource_uid": "some actions of Okta itself have no target",
            "src_ip": "actions of Okta itself have no address",
            "user_agent": "actions of Okta itself have no client",
        },
    ),
)
