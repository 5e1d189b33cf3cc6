"""CloudTrail records the calls in an account, with caller and key."""

from types import MappingProxyType

from keyroll.providers.contract import Log, Values, view

_ISSUER = 'STRUCT("type" VARCHAR, principalId VARCHAR, arn VARCHAR, accountId VARCHAR, userName VARCHAR)'

#: Values of parameters, variables of functions and builds, start-up data of instances, tokens of code.
_VALUES = Values(
    fields=(
        "requestParameters.value", "requestParameters.userData", "userData.value", "variables", "tokenValue",
        "secretString", "secretBinary", "plaintext", "privateKeyPlaintext", "keyMaterial", "authParameters",
        "passwordData", "masterUserPassword",
    )
)  # fmt: skip

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
    event_id="eventID",
    happened_at="eventTime",
    envelope="Records",
    identity=("coalesce(eventName, eventType)",),
    values=_VALUES,
    view=view(__package__, "cloudtrail"),
    absent=MappingProxyType(
        {
            "actor": "a CloudTrail Insights event has no caller",
            "credential": "sessions, people at the console and services have no own key",
            "status_id": "an Insights event, and an answer of an overloaded or failing service, has no outcome",
            "resource_uid": "calls that list or describe everything name no object",
            "src_ip": "an action of an AWS service has that service's name in place of an address",
            "user_agent": "some records of services, and Insights events, have no client",
        }
    ),
)

LOGS = (CLOUDTRAIL,)
