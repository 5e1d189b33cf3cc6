"""The streams of a home: the delivery of their tokens, and the received tokens."""

from collections.abc import Mapping

from keyroll.report.document import Document, Line, Table, Tone
from keyroll.report.words import moment
from keyroll.security_events.streams import Stream
from keyroll.store.ledger.signals import Came

_NOTHING = Came()


def streams(known: Mapping[str, Stream], came: Mapping[str, Came]) -> Document:
    """Return the streams of a home."""
    rows = []
    for name, stream in known.items():
        seen = came.get(name, _NOTHING)
        last = moment(seen.last_at) if seen.last_at else "never"
        ways = (stream.every if stream.poll else "-", stream.pushed_by or "-")
        rows.append((name, *ways, f"{seen.tokens:,}", f"{seen.waiting:,}", last, stream.issuer))
    table = Table(("stream", "every", "sent by", "came", "wait", "last", "issuer"), tuple(rows))
    if any(seen.waiting for seen in came.values()):
        return Document([table, Line("next: keyroll serve --once", Tone.QUIET)])
    return Document([table])


def rows(known: Mapping[str, Stream], came: Mapping[str, Came]) -> list[dict[str, object]]:
    """Return the streams of a home, one row each."""
    rows = []
    for name, stream in known.items():
        seen = came.get(name, _NOTHING)
        row: dict[str, object] = {"stream": name, "issuer": stream.issuer, "audience": list(stream.audience)}
        row |= {
            "keys": stream.keys,
            "poll": stream.poll,
            "credential": stream.credential,
            "pushed_by": stream.pushed_by,
        }
        row |= {"every": stream.every, "tokens": seen.tokens, "last_at": seen.last_at, "waiting": seen.waiting}
        rows.append(row)
    return rows
