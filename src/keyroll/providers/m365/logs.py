"""Microsoft 365's unified audit log: one record for each operation, with common fields and those of its workload.

learn.microsoft.com, *Office 365 Management Activity API schema* (common schema, Exchange, SharePoint, Azure Active
Directory, Teams, Security and Compliance), read 2026-11. Times have no zone and are UTC. The client's address sometimes
has a port, and some workloads have it in a different field.
"""

from collections.abc import Mapping

from keyroll.model.json import Json
from keyroll.providers.contracts.logs import Log, view
from keyroll.providers.contracts.values import Values


def is_operation(body: Mapping[str, Json]) -> bool:
    """Return whether a record is of the unified audit log."""
    return {"CreationTime", "Id", "Operation", "RecordType", "Workload", "UserType"} <= body.keys()


_TEXTS = (
    "Id", "CreationTime", "Operation", "OrganizationId", "RecordType", "ResultStatus", "UserKey", "UserType",
    "Workload", "UserId", "ClientIP", "ClientIPAddress", "ActorIpAddress", "UserIp", "SenderIp", "ObjectId", "AppId",
    "ClientAppId", "ApplicationId", "ApplicationDisplayName", "AppDisplayName", "SessionId", "UserAgent",
    "ClientInfoString", "ClientProcessName", "ClientVersion", "ActorInfoString", "LogonError", "ErrorNumber",
    "ExternalAccess", "LogonType", "InternalLogonType", "MailboxOwnerUPN", "MailboxGuid", "OrganizationName",
    "OriginatingServer", "Site", "SiteUrl", "SourceFileName", "SourceRelativeUrl", "SourceFileExtension", "ListId",
    "ItemType", "EventSource", "EventData", "TargetUserOrGroupName", "TargetUserOrGroupType", "TeamName", "TeamGuid",
    "ChannelName", "ChatThreadId", "CommunicationType", "MessageId", "AlertId", "AlertType", "Name", "Severity",
    "Status", "Category", "Url", "FormName", "FormId", "ReportName", "WorkSpaceName", "ItemName", "InvestigationId",
    "NetworkMessageId", "TargetContextId", "ActorContextId", "DeviceDisplayName", "Platform", "AuthenticationType",
    "FileId", "FileName", "Directionality", "DeliveryAction", "UrlClickAction",
)  # fmt: skip
_PAIRS = 'STRUCT("Name" VARCHAR, "Value" VARCHAR)[]'

LOGS = (
    Log(
        name="audit",
        columns={
            **dict.fromkeys(_TEXTS, "VARCHAR"),
            "ExtendedProperties": _PAIRS,
            # Pairs in Exchange's records, a command's text in those of Security and Compliance.
            "Parameters": "JSON",
            "OperationProperties": _PAIRS,
            "DeviceProperties": _PAIRS,
            "ModifiedProperties": 'STRUCT("Name" VARCHAR, OldValue VARCHAR, NewValue VARCHAR)[]',
            "Target": 'STRUCT(ID VARCHAR, "Type" INTEGER)[]',
            "Actor": 'STRUCT(ID VARCHAR, "Type" INTEGER)[]',
            "ActorIPs": "VARCHAR[]",
            "MessageURLs": "VARCHAR[]",
            "AppAccessContext": (
                "STRUCT(AADSessionId VARCHAR, ClientAppId VARCHAR, ClientAppName VARCHAR, CorrelationId VARCHAR,"
                " UniqueTokenId VARCHAR)"
            ),
            "FileSizeBytes": "BIGINT",
        },
        event_id="Id",
        happened_at="TRY_CAST(CreationTime || CASE WHEN CreationTime LIKE '%Z' THEN '' ELSE 'Z' END AS TIMESTAMPTZ)",
        identity=("Id", "Operation"),
        values=Values(texts=(r"(?i)ConvertTo-SecureString\s+(?:-String\s+)?(?:\\*['\x22])?([^\s'\x22\\]+)",)),
        view=view(__package__, "audit"),
        absent={
            "actor": "records of scores and alerts of the service itself have no actor",
            "credential": "the log names user and application; Entra's sign-ins name the secret",
            "src_ip": "alerts, chats and actions of the service itself have no address",
            "user_agent": "alerts, chats, and most administration have no client",
        },
        recognise=is_operation,
    ),
)
