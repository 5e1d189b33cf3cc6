"""The facade: the passkeys of the people who sign in to the console."""

from collections.abc import Sequence
from dataclasses import dataclass

from keyroll.api._home import Service
from keyroll.api.people import MOST_NAME, People
from keyroll.clock import SystemClock
from keyroll.store.ledger.people import Passkey, PeopleRows

__all__ = ["Passkey", "Passkeys"]


@dataclass(frozen=True, slots=True)
class Passkeys(Service):
    """Stores public keys of passkeys; the server checks signatures with them."""

    def all(self, person: str = "") -> Sequence[Passkey]:
        """Return the valid passkeys of a person, or of all people."""
        return [one for one in self._rows.passkeys(person) if one.ended_at is None]

    def named(self, key_id: str) -> Passkey | None:
        """Return a passkey; None if it, or its person's account, was ended."""
        key = self._rows.passkey(key_id)
        person = self._rows.person(key.person) if key else None
        ended = key is None or person is None or key.ended_at is not None or person.ended_at is not None
        return None if ended else key

    def add(self, key_id: str, person: str, public_key: str, sign_count: int, label: str) -> bool:
        """Store a passkey; return False if its id is stored already."""
        key = Passkey(key_id, person, public_key, sign_count, label[:MOST_NAME] or "passkey", SystemClock().now())
        added = self._rows.add(key)
        People(self.home).note(person, "passkey added", key.label, "done" if added else "refused: known already")
        return added

    def used(self, key: Passkey, sign_count: int) -> None:
        """Record the signature counter of a passkey."""
        self._rows.change(key, sign_count=sign_count)

    @property
    def _rows(self) -> PeopleRows:
        return PeopleRows(self.home.ledger)
