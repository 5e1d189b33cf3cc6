"""Google Cloud's audit logs (admin activity, data access, system events), as entries of Cloud Logging.

cloud.google.com, *Cloud Audit Logs: AuditLog* and *LogEntry*, read 2026-11. Only named fields of requests and responses
are kept, because some fields hold values. A request to a cluster (``k8s.io``) has the cluster's own shape (*Google
Kubernetes Engine: Audit logging*, read 2026-11).
"""

from collections.abc import Mapping

from keyroll.model.json import Json
from keyroll.providers._kubernetes_objects import REF, RULES, SECRET_KEPT, SPEC
from keyroll.providers.contracts.logs import Log, view
from keyroll.providers.contracts.values import ObjectMembers, SecretRequests, Values
from keyroll.providers.gcp.flows import FLOWS


def is_entry(body: Mapping[str, Json]) -> bool:
    """Return whether a record is a log entry with an audit log in it."""
    payload = body.get("protoPayload")
    return isinstance(payload, dict) and "methodName" in payload and "logName" in body


#: Methods whose request or response holds values: of clusters' secrets, Secret Manager, keys of accounts, users of
#: databases (cloud.google.com, *Audit logs* of each service; re-check).
_OF_SECRETS = (
    r"[\w.]*\.(?:secrets\.\w+|serviceaccounts\.token\.\w+|SecretManagerService\.\w+|(?:Create|Upload)ServiceAccountKey"
    r"|Generate(?:Access|Id)Token|Sign(?:Blob|Jwt)|CreateHmacKey|CreateKey|GetKeyString)|cloudsql\.users\.\w+"
)
_KEPT = (
    *SECRET_KEPT, "@type", "*.name", "*.parent", "*.email", "*.unique_id", "*.member", "*.account_id", "*.accountId",
    "secretId", "secret.replication", "createTime", "*.state", "*.keyType", "*.keyOrigin", "*.keyAlgorithm",
    "*.validAfterTime", "*.validBeforeTime", "*.private_key_type", "*.key_origin", "*.key_algorithm",
    "*.seconds", "*.etag", "*.createTime", "*.updateTime", "serviceAccountKeys", "host", "instance", "project",
)  # fmt: skip

LOGS = (
    Log(
        name="audit",
        columns={
            "insertId": "VARCHAR",
            "logName": "VARCHAR",
            "timestamp": "VARCHAR",
            "receiveTimestamp": "VARCHAR",
            "severity": "VARCHAR",
            "labels": "JSON",
            "operation": 'STRUCT(id VARCHAR, producer VARCHAR, "first" BOOLEAN, "last" BOOLEAN)',
            "resource": (
                'STRUCT("type" VARCHAR, labels STRUCT(project_id VARCHAR, cluster_name VARCHAR, bucket_name VARCHAR,'
                ' email_id VARCHAR, unique_id VARCHAR, service VARCHAR, "method" VARCHAR, location VARCHAR))'
            ),
            "protoPayload": (
                "STRUCT(serviceName VARCHAR, methodName VARCHAR, resourceName VARCHAR,"
                " authenticationInfo STRUCT(principalEmail VARCHAR, principalSubject VARCHAR,"
                " serviceAccountKeyName VARCHAR, authoritySelector VARCHAR,"
                " serviceAccountDelegationInfo STRUCT(firstPartyPrincipal STRUCT(principalEmail VARCHAR))[]),"
                ' authorizationInfo STRUCT("permission" VARCHAR, granted BOOLEAN, "resource" VARCHAR)[],'
                " requestMetadata STRUCT(callerIp VARCHAR, callerSuppliedUserAgent VARCHAR),"
                " status STRUCT(code INTEGER, message VARCHAR),"
                ' request STRUCT("name" VARCHAR, member VARCHAR, account_id VARCHAR, accountId VARCHAR,'
                " metadata STRUCT(labels JSON),"
                " sink STRUCT(disabled BOOLEAN), direction VARCHAR, sourceRanges VARCHAR[],"
                " alloweds STRUCT(IPProtocol VARCHAR, ports VARCHAR[])[],"
                f" roleRef {REF}, subjects {REF}[], rules {RULES}, spec {SPEC}),"
                ' response STRUCT("name" VARCHAR, email VARCHAR, unique_id VARCHAR),'
                ' serviceData STRUCT(policyDelta STRUCT(bindingDeltas STRUCT("action" VARCHAR, "role" VARCHAR,'
                " member VARCHAR)[])),"
                ' metadata STRUCT(event STRUCT(eventName VARCHAR, eventType VARCHAR, "parameter" STRUCT("name" VARCHAR,'
                ' "value" VARCHAR)[])[]))'
            ),
        },
        envelope="entries",
        event_id="insertId || '/' || \"timestamp\" || '/' || protoPayload.methodName",
        happened_at='TRY_CAST("timestamp" AS TIMESTAMPTZ)',
        identity=("insertId", "protoPayload.methodName"),
        values=Values(
            fields=("privateKeyData", "payload.data", "rootPassword"),
            objects=(ObjectMembers("kind", "Secret(?:List)?", ("data", "stringData")),),
            requests=(SecretRequests((("methodName", _OF_SECRETS),), ("request", "response"), _KEPT),),
        ),
        view=view(__package__, "audit"),
        absent={
            "actor": "actions of Google itself, and ends of long operations, have no principal",
            "credential": "only actions that a service account signed with its own key name the key",
            "status_id": "a response of an overloaded or failing service has no outcome",
            "src_ip": "actions of Google itself have no address",
            "user_agent": "sign-ins of people and actions of Google itself have no client",
        },
        recognise=is_entry,
    ),
    FLOWS,
)
