"""Smartsheet's Event Reporting: one event per act, with the name of the API access token that did it.

Event Reporting is an add-on of the Enterprise plan. ``requestUserId`` is the user whose token or session made the
request, ``userId`` the one it acted as (they differ under ``Assume-User``); a token belongs to the former.
``accessTokenName`` is missing for acts in the web application and for tokens without a name, such as those an OAuth
app gets. Two tokens of one user may bear the same name; the events cannot tell them apart. The vendor's event type is
written ``OBJECT - ACTION`` (developers.smartsheet.com/api/smartsheet/event-types). Fields of ``additionalDetails`` for
groups, sheets and shares are from memory: re-check; where one is missing, its column stays empty.
"""

from keyroll.providers.contracts.logs import Log, view

LOGS = (
    Log(
        name="events",
        columns={
            "eventId": "VARCHAR",
            "eventTimestamp": "VARCHAR",
            "objectType": "VARCHAR",
            "action": "VARCHAR",
            "objectId": "VARCHAR",
            "userId": "VARCHAR",
            "requestUserId": "VARCHAR",
            "accessTokenName": "VARCHAR",
            "source": "VARCHAR",
            "additionalDetails": (
                "STRUCT(emailAddress VARCHAR, sourceIpAddress VARCHAR, tokenName VARCHAR, tokenDisplayValue VARCHAR,"
                " appName VARCHAR, accessScopes VARCHAR, sheetName VARCHAR, workspaceId VARCHAR, groupName VARCHAR,"
                " memberUserId VARCHAR, userId VARCHAR, accessLevel VARCHAR)"
            ),
        },
        event_id="eventId",
        envelope="data",
        happened_at="TRY_CAST(eventTimestamp AS TIMESTAMPTZ)",
        identity=("eventId", "objectType", "action"),
        view=view(__package__, "events"),
        absent={
            "credential": "acts in the web application, and those with a token without a name, show none",
            "status_id": "refused requests are not recorded: every event is an act that took place",
            "src_ip": "only acts in the web application have an address, requests with an access token have none",
            "user_agent": "Smartsheet's events do not carry the client program",
        },
    ),
)
