"""The checks before a change of PostgreSQL's roles, and the role that becomes the partner of a pair.

postgresql.org, *CREATE ROLE*, *GRANT*, *ALTER ROLE*, *SET ROLE*, re-check; tested on a real server.

A partner that keyroll makes **acts as** the role: it is a member of it, and each of its sessions begins with
``SET ROLE`` (``ALTER ROLE app_b SET role = 'app_a'``). So it has the rights of the role, owns nothing itself, and
what its sessions create belongs to the role. ``session_user`` differs, and lines of ``pg_hba.conf`` that name the role
do not admit it.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from keyroll.providers._pairs import PARTNER
from keyroll.providers.contracts.check import PlanCheck
from keyroll.providers.contracts.rotate import Subject

if TYPE_CHECKING:
    import asyncpg

#: The setting that lets the plan make the partner.
MAKE: Final = "make_partner"
#: Rights that the first role has and the second lacks, over all databases: the kind, and the object.
LACKS: Final = """
WITH a AS (SELECT * FROM pg_roles WHERE rolname = $1), b AS (SELECT * FROM pg_roles WHERE rolname = $2),
acts AS (SELECT FROM a, b, pg_auth_members AS m WHERE m.member = b.oid AND m.roleid = a.oid AND EXISTS (
    SELECT FROM pg_db_role_setting AS s WHERE s.setrole = b.oid AND 'role=' || a.rolname = ANY(s.setconfig)))
SELECT 'membership' AS lacks, m.roleid::regrole::text AS object FROM pg_auth_members m, a, b WHERE m.member = a.oid
    AND m.roleid <> b.oid AND NOT EXISTS (SELECT FROM acts)
    AND m.roleid NOT IN (SELECT n.roleid FROM pg_auth_members n WHERE n.member = b.oid)
UNION ALL SELECT 'ownership', CASE WHEN d.dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
        THEN pg_describe_object(d.classid, d.objid, d.objsubid)
        ELSE 'an object of the database ' || (SELECT datname FROM pg_database WHERE oid = d.dbid) END
    FROM pg_shdepend d, a WHERE d.refclassid = 'pg_authid'::regclass AND d.refobjid = a.oid
    AND d.deptype = 'o' AND NOT EXISTS (SELECT FROM acts)
UNION ALL SELECT 'grant', CASE WHEN d.dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
        THEN pg_describe_object(d.classid, d.objid, d.objsubid)
        ELSE 'an object of the database ' || (SELECT datname FROM pg_database WHERE oid = d.dbid) END
    FROM pg_shdepend d, a WHERE d.refclassid = 'pg_authid'::regclass AND d.refobjid = a.oid
    AND d.deptype = 'a' AND NOT EXISTS (SELECT FROM acts)
    AND NOT EXISTS (SELECT FROM pg_shdepend e, b WHERE e.refclassid = d.refclassid
        AND e.refobjid = b.oid AND e.deptype = 'a' AND (e.dbid, e.classid, e.objid) = (d.dbid, d.classid, d.objid))
UNION ALL SELECT 'attribute', concat_ws(', ', CASE WHEN a.rolsuper AND NOT b.rolsuper THEN 'SUPERUSER' END,
        CASE WHEN a.rolinherit AND NOT b.rolinherit THEN 'INHERIT' END,
        CASE WHEN a.rolcreatedb AND NOT b.rolcreatedb THEN 'CREATEDB' END,
        CASE WHEN a.rolcreaterole AND NOT b.rolcreaterole THEN 'CREATEROLE' END,
        CASE WHEN a.rolbypassrls AND NOT b.rolbypassrls THEN 'BYPASSRLS' END) FROM a, b
    WHERE NOT EXISTS (SELECT FROM acts) AND ((a.rolsuper AND NOT b.rolsuper) OR (a.rolinherit AND NOT b.rolinherit)
    OR (a.rolcreatedb AND NOT b.rolcreatedb) OR (a.rolcreaterole AND NOT b.rolcreaterole)
    OR (a.rolbypassrls AND NOT b.rolbypassrls))
UNION ALL SELECT 'attribute', 'REPLICATION' FROM a, b WHERE a.rolreplication AND NOT b.rolreplication
UNION ALL SELECT 'attribute', 'CONNECTION LIMIT ' || a.rolconnlimit FROM a, b
    WHERE b.rolconnlimit <> -1 AND (a.rolconnlimit = -1 OR a.rolconnlimit > b.rolconnlimit)
LIMIT 1"""
_RIGHTS: Final = """
SELECT m.rolname AS me, m.rolsuper AS super, m.rolcreaterole AS creates,
       current_setting('server_version_num')::int >= 160000 AS needs_admin,
       pg_has_role(m.oid, 'pg_signal_backend', 'USAGE') AS signals,
       pg_has_role(m.oid, 'pg_read_all_stats', 'USAGE') AS reads
FROM pg_roles AS m WHERE m.rolname = current_user"""
_ROLES: Final = """
SELECT rolname AS name, pg_has_role(current_user, oid, 'MEMBER WITH ADMIN OPTION') AS admin
FROM pg_roles WHERE rolname = ANY($1::text[])"""
_SETTINGS: Final = """
SELECT d.datname AS database, split_part(one, '=', 1) AS name, substr(one, strpos(one, '=') + 1) AS value
FROM pg_db_role_setting AS s CROSS JOIN unnest(s.setconfig) AS one LEFT JOIN pg_database AS d ON d.oid = s.setdatabase
WHERE s.setrole = (SELECT oid FROM pg_roles WHERE rolname = $1) AND split_part(one, '=', 1) <> 'role'"""
_LIMIT: Final = "SELECT rolconnlimit FROM pg_roles WHERE rolname = $1"


async def read(connection: "asyncpg.Connection", subject: Subject) -> tuple[PlanCheck, ...]:
    """Return the checks of the administrator's rights, and those of the partner if the subject has one."""
    partner = subject.settings.get(PARTNER, "")
    me = await connection.fetchrow(_RIGHTS)
    wanted = [name for name in (subject.account, partner) if name]
    there = {row["name"]: row["admin"] for row in await connection.fetch(_ROLES, wanted)}
    found = [*_rights(me, subject.account), *_roles(me, there, subject)]
    if partner in there and subject.account in there:
        lacks = await connection.fetchrow(LACKS, subject.account, partner)
        found.append(_equal(lacks, subject.account, partner))
    return tuple(found)


def _rights(me: Any, account: str) -> Iterator[PlanCheck]:
    name = me["me"]
    yield _right(me, "CREATEROLE", f"ALTER ROLE {quoted(name)} CREATEROLE", has=me["creates"])
    yield _right(me, "pg_signal_backend", f"GRANT pg_signal_backend TO {quoted(name)}", has=me["signals"])
    if me["super"] or me["reads"]:
        yield PlanCheck.good("pg_read_all_stats", f"{name} sees the sessions of {account} with program and address")
    else:
        said = f"{name} does not have pg_read_all_stats: sessions of {account} show no program and no address"
        yield PlanCheck.unknown("pg_read_all_stats", said, f"GRANT pg_read_all_stats TO {quoted(name)}")


def _right(me: Any, right: str, fix: str, *, has: bool) -> PlanCheck:
    if me["super"] or has:
        return PlanCheck.good(right, f"{me['me']} has it, or is a superuser")
    return PlanCheck.bad(right, f"{me['me']} does not have {right}", fix)


def _roles(me: Any, there: dict[str, bool], subject: Subject) -> list[PlanCheck]:
    account, partner, found = subject.account, subject.settings.get(PARTNER, ""), []
    for role in filter(None, (account, partner)):
        if role not in there and role == partner and subject.settings.get(MAKE) == "yes":
            found.append(
                PlanCheck.good(f"role {role}", f"it does not exist: the plan makes it, and it acts as {account}")
            )
        elif role not in there:
            fix = "; ".join(partner_statements(account, partner)) if role == partner else "correct the credential"
            found.append(PlanCheck.bad(f"role {role}", f"the role {role} does not exist", fix))
        elif not (me["super"] or not me["needs_admin"] or there[role]):
            fix = f"GRANT {quoted(role)} TO {quoted(me['me'])} WITH ADMIN OPTION"
            found.append(PlanCheck.bad(f"role {role}", f"{me['me']} has no ADMIN OPTION on the role {role}", fix))
        else:
            found.append(PlanCheck.good(f"role {role}", f"the role {role} exists, and {me['me']} may change it"))
    return found


def _equal(lacks: Any, account: str, partner: str) -> PlanCheck:
    if lacks is None:
        return PlanCheck.good("equal rights", f"{partner} has each right of {account}")
    said = f"{lacks['lacks']} differs: {account} has {lacks['object']}, and {partner} has not"
    fix = {
        "membership": f"GRANT {lacks['object']} TO {quoted(partner)}",
        "attribute": f"ALTER ROLE {quoted(partner)} {lacks['object'].replace(',', '')}",
    }.get(lacks["lacks"], f"let {partner} act as {account}: {'; '.join(partner_statements(account, partner)[1:])}")
    return PlanCheck.bad("equal rights", said, fix)


def partner_statements(account: str, partner: str, limit: int = -1) -> tuple[str, ...]:
    """Return the statements that make a partner which acts as a role; the first one makes the role."""
    literal = account.replace("'", "''")
    return (
        f"CREATE ROLE {quoted(partner)} NOLOGIN" + (f" CONNECTION LIMIT {limit}" if limit != -1 else ""),
        f"GRANT {quoted(account)} TO {quoted(partner)}",
        f"ALTER ROLE {quoted(partner)} SET role = '{literal}'",
    )


async def make_partner(connection: "asyncpg.Connection", account: str, partner: str) -> None:
    """Make the partner of a role, with the settings of the role's sessions."""
    limit = int(await connection.fetchval(_LIMIT, account) or 0)
    for statement in partner_statements(account, partner, limit):
        await connection.execute(statement)
    for row in await connection.fetch(_SETTINGS, account):
        place = f" IN DATABASE {quoted(row['database'])}" if row["database"] else ""
        text = f"ALTER ROLE {quoted(partner)}{place} SET {row['name']} = {literals(row['name'], row['value'])}"
        await connection.execute(text)


def literals(name: str, value: str) -> str:
    """Return a setting's stored value as the statement takes it: a stored list is not one text."""
    if name in ("search_path", "temp_tablespaces", "session_preload_libraries", "local_preload_libraries"):
        return value
    return "'" + value.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """Return a name as an identifier."""
    return '"' + name.replace('"', '""') + '"'
