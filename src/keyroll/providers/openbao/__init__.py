"""OpenBao (and HashiCorp Vault, whose audit log has the same shape): tokens, AppRole secret ids, leases, secrets.

Facts (openbao.org, API and *Audit devices*, read 2026-11; shapes seen from a server 2.7.2):

- Tokens are listed by accessor only; each accessor is looked up for its facts. Batch tokens have no accessor.
- The audit log hides accessors and tokens by an HMAC unless the device was made with ``hmac_accessor=false``;
  ``sys/audit-hash/<device>`` gives the HMAC of an accessor, by which the lists and the log are joined.
- An AppRole's secret ids are listed by accessor per role. Leases are listed by prefix and looked up one by one.
- ``sys/auth`` lists the auth methods: by which ways one signs in. Accounts of ``userpass`` are listed by name per mount
  (API, *Auth methods*, *Userpass*, read 2026-11), without dates; accounts of other methods are kept elsewhere.
- A key-value secret's metadata says that something is stored there, and its version: a place, not a credential.
- Revoking a token revokes its children and its leases; a child that was made an orphan lives on. Destroying a secret
  id leaves the tokens that were issued for it alive until they run out (tried with 2.7.2).
- Window: a revocation counts at once on the active node; a standby that reads by itself hears of it within moments.
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Provider, Reads

PROVIDER = Provider(
    name="openbao",
    title="OpenBao",
    kinds=(
        Kind("token", "token", "token_accessor", listed_by="token_accessors", also=("token_hash",)),
        Kind(
            "approle",
            "AppRole, by whichever of its secret ids",
            "approle",
            unlistable_because="roles are listed without what signs them in; their secret ids are listed one by one",
            in_place=True,
        ),
        Kind("secret_id", "secret id of an AppRole", "secret_id_accessor", listed_by="secret_ids"),
        Kind(
            "userpass_account",
            "account of a userpass method",
            "userpass",
            listed_by="userpass_accounts",
            in_place=True,
            account=True,
            never_expires=True,
            material="password",
        ),
        Kind("lease", "dynamic secret under a lease", "lease", listed_by="leases"),
        Kind(
            "batch_token",
            "batch token",
            "token_hash",
            unlistable_because="batch tokens are not stored: they have no accessor and are in no list",
        ),
    ),
    scopes=(
        LeastScope("list, sudo on auth/token/accessors", "list the accessors of all tokens"),
        LeastScope("update on auth/token/lookup-accessor", "learn name, policies and expiry of each"),
        LeastScope("update on sys/audit-hash/<device>", "find each accessor in the audit log"),
        LeastScope(
            "list on auth/approle/role/+/secret-id, update on its lookup", "list the secret ids of each AppRole"
        ),
        LeastScope("list, sudo on sys/leases/lookup, update on sys/leases/lookup", "list dynamic secrets"),
        LeastScope("read on sys/auth, list on auth/+/users", "list auth methods, and the accounts of userpass"),
        LeastScope("list, read on sys/policies/acl", "learn what each policy lets one do"),
        LeastScope("read on <mount>/metadata/*", "see where secrets are kept, never what they are"),
    ),
    window=timedelta(seconds=10),
    reads=(
        Reads(("vault_path",), r"read", r"([^+]+)", sure=True),
        Reads(("vault_path",), r"read by pattern"),
        Reads(("vault_path",), r"root", sure=True),
        Reads(("vault_path",)),
    ),
)
