"""Derives from logs and listings whether the new way is in use, and who still uses the old value."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from keyroll.clock import iso
from keyroll.model.probe import Attempt
from keyroll.model.truth import Truth
from keyroll.providers.contracts.replace import ListSign, LogSign, Sign
from keyroll.replacement.signs import SignsSeen, logged, moment
from keyroll.store.relations import load
from keyroll.store.session import Session

#: The largest difference between the clocks of a server and of keyroll.
AROUND: Final = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class NewUse:
    """Whether the new way is in use, with the evidence."""

    used: Truth
    evidence: tuple[SignsSeen, ...] = ()

    @property
    def first(self) -> datetime | None:
        """The first use that a log shows."""
        times = [one.first for one in self.evidence if one.first and one.raw]
        return min(times, default=None)


def new_use(session: Session, signs: Sequence[Sign], source: str, own: Sequence[Attempt]) -> NewUse:
    """Return whether logs show the new way in use. A listing shows that it was issued, not that it was used.

    ``own`` are keyroll's attempts: a record within two seconds of an attempt does not count. Needs the views of events.
    """
    load(
        session,
        "attempts_of_keyroll",
        {"begins": [one.at - AROUND for one in own], "ends": [(one.answered_at or one.at) + AROUND for one in own]},
    )
    logs = [(sign, _windows(session, sign, source)) for sign in signs if isinstance(sign, LogSign)]
    seen = [found for sign, windows in logs if windows and (found := logged(session, sign, source))]
    issued = [found for sign in signs if isinstance(sign, ListSign) and (found := _listed(session, sign, source))]
    return NewUse(_used(logs, seen, issued), (*seen, *issued))


def _used(
    logs: Sequence[tuple[LogSign, Sequence[tuple[str, datetime, datetime]]]],
    seen: Sequence[SignsSeen],
    issued: Sequence[SignsSeen],
) -> Truth:
    if seen:
        last = max(one.last for one in seen if one.last)
        return Truth.yes(f"{seen[0].says}, last on {iso(last)}")
    if not any(windows for _, windows in logs):
        unread = " or ".join(f"{sign.provider}.{sign.log}" for sign, _ in logs)
        what = f"the log {unread} was not read" if unread else "no log shows it"
        return Truth.unknown(f"{what}{'; ' + issued[0].says if issued else ''}")
    if issued:
        return Truth.unknown(f"{issued[0].says}, but no log shows it in use")
    spans = [
        f"{sign.provider}.{sign.log} of {name}, {iso(begins)} to {iso(ends)}"
        for sign, windows in logs
        for name, begins, ends in windows
    ]
    return Truth.no(f"not in {'; '.join(spans)}")


def _windows(session: Session, sign: LogSign, source: str) -> list[tuple[str, datetime, datetime]]:
    rows = session.tuples(
        "SELECT source, begins, ends FROM log_windows "
        "WHERE log = $log AND (source = $source OR NOT $same) ORDER BY ALL",
        {"log": f"{sign.provider}.{sign.log}", "source": source, "same": sign.same_source},
    )
    return [
        (str(name), begins, ends)
        for name, begins, ends in rows
        if isinstance(begins, datetime) and isinstance(ends, datetime)
    ]


def _listed(session: Session, sign: ListSign, source: str) -> SignsSeen | None:
    ((count, first, last),) = session.tuples(
        "SELECT count(*), min(created), max(last_observed) FROM credentials WHERE provider = $provider "
        "AND kind = $kind AND (id GLOB $pattern OR name GLOB $pattern) AND (source = $source OR NOT $same)",
        {
            "provider": sign.provider,
            "kind": sign.kind,
            "pattern": sign.pattern,
            "source": source,
            "same": sign.same_source,
        },
    )
    if not count:
        return None
    return SignsSeen(sign.says, f"{sign.provider} {sign.kind}", int(str(count)), moment(first), moment(last))


def still_used(session: Session, identifier: str, since: datetime | None) -> tuple[str, ...]:
    """Return the users of the old value after the new way was first seen; empty if that is not known."""
    if since is None:
        return ()
    rows = session.tuples(
        "SELECT network, client, max(last_used) FROM consumers WHERE id = $id AND uses > 0 "
        "AND coalesce(client, '') NOT LIKE 'keyroll-%' GROUP BY ALL HAVING max(last_used) > $since ORDER BY ALL",
        {"id": identifier, "since": since},
    )
    return tuple(
        f"{client or 'a program'} at {network or 'an unknown address'}, last on {iso(last)}"
        for network, client, last in rows
        if isinstance(last, datetime)
    )
