"""The permissions of a PostgreSQL role, from the lists of roles, memberships and privileges.

Rules of PostgreSQL 16 and later ("Role Membership", "Privileges", "Predefined Roles", from memory: re-check; compared
with a server): a membership with INHERIT gives privileges, a membership with SET allows SET ROLE, and a role with ADMIN
on another role can grant it to itself. Before 16, INHERIT is an attribute of the member and SET always holds.

If a list lacks INHERIT or SET of a membership, a cluster is read twice: without both for certain steps, and with both
for possible steps. SQL has no denial, so that the two readings are exact.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from keyroll.model.json import Json, Record, iterate, single
from keyroll.providers._lists import objects

PUBLIC: Final = ""
_OWNER_OF_DATABASE: Final = "pg_database_owner"
_READS, _WRITES = frozenset({"pg_read_all_data"}), frozenset({"pg_write_all_data"})
#: Roles of the server that have a privilege on all objects of a kind.
_EVERYWHERE: Final = {
    ("schemas", "USAGE"): _READS | _WRITES,
    ("tables", "SELECT"): _READS,
    **{("tables", one): _WRITES for one in ("INSERT", "UPDATE", "DELETE")},
    ("tables", "MAINTAIN"): frozenset({"pg_maintain"}),
}
#: The first version in which memberships have options, and CREATEROLE gives no other role.
_OPTIONS: Final = 160_000
Acl = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Role:
    """A role with its attributes."""

    name: str
    superuser: bool
    inherits: bool
    creates_roles: bool
    replicates: bool
    bypasses: bool


@dataclass(frozen=True, slots=True)
class Thing:
    """A database, schema, table or function: its owner, and the privileges by role (PUBLIC is an empty name).

    ``columns`` are privileges on some columns only. ``secured``: row security filters the rows of a query.
    """

    kind: str
    name: str
    owner: str
    acl: Acl
    schema: str = ""
    columns: Acl = field(default_factory=dict)
    secured: bool = False


class PostgresqlCluster:
    """Roles and memberships of a server, with the objects of one database."""

    def __init__(self, roles: Iterable[Json], members: Iterable[Json], things: Json, *, certain: bool) -> None:
        """Read pages. With ``certain`` memberships without listed options have none. Raises VendorChanged."""
        body = single(things, "privileges") if things is not None else Record({}, "privileges")
        self.version, self.database = body.number("version"), body.maybe("database")
        self.roles = {one.name: one for one in _roles(roles)}
        self.databases = {one.name: one for one in _things(body, "databases")}
        self.schemas = {one.name: one for one in _things(body, "schemas")}
        self.tables, self.functions = list(_things(body, "tables")), list(_things(body, "functions"))
        self._certain = certain
        self._inherit: dict[str, set[str]] = defaultdict(set)
        self._set: dict[str, set[str]] = defaultdict(set)
        self._admin: dict[str, set[str]] = defaultdict(set)
        self.unsure = False
        for page in members:
            for one in iterate(page, "members"):
                self._membership(one)
        self._inherited: dict[str, frozenset[str]] = {}
        self._settable: dict[str, frozenset[str]] = {}
        self._sessions: dict[tuple[int, str], frozenset[str]] = {}

    def _membership(self, one: Record) -> None:
        role, member = one.text("role"), one.text("member")
        inherit, may_set = one.flag("inherit_option"), one.flag("set_option")
        if inherit is None and self.version is not None and self.version < _OPTIONS:
            inherit, may_set = member not in self.roles or self.roles[member].inherits, True
        self.unsure = self.unsure or inherit is None or may_set is None
        if not self._certain if inherit is None else inherit:
            self._inherit[member].add(role)
        if not self._certain if may_set is None else may_set:
            self._set[member].add(role)
        if one.flag("admin_option"):
            self._admin[member].add(role)

    @cached_property
    def _owner(self) -> str:
        one = self.databases.get(self.database)
        return one.owner if one else ""

    def inherited(self, role: str) -> frozenset[str]:
        """Return the roles whose privileges a role has without SET ROLE, itself included."""
        if role not in self._inherited:
            self._inherited[role] = self._closure(role, self._inherit)
        return self._inherited[role]

    def settable(self, role: str) -> frozenset[str]:
        """Return the roles that a session of a role may take by SET ROLE, itself included."""
        if role not in self._settable:
            one = self.roles.get(role)
            everyone = one is not None and one.superuser
            self._settable[role] = frozenset(self.roles) if everyone else self._closure(role, self._set)
        return self._settable[role]

    def _closure(self, role: str, along: Mapping[str, set[str]]) -> frozenset[str]:
        seen, front = {role}, [role]
        while front:
            at = front.pop()
            following = along.get(at, set()) | ({_OWNER_OF_DATABASE} if at == self._owner else set())
            front += following - seen
            seen |= following
        return frozenset(seen)

    def is_super(self, role: str) -> bool:
        """Return whether a role is a superuser."""
        one = self.roles.get(role)
        return one is not None and one.superuser

    def has(self, role: str, thing: Thing, privilege: str) -> bool:
        """Return the result of ``has_table_privilege`` and similar functions, which ignore SET ROLE and GRANT."""
        if self.is_super(role):
            return True
        having = self.inherited(role)
        able = thing.acl.get(privilege, frozenset()) | _EVERYWHERE.get((thing.kind, privilege), frozenset())
        return PUBLIC in able or bool(able & having)

    def may(self, role: str, thing: Thing, privilege: str) -> bool:
        """Return whether a role has a privilege, also on some columns, or can grant it to itself as owner."""
        having = self.inherited(role)
        some = thing.columns.get(privilege, frozenset())
        return (
            self.has(role, thing, privilege) or thing.owner in having or PUBLIC in some or bool(some & having)
        )  # fmt: skip

    def connects(self, role: str) -> bool:
        """Return whether a role may connect to the database that was listed."""
        one = self.databases.get(self.database)
        return one is not None and self.may(role, one, "CONNECT")

    def reaches(self, role: str, thing: Thing, privilege: str) -> bool:
        """Return whether a session of a role gets a privilege on a table or function, by SET ROLE if needed."""
        key = (id(thing), privilege)
        if key not in self._sessions:
            self._sessions[key] = self._reaching(thing, privilege)
        return role in self._sessions[key]

    def _reaching(self, thing: Thing, privilege: str) -> frozenset[str]:
        schema, database = self.schemas.get(thing.schema), self.databases.get(self.database)
        able = self._able(thing, privilege) & (self._able(schema, "USAGE") if schema else frozenset(self._everybody))
        sessions = {role for one in able for role in self._takers[one]}
        return frozenset(sessions & self._able(database, "CONNECT")) if database else frozenset()

    def _able(self, thing: Thing, privilege: str) -> frozenset[str]:
        """Return the roles of which ``may`` is true."""
        named = thing.acl.get(privilege, frozenset()) | _EVERYWHERE.get((thing.kind, privilege), frozenset())
        named |= {thing.owner} | thing.columns.get(privilege, frozenset())
        if PUBLIC in named:
            return frozenset(self._everybody)
        return frozenset(role for one in named for role in self._heirs.get(one, ())) | self._supers

    @cached_property
    def _everybody(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.roles, *self._inherit, *self._set, *self._admin, _OWNER_OF_DATABASE)))

    @cached_property
    def _supers(self) -> frozenset[str]:
        return frozenset(one for one in self._everybody if self.is_super(one))

    @cached_property
    def _heirs(self) -> Mapping[str, set[str]]:
        return self._by_role(self.inherited)

    @cached_property
    def _takers(self) -> Mapping[str, set[str]]:
        return self._by_role(self.settable)

    def _by_role(self, roles_of: Callable[[str], Iterable[str]]) -> Mapping[str, set[str]]:
        """Return for each role all roles to which it belongs by ``roles_of``."""
        found: dict[str, set[str]] = defaultdict(set)
        for role in self._everybody:
            for one in roles_of(role):
                found[one].add(role)
        return found

    def bypasses(self, role: str, thing: Thing) -> bool:
        """Return whether row security hides no row from a session of a role."""
        return not thing.secured or any(
            self.is_super(one) or (one in self.roles and self.roles[one].bypasses) or thing.owner in self.inherited(one)
            for one in self.settable(role)
        )

    def gives_itself(self, role: str) -> frozenset[str]:
        """Return the roles that a role may grant to itself: roles with ADMIN; only a superuser grants a superuser."""
        given = {
            target for one in self.settable(role) for holder in self.inherited(one) for target in self._admin[holder]
        }
        return frozenset(one for one in given if not self.is_super(one)) - {role, _OWNER_OF_DATABASE}

    def facts(self, role: str) -> dict[str, frozenset[str]]:
        """Return the facts about a role for techniques, each with its targets."""
        acting = self.settable(role)
        having = {holder for one in acting for holder in self.inherited(one)}
        attributes = [self.roles[one] for one in acting if one in self.roles]
        whole = frozenset({PUBLIC})
        found = {f"privileges of {one}": whole for one in having if one.startswith("pg_")}
        found["takes"] = frozenset(acting - {role})
        found["admin of"] = self.gives_itself(role)
        if any(one.replicates for one in attributes):
            found["replication"] = whole
        if any(one.creates_roles for one in attributes):
            found.update(self._creating(role))
        for table in self.tables:
            if (table.schema, table.name) == ("pg_catalog", "pg_authid") and self.reaches(role, table, "SELECT"):
                found["reads pg_authid"] = whole
        owners = (one.owner for one in self.functions if self.reaches(role, one, "EXECUTE"))
        found["runs as owner"] = frozenset(owners) - {role}
        return found

    def _creating(self, role: str) -> dict[str, frozenset[str]]:
        others = frozenset(one for one in self.roles if not self.is_super(one)) - {role, _OWNER_OF_DATABASE}
        if self.version is None:
            return {"may create roles": others}
        return {"creates roles before 16": others} if self.version < _OPTIONS else {}


def _roles(pages: Iterable[Json]) -> Iterable[Role]:
    for page in pages:
        for one in iterate(page, "roles"):
            inherits = one.flag("rolinherit")
            yield Role(
                one.text("rolname"), bool(one.flag("rolsuper")), inherits is not False, bool(one.flag("rolcreaterole")),
                bool(one.flag("rolreplication")), bool(one.flag("rolbypassrls")),
            )  # fmt: skip


def _things(body: Record, kind: str) -> Iterable[Thing]:
    for one in objects(body, kind):
        columns: dict[str, frozenset[str]] = {}
        for column in objects(one, "columns"):
            for privilege, able in _acl(column).items():
                columns[privilege] = columns.get(privilege, frozenset()) | able
        yield Thing(
            kind, one.text("name"), one.text("owner"), _acl(one), one.maybe("schema"), columns,
            bool(one.flag("row_security")),
        )  # fmt: skip


def _acl(one: Record) -> Acl:
    found: dict[str, set[str]] = defaultdict(set)
    for entry in objects(one, "acl"):
        found[entry.text("privilege")].add(entry.maybe("grantee"))
    return {privilege: frozenset(able) for privilege, able in found.items()}
