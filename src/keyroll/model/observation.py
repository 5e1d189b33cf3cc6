"""An observation is one fact from one source: subject, facts, links, and when it is stored its times and raw record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from keyroll.clock import iso
from keyroll.model.identifier import Identifier

Fact = str | int | bool


class Entity(StrEnum):
    """The type of an observation's subject.

    - ``value``: a secret that was read somewhere, known by its fingerprint and by what was derived from it.
    - ``policy``: how a kind of credential must be changed, as documented by the organisation.
    - ``answer``: a person's statement about one record.
    - ``host``: a server of the organisation with its address.
    - ``segment``: a part of the network, as documented by the organisation.
    """

    CREDENTIAL = "credential"
    PRINCIPAL = "principal"
    GRANT = "grant"
    LOCATION = "location"
    REGISTRATION = "registration"
    VALUE = "value"
    POLICY = "policy"
    ANSWER = "answer"
    HOST = "host"
    SEGMENT = "segment"
    READ = "read"


class CredentialState(StrEnum):
    """NIST SP 800-57 part 1 rev. 5, section 7 (also CycloneDX's relatedCryptoMaterial state)."""

    PRE_ACTIVATION = "pre_activation"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    DEACTIVATED = "deactivated"
    COMPROMISED = "compromised"
    DESTROYED = "destroyed"


#: States in which a credential is not alive. One of unknown state may be alive.
ENDED = tuple(map(str, (CredentialState.SUSPENDED, CredentialState.DEACTIVATED, CredentialState.DESTROYED)))


class PrincipalKind(StrEnum):
    """The kind of a principal; ``unknown`` until a complete directory or the source itself names it."""

    HUMAN = "human"
    NONHUMAN = "nonhuman"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Link:
    """A relation from the subject to something named by an identifier: ``principal``, ``holder``, ``holds``, …"""

    relation: str
    to: Identifier


@dataclass(frozen=True, slots=True)
class Observation:
    """One fact. ``identifiers`` are further names of the same subject; ``facts`` hold only set values."""

    entity: Entity
    subject: Identifier
    kind: str
    identifiers: tuple[Identifier, ...] = ()
    facts: Mapping[str, Fact] | None = None
    links: tuple[Link, ...] = ()


def _facts(pairs: Iterable[tuple[str, str | int | bool | datetime | None]]) -> dict[str, Fact]:
    return {
        name: iso(value) if isinstance(value, datetime) else value
        for name, value in pairs
        if value is not None and value != ""
    }


def credential(
    subject: Identifier,
    kind: str,
    *,
    identifiers: Iterable[Identifier] = (),
    name: str = "",
    vendor_kind: str = "",
    state: CredentialState = CredentialState.ACTIVE,
    created: datetime | None = None,
    changed: datetime | None = None,
    expires: datetime | None = None,
    last_used: datetime | None = None,
    generation: int | None = None,
    old_value_until: datetime | None = None,
    principal: Identifier | None = None,
    owner: str = "",
) -> Observation:
    """Return the observation of a credential.

    ``changed`` is when its value last changed, ``generation`` the vendor's version of that value,
    ``old_value_until`` how long a previous value is still accepted, ``owner`` a mail address or team.
    """
    facts = _facts(
        (
            ("name", name),
            ("vendor_kind", vendor_kind),
            ("state", str(state)),
            ("created", created),
            ("changed", changed),
            ("expires", expires),
            ("last_used", last_used),
            ("generation", generation),
            ("old_value_until", old_value_until),
            ("owner", owner),
        )
    )
    links = (Link("principal", principal),) if principal else ()
    return Observation(Entity.CREDENTIAL, subject, kind, tuple(identifiers), facts, links)


def principal(
    subject: Identifier,
    subkind: str,
    *,
    kind: PrincipalKind = PrincipalKind.UNKNOWN,
    identifiers: Iterable[Identifier] = (),
    name: str = "",
    email: str = "",
    active: bool | None = None,
    created: datetime | None = None,
    owner: str = "",
) -> Observation:
    """Return the observation of a principal; ``subkind`` is service_account, person, role, …"""
    facts = _facts(
        (
            ("principal_kind", str(kind)),
            ("name", name),
            ("email", email.lower()),
            ("active", active),
            ("created", created),
            ("owner", owner),
        )
    )
    return Observation(Entity.PRINCIPAL, subject, subkind, tuple(identifiers), facts)


def grant(subject: Identifier, privilege: str, resource: str, *, conditions: str = "") -> Observation:
    """Return the observation that the principal ``subject`` has ``privilege`` on ``resource``.

    ``conditions`` is JSON: what a request must carry, ``{claim: {"exact" | "pattern" | "other": [value, …]}}``.
    """
    facts = _facts((("privilege", privilege), ("resource", resource), ("conditions", conditions)))
    return Observation(Entity.GRANT, subject, "grant", facts=facts)


def location(
    subject: Identifier,
    kind: str,
    *,
    holder: str,
    holds: Iterable[Identifier],
    place: str = "",
    since: datetime | None = None,
    state: str = "",
    owner: str = "",
    row: int | None = None,
) -> Observation:
    """Return the observation that ``holder`` (a vendor's name; empty: the organisation) keeps copies of ``holds``.

    ``kind`` is app_instance, support_case_file, repository_file, …; ``place`` describes where it is kept; ``since`` is
    when the copy was made, if the source has it; ``owner`` is responsible for the location, ``row`` the row of a table.
    """
    pairs = (("holder", holder), ("place", place), ("since", since), ("state", state), ("owner", owner), ("row", row))
    facts = _facts(pairs)
    return Observation(
        Entity.LOCATION, subject, kind, facts=facts, links=tuple(Link("holds", identifier) for identifier in holds)
    )


def registration(
    subject: Identifier,
    *,
    vendor: str,
    system: str,
    names: str,
    kind: str = "",
    owner: str = "",
    note: str = "",
    ended_on: datetime | None = None,
    row: int | None = None,
) -> Observation:
    """Return the observation of a person's registration of a credential: who holds it, who owns it, and notes on it.

    ``ended_on`` is the day on which the vendor was off-boarded, ``row`` the row of the table; the header is row 1.
    """
    facts = _facts(
        (
            ("holder", vendor),
            ("system", system),
            ("names", names),
            ("registered_kind", kind),
            ("owner", owner),
            ("note", note),
            ("ended_on", ended_on),
            ("row", row),
        )
    )
    return Observation(Entity.REGISTRATION, subject, "registration", facts=facts)


def value(subject: Identifier, kind: str, *, identifiers: Iterable[Identifier] = (), provider: str = "") -> Observation:
    """Return the observation of a secret value somewhere: ``subject`` is its keyed fingerprint.

    ``provider`` is the provider that the value's shape shows, if any. ``kind`` is the provider's kind of credential
    (``access_key``), or the scanner's name for a kind of no provider. ``identifiers`` are all names that were
    derived from the value; strong ones join it to the inventory.
    """
    return Observation(Entity.VALUE, subject, kind, tuple(identifiers), _facts((("provider", provider),)))


def policy(
    subject: Identifier,
    *,
    provider: str,
    kind: str,
    method: str,
    every_days: int | None = None,
    who: str = "",
    row: int | None = None,
) -> Observation:
    """Return the observation of a documented rotation process: how, how often and by whom a kind must be changed."""
    facts = _facts(
        (
            ("provider", provider),
            ("credential_kind", kind),
            ("method", method),
            ("every_days", every_days),
            ("who", who),
            ("row", row),
        )
    )
    return Observation(Entity.POLICY, subject, "rotation", facts=facts)


def segment(subject: Identifier, *, network: str, name: str, gate: str = "") -> Observation:
    """Return the observation that a network (CIDR) belongs to a segment, as documented by the organisation.

    ``gate`` is the network of the gate in front of it, at which users from outside sign in.
    """
    facts = _facts((("network", network), ("segment", name), ("gate", gate)))
    return Observation(Entity.SEGMENT, subject, "network", facts=facts)


def answer(
    subject: Identifier, question: str, said: str, *, person: str = "", note: str = "", said_on: str = ""
) -> Observation:
    """Return the observation of a person's statement about ``subject``, which closes nothing."""
    facts = _facts((("answer", said), ("person", person), ("note", note), ("said_on", said_on)))
    return Observation(Entity.ANSWER, subject, question, facts=facts)


def host(subject: Identifier, *, name: str, address: str, runs: str = "", row: int | None = None) -> Observation:
    """Return the observation that a server has an address, and that a source (``jira@main``) runs on it."""
    facts = _facts((("name", name), ("address", address), ("runs", runs), ("row", row)))
    return Observation(Entity.HOST, subject, "server", facts=facts)
