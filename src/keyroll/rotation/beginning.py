"""The first directions of a credential, from what the inventory and the provider show; no value is written.

What nothing shows must be given as an option. The result is checked like a plan before it is written.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import NoReturn

from keyroll.errors import UsageError
from keyroll.model.campaign import ConsumerClass
from keyroll.providers import catalogue
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import Rotator, Subject
from keyroll.rotation.directions import AccountWithSecret, Consumer, Directions
from keyroll.rotation.planning import MARK, probe_for, rotator_of
from keyroll.rotation.writing import recognised
from keyroll.secret import SecretRef

#: The settings that name the partner of a pair, and that let the plan make it.
_PARTNER, _MAKE = "partner", "make_partner"


@dataclass(frozen=True, slots=True)
class GivenDirections:
    """What a person gave for the directions; an empty field is read from the inventory or the provider."""

    at: str = ""
    admin: str = ""
    place: str = ""
    form: str = ""
    consumer: str = ""
    gets: str = ""
    longest_poll: timedelta | None = None
    client: str = ""
    process: str = ""
    partner: str = ""
    old: str = ""
    observe: timedelta | None = None


@dataclass(frozen=True, slots=True)
class KnownCredential:
    """What the inventory knows about a credential: its place of change, its connection, files with copies, accounts."""

    identifier: str
    account: str
    provider: str
    kind: str
    at: str = ""
    admin: AccountWithSecret | None = None
    places: Sequence[str] = ()
    accounts: frozenset[str] = field(default_factory=frozenset)


def begin(found: KnownCredential, given: GivenDirections) -> Directions:
    """Return directions of a credential. Raises UsageError with the option of what is not known."""
    rotator = rotator_of(found.provider, found.kind, "")
    at = given.at or found.at or _needed("its address is not known", "--at HOST:PORT/…")
    settings = _settings(rotator, found, given)
    subject = Subject(probe_for(found.provider, found.kind).who(found.account), settings)
    admin = AccountWithSecret.read(given.admin, "--admin") if given.admin else found.admin
    if admin is None or admin.who == subject.account:
        _needed("no administrator is known: a credential is not changed through itself", "--admin NAME=env:NAME")
    directions = Directions(
        (at,), admin, given.old, rotator.way, settings,
        consumers=(_consumer(rotator, found, given, _clients(rotator, at, admin, subject)),),
    )  # fmt: skip
    return directions if given.observe is None else replace(directions, observe=given.observe)


def _needed(what: str, option: str) -> NoReturn:
    raise UsageError(what, hint=f"add {option}")


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
            _needed(f"{one.name} is not known: {one.meaning}", f"it by hand: settings = {{ {one.name} = … }}")
    return settings


def _clients(rotator: Rotator, at: str, admin: AccountWithSecret, subject: Subject) -> list[str]:
    """Return the programs whose sessions the provider lists now."""
    if rotator.seen is None:
        return []
    plane = rotator.at(at, subject)
    login = Login(admin.who, SecretRef.parse(admin.reference).resolve(), MARK)
    listed = rotator.generations(plane, login, subject).generations or ()
    old = next((one for one in listed if subject.account in (one.id, one.who)), None)
    seen = rotator.seen(plane, login, subject, old) if old else None
    return sorted({use.client for use in seen or () if use.client and not use.client.startswith("keyroll")})


def _consumer(rotator: Rotator, found: KnownCredential, given: GivenDirections, clients: Sequence[str]) -> Consumer:
    place = given.place or (found.places[0] if len(found.places) == 1 else "")
    if not place:
        known = f"; copies are at {', '.join(found.places)}" if found.places else ""
        _needed(f"the place that its consumer reads is not known{known}", "--place file:/PATH")
    delivery = catalogue.deliveries().get(place.partition(":")[0])
    if delivery is None:
        _needed(f"keyroll cannot deliver to {place.partition(':')[0]}:", "--place file:/PATH")
    client = given.client or (clients[0] if len(clients) == 1 else "")
    if len(clients) > 1 and not given.client:
        _needed(f"several programs use it now: {', '.join(clients)}", "--client NAME, then declare each other one")
    gets = ConsumerClass(given.gets or str(delivery.reaches))
    poll = given.longest_poll or delivery.longest_poll
    if gets is ConsumerClass.POLL and poll is None:
        _needed("how long the consumer uses a value that it has read is not known", "--longest-poll 30s")
    content = delivery.read(delivery.place(place.partition(":")[2]), None).content if not delivery.needs_login else None
    form = given.form or (recognised(found.account, content, parts=rotator.parts) if content is not None else "")
    if not form:
        _needed(f"the form of {place.partition('?')[0]} is not recognised", "--form (docs/rotation.md: Forms)")
    name = given.consumer or client or "consumer"
    return Consumer(name, gets, place, None, form, poll, given.process, client)


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
    for one in directions.consumers:
        lines += ["", f"[[{key}.consumers]]"]
        texts = {"name": one.name, "gets": str(one.gets), "place": one.place, "form": one.form}
        texts |= {"longest_poll": f"{int(one.longest_poll.total_seconds())}s"} if one.longest_poll else {}
        texts |= {"process": one.process, "client": one.client}
        lines += [f"{name} = {json.dumps(text)}" for name, text in texts.items() if text]
    return "\n".join(lines) + "\n"
