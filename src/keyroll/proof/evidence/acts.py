"""The acts on an incident as in-toto statements: opened, scope, narrowed, terms, approved, closed and others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from keyroll.clock import iso
from keyroll.errors import EvidenceRefused
from keyroll.model.campaign import Terms
from keyroll.model.incident import ClosingPolicy, Incident, Item, Narrowing, Reason, Widening
from keyroll.model.text import printable
from keyroll.proof.evidence.approvals import PlanApproval
from keyroll.proof.evidence.dsse import canonical, text_in, time_of
from keyroll.proof.evidence.links import ChainLink
from keyroll.proof.evidence.statement import (
    STATEMENT_TYPE,
    SUBJECT_DIGEST,
    TOOL,
    Form,
    about,
    about_one,
    marked,
    signed_member,
)
from keyroll.secret import Secret

PREDICATE_TYPE = "urn:keyroll:predicate:incident:v1"
#: The most credentials in one statement of a scope.
SCOPE_AT_ONCE = 1_000


class ActKind(StrEnum):
    """The kind of an act."""

    OPENED = "opened"
    SCOPE = "scope"
    INCOMPLETE = "incomplete"
    WIDENED = "widened"
    NARROWED = "narrowed"
    TERMS = "terms"
    TOKEN = "token"  # noqa: S105 - the name of an act
    APPROVED = "approved"
    CLOSED = "closed"


#: The acts by which a person decides what happens: they are signed by that person too.
DECISIONS = frozenset({ActKind.NARROWED, ActKind.TERMS, ActKind.CLOSED})


@dataclass(frozen=True, slots=True)
class IncidentAct:
    """An act on an incident: its kind, its author, its time, its content, and the author's own signature, if any."""

    kind: ActKind
    by: str
    made_at: str
    said: Form
    signed: Form | None = None


def opened(incident: Incident) -> IncidentAct:
    """Return the opening of an incident with all its data."""
    said: Form = {
        "products": list(map(printable, incident.products)),
        "confidence": printable(incident.confidence),
        "source_text": printable(incident.source_text),
        "story": printable(incident.story),
        "subjects": list(map(printable, incident.subjects)),
    }
    return IncidentAct(ActKind.OPENED, printable(incident.opened_by), iso(incident.opened_at), said | about(incident))


def scope(items: Iterable[Item], now: datetime) -> list[IncidentAct]:
    """Return the credentials that came into an incident's scope, in as few acts as possible."""
    forms = [item_form(item) for item in items]
    parts = (forms[start : start + SCOPE_AT_ONCE] for start in range(0, len(forms), SCOPE_AT_ONCE))
    return [IncidentAct(ActKind.SCOPE, "", iso(now), {"items": part}) for part in parts]


def incomplete(rows: Sequence[str], now: datetime) -> IncidentAct:
    """Return the rows of the register that may name further exposed credentials; none once the exposure is complete."""
    some = list(map(printable, rows[:SCOPE_AT_ONCE]))
    return IncidentAct(ActKind.INCOMPLETE, "", iso(now), {"rows": some, "count": len(rows)})


def incomplete_of(act: IncidentAct, where: str) -> tuple[str, ...]:
    """Return the rows without which the exposure is incomplete. Raises EvidenceRefused."""
    rows, number = tuple(_texts(act.said.get("rows"), where)), act.said.get("count")
    if type(number) is not int or number < len(rows):
        raise EvidenceRefused(where, "does not say how many rows are missing")
    return rows


def widened(widening: Widening) -> IncidentAct:
    """Return a credential that a person or a token added."""
    said: Form = {"identifier": printable(widening.identifier), "reason": printable(widening.reason)}
    return IncidentAct(ActKind.WIDENED, printable(widening.person), iso(widening.added_at), said)


def narrowed(narrowing: Narrowing) -> IncidentAct:
    """Return a credential that a person removed from the scope."""
    said: Form = {"identifier": printable(narrowing.identifier), "reason": printable(narrowing.reason)}
    return IncidentAct(ActKind.NARROWED, printable(narrowing.person), iso(narrowing.made_at), said)


def terms(terms: Terms, policy: ClosingPolicy, now: datetime) -> IncidentAct:
    """Return the terms that a person set: deadline, watch and policy."""
    deadline = iso(terms.deadline) if terms.deadline else ""
    said: Form = {"deadline": deadline, "watch_seconds": int(terms.watch.total_seconds()), "policy": str(policy)}
    return IncidentAct(ActKind.TERMS, printable(terms.person), iso(now), said)


def approved(approval: PlanApproval, now: datetime) -> IncidentAct:
    """Return the approval under which a plan begins to change credentials of the incident."""
    return IncidentAct(ActKind.APPROVED, printable(approval.approver.person), iso(now), approval.form())


def token(issuer: str, jti: str, claims: str, issued_at: datetime, now: datetime) -> IncidentAct:
    """Return the statement on a received security event token, with the incident that it opened, if any."""
    said: Form = {"issuer": printable(issuer), "jti": printable(jti), "claims": claims, "issued_at": iso(issued_at)}
    return IncidentAct(ActKind.TOKEN, printable(issuer), iso(now), said)


def closed(accounts: Mapping[str, str], because: str, by: str, now: datetime) -> IncidentAct:
    """Return the closing, with the outcome of each credential of the scope (``dead A``, ``excepted``)."""
    items = [{"identifier": identifier, "how": how} for identifier, how in sorted(accounts.items())]
    return IncidentAct(ActKind.CLOSED, printable(by), iso(now), {"items": items, "because": printable(because)})


def statement(named: Form, act: IncidentAct, link: ChainLink, *, key: Secret) -> bytes:
    """Return the statement of an act in the form to be signed; ``named`` is the incident in the form of statements."""
    name = _subject(named)
    payload = {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": name, "digest": {SUBJECT_DIGEST: marked(name, key)}}],
        "predicateType": PREDICATE_TYPE,
        "predicate": {
            "incident": named,
            "act": str(act.kind),
            "by": act.by,
            "made_at": act.made_at,
            "said": act.said,
            "link": link.form(),
            "tool": TOOL,
        }
        | signed_member(act.signed),
    }
    return canonical(payload)


def read(content: Form, predicate: Form, where: str) -> IncidentAct:
    """Read the statement of an act. Raises EvidenceRefused."""
    about_one(content, _subject(predicate.get("incident")), where)
    kind, by, made_at = (text_in(predicate, name, where) for name in ("act", "by", "made_at"))
    said = predicate.get("said")
    if kind not in set(ActKind) or not isinstance(said, dict):
        raise EvidenceRefused(where, "is an act of another kind")
    return IncidentAct(ActKind(kind), by, made_at, said)


def incident_of(act: IncidentAct, where: str) -> Incident:
    """Return the incident that an opening is about. Raises EvidenceRefused."""
    said, window = act.said, act.said.get("window")
    texts = {name: text_in(said, name, where) for name in ("name", "vendor", "confidence", "source_text", "story")}
    begins, ends = (time_of(text_in(window, name, where), where) for name in ("from", "to"))
    lists = {name: tuple(_texts(said.get(name), where)) for name in ("products", "subjects")}
    policy = policy_of(said, where)
    times = {"window_from": begins, "window_to": ends, "opened_at": time_of(act.made_at, where)}
    return Incident(**texts, **times, **lists, opened_by=act.by, policy=policy)  # type: ignore[arg-type]


def items_of(incident: str, act: IncidentAct, where: str) -> list[Item]:
    """Return the credentials that came into scope. Raises EvidenceRefused."""
    accounts = []
    for form in _list(act.said.get("items"), where):
        identifier, name, kind, source = (
            text_in(form, member, where) for member in ("identifier", "name", "kind", "source")
        )
        steps = _list(form.get("reason") if isinstance(form, dict) else None, where)
        first, last = (text_in(form, name, where) for name in ("exposed_from", "exposed_until"))
        since, until = (time_of(time, where) if time else None for time in (first, last))
        reasons = tuple(_reason(step, where) for step in steps)
        accounts.append(Item(incident, identifier, name, kind, source, reasons, since, until))
    return accounts


def widening_of(incident: str, act: IncidentAct, where: str) -> Widening:
    """Return the credential that was added to a scope. Raises EvidenceRefused."""
    identifier, reason = (text_in(act.said, name, where) for name in ("identifier", "reason"))
    return Widening(incident, identifier, reason, act.by, time_of(act.made_at, where))


def narrowing_of(incident: str, act: IncidentAct, where: str) -> Narrowing:
    """Return the credential that was removed from a scope. Raises EvidenceRefused."""
    identifier, reason = (text_in(act.said, name, where) for name in ("identifier", "reason"))
    return Narrowing(incident, identifier, reason, act.by, time_of(act.made_at, where))


def terms_of(incident: str, act: IncidentAct, where: str) -> Terms:
    """Return the terms that were set. Raises EvidenceRefused."""
    deadline, seconds = text_in(act.said, "deadline", where), act.said.get("watch_seconds")
    made_at = time_of(act.made_at, where)
    try:
        if type(seconds) is int:
            watch = timedelta(seconds=seconds)
            return Terms(incident, time_of(deadline, where) if deadline else None, watch, act.by, made_at)
    except OverflowError:
        pass
    raise EvidenceRefused(where, "does not say how long dead credentials are watched")


def policy_of(said: Mapping[str, object], where: str) -> ClosingPolicy:
    """Return the named policy. Raises EvidenceRefused."""
    try:
        return ClosingPolicy(text_in(said, "policy", where))
    except ValueError:
        raise EvidenceRefused(where, "has an unknown policy") from None


def accounts_of(act: IncidentAct, where: str) -> dict[str, str]:
    """Return the outcome of each credential in a closing. Raises EvidenceRefused."""
    forms = _list(act.said.get("items"), where)
    return {text_in(form, "identifier", where): text_in(form, "how", where) for form in forms}


def item_form(item: Item) -> Form:
    """Return an exposed credential in the form of statements."""
    first, last = (iso(at) if at else "" for at in (item.first_exposed_at, item.last_exposed_at))
    texts = {name: printable(getattr(item, name)) for name in ("identifier", "name", "kind", "source")}
    return texts | {"reason": [_step(step) for step in item.reason], "exposed_from": first, "exposed_until": last}


def _step(reason: Reason) -> Form:
    texts = {name: printable(getattr(reason, name)) for name in ("kind", "text", "identifier")}
    return texts | {"sure": reason.sure}


def _reason(form: object, where: str) -> Reason:
    kind, text, identifier = (text_in(form, name, where) for name in ("kind", "text", "identifier"))
    return Reason(kind, text, identifier, sure=isinstance(form, dict) and form.get("sure") is True)


def _subject(named: object) -> str:
    name = named.get("name") if isinstance(named, dict) else None
    return f"incident {name}" if name else "home"


def _list(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise EvidenceRefused(where, "is not a complete statement")
    return value


def _texts(value: object, where: str) -> list[str]:
    return [member if isinstance(member, str) else text_in(None, "one", where) for member in _list(value, where)]
