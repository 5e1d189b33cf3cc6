"""The facade: the registered keys of people, with which they plan, approve and decide."""

from collections.abc import Mapping
from dataclasses import dataclass

from keyroll.api._home import Service
from keyroll.errors import UsageError
from keyroll.model.person import named, normal
from keyroll.proof.evidence.persons import KeyOrigin
from keyroll.rotation import approval, registering
from keyroll.secret import SecretRef
from keyroll.store.ledger.lease import this_process
from keyroll.store.ledger.people import PeopleRows
from keyroll.store.ledger.rotations import PersonsKey, Rotations

__all__ = ["KeyOrigin", "PersonKeys", "PersonsKey"]


@dataclass(frozen=True, slots=True)
class PersonKeys(Service):
    """Registers and confirms the keys of people. The first keys are registered in one act; others are confirmed."""

    def add(self, person: str, public: bytes | str, *, by: str, signed_by: SecretRef | str = "") -> PersonsKey:
        """Register the public key of a person: its bytes, or the address of a key that stays where it is.

        Once a key counts, persons whose keys count confirm each further one: ``signed_by`` is the key of one of them.

        Raises ConfigError, NotApproved; UsageError if the key is another person's, or the name is not allowed or looks
        like another.
        """
        signer = approval.person_key(str(signed_by)) if signed_by else None
        with self.home.ledger.hold(this_process("rotate key")) as ledger:
            rows = Rotations(ledger)
            (key,) = self._keys(rows, {person: public}, by)
            registering.register(rows, key, signer, self.now())
        return key

    def add_first(self, keys: Mapping[str, bytes | str], *, by: str) -> list[PersonsKey]:
        """Register the first keys of a home in one act, by person; those that are registered already are unchanged.

        Raises as :meth:`add`, and NotApproved for a further key.
        """
        with self.home.ledger.hold(this_process("rotate init")) as ledger:
            rows = Rotations(ledger)
            found = self._keys(rows, keys, by)
            registering.register_first(rows, found)
        return found

    def _keys(self, rows: Rotations, keys: Mapping[str, bytes | str], by: str) -> list[PersonsKey]:
        """Return keys as they are registered, or will be. Raises UsageError, ConfigError."""
        found: dict[str, PersonsKey] = {}
        at, known = registering.registered_at(rows, self.now()), PeopleRows(rows.ledger).names()
        for person, given in keys.items():
            public = approval.known_public(given) if isinstance(given, str) else approval.public_key(given)
            name = named(person, known | {one.person for one in found.values()})
            key = found.get(public) or rows.keys().get(public, PersonsKey(public, name, by, at))
            if normal(key.person) != normal(name):
                raise UsageError(f"this key is registered for {key.person}", hint="each person has a key of their own")
            found[public] = key
        return list(found.values())

    def not_counted(self, key: PersonsKey) -> tuple[str, str] | None:
        """Return what is missing before a registered key counts, and the next command; None if it counts."""
        return registering.not_counted(key, Rotations(self.home.ledger))

    def names(self) -> frozenset[str]:
        """Return every name of a person that is in use: by a key, an account, a passkey or a link."""
        return PeopleRows(self.home.ledger).names()

    def all(self) -> list[PersonsKey]:
        """Return the registered keys."""
        return list(Rotations(self.home.ledger).keys().values())

    def origins(self) -> list[KeyOrigin]:
        """Return the keys that count: whose each is, who registered it and when, and who confirmed it."""
        there = registering.registered(Rotations(self.home.ledger))
        return [one for one in map(there.origin, there.keys) if one is not None]
