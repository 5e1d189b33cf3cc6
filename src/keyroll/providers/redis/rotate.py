"""Changes passwords of Redis users: a user may have several at once.

redis.io, *ACL SETUSER*, *ACL GETUSER*, *ACL SAVE*, *CLIENT KILL*, read 2026-11; tested on Redis 8.0:

- The server gets the SHA-256 of a value (``#hash``), never the value, and lists the same. Here a value is named by a
  digest of that hash. ``nopass`` (any password is accepted) is listed as a value, and ends with the first password.
- A value is disabled by moving its hash to a user that is ``off`` and has no rights (``app.keyroll-disabled``); ``off``
  on the user itself would disable all of its values.
- **A change is lost at the next start** unless it is written by ``ACL SAVE`` or ``CONFIG REWRITE``. A server that can
  do neither is refused, unless the setting ``volatile`` is ``yes``. Both commands also write unwritten changes of other
  people.
- A connection outlives its password, and the server does not know which password opened one. A node counts up the ids
  of its connections (*CLIENT ID*: re-check; tested): those that are older than the change are ended by id. An
  administrator who may not list them ends all (``CLIENT KILL USER``).
- Each node keeps its own users: a cluster and its replicas are several planes.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

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
    RotatorSetting,
    Seen,
    Slots,
    Subject,
)
from keyroll.providers.redis import _rights
from keyroll.providers.redis.probe import attempt, place
from keyroll.providers.redis.wire import NotRedis, Redis, RedisError, signed_in
from keyroll.reveal import reveal
from keyroll.secret import Secret

E = TypeVar("E", bound=EffectResult)
_VOLATILE: Final = "volatile"
_LATER = {"LOADING", "BUSY", "MASTERDOWN", "TRYAGAIN", "CLUSTERDOWN"}
_NO_PASSWORD = "nopass"  # noqa: S105 - a word of the server


def generations(plane: Plane, login: Login, subject: Subject) -> ListedGenerations:
    """List the user's passwords, and those that are disabled, by digests of their hashes."""
    found: list[Generation] = []

    def read(redis: Redis) -> EffectResult:
        found.extend(_generations(redis, subject))
        return EffectResult(Ended.DONE)

    done = _run(plane, login, read, EffectResult)
    return listed_if_done(done, found)


def name_new(_subject: Subject, _listed: Sequence[Generation], value: Secret) -> str:
    """Return the digest of the hash that the value gets."""
    return digest(_hash(value))


def create(plane: Plane, login: Login, subject: Subject, new: NewValue) -> Created:
    """Add a password to the user; a password that it already has is not added again."""
    if new.value is None:
        return Created(Ended.REFUSED, "no value")
    word = _hash(new.value)

    def add(redis: Redis) -> Created:
        if _rules(redis, subject.account) is None:
            return Created(Ended.REFUSED, "the user does not exist")
        if not _kept(redis, subject):
            return Created(Ended.REFUSED, "volatile")
        _set(redis, subject.account, f"#{word}")
        _keep(redis)
        return Created(Ended.DONE, generation=Generation(digest(word), subject.account))

    return _run(plane, login, add, Created)


def disable(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Move a password to the user that is off."""

    def move(redis: Redis) -> EffectResult:
        word = _found(redis, subject.account, generation)
        if word:
            _set(redis, _parked(subject.account), "off", "resetkeys", "resetchannels", "-@all", f"#{word}")
            _set(redis, subject.account, f"!{word}")
            _keep(redis)
        return EffectResult(Ended.DONE)

    return _run(plane, login, move, EffectResult)


def enable(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Move a password back."""

    def move(redis: Redis) -> EffectResult:
        word = _found(redis, _parked(subject.account), generation)
        if word:
            _set(redis, subject.account, f"#{word}")
            _forget(redis, subject.account, word)
            _keep(redis)
        there = _found(redis, subject.account, generation)
        return EffectResult(Ended.DONE) if there else EffectResult(Ended.REFUSED, "deleted")

    return _run(plane, login, move, EffectResult)


def delete(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Remove a password from either user."""

    def remove(redis: Redis) -> EffectResult:
        if word := _found(redis, subject.account, generation):
            _set(redis, subject.account, f"!{word}")
        if word := _found(redis, _parked(subject.account), generation):
            _forget(redis, subject.account, word)
        _keep(redis)
        return EffectResult(Ended.DONE)

    return _run(plane, login, remove, EffectResult)


def end_sessions(plane: Plane, login: Login, subject: Subject, _generation: Generation) -> EffectResult:
    """End all connections of the user."""

    def kill(redis: Redis) -> EffectResult:
        return EffectResult(
            Ended.DONE, f"{redis.ask(b'CLIENT', b'KILL', b'USER', subject.account.encode())} connections"
        )

    return _run(plane, login, kill, EffectResult)


def numbered(plane: Plane, login: Login, subject: Subject) -> OpenSessions | None:
    """List the connections of the user by their ids, which a node counts up."""
    found: list[OpenSessions] = []

    def look(redis: Redis) -> EffectResult:
        last = redis.ask(b"CLIENT", b"ID")
        lines = redis.ask(b"CLIENT", b"LIST").splitlines()
        clients = [dict(word.partition("=")[::2] for word in line.split(" ")) for line in lines if line]
        own = [one for one in clients if one.get("user") == subject.account and one.get("id") != last]
        sessions = (
            OpenSession(int(one["id"]), one.get("name", ""), one.get("addr", "").rpartition(":")[0]) for one in own
        )
        found.append(OpenSessions(tuple(sessions), int(last)))
        return EffectResult(Ended.DONE)

    done = _run(plane, login, look, EffectResult)
    return found[0] if done.ended is Ended.DONE and found else None


def end_numbered(plane: Plane, login: Login, _subject: Subject, numbers: Sequence[int]) -> EffectResult:
    """End connections by their ids; one that is gone counts as ended."""

    def kill(redis: Redis) -> EffectResult:
        ended = sum(int(redis.ask(b"CLIENT", b"KILL", b"ID", str(number).encode())) for number in numbers)
        return EffectResult(Ended.DONE, f"{ended} connections")

    return _run(plane, login, kill, EffectResult)


def refused(plane: Plane, login: Login, subject: Subject, since: datetime) -> tuple[Seen, ...] | None:
    """Return refused sign-ins of the user from ``ACL LOG``, which has their program and address."""
    found: list[Seen] = []

    def look(redis: Redis) -> EffectResult:
        now = datetime.now(UTC)
        for one in redis.rows(b"ACL", b"LOG"):
            if one.get("reason") == "auth" and one.get("username") == subject.account:
                at = now - timedelta(seconds=float(one.get("age-seconds", "0")))
                client = dict(word.partition("=")[::2] for word in one.get("client-info", "").split(" "))
                found.append(Seen(at, client.get("name", ""), client.get("addr", "").rpartition(":")[0], "ACL LOG"))
        return EffectResult(Ended.DONE)

    done = _run(plane, login, look, EffectResult)
    return tuple(one for one in found if one.at > since) if done.ended is Ended.DONE else None


def checks(plane: Plane, login: Login, subject: Subject) -> tuple[PlanCheck, ...]:
    """Return the commands that the administrator may run, and whether a change outlives a restart of the server."""
    found: list[PlanCheck] = []

    def look(redis: Redis) -> EffectResult:
        rules = _commands(redis, login.who)
        found.extend(_rights.read(redis, login.who, rules, volatile=subject.settings.get(_VOLATILE) == "yes"))
        return EffectResult(Ended.DONE)

    return checked_if_done(_run(plane, login, look, EffectResult), found)


def _commands(redis: Redis, user: str) -> list[str]:
    """Return the rules of a user about commands, in their order."""
    try:
        found = redis.fields(b"ACL", b"GETUSER", user.encode())
    except RedisError as refused:
        if refused.code != "NOPERM":
            raise
        return _listed_rules(redis, user) or []
    return str((found or {}).get("commands", "")).split(" ")


def _listed_rules(redis: Redis, user: str) -> list[str] | None:
    lines = (line.split(" ") for line in redis.listed(b"ACL", b"LIST"))
    return next((words[2:] for words in lines if words[1:2] == [user]), None)


def _generations(redis: Redis, subject: Subject) -> list[Generation]:
    words = _rules(redis, subject.account) or []
    state = GenerationState.ACTIVE if "on" in words else GenerationState.DISABLED
    found = [Generation(digest(one), subject.account, state) for one in _hashes(words)]
    if _NO_PASSWORD in words:
        found.append(Generation(_NO_PASSWORD, subject.account, state))
    known = {one.id for one in found}
    parked = (digest(one) for one in _hashes(_rules(redis, _parked(subject.account)) or []))
    return found + [Generation(one, subject.account, GenerationState.DISABLED) for one in parked if one not in known]


def _rules(redis: Redis, user: str) -> list[str] | None:
    """Return flags and hashes of a user (``on #hash``), or None if the user does not exist.

    For an administrator who may only list all users, keyroll requests the list, which costs more with each user.
    """
    try:
        found = redis.fields(b"ACL", b"GETUSER", user.encode())
    except RedisError as refused:
        if refused.code != "NOPERM":
            raise
        return _listed_rules(redis, user)
    if found is None:
        return None
    flags, hashes = found.get("flags"), found.get("passwords")
    if not isinstance(flags, list) or not isinstance(hashes, list):
        raise NotRedis
    return [*flags, *(f"#{one}" for one in hashes)]


def _hashes(words: Sequence[str]) -> list[str]:
    return [word[1:] for word in words if word.startswith("#")]


def _found(redis: Redis, user: str, generation: Generation) -> str:
    return next((one for one in _hashes(_rules(redis, user) or []) if digest(one) == generation.id), "")


def _parked(account: str) -> str:
    return f"{account}.keyroll-disabled"


def _forget(redis: Redis, account: str, word: str) -> None:
    """Remove a hash from the user that is off, and that user with its last hash."""
    parked = _parked(account)
    if _hashes(_rules(redis, parked) or []) == [word]:
        redis.ask(b"ACL", b"DELUSER", parked.encode())
    else:
        _set(redis, parked, f"!{word}")


def _set(redis: Redis, user: str, *rules: str) -> None:
    redis.ask(b"ACL", b"SETUSER", user.encode(), *(rule.encode() for rule in rules))


def _kept(redis: Redis, subject: Subject) -> bool:
    return _keep(redis) or subject.settings.get(_VOLATILE) == "yes"


def _keep(redis: Redis) -> bool:
    """Write the users to the file that the server reads at its start; False if it has no such file."""
    for words in ((b"ACL", b"SAVE"), (b"CONFIG", b"REWRITE")):
        try:
            redis.ask(*words)
        except RedisError:
            continue
        return True
    return False


def _hash(value: Secret) -> str:
    with reveal(value) as raw:
        return hashlib.sha256(raw).hexdigest()


def _run(plane: Plane, login: Login, talk: Callable[[Redis], E], failed: Callable[[Ended, str], E]) -> E:
    begun = False
    try:
        with reveal(login.value) as raw, signed_in(plane.address, login.who, raw, login.mark) as redis:
            begun = True
            return talk(redis)
    except RedisError as refused:
        later = refused.code in _LATER
        return failed(Ended.THROTTLED if later else Ended.REFUSED, refused.code[:20])
    except (OSError, TimeoutError, NotRedis, ValueError):
        return failed(Ended.UNKNOWN if begun else Ended.THROTTLED, "no answer")


ROTATORS = (
    Rotator(
        kind="user",
        chosen_by=ChosenBy.KEYROLL,
        slots=Slots.MANY,
        place=place,
        administrator=attempt,
        generations=generations,
        scopes=(
            LeastScope(
                "+acl|getuser +acl|setuser +acl|deluser", "read and change hashes of passwords; may change any user"
            ),
            LeastScope("+acl|save +config|rewrite", "keep the change over a restart"),
            LeastScope("+acl|log", "show who is refused after the old value was disabled"),
            LeastScope("+client|kill +client|id +client|list", "list connections of the user, and end the older ones"),
        ),
        create=create,
        name_new=name_new,
        disable=disable,
        enable=enable,
        delete=delete,
        end_sessions=end_sessions,
        numbered=numbered,
        end_numbered=end_numbered,
        refused=refused,
        checks=checks,
        settings=(RotatorSetting(_VOLATILE, "yes: this server keeps no users over a restart", required=False),),
    ),
)
