"""Sigma rules about Google Workspace's activities.

SigmaHQ's rules name them as a service of ``gcp``, older rules as a product. ``eventService`` is the application as
Cloud Audit Logs name it; rules on logins write the whole path of such an entry. A setting's name and its new value are
values of an activity's parameters: all of them are searched.
"""

from keyroll.providers.contracts.sigma import Logsource

_SERVICE = "=id.applicationName || '.googleapis.com'"
_NAMES = {
    "eventService": _SERVICE,
    "eventName": "events.name",
    "setting_name": "events.parameters.value",
    "new_value": "events.parameters.value",
    "protoPayload.serviceName": _SERVICE,
    "protoPayload.metadata.event.eventName": "events.name",
}
_SERVICES = ("google_workspace.admin", "google_workspace.login", "google_workspace.drive")

LOGSOURCES = (
    Logsource("activities", "gcp", _SERVICES, aliases=_NAMES),
    Logsource("activities", "google_workspace", (), aliases=_NAMES),
)
