"""Events of an Atlassian organisation: administration, and with the higher plans views and the use of API tokens.

developer.atlassian.com, *Organizations REST API*, events, read 2026-11; names of actions second-hand
(``confluence_page_viewed``, ``jira_issue_viewed``): each organisation lists its own under ``event-actions``. The
action's verb is read from the name. No name of a search is documented.
"""

from collections.abc import Mapping

from keyroll.model.json import Json
from keyroll.providers.contracts.logs import Log, view

_THING = 'STRUCT(id VARCHAR, "type" VARCHAR, attributes STRUCT("name" VARCHAR, siteName VARCHAR, email VARCHAR))[]'


def is_event(body: Mapping[str, Json]) -> bool:
    """Return whether a record is an event of an organisation."""
    attributes = body.get("attributes")
    return body.get("type") == "events" and isinstance(attributes, dict) and {"action", "actor"} <= attributes.keys()


LOGS = (
    Log(
        name="events",
        columns={
            "id": "VARCHAR",
            "type": "VARCHAR",
            "attributes": (
                'STRUCT("time" VARCHAR, "action" VARCHAR, actor STRUCT(id VARCHAR, "name" VARCHAR, email VARCHAR,'
                " auth STRUCT(authType VARCHAR, tokenId VARCHAR, tokenLabel VARCHAR),"
                ' onBehalfOf STRUCT(id VARCHAR, "name" VARCHAR, email VARCHAR)),'
                f" context {_THING}, container {_THING},"
                " location STRUCT(ip VARCHAR, geo VARCHAR, countryName VARCHAR, regionName VARCHAR, city VARCHAR))"
            ),
            "message": "STRUCT(content VARCHAR, format VARCHAR)",
        },
        event_id="id",
        happened_at='TRY_CAST(attributes."time" AS TIMESTAMPTZ)',
        identity=("id", 'attributes."action"'),
        envelope="data",
        view=view(__package__, "events"),
        absent={
            "credential": "actions in the browser have no token; actions with an API token name it",
            "user_agent": "events of an organisation carry no client",
        },
        recognise=is_event,
    ),
)
