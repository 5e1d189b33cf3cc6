"""A pair: two accounts for one purpose, for a provider that keeps one value for each account. They alternate."""

from collections.abc import Sequence
from typing import Final

from keyroll.providers.contracts.rotate import Generation, Subject
from keyroll.secret import Secret

#: The setting that names the other account.
PARTNER: Final = "partner"


def pair(subject: Subject) -> tuple[str, ...]:
    """Return the accounts of a pair in order, or the account alone if it has no partner."""
    return tuple(sorted({subject.account, subject.settings.get(PARTNER, subject.account)}))


def name_pair(subject: Subject, listed: Sequence[Generation], _value: Secret) -> str:
    """Return the free account of the pair; empty if none is free."""
    taken = {one.id for one in listed}
    return next((name for name in pair(subject) if name not in taken), "")
