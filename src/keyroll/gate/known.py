"""What a gate knows: the credentials of the inventory by value and identifier, and the lists that people approved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class GateCredential:
    """A credential of the inventory: whether a source lists it, whether it has ended, and when it ends."""

    id: str
    listed: bool = True
    ended: bool = False
    expires: datetime | None = None

    def alive(self, now: datetime) -> bool:
        """Return whether nothing that is known says that it has ended."""
        return not self.ended and (self.expires is None or now < self.expires)


@dataclass(frozen=True, slots=True)
class KnownCredentials:
    """The credentials by the keyed fingerprint of a value (32 bytes), and by identifier."""

    by_value: Mapping[bytes, str]
    by_identifier: Mapping[str, str]
    credentials: Mapping[str, GateCredential]


@dataclass(frozen=True, slots=True)
class ListedName:
    """An approved entry: the plan that made it, and with ``until`` the end of an exception."""

    plan: str
    because: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class GateList:
    """What people decided: refused credentials and exceptions, by identifiers (or fingerprints), and the proxies."""

    refused: Mapping[str, ListedName] = field(default_factory=dict)
    accepted: Mapping[str, ListedName] = field(default_factory=dict)
    #: The fingerprints of the tokens with which proxies identify themselves, and their names.
    proxies: Mapping[bytes, str] = field(default_factory=dict)

    def refusing(self, names: Iterable[str], now: datetime) -> ListedName | None:
        """Return the entry that refuses a credential of these names; None if none does, or an exception holds."""
        known = tuple(names)
        found = next((self.refused[name] for name in known if name in self.refused), None)
        if found is None or self.excepting(known, now) is not None:
            return None
        return found

    def excepting(self, names: Iterable[str], now: datetime) -> ListedName | None:
        """Return the exception that holds now."""
        return next((one for name in names if (one := self.accepted.get(name)) and one.until and now < one.until), None)
