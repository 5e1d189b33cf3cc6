"""The facade: tokens of machines that call the server."""

import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from keyroll.api._home import Service
from keyroll.api._kept import publish
from keyroll.clock import iso
from keyroll.errors import UsageError
from keyroll.intake.sync import sync_own
from keyroll.providers.keyroll.survey import TOKENS
from keyroll.secret import Secret
from keyroll.store.ledger.lease import this_process
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.tokens import MachineToken, Tokens

#: The prefix by which secret scanners and people recognise a token of keyroll.
PREFIX = "keyroll_"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class MachineTokens(Service):
    """Makes, ends and checks tokens."""

    def make(self, name: str, scopes: Sequence[str], until: datetime, *, by: str) -> Secret:
        """Make a token and return its value, which is not stored. Raises UsageError."""
        if not _NAME.fullmatch(name):
            raise UsageError(f"{name!r} is not a name for a token", hint="use small letters, digits, '.', '_' and '-'")
        now = self.now()
        if until <= now:
            raise UsageError("the token would already have expired", hint="give --until a later time")
        value = Secret(f"{PREFIX}{secrets.token_urlsafe(32)}".encode())
        with self.home.ledger.hold(this_process("serve token")) as ledger:
            Tokens(ledger).add(MachineToken(name, self._marked(value), tuple(sorted(set(scopes))), now, until, by))
            self._list_itself(ledger)
        return value

    def end(self, name: str) -> None:
        """End a token now. Raises UsageError."""
        with self.home.ledger.hold(this_process("serve token")) as ledger:
            Tokens(ledger).end(name)
            self._list_itself(ledger)

    def all(self) -> Sequence[MachineToken]:
        """Return all tokens, by name."""
        return Tokens(self.home.ledger).every()

    def valid(self, value: Secret) -> MachineToken | None:
        """Return the valid token with a value, or None."""
        marked, now = self._marked(value), self.now()
        # Compared in constant time with all tokens: the duration reveals nothing about a token.
        same = [one for one in Tokens(self.home.ledger).every() if hmac.compare_digest(one.value, marked)]
        return same[0] if same and same[0].good(now) else None

    def _list_itself(self, ledger: Ledger) -> None:
        """Add the tokens to the inventory."""
        rows = []
        for one in Tokens(ledger).every():
            row = {"name": one.name, "made_at": iso(one.made_at), "until": iso(one.until), "made_by": one.made_by}
            rows.append(row | ({"ended_at": iso(one.ended_at)} if one.ended_at else {}))
        sync_own(self.home, ledger, TOKENS, rows)
        publish(self.home, ledger)

    def _marked(self, value: Secret) -> str:
        return value.fingerprint(self.home.install_key(), "install")
