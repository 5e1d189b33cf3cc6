"""Google Workspace: which apps people let in (OAuth grants), and the activities that the Reports API tells.

Facts (developers.google.com, *Admin SDK: Directory, Reports*, read 2026-11):

- ``tokens.list`` gives, user by user, the apps with access to that user's data and their scopes; ``userKey`` is the
  user's id, which the activities call ``profileId``. There is no date of grant nor of last use.
- The token log (``applicationName`` token) tells when an app was let in or shut out, and with ``activity`` what it
  called: it shows the use of a grant. A search in Drive or Gmail is in no log.
- Domain-wide delegation lets a service account act as anybody: no API lists which clients have it.
- Window: minutes; access tokens given before live on for an hour (from memory: re-check).
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Provider

PROVIDER = Provider(
    name="google_workspace",
    title="Google Workspace",
    kinds=(
        Kind(
            "oauth_grant", "access of an app to a user's data", "oauth_grant", listed_by="oauth_tokens", in_place=True
        ),
        Kind(
            "domain_wide_delegation",
            "client with domain-wide delegation",
            "delegated_client",
            unlistable_because="the list stands on a page of the admin console; no API gives it",
        ),
    ),
    scopes=(
        LeastScope("admin.directory.user.readonly", "know whose grants to ask for"),
        LeastScope("admin.directory.user.security", "list the apps that each user let in"),
        LeastScope("admin.reports.audit.readonly", "read the activities"),
    ),
    window=timedelta(minutes=5),
)
