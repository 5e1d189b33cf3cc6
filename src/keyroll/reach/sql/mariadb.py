"""The permissions of a MariaDB account, from the lists of privileges and of role members.

MariaDB, *GRANT* and *Roles* (from memory: re-check; compared with a server): an account has its own privileges, those
of PUBLIC, and those of one of its roles at a time with the roles within it. Of privileges on databases only the row
with the most specific name counts, once for the account, once for PUBLIC, once for a role; the others add up. No
privilege denies.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from keyroll.errors import VendorChanged
from keyroll.model.json import Json, Record, iterate
from keyroll.reach.wildcards import joined

PUBLIC: Final = "PUBLIC@"
_GRANTEE: Final = re.compile(r"'(.*)'@'(.*)'", re.DOTALL)


class MariaDbServer:
    """Accounts (``app@%``) and roles (``reader@``) of a server with their privileges."""

    def __init__(self, privileges: Iterable[Json], members: Iterable[Json]) -> None:
        """Read pages. Raises VendorChanged."""
        self._global: dict[str, set[str]] = defaultdict(set)
        self._schemas: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._tables: dict[str, dict[tuple[str, str], set[str]]] = defaultdict(lambda: defaultdict(set))
        self._roles: dict[str, set[str]] = defaultdict(set)
        for row in (one for page in privileges for one in iterate(page, "privileges")):
            self._privilege(row)
        for row in (one for page in members for one in iterate(page, "role_members")):
            self._roles[f"{row.maybe('user')}@{row.maybe('host')}"].add(f"{row.text('role')}@")

    def _privilege(self, row: Record) -> None:
        found = _GRANTEE.fullmatch(row.text("grantee"))
        if found is None:
            raise VendorChanged(f"{row.where}: grantee")
        grantee, privilege, where = f"{found[1]}@{found[2]}", row.text("privilege"), row.text("on")
        schema, table = row.maybe("schema"), row.maybe("table")
        if "schema" not in row.body and where != "server":  # a list of an earlier version
            schema, _, table = where.partition(".")
        if table:
            self._tables[grantee][schema, table].add(privilege)
        elif schema:
            self._schemas[grantee][schema].add(privilege)
        elif privilege != "USAGE":
            self._global[grantee].add(privilege)

    @property
    def grantees(self) -> tuple[str, ...]:
        """All accounts and roles in the lists."""
        everybody = {*self._global, *self._schemas, *self._tables, *self._roles}
        return tuple(sorted(everybody | {role for roles in self._roles.values() for role in roles}))

    @property
    def tables(self) -> tuple[tuple[str, str], ...]:
        """The tables that privileges name."""
        return tuple(sorted({one for tables in self._tables.values() for one in tables}))

    @property
    def schemas(self) -> tuple[str, ...]:
        """The databases that privileges name without a wildcard."""
        named = {one for rows in self._schemas.values() for one in rows if _is_plain(one)}
        return tuple(sorted({_plain(one) for one in named} | {schema for schema, _ in self.tables}))

    def roles(self, who: str) -> tuple[str, ...]:
        """Return the roles that an account may take, one at a time; a role includes the roles within it."""
        return tuple(sorted(self._roles.get(who, ())))

    def within(self, role: str) -> frozenset[str]:
        """Return a role with all roles within it; cycles end."""
        seen, front = {role}, [role]
        while front:
            following = self._roles.get(front.pop(), set()) - seen
            seen |= following
            front += following
        return frozenset(seen)

    def _sides(self, who: str) -> Iterator[frozenset[str]]:
        """Yield the holders of privileges in a session: the account, PUBLIC, and each role that it may take."""
        yield frozenset({who}) if not who.endswith("@") else self.within(who)
        yield frozenset({PUBLIC})
        yield from (self.within(one) for one in self.roles(who))

    def everywhere(self, who: str, privilege: str) -> bool:
        """Return whether an account gets a privilege on the whole server."""
        return any(privilege in self._global[one] for side in self._sides(who) for one in side if one in self._global)

    def may(self, who: str, privilege: str, schema: str, table: str = "") -> bool:
        """Return whether an account gets a privilege on a table, or on a whole database."""
        if self.everywhere(who, privilege):
            return True
        return any(
            privilege in self._of_schema(side, schema) or (table and privilege in self._of_table(side, schema, table))
            for side in self._sides(who)
        )

    def somewhere(self, who: str, privilege: str) -> bool:
        """Return whether an account gets a privilege on any database."""
        rows = ((self._schemas.get(one) or {}) for side in self._sides(who) for one in side)
        return self.everywhere(who, privilege) or any(privilege in given for each in rows for given in each.values())

    def patterns(self, who: str, privilege: str) -> tuple[str, ...]:
        """Return the names with wildcards on which an account has a privilege."""
        rows = (pair for side in self._sides(who) for one in side for pair in (self._schemas.get(one) or {}).items())
        return tuple(sorted({name for name, given in rows if privilege in given and not _is_plain(name)}))

    def _of_schema(self, side: frozenset[str], schema: str) -> set[str]:
        rows: dict[str, set[str]] = defaultdict(set)
        for one in side:
            for name, given in (self._schemas.get(one) or {}).items():
                if _pattern(name).fullmatch(schema):
                    rows[name] |= given
        return rows[min(rows, key=_breadth)] if rows else set()

    def _of_table(self, side: frozenset[str], schema: str, table: str) -> set[str]:
        given = ((self._tables.get(one) or {}).get((schema, table), set()) for one in side)
        return {privilege for each in given for privilege in each}

    def facts(self, who: str) -> dict[str, frozenset[str]]:
        """Return the facts about an account for techniques, each for the whole server."""
        whole = frozenset({""})
        wide = ("CREATE USER", "SET USER", "SUPER", "FILE", "FEDERATED ADMIN")
        found = {one: whole for one in wide if self.everywhere(who, one)}
        if self.somewhere(who, "CREATE ROUTINE"):
            found["CREATE ROUTINE"] = whole
        for privilege in ("SELECT", "UPDATE"):
            if self.may(who, privilege, "mysql", "global_priv"):
                found[f"{privilege} on mysql"] = whole
        return found


#: Characters of the longest name of a database.
_LONGEST: Final = 64


@cache
def _pattern(name: str) -> re.Pattern[str]:
    r"""Return the databases that match a name: ``%`` is any text, ``_`` one character, ``\_`` the character."""
    pieces = [""]
    for one in re.findall(r"\\?.", name, re.DOTALL):
        if one == "%":
            pieces.append("")
        else:
            pieces[-1] += "." if one == "_" else re.escape(one.removeprefix("\\"))
    return re.compile(joined(pieces), re.DOTALL)


def _is_plain(name: str) -> bool:
    return not re.search(r"(?<!\\)[%_]", name)


def _plain(name: str) -> str:
    return re.sub(r"\\(.)", r"\1", name)


def _breadth(name: str) -> tuple[int, int, int, int]:
    """Return the sort key of a name by its number of matches, in the server's order: the least row counts.

    Names with ``%`` are sorted by the part of the 64 characters that is free; other names by their number of ``_``. Of
    equal names the one with the shorter literal prefix comes first. Source: MariaDB's ``sql_acl.cc``, the order of
    ``mysql.db`` (10.5 and later, read 2026-11), and each pair of 14 names tried on a server.
    """
    parts = re.findall(r"\\?.", name, re.DOTALL)
    singles, many = parts.count("_"), len(re.findall("%+", "".join(one[-1] if len(one) == 1 else "x" for one in parts)))
    plain = sum(one not in ("_", "%") for one in parts)
    before = next((place for place, one in enumerate(parts) if one in ("_", "%")), 0)
    free = _LONGEST - plain - singles if many else 0
    return (2 * free + 1, many, singles, before) if free > singles else (2 * singles, free, many, before)
