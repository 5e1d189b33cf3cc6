"""Azure Monitor's activity log and resource logs, as diagnostic settings deliver them.

learn.microsoft.com, *Azure activity log event schema* (streamed to storage or event hubs) and *Common and
service-specific schemas for Azure resource logs*, read 2026-11: both have the same top-level fields. ``identity`` and
``properties`` are objects whose fields depend on the resource.
"""

import re
from collections.abc import Mapping

from keyroll.model.json import Json
from keyroll.providers.contracts.logs import Log, view
from keyroll.providers.contracts.values import SecretRequests, Values

_RESOURCE = re.compile(r"/(subscriptions|providers/microsoft\.management)/", re.IGNORECASE)
#: An operation of a resource provider; records of some services lack the resource.
_OPERATION = re.compile(r"microsoft\.\w+/[^/]+/", re.IGNORECASE)
_TEXTS = (
    "time", "resourceId", "operationName", "operationVersion", "category", "resultType", "resultSignature",
    "resultDescription", "durationMs", "callerIpAddress", "correlationId", "level", "location", "tenantId", "uri",
    "statusCode", "statusText",
)  # fmt: skip


def is_azure(body: Mapping[str, Json]) -> bool:
    """Return whether a record is about a resource of Azure, and not Entra's own."""
    resource = str(body.get("resourceId", ""))
    if not {"time", "operationName"} <= body.keys() or "microsoft.aadiam" in resource.lower():
        return False
    return bool(_RESOURCE.match(resource) or _OPERATION.match(str(body["operationName"])))


#: Operations whose request or reply holds values: of vaults' secrets, keys of services, settings of applications
#: (learn.microsoft.com, *Azure resource provider operations*; re-check).
_OF_SECRETS = (
    r"(?:Microsoft\.KeyVault/vaults/secrets/|Microsoft\.Web/sites/(?:slots/)?config/|Microsoft\.App/\w+/listSecrets/)[\w/]+"
    r"|Microsoft\.[\w./]+/(?:list\w*(?:keys?|credentials?|secrets?|sas|connectionstrings)|regenerate\w*)/action"
    r"|Secret(?:Set|Get|Update|Backup|Restore)"
)
_BODIES = ("requestbody", "responseBody")

LOGS = (
    Log(
        name="activity",
        columns={**dict.fromkeys(_TEXTS, "VARCHAR"), "identity": "JSON", "properties": "JSON"},
        happened_at='TRY_CAST("time" AS TIMESTAMPTZ)',
        identity=("operationName",),
        envelope="records",
        family="azure_monitor",
        view=view(__package__, "activity"),
        absent={
            "actor": "records of policies and of anonymous access name no caller",
            "credential": "the log names who acted, never the key or secret that it used",
            "src_ip": "actions of Azure itself have no address",
            "user_agent": "only resource logs of some services carry a client",
        },
        recognise=is_azure,
        values=Values(
            # Values of keys that an operation lists, and settings that hold protected values.
            fields=(
                "keys.value",
                "protectedSettings",
                "adminPassword",
                "properties.value",
                "primaryKey",
                "secondaryKey",
            ),
            requests=(
                SecretRequests((("operationName", _OF_SECRETS),), _BODIES),
                SecretRequests((("value", _OF_SECRETS),), _BODIES, levels=1),
            ),
        ),
    ),
)
