"""Which registered keys count, and on whose word: the first ones, and those that persons who count confirmed.

The first keys are registered in one act, when the home has none: whoever sets the home up decides who the first persons
are. From then on two persons whose keys count, or the only one, confirm each further key, also a passkey. An approver
counts as another person than the planner only if his key would count without the planner's word.
"""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from keyroll.errors import NotApproved
from keyroll.model.person import same, skeleton
from keyroll.proof.evidence.keeper import KeptKey
from keyroll.proof.evidence.passkey import PREFIX
from keyroll.proof.evidence.persons import Confirmer, KeyOrigin, registration, valid
from keyroll.store.ledger.rotations import KeptConfirmation, PersonsKey, Rotations

#: The most persons who confirm a key, and who are registered without a confirmation.
PERSONS: Final = 2


@dataclass(frozen=True, slots=True)
class Registered:
    """The keys that count, by their public bytes, and the confirmations among them."""

    keys: Mapping[str, PersonsKey]
    confirmations: Sequence[KeptConfirmation] = field(default=())

    def people(self) -> list[str]:
        """Return the persons whose keys count."""
        return sorted({one.person for one in self.keys.values()})

    def needed(self) -> int:
        """Return how many persons confirm a further key."""
        return min(PERSONS, len({skeleton(one) for one in self.people()}))

    def origin(self, public: str) -> KeyOrigin | None:
        """Return whose key it is and who confirmed it; None if it does not count."""
        key = self.keys.get(public)
        if key is None:
            return None
        by = tuple(
            Confirmer(self.keys[one.by_public].person, one.by_public, one.signature)
            for one in confirming(key, self.confirmations, self.keys)
        )
        return KeyOrigin(key.person, key.public, key.added_at, key.added_by, by)

    def rests_on(self, public: str, planner: str) -> bool:
        """Return whether a key counts only because of a planner: nobody else's word leads to it."""
        origins = {key: self.origin(key) for key in self.keys}
        found = {key for key, one in origins.items() if one and not one.confirmations and not same(one.person, planner)}
        while more := {
            key
            for key, one in origins.items()
            if one
            and key not in found
            and any(by.public in found and not same(by.person, planner) for by in one.confirmations)
        }:
            found |= more
        return public not in found


def signature(signer: KeptKey, key: PersonsKey) -> str:
    """Return the signature with which a person confirms a key. Raises ConfigError."""
    return signer.sign(registration(key.public, key.person)).hex()


def registered(rows: Rotations) -> Registered:
    """Return the keys that count. Raises EvidenceRefused."""
    confirmations = rows.confirmations()
    return Registered(counted_of(rows.keys(), confirmations), confirmations)


def counted(rows: Rotations) -> dict[str, PersonsKey]:
    """Return the keys that count, by their public bytes. Raises EvidenceRefused."""
    return dict(registered(rows).keys)


def counted_of(keys: Mapping[str, PersonsKey], confirmations: Iterable[KeptConfirmation]) -> dict[str, PersonsKey]:
    """Return the keys that count: of the first persons, then those that keys that count confirm."""
    found = _first(keys.values())
    given = [one for one in confirmations if one.public in keys]
    while new := [
        key for public, key in keys.items() if public not in found and len(confirmed_by(key, given, found)) >= PERSONS
    ]:
        found |= {key.public: key for key in new}
    return found


def confirming(
    key: PersonsKey, given: Iterable[KeptConfirmation], among: Mapping[str, PersonsKey]
) -> list[KeptConfirmation]:
    """Return the valid confirmations of a key by keys that count."""
    content = registration(key.public, key.person)
    return [
        one
        for one in given
        if one.public == key.public and one.by_public in among and valid(one.by_public, one.signature, content)
    ]


def confirmed_by(key: PersonsKey, given: Iterable[KeptConfirmation], among: Mapping[str, PersonsKey]) -> frozenset[str]:
    """Return the persons, as they are compared, whose keys validly confirm a key."""
    return frozenset(skeleton(among[one.by_public].person) for one in confirming(key, given, among))


def _first(keys: Iterable[PersonsKey]) -> dict[str, PersonsKey]:
    """Return the keys of the first persons; an earlier version registered both without a confirmation."""
    found: dict[str, PersonsKey] = {}
    for key in sorted(keys, key=lambda one: (one.added_at, one.public)):
        if len({skeleton(one.person) for one in found.values()}) >= PERSONS:
            break
        found[key.public] = key
    return found


def register_first(rows: Rotations, keys: Sequence[PersonsKey]) -> None:
    """Keep the first keys of a home, of one or two persons. Raises NotApproved once a key is registered."""
    there = registered(rows)
    for key in keys:
        if there.keys and key.public not in there.keys:
            raise _refused(key, there, "is confirmed")
        rows.add_key(key)


def register(rows: Rotations, key: PersonsKey, signer: KeptKey | None, now: datetime) -> None:
    """Keep a key, and the confirmation of one person; the first key needs none.

    Raises NotApproved without a confirmation that counts.
    """
    there = registered(rows)
    if key.public in there.keys or not there.keys:
        rows.add_key(key)
        return
    if signer is None or signer.public.hex() not in there.keys:
        said = "is confirmed" if signer is None else "is not confirmed: the key of --signed-by does not count; it is"
        raise _refused(key, there, said)
    rows.add_key(key)
    rows.add_confirmation(KeptConfirmation(key.public, signer.public.hex(), signature(signer, key), now))


def _refused(key: PersonsKey, there: Registered, said: str) -> NotApproved:
    names, two = " and ".join(there.people()), there.needed() >= PERSONS
    who = f"two of {names} each run" if two else f"{names} runs"
    return NotApproved(
        f"a further key {said} by {'two persons' if two else names}",
        hint=f"{who}: keyroll rotate key {shlex.quote(key.person)} {_public(key)} --signed-by file:PATH",
    )


def _public(key: PersonsKey) -> str:
    return f"--key {key.public}" if key.public.startswith(PREFIX) else "--public FILE"


def registered_at(rows: Rotations, now: datetime) -> datetime:
    """Return the time of a new key: later than that of every other key, whatever the clock of the command says."""
    last = max((one.added_at for one in rows.keys().values()), default=None)
    return now if last is None or now > last else last + timedelta(microseconds=1)


def not_counted(key: PersonsKey, rows: Rotations) -> tuple[str, str] | None:
    """Return what is missing before a key counts, and the next command; None if it counts."""
    there = registered(rows)
    if key.public in there.keys:
        return None
    by = confirmed_by(key, there.confirmations, there.keys)
    others = sorted({one.person for one in there.keys.values() if skeleton(one.person) not in by})
    return (
        f"{len(by)} of {there.needed()} persons confirmed the key …{key.public[-16:]}; "
        f"the next is one of {', '.join(others)}",
        f"keyroll rotate key {shlex.quote(key.person)} {_public(key)} --signed-by file:PATH",
    )
