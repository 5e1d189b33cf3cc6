"""Slack: apps that an organisation approved, and the audit log of an Enterprise organisation.

Facts, with the vendor's page (docs.slack.dev, read 2026-11):

- ``admin.apps.approved.list`` lists approved apps with the scopes that they have; ``admin.apps.restricted.list``
  those that may not be used. Tokens are not listed: an app's tokens are known by the app.
- ``team.integrationLogs`` tells an administrator of one workspace when apps and integrations were added, changed and
  removed, with which scopes; of what was added before the log begins it tells nothing. It takes the scope ``admin``,
  which may far more than read: it is asked only where a workspace is named. Workspaces without a plan that is paid for
  have no such log (from memory: re-check).
- ``users.list`` shows which users are bots, and of which app (``profile.api_app_id``).
- The audit logs API tells what was done; ``context.app`` names the app through which it was done. Messages read and
  searches are not in it, nor API calls that only read.
- Tokens do not expire unless the app chose token rotation ("Using token rotation").
- Window: tokens are checked at each call; minutes are taken (from memory: re-check).
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Provider

PROVIDER = Provider(
    name="slack",
    title="Slack",
    kinds=(
        Kind("app_token", "the tokens of an approved app", "app_id", listed_by="approved_apps", in_place=True),
        *(
            Kind(
                f"{of}_token",
                f"{of} token",
                f"{of}_token",
                unlistable_because="Slack lists apps, never the tokens that an app was given",
                never_expires=True,
            )
            for of in ("bot", "user")
        ),
        Kind(
            "integration",
            "integration of a workspace, such as an incoming webhook",
            "service_id",
            unlistable_because="Slack logs when integrations come and go; what is older than the log is in no list",
            never_expires=True,
        ),
        Kind(
            "incoming_webhook",
            "incoming webhook",
            "webhook",
            unlistable_because="an address that posts is shown to its app's owner only",
        ),
    ),
    scopes=(
        LeastScope("admin.apps:read", "list approved and restricted apps with their scopes"),
        LeastScope("users:read", "see which users are bots, and of which app"),
        LeastScope("admin", "learn which apps and integrations a workspace took in (with workspace=T…)"),
        LeastScope("auditlogs:read", "read the audit log"),
    ),
    window=timedelta(minutes=5),
)
