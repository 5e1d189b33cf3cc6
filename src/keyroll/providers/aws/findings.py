"""Findings of Amazon GuardDuty and AWS Security Hub, in the forms of exports and of events.

*Finding* of the GuardDuty API and *AwsSecurityFinding* (ASFF) of the Security Hub API, models of botocore 1.44.8, read
2026-11-29; *EventBridge event formats for Security Hub CSPM* (``detail.findings``, one a event) and *Amazon GuardDuty
events* (EventBridge), read 2026-11-29. A file in S3 has one finding a line (Athena, *Querying Amazon GuardDuty
findings*, read 2026-11-29); that the event's ``detail`` is the finding was not checked. A finding is updated while its
activity continues, every six hours by default (*Exporting findings*): each update is a record of its own.
"""

from collections.abc import Callable, Mapping
from typing import Final

from keyroll.model.json import Json
from keyroll.providers.contracts.logs import Log, view

_REMOTE: Final = "remoteIpDetails STRUCT(ipAddressV4 VARCHAR)"
_NO_OUTCOME: Final = "a finding has no outcome"


def is_guardduty(body: Mapping[str, Json]) -> bool:
    """Return whether a record is a finding of GuardDuty."""
    return {"schemaVersion", "accountId", "type", "severity", "service", "resource", "id"} <= body.keys()


def of_event(body: Mapping[str, Json]) -> Mapping[str, Json] | None:
    """Return the finding in an event of EventBridge."""
    inner = body.get("detail")
    return inner if isinstance(inner, dict) and is_guardduty(inner) else None


def is_security_hub(body: Mapping[str, Json]) -> bool:
    """Return whether a record is a finding of Security Hub."""
    return {"SchemaVersion", "ProductArn", "GeneratorId", "AwsAccountId", "Severity", "Title"} <= body.keys()


def _account(field: str) -> Callable[[Mapping[str, Json]], str]:
    """Return the reader of the number of the account that a finding is about; empty if there is none."""

    def name(body: Mapping[str, Json]) -> str:
        found = body.get(field)
        return found if isinstance(found, str) and len(found) == 12 and found.isdecimal() else ""

    return name


GUARDDUTY: Final = Log(
    name="guardduty",
    columns={
        **dict.fromkeys(
            ("schemaVersion", "accountId", "region", "partition", "id", "arn", "type", "createdAt", "updatedAt",
             "title", "description"),
            "VARCHAR",
        ),
        "severity": "DOUBLE",
        "resource": (
            "STRUCT(resourceType VARCHAR, accessKeyDetails STRUCT(accessKeyId VARCHAR, principalId VARCHAR,"
            " userName VARCHAR, userType VARCHAR), instanceDetails STRUCT(instanceId VARCHAR),"
            ' s3BucketDetails STRUCT(arn VARCHAR, "name" VARCHAR)[], eksClusterDetails STRUCT("name" VARCHAR))'
        ),
        "service": (
            f'STRUCT("count" BIGINT, eventFirstSeen VARCHAR, eventLastSeen VARCHAR, "action" STRUCT(actionType VARCHAR,'
            f" awsApiCallAction STRUCT(api VARCHAR, serviceName VARCHAR, {_REMOTE}, userAgent VARCHAR),"
            f" networkConnectionAction STRUCT({_REMOTE}),"
            f" kubernetesApiCallAction STRUCT({_REMOTE}, requestUri VARCHAR)))"
        ),
    },
    event_id="id || '/' || updatedAt",
    happened_at='TRY_CAST(coalesce(updatedAt, "service".eventLastSeen, createdAt) AS TIMESTAMPTZ)',
    envelope="Findings",
    family="aws_findings",
    identity=("id", '"type"'),
    view=view(__package__, "guardduty"),
    absent={
        "actor": "only findings about access keys name a principal",
        "credential": "a finding is not a use of a key: the key is its object",
        "status_id": _NO_OUTCOME,
        "src_ip": "some findings have no remote address",
        "user_agent": "only findings about calls name a client",
    },
    recognise=lambda body: is_guardduty(body) or of_event(body) is not None,
    unwrap=of_event,
    source_name=_account("accountId"),
)  # fmt: skip
SECURITY_HUB: Final = Log(
    name="security_hub",
    columns={
        **dict.fromkeys(
            ("SchemaVersion", "Id", "ProductArn", "ProductName", "GeneratorId", "AwsAccountId", "CreatedAt",
             "UpdatedAt",
             "FirstObservedAt", "LastObservedAt", "Title", "Description", "RecordState", "WorkflowState"),
            "VARCHAR",
        ),
        "Types": "VARCHAR[]",
        "Severity": "STRUCT(Label VARCHAR, Normalized BIGINT, Original VARCHAR)",
        "Compliance": "STRUCT(Status VARCHAR)",
        "Workflow": "STRUCT(Status VARCHAR)",
        "Resources": 'STRUCT("Type" VARCHAR, Id VARCHAR, Region VARCHAR)[]',
        "Network": "STRUCT(SourceIpV4 VARCHAR, DestinationIpV4 VARCHAR)",
    },
    event_id="Id || '/' || UpdatedAt",
    happened_at="TRY_CAST(coalesce(UpdatedAt, LastObservedAt, CreatedAt) AS TIMESTAMPTZ)",
    envelope="Findings",
    identity=("Id", "Title"),
    view=view(__package__, "security_hub"),
    absent={
        "actor": "a finding names resources, not an actor",
        "credential": "a finding is not a use of a key: the key is its object",
        "status_id": _NO_OUTCOME,
        "src_ip": "only findings about traffic have an address",
        "user_agent": "a finding names no client",
    },
    recognise=is_security_hub,
    source_name=_account("AwsAccountId"),
)  # fmt: skip
