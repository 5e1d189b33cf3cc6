"""One-hour accounts in place of an account's password: OpenBao makes it, and ends it with its lease.

openbao.org, *MySQL/MariaDB database secrets engine*; mariadb.com, *KILL* (``CONNECTION ADMIN`` may end the sessions of
others) and *DROP USER* (an account that is dropped keeps its sessions), read 2026-11-29; tested on MariaDB 10.11 and
OpenBao 2.7.2. The lease therefore ends the sessions first.
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
    user, _, host = given.account.rpartition("@")
    values = {"opener": f"openbao_{given.slug}", "privileges": given["privileges"], "database": given["database"]}
    made = text(
        """
        CREATE USER '@opener@'@'%';
        GRANT CREATE USER, CONNECTION ADMIN ON *.* TO '@opener@'@'%';
        GRANT @privileges@ ON `@database@`.* TO '@opener@'@'%' WITH GRANT OPTION;
        -- then set its password, and write it into the file @opener@.password:
        -- SET PASSWORD FOR '@opener@'@'%' = PASSWORD('…');
        """,
        **values,
    )
    about = Engine(
        "mysql-database-plugin",
        (f"connection_url='{{{{username}}}}:{{{{password}}}}@tcp({given['server']})/{given['options']}'",),
        (
            "CREATE USER '{{name}}'@'%' IDENTIFIED BY '{{password}}'",
            f"GRANT {given['privileges']} ON `{given['database']}`.* TO '{{{{name}}}}'@'%'",
        ),
        ("KILL USER '{{name}}'", "DROP USER IF EXISTS '{{name}}'@'%'"),
        values["opener"],
    )
    ended = (
        f"ALTER USER '{user or given.account}'@'{host or '%'}' ACCOUNT LOCK;\nKILL USER '{user or given.account}';\n"
    )
    return (
        Part(Side.PROVIDER, Form.SQL, "mariadb, as an administrator", made),
        *engine(given, about),
        Part(Side.PROVIDER, Form.SQL, "mariadb, as an administrator", ended, "remove"),
    )


def signs(given: Given) -> tuple[Sign, ...]:
    """Return the signs that the new credential is in use."""
    made = f"{MADE}{given.slug}_"
    return (
        LogSign(
            "mariadb",
            "audit",
            "operation = 'CONNECT' AND retcode = '0' AND starts_with(username, $made)",
            {"made": made},
            f"an account {made}… that OpenBao made signed in",
        ),
        database_leases(given),
    )


WAYS = (
    Way(
        name="openbao-account",
        title="an account for at most an hour, made by OpenBao",
        kind="account",
        binding=Binding.EXPIRES,
        issuer="openbao",
        life=timedelta(hours=1),
        consumers=READERS,
        configure=configure,
        signs=signs,
        death="the old password is tried at each server (grade A); the account is listed as locked",
        settings=(
            OPENBAO,
            ENGINE_PASSWORD,
            ReplaceSetting("server", "host:port of MariaDB, as OpenBao reaches it", "db1:3306"),
            ReplaceSetting("database", "the database that the consumer uses", "shop"),
            ReplaceSetting(
                "privileges", "the privileges of the consumer there", "SELECT,INSERT", "SELECT,INSERT,UPDATE,DELETE"
            ),
            ReplaceSetting("options", "options of the connection", "?tls=true", "?tls=true"),
            *PLATFORM_SETTINGS,
        ),
        checks=("the plugin server_audit writes CONNECT: without it no log shows the new way in use",),
        page="https://openbao.org/docs/secrets/databases/mysql-maria/",
    ),
)
