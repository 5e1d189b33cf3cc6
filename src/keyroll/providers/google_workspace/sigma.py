"""Sigma rules about Google Workspace's activities.

SigmaHQ's have them as a service of ``gcp``, older ones as a product. ``eventService`` is the application as Cloud Audit
Logs name it. A setting's name and its new value are values of an activity's parameters: any of them is looked at.
"""

from keyroll.providers.contract import Logsource

_NAMES = {
    "eventService": "=id.applicationName || '.googleapis.com'",
    "eventName": "events.name",
    "setting_name": "events.parameters.value",
    "new_value": "events.parameters.value",
}

LOGSOURCES = (
    Logsource("activities", "gcp", ("google_workspace.admin", "google_workspace.login"), aliases=_NAMES),
    Logsource("activities", "google_workspace", (), aliases=_NAMES),
)
