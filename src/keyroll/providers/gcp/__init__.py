"""Google Cloud: service accounts, their keys, API keys, and the audit logs.

Facts (cloud.google.com, *IAM*, *API Keys*, *Cloud Audit Logs*, read 2026-11):

- ``serviceAccounts.keys.list`` gives a key's id, kind and validity; there is no last use in it. Keys of kind
  ``SYSTEM_MANAGED`` never leave Google and are changed by it: they are not in the inventory.
- The audit log names the key that a service account signed in with (``serviceAccountKeyName``). Reads of data are there
  only where data access logs are switched on. The use of an API key is in no audit log.
- User-managed keys have no expiry unless an organization sets one (*Best practices for managing service account
  keys*, from memory: re-check); the vendor advises against them.
- Window: a deleted or disabled key is refused within minutes; access tokens made with it live on for up to an hour.
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Provider

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
        LeastScope("resourcemanager.projects.get", "know which projects there are"),
        LeastScope("iam.serviceAccounts.list", "list the machines of a project"),
        LeastScope("iam.serviceAccountKeys.list", "list the keys of each, and until when they are valid"),
        LeastScope("apikeys.keys.list", "list API keys and what they are restricted to"),
        LeastScope("logging.privateLogEntries.list", "read admin activity and data access"),
    ),
    window=timedelta(minutes=5),
)
