"""Microsoft Entra: people, credentials of applications, service principals, consents, sign-ins, directory audits.

Facts (learn.microsoft.com, *Microsoft Graph v1.0*, *Entra monitoring*, read 2026-11):

- An application has password credentials (client secrets), key credentials (certificates) and federated ones; each of
  the first two has a ``keyId``, which the log of service principals' sign-ins names too
  (``servicePrincipalCredentialKeyId``): use is known per secret. There is no last use in the lists.
- A service principal is an application's account in one tenant; managed identities have no credential that anybody
  may hold. ``oauth2PermissionGrants`` tells what was consented to on people's behalf,
  ``servicePrincipals/{id}/appRoleAssignments`` what an application may do as itself (application permissions).
- Users are people, guests too (``userType`` Guest; ``#EXT#`` stands in the login of who was invited). The user account
  of an AI agent comes in the same list as ``#microsoft.graph.agentUser``. ``accountEnabled`` is told only where
  ``$select`` names it; ``createdDateTime`` is null for some users from before June 2018. Least application permission:
  User.Read.All (*List users*, page of 2025-05, *user resource type*, *List agentUser objects*). Rooms and shared
  mailboxes are users, too, and nothing in the list tells them from people (from memory: re-check).
- Whoever may grant permissions, give roles, or manage others' credentials can raise itself (*Microsoft Graph
  permissions reference*, its cautions); that members of a group may be added by what writes groups is from memory.
- Sign-ins come from Graph or, with those of service principals as well, through diagnostic settings, whose records
  wrap the same fields in ``properties``.
- Window: minutes; access tokens given before live on for about an hour (from memory: re-check).
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, Provider

PROVIDER = Provider(
    name="entra",
    title="Microsoft Entra",
    kinds=(
        Kind("app_credential", "client secret or certificate of an application", "key_id", listed_by="applications"),
        Kind(
            "federated_credential",
            "federated identity credential",
            "federated_credential",
            listed_by="federated_identity_credentials",
            in_place=True,
        ),
    ),
    scopes=(
        LeastScope("Application.Read.All", "list applications, service principals, their credentials and permissions"),
        LeastScope("DelegatedPermissionGrant.Read.All", "list what was consented to"),
        LeastScope("User.Read.All", "tell people from machines, and who has left"),
        LeastScope("AuditLog.Read.All", "read sign-ins and directory audits"),
    ),
    window=timedelta(minutes=10),
    directory=True,
    powers=Powers(
        administers=r"(AppRoleAssignment|DelegatedPermissionGrant|Application|Directory|Group|GroupMember"
        r"|UserAuthenticationMethod|EntitlementManagement)\.ReadWrite\.All"
        r"|(RoleManagement|RoleAssignmentSchedule|RoleEligibilitySchedule|PrivilegedAccess"
        r"|Privileged(Assignment|Eligibility)Schedule)\.ReadWrite\..*",
        lesser=r"[\w-]+\.Read(Basic)?(\.\w+)*|openid|profile|email|offline_access",
    ),
)
