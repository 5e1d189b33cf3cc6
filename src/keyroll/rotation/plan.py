"""A plan: the changes of each credential, their order, and what will be proven. It changes nothing.

Its body is canonical JSON. Its id is the hash of the body. The engine does only what an approved body names.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson

from keyroll.clock import iso, parse_time
from keyroll.errors import EvidenceRefused
from keyroll.model.campaign import ConsumerClass
from keyroll.proof.evidence.dsse import canonical
from keyroll.providers.contracts.rotate import Generation, GenerationState, Subject
from keyroll.rotation.directions import ABORT_TO, AccountWithSecret, Consumer
from keyroll.rotation.steps import ORDERS, Order
from keyroll.store.ledger.rotations import KeptPlan


@dataclass(frozen=True, slots=True)
class Observed:
    """A generation as the provider listed it when the plan was made.

    ``mark`` is the mark of the rotation that made it, if a rotation did. It identifies the credentials that were issued
    with the generation.
    """

    id: str
    who: str
    state: str
    mark: str = ""

    @classmethod
    def of(cls, generation: Generation) -> "Observed":
        """Return the parts of a generation that a plan keeps."""
        return cls(generation.id, generation.who, str(generation.state), generation.mark)

    def generation(self) -> Generation:
        """Return it in the form that effects use."""
        return Generation(self.id, self.who, GenerationState(self.state), mark=self.mark)


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One credential of a plan.

    ``world`` holds its generations when the plan was made, ``old`` the generation that must end. ``copies`` are known
    places of copies that no consumer reads: a person must sign off each. ``new_value`` is where a person writes a value
    that only the vendor's page shows. ``breaks`` describes the refusals and the affected consumers; empty: none.
    ``looked`` is who uses the old value by which sources, and what no source shows. ``seconds`` is the predicted
    duration. ``abort`` is the value that is in force after an abort.
    ``checks`` is what was checked before, with "unknown" where it could not be read. ``expects`` is the expected
    duration and interruption of each step; a plan of an earlier version has none.
    """

    identifier: str
    name: str
    kind: str
    source: str
    way: str
    order: str
    account: str
    settings: Mapping[str, str]
    at: tuple[str, ...]
    admin: AccountWithSecret
    old: Observed
    world: tuple[Observed, ...]
    old_value: str
    consumers: tuple[Consumer, ...]
    copies: tuple[str, ...]
    observe: timedelta
    observer: AccountWithSecret | None
    breaks: str
    ends: tuple[str, ...]
    proves: tuple[str, ...]
    guided: tuple[str, ...]
    seconds: int
    new_value: str = ""
    abort: str = ABORT_TO[0]
    checks: tuple[str, ...] = ()
    looked: tuple[str, ...] = ()
    expects: tuple[str, ...] = ()

    @property
    def provider(self) -> str:
        """The name of the provider."""
        return self.source.partition("@")[0]

    @property
    def subject(self) -> Subject:
        """The credential in the form that effects use."""
        return Subject(self.account, self.settings)

    @property
    def accounts(self) -> tuple[str, ...]:
        """The accounts whose entries in a file are this credential's."""
        return (self.account, *self.settings.values(), *(one.who for one in self.world))

    @property
    def steps(self) -> Order:
        """Return the order in which it is changed.

        Raises EvidenceRefused for an order that this version does not support.
        """
        try:
            return replace(ORDERS[self.order], finishes=self.abort != ABORT_TO[0])
        except KeyError:
            raise EvidenceRefused(
                "plan", f"names the order {self.order!r}, which this version does not support"
            ) from None


@dataclass(frozen=True, slots=True)
class PlannedObject:
    """One object that a plan makes at a system (:mod:`keyroll.rotation.applying`).

    ``body`` is canonical JSON. ``secrets`` are members with references. ``there``: it existed and is used as it is.
    """

    system: str
    address: str
    path: str
    body: str
    secrets: Mapping[str, str]
    admin: AccountWithSecret
    there: bool

    @property
    def identifier(self) -> str:
        """The name of the object in the ledger."""
        return f"{self.system}:{self.address}/{self.path}"


@dataclass(frozen=True, slots=True)
class Refused:
    """A credential that the plan leaves out, and the reason."""

    identifier: str
    because: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ScheduleTerms:
    """The terms under which a server may repeat a plan without a person (:mod:`keyroll.rotation.schedule`).

    Each credential is changed ``every`` so often. A change begins in ``windows`` only, not after ``until``, and not
    while a sign of ``stop_on`` is seen.
    """

    every: timedelta
    until: datetime
    windows: tuple[str, ...]
    stop_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GateEntry:
    """A credential that gates refuse or accept; ``also`` are its other identifiers, with fingerprints of its values."""

    identifier: str
    name: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GateTerms:
    """What gates do from the approval on: they refuse the entries, or with ``until`` accept them again to that time."""

    entries: tuple[GateEntry, ...]
    because: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as it was made: its planner, its time, its incident and its deadline.

    ``holds`` is whether the deadline can be met at the providers' limits: yes, no, or unknown with a reason. A plan
    with ``terms`` is a schedule: it changes nothing itself. ``under`` is the id of the schedule of a plan that a server
    made. ``makes`` are the objects of a replacement, in their order. A plan with ``gate``
    changes no credential: gates read it.
    """

    name: str
    planner: str
    made_at: datetime
    incident: str
    deadline: datetime | None
    seconds: int
    holds: str
    items: tuple[PlanItem, ...]
    refused: tuple[Refused, ...] = ()
    terms: ScheduleTerms | None = None
    under: str = ""
    makes: tuple[PlannedObject, ...] = ()
    gate: GateTerms | None = None

    def body(self) -> str:
        """Return the plan as it is signed."""
        return canonical(_plain(asdict(self))).decode()

    @property
    def id(self) -> str:
        """The hash of its body."""
        return hashlib.sha256(self.body().encode()).hexdigest()

    def item(self, identifier: str) -> PlanItem | None:
        """Return one of its credentials."""
        return next((item for item in self.items if item.identifier == identifier), None)


def plan_of(kept: KeptPlan) -> Plan:
    """Return a kept plan. Raises EvidenceRefused if its id is not the hash of its body."""
    if hashlib.sha256(kept.body.encode()).hexdigest() != kept.id:
        raise EvidenceRefused(f"plan {kept.name}", "was changed after it was made", hint="make a new plan")
    try:
        body = orjson.loads(kept.body)
        items = tuple(map(_item, body.pop("items")))
        refused = tuple(Refused(**one) for one in body.pop("refused"))
        agreed = _terms(body.pop("terms", None))
        makes = tuple(map(_object, body.pop("makes", ())))
        gate = _gate(body.pop("gate", None))
        times = _times(body, "made_at", "deadline")
        return Plan(**(body | times), items=items, refused=refused, terms=agreed, makes=makes, gate=gate)
    except (TypeError, ValueError, KeyError, AttributeError):
        raise EvidenceRefused(f"plan {kept.name}", "is not a complete plan", hint="make a new plan") from None


def _terms(form: dict[str, Any] | None) -> ScheduleTerms | None:
    if form is None:
        return None
    lists = {name: tuple(form[name]) for name in ("windows", "stop_on")}
    return ScheduleTerms(**(form | _spans(form, "every") | _times(form, "until") | lists))


def _gate(form: dict[str, Any] | None) -> GateTerms | None:
    if form is None:
        return None
    entries = tuple(GateEntry(**(one | {"also": tuple(one["also"])})) for one in form["entries"])
    return GateTerms(**(form | _times(form, "until") | {"entries": entries}))


def _item(form: dict[str, Any]) -> PlanItem:
    read: dict[str, Any] = {name: tuple(form[name]) for name in ("at", "copies", "ends", "proves", "guided")}
    read["checks"] = tuple(form.get("checks", ()))
    read["looked"] = tuple(form.get("looked", ()))
    read["expects"] = tuple(form.get("expects", ()))
    read |= {
        "admin": AccountWithSecret(**form["admin"]),
        "observer": _account(form["observer"]),
        "old": Observed(**form["old"]),
    }
    read["world"] = tuple(Observed(**one) for one in form["world"])
    read["consumers"] = tuple(map(_consumer, form["consumers"]))
    return PlanItem(**(form | read | _spans(form, "observe")))


def _object(form: dict[str, Any]) -> PlannedObject:
    return PlannedObject(**(form | {"admin": AccountWithSecret(**form["admin"])}))


def _consumer(form: dict[str, Any]) -> Consumer:
    gets, login = ConsumerClass(form.pop("gets")), _account(form.pop("login"))
    return Consumer(**(form | _spans(form, "longest_poll")), gets=gets, login=login)


def _account(form: dict[str, str] | None) -> AccountWithSecret | None:
    return AccountWithSecret(**form) if form else None


def _times(form: Mapping[str, Any], *names: str) -> dict[str, datetime | None]:
    return {name: parse_time(form[name]) if form[name] else None for name in names}


def _spans(form: Mapping[str, Any], *names: str) -> dict[str, timedelta | None]:
    return {name: None if form[name] is None else timedelta(seconds=form[name]) for name in names}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
