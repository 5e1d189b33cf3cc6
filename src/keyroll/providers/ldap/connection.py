"""A directory live: an entry that may search by ``userPassword`` and read everything else. Tested on slapd 2.6.10.

All pages of a list are read over one connection: a server forgets its position when the connection ends. slapd returns
at most 500 entries to an account without a greater limit, also in pages, and reports it: that list is then *not seen*.
**A directory does not list what its access rules hide from the reader**: grant the rights on all of it.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from keyroll.model.identifier import Identifier
from keyroll.model.json import Json
from keyroll.providers._questions import Codes, Questions, not_allowed, refused, unreachable
from keyroll.providers.ldap import ber
from keyroll.providers.ldap.names import normal
from keyroll.providers.ldap.wire import SUBTREE, Directory, Entry, LdapFailure, connected, either, has, place
from keyroll.providers.live import Connection, ConnectionSetting, LiveSource, Me, Opening, Pull
from keyroll.reveal import reveal

if TYPE_CHECKING:
    from keyroll.errors import VendorError

T = TypeVar("T")
_ACCOUNTS, _GROUPS = "search on userPassword", "read on groups"
_WHO, _BASE = "entry", "base"
#: Codes for invalid credentials and inappropriate authentication; and for missing rights, hidden names, and limits.
_CODES = Codes(refused=frozenset({48, 49}), not_allowed=frozenset({4, 11, 32, 50, 53}), full=frozenset({51, 52}))


def _query(opening: Opening, question: Callable[[Directory], T]) -> T:
    """Return the response to one query. Raises VendorError."""
    where = str(opening.source)
    failed: VendorError
    try:
        with connected(place(opening.address).address) as directory:
            with reveal(opening.credential) as raw:
                if not raw:
                    raise refused(where, "an empty password signs in anonymously")
                directory.bind(opening.settings[_WHO], raw)
            return question(directory)
    except LdapFailure as answered:
        failed = _CODES.error(where, answered.code)
    except OSError:
        failed = unreachable(where)
    except (ber.Malformed, ValueError, IndexError):
        failed = unreachable(where, "this is not a directory")
    raise failed


def _search(condition: bytes, attributes: tuple[str, ...], base: str, directory: Directory) -> list[Entry]:
    """Return all entries, without passwords that the account may read beyond its need."""
    entries: list[Entry] = []
    cookie = b""
    while True:
        page, cookie = directory.search(base, SUBTREE, condition, attributes, cookie)
        entries += ({name: said for name, said in one.items() if not _is_password(name)} for one in page)
        if not cookie:
            return entries


def _is_password(attribute: str) -> bool:
    return attribute.partition(";")[0].lower() == "userpassword"


def _page(entries: list[Entry]) -> Json:
    return [{name: [*said] for name, said in entry.items()} for entry in entries]


def _accounts(opening: Opening) -> Json:
    """Return the entries with a password. An account that sees only its own entry lacks the right to see others."""
    own = normal(opening.settings[_WHO])
    entries = _query(opening, partial(_search, has("userPassword"), ("*", "+"), opening.settings[_BASE]))
    if not any(normal(name) != own for entry in entries for name in entry["dn"]):
        raise not_allowed(str(opening.source), "no other entry with a password is shown")
    return _page(entries)


def _groups(opening: Opening) -> Json:
    wanted = either(has("member"), has("uniqueMember"))
    return _page(_query(opening, partial(_search, wanted, ("cn", "member", "uniqueMember"), opening.settings[_BASE])))


def _me(opening: Opening) -> Me:
    name = normal(_query(opening, Directory.who_am_i))
    return Me(name, "entry", Identifier.of(opening.source, "entry", name))


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet. Raises UsageError."""
    place(opening.address)
    pages = {"accounts": partial(_accounts, opening), "groups": partial(_groups, opening)}
    return Questions(partial(_me, opening), pages)


def grant(settings: Mapping[str, str]) -> str:
    """Return slapd's lines for the minimal rights, to insert before existing ones in the database's section."""
    who = f'dn.base="{settings.get(_WHO, "cn=keyroll,dc=example")}"'
    return (
        f"access to attrs=userPassword by {who} search by * break\n"
        f"access to * by {who} read by * break\n"
        f"limits {who} size.prtotal=unlimited size.pr=500\n"
    )


CONNECTION = Connection(
    open=open_live,
    pulls=(Pull("accounts", _ACCOUNTS), Pull("groups", _GROUPS)),
    make=(
        "create an entry with a password, such as cn=keyroll,ou=services,…",
        "keyroll connect ldap --set entry=… --grant shows the lines for slapd's configuration",
        "the address is ldaps://ldap1 or ldap://ldap1?starttls",
    ),
    page="https://www.openldap.org/doc/admin26/access-control.html",
    settings=(
        ConnectionSetting(_WHO, "the name of the entry that signs in", required=True),
        ConnectionSetting(_BASE, "the base of all entries", required=True),
    ),
    grant=grant,
    parallel=1,
    sends="the entry's password",
)
