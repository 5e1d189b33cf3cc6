"""OpenBao (and HashiCorp Vault, whose audit log has the same shape): tokens, AppRole secret ids, leases, secrets.

Facts (openbao.org, API and *Audit devices*, read 2026-11; shapes tested on a server 2.7.2):

- Tokens are listed only by accessor. A look-up of each accessor returns its facts. Batch tokens have no accessor.
- The audit log hides accessors and tokens by an HMAC unless the device was made with ``hmac_accessor=false``;
  ``sys/audit-hash/<device>`` returns the HMAC of an accessor, which joins the lists and the log.
- An AppRole's secret ids are listed by accessor for each role. Leases are listed by prefix and looked up individually.
- ``sys/auth`` lists the auth methods. Accounts of ``userpass`` are listed by name for each mount (API, *Auth methods*,
  *Userpass*, read 2026-11), without dates; accounts of other methods are kept in other systems.
- A key-value secret's metadata has its version and no content: it is a secret location, not a credential.
- Revoking a token revokes its children and its leases; an orphan child stays valid. After a secret id is destroyed, the
  tokens that were issued for it stay valid until they expire (tested on 2.7.2).
- Propagation window: a revocation takes effect at once on the active node, and within moments on a standby that serves
  reads.
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, PrincipalIdentifier, PrivilegeReads, Provider

PROVIDER = Provider(
    name="openbao",
    title="OpenBao",
    kinds=(
        Kind("token", "token", "token_accessor", listed_by="token_accessors", also=("token_hash",)),
        Kind(
            "approle",
            "AppRole, by any of its secret ids",
            "approle",
            unlistable_because="roles are listed without credentials; their secret ids are listed separately",
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
        Kind("lease", "dynamic secret under a lease", "lease", listed_by="leases", lifetime="minted"),
        Kind(
            "batch_token",
            "batch token",
            "token_hash",
            unlistable_because="batch tokens are not stored: they have no accessor and are in no list",
        ),
    ),
    scopes=(
        LeastScope("list, sudo on auth/token/accessors", "list the accessors of all tokens"),
        LeastScope("update on auth/token/lookup-accessor", "read name, policies and expiry of each"),
        LeastScope("update on sys/audit-hash/<device>", "find each accessor in the audit log"),
        LeastScope(
            "list on auth/approle/role/+/secret-id, update on its lookup", "list the secret ids of each AppRole"
        ),
        LeastScope("list, sudo on sys/leases/lookup, update on sys/leases/lookup", "list dynamic secrets"),
        LeastScope("read on sys/auth, list on auth/+/users", "list auth methods, and the accounts of userpass"),
        LeastScope("list, read on sys/policies/acl", "read the permissions of each policy"),
        LeastScope("read on <mount>/metadata/*", "list the names of secrets, never their values"),
    ),
    window=timedelta(seconds=10),
    # The text of another policy determines its permissions (survey.py).
    powers=Powers(administers=r"root"),
    reads=(
        PrivilegeReads(("vault_path",), r"read", r"([^+]+)", sure=True),
        PrivilegeReads(("vault_path",), r"read by pattern"),
        PrivilegeReads(("vault_path",), r"root", sure=True),
        PrivilegeReads(("vault_path",)),
    ),
    principals=(PrincipalIdentifier("entity", "workload"),),
)
