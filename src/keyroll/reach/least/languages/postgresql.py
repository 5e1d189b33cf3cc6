"""Privileges of a role of PostgreSQL on the tables of one database, as SQL that revokes unused privileges."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from keyroll.errors import UsageError
from keyroll.model.json import Json, iterate
from keyroll.reach.narrowing import EntitledPrincipal, Kept, Language, Narrowed, NarrowingCheck, PrincipalUse
from keyroll.reach.sql.least import (
    READS,
    ROUTINES,
    WRITES,
    SqlRecord,
    SqlUse,
    TableGrant,
    revoked,
    table_grants,
    without,
)
from keyroll.reach.sql.postgresql import PostgresqlCluster, Thing
from keyroll.reach.system import SystemReads

_ROLES, _MEMBERS, _PRIVILEGES = "roles", "members", "privileges"
#: The sessions of each role and their statements; statements that differ in quoted texts are one.
_USES: Final = r"""
SELECT db AS service, who AS operation, CASE
    WHEN said <> '' AND NOT regexp_matches(said, '[\\"$]')
      THEN kind || ': ' || regexp_replace(said, '''[^'']*''', '''''', 'g')
    WHEN said <> '' THEN kind || ': ' || said
    WHEN starts_with(message, 'AUDIT: ') THEN regexp_replace(message, '^(AUDIT: [A-Z]+),\d+,\d+,', '\1,0,0,')
    ELSE 'session' END AS resource,
  true AS allowed, happened_at
FROM (
  SELECT *, CASE WHEN starts_with(message, 'duration: ') THEN 'slow' ELSE 'statement' END AS kind,
    regexp_extract(message, '(?s)^(?:duration: \S+ ms\s+)?(?:statement|execute [^:]*): (.*)$', 1) AS said
  FROM (SELECT {message} AS message, {who} AS who, {db} AS db, happened_at FROM least_native)
)
WHERE list_contains($who, who)"""
_PLAIN: Final = "replace(regexp_replace({0}, '^\"|\"$', '', 'g'), '\"\"', '\"')"
_LOGS: Final = {
    "postgresql.server": _USES.format(message="message", who='"user"', db="dbname"),
    "postgresql.csv": _USES.format(
        message=_PLAIN.format("said_message"), who=_PLAIN.format("user_name"), db=_PLAIN.format("database_name")
    ),
    "postgresql.stderr": _USES.format(
        message="message", who="coalesce(nullif(user_rds, ''), user_line)", db="coalesce(nullif(db_rds, ''), db_line)"
    ),
}
_REVOKE: Final = re.compile(
    r'^REVOKE ([A-Z, ]+) ON TABLE ("(?:[^"]|"")*")\.("(?:[^"]|"")*") FROM ("(?:[^"]|"")*");$', re.MULTILINE
)


def _things(reads: SystemReads) -> Json:
    pages = reads.pages(_PRIVILEGES)
    if not pages:
        raise UsageError(
            f"the privileges of {reads.name} were not read", hint="sync the list of privileges of the database"
        )
    return pages[-1]


def _cluster(reads: SystemReads, things: Json) -> PostgresqlCluster:
    return PostgresqlCluster(reads.pages(_ROLES), reads.pages(_MEMBERS), things, certain=False)


def _principals(reads: SystemReads) -> Iterator[EntitledPrincipal]:
    pages = reads.pages(_PRIVILEGES)
    cluster = _cluster(reads, pages[-1] if pages else None)
    members: dict[str, set[str]] = {}
    for role in cluster.roles:
        if not cluster.is_super(role):
            for one in cluster.settable(role) | cluster.inherited(role):
                members.setdefault(one, set()).add(role)
    for page in reads.pages(_ROLES):
        for each in iterate(page, _ROLES):
            name = each.text("rolname")
            who = tuple(sorted({name, *members.get(name, ())}))
            yield EntitledPrincipal(f"{reads.name}:role:{name}", frozenset({name}), who)


def _narrow(reads: SystemReads, principal: EntitledPrincipal, logged: PrincipalUse) -> Narrowed:
    role, things = principal.id.split(":", 2)[2], _things(reads)
    cluster = _cluster(reads, things)
    if cluster.is_super(role):
        raise UsageError(f"{role} is a superuser: grants do not limit it", hint=f"ALTER ROLE {role} NOSUPERUSER")
    use = _use(cluster, logged)
    tables = list(table_grants(things, role))
    if any(
        (one.is_view or one.secured) and any(use.asks(each, one.schema, one.name) for each in one.privileges)
        for one in tables
    ):
        use.hides = True
    kept: list[Kept] = []
    taken: list[tuple[TableGrant, list[str]]] = []
    for one in tables:
        gone: list[str] = []
        for privilege in sorted(one.privileges):
            if use.asks(privilege, one.schema, one.name):
                continue
            if because := _because(use, one, privilege, logged.shows):
                kept.append(Kept(f"{privilege} on {one.shown}", because))
            else:
                gone.append(privilege)
        taken.append((one, gone))
    removed = tuple(f"{', '.join(gone)} on {one.shown}" for one, gone in taken if gone)
    return Narrowed(
        revoked(taken, role), removed, tuple(kept), tuple(_unplaced(cluster, principal, use)),
        tuple(_notes(cluster, role, tables)),
    )  # fmt: skip


def _because(use: SqlUse, table: TableGrant, privilege: str, declared: frozenset[str]) -> str:
    if privilege in table.on_columns:
        return "a revoke on the table also revokes it on columns with their own grants"
    return use.unshown(privilege, declared)


def _use(cluster: PostgresqlCluster, logged: PrincipalUse) -> SqlUse:
    """Return the log's evidence about the listed database; another database has other tables."""
    here = [one for one in logged.uses if one.service == cluster.database]
    return SqlUse.of(SqlRecord(one.operation, one.resource) for one in here)


def _unplaced(cluster: PostgresqlCluster, principal: EntitledPrincipal, use: SqlUse) -> Iterator[str]:
    for privilege, (schema, name) in sorted(use.privileges):
        named = [one for one in cluster.tables if one.name == name and schema in ("", one.schema)]
        if named and not any(_reached(cluster, principal, one, privilege) for one in named):
            yield f"{privilege} on {schema}.{name}" if schema else f"{privilege} on {name}"


def _reached(cluster: PostgresqlCluster, principal: EntitledPrincipal, table: Thing, privilege: str) -> bool:
    return any(cluster.reaches(role, table, privilege) for role in principal.who)


def _notes(cluster: PostgresqlCluster, role: str, tables: list[TableGrant]) -> Iterator[str]:
    yield f"only tables of the database {cluster.database} are narrowed: schemas, sequences and functions stay"
    if owned := [one.shown for one in tables if one.owned]:
        yield f"{role} owns {', '.join(owned)}: an owner can give everything back to itself"
    yield "log_statement and pgaudit are assumed to have had the logged settings in the whole window"
    if more := sorted((cluster.inherited(role) | cluster.settable(role)) - {role}):
        yield f"the privileges of {role} through {', '.join(more)} stay: narrow those roles"


def _read_again(text: str) -> Mapping[tuple[str, str], frozenset[str]]:
    found: dict[tuple[str, str], frozenset[str]] = {}
    for privileges, schema, name, _ in _REVOKE.findall(text):
        found[_plain(schema), _plain(name)] = frozenset(privileges.split(", "))
    return found


def _plain(name: str) -> str:
    return name[1:-1].replace('""', '"')


def _check(
    reads: SystemReads, principal: EntitledPrincipal, logged: PrincipalUse, narrowed: Narrowed
) -> NarrowingCheck:
    role, things = principal.id.split(":", 2)[2], _things(reads)
    before = _cluster(reads, things)
    after = _cluster(reads, without(things, role, _read_again(str(narrowed.document))))
    use, lost, excess = _use(before, logged), [], []
    for old, new in zip(before.tables, after.tables, strict=True):
        for privilege in old.acl.keys() | new.acl.keys() | {privilege for privilege, _ in use.privileges}:
            for who in principal.who:
                had, has = before.has(who, old, privilege), after.has(who, new, privilege)
                if had and not has and use.asks(privilege, old.schema, old.name):
                    lost.append(f"{privilege} on {old.schema}.{old.name} from {who}")
                if has and not had:
                    excess.append(f"{privilege} on {old.schema}.{old.name} to {who}")
    return NarrowingCheck(tuple(lost), tuple(excess))


LANGUAGE = Language(
    "list of revoked privileges of PostgreSQL", "run it in the database", _LOGS, _principals, _narrow, {},
    {READS: "the log shows all statements that read", WRITES: "the log shows all statements that change tables",
     ROUTINES: "no function, trigger, view or row security uses tables with the caller's rights without a record"},
     _check,
)  # fmt: skip
