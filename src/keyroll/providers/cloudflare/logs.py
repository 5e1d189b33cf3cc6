"""Cloudflare's Logpush data sets *Access requests* and *Audit logs*.

An Access request is one decision at the edge; a service token shows as ``Connection`` ``service_token`` with its id
in ``UserUID`` and no mail address. ``NewValue``, ``OldValue`` and ``Metadata`` of the audit log are left out: they
repeat whole configurations, with the keys of log destinations among them.
"""

from keyroll.providers.contract import Log, view

_NO_CLIENT = "Cloudflare does not record the client program here"

LOGS = (
    Log(
        name="access",
        columns={
            "RayID": "VARCHAR",
            "CreatedAt": "VARCHAR",
            "Action": "VARCHAR",
            "Allowed": "BOOLEAN",
            "AppDomain": "VARCHAR",
            "AppUUID": "VARCHAR",
            "Connection": "VARCHAR",
            "Country": "VARCHAR",
            "Email": "VARCHAR",
            "IPAddress": "VARCHAR",
            "UserUID": "VARCHAR",
            "PurposeJustificationPrompt": "VARCHAR",
            "PurposeJustificationResponse": "VARCHAR",
            "TemporaryAccessApprovers": "VARCHAR[]",
            "TemporaryAccessDuration": "BIGINT",
        },
        event_id="RayID",
        happened_at="TRY_CAST(CreatedAt AS TIMESTAMPTZ)",
        identity=("RayID", "Allowed"),
        view=view(__package__, "access"),
        absent={"user_agent": _NO_CLIENT},
    ),
    Log(
        name="audit",
        columns={
            "ID": "VARCHAR",
            "When": "VARCHAR",
            "ActionType": "VARCHAR",
            "ActionResult": "BOOLEAN",
            "ActorID": "VARCHAR",
            "ActorEmail": "VARCHAR",
            "ActorIP": "VARCHAR",
            "ActorType": "VARCHAR",
            "Interface": "VARCHAR",
            "OwnerID": "VARCHAR",
            "ResourceID": "VARCHAR",
            "ResourceType": "VARCHAR",
        },
        event_id="ID",
        happened_at='TRY_CAST("When" AS TIMESTAMPTZ)',
        identity=("ID", "ActionType"),
        view=view(__package__, "audit"),
        absent={
            "user_agent": _NO_CLIENT,
            "credential": "an act by a user's API token is recorded under the user, without the token",
        },
    ),
)
