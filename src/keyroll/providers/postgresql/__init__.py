"""PostgreSQL: roles that log in, their expiry and powers, and the server's log.

postgresql.org, *pg_roles*, *pg_auth_members*, *Error Reporting and Logging* (jsonlog), read 2026-11:

- A role that may log in is an account with a password (or a certificate, or another method: ``pg_hba.conf`` says).
  ``pg_roles`` blanks passwords; the server keeps no date of creation, change or last use of one. ``rolvaliduntil``
  ends the password, not the sessions that it opened.
- The log shows connections (``log_connections``) and statements (``log_statement``) where they are switched on, as
  text in one message: users and databases stand in fields of their own.
- No time of a change of a password is kept: **a survey cannot show that one was changed**, only a probe can.
- A change counts at once on the server that takes it, for new connections; open sessions go on. A standby hears of it
  when it replays the commit: the window is for standbys, each a place of its own.
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Provider

PROVIDER = Provider(
    name="postgresql",
    title="PostgreSQL",
    kinds=(Kind("role", "role that may log in", "role", listed_by="roles", in_place=True, account=True),),
    scopes=(
        LeastScope("any login", "pg_roles and pg_auth_members may be read by everybody"),
        LeastScope("pg_read_all_stats", "to see how old the sessions of other roles are"),
        LeastScope("the server's log file", "see who connects and what fails"),
    ),
    window=timedelta(minutes=1),
)
