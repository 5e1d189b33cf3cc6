"""Microsoft Entra: people, credentials of applications, service principals, consents, sign-ins, directory audits.

Facts (learn.microsoft.com, *Microsoft Graph v1.0*, *Entra monitoring*, read 2026-11):

- An application has password credentials (client secrets), key credentials (certificates) and federated ones. Each of
  the first two has a ``keyId``, which the log of service principals' sign-ins also contains
  (``servicePrincipalCredentialKeyId``): use is known for each secret. The lists have no last use.
- A service principal is an application's account in one tenant; managed identities have no credential that can be held
  outside. ``oauth2PermissionGrants`` lists the consents on behalf of people,
  ``servicePrincipals/{id}/appRoleAssignments`` the permissions of an application as itself (application permissions).
- Users are people, guests too (``userType`` Guest; the login of an invited person contains ``#EXT#``). The user account
  of an AI agent is in the same list as ``#microsoft.graph.agentUser``. ``accountEnabled`` is returned only where
  ``$select`` names it; ``createdDateTime`` is null for some users from before June 2018. Least application permission:
  User.Read.All (*List users*, page of 2025-05, *user resource type*, *List agentUser objects*). Rooms and shared
  mailboxes are also users, and the list does not distinguish them from people (from memory: re-check).
- An identity that may grant permissions, assign roles, or manage the credentials of others can give itself further
  rights (*Microsoft Graph permissions reference*, its cautions). The right to write groups allows adding members,
  except to groups that can be assigned to roles (*Add members*), read 2026-11-29.
- Sign-ins come from Graph or, with those of service principals as well, through diagnostic settings, whose records wrap
  the same fields in ``properties``.
- Propagation window: minutes; access tokens issued before stay valid for 60 to 90 minutes (*Access tokens*, read
  2026-11-29).
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, PrincipalIdentifier, Provider

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
            lifetime="minted",
        ),
    ),
    scopes=(
        LeastScope("Application.Read.All", "list applications, service principals, their credentials and permissions"),
        LeastScope("DelegatedPermissionGrant.Read.All", "list the consents"),
        LeastScope("User.Read.All", "distinguish people from workloads, and see who has left"),
        LeastScope("GroupMember.Read.All", "see the members of each group, who get its roles"),
        LeastScope("Policy.Read.All", "see the sign-ins that conditional access blocks, and its requirements"),
        LeastScope("RoleManagement.Read.Directory", "see the holders of each directory role"),
        LeastScope("RoleEligibilitySchedule.Read.Directory", "see who may activate each directory role"),
        LeastScope(
            "PrivilegedEligibilitySchedule.Read.AzureADGroup",
            "see who may activate a membership of each group (with pim_groups=yes)",
        ),
        LeastScope("RoleManagementPolicy.Read.Directory", "see the requirements for the activation of a role"),
        LeastScope("AuditLog.Read.All", "read sign-ins and directory audits"),
    ),
    window=timedelta(minutes=10),
    directory=True,
    powers=Powers(
        administers=r"(AppRoleAssignment|DelegatedPermissionGrant|Application|Directory|Group|GroupMember"
        r"|UserAuthenticationMethod|EntitlementManagement)\.ReadWrite\.All"
        r"|(RoleManagement|RoleAssignmentSchedule|RoleEligibilitySchedule|PrivilegedAccess"
        r"|Privileged(Assignment|Eligibility)Schedule)\.ReadWrite\..*"
        r"|(Global|Privileged Role|Privileged Authentication|(Cloud )?Application) Administrator",
        lesser=r"[\w-]+\.Read(Basic)?(\.\w+)*|openid|profile|email|offline_access|(Global|Security|Reports) Reader"
        r"|Directory Readers|owner of app",
    ),
    principals=(
        PrincipalIdentifier("user"),
        PrincipalIdentifier("group"),
        PrincipalIdentifier("role", "workload"),
        PrincipalIdentifier("app_id", "machine"),
        PrincipalIdentifier("application", "machine", named_for_keys=True),
        PrincipalIdentifier("service_principal", "machine", named_for_keys=True),
    ),
)
