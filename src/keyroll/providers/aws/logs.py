"""CloudTrail records the calls in an account, with their keys. S3 records requests to a bucket (``server_access``)."""

from collections.abc import Mapping
from types import MappingProxyType

from keyroll.model.json import Json
from keyroll.providers.aws.findings import GUARDDUTY, SECURITY_HUB
from keyroll.providers.aws.flows import FLOWS
from keyroll.providers.aws.server_access import SERVER_ACCESS
from keyroll.providers.contracts.logs import Log, view
from keyroll.providers.contracts.values import SecretRequests, Values

_ISSUER = 'STRUCT("type" VARCHAR, principalId VARCHAR, arn VARCHAR, accountId VARCHAR, userName VARCHAR)'

#: Operations that write or return values (docs.aws.amazonaws.com, API references of the services; re-check). CloudTrail
#: leaves most of these values out itself.
_OF_SECRETS = (
    r"(?:Put|Get|BatchGet)SecretValue|(?:Create|Update|Rotate)Secret|PutParameter|GetParameters?(?:ByPath|History)?"
    r"|(?:Create|Update)LoginProfile|ChangePassword|(?:Create|Reset)ServiceSpecificCredential|AdminSetUserPassword"
    r"|(?:Admin)?(?:InitiateAuth|RespondToAuthChallenge)|Admin(?:CreateUser|ResetUserPassword)|ConfirmForgotPassword|SignUp"
    r"|(?:Import|Export)Certificate|CreateKeyPair|GetAuthorizationToken|GetPasswordData|GenerateDataKey(?:Pair)?"
    r"|CreateConnection|UpdateConnection|(?:Create|Update)ApiKey|GetApiKeys?|ImportSourceCredentials"
)
#: Names and ids in these operations. All other texts of their bodies are values.
_KEPT = (
    "*.arn", "*.aRN", "*.name", "names", "*.secretId", "*.versionId", "*.versionStages", "*.userName", "*.username",
    "*.userPoolId", "*.clientId", "*.createDate", "*.status", "*.type", "*.tier", "*.keyId", "*.kmsKeyId", "path",
    "*.passwordResetRequired", "*.serviceName", "*.serviceSpecificCredentialId", "*.serviceUserName", "*.userSub",
    "*.certificateArn", "*.keyName", "*.keyPairId", "*.keyFingerprint", "*.keyType", "*.instanceId", "*.registryIds",
    "*.expiresAt", "*.authFlow", "*.challengeName", "*.id", "*.connectionArn", "*.connectionState",
    "*.secretArn", "*.version", "*.dataType", "*.region", "*.requestId", "filters.key", "filters.values", "tags.key",
)  # fmt: skip

#: Values of parameters, variables of functions and builds, start-up data of instances, tokens of code.
_VALUES = Values(
    fields=(
        "requestParameters.value", "requestParameters.userData", "userData.value", "variables", "tokenValue",
        "secretString", "secretBinary", "plaintext", "privateKeyPlaintext", "keyMaterial", "authParameters",
        "passwordData", "masterUserPassword",
    ),
    requests=(SecretRequests((("eventName", _OF_SECRETS),), ("requestParameters", "responseElements"), _KEPT),),
)  # fmt: skip


def _is_record(body: Mapping[str, Json]) -> bool:
    """Return whether a record is CloudTrail's: it has the fields of every version, or is an insight."""
    return {"eventVersion", "eventTime", "awsRegion"} <= body.keys() and (
        {"eventSource", "eventName", "userIdentity"} <= body.keys() or "insightDetails" in body
    )


def _account(body: Mapping[str, Json]) -> str:
    """Return the account that a record was delivered to, or for old records the account of the caller."""
    who = body.get("userIdentity")
    found = body.get("recipientAccountId") or (who.get("accountId") if isinstance(who, dict) else "")
    return found if isinstance(found, str) and len(found) == 12 and found.isdecimal() else ""


CLOUDTRAIL = Log(
    name="cloudtrail",
    columns=MappingProxyType(
        {
            "eventVersion": "VARCHAR",
            "eventID": "VARCHAR",
            "eventTime": "TIMESTAMPTZ",
            "eventSource": "VARCHAR",
            "eventName": "VARCHAR",
            "eventType": "VARCHAR",
            "eventCategory": "VARCHAR",
            "awsRegion": "VARCHAR",
            "sourceIPAddress": "VARCHAR",
            "userAgent": "VARCHAR",
            "errorCode": "VARCHAR",
            "errorMessage": "VARCHAR",
            "readOnly": "BOOLEAN",
            "managementEvent": "BOOLEAN",
            "requestID": "VARCHAR",
            "sharedEventID": "VARCHAR",
            "recipientAccountId": "VARCHAR",
            "sessionCredentialFromConsole": "VARCHAR",
            "vpcEndpointId": "VARCHAR",
            "userIdentity": (
                'STRUCT("type" VARCHAR, principalId VARCHAR, arn VARCHAR, accountId VARCHAR, accessKeyId VARCHAR,'
                " userName VARCHAR, invokedBy VARCHAR, identityProvider VARCHAR,"
                f" sessionContext STRUCT(sessionIssuer {_ISSUER},"
                " attributes STRUCT(creationDate VARCHAR, mfaAuthenticated VARCHAR)))"
            ),
            "requestParameters": "JSON",
            "responseElements": "JSON",
            "additionalEventData": (
                "STRUCT(MFAUsed VARCHAR, LoginTo VARCHAR, MobileVersion VARCHAR, bytesTransferredOut DOUBLE,"
                " AuthenticationMethod VARCHAR, SignatureVersion VARCHAR)"
            ),
            "resources": 'STRUCT(ARN VARCHAR, accountId VARCHAR, "type" VARCHAR)[]',
            "insightDetails": "STRUCT(state VARCHAR, eventSource VARCHAR, eventName VARCHAR, insightType VARCHAR)",
        }
    ),
    # Records of 2013 have no id.
    event_id="coalesce(eventID, md5(line__))",
    recognise=_is_record,
    source_name=_account,
    happened_at="eventTime",
    envelope="Records",
    identity=("coalesce(eventName, eventType)",),
    values=_VALUES,
    view=view(__package__, "cloudtrail"),
    absent=MappingProxyType(
        {
            "actor": "a CloudTrail Insights event has no caller",
            "credential": "sessions, people at the console and services have no own key",
            "status_id": "an Insights event, and a response of an overloaded or failing service, has no outcome",
            "resource_uid": "calls that list or describe everything name no object",
            "src_ip": "an action of an AWS service has that service's name in place of an address",
            "user_agent": "some records of services, and Insights events, have no client",
        }
    ),
)

LOGS = (CLOUDTRAIL, SERVER_ACCESS, GUARDDUTY, SECURITY_HUB, FLOWS)
