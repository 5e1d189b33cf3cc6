"""Changes passwords of RabbitMQ's users: a user has one password, a pair of users has two.

rabbitmq.com, *HTTP API Reference*, *Passwords*, *Access Control*, read 2026-11; tested on RabbitMQ 4.0.5:

- A pair (``app_a``, ``app_b``) is two users, of which one exists or has a password. The other one is made with the
  tags, permissions and topic permissions of the first; limits of a user are not copied: a user with limits is refused.
- The API gets a salted hash, never the value. The salt is derived from the value, so that a repeated request is the
  same.
- A user is disabled by naming a different algorithm for the stored hash: no password fits it, and the hash stays.
- A changed password and changed permissions end no connection. The API closes all connections of a user, over every
  protocol, and reaches each at once (its list of connections is up to 5 s late).
- The API keeps no time of a change.
"""

import base64
import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qs, quote

from keyroll import addresses
from keyroll.errors import NotThere, UsageError
from keyroll.http import basic
from keyroll.model.json import Json, Record, iterate, single
from keyroll.model.probe import Plane
from keyroll.providers import _changing
from keyroll.providers._changing import Changing, digest
from keyroll.providers._pairs import PARTNER, name_pair, pair
from keyroll.providers.contracts.check import PlanCheck
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login, ProbeAnswer
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
from keyroll.providers.rabbitmq import probe
from keyroll.reveal import reveal
from keyroll.secret import Secret

#: Clocks that differ by less are taken for equal.
_PRECISION = timedelta(seconds=5)
_SHA256, _SHA512 = "rabbit_password_hashing_sha256", "rabbit_password_hashing_sha512"
#: Bytes of salt and hash.
_SIZES = {_SHA256: 36, _SHA512: 68}
_OTHER = {_SHA256: _SHA512, _SHA512: _SHA256}
#: Permissions and topic permissions: the path, and the members that a request for them repeats.
_PERMISSIONS = {
    "permissions": ("configure", "write", "read"),
    "topic-permissions": ("exchange", "write", "read"),
}


def place(address: str) -> Plane:
    """Read an address of the probe that names the management API. Raises UsageError."""
    plane = probe.place(address)
    if not _manager(plane):
        raise UsageError(
            "users are changed over the management API", hint="add ?management=https://mq1:15671 to the address"
        )
    return plane


def administrator(plane: Plane, login: Login) -> ProbeAnswer:
    """Sign in to the management API and read back the identity."""
    return probe.attempt(probe.place(_manager(plane)), login)


def generations(plane: Plane, login: Login, subject: Subject) -> ListedGenerations:
    """List the user's password, named by a digest of its hash."""
    return _listed(plane, login, (subject.account,), lambda user: _stored(user)[0])


def pair_generations(plane: Plane, login: Login, subject: Subject) -> ListedGenerations:
    """List the users of the pair that have a password."""
    return _listed(plane, login, pair(subject), lambda user: user.text("name"))


def name_new(_subject: Subject, _listed: Sequence[Generation], value: Secret) -> str:
    """Return the digest of the hash that the value gets."""
    return digest(_hash(value))


def create(plane: Plane, login: Login, subject: Subject, new: NewValue) -> Created:
    """Replace the user's password."""
    if new.value is None:
        return Created(Ended.REFUSED, "no value")
    hashed = _hash(new.value)

    def change(http: Changing) -> Created:
        user = _user(http, subject.account)
        if user is None:
            return Created(Ended.REFUSED, "the user does not exist")
        _put(http, subject.account, hashed, _SHA256, _tags(user))
        return Created(Ended.DONE, generation=Generation(digest(hashed), subject.account))

    return _changing.made(_opened(plane, login), change)


def create_pair(plane: Plane, login: Login, subject: Subject, new: NewValue) -> Created:
    """Make the free user of the pair with the rights of the other; a second attempt completes the first one."""
    if new.value is None or new.id not in pair(subject):
        return Created(Ended.REFUSED, "no free user")
    hashed = _hash(new.value)
    other = next(name for name in pair(subject) if name != new.id)

    def change(http: Changing) -> Created:
        model, user = _user(http, other), _user(http, new.id)
        if model is None:
            return Created(Ended.REFUSED, "the user does not exist")
        if _limits(http, other):
            return Created(Ended.REFUSED, "limits differ")
        if user is not None and user.maybe("password_hash") not in ("", hashed):
            return Created(Ended.REFUSED, "no free user")
        # First without a password: the user must not sign in before it has its rights.
        _put(http, new.id, "" if user is None else user.maybe("password_hash"), _SHA256, _tags(model))
        _copy_rights(http, other, new.id)
        _put(http, new.id, hashed, _SHA256, _tags(model))
        return Created(Ended.DONE, generation=Generation(new.id, new.id))

    return _changing.made(_opened(plane, login), change)


def disable(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Name a different algorithm for the hash, while the generation is the user's value."""
    return _changed(plane, login, subject, generation, "disable")


def enable(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Name the right algorithm for the hash again, while the generation is the user's value."""
    return _changed(plane, login, subject, generation, "enable")


def delete(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Remove the user's password, while the generation is its value. The user stays, as the free one of a pair."""
    return _changed(plane, login, subject, generation, "delete")


def end_sessions(plane: Plane, login: Login, _subject: Subject, generation: Generation) -> EffectResult:
    """Close all connections of the user."""

    def close(http: Changing) -> EffectResult:
        http.change("DELETE", f"/api/connections/username/{quote(generation.who, safe='')}", None)
        return EffectResult(Ended.DONE)

    return _changing.effect(_opened(plane, login), close)


def seen(plane: Plane, login: Login, _subject: Subject, generation: Generation) -> tuple[Seen, ...] | None:
    """Return the open connections of a user; the API shows a new one only after up to five seconds."""
    found: list[Seen] = []

    def look(http: Changing) -> EffectResult:
        reply = http.get("/api/connections")
        ahead = _ahead(reply.headers.get("date", ""))
        for one in iterate(reply.json(), "connections"):
            if one.maybe("user") == generation.who and (at := one.time("connected_at")):
                client = one.maybe("client_properties.connection_name") or one.maybe("client_properties.product")
                found.append(Seen(at - ahead, client, one.maybe("peer_host")))
        return EffectResult(Ended.DONE)

    done = _changing.effect(_opened(plane, login), look)
    return tuple(found) if done.ended is Ended.DONE else None


def checks(plane: Plane, login: Login, subject: Subject) -> tuple[PlanCheck, ...]:
    """Return whether the login has the tag ``administrator``, and whether the user has limits, which are not copied."""

    def look(http: Changing) -> list[PlanCheck]:
        tags = _tags(single(http.get("/api/whoami").json(), "whoami"))
        fix = f"rabbitmqctl set_user_tags {login.who} administrator"
        found = [PlanCheck.right("tag administrator", login.who, fix, has="administrator" in tags)]
        if PARTNER in subject.settings and found[0].passed:
            found += [_without_limits(http, name) for name in pair(subject) if _user(http, name)]
        return found

    return _changing.checked(_opened(plane, login), look)


def _without_limits(http: Changing, name: str) -> PlanCheck:
    what = f"limits of {name}"
    if _limits(http, name):
        said = f"{name} has limits, and the other user of the pair would not have them"
        return PlanCheck.bad(what, said, f"rabbitmqctl clear_user_limits {name} all, or set none")
    return PlanCheck.good(what, f"{name} has none")


def _ahead(date: str) -> timedelta:
    """Return how far the broker's clock is ahead, in whole seconds, by the header of its response."""
    try:
        ahead = parsedate_to_datetime(date) - datetime.now(UTC)
    except (ValueError, TypeError):
        return timedelta()
    return ahead if abs(ahead) > _PRECISION else timedelta()


def _changed(plane: Plane, login: Login, subject: Subject, generation: Generation, act: str) -> EffectResult:
    is_pair = PARTNER in subject.settings

    def change(http: Changing) -> EffectResult:
        user = _user(http, generation.who)
        known, algorithm = _stored(user) if user else ("", "")
        if user is None or not known or not (is_pair or known == generation.id):
            return EffectResult(Ended.REFUSED if act == "enable" else Ended.DONE, "replaced")
        hashed = "" if act == "delete" else user.text("password_hash")
        if act == "disable":
            algorithm = _OTHER.get(algorithm, algorithm)
        _put(http, generation.who, hashed, algorithm, _tags(user))
        return EffectResult(Ended.DONE)

    return _changing.effect(_opened(plane, login), change)


def _stored(user: Record) -> tuple[str, str]:
    """Return the name of a user's value (empty: it has none) and the algorithm that fits the size of its hash."""
    hashed = user.maybe("password_hash")
    size = len(base64.b64decode(hashed)) if hashed else 0
    fitting = next((name for name, one in _SIZES.items() if one == size), user.maybe("hashing_algorithm"))
    return (digest(hashed) if hashed else ""), fitting


def _listed(plane: Plane, login: Login, names: tuple[str, ...], named: Callable[[Record], str]) -> ListedGenerations:
    def read(http: Changing) -> ListedGenerations:
        users = [user for name in names if (user := _user(http, name)) and user.maybe("password_hash")]
        return ListedGenerations(tuple(Generation(named(user), user.text("name"), _state(user)) for user in users))

    return _changing.listed(_opened(plane, login), read)


def _state(user: Record) -> GenerationState:
    right = _stored(user)[1] == user.maybe("hashing_algorithm")
    return GenerationState.ACTIVE if right else GenerationState.DISABLED


def _user(http: Changing, name: str) -> Record | None:
    try:
        return single(http.get(_path(name)).json(), "users")
    except NotThere:
        return None


def _tags(user: Record) -> list[str]:
    found = user.body.get("tags")
    # Before 3.9 the tags were one text.
    return [str(one) for one in found] if isinstance(found, list) else str(found or "").split(",")


def _limits(http: Changing, name: str) -> bool:
    found = http.get(f"/api/user-limits/{quote(name, safe='')}").json()
    return isinstance(found, list) and any(isinstance(one, dict) and one.get("value") for one in found)


def _copy_rights(http: Changing, model: str, name: str) -> None:
    for kind, members in _PERMISSIONS.items():
        for right in Record({"rights": http.get(f"{_path(model)}/{kind}").json()}, "rights").records("rights"):
            body: dict[str, Json] = {member: right.maybe(member) for member in members}
            vhost = quote(right.text("vhost"), safe="")
            http.change("PUT", f"/api/{kind}/{vhost}/{quote(name, safe='')}", body)


def _put(http: Changing, name: str, hashed: str, algorithm: str, tags: list[str]) -> None:
    body: dict[str, Json] = {"password_hash": hashed, "hashing_algorithm": algorithm, "tags": ",".join(tags)}
    http.change("PUT", _path(name), body)


def _path(name: str) -> str:
    return f"/api/users/{quote(name, safe='')}"


def _hash(value: Secret) -> str:
    """Return salt and hash of a value, as the server keeps them; the salt is as costly to try as the hash."""
    with reveal(value) as raw:
        salt = hashlib.sha256(b"keyroll rabbitmq" + raw).digest()[:4]
        return base64.b64encode(salt + hashlib.sha256(salt + raw).digest()).decode()


def _manager(plane: Plane) -> str:
    if not plane.address.startswith("amqp"):
        return plane.address
    return next(iter(parse_qs(addresses.parts(plane.address).query).get("management", [])), "")


def _opened(plane: Plane, login: Login) -> Callable[[], Changing]:
    return lambda: Changing(_manager(plane), basic(login.who, login.value), headers={"User-Agent": login.mark})


_SCOPES = (
    LeastScope("tag administrator", "read and change users; nothing less may, and it may change any user"),
    LeastScope("tag administrator", "close connections of another user"),
)
ROTATORS = (
    Rotator(
        kind="user",
        way="pair",
        chosen_by=ChosenBy.KEYROLL,
        slots=Slots.TWO,
        place=place,
        administrator=administrator,
        generations=pair_generations,
        scopes=_SCOPES,
        create=create_pair,
        name_new=name_pair,
        disable=disable,
        enable=enable,
        delete=delete,
        end_sessions=end_sessions,
        seen=seen,
        settings=(RotatorSetting(PARTNER, "the other user of the pair"),),
        checks=checks,
    ),
    Rotator(
        kind="user",
        way="password",
        chosen_by=ChosenBy.KEYROLL,
        slots=Slots.ONE,
        place=place,
        administrator=administrator,
        generations=generations,
        scopes=_SCOPES,
        create=create,
        name_new=name_new,
        disable=disable,
        enable=enable,
        delete=delete,
        end_sessions=end_sessions,
        checks=checks,
    ),
)
