"""An incident as it was signed. The ledger's rows about it are a copy: where one differs, the ledger was changed."""

from collections.abc import Iterable

from keyroll.errors import EvidenceRefused
from keyroll.model.campaign import Excepted, Terms
from keyroll.model.probe import Attempt, Target
from keyroll.model.text import printable
from keyroll.proof.evidence import acts
from keyroll.proof.evidence.reading import EvidenceReader
from keyroll.proof.evidence.record import Record
from keyroll.response.grounds import Kept
from keyroll.store.ledger.campaigns import Campaigns
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.types import RESTORE


def signed(ledger: Ledger, name: str, reader: EvidenceReader | None = None) -> tuple[Record, Kept]:
    """Return an incident by its signed statements, and what the ledger keeps of its tries.

    Raises UsageError for one that is not open, EvidenceRefused where a row says something else than was signed.
    """
    record = (reader or EvidenceReader(ledger)).record(name)
    rows = {one.name: one for one in ledger.incidents()}
    if record is None:
        ledger.incident(name)
        raise _differs(name, "that it is open")
    if name not in rows or acts.opened(rows[name]) != acts.opened(record.incident):
        raise _differs(name, "the incident itself")
    _same(name, "scope", map(acts.item_form, ledger.items(name)), map(acts.item_form, record.items.values()))
    _same(name, "added identifiers", map(acts.widened, ledger.widenings(name)), map(acts.widened, record.widened))
    _same(name, "tokens", ledger.signals(name), record.tokens)
    rows_of = Campaigns(ledger)
    _same(name, "exceptions", map(_exception, rows_of.exceptions(name)), map(_exception, record.exceptions))
    _same(name, "terms", [_terms(rows_of.terms(name))], [_terms(record.terms or Terms(name))])
    kept = Kept(tuple(record.items.values()), tuple(record.widened), ledger.targets(name), ledger.attempts(name))
    _tries(record, kept.attempts, kept.targets)
    return record, kept


def _same(name: str, what: str, rows: Iterable[object], said: Iterable[object]) -> None:
    if sorted(map(repr, rows)) != sorted(map(repr, said)):
        raise _differs(name, what)


def _tries(record: Record, attempts: Iterable[Attempt], targets: Iterable[Target]) -> None:
    """Make sure that every try on which a signed verdict rests is there, and every place that it was made at."""
    there, places = {one.id for one in attempts}, {printable(one.plane.name) for one in targets}
    for verdict in record.verdicts.values():
        if any(one not in there or place not in places for one, place in verdict.attempts):
            raise _differs(record.name, f"the tries of {verdict.identifier}")


def _exception(one: Excepted) -> tuple[object, ...]:
    return printable(one.identifier), printable(one.because), printable(one.person), one.until, one.made_at


def _terms(one: Terms) -> tuple[object, ...]:
    return one.deadline, one.watch, printable(one.person)


def _differs(name: str, what: str) -> EvidenceRefused:
    return EvidenceRefused(f"ledger: incident {name}", f"its rows do not say what was signed: {what}", hint=RESTORE)
