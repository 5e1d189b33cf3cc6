"""MariaDB: accounts with a password, their lock, expiry and privileges.

mariadb.com/kb, *mysql.global_priv Table*, *User Password Expiry*, *Account Locking*, *Information Schema PROCESSLIST*,
read 2026-11; all of it tested on a server 11.8.6:

- An account is a user and the hosts that it may connect from (``app@%``). Two accounts of one user each have their own
  password; ``CURRENT_USER()`` returns the account of a connection.
- ``mysql.global_priv`` keeps the hash beside the fields of the listing. The commands below blank it; an export with
  hashes is never copied. Names and privileges of other accounts need SELECT on the whole of ``mysql``: one table is not
  enough.
- An account may allow several methods (``VIA mysql_native_password … OR ed25519 …``): two passwords at once.
- ``PASSWORD EXPIRE`` does not end a password: its holder may set a new one. ``ACCOUNT LOCK`` ends it.
- Neither a change, nor a lock, nor DROP USER ends a session. **No time of last use is kept**.
- A change takes effect at once on its server, and on a replica when it replays the change: the propagation window is
  for replicas, each of which is a separate plane.

To make an export, run each statement of the listing with MariaDB's own client, one JSON object for each row::

    mariadb --batch --raw --skip-column-names --execute "$STATEMENT" | jq --slurp . > mariadb/survey/accounts.json
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, PrincipalIdentifier, Provider

PROVIDER = Provider(
    name="mariadb",
    title="MariaDB",
    kinds=(
        Kind(
            "account",
            "account with a password",
            "account",
            listed_by="accounts",
            in_place=True,
            account=True,
            never_expires=True,
            material="password",
            also=("user",),
        ),
    ),
    scopes=(
        LeastScope("SELECT ON mysql.*", "list accounts, and the privileges and roles of all of them"),
        LeastScope("PROCESS", "list the sessions of other accounts, to prove a change"),
    ),
    window=timedelta(minutes=1),
    powers=Powers(
        administers=r"SUPER|CREATE USER|GRANT OPTION|SET USER|CONNECTION ADMIN|FEDERATED ADMIN|FILE",
        lesser=r"[A-Z ]+",
    ),
    principals=(
        PrincipalIdentifier("user"),
        PrincipalIdentifier("account"),
        PrincipalIdentifier("role", "workload"),
    ),
    code_resources=("plugin",),
)
