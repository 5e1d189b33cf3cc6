"""An incident by its signed statements.

The ledger's rows are a copy: a difference means that the ledger was changed.
"""

from collections.abc import Iterable

from keyroll.errors import EvidenceRefused
from keyroll.model.campaign import Excepted, Terms
from keyroll.model.probe import Attempt, ProbeTarget
from keyroll.model.text import printable
from keyroll.proof.evidence import acts
from keyroll.proof.evidence.reading import EvidenceReader
from keyroll.proof.evidence.record import IncidentRecord
from keyroll.response.grounds import KeptIncident
from keyroll.response.replaced import replaced
from keyroll.store.ledger.campaigns import CampaignRows
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.types import RESTORE


def signed(ledger: Ledger, name: str, reader: EvidenceReader | None = None) -> tuple[IncidentRecord, KeptIncident]:
    """Return an incident by its signed statements, with the ledger's rows of its attempts.

    Raises UsageError if it is not open, EvidenceRefused if a row differs from its signed statement.
    """
    record = (reader or EvidenceReader(ledger)).record(name)
    rows = {incident.name: incident for incident in ledger.incidents()}
    if record is None:
        ledger.incident(name)
        raise _differs(name, "that it is open")
    if name not in rows or acts.opened(rows[name]) != acts.opened(record.incident):
        raise _differs(name, "the incident itself")
    _same(name, "scope", map(acts.item_form, ledger.items(name)), map(acts.item_form, record.items.values()))
    _same(name, "added identifiers", map(acts.widened, ledger.widenings(name)), map(acts.widened, record.widened))
    _same(name, "tokens", ledger.signals(name), record.tokens)
    rows_of = CampaignRows(ledger)
    _same(name, "exceptions", map(_exception, rows_of.exceptions(name)), map(_exception, record.exceptions))
    _same(name, "terms", [_terms(rows_of.terms(name))], [_terms(record.terms or Terms(name))])
    targets = ledger.targets(name)
    kept = KeptIncident(
        tuple(record.items.values()),
        tuple(record.widened),
        tuple(record.narrowed.values()),
        targets,
        ledger.attempts(name),
        tuple(sorted(ledger.quarantine_counts())) if targets else (),
        replaced(ledger),
    )
    _attempts(record, kept.attempts, kept.targets)
    return record, kept


def _same(name: str, what: str, rows: Iterable[object], said: Iterable[object]) -> None:
    if sorted(map(repr, rows)) != sorted(map(repr, said)):
        raise _differs(name, what)


def _attempts(record: IncidentRecord, attempts: Iterable[Attempt], targets: Iterable[ProbeTarget]) -> None:
    """Check that the ledger has every attempt of a signed verdict, with its address."""
    there, places = {attempt.id for attempt in attempts}, {printable(target.plane.name) for target in targets}
    for verdict in record.verdicts.values():
        if any(attempt not in there or place not in places for attempt, place in verdict.attempts):
            raise _differs(record.name, f"the attempts of {verdict.identifier}")


def _exception(excepted: Excepted) -> tuple[object, ...]:
    return (
        printable(excepted.identifier),
        printable(excepted.because),
        printable(excepted.person),
        excepted.until,
        excepted.made_at,
    )


def _terms(terms: Terms) -> tuple[object, ...]:
    return terms.deadline, terms.watch, printable(terms.person)


def _differs(name: str, what: str) -> EvidenceRefused:
    return EvidenceRefused(f"ledger: incident {name}", f"its rows differ from what was signed: {what}", hint=RESTORE)
