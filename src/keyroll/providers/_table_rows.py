"""One row about one credential, from a table or a described API, and the observations that it makes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Final

from keyroll.model.identifier import Identifier
from keyroll.model.ids import digest
from keyroll.model.observation import (
    CredentialState,
    Observation,
    PrincipalKind,
    credential,
    grant,
    principal,
    registration,
)
from keyroll.model.source import Source
from keyroll.providers._last_four import last_four
from keyroll.providers._table_times import NOTHING, DateOrder, NotATime, read
from keyroll.providers._table_words import WORDS, folded

#: The roles of a row, in the words of a mapping.
ROLES: Final = (
    "id", "name", "kind", "value", "hint", "owner", "holder", "principal", "created", "last_used", "rotated", "expires",
    "state", "powers", "system", "note",
)  # fmt: skip
TIMES: Final = ("created", "last_used", "rotated", "expires")
#: The placeholder for a value in a cell where no value is allowed.
VALUE: Final = "[a value, not kept]"
#: The text that the mask writes in place of a value.
_MASKED: Final = re.compile(r"masked:[a-z_]+:(hmac:[0-9a-f]{8}:[0-9a-f]{64})")
_KINDS: Final = (
    ("certificate", r"cert|x\.?509|tls|ssl|pem"),
    ("ssh_key", r"\bssh\b|deploy key"),
    ("webhook_secret", r"webhook|signing secret"),
    ("oauth_grant", r"grant|authoriz|consent|connected app"),
    ("client_secret", r"client|oauth|app(lication)? secret"),
    ("password", r"passw|passphrase|\bpat?ssword\b|\bpwd\b"),
    ("access_token", r"token|\bpat\b|bearer|jwt"),
    ("api_key", r"\bkeys?\b|api"),
    ("secret_key", r"secret"),
)
GENERIC: Final = frozenset(("credential", *(kind for kind, _ in _KINDS)))
_STATES: Final = tuple(
    (CredentialState(state), re.compile(rf"(?:.*[^a-z])?(?:{'|'.join(words)})(?:[^a-z].*)?"))
    for state, words in WORDS["states"].items()
    if state not in ("yes", "no")
)
_YES, _NO = (frozenset("|".join(WORDS["states"][one]).split("|")) for one in ("yes", "no"))
#: The names of the issuer's own ids, where a value contains one (``secrets.py``).
_TOLD_BY_VALUE: Final = {"sendgrid": "api_key_id", "twilio": "api_key_sid", "pypi": "token_id"}
#: The most privileges that are read from one cell.
_MOST_POWERS: Final = 500


@dataclass(slots=True)
class TableRow:
    """The content of one row by role; ``problems`` are reasons why some of it is not read.

    ``values`` are the cells of columns that hold values, in order; they are fingerprints by now.
    """

    said: Mapping[str, str]
    values: tuple[str, ...] = ()
    order: DateOrder = DateOrder.UNKNOWN
    #: The titles of the columns with the state (for a bare yes or no) and with the kind of credential.
    state_title: str = ""
    kind_title: str = ""
    #: The time at which the table was made, for texts such as *Today*.
    at: datetime | None = None
    problems: list[str] = field(default_factory=list)

    def text(self, role: str) -> str:
        """Return the row's text in a role; empty if it has none."""
        text = " ".join(self.said.get(role, "").split())
        return "" if text.lower() in NOTHING else text


def kind_in(said: str, title: str) -> str:
    """Return the generic kind of a row by its own word, else by the title of the column that names the credential."""
    return kind_of(said) or kind_of(title) or "credential"


def system_name(text: str) -> str:
    """Return the source name of a system as people write it: ``Stripe (EU)`` is ``stripe-eu``."""
    return re.sub(r"[^a-z0-9._]+", "-", text.lower()).strip("-._")[:60]


class Unnamed(ValueError):  # noqa: N818 - becomes a reason
    """The error for a row that names no credential."""


@lru_cache(4096)
def kind_of(text: str) -> str:
    """Return the generic kind for a vendor's word; empty if none of its words is known."""
    if text in GENERIC:
        return text
    plain = re.sub(r"[_-]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)).lower()
    return next((kind for kind, words in _KINDS if re.search(words, plain)), "")


def observations(source: Source, row: TableRow) -> Iterator[Observation]:
    """Yield the observations of a row. Raises Unnamed if it names no credential; ``problems`` has other faults."""
    if VALUE in row.said.values():
        places = ", ".join(role for role, text in row.said.items() if text == VALUE)
        row.problems.append(f"{places}: the cell holds a whole value, which is not kept")
        row.said = {role: text for role, text in row.said.items() if text != VALUE}
    prints = [found[1] for one in row.values if (found := _MASKED.search(one))]
    kind = kind_in(row.text("kind"), row.kind_title)
    subject = Identifier.of(source, kind, _named(row, prints))
    who = row.text("principal")
    acts = Identifier.of(source, "account", who) if who else None
    if acts:
        mail = who if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", who) else ""
        yield principal(acts, "account", kind=PrincipalKind.UNKNOWN, name=who, email=mail)
    times = {role: _time(row, role) for role in TIMES}
    yield credential(
        subject,
        kind,
        identifiers=tuple(_aliases(source, row, prints)),
        name=row.text("name") or row.text("note"),
        vendor_kind=row.text("vendor_kind") or row.text("kind"),
        state=_state(row),
        created=times["created"],
        changed=times["rotated"],
        expires=times["expires"],
        last_used=times["last_used"],
        principal=acts,
        owner=row.text("owner"),
    )
    for power in _powers(row):
        yield grant(subject, power, f"other:{source.name}")
    if holder := row.text("holder"):
        # The table's author states it; it is not an observed copy.
        yield registration(
            Identifier.of(source, "registration", digest(holder, subject.text)),
            vendor=holder,
            system=source.provider,
            names=subject.value,
            kind=kind,
            owner=row.text("owner"),
        )


def name_of(row: TableRow) -> str:
    """Return the name of the credential of a row. Raises Unnamed."""
    return _named(row, [found[1] for one in row.values if (found := _MASKED.search(one))])


def _named(row: TableRow, prints: list[str]) -> str:
    """Return the name of the credential: its id, else its fingerprint, its name with its account, or its end."""
    if found := row.text("id"):
        hidden = _MASKED.search(found)
        return f"fingerprint-{hidden[1][-16:]}" if hidden else found
    if prints:
        return f"fingerprint-{prints[0][-16:]}"
    if name := row.text("name"):
        return f"{name}/{account}" if (account := row.text("principal")) else name
    if hint := row.text("hint") or next((one for one in row.values if one.strip()), ""):
        return hint
    raise Unnamed("it names no credential: no id, no name, no value")


def _aliases(source: Source, row: TableRow, prints: list[str]) -> Iterator[Identifier]:
    yield from (Identifier.anywhere("keyroll", "fingerprint", one) for one in prints)
    if row.text("id") and source.name in _TOLD_BY_VALUE:
        yield Identifier.anywhere(source.name, _TOLD_BY_VALUE[source.name], row.text("id"))
    hint = row.text("hint") or next((one for one in row.values if one.strip() and not _MASKED.search(one)), "")
    if hint and not _MASKED.search(hint):
        yield from last_four(source.name, hint)


def _time(row: TableRow, role: str) -> datetime | None:
    try:
        return read(row.said.get(role, ""), row.order, row.at)
    except NotATime as error:
        row.problems.append(f"{role}: {error}")
        return None


def _state(row: TableRow) -> CredentialState:
    """Return the state; an unknown word counts as active, and is reported."""
    text = row.text("state")
    plain = folded(" ".join(row.said.get("state", "").split())).lower()
    if not text and plain not in _NO:
        return CredentialState.ACTIVE
    named = state_of(row.state_title)
    ends = None if named in (CredentialState.ACTIVE, CredentialState.PRE_ACTIVATION) else named
    if plain in _NO:
        return CredentialState.ACTIVE if ends else CredentialState.SUSPENDED
    if plain in _YES:
        return ends or CredentialState.ACTIVE
    if found := state_of(plain):
        return found
    if ends and plain[:1].isdigit():
        return CredentialState.DEACTIVATED  # the day on which it ended
    shown = repr(text) if re.fullmatch(r"[A-Za-z _-]{1,20}", text) else "its text"
    row.problems.append(f"state: {shown} is not known, so it counts as active")
    return CredentialState.ACTIVE


@lru_cache(4096)
def state_of(text: str) -> CredentialState | None:
    """Return the state that a text or a title names; None if none of its words is known."""
    plain = folded(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)).lower()
    return next((state for state, words in _STATES if words.fullmatch(plain)), None)


def _powers(row: TableRow) -> Iterator[str]:
    text = row.said.get("powers", "")
    found = dict.fromkeys(one.strip(" \t\"'[](){}") for one in re.split(r"[,;|\n]|\s{2,}", text))
    named = [one for one in found if one and one.lower() not in NOTHING]
    if len(named) > _MOST_POWERS:
        row.problems.append(f"powers: more than {_MOST_POWERS} in one cell, the others are not read")
    yield from named[:_MOST_POWERS]
