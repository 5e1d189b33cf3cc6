"""Smartsheet's Event Reporting: one event for each action, with the name of its API access token.

Event Reporting is an add-on of the Enterprise plan. ``requestUserId`` is the user whose token or session made the
request, ``userId`` the user that it acted as (they differ under ``Assume-User``). A token belongs to the former.
``accessTokenName`` is missing for actions in the web application and for tokens without a name, such as those of an
OAuth app. Two tokens of one user may have the same name. The events do not distinguish them. The vendor's event type is
written ``OBJECT - ACTION`` (developers.smartsheet.com/api/smartsheet/event-types). Fields of ``additionalDetails`` for
groups, sheets and shares are from memory: re-check; if one is missing, its column stays empty.
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
            "credential": "actions in the web application, and with an unnamed token, have none",
            "status_id": "refused requests are not recorded: every event is a completed action",
            "src_ip": "only actions in the web application have an address, requests with an access token have none",
            "user_agent": "Smartsheet's events do not carry the client program",
        },
    ),
)
