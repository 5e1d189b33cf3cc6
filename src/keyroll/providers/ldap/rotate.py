"""Changes passwords of directory entries: an entry may have several values of ``userPassword`` at once.

RFC 4519 section 2.41 (``userPassword`` has many values), RFC 4511 section 4.6, slapd.conf(5), slapo-ppolicy(5), read
2026-11; tested on slapd 2.6.10:

- The directory gets a salted hash of the value (``{SSHA}``), never the value; the salt is derived from the value. The
  administrator reads the stored values; each is named by a digest.
- The password policy overlay accepts a second value that is added separately. With ``pwdCheckQuality: 2`` it takes no
  hash from anybody but the root of the tree, because it cannot check one (slapo-ppolicy(5); not tested).
- A value is disabled by an unknown scheme before it (``{KEYROLL-DISABLED}{SSHA}…``): no password fits it.
- A connection stays signed in, and LDAP has no request that ends another client's connection: a person restarts slapd,
  or waits for ``idletimeout``.
- Active Directory keeps one password in ``unicodePwd`` and is not changed by this module.
"""

import hashlib
from base64 import b64encode
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from keyroll.model.probe import Limit, Plane
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
    GenerationAct,
    GenerationState,
    GuidedStep,
    ListedGenerations,
    NewValue,
    OpenSessions,
    Rotator,
    Slots,
    Subject,
)
from keyroll.providers.ldap import _rights, ber, probe
from keyroll.providers.ldap.probe import PROBES, attempt
from keyroll.providers.ldap.wire import BASE, Directory, LdapFailure, connected, has, place
from keyroll.reveal import reveal
from keyroll.secret import Secret

E = TypeVar("E", bound=EffectResult)
_PASSWORD: Final = "userPassword"  # noqa: S105 - the name of an attribute
_DISABLED: Final = "{KEYROLL-DISABLED}"
_ADD, _DELETE = 0, 1
_MODIFY, _MODIFIED = 0x66, 0x67
#: The critical control of a request that must not happen: an assertion (RFC 4528) that no entry meets.
_NEVER: Final = ber.element(
    ber.SEQUENCE,
    ber.text("1.3.6.1.1.12"),
    ber.element(ber.BOOLEAN, b"\xff"),
    ber.element(0x04, ber.element(0xA2, has("objectClass"))),
)
#: Busy, unavailable; the value exists already, or is gone already.
_LATER = {3, 11, 51, 52}
_EXISTS, _NO_SUCH_VALUE = 20, 16


def generations(plane: Plane, login: Login, subject: Subject) -> ListedGenerations:
    """List the entry's passwords by digests of the stored forms."""
    found: list[Generation] = []

    def read(directory: Directory) -> EffectResult:
        for stored in _stored(directory, subject.account):
            state = GenerationState.DISABLED if stored.startswith(_DISABLED) else GenerationState.ACTIVE
            found.append(Generation(_id(stored), subject.account, state))
        return EffectResult(Ended.DONE)

    done = _run(plane, login, read, EffectResult)
    return listed_if_done(done, found)


def name_new(_subject: Subject, _listed: Sequence[Generation], value: Secret) -> str:
    """Return the digest of the stored form of the value."""
    return _id(_hash(value))


def create(plane: Plane, login: Login, subject: Subject, new: NewValue) -> Created:
    """Add a password to the entry; a password that it already has is not added again."""
    if new.value is None:
        return Created(Ended.REFUSED, "no value")
    stored = _hash(new.value)

    def add(directory: Directory) -> Created:
        if stored not in _stored(directory, subject.account):
            _modify(directory, subject.account, (_ADD, stored))
        return Created(Ended.DONE, generation=Generation(_id(stored), subject.account))

    return _run(plane, login, add, Created)


def disable(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Put the unknown scheme in front of a password."""

    def change(directory: Directory) -> EffectResult:
        stored = _named(directory, subject, generation)
        if stored and not stored.startswith(_DISABLED):
            _modify(directory, subject.account, (_DELETE, stored), (_ADD, _DISABLED + stored))
        return EffectResult(Ended.DONE)

    return _run(plane, login, change, EffectResult)


def enable(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Remove the unknown scheme from a password."""

    def change(directory: Directory) -> EffectResult:
        stored = _named(directory, subject, generation)
        if stored.startswith(_DISABLED):
            _modify(directory, subject.account, (_DELETE, stored), (_ADD, stored.removeprefix(_DISABLED)))
        return EffectResult(Ended.DONE) if stored else EffectResult(Ended.REFUSED, "deleted")

    return _run(plane, login, change, EffectResult)


def delete(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Remove a password."""

    def change(directory: Directory) -> EffectResult:
        if stored := _named(directory, subject, generation):
            _modify(directory, subject.account, (_DELETE, stored))
        return EffectResult(Ended.DONE)

    return _run(plane, login, change, EffectResult)


def numbered(plane: Plane, login: Login, subject: Subject) -> OpenSessions | None:
    """List the connections of the entry from the server's monitor, by their numbers. Nothing ends them."""
    found: list[OpenSessions | None] = []

    def look(directory: Directory) -> EffectResult:
        found.append(probe.numbered(directory, login, subject.account))
        return EffectResult(Ended.DONE)

    done = _run(plane, login, look, EffectResult)
    return found[0] if done.ended is Ended.DONE and found else None


def checks(plane: Plane, login: Login, subject: Subject) -> tuple[PlanCheck, ...]:
    """Return whether the administrator may change the passwords of the entry, by a change that cannot happen."""
    found: list[PlanCheck] = []

    def look(directory: Directory) -> EffectResult:
        def delete(value: str) -> None:
            directory.ask(_request(subject.account, (_DELETE, value)), _MODIFIED)

        def add(value: str) -> None:
            directory.ask(_request(subject.account, (_ADD, value)), _MODIFIED, _NEVER)

        found.extend(_rights.read(delete, add, login.who, subject.account))
        return EffectResult(Ended.DONE)

    return checked_if_done(_run(plane, login, look, EffectResult), found)


def _stored(directory: Directory, name: str) -> list[str]:
    entries, _ = directory.search(name, BASE, has("objectClass"), (_PASSWORD,))
    return [
        value
        for entry in entries
        for kind, values in entry.items()
        if kind.lower() == "userpassword"
        for value in values
    ]


def _named(directory: Directory, subject: Subject, generation: Generation) -> str:
    """Return the stored form of a generation; empty if it is gone."""
    return next((one for one in _stored(directory, subject.account) if _id(one) == generation.id), "")


def _modify(directory: Directory, name: str, *changes: tuple[int, str]) -> None:
    """Change values of the password in one request. Raises Answered."""
    try:
        directory.ask(_request(name, *changes), _MODIFIED)
    except LdapFailure as answered:
        if answered.code not in (_EXISTS, _NO_SUCH_VALUE):
            raise


def _request(name: str, *changes: tuple[int, str]) -> bytes:
    parts = [
        ber.element(
            ber.SEQUENCE,
            ber.number(what, ber.ENUMERATED),
            ber.element(ber.SEQUENCE, ber.text(_PASSWORD), ber.element(ber.SET, ber.text(value))),
        )
        for what, value in changes
    ]
    return ber.element(_MODIFY, ber.text(name), ber.element(ber.SEQUENCE, *parts))


def _id(stored: str) -> str:
    return digest(stored.removeprefix(_DISABLED))


def _hash(value: Secret) -> str:
    """Return ``{SSHA}`` of a value (SHA-1 with a salt), which is enough for a random value only."""
    with reveal(value) as raw:
        salt = hashlib.sha256(b"keyroll ldap" + raw).digest()[:8]
        return "{SSHA}" + b64encode(hashlib.sha1(raw + salt).digest() + salt).decode()  # noqa: S324 - the scheme's own


def _run(plane: Plane, login: Login, talk: Callable[[Directory], E], failed: Callable[[Ended, str], E]) -> E:
    begun = False
    try:
        with connected(plane.address) as directory, reveal(login.value) as raw:
            if not raw or not login.who:
                return failed(Ended.REFUSED, "empty")
            directory.bind(login.who, raw)
            begun = True
            return talk(directory)
    except LdapFailure as answered:
        return failed(Ended.THROTTLED if answered.code in _LATER else Ended.REFUSED, str(answered.code))
    except (OSError, TimeoutError, ber.Malformed, ValueError, IndexError):
        return failed(Ended.UNKNOWN if begun else Ended.THROTTLED, "no answer")


ROTATORS = (
    Rotator(
        kind="entry",
        chosen_by=ChosenBy.KEYROLL,
        slots=Slots.MANY,
        place=place,
        administrator=attempt,
        generations=generations,
        scopes=(
            LeastScope(f"read and write on {_PASSWORD} of the entry", "add, disable and delete values of the password"),
            LeastScope("the root of the tree, if a policy has pwdCheckQuality 2", "add a hash"),
        ),
        create=create,
        name_new=name_new,
        disable=disable,
        enable=enable,
        delete=delete,
        numbered=numbered,
        checks=checks,
        lockout=Limit(5, PROBES[0].lockout.within) if PROBES[0].lockout else None,
        guided=(
            GuidedStep(
                GenerationAct.END_SESSIONS,
                "the host of slapd",
                ("restart slapd (systemctl restart slapd), or set idletimeout and wait for it", "account: {account}"),
                because="LDAP has no request that ends another client's connection",
            ),
        ),
    ),
)
