"""The first directions of a credential, from what the inventory and the provider show; no value is written.

What nothing shows must be given as an option. The result is checked like a plan before it is written.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from keyroll.errors import UsageError
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import Rotator, Subject
from keyroll.rotation.beginning_consumers import GivenConsumer, consumer, needed, with_places, with_programs
from keyroll.rotation.directions import AccountWithSecret, Consumer, Directions
from keyroll.rotation.foreseen import open_now
from keyroll.rotation.planning import MARK, probe_for, rotator_of
from keyroll.secret import SecretRef

#: The settings that name the partner of a pair, and that let the plan make it.
_PARTNER, _MAKE = "partner", "make_partner"


@dataclass(frozen=True, slots=True)
class GivenDirections:
    """What a person gave for the directions; an empty field is read from the inventory or the provider."""

    at: str = ""
    admin: str = ""
    partner: str = ""
    old: str = ""
    observe: timedelta | None = None
    consumers: tuple[GivenConsumer, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownCredential:
    """What the inventory knows about a credential: its connection, files with copies, other accounts of its source.

    ``programs`` are those that used it in the last days, by a log.
    """

    identifier: str
    account: str
    provider: str
    kind: str
    at: str = ""
    admin: AccountWithSecret | None = None
    places: Sequence[str] = ()
    accounts: frozenset[str] = field(default_factory=frozenset)
    programs: frozenset[str] = field(default_factory=frozenset)


def begin(found: KnownCredential, given: GivenDirections) -> tuple[Directions, tuple[str, ...]]:
    """Return directions of a credential, and the programs that use it and that no consumer has.

    Raises UsageError with the option of what is not known.
    """
    rotator = rotator_of(found.provider, found.kind, "")
    at = given.at or found.at or needed("its address is not known", "--at HOST:PORT/…")
    settings = _settings(rotator, found, given)
    subject = Subject(probe_for(found.provider, found.kind).who(found.account), settings)
    admin = AccountWithSecret.read(given.admin, "--admin") if given.admin else found.admin
    if admin is None or admin.who == subject.account:
        needed("no administrator is known: a credential is not changed through itself", "--admin NAME=env:NAME")
    seen = _programs(rotator, at, admin, subject)
    named = with_programs(with_places(given.consumers or (GivenConsumer(),), found.places), seen or found.programs)
    consumers = tuple(consumer(rotator, found.account, one, number, len(named)) for number, one in enumerate(named, 1))
    directions = Directions((at,), admin, given.old, rotator.way, settings, consumers=consumers)
    others = tuple(sorted((seen | found.programs) - {one.client for one in consumers}))
    return directions if given.observe is None else replace(directions, observe=given.observe), others


def add(found: KnownCredential, given: GivenDirections, there: Directions) -> tuple[Directions, tuple[str, ...]]:
    """Return existing directions with more consumers, and the programs that use it and that no consumer has.

    Raises UsageError for what is declared already, for what is not known, and for anything else than consumers.
    """
    if given != GivenDirections(consumers=given.consumers):
        raise UsageError("these directions exist: only consumers are added to them", hint="change the rest by hand")
    rotator = rotator_of(found.provider, found.kind, there.way)
    subject = Subject(probe_for(found.provider, found.kind).who(found.account), there.settings)
    seen = _programs(rotator, there.at[0], there.admin, subject) or found.programs
    named = with_programs(given.consumers, seen - {one.client for one in there.consumers})
    first, many = len(there.consumers) + 1, len(there.consumers) + len(named)
    more = [consumer(rotator, found.account, one, number, many) for number, one in enumerate(named, first)]
    names = {name for one in there.consumers for name in (one.name, one.place.partition("?")[0])}
    for one in more:
        for name in (one.name, one.place.partition("?")[0]):
            if name in names:
                raise UsageError(f"a consumer {name} is declared already", hint="change it by hand in rotation.toml")
    made = replace(there, consumers=(*there.consumers, *more))
    return made, tuple(sorted((seen | found.programs) - {one.client for one in made.consumers}))


def _settings(rotator: Rotator, found: KnownCredential, given: GivenDirections) -> dict[str, str]:
    names = {one.name: one for one in rotator.settings}
    settings: dict[str, str] = {}
    if _PARTNER in names:
        stem = found.account[:-2] if found.account.endswith(("_a", "_b")) else found.account
        partner = given.partner or f"{stem}_{'a' if found.account.endswith('_b') else 'b'}"
        settings[_PARTNER] = partner
        if partner not in found.accounts and _MAKE in names:
            settings[_MAKE] = "yes"
    for one in rotator.settings:
        if one.required and one.name not in settings:
            needed(f"{one.name} is not known: {one.meaning}", f"it by hand: settings = {{ {one.name} = … }}")
    return settings


def _programs(rotator: Rotator, at: str, admin: AccountWithSecret, subject: Subject) -> frozenset[str]:
    """Return the programs whose sessions the provider lists now."""
    plane = rotator.at(at, subject)
    login = Login(admin.who, SecretRef.parse(admin.reference).resolve(), MARK)
    listed = rotator.generations(plane, login, subject).generations or ()
    old = next((one for one in listed if subject.account in (one.id, one.who)), None)
    seen = open_now(rotator, plane, login, subject, old) if old else None
    return frozenset(use.client for use in seen or () if use.client)


def table(identifier: str, directions: Directions) -> str:
    """Return directions as a table of ``rotation.toml``."""
    key = json.dumps(identifier)
    lines = [f"[{key}]", f"at = {json.dumps(list(directions.at))}"]
    lines.append(f"admin = {json.dumps(f'{directions.admin.who}={directions.admin.reference}')}")
    lines += [f"way = {json.dumps(directions.way)}"] if directions.way else []
    if directions.settings:
        inside = ", ".join(f"{name} = {json.dumps(value)}" for name, value in directions.settings.items())
        lines.append(f"settings = {{ {inside} }}")
    lines.append(f'observe = "{int(directions.observe.total_seconds())}s"')
    lines += [f"old = {json.dumps(directions.old)}"] if directions.old else []
    return "\n".join(lines) + "\n" + consumers_table(identifier, directions.consumers)


def consumers_table(identifier: str, consumers: Sequence[Consumer]) -> str:
    """Return consumers as tables of ``rotation.toml``, which may stand after any other table."""
    lines: list[str] = []
    for one in consumers:
        lines += ["", f"[[{json.dumps(identifier)}.consumers]]"]
        texts = {"name": one.name, "gets": str(one.gets), "place": one.place, "form": one.form}
        texts |= {"longest_poll": f"{int(one.longest_poll.total_seconds())}s"} if one.longest_poll else {}
        texts |= {"process": one.process, "client": one.client, "network": one.network}
        texts |= {"evidence": one.evidence}
        lines += [f"{name} = {json.dumps(text)}" for name, text in texts.items() if text]
    return "".join(f"{line}\n" for line in lines)
