"""PostgreSQL: roles and their passwords.

Facts, with the vendor's page where one is known:

- The view ``pg_roles`` lists every role, whether it may log in and until when its password is valid, and never the
  password (PostgreSQL 18, "pg_roles"). No time of creation or of a change of the password is kept: **a survey cannot
  show that a password was changed**, only a probe can.
- A change of a password counts at once on the server that takes it; a standby hears of it when it replays the commit.
  The window is for standbys; each is a place of its own and is tried by itself.
- A session that is open stays open when its role's password is changed, or the role may no longer log in.
"""

from datetime import timedelta

from keyroll.providers.contract import Kind, LeastScope, Provider

PROVIDER = Provider(
    name="postgresql",
    title="PostgreSQL",
    kinds=(Kind("role", "role with a password", "role", listed_by="roles", in_place=True, account=True),),
    scopes=(
        LeastScope("any login", "pg_roles may be read by everybody"),
        LeastScope("pg_read_all_stats", "to see how old the sessions of other roles are"),
    ),
    window=timedelta(minutes=1),
)
