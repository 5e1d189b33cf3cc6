"""Salesforce's login history and setup audit trail, as its query API gives them.

developer.salesforce.com, *Field Reference*: ``LoginHistory`` (times of GMT; Manage Users or Monitor Login History may
read all) and ``SetupAuditTrail`` (at least the last 180 days), read 2026-11-29; *REST API*: Query from memory:
re-check. Each record names its object in ``attributes``. ``Status`` of a login is a text, ``Success`` if it was
accepted.
"""

from collections.abc import Callable, Mapping

from keyroll.model.json import Json
from keyroll.providers.contracts.logs import Log, view

_AT = "coalesce(try_strptime({0}, '%Y-%m-%dT%H:%M:%S.%g%z'), TRY_CAST({0} AS TIMESTAMPTZ))"
_ATTRIBUTES = 'STRUCT("type" VARCHAR, url VARCHAR)'


def _is(kind: str, *fields: str) -> Callable[[Mapping[str, Json]], bool]:
    """Return a test for a record of one object of Salesforce."""

    def recognise(body: Mapping[str, Json]) -> bool:
        attributes = body.get("attributes")
        named = attributes.get("type") if isinstance(attributes, dict) else kind
        return named == kind and set(fields) <= body.keys()

    return recognise


LOGS = (
    Log(
        name="login_history",
        columns={
            "attributes": _ATTRIBUTES,
            **dict.fromkeys(
                (
                    "Id", "UserId", "LoginTime", "LoginType", "SourceIp", "LoginUrl", "AuthenticationServiceId",
                    "TlsProtocol", "Browser", "Platform", "Status", "Application", "ClientVersion", "ApiType",
                    "ApiVersion", "CountryIso", "AuthMethodReference", "NetworkId",
                ),
                "VARCHAR",
            ),
        },
        event_id="Id",
        happened_at=_AT.format("LoginTime"),
        envelope="records",
        identity=("Id", "Status"),
        view=view(__package__, "login_history"),
        absent={"credential": "a login names the user and the application, never the token or password"},
        recognise=_is("LoginHistory", "LoginTime", "SourceIp", "Status"),
    ),
    Log(
        name="setup_audit_trail",
        columns={
            "attributes": _ATTRIBUTES,
            "CreatedBy": 'STRUCT(Username VARCHAR, "Name" VARCHAR)',
            **dict.fromkeys(
                (
                    "Id", "Action", "Section", "CreatedDate", "CreatedById", "Display", "DelegateUser",
                    "ResponsibleNamespacePrefix",
                ),
                "VARCHAR",
            ),
        },
        event_id="Id",
        happened_at=_AT.format("CreatedDate"),
        envelope="records",
        identity=("Id", "Action"),
        view=view(__package__, "setup_audit_trail"),
        absent={
            "actor": "changes of Salesforce itself have no user",
            "credential": "a change names the user, never the token or password",
            "src_ip": "a change has no address",
            "user_agent": "a change has no client",
            "resource_uid": "some changes name no section",
        },
        recognise=_is("SetupAuditTrail", "Action", "Section", "CreatedDate"),
    ),
)  # fmt: skip
