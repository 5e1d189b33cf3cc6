"""Slack: apps that an organisation approved, and the audit log of an Enterprise organisation.

Facts, with the vendor's page (docs.slack.dev, read 2026-11):

- ``admin.apps.approved.list`` lists approved apps with their scopes, ``admin.apps.restricted.list`` blocked apps.
  Tokens are not listed: an app's tokens are identified by the app.
- ``team.integrationLogs`` shows an administrator of one workspace when apps and integrations were added, changed and
  removed, with their scopes. It has nothing from before the log begins. It needs the scope ``admin``, which allows far
  more than reading: it is requested only if a workspace is named. Workspaces without a paid plan have no such log
  (from memory: re-check).
- ``users.list`` shows which users are bots, and the app of each (``profile.api_app_id``).
- The audit logs API records actions; ``context.app`` names the app that made them. It does not record reads of
  messages, searches, or API calls that only read.
- Tokens do not expire unless the app chose token rotation ("Using token rotation").
- Propagation window: tokens are checked at each call; minutes are assumed (from memory: re-check).
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, PrincipalIdentifier, Provider

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
                unlistable_because="Slack lists apps, never their tokens",
                never_expires=True,
            )
            for of in ("bot", "user")
        ),
        Kind(
            "integration",
            "integration of a workspace, such as an incoming webhook",
            "service_id",
            unlistable_because="Slack logs changes of integrations; no list has those older than the log",
            never_expires=True,
        ),
        Kind(
            "incoming_webhook",
            "incoming webhook",
            "webhook",
            unlistable_because="a webhook's address is shown only to its app's owner",
        ),
    ),
    scopes=(
        LeastScope("admin.apps:read", "list approved and restricted apps with their scopes"),
        LeastScope("users:read", "list the users that are bots, and the app of each"),
        LeastScope("admin", "list the apps and integrations of a workspace (with workspace=T…)"),
        LeastScope("auditlogs:read", "read the audit log"),
    ),
    window=timedelta(minutes=5),
    principals=(
        PrincipalIdentifier("user"),
        PrincipalIdentifier("app_id", "machine"),
    ),
    code_resources=(
        "app",
        "workflow",
    ),
)
