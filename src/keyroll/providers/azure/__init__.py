"""Azure's resources: changes, listings and reads, by Azure Monitor's activity log and resource logs.

learn.microsoft.com, *Azure activity log event schema* and *resource logs schema*, read 2026-11. Applications and their
secrets belong to Entra. This log names the application that acted, never the secret that it used. Keys of storage
accounts and shared access signatures are in no list: ``listKeys`` returns the values of the two keys.
"""

from keyroll.providers.contracts.kinds import Kind, LeastScope, PrincipalIdentifier, Provider

PROVIDER = Provider(
    name="azure",
    title="Microsoft Azure",
    kinds=(
        Kind(
            "storage_account_key",
            "access key of a storage account",
            "storage_account_key",
            unlistable_because="the call that lists the two keys of an account returns their values, so it is not made",
            never_expires=True,
            legacy_because="Microsoft advises Entra's identities in place of keys of a storage account",
            material="secret-key",
        ),
        Kind(
            "shared_access_signature",
            "shared access signature",
            "shared_access_signature",
            unlistable_because="the holder computes a signature; Azure keeps no list of them",
            material="token",
        ),
    ),
    scopes=(LeastScope("Microsoft.Insights/eventtypes/values/read", "read the activity log of a subscription"),),
    delegates_to=("entra",),
    principals=(
        PrincipalIdentifier("user"),
        PrincipalIdentifier("app_id", "machine"),
        PrincipalIdentifier("object", "workload"),
    ),
)
