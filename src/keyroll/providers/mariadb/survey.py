"""MariaDB's accounts, privileges and memberships of roles, as rows of JSON that its own statements return."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from keyroll.clock import days_after
from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.json import Record
from keyroll.model.observation import CredentialState, Observation, credential, grant, principal
from keyroll.model.source import Source
from keyroll.providers._lists import list_with, objects
from keyroll.providers.contracts.survey import Endpoint, SurveyPage
from keyroll.providers.contracts.values import Values

#: Methods that sign in without a secret, by the client's operating system user.
NO_SECRET = frozenset({"unix_socket", "gssapi"})
_GRANTEE = re.compile(r"'(.*)'@'(.*)'", re.DOTALL)
ACCOUNTS = (
    "SELECT JSON_OBJECT('host', Host, 'user', User, 'default_lifetime', @@default_password_lifetime, 'priv', "
    """JSON_QUERY(REGEXP_REPLACE(Priv, '("authentication_string":")(?!invalid")[^"]+"', '\\\\1***"'), '$')) """
    "FROM mysql.global_priv"
)
#: The bits of ``access`` in ``mysql.global_priv``, the lowest first (tested on 11.8.6).
GLOBAL = (
    "SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "RELOAD", "SHUTDOWN", "PROCESS", "FILE", "GRANT OPTION",
    "REFERENCES", "INDEX", "ALTER", "SHOW DATABASES", "SUPER", "CREATE TEMPORARY TABLES", "LOCK TABLES", "EXECUTE",
    "REPLICATION SLAVE", "BINLOG MONITOR", "CREATE VIEW", "SHOW VIEW", "CREATE ROUTINE", "ALTER ROUTINE", "CREATE USER",
    "EVENT", "TRIGGER", "CREATE TABLESPACE", "DELETE HISTORY", "SET USER", "FEDERATED ADMIN", "CONNECTION ADMIN",
    "READ_ONLY ADMIN", "REPLICATION SLAVE ADMIN", "REPLICATION MASTER ADMIN", "BINLOG ADMIN", "BINLOG REPLAY",
    "SLAVE MONITOR", "SHOW CREATE ROUTINE",
)  # fmt: skip
# ruff: noqa: S608 - the statements are made of constants
#: ``USER_PRIVILEGES`` has no roles (tested on 11.8.6): their privileges on the whole server come from their bits.
_OF_ROLES = (
    "WITH RECURSIVE b AS (SELECT 0 AS n UNION ALL SELECT n + 1 FROM b WHERE n < "
    f"{len(GLOBAL) - 1}) SELECT concat('''', User, '''@''''') AS g, ELT(n + 1, {', '.join(map(repr, GLOBAL))}) AS p, "
    "'NO' AS y, 'server' AS o, NULL AS s, NULL AS t FROM mysql.global_priv JOIN b "
    "WHERE Host = '' AND (JSON_VALUE(Priv, '$.access') >> n) & 1"
)
PRIVILEGES = (
    "SELECT JSON_OBJECT('grantee', GRANTEE, 'privilege', PRIVILEGE_TYPE, 'grantable', IS_GRANTABLE, 'on', o, "
    "'schema', s, 'table', t) FROM ("
    "SELECT GRANTEE, PRIVILEGE_TYPE, IS_GRANTABLE, 'server' AS o, NULL AS s, NULL AS t "
    "FROM information_schema.USER_PRIVILEGES UNION ALL "
    "SELECT GRANTEE, PRIVILEGE_TYPE, IS_GRANTABLE, TABLE_SCHEMA, TABLE_SCHEMA, NULL "
    "FROM information_schema.SCHEMA_PRIVILEGES UNION ALL "
    "SELECT GRANTEE, PRIVILEGE_TYPE, IS_GRANTABLE, concat(TABLE_SCHEMA, '.', TABLE_NAME), TABLE_SCHEMA, TABLE_NAME "
    "FROM information_schema.TABLE_PRIVILEGES UNION "
    "SELECT GRANTEE, PRIVILEGE_TYPE, IS_GRANTABLE, concat(TABLE_SCHEMA, '.', TABLE_NAME), TABLE_SCHEMA, TABLE_NAME "
    f"FROM information_schema.COLUMN_PRIVILEGES UNION ALL SELECT * FROM ({_OF_ROLES}) r) p"
)
ROLES = "SELECT JSON_OBJECT('host', Host, 'user', User, 'role', Role, 'admin', Admin_option) FROM mysql.roles_mapping"


def account_identifier(source: Source, user: str, host: str) -> Identifier:
    """Return the identifier of an account, which its principal and its password share; a role has no host."""
    return Identifier.of(source, "account", f"{user}@{host}") if host else Identifier.of(source, "role", user)


def read_accounts(page: SurveyPage) -> Iterator[Observation]:
    """Yield each account or role as a principal, and the password of an account that has one. Raises VendorChanged.

    The log has only an account's user: if the user has no further account, it is a second name of the account, else a
    hint.
    """
    rows = list(page.records())
    users = Counter(row.maybe("user") for row in rows if row.maybe("host"))
    for row in rows:
        if "user" not in row.body or not isinstance(row.body.get("priv"), dict):
            raise VendorChanged(f"{row.where}: {'priv' if 'user' in row.body else 'user'}")
        user, host, facts = row.maybe("user"), row.maybe("host"), row.inner("priv")
        subject, locked = account_identifier(page.source, user, host), bool(facts.flag("account_locked"))
        name = subject.value
        yield principal(subject, "account" if host else "role", name=name, active=not locked)
        methods = [kind for kind in map(_secret, _methods(facts)) if kind]
        if not host or not methods:
            continue
        changed = facts.time("password_last_changed") if facts.number("password_last_changed") else None
        yield credential(
            subject,
            "account",
            identifiers=(Identifier.of(page.source, "user", user, strong=users[user] == 1),) if user else (),
            name=name,
            vendor_kind=f"account, {' or '.join(dict.fromkeys(methods))}",
            state=CredentialState.SUSPENDED if locked else CredentialState.ACTIVE,
            changed=changed,
            expires=_expires(row, facts, changed),
            principal=subject,
        )


def _methods(facts: Record) -> Iterator[Record]:
    """Yield each method to sign in; an empty object among several means the account's own fields."""
    several = list(objects(facts, "auth_or"))
    yield from (one if one.body else facts for one in several) if several else iter((facts,))


def _secret(method: Record) -> str:
    """Return the kind of secret of a method; empty if it accepts none, or no value can be correct."""
    plugin, kept = method.maybe("plugin") or "mysql_native_password", method.maybe("authentication_string")
    if plugin in NO_SECRET or kept == "invalid":
        return ""
    return f"password by {plugin}" if kept or plugin in ("pam", "dialog") else "no password at all"


def _expires(row: Record, facts: Record, changed: datetime | None) -> datetime | None:
    """Return when a password expires: -1 means the server's own number of days, 0 never."""
    days = facts.number("password_lifetime")
    days = row.number("default_lifetime") if days is None or days < 0 else days
    return days_after(changed, days) if changed and days else None


def read_privileges(page: SurveyPage) -> Iterator[Observation]:
    """Yield the privileges of each account or role, and whether it may grant them. Raises VendorChanged."""
    handed_on = set()
    for row in page.records():
        grantee = _GRANTEE.fullmatch(row.text("grantee"))
        if grantee is None:
            raise VendorChanged(f"{row.where}: grantee")
        subject, where = account_identifier(page.source, grantee[1], grantee[2]), row.text("on")
        if row.text("privilege") != "USAGE":
            yield grant(subject, row.text("privilege"), where)
        if row.maybe("grantable") == "YES" and (subject, where) not in handed_on:
            handed_on.add((subject, where))
            yield grant(subject, "GRANT OPTION", where)


def read_role_members(page: SurveyPage) -> Iterator[Observation]:
    """Yield the members of each role. Raises VendorChanged."""
    for row in page.records():
        privilege = "administers" if row.maybe("admin") == "Y" else "member"
        member = account_identifier(page.source, row.text("user"), row.maybe("host"))
        yield grant(member, privilege, f"role:{row.text('role')}")


ENDPOINTS = (
    Endpoint(
        "accounts",
        ACCOUNTS,
        read_accounts,
        recognise=list_with("priv", "default_lifetime"),
        secret_bearing=True,
        values=Values(fields=("authentication_string",)),
    ),
    Endpoint("privileges", PRIVILEGES, read_privileges, recognise=list_with("grantee", "privilege", "on")),
    Endpoint("role_members", ROLES, read_role_members, recognise=list_with("user", "role", "admin")),
)
