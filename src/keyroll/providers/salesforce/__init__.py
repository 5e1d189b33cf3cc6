"""Salesforce: tokens of connected apps, and the users who see all data.

Facts (developer.salesforce.com, *Object Reference*: ``OauthToken``, read 2026-11-29; fields of other objects, and *SOQL
and SOSL Reference*, from memory: re-check):

- ``OauthToken`` lists the tokens that users gave to connected apps, by app and user. Its ``Id`` is "reserved for future
  use" and null: then user, app and time of creation identify it. Its fields ``DeleteToken``, ``AccessToken`` and
  ``RequestToken`` are secrets, and are not requested. Users who may customise the application see the tokens of all
  users (in older versions, users who may manage users). Other users see only their own.
- A token acts as its user within the scopes of its app. The visible records of a user depend on profiles and permission
  sets (``PermissionSetAssignment``) and sharing rules; *View All Data* gives access to every record, also cases and
  their comments.
- Revoking a refresh token, also by its ``DeleteToken``, revokes its access tokens, too
  (developer.salesforce.com, Apex, *OauthToken Class*; Mobile SDK, *Revoking OAuth Tokens*, read 2026-11-29).
- Propagation window: a revoked token is refused at once (from memory: re-check); minutes are assumed.
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, PrincipalIdentifier, PrivilegeReads, Provider

PROVIDER = Provider(
    name="salesforce",
    title="Salesforce",
    kinds=(
        Kind(
            "oauth_token",
            "OAuth token of a connected app",
            "oauth_token",
            listed_by="oauth_tokens",
            never_expires=True,
            material="token",
        ),
    ),
    scopes=(
        LeastScope("Customize Application", "list the OAuth tokens of all users"),
        LeastScope("View Setup and Configuration", "list permission sets and their assignments"),
    ),
    window=timedelta(minutes=15),
    reads=(
        PrivilegeReads(("ticket", "wiki_page", "file"), "view all data", sure=True),
        PrivilegeReads(("ticket", "wiki_page", "file")),
    ),
    principals=(PrincipalIdentifier("user"),),
)
