"""One-hour roles in place of a role's password: OpenBao makes it, and ends it with its lease.

openbao.org, *PostgreSQL database secrets engine*; postgresql.org, *CREATE ROLE* (``VALID UNTIL`` is of the password
only) and *Server Signaling Functions* (who ends sessions of others is a member of their role or of
``pg_signal_backend``), read 2026-11-29; tested on PostgreSQL 15 and OpenBao 2.7.2. The made role is a member of the
static one and acts as it, so that it owns nothing. From then on the static role needs no password: it stays as the
owner of its objects.
"""

from datetime import timedelta

from keyroll.providers._replacing import (
    ENGINE_PASSWORD,
    MADE,
    OPENBAO,
    PLATFORM_SETTINGS,
    READERS,
    Engine,
    database_leases,
    engine,
    text,
)
from keyroll.providers.contracts.replace import (
    Binding,
    Form,
    Given,
    LogSign,
    Part,
    ReplaceSetting,
    Side,
    Sign,
    Way,
)


def configure(given: Given) -> tuple[Part, ...]:
    """Return the texts of both sides."""
    account, opener = given.account, f"openbao_{given.slug}"
    made = text(
        """
        CREATE ROLE "@opener@" LOGIN CREATEROLE CONNECTION LIMIT 10;
        GRANT "@account@" TO "@opener@" WITH ADMIN OPTION;
        GRANT pg_signal_backend TO "@opener@";
        -- then set its password, and write it into the file @opener@.password:
        -- \\password @opener@
        """,
        account=account,
        opener=opener,
    )
    where = f"{given['server']}/{given['database']}?{given['options']}"
    about = Engine(
        "postgresql-database-plugin",
        (f"connection_url='postgresql://{{{{username}}}}:{{{{password}}}}@{where}'",),
        (
            "CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' "
            f'IN ROLE "{account}"',
            f"ALTER ROLE \"{{{{name}}}}\" SET role = '{account}'",
        ),
        (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{{name}}'",
            'DROP ROLE IF EXISTS "{{name}}"',
        ),
        opener,
    )
    ended = f'ALTER ROLE "{account}" NOLOGIN PASSWORD NULL;\n'
    return (
        Part(Side.PROVIDER, Form.SQL, "psql, as a superuser", made),
        *engine(given, about),
        Part(Side.PROVIDER, Form.SQL, "psql, as a superuser", ended, "remove"),
    )


def signs(given: Given) -> tuple[Sign, ...]:
    """Return the signs that the new credential is in use."""
    return (
        LogSign(
            "postgresql",
            "server",
            "message LIKE 'connection authorized:%' AND starts_with(\"user\", $made) "
            "AND message NOT LIKE '%application_name=keyroll-%'",
            {"made": f"{MADE}{given.slug}_"},
            f"a role {MADE}{given.slug}_… that OpenBao made signed in",
        ),
        database_leases(given),
    )


WAYS = (
    Way(
        name="openbao-role",
        title="a role for at most an hour, made by OpenBao",
        kind="role",
        binding=Binding.EXPIRES,
        issuer="openbao",
        life=timedelta(hours=1),
        consumers=READERS,
        configure=configure,
        signs=signs,
        death="the old password is tried at each server (grade A); the role is listed as one that may not log in",
        settings=(
            OPENBAO,
            ENGINE_PASSWORD,
            ReplaceSetting("server", "host:port of PostgreSQL, as OpenBao reaches it", "db1:5432"),
            ReplaceSetting("database", "the database", "app", "postgres"),
            ReplaceSetting("options", "options of the connection", "sslmode=verify-full", "sslmode=verify-full"),
            *PLATFORM_SETTINGS,
        ),
        checks=("SHOW log_connections is on: without it no log shows the new way in use",),
        page="https://openbao.org/docs/secrets/databases/postgresql/",
    ),
)
