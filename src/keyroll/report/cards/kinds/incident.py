"""The card of an incident: its exposed credentials, and those not proven dead."""

from keyroll.model.incident import Grade
from keyroll.report.cards.contract import Card, CardKind, CardRequest, Fact, command, day
from keyroll.report.words import count
from keyroll.response.campaign import Status


def _card(request: CardRequest, identifier: str) -> Card:
    status = request.status(identifier)
    about, left = status.incident, status.open_items
    proofs = ", ".join(f"{grade} {number}" for grade, number in status.proofs.items() if grade is not Grade.D)
    window = f"between {day(about.window_from)} and {day(about.window_to)}"
    facts = (
        Fact("exposed", (f"{count(len(status.standings), 'credential')}, {window}",)),
        Fact("proven dead", (f"{len(status.standings) - len(left):,} by the policy {about.policy}: {proofs}",)),
        Fact("not proven", _left(status)),
        Fact("intruder", _intruder(status)),
    )
    then = command("incident", "prove" if left else "status", identifier)
    return Card("incident", identifier, identifier, f"an incident: {about.title}", facts, then)


def _left(status: Status) -> tuple[str, ...]:
    if not status.standings:
        return ("unknown: no read credential is exposed; that does not prove that none was",)
    texts = [
        f"{one.item.name or one.item.identifier} ({one.item.identifier}): {one.judgement.because}"
        for one in status.open_items
    ]
    return (count(len(texts), "credential"), *texts) if texts else ("every item is proven",)


def _intruder(status: Status) -> tuple[str, ...]:
    about = status.containment
    if about is None:
        return ()
    gone = "contained" if about.contained else "not known to be contained"
    return (f"{gone}: {count(len(about.alive), 'foothold')} of {len(about.footholds):,} not known to be gone",)


CARD = CardKind("incident", _card)
