"""Sigma rules about Google Workspace's activities.

SigmaHQ's rules name them as a service of ``gcp``, older rules as a product. ``eventService`` is the application as
Cloud Audit Logs name it; rules on logins write the whole path of such an entry. A setting's name and its new value are
values of an activity's parameters: all of them are searched.
"""

from keyroll.providers.contracts.sigma import Logsource

_SERVICE = "=id.applicationName || '.googleapis.com'"
#: The values of the parameter ``new_value`` of all events of an activity.
_NEW = (
    "=[]::VARCHAR[] || flatten(list_transform(list_filter(flatten(list_transform(json_extract(events, '$[*]'), LAMBDA e :"
    " json_transform(coalesce(json_extract(e, '$.parameters'), '[]'),"
    """ '[{"name": "VARCHAR", "value": "VARCHAR", "multiValue": ["VARCHAR"]}]'))), LAMBDA p : p.name = 'new_value'),"""
    " LAMBDA p : coalesce(p.multiValue, [p.value])))"
)
_NAMES = {
    "eventService": _SERVICE,
    "eventName": "events.name",
    "setting_name": "events.parameters.value",
    "new_value": "events.parameters.value",
    "document_now": _NEW,
    "protoPayload.serviceName": _SERVICE,
    "protoPayload.metadata.event.eventName": "events.name",
}
_SERVICES = ("google_workspace.admin", "google_workspace.login", "google_workspace.drive")

LOGSOURCES = (
    Logsource("activities", "gcp", _SERVICES, aliases=_NAMES),
    Logsource("activities", "google_workspace", (), aliases=_NAMES),
)
