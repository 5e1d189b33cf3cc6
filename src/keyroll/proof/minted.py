"""The credentials that were made with a credential, by its issuer's own log.

Credentials that outlive a revocation must be dead too. If the log covers the credential's whole life without a gap, it
shows every such child, and nobody has to name them. Otherwise the children are not known.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from keyroll.clock import iso
from keyroll.model.truth import Truth
from keyroll.proof.pointer import Pointer
from keyroll.store.relations import build, load
from keyroll.store.session import Row, Session


@dataclass(frozen=True, slots=True)
class MintingLog:
    """The log of the issuer that shows which credentials are made with one; ``unread`` if parts could not be read."""

    id: str
    source: str
    log: str
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Child:
    """A credential that was made with another one. ``ended`` means that it is known to be gone."""

    identifier: str
    made_at: datetime
    ended: bool
    address: Pointer


@dataclass(frozen=True, slots=True)
class Minted:
    """The children of a credential, by a log.

    The log covers the time from the credential's creation (``since``) to ``until``. If it covers no time, ``because``
    is the reason.
    """

    log: str
    children: tuple[Child, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    because: str = ""
    evidence: tuple[Pointer, ...] = ()

    def ended(self, by: datetime) -> Truth:
        """Whether every credential that was made with it until a time is dead: yes, no, or unknown with the reason."""
        left = [child for child in self.children if not child.ended]
        if left:
            more = f" and {len(left) - 1} more" if len(left) > 1 else ""
            return Truth.no(f"{left[0].identifier}{more} was made with it, by {self.log}, and is not known to be dead")
        if self.since is None or self.until is None:
            return Truth.unknown(self.because or f"{self.log} does not cover it")
        if self.until < by:
            return Truth.unknown(f"{self.log} covers it only to {iso(self.until)}, and it was valid to {iso(by)}")
        number = len(self.children)
        what = f"every credential that was made with it ({number}) is gone" if number else "nothing was made with it"
        return Truth.yes(f"{what}, by {self.log} from {iso(self.since)} to {iso(self.until)}")


def minted(session: Session, asked: Sequence[MintingLog]) -> dict[str, Minted]:
    """Return the children of each credential, by the logs. Needs the inventory and ``events``."""
    if not asked:
        return {}
    load(
        session,
        "minting",
        {
            "id": [one.id for one in asked],
            "source": [one.source for one in asked],
            "log": [one.log for one in asked],
        },
    )
    build(session, "minted_children", "minting_spans", "log_silences")
    spans = {str(row["id"]): row for row in session.rows("FROM minting_spans")}
    silences: dict[tuple[str, str], list[tuple[datetime, datetime]]] = defaultdict(list)
    for source, log, begins, ends in session.tuples("FROM log_silences ORDER BY ALL"):
        if isinstance(begins, datetime) and isinstance(ends, datetime):
            silences[str(source), str(log)].append((begins, ends))
    children: dict[str, list[Child]] = defaultdict(list)
    for row in session.rows("FROM minted_children ORDER BY ALL"):
        children[str(row["id"])].append(_child(row))
    return {one.id: _one(one, spans.get(one.id), silences[one.source, one.log], children[one.id]) for one in asked}


def _child(row: Row) -> Child:
    at = row["made_at"]
    if not isinstance(at, datetime):
        raise TypeError("made_at is not a time")
    return Child(str(row["child"]), at, row["ended"] is True, Pointer(str(row["raw"]), int(str(row["record"]))))


def _one(
    asked: MintingLog, span: Row | None, silences: Sequence[tuple[datetime, datetime]], children: Sequence[Child]
) -> Minted:
    name = f"the log {asked.log} of {asked.source}"
    made_at, until, because = _covered(name, asked, span or {}, silences)
    evidence = tuple(child.address for child in children)
    if span and span["raw"] is not None:
        evidence = (Pointer(str(span["raw"]), int(str(span["record"]))), *evidence)
    return Minted(name, tuple(children), made_at, until, because, evidence)


def _covered(
    name: str, asked: MintingLog, span: Mapping[str, object], silences: Sequence[tuple[datetime, datetime]]
) -> tuple[datetime | None, datetime | None, str]:
    """Return the span in which a log covers the life of a credential without a gap, or the reason why it does not."""
    made_at, begins, ends = (span.get(member) for member in ("made_at", "begins", "ends"))
    if not isinstance(begins, datetime) or not isinstance(ends, datetime):
        return None, None, f"{name} was not read"
    if asked.unread:
        return None, None, f"parts of {name} could not be read (keyroll list quarantine)"
    if span.get("doubtful"):
        return None, None, f"{name} has records with impossible times"
    if not isinstance(made_at, datetime):
        return None, None, f"its creation time is not known, so {name} may begin later"
    if begins > made_at:
        return None, None, f"{name} begins on {iso(begins)}, after it was made on {iso(made_at)}"
    if not span.get("named"):
        return None, None, f"{name} does not contain an id of it that a listing has"
    gaps = [(start, end) for start, end in silences if end > made_at]
    return made_at, max(made_at, gaps[0][0]) if gaps else ends, ""
