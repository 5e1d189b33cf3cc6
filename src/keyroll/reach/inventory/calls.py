"""What a principal of AWS called, as CloudTrail has it, and whether the log can show it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from keyroll.errors import NothingToDo, UsageError
from keyroll.model.json import Json
from keyroll.reach.aws.account import Holder, read_account
from keyroll.reach.aws.asking import Asking
from keyroll.reach.aws.least.calls import Call
from keyroll.reach.aws.steps import identifier
from keyroll.store.relations import build
from keyroll.store.session import Session

_LOG = "aws.cloudtrail"


@dataclass(frozen=True, slots=True)
class Logged:
    """Successful calls of one principal; from when to when the account's log goes, and on how many days it has records.

    ``reads`` says that the log has calls of the account that only read; ``refused`` counts calls that were refused.
    """

    calls: tuple[Call, ...]
    begins: datetime
    ends: datetime
    days: int
    reads: bool
    refused: int


def holder_of(dumps: Mapping[str, Iterable[Json]], name: str) -> tuple[Asking, str, Holder]:
    """Return a user or role by its id, ARN or name, with its account. Raises NothingToDo, UsageError."""
    if not dumps:
        raise NothingToDo(
            "no account dump of AWS is in the home",
            hint="sync the output of: aws iam get-account-authorization-details",
        )
    accounts = [(Asking(read_account(pages)), source) for source, pages in dumps.items()]
    matching = [
        (asking, source, one)
        for asking, source in accounts
        for one in (*asking.account.users, *asking.account.roles)
        if name in (one.name, one.arn, identifier(source, one.arn))
    ]
    if len(matching) == 1:
        return matching[0]
    if not matching:
        raise UsageError(
            f"no account dump has a user or role {name!r}", hint="ids are shown by: keyroll reach --format csv"
        )
    ids = ", ".join(identifier(source, one.arn) for _, source, one in matching)
    raise UsageError(f"{len(matching)} users and roles are called {name!r}", hint=f"give one id: {ids}")


def calls_of(session: Session, source: str, principal: str, since: datetime) -> Logged:
    """Return the calls of a principal since a time. Raises NothingToDo where the account has no log of that time."""
    build(session, "events", "log_windows")
    about = {"source": source, "log": _LOG, "since": since}
    windows = session.tuples(
        "SELECT begins, ends, days FROM log_windows WHERE source = $source AND log = $log AND ends >= $since",
        about,
    )
    if not windows:
        raise NothingToDo(
            f"no record of CloudTrail of {source} is in the home since {since:%Y-%m-%d}: nobody knows what is used",
            hint="sync the trail, or give a longer --window",
        )
    begins, ends, days = cast("tuple[datetime, datetime, int]", windows[0])
    rows = session.tuples(
        "SELECT resource_group, operation, count(*) FILTER (status_id = 1), max(happened_at), "
        "count(*) FILTER (status_id = 2) FROM events WHERE log = $log AND source = $source AND actor = $actor "
        "AND happened_at >= $since "
        "AND resource_group IS NOT NULL AND operation IS NOT NULL GROUP BY ALL ORDER BY ALL",
        {**about, "actor": principal},
    )
    calls = tuple(
        Call(str(service), str(operation), int(str(times)), cast("datetime", last))
        for service, operation, times, last, _ in rows
        if times and not str(service).startswith("signin.")
    )
    reads = session.tuples(
        "SELECT 1 FROM events WHERE log = $log AND source = $source AND happened_at >= $since "
        "AND regexp_matches(operation, '^(Get|List|Describe)') LIMIT 1",
        about,
    )
    refused = sum(int(str(row[4])) for row in rows)
    return Logged(calls, max(begins, since), ends, days, bool(reads), refused)
