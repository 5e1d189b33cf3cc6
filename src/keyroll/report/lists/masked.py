"""Files in which values were masked before anything was written: how many of which kind, and what is kept of them."""

from pathlib import Path

from keyroll.report.listing import Asked, Listing, refuse
from keyroll.store.ledger import masked
from keyroll.store.session import Session

_TYPES = {
    "file": "VARCHAR",
    "kind": "VARCHAR",
    "values": "BIGINT",
    "kept": "VARCHAR",
    "sha256": "VARCHAR",
    "copy_sha256": "VARCHAR",
    "seen_at": "TIMESTAMPTZ",
}


def _prepare(session: Session, asked: Asked) -> None:
    refuse(asked, at="what was masked has no time of its own; use --known-at, which goes by when it came in")
    known_at = asked.times.known_at
    with asked.home.ledger.reading() as connection:
        noted = masked.noted(connection)
    rows = [
        (one.file, kind, number, str(one.how), one.sha256, Path(one.path).stem.partition("-")[2], one.seen_at)
        for one, kinds in noted
        if known_at is None or (one.seen_at is not None and one.seen_at <= known_at)
        for kind, number in kinds.items()
    ]
    columns = {name: [row[place] for row in rows] for place, name in enumerate(_TYPES)}
    session.load_columns("masked", _TYPES, columns)


LISTING = Listing(
    "files in which values of credentials were masked, by kind; copy_sha256 is the hash of the masked copy",
    "SELECT * FROM masked",
    ("file", "kind", "values", "kept"),
    "file, kind",
    _prepare,
    prepares_events=False,
    folded=False,
    time="seen_at",
    key="file",
    examples=("kind = 'session_token'",),
)
