"""MariaDB: accounts with a password, their lock, expiry and powers.

mariadb.com/kb, *mysql.global_priv Table*, *User Password Expiry*, *Account Locking*, *Information Schema
PROCESSLIST*, read 2026-11; all of it seen from a server 11.8.6:

- An account is a user and the hosts it may come from (``app@%``). Two accounts of one user have each their own
  password; which of them a connection is, ``CURRENT_USER()`` says.
- ``mysql.global_priv`` keeps the hash beside what a survey needs. The commands below blank it; an export with hashes is
  never copied. Names and powers of others need SELECT on the whole of ``mysql``: on one table it is not enough.
- An account may take one of several methods (``VIA mysql_native_password … OR ed25519 …``): two passwords at once.
- ``PASSWORD EXPIRE`` does not end a password: whoever knows it may set a new one. ``ACCOUNT LOCK`` does.
- Neither a change, nor a lock, nor DROP USER ends a session. **No time of last use is kept**.
- A change counts at once on the server that takes it; a replica hears of it when it replays it: the window is for
  replicas, each a place of its own.

To make an export, give each statement of the survey to MariaDB's own client, one JSON object a row::

    mariadb --batch --raw --skip-column-names --execute "$STATEMENT" | jq --slurp . > mariadb/survey/accounts.json
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, Provider

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
        LeastScope("SELECT ON mysql.*", "list accounts, and the powers and roles of all of them"),
        LeastScope("PROCESS", "to see the sessions of other accounts, when a change is to be proven"),
    ),
    window=timedelta(minutes=1),
    powers=Powers(
        administers=r"SUPER|CREATE USER|GRANT OPTION|SET USER|CONNECTION ADMIN|FEDERATED ADMIN|FILE",
        lesser=r"[A-Z ]+",
    ),
)
