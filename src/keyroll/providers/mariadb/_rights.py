"""The checks before a change of MariaDB accounts: the administrator's privileges, and that the server takes writes.

mariadb.com/kb, *SHOW GRANTS* (also those of the current role), *GRANT*, re-check; tested on MariaDB 11.8.6.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from keyroll.providers.contracts.check import PlanCheck

if TYPE_CHECKING:
    from pymysql.cursors import Cursor

_GRANT: Final = re.compile(r"GRANT (.+?) ON (\S+) TO ")
_HASHES: Final = ("*.*", "`mysql`.*", "`mysql`.`global_priv`")


def read(cursor: "Cursor", who: str, to: str) -> Iterator[PlanCheck]:
    """Yield the checks of an administrator; ``to`` is its name as a statement writes it."""
    cursor.execute("SHOW GRANTS")
    held: set[tuple[str, str]] = set()
    for (text,) in cursor.fetchall():
        if found := _GRANT.match(str(text)):
            held |= {(one.strip().upper(), found[2]) for one in found[1].split(", ")}
    yield _right(held, who, to, "CREATE USER", "*.*")
    yield _right(held, who, to, "SELECT", "mysql.global_priv")
    yield _right(held, who, to, "PROCESS", "*.*")
    yield _right(held, who, to, "CONNECTION ADMIN", "*.*")
    cursor.execute("SELECT @@read_only")
    row = cursor.fetchone()
    if row and row[0] and not _has(held, "READ_ONLY ADMIN", "*.*"):
        yield PlanCheck.bad("server takes writes", "it is read only: a replica?", "name the primary first: at")


def _has(held: set[tuple[str, str]], privilege: str, on: str) -> bool:
    places = _HASHES if on == "mysql.global_priv" else (on,)
    return any((name, place) in held for name in (privilege, "ALL PRIVILEGES") for place in places)


def _right(held: set[tuple[str, str]], who: str, to: str, privilege: str, on: str) -> PlanCheck:
    has: bool | None = _has(held, privilege, on)
    if not has and privilege == "CONNECTION ADMIN" and ("SUPER", "*.*") in held:
        has = None
    because = "it has SUPER, which contains it before MariaDB 10.11"
    return PlanCheck.right(f"{privilege} ON {on}", who, f"GRANT {privilege} ON {on} TO {to}", has=has, because=because)
