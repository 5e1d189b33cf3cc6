"""Google Workspace: the apps that users authorised (OAuth grants), and the activities of the Reports API.

Facts (developers.google.com, *Admin SDK: Directory, Reports*, read 2026-11):

- ``tokens.list`` gives, for one user at a time, the apps with access to that user's data and their scopes; ``userKey``
  is the user's id, which the activities call ``profileId``. It has no date of the grant or of the last use.
- The token log (``applicationName`` token) records when an app was authorised or revoked, and with ``activity`` its
  calls: it shows the use of a grant. No log has searches in Drive or Gmail.
- Domain-wide delegation lets a service account act as any user: no API lists which clients have it.
- Propagation window: minutes; access tokens issued before stay valid for an hour (from memory: re-check).
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, PrincipalIdentifier, Provider

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
            unlistable_because="a page of the admin console shows the list; no API returns it",
        ),
    ),
    scopes=(
        LeastScope("admin.directory.user.readonly", "list the users whose grants are read"),
        LeastScope("admin.directory.user.security", "list the apps that each user authorised"),
        LeastScope(
            "admin.directory.group.readonly", "see the members of each group, who get its roles in Google Cloud"
        ),
        LeastScope("admin.reports.audit.readonly", "read the activities"),
    ),
    window=timedelta(minutes=5),
    principals=(
        PrincipalIdentifier("user"),
        PrincipalIdentifier("client", "machine"),
    ),
)
