"""The streams of a home: how their tokens come, and what came."""

from collections.abc import Mapping

from keyroll.clock import iso
from keyroll.report.document import Document, Line, Table, Tone
from keyroll.signals.streams import Stream
from keyroll.store.ledger.signals import Came

_NOTHING = Came()


def streams(known: Mapping[str, Stream], came: Mapping[str, Came]) -> Document:
    """Return the streams of a home."""
    rows = []
    for name, one in known.items():
        seen = came.get(name, _NOTHING)
        last = iso(seen.last_at) if seen.last_at else "never"
        rows.append((name, one.issuer, _way(one), f"{seen.tokens:,}", last, f"{seen.waiting:,}"))
    table = Table(("stream", "issuer", "tokens come", "came", "last", "wait"), tuple(rows))
    if any(seen.waiting for seen in came.values()):
        return Document([table, Line("next: keyroll serve --once", Tone.QUIET)])
    return Document([table])


def rows(known: Mapping[str, Stream], came: Mapping[str, Came]) -> list[dict[str, object]]:
    """Return the streams of a home, one row each."""
    found = []
    for name, one in known.items():
        seen = came.get(name, _NOTHING)
        told: dict[str, object] = {"stream": name, "issuer": one.issuer, "audience": list(one.audience)}
        told |= {"keys": one.keys, "poll": one.poll, "credential": one.credential, "pushed_by": one.pushed_by}
        told |= {"every": one.every, "tokens": seen.tokens, "last_at": seen.last_at, "waiting": seen.waiting}
        found.append(told)
    return found


def _way(one: Stream) -> str:
    ways = [f"fetched every {one.every}"] if one.poll else []
    return ", ".join([*ways, f"sent by {one.pushed_by}"] if one.pushed_by else ways)
