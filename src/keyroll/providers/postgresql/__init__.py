"""PostgreSQL: roles that log in, their expiry and privileges, and the server's log.

postgresql.org, *pg_roles*, *pg_auth_members*, *Error Reporting and Logging* (jsonlog), read 2026-11:

- A role that may log in is an account with a password (or a certificate, or a different method, by ``pg_hba.conf``).
  ``pg_roles`` blanks passwords; the server keeps no date of their creation, change or last use. ``rolvaliduntil`` ends
  the password, not the sessions that it opened.
- The log shows connections (``log_connections``) and statements (``log_statement``) if they are enabled, as text in
  one message; users and databases have their own fields.
- The server does not record when a password was changed: **a listing cannot show a change**, only a probe can.
- A change takes effect at once on its server, for new connections; open sessions continue. On a standby it takes effect
  when the commit is replayed: the propagation window is for standbys, each of which is a separate plane.
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, PrincipalIdentifier, Provider

PROVIDER = Provider(
    name="postgresql",
    title="PostgreSQL",
    kinds=(
        Kind(
            "role",
            "role that may log in",
            "role",
            listed_by="roles",
            in_place=True,
            account=True,
            lifetime="listed",
        ),
    ),
    scopes=(
        LeastScope("any login", "every role may read pg_roles and pg_auth_members"),
        LeastScope("pg_read_all_stats", "read the age of sessions of other roles"),
        LeastScope("the server's log file", "read connections and failures"),
    ),
    window=timedelta(minutes=1),
    # Source: PostgreSQL 18, "Role Attributes" and "Predefined Roles" (read 2026-11): roles that may run programs, or
    # read or write files of the server, can get the access of a superuser. A role that creates roles can grant its own
    # privileges.
    powers=Powers(
        administers=r"superuser|create roles|role:pg_(execute_server_program|(read|write)_server_files)",
        lesser=r"create databases|replication|bypass row security|administers|role:.*|SELECT|INSERT|UPDATE|DELETE"
        r"|TRUNCATE|REFERENCES|TRIGGER|MAINTAIN|USAGE|CREATE|CONNECT|TEMPORARY",
        listed_by=("roles", "members"),
    ),
    principals=(PrincipalIdentifier("role", "workload"),),
)
