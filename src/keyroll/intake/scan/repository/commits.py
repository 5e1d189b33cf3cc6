"""Reads when commits were written, from their objects: the author's date, if the object's hash is its id."""

import hashlib
import re
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from keyroll.intake.scan.repository.limits import MOST_COMMIT, Corrupt
from keyroll.intake.scan.repository.view import RepositoryView

_ID = re.compile(r"[0-9a-f]{40}")
#: The author's line in git's own syntax: the date follows the last ``>`` of the line.
_AUTHOR = re.compile(rb"^author [^\n]*> *([0-9]{1,15})(?: [^\n>]*)?$", re.MULTILINE)
_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
_COMMIT = 1


def authored(view: RepositoryView, commits: Collection[str]) -> dict[str, datetime]:
    """Return the author's date of each commit; an unreadable commit, or one without a date, is left out."""
    found = {}
    for name in sorted(one for one in commits if _ID.fullmatch(one)):
        try:
            kept = view.content(name, MOST_COMMIT)
        except Corrupt:
            continue
        date = _date(name, *kept) if kept else None
        if date:
            found[name] = date
    return found


def _date(name: str, kind: int, text: bytes) -> datetime | None:
    whole = b"commit %d\x00%b" % (len(text), text)
    if kind != _COMMIT or hashlib.sha1(whole, usedforsecurity=False).hexdigest() != name:
        return None
    match = _AUTHOR.search(text.partition(b"\n\n")[0])
    try:
        return _BEGIN + timedelta(seconds=int(match[1])) if match else None
    except OverflowError:
        return None
