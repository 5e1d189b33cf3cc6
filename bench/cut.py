"""Cuts an export folder at a moment: later records and later listings are left out."""

import gzip
import json
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from keyroll.api import Keyroll
from keyroll.intake.view import events_view


def cut_exports(keyroll: Keyroll, exports: Path, out: Path, last: datetime) -> None:
    """Write to ``out`` the content of ``exports`` as of ``last``.

    ``keyroll`` is a home that has read ``exports``: it holds the position of the first later record in each file.
    """
    later = _first_later(keyroll, last)
    for path in sorted(path for path in exports.rglob("*") if path.is_file()):
        name = path.relative_to(exports)
        if name.parts[1] == "survey" and len(name.parts) == 4 and date.fromisoformat(name.parts[2]) > last.date():
            continue
        place = out / name
        place.parent.mkdir(parents=True, exist_ok=True)
        first = later.get(name.as_posix())
        if name.parts[1] != "logs" or first is None:
            shutil.copyfile(path, place)
        elif first > 1:
            _cut(path, place, first - 1)


def _first_later(keyroll: Keyroll, last: datetime) -> dict[str, int]:
    """Return the number of the first record after a moment, by file, if there is one."""
    home = keyroll.home
    with home.session() as session:
        events_view(session, home.lake)
        rows = session.tuples(
            "SELECT raw, min(record) FROM events WHERE happened_at > $last GROUP BY raw", {"last": last}
        )
    files = {str(raw): home.ledger.raw(str(raw)) for raw, _ in rows}
    return {known.file: int(str(record)) for raw, record in rows if (known := files[str(raw)])}


def _cut(path: Path, place: Path, keep: int) -> None:
    opener: Callable[[bytes], bytes] = gzip.decompress if path.suffix == ".gz" else bytes
    content = opener(path.read_bytes())
    if content.startswith(b'{"Records"'):
        kept = json.dumps({"Records": json.loads(content)["Records"][:keep]}, ensure_ascii=False).encode()
    else:
        kept = b"".join(line + b"\n" for line in content.split(b"\n")[:keep])
    place.write_bytes(gzip.compress(kept, mtime=0) if path.suffix == ".gz" else kept)
