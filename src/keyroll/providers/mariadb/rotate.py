"""Changes passwords of MariaDB's accounts: an account may accept several at once.

mariadb.com/kb, *ALTER USER*, *Authentication Plugin - mysql_native_password*, *KILL*, read 2026-11; tested on MariaDB
11.8.6:

- ``IDENTIFIED VIA mysql_native_password USING '*…' OR mysql_native_password USING '*…'``: the same method twice gives
  two passwords. The server gets hashes only, because statements are logged. A value is named by a digest of its hash.
- A client that must change the method twice fails (PyMySQL): the account's native passwords come first, then at most
  one ed25519 password works for every client.
- ALTER USER replaces all methods of an account: a method that another person adds in the same moment is lost.
- One of several passwords cannot be locked. It is disabled by moving its hash to an account that is locked and has no
  rights (``app.keyroll-disabled``).
- DROP and ALTER USER end no session. KILL ends sessions; the server does not know which password opened one. It counts
  up their ids (tested): sessions that are older than the change are ended by id, younger ones stay.
- A replica replays a change; it cannot be written there (1290).
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from keyroll.jsontext import loads
from keyroll.model.probe import Plane
from keyroll.providers._changing import checked_if_done, digest, listed_if_done
from keyroll.providers.contracts.check import PlanCheck
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import (
    ChosenBy,
    Created,
    EffectResult,
    Ended,
    Generation,
    GenerationState,
    ListedGenerations,
    NewValue,
    OpenSession,
    OpenSessions,
    Rotator,
    Slots,
    Subject,
)
from keyroll.providers.mariadb import _rights
from keyroll.providers.mariadb.probe import MAY_SEE_ALL, attempt, place, signed_in
from keyroll.reveal import reveal
from keyroll.secret import Secret

if TYPE_CHECKING:
    from pymysql.cursors import Cursor

E = TypeVar("E", bound=EffectResult)
_NATIVE = "mysql_native_password"
_NO_SECRET = frozenset({"unix_socket", "gssapi", "pam", "dialog"})
_ACCOUNT = "SELECT Priv FROM mysql.global_priv WHERE User = %s AND Host = %s"
_SESSIONS = "SELECT ID FROM information_schema.PROCESSLIST WHERE USER = %s AND ID <> CONNECTION_ID()"
_NUMBERED = "SELECT ID, HOST FROM information_schema.PROCESSLIST WHERE USER = %s AND ID <> CONNECTION_ID()"
_FULL = {1040, 1129, 1203, 1205, 1213, 1226, 4150}
_LOST = {1053, 2006, 2013, 2014, 2027}
#: "Unknown thread id": the session has already ended.
_GONE = 1094


class _Method(NamedTuple):
    plugin: str
    kept: str

    @property
    def id(self) -> str:
        return digest(f"{self.plugin} {self.kept}")


class _Account(NamedTuple):
    methods: list[_Method]
    locked: bool

    @property
    def values(self) -> list[_Method]:
        """The methods with a secret."""
        return [one for one in self.methods if one.plugin not in _NO_SECRET and one.kept != "invalid"]


def generations(plane: Plane, login: Login, subject: Subject) -> ListedGenerations:
    """List the account's passwords, and those that are disabled, by digests of their hashes."""
    found: list[Generation] = []

    def read(cursor: "Cursor") -> EffectResult:
        found.extend(_generations(cursor, subject.account))
        return EffectResult(Ended.DONE)

    done = _run(plane, login, read, EffectResult)
    return listed_if_done(done, found)


def name_new(_subject: Subject, _listed: Sequence[Generation], value: Secret) -> str:
    """Return the digest of the hash that the value gets."""
    return _native(value).id


def create(plane: Plane, login: Login, subject: Subject, new: NewValue) -> Created:
    """Add a password to the account; a password that it already has is not added again."""
    if new.value is None:
        return Created(Ended.REFUSED, "no value")
    method = _native(new.value)

    def add(cursor: "Cursor") -> Created:
        account = _read(cursor, subject.account)
        if account is None:
            return Created(Ended.REFUSED, "the account does not exist")
        if method not in account.methods:
            # Not after the old ones: a client uses the first method, and may change to another one only once.
            _identify(cursor, subject.account, [method, *account.methods])
        return Created(Ended.DONE, generation=Generation(method.id, subject.account))

    return _run(plane, login, add, Created)


def disable(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Move a password to the locked account."""

    def move(cursor: "Cursor") -> EffectResult:
        account = _read(cursor, subject.account)
        method = _named(account, generation)
        if account is None or method is None:
            return EffectResult(Ended.DONE)
        if len(account.methods) == 1:
            return EffectResult(Ended.REFUSED, "the only password")
        parked = _read(cursor, _parked(subject.account))
        kept = parked.methods if parked else []
        if method not in kept:
            if parked is None:
                cursor.execute(f"CREATE USER {_name(_parked(subject.account))} ACCOUNT LOCK")
                kept = []
            _identify(cursor, _parked(subject.account), [method, *kept], "ACCOUNT LOCK")
        return _remove(cursor, subject.account, account, method)

    return _run(plane, login, move, EffectResult)


def enable(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Move a password back."""

    def move(cursor: "Cursor") -> EffectResult:
        account = _read(cursor, subject.account)
        parked = _read(cursor, _parked(subject.account))
        if account is None:
            return EffectResult(Ended.REFUSED, "the account does not exist")
        method = _named(parked, generation)
        if method is None or parked is None:
            return EffectResult(Ended.DONE if _named(account, generation) else Ended.REFUSED, "deleted")
        if method not in account.methods:
            native = [one for one in (*account.methods, method) if one.plugin == _NATIVE]
            _identify(
                cursor, subject.account, native + [one for one in (*account.methods, method) if one not in native]
            )
        return _remove(cursor, _parked(subject.account), parked, method)

    return _run(plane, login, move, EffectResult)


def delete(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Remove a password from either account. The only one is not removed: the account would accept an empty one."""

    def remove(cursor: "Cursor") -> EffectResult:
        parked, account = _read(cursor, _parked(subject.account)), _read(cursor, subject.account)
        if parked is not None and (method := _named(parked, generation)):
            _remove(cursor, _parked(subject.account), parked, method)
        if account is not None and (method := _named(account, generation)):
            if len(account.methods) == 1:
                return EffectResult(Ended.REFUSED, "the only password")
            return _remove(cursor, subject.account, account, method)
        return EffectResult(Ended.DONE)

    return _run(plane, login, remove, EffectResult)


def end_sessions(plane: Plane, login: Login, subject: Subject, _generation: Generation) -> EffectResult:
    """End all sessions of the account's user."""

    def kill(cursor: "Cursor") -> EffectResult:
        cursor.execute(_SESSIONS, (_parts(subject.account)[0],))
        return _kill(cursor, [int(row[0]) for row in cursor.fetchall()])

    return _run(plane, login, kill, EffectResult)


def numbered(plane: Plane, login: Login, subject: Subject) -> OpenSessions | None:
    """List the sessions of the account's user by their ids, which the server counts up. They have no program."""
    found: list[OpenSessions] = []

    def look(cursor: "Cursor") -> EffectResult:
        cursor.execute(MAY_SEE_ALL)
        cursor.execute(_NUMBERED, (_parts(subject.account)[0],))
        rows = [(int(number), str(host)) for number, host in cursor.fetchall()]
        cursor.execute("SELECT CONNECTION_ID()")
        last = cursor.fetchone()
        sessions = (OpenSession(number, "", host.rpartition(":")[0] or host) for number, host in rows)
        found.append(OpenSessions(tuple(sessions), int(last[0]) if last else 0))
        return EffectResult(Ended.DONE)

    done = _run(plane, login, look, EffectResult)
    return found[0] if done.ended is Ended.DONE and found else None


def end_numbered(plane: Plane, login: Login, _subject: Subject, numbers: Sequence[int]) -> EffectResult:
    """End sessions by their ids; one that is gone counts as ended."""
    return _run(plane, login, lambda cursor: _kill(cursor, numbers), EffectResult)


def checks(plane: Plane, login: Login, _subject: Subject) -> tuple[PlanCheck, ...]:
    """Return the administrator's privileges, and whether the server takes writes."""
    found: list[PlanCheck] = []

    def look(cursor: "Cursor") -> EffectResult:
        found.extend(_rights.read(cursor, login.who, _name(login.who)))
        return EffectResult(Ended.DONE)

    return checked_if_done(_run(plane, login, look, EffectResult), found)


def _kill(cursor: "Cursor", numbers: Sequence[int]) -> EffectResult:
    import pymysql

    for one in numbers:
        try:
            cursor.execute(f"KILL HARD CONNECTION {one}")
        except pymysql.MySQLError as error:
            if not error.args or error.args[0] != _GONE:
                raise
    return EffectResult(Ended.DONE, f"{len(numbers)} sessions")


def _generations(cursor: "Cursor", account: str) -> list[Generation]:
    own, parked = _read(cursor, account), _read(cursor, _parked(account))
    if own is None:
        return []
    state = GenerationState.DISABLED if own.locked else GenerationState.ACTIVE
    found = [Generation(one.id, account, state) for one in own.values]
    known = {one.id for one in found}
    resting = [one for one in (parked.values if parked else []) if one.id not in known and one.kept]
    return found + [Generation(one.id, account, GenerationState.DISABLED) for one in resting]


def _read(cursor: "Cursor", account: str) -> _Account | None:
    """Return an account's methods; None if the account does not exist. Raises ValueError."""
    cursor.execute(_ACCOUNT, _parts(account))
    row = cursor.fetchone()
    facts = loads(str(row[0]).encode()) if row else None
    if not isinstance(facts, dict):
        return None
    several = facts.get("auth_or")
    methods = [one or facts for one in several] if isinstance(several, list) else [facts]
    return _Account([_method(one) for one in methods if isinstance(one, dict)], facts.get("account_locked") is True)


def _method(facts: Mapping[str, object]) -> _Method:
    return _Method(str(facts.get("plugin") or _NATIVE), str(facts.get("authentication_string") or ""))


def _named(account: _Account | None, generation: Generation) -> _Method | None:
    return next((one for one in account.values if one.id == generation.id), None) if account else None


def _remove(cursor: "Cursor", account: str, found: _Account, method: _Method) -> EffectResult:
    left = [one for one in found.methods if one != method and (one.kept or one.plugin in _NO_SECRET)]
    if left:
        _identify(cursor, account, left)
    else:
        cursor.execute(f"DROP USER IF EXISTS {_name(account)}")
    return EffectResult(Ended.DONE)


def _identify(cursor: "Cursor", account: str, methods: Sequence[_Method], more: str = "") -> None:
    """Replace the account's methods; those without a value (an empty password) are left out."""
    kept = [one for one in methods if one.kept or one.plugin in _NO_SECRET]
    texts = [f"{_bare(one.plugin)} USING {_quoted(one.kept)}" if one.kept else _bare(one.plugin) for one in kept]
    cursor.execute(f"ALTER USER {_name(account)} IDENTIFIED VIA {' OR '.join(texts)} {more}".rstrip())


def _parked(account: str) -> str:
    user, host = _parts(account)
    return f"{user}.keyroll-disabled@{host}"


def _parts(account: str) -> tuple[str, str]:
    user, _, host = account.rpartition("@")
    return (user, host) if user else (host, "%")


def _name(account: str) -> str:
    user, host = _parts(account)
    return f"{_quoted(user)}@{_quoted(host)}"


def _quoted(text: str) -> str:
    """Return a literal; doubled quotes mean the same in every mode of the server, a backslash does not."""
    if "\\" in text or "\0" in text:
        raise ValueError("a name with a backslash")
    return "'" + text.replace("'", "''") + "'"


def _bare(plugin: str) -> str:
    if not plugin.replace("_", "").isalnum():
        raise ValueError("not a name of a method")
    return plugin


def _native(value: Secret) -> _Method:
    """Return the method's hash of a value: ``*`` and SHA-1 of SHA-1, which is enough for a random value only."""
    with reveal(value) as raw:
        once = hashlib.sha1(raw).digest()  # noqa: S324 - the server's own method
    return _Method(_NATIVE, "*" + hashlib.sha1(once).hexdigest().upper())  # noqa: S324


def _run(plane: Plane, login: Login, talk: Callable[["Cursor"], E], failed: Callable[[Ended, str], E]) -> E:
    import pymysql

    begun = False
    try:
        connection = signed_in(plane, login)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET SESSION TRANSACTION READ WRITE")
                begun = True
                return talk(cursor)
        finally:
            connection.close()
    except pymysql.Error as error:
        code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
        if code in _FULL or (not begun and code in _LOST | {2003}):
            return failed(Ended.THROTTLED, str(code))
        return failed(Ended.UNKNOWN if code in _LOST or not code else Ended.REFUSED, str(code))
    except (OSError, TimeoutError):
        return failed(Ended.UNKNOWN if begun else Ended.THROTTLED, "no answer")
    except (ValueError, LookupError, TypeError, AssertionError, RuntimeError, AttributeError):
        return failed(Ended.UNKNOWN if begun else Ended.THROTTLED, "no sense")


ROTATORS = (
    Rotator(
        kind="account",
        chosen_by=ChosenBy.KEYROLL,
        slots=Slots.MANY,
        place=place,
        administrator=attempt,
        generations=generations,
        scopes=(
            LeastScope("CREATE USER", "change the passwords of accounts; may change any account but those with SUPER"),
            LeastScope("SELECT ON mysql.global_priv", "read the hashes, so that the old password stays accepted"),
            LeastScope("PROCESS, CONNECTION ADMIN", "list and end sessions of the account"),
        ),
        create=create,
        name_new=name_new,
        disable=disable,
        enable=enable,
        delete=delete,
        end_sessions=end_sessions,
        numbered=numbered,
        end_numbered=end_numbered,
        checks=checks,
    ),
)
