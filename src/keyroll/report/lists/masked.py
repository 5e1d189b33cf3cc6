"""Files in which values were masked before anything was written: their number by kind, and the kept form."""

from pathlib import Path

from keyroll.report.listing import Listing, ListRequest, refuse
from keyroll.store.light import masked_files
from keyroll.store.relations import load
from keyroll.store.session import Session


def _prepare(session: Session, request: ListRequest) -> None:
    refuse(request, at="a masked value has no time of its own; use --known-at, which selects by the time of input")
    known_at = request.times.known_at
    rows = [
        (file.file, kind, number, str(file.how), file.sha256, Path(file.path).stem.partition("-")[2], file.seen_at)
        for file, kinds in masked_files(request.home)
        if known_at is None or (file.seen_at is not None and file.seen_at <= known_at)
        for kind, number in kinds.items()
    ]
    names = ("file", "kind", "values", "kept", "sha256", "copy_sha256", "seen_at")
    load(session, "masked", {name: [row[place] for row in rows] for place, name in enumerate(names)})


LISTING = Listing(
    "files in which values of credentials were masked, by kind; copy_sha256 is the hash of the masked copy",
    "SELECT * FROM masked",
    ("file", "kind", "values", "kept"),
    "seen_at DESC NULLS LAST, file, kind",
    _prepare,
    prepares_events=False,
    folded=False,
    time="seen_at",
    key="file",
    examples=("kind = 'session_token'",),
)
