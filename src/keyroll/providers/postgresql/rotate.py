"""Changes passwords of PostgreSQL's roles: a role has one password, a pair of roles has two.

postgresql.org, *ALTER ROLE*, *pg_authid*, *COMMENT*, *Server Signaling Functions*, read 2026-11; tested on PostgreSQL
17 and 18:

- A pair (``app_a``, ``app_b``) is two roles with the same memberships, of which one may log in; a third role owns the
  objects. The new value is the password of the free role. A pair whose roles differ in rights is refused,
  unless one acts as the other (``_pair_checks.py``).
- The server gets a SCRAM verifier (RFC 5803), never the password: ``log_statement`` writes statements to the log. Its
  salt is derived from the value, so that a repeated request sends the same verifier.
- The server keeps no time of a change. Each change writes ``[keyroll …]`` at the end of the role's comment, in the same
  transaction: the state, the mark and the time. The rest of a comment stays.
- Only a superuser may read verifiers: then a change by another person is seen. Otherwise the comment counts.
- ``NOLOGIN`` disables a role: a sign-in with the right password is refused with the code 28000. It ends no session; a
  session keeps no trace of the password that opened it, so those that began before the change count.
- ``rolvaliduntil`` in the past ends the password too: the role counts as disabled.
"""

import asyncio
import hashlib
import hmac
import re
import ssl
from base64 import b64encode
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, TypeVar

from keyroll.model.probe import Plane
from keyroll.providers._changing import checked_if_done, listed_if_done
from keyroll.providers._pairs import PARTNER, name_pair, pair
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
    Rotator,
    RotatorSetting,
    Seen,
    Slots,
    Subject,
)
from keyroll.providers.postgresql import frames
from keyroll.providers.postgresql._pair_checks import LACKS, MAKE, make_partner
from keyroll.providers.postgresql._pair_checks import read as read_checks
from keyroll.providers.postgresql.probe import PATIENCE, attempt, place, signed_in
from keyroll.reveal import reveal
from keyroll.secret import Secret

if TYPE_CHECKING:
    import asyncpg

T = TypeVar("T")
Talk = Callable[["asyncpg.Connection"], Awaitable[T]]
_ROUNDS: Final = 4096
_NOTE = re.compile(r"\s*\[keyroll (active|disabled|free) (\S+) (\S*) ([0-9T:.+-]+)\]\s*\Z")
_ROLES: Final = """
SELECT r.rolname AS name, r.rolcanlogin AS login, coalesce(r.rolvaliduntil < now(), false) AS ended,
       coalesce(shobj_description(r.oid, 'pg_authid'), '') AS note
FROM pg_roles AS r WHERE r.rolname = ANY($1::text[]) ORDER BY array_position($1::text[], r.rolname::text)"""
_VERIFIERS: Final = "SELECT rolname, coalesce(rolpassword, '') FROM pg_authid WHERE rolname = ANY($1::text[])"
_READABLE: Final = "SELECT has_table_privilege('pg_authid', 'SELECT')"
#: The sessions of a role that began before a time, or all of them; the query waits up to 3 seconds for each.
_TERMINATE: Final = """
SELECT count(*) FILTER (WHERE ended), count(*) FROM (
    SELECT pg_terminate_backend(pid, 3000) AS ended FROM pg_stat_activity
    WHERE usename = $1 AND pid <> pg_backend_pid() AND ($2::timestamptz IS NULL OR coalesce(backend_start <= $2, true))
) AS each"""
#: The sessions of a role: the time since their last activity, their program, and their address. The server's own clock
#: may differ from keyroll's; the length of a time span does not.
_OPEN: Final = """
SELECT coalesce(clock_timestamp() - greatest(backend_start, state_change), interval '0') AS age,
       coalesce(application_name, '') AS client, coalesce(host(client_addr), '') AS network
FROM pg_stat_activity WHERE usename = $1 AND pid <> pg_backend_pid()"""
#: After these errors the server may have committed.
_LOST = ("08", "57P")
_FULL = "53"


@dataclass(frozen=True, slots=True)
class _Role:
    """A role as the server shows it; ``verifier`` is a digest of its verifier, None if it may not be read."""

    name: str
    login: bool
    ended: bool
    note: str
    verifier: str | None

    @property
    def noted(self) -> "re.Match[str] | None":
        return _NOTE.search(self.note)

    @property
    def free(self) -> bool:
        """Return whether it has no value: it may not log in, and has no prepared value."""
        if self.login:
            return False
        if self.verifier is not None:
            return not self.verifier
        return self.noted is None or self.noted[1] == "free"

    def generation(self, name: str) -> Generation:
        state = GenerationState.ACTIVE if self.login and not self.ended else GenerationState.DISABLED
        noted = self.noted
        if noted is None or (self.verifier is not None and self.verifier != noted[2]):
            return Generation(name, self.name, state)
        return Generation(name, self.name, state, datetime.fromisoformat(noted[4]), mark=noted[3])

    @property
    def current(self) -> str:
        """Return the name of its value: the digest of its verifier, the name in the comment, or the role's name."""
        return self.verifier or (self.noted[2] if self.noted else self.name)


def generations(plane: Plane, login: Login, subject: Subject) -> ListedGenerations:
    """List the value of the role, named by the digest of its verifier."""
    return _listed(plane, login, (subject.account,), lambda role: role.current)


def pair_generations(plane: Plane, login: Login, subject: Subject) -> ListedGenerations:
    """List the roles of the pair that have a value."""
    return _listed(plane, login, pair(subject), lambda role: role.name)


def name_new(subject: Subject, _listed: Sequence[Generation], value: Secret) -> str:
    """Return the digest of the verifier that the value gets."""
    return _digest(_verifier(subject.account, value))


def create(plane: Plane, login: Login, subject: Subject, new: NewValue) -> Created:
    """Replace the role's password."""
    if new.value is None:
        return Created(Ended.REFUSED, "no value")
    role, verifier = subject.account, _verifier(subject.account, new.value)
    digest = _digest(verifier)

    async def change(connection: "asyncpg.Connection") -> Created:
        found = await _roles(connection, (role,))
        if not found:
            return Created(Ended.REFUSED, "the role does not exist")
        await _alter(connection, found[0], f"LOGIN PASSWORD '{verifier}'", "active", digest, new.mark)
        return Created(Ended.DONE, generation=Generation(digest, role, mark=new.mark))

    return _made(plane, login, change)


def create_pair(plane: Plane, login: Login, subject: Subject, new: NewValue) -> Created:
    """Give the free role of the pair the new password; a repeated request finds its own mark and sets it again."""
    if new.value is None or new.id not in pair(subject):
        return Created(Ended.REFUSED, "no free role")
    verifier = _verifier(new.id, new.value)
    other = next(name for name in pair(subject) if name != new.id)

    async def change(connection: "asyncpg.Connection") -> Created:
        found = {one.name: one for one in await _roles(connection, pair(subject))}
        if new.id not in found and other in found and subject.settings.get(MAKE) == "yes":
            async with connection.transaction():
                await make_partner(connection, other, new.id)
            found = {one.name: one for one in await _roles(connection, pair(subject))}
        role = found.get(new.id)
        if role is None or other not in found:
            return Created(Ended.REFUSED, "the role does not exist")
        if not role.free and not (role.noted and role.noted[3] == new.mark):
            return Created(Ended.REFUSED, "no free role")
        if lacks := await connection.fetchrow(LACKS, other, new.id):
            return Created(Ended.REFUSED, f"{lacks['lacks']} differs: {lacks['object']}")
        await _alter(connection, role, f"LOGIN PASSWORD '{verifier}'", "active", _digest(verifier), new.mark)
        return Created(Ended.DONE, generation=Generation(new.id, new.id, mark=new.mark))

    return _made(plane, login, change)


def disable(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Forbid the role to log in, while the generation is its value."""
    return _altered(plane, login, subject, generation, "NOLOGIN", "disabled")


def enable(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Let the role log in again, while the generation is its value."""
    return _altered(plane, login, subject, generation, "LOGIN", "active")


def delete(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Remove the role's password, while the generation is its value."""
    return _altered(plane, login, subject, generation, "NOLOGIN PASSWORD NULL", "free")


def end_sessions(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """End the sessions of a role: those before its value was replaced, or all if the generation is still its value.

    A session may begin with the old value until the change is committed: five seconds are added to its time.
    """

    async def end(connection: "asyncpg.Connection") -> EffectResult:
        found = await _roles(connection, (generation.who,))
        noted = found[0].noted if found else None
        replaced = noted is not None and generation.id != noted[2] and PARTNER not in subject.settings
        until = datetime.fromisoformat(noted[4]) if noted and replaced else None
        ended, all_of_them = await connection.fetchrow(
            _TERMINATE.replace("backend_start <= $2", "backend_start <= $2 + interval '5 seconds'"),
            generation.who,
            until,
        )
        return EffectResult(Ended.DONE if ended == all_of_them else Ended.UNKNOWN, f"{ended} of {all_of_them} sessions")

    return _run(plane, login, end, EffectResult)


def seen(plane: Plane, login: Login, _subject: Subject, generation: Generation) -> tuple[Seen, ...] | None:
    """Return the open sessions of a role. Without ``pg_read_all_stats`` they have no address, and count as active."""
    found: list[Seen] = []

    async def look(connection: "asyncpg.Connection") -> EffectResult:
        rows = await connection.fetch(_OPEN, generation.who)
        now = datetime.now(UTC)
        found.extend(Seen(now - row["age"], str(row["client"]), str(row["network"])) for row in rows)
        return EffectResult(Ended.DONE)

    return tuple(found) if _run(plane, login, look, EffectResult).ended is Ended.DONE else None


def checks(plane: Plane, login: Login, subject: Subject) -> tuple[PlanCheck, ...]:
    """Return the administrator's rights, whether the roles exist, and whether the partner has the role's rights."""
    found: list[PlanCheck] = []

    async def look(connection: "asyncpg.Connection") -> EffectResult:
        found.extend(await read_checks(connection, subject))
        return EffectResult(Ended.DONE)

    return checked_if_done(_run(plane, login, look, EffectResult), found)


def _listed(plane: Plane, login: Login, names: tuple[str, ...], named: Callable[[_Role], str]) -> ListedGenerations:
    found: list[Generation] = []

    async def read(connection: "asyncpg.Connection") -> EffectResult:
        found.extend(role.generation(named(role)) for role in await _roles(connection, names) if not role.free)
        return EffectResult(Ended.DONE)

    done = _run(plane, login, read, EffectResult)
    return listed_if_done(done, found)


def _altered(
    plane: Plane, login: Login, subject: Subject, generation: Generation, change: str, state: str
) -> EffectResult:
    async def alter(connection: "asyncpg.Connection") -> EffectResult:
        found = await _roles(connection, (generation.who,))
        role = found[0] if found else None
        is_pair = generation.id == generation.who and PARTNER in subject.settings
        if role is None or role.free or not (is_pair or generation.id == role.current):
            # A value that is gone can be disabled and deleted again, but not enabled.
            return EffectResult(Ended.REFUSED if state == "active" else Ended.DONE, "replaced")
        noted = role.noted
        value = noted[2] if noted else role.current
        await _alter(connection, role, change, state, value, noted[3] if noted else "")
        return EffectResult(Ended.DONE)

    return _run(plane, login, alter, EffectResult)


async def _roles(connection: "asyncpg.Connection", names: tuple[str, ...]) -> list[_Role]:
    verifiers: dict[str, str] | None = None
    if await connection.fetchval(_READABLE):
        rows = await connection.fetch(_VERIFIERS, names)
        verifiers = {str(name): _digest(str(verifier)) if verifier else "" for name, verifier in rows}
    return [
        _Role(
            str(row["name"]), row["login"], row["ended"], str(row["note"]),
            None if verifiers is None else verifiers.get(row["name"], ""),
        )
        for row in await connection.fetch(_ROLES, names)
    ]  # fmt: skip


async def _alter(connection: "asyncpg.Connection", role: _Role, change: str, state: str, value: str, mark: str) -> None:
    """Change a role and its comment in one transaction."""
    name = '"' + role.name.replace('"', '""') + '"'
    async with connection.transaction():
        now: datetime = await connection.fetchval("SELECT clock_timestamp()")
        # A change of login keeps the time of the value; a new value or none has a new one.
        at = role.noted[4] if "PASSWORD" not in change and role.noted else now.isoformat()
        note = f"{_NOTE.sub('', role.note)} [keyroll {state} {value} {mark} {at}]".strip().replace("'", "''")
        await connection.execute(f"ALTER ROLE {name} {change}")
        await connection.execute(f"COMMENT ON ROLE {name} IS E'{note.replace(chr(92), chr(92) * 2)}'")


def _verifier(role: str, value: Secret) -> str:
    """Return the SCRAM verifier of a value (RFC 5803); ASCII values need no preparation (RFC 4013)."""
    with reveal(value) as raw:
        salt = hashlib.pbkdf2_hmac("sha256", raw, b"keyroll " + role.encode(), _ROUNDS)[:16]
        salted = hashlib.pbkdf2_hmac("sha256", raw, salt, _ROUNDS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    texts = [b64encode(one).decode() for one in (salt, stored, server)]
    return f"SCRAM-SHA-256${_ROUNDS}:{texts[0]}${texts[1]}:{texts[2]}"


def _digest(verifier: str) -> str:
    return f"verifier-{hashlib.sha256(verifier.encode()).hexdigest()[:16]}"


def _made(plane: Plane, login: Login, talk: Talk[Created]) -> Created:
    return _run(plane, login, talk, Created)


E = TypeVar("E", bound=EffectResult)


def _run(plane: Plane, login: Login, talk: Talk[E], failed: Callable[[Ended, str], E]) -> E:
    """Run one conversation; an error before it began means that nothing was changed."""
    import asyncpg

    begun = False

    async def writing(connection: "asyncpg.Connection") -> E:
        nonlocal begun
        begun = True
        await connection.execute("SET default_transaction_read_only = off")
        return await talk(connection)

    try:
        return frames.run(asyncio.wait_for(signed_in(plane, login, writing), PATIENCE))
    except asyncpg.PostgresError as error:
        code = str(error.sqlstate)
        if code.startswith(_LOST):
            return failed(Ended.UNKNOWN if begun else Ended.THROTTLED, code)
        return failed(Ended.THROTTLED if code.startswith(_FULL) else Ended.REFUSED, code)
    except (OSError, TimeoutError, ssl.SSLError, asyncpg.InterfaceError, asyncpg.InternalClientError, ValueError):
        return failed(Ended.UNKNOWN if begun else Ended.THROTTLED, "no answer")


_SCOPES = (
    LeastScope("CREATEROLE, and ADMIN OPTION on the role", "set its password, its login and its comment"),
    LeastScope("pg_signal_backend", "end its sessions"),
)
ROTATORS = (
    Rotator(
        kind="role",
        way="pair",
        chosen_by=ChosenBy.KEYROLL,
        slots=Slots.TWO,
        place=place,
        administrator=attempt,
        generations=pair_generations,
        scopes=_SCOPES,
        create=create_pair,
        name_new=name_pair,
        disable=disable,
        enable=enable,
        delete=delete,
        end_sessions=end_sessions,
        seen=seen,
        checks=checks,
        settings=(
            RotatorSetting(PARTNER, "the other role of the pair"),
            RotatorSetting(MAKE, "yes: the plan makes the partner, which acts as the role", required=False),
        ),
    ),
    Rotator(
        kind="role",
        way="password",
        chosen_by=ChosenBy.KEYROLL,
        slots=Slots.ONE,
        place=place,
        administrator=attempt,
        generations=generations,
        scopes=_SCOPES,
        create=create,
        name_new=name_new,
        disable=disable,
        enable=enable,
        delete=delete,
        end_sessions=end_sessions,
        seen=seen,
        checks=checks,
    ),
)
