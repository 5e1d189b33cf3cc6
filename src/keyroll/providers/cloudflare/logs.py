"""Cloudflare's Logpush data sets *Access requests*, *Audit logs* and *Gateway* (DNS, HTTP, network).

An Access request is one decision at the edge; a service token appears as ``Connection`` ``service_token`` with its id
in ``UserUID`` and no mail address. ``NewValue``, ``OldValue`` and ``Metadata`` of the audit log are left out: they
repeat whole configurations, with the keys of log destinations among them.
"""

from collections.abc import Callable, Mapping

from keyroll.model.json import Json
from keyroll.providers.cloudflare.audits import AUDIT_API, AUDIT_V2
from keyroll.providers.cloudflare.times import happened
from keyroll.providers.contracts.logs import Log, view
from keyroll.providers.contracts.values import Values

_DEVICE = ("DeviceID", "DeviceName", "Email", "UserID", "PolicyID")
_NOBODY = "devices without a signed-in user have no mail address"
_NO_CREDENTIAL = "the gateway records traffic of devices, not the credentials in it"


def _with(*fields: str) -> Callable[[Mapping[str, Json]], bool]:
    """Return a test for a record that has all of these fields."""
    return lambda body: set(fields) <= body.keys()


_NO_CLIENT = "Cloudflare does not record the client program here"

LOGS = (
    Log(
        name="access",
        columns={
            "RayID": "VARCHAR",
            "CreatedAt": "VARCHAR",
            "Action": "VARCHAR",
            "Allowed": "BOOLEAN",
            "AppDomain": "VARCHAR",
            "AppUUID": "VARCHAR",
            "Connection": "VARCHAR",
            "Country": "VARCHAR",
            "Email": "VARCHAR",
            "IPAddress": "VARCHAR",
            "UserUID": "VARCHAR",
            "PurposeJustificationPrompt": "VARCHAR",
            "PurposeJustificationResponse": "VARCHAR",
            "TemporaryAccessApprovers": "VARCHAR[]",
            "TemporaryAccessDuration": "BIGINT",
        },
        event_id="RayID",
        happened_at=happened("CreatedAt"),
        identity=("RayID", "Allowed"),
        view=view(__package__, "access"),
        absent={
            "credential": "a person's sign-in has no token",
            "actor": "a refused visitor may have no account",
            "user_agent": _NO_CLIENT,
        },
    ),
    Log(
        name="audit",
        columns={
            "ID": "VARCHAR",
            "When": "VARCHAR",
            "ActionType": "VARCHAR",
            "ActionResult": "BOOLEAN",
            "ActorID": "VARCHAR",
            "ActorEmail": "VARCHAR",
            "ActorIP": "VARCHAR",
            "ActorType": "VARCHAR",
            "Interface": "VARCHAR",
            "OwnerID": "VARCHAR",
            "ResourceID": "VARCHAR",
            "ResourceType": "VARCHAR",
        },
        event_id="ID",
        happened_at=happened('"When"'),
        identity=("ID", "ActionType"),
        view=view(__package__, "audit"),
        absent={
            "user_agent": _NO_CLIENT,
            "status_id": "records that changed nothing have no result",
            "resource_uid": "some records name no resource",
            "src_ip": "actions of Cloudflare itself have no address",
            "credential": "an action with a user's API token is recorded under the user, without the token",
        },
    ),
    Log(
        name="gateway_dns",
        columns={
            **dict.fromkeys(_DEVICE, "VARCHAR"),
            **dict.fromkeys(
                (
                    "Datetime",
                    "SrcIP",
                    "DstIP",
                    "Location",
                    "LocationID",
                    "Policy",
                    "Protocol",
                    "QueryName",
                    "QueryTypeName",
                    "ResolverDecision",
                    "ColoCode",
                ),
                "VARCHAR",
            ),
            **dict.fromkeys(("SrcPort", "DstPort", "QueryType", "QuerySize", "RCode"), "INTEGER"),
            "ResolvedIPs": "VARCHAR[]",
            "MatchedCategoryNames": "VARCHAR[]",
            "QueryCategoryNames": "VARCHAR[]",
        },
        happened_at=happened('"Datetime"'),
        identity=("QueryName",),
        view=view(__package__, "gateway_dns"),
        absent={"actor": _NOBODY, "credential": _NO_CREDENTIAL, "user_agent": _NO_CLIENT},
        recognise=_with("QueryName", "ResolverDecision", "Datetime"),
    ),
    Log(
        name="gateway_http",
        columns={
            **dict.fromkeys(_DEVICE, "VARCHAR"),
            **dict.fromkeys(
                (
                    "AccountID",
                    "Action",
                    "Datetime",
                    "BlockedFileHash",
                    "BlockedFileName",
                    "BlockedFileReason",
                    "DestinationIP",
                    "HTTPHost",
                    "HTTPMethod",
                    "HTTPVersion",
                    "PolicyName",
                    "Referer",
                    "RequestID",
                    "SourceIP",
                    "SourceInternalIP",
                    "URL",
                    "UserAgent",
                ),
                "VARCHAR",
            ),
            **dict.fromkeys(("DestinationPort", "SourcePort", "HTTPStatusCode"), "INTEGER"),
            "DownloadedFileNames": "VARCHAR[]",
            "UploadedFileNames": "VARCHAR[]",
        },
        event_id="RequestID",
        happened_at=happened('"Datetime"'),
        identity=("RequestID", "URL"),
        # Data that people send to web sites is not needed: no query of a URL is kept.
        values=Values(texts=(r'"(?:URL|Referer)\\*"[\s:]*"(?:[^"\\?]|\\.)*\?((?:[^"\\\n]|\\.)+)',)),
        view=view(__package__, "gateway_http"),
        absent={
            "actor": _NOBODY,
            "credential": _NO_CREDENTIAL,
            "user_agent": "a client may omit its user agent",
        },
        recognise=_with("HTTPHost", "HTTPMethod", "RequestID", "DestinationIP"),
    ),
    Log(
        name="gateway_network",
        columns={
            **dict.fromkeys(_DEVICE, "VARCHAR"),
            **dict.fromkeys(
                (
                    "AccountID",
                    "Action",
                    "Datetime",
                    "DestinationIP",
                    "OverrideIP",
                    "PolicyName",
                    "SNI",
                    "SessionID",
                    "SourceIP",
                    "SourceInternalIP",
                    "Transport",
                ),
                "VARCHAR",
            ),
            **dict.fromkeys(("DestinationPort", "SourcePort", "OverridePort"), "INTEGER"),
        },
        event_id="SessionID",
        happened_at=happened('"Datetime"'),
        identity=("SessionID", "Action"),
        view=view(__package__, "gateway_network"),
        absent={"actor": _NOBODY, "credential": _NO_CREDENTIAL, "user_agent": _NO_CLIENT},
        recognise=_with("SNI", "SessionID", "Transport", "Datetime"),
    ),
    AUDIT_API,
    AUDIT_V2,
)
