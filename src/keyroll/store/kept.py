"""Tables that are worked out of others and kept until something that they were worked out of changes.

The commit of such a table carries a mark, which names all that it was worked out of: code, versions, rows. The
holder of the lease keeps it. A reader takes it where it carries the mark of now, and works it out if it does
not. Of a table whose rows depend on the moment as of which they were worked out, the commit also carries from which
moment until which other one (``store.turns``) they are the same.
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
    session: Session, lake: Lake, relation: str, table: str, mark: str, span: tuple[datetime, datetime] | None = None
) -> None:
    """Keep the rows of a relation under a mark, in place of what was kept before. The caller holds the lease.

    With a ``span`` they hold from a moment until another one.
    """
    if not is_kept(lake, table, mark, span and span[0]):
        times = {_FROM: _micros(span[0]), _UNTIL: _micros(span[1])} if span else {}
        lake.put(session, relation, table, {mark: lake.version(table) + 2, **times}, anew=True)


def is_kept(lake: Lake, table: str, mark: str, at: datetime | None = None) -> bool:
    """Say whether a table carries a mark, and, where a moment is given, holds at that moment."""
    version = lake.version(table)
    return version >= 0 and lake.batches_done(table, mark) == version + 1 and (at is None or _holds(lake, table, at))


def take(session: Session, lake: Lake, table: str, mark: str, name: str, at: datetime | None = None) -> bool:
    """Make a view of a kept table; False, and none, if it does not carry the mark or does not hold at a moment."""
    if not (is_kept(lake, table, mark, at) and lake.view(session, table, name)):
        return False
    give(session, name)
    return True


def offer_kept(session: Session, lake: Lake, table: str, mark: Callable[[], str], name: str, at: datetime) -> None:
    """Offer a relation as it is kept, or, where what is kept does not hold at a moment, as it is made."""
    offer(session, {name: partial(_taken_or_made, session, lake, table, mark, name, at)})


def _taken_or_made(
    session: Session, lake: Lake, table: str, mark: Callable[[], str], name: str, at: datetime
) -> None:  # fmt: skip
    if not take(session, lake, table, mark(), name, at):
        del session.offered[name], session.instead[name]
        build(session, name)


def _holds(lake: Lake, table: str, at: datetime) -> bool:
    # At the turn itself the rows are those of before it, or those of after it: only what was worked out at it holds.
    begins, ends, now = lake.batches_done(table, _FROM), lake.batches_done(table, _UNTIL), _micros(at)
    return begins <= now < ends or begins == now


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def stands(lake: Lake, *tables: str) -> str:
    """Name the rows that some tables have now, for a mark: each by its newest commit, which no other one equals."""
    commits = ((name, lake.newest_commit(name)) for name in tables)
    return digest(*(f"{name} {commit.name}\n{commit.read_text()}" if commit else name for name, commit in commits))
