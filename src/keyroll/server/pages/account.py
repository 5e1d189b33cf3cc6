"""The signed-in person: their passkeys."""

from dataclasses import dataclass
from datetime import datetime

from keyroll.errors import UsageError
from keyroll.server.page import Page, PageRequest


@dataclass(frozen=True, slots=True)
class PasskeyRow:
    """One passkey of the person."""

    label: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class SignedInAccount:
    """The signed-in person, their role, and the end of the session."""

    name: str
    role: str
    until: datetime
    passkeys: tuple[PasskeyRow, ...]
    command: str


def _data(asked: PageRequest) -> SignedInAccount:
    if asked.person is None:
        raise UsageError("a machine has no passkeys", hint="sign in as a person")
    keys = asked.keyroll.passkeys.all(asked.person.person)
    rows = tuple(PasskeyRow(one.label, one.made_at) for one in keys)
    command = asked.command(f"keyroll serve link {asked.person.person}")
    return SignedInAccount(asked.person.person, asked.person.role, asked.person.until, rows, command)


PAGE = Page("/account", "Account", SignedInAccount, _data, "account.html", kept=False)
