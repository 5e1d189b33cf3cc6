"""Google Workspace's activities: one record for each action of one application (admin, login, token, saml, drive, …).

developers.google.com, *Reports API*, activities and its lists of events by application, read 2026-11. An activity may
hold several events. The view has a row for each. Some collectors split them and give an
object in place of the list. ``uniqueQualifier`` distinguishes activities of one moment and may be a number.
"""

from collections.abc import Mapping

from keyroll.model.json import Json
from keyroll.providers.contracts.logs import Log, view


def is_activity(body: Mapping[str, Json]) -> bool:
    """Return whether a record is an activity of the Reports API."""
    name = body.get("id")
    return isinstance(name, dict) and "applicationName" in name and {"actor", "events"} <= body.keys()


LOGS = (
    Log(
        name="activities",
        columns={
            "kind": "VARCHAR",
            "id": (
                'STRUCT("time" VARCHAR, uniqueQualifier VARCHAR, uniqQualifier VARCHAR, applicationName VARCHAR,'
                " customerId VARCHAR)"
            ),
            "actor": (
                'STRUCT(callerType VARCHAR, email VARCHAR, profileId VARCHAR, "key" VARCHAR,'
                " applicationInfo STRUCT(oauthClientId VARCHAR, applicationName VARCHAR))"
            ),
            "ownerDomain": "VARCHAR",
            "ipAddress": "VARCHAR",
            "networkInfo": "STRUCT(ipAsn BIGINT[], regionCode VARCHAR, subdivisionCode VARCHAR)",
            "events": "JSON",
        },
        event_id="coalesce(id.applicationName || '/' || id.\"time\" || '/' || id.uniqueQualifier, md5(line__))",
        happened_at='TRY_CAST(id."time" AS TIMESTAMPTZ)',
        identity=("id.applicationName", "events"),
        envelope="items",
        view=view(__package__, "activities"),
        absent={
            "credential": "only the token log and actions with an app's key name a grant or client",
            "actor": "actions of Google itself have no actor",
            "src_ip": "groups, rules, vault and some of Drive's activities have no address",
            "user_agent": "activities do not carry the client program",
        },
        recognise=is_activity,
    ),
)
