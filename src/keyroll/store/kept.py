"""Tables that are derived from others and kept until an input changes.

The commit of such a table carries a mark, which names all of its inputs: code, versions, rows. The holder of the lease
keeps it. A reader uses it if it carries the current mark, and derives it otherwise. If the rows depend on the time of
the derivation, the commit also carries the span of time in which they are the same (``store.turns``).
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from keyroll.model.ids import digest
from keyroll.store.lake import Lake
from keyroll.store.relations import build, give, offer
from keyroll.store.session import Session

#: The streams that carry a span of time, in microseconds since 1970.
_FROM, _UNTIL = "holds from", "holds until"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def keep(
    session: Session, lake: Lake, relation: str, table: str, mark: str, span: tuple[datetime, datetime] | None = None,
    *, again: bool = False,
) -> None:  # fmt: skip
    """Keep the rows of a relation under a mark, instead of the rows kept before. The caller holds the lease.

    With a ``span`` they are valid from one time until another. With ``again`` they replace rows of the same mark.
    """
    if again or not is_kept(lake, table, mark, span and span[0]):
        times = {_FROM: _micros(span[0]), _UNTIL: _micros(span[1])} if span else {}
        lake.put(session, relation, table, {mark: lake.version(table) + 2, **times}, anew=True)


def is_kept(lake: Lake, table: str, mark: str, at: datetime | None = None) -> bool:
    """Return whether a table carries a mark and, if a time is given, is valid at that time."""
    version = lake.version(table)
    return version >= 0 and lake.batches_done(table, mark) == version + 1 and (at is None or _holds(lake, table, at))


def take(session: Session, lake: Lake, table: str, mark: str, name: str, at: datetime | None = None) -> bool:
    """Make a view of a kept table; False, and no view, if it does not carry the mark or is not valid at a time."""
    if not (is_kept(lake, table, mark, at) and lake.view(session, table, name)):
        return False
    give(session, name)
    return True


def offer_kept(session: Session, lake: Lake, table: str, mark: Callable[[], str], name: str, at: datetime) -> None:
    """Offer the kept rows of a relation, or the relation itself if they are not valid at a time."""
    offer(session, {name: partial(_taken_or_made, session, lake, table, mark, name, at)})


def _taken_or_made(
    session: Session, lake: Lake, table: str, mark: Callable[[], str], name: str, at: datetime
) -> None:  # fmt: skip
    if not take(session, lake, table, mark(), name, at):
        del session.offered[name], session.instead[name]
        build(session, name)


def _holds(lake: Lake, table: str, at: datetime) -> bool:
    # At the change itself the rows may be those before or after it: only rows derived at that time are valid.
    begins, ends, now = lake.batches_done(table, _FROM), lake.batches_done(table, _UNTIL), _micros(at)
    return begins <= now < ends or begins == now


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def stands(lake: Lake, *tables: str) -> str:
    """Return a text that identifies the current rows of some tables, for a mark: each table by its newest commit."""
    commits = ((name, lake.newest_commit(name)) for name in tables)
    return digest(*(f"{name} {commit.name}\n{commit.read_text()}" if commit else name for name, commit in commits))
