"""Which registered keys count: those of the first two persons, and those that two other counted persons confirmed.

Nobody can make a second person alone. The first two persons register their keys without a confirmation, because nobody
could give one. From then on each key, passkey and further person is confirmed by two persons whose keys count.
"""

import shlex
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from keyroll.errors import NotApproved
from keyroll.model.person import skeleton
from keyroll.proof.evidence.dsse import canonical, pae
from keyroll.proof.evidence.keeper import KeptKey
from keyroll.rotation.approval import valid
from keyroll.rotation.passkey import PREFIX
from keyroll.store.ledger.rotations import KeptConfirmation, PersonsKey, Rotations

REGISTRATION_TYPE: Final = "application/vnd.keyroll.rotation-key+json"
#: The number of persons who confirm a key, and who register without a confirmation.
PERSONS: Final = 2


def content(key: PersonsKey) -> bytes:
    """Return the content that a person signs to confirm that a key is a person's."""
    return pae(REGISTRATION_TYPE, canonical({"public": key.public, "person": key.person}))


def signature(signer: KeptKey, key: PersonsKey) -> str:
    """Return the signature with which a person confirms a key. Raises ConfigError."""
    return signer.sign(content(key)).hex()


def counted(rows: Rotations) -> dict[str, PersonsKey]:
    """Return the keys that count, by their public bytes. Raises EvidenceRefused."""
    return counted_of(rows.keys(), rows.confirmations())


def counted_of(keys: Mapping[str, PersonsKey], confirmations: Iterable[KeptConfirmation]) -> dict[str, PersonsKey]:
    """Return the keys that count: of the first persons, then those that keys that count confirm."""
    found = _first(keys.values())
    given = [one for one in confirmations if one.public in keys]
    while new := [
        key for public, key in keys.items() if public not in found and len(confirmed_by(key, given, found)) >= PERSONS
    ]:
        found |= {key.public: key for key in new}
    return found


def confirmed_by(key: PersonsKey, given: Iterable[KeptConfirmation], among: Mapping[str, PersonsKey]) -> frozenset[str]:
    """Return the persons, as they are compared, whose keys validly confirm a key."""
    return frozenset(
        skeleton(among[one.by_public].person)
        for one in given
        if one.public == key.public and one.by_public in among and valid(one.by_public, one.signature, content(key))
    )


def is_open(found: Mapping[str, PersonsKey]) -> bool:
    """Return whether a key may still be registered without a confirmation."""
    return len({skeleton(one.person) for one in found.values()}) < PERSONS


def _first(keys: Iterable[PersonsKey]) -> dict[str, PersonsKey]:
    found: dict[str, PersonsKey] = {}
    for key in sorted(keys, key=lambda one: (one.added_at, one.public)):
        if not is_open(found):
            break
        found[key.public] = key
    return found


def register(rows: Rotations, key: PersonsKey, signer: KeptKey | None, now: datetime) -> None:
    """Keep a key, and the confirmation of one person; the first persons need none.

    Raises NotApproved without a confirmation that counts.
    """
    found = counted(rows)
    if key.public in found or (signer is None and is_open(found)):
        rows.add_key(key)
        return
    if signer is None or signer.public.hex() not in found:
        names = " and ".join(sorted({one.person for one in found.values()}))
        said = (
            "is confirmed by two persons"
            if signer is None
            else "is not confirmed: the key of --signed-by does not count"
        )
        raise NotApproved(
            f"a further key {said}",
            hint=f"two of {names} each run: keyroll rotate key {key.person} --public FILE --signed-by file:PATH",
        )
    rows.add_key(key)
    rows.add_confirmation(KeptConfirmation(key.public, signer.public.hex(), signature(signer, key), now))


def registered_at(rows: Rotations, now: datetime) -> datetime:
    """Return the time of a new key: later than that of every other key, whatever the clock of the command says."""
    last = max((one.added_at for one in rows.keys().values()), default=None)
    return now if last is None or now > last else last + timedelta(microseconds=1)


def not_counted(key: PersonsKey, rows: Rotations) -> tuple[str, str] | None:
    """Return what is missing before a key counts, and the next command; None if it counts."""
    found = counted(rows)
    if key.public in found:
        return None
    by = confirmed_by(key, rows.confirmations(), found)
    others = sorted({one.person for one in found.values() if skeleton(one.person) not in by})
    public = f"--key {key.public}" if key.public.startswith(PREFIX) else "--public FILE"
    return (
        f"{len(by)} of {PERSONS} persons confirmed the key …{key.public[-16:]}; the next is one of {', '.join(others)}",
        f"keyroll rotate key {shlex.quote(key.person)} {public} --signed-by file:PATH",
    )
