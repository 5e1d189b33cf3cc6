"""Google Cloud: service accounts, their keys, API keys, and the audit logs.

Facts (cloud.google.com, *IAM*, *API Keys*, *Cloud Audit Logs*, read 2026-11):

- ``serviceAccounts.keys.list`` gives a key's id, kind and validity, but no last use. Keys of kind ``SYSTEM_MANAGED``
  never leave Google, which rotates them: they are not in the inventory.
- The audit log names the key that a service account signed in with (``serviceAccountKeyName``). Reads of data are
  recorded only where data access logs are enabled. No audit log records the use of an API key.
- User-managed keys have no expiry unless an organization sets one (*Best practices for managing service account keys*,
  from memory: re-check); the vendor advises against them.
- A resource inherits the roles of its project, of the folders above it and of the organization (*IAM*, "Policy
  inheritance"): each is a policy of its own.
- Propagation window: a deleted or disabled key is refused within minutes; access tokens made with it stay valid for up
  to an hour.
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, PrincipalIdentifier, Provider

PROVIDER = Provider(
    name="gcp",
    title="Google Cloud",
    kinds=(
        Kind(
            "service_account_key",
            "key of a service account",
            "key_id",
            listed_by="service_account_keys",
            never_expires=True,
            legacy_because="Google advises attached accounts and workload identity federation in place of keys",
        ),
        Kind("api_key", "API key", "api_key", listed_by="api_keys", in_place=True),
    ),
    scopes=(
        LeastScope("resourcemanager.projects.get", "list the projects"),
        LeastScope("iam.serviceAccounts.list", "list the service accounts of a project"),
        LeastScope("iam.serviceAccountKeys.list", "list the keys of each, with their expiry"),
        LeastScope("apikeys.keys.list", "list API keys and their restrictions"),
        LeastScope("resourcemanager.projects.getIamPolicy", "see the roles of service accounts in a project"),
        LeastScope("resourcemanager.folders.get", "find the folders above a project, whose roles it inherits"),
        LeastScope("resourcemanager.folders.getIamPolicy", "see the roles that projects inherit from a folder"),
        LeastScope(
            "resourcemanager.organizations.getIamPolicy", "see the roles that projects inherit from the organization"
        ),
        LeastScope("iam.serviceAccounts.getIamPolicy", "see who may act as a service account or make its keys"),
        LeastScope("iam.roles.list", "list custom roles with their permissions"),
        LeastScope("iam.roles.get", "read the permissions of the predefined roles that bindings name"),
        LeastScope("iam.denypolicies.list", "list the policies that deny permissions"),
        LeastScope("iam.denypolicies.get", "read their rules"),
        LeastScope("logging.privateLogEntries.list", "read admin activity and data access"),
    ),
    window=timedelta(minutes=5),
    # Source: Google Cloud, "IAM basic and predefined roles" and "Roles for privilege escalation" (read 2026-11). An
    # editor may act as any service account of its project. An API key has no principal.
    powers=Powers(
        administers=r"roles/(owner|editor|resourcemanager\.(organizationAdmin|folderAdmin|folderIamAdmin|"
        r"projectIamAdmin)|iam\.(securityAdmin|organizationRoleAdmin|roleAdmin|serviceAccountAdmin|"
        r"serviceAccountKeyAdmin|serviceAccountTokenCreator|workloadIdentityPoolAdmin))",
        lesser=r"roles/[\w.]+|call",
    ),
    principals=(
        PrincipalIdentifier("user"),
        PrincipalIdentifier("service_account", "machine"),
        PrincipalIdentifier("kubernetes_service_account", "machine"),
    ),
)
