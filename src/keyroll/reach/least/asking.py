"""Finds a principal's entitlements and their logged uses, and has the language compute a narrower form."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import cast

from keyroll.errors import KeyrollError, NothingToDo, UsageError
from keyroll.reach.narrowing import EntitledPrincipal, Language, Least, PrincipalUse, Use, languages
from keyroll.reach.system import SystemReads
from keyroll.store.relations import build
from keyroll.store.session import Session


class CheckFailed(KeyrollError):  # noqa: N818 - named like the other errors
    """A narrower form forbids a use, or allows more than before."""


def least_of(
    session: Session, sources: Mapping[str, SystemReads], name: str, since: datetime, declared: Collection[str]
) -> Least:
    """Return narrower entitlements of a principal by its uses since a time.

    ``declared`` are words for kinds of records that the log has completely. Raises NothingToDo without a list of
    entitlements or a log, UsageError for an unknown name or word, or an unreadable entitlement.
    """
    source, principal = _meant(sources, name)
    language = languages()[source.partition("@")[0]]
    if unknown := sorted(set(declared) - language.declarable.keys()):
        known = ", ".join(sorted(language.declarable)) or "none for this provider"
        raise UsageError(f"no data events of {unknown[0]!r} are known", hint=f"known: {known}")
    logged = _logged(session, source, language, principal, since, declared)
    narrowed = language.narrow(sources[source], principal, logged)
    if language.check is not None:
        found = language.check(sources[source], principal, logged, narrowed)
        if found.lost or found.excess:
            lost, excess = ", ".join(found.lost) or "nothing", ", ".join(found.excess) or "nothing"
            raise CheckFailed(
                f"the narrower {language.what} of {principal.id} is not right: it removes {lost}, and adds {excess}",
                hint="this is a fault of keyroll: report it, and leave the entitlements as they are",
            )
        said = (
            "checked: each operation that was granted and used stays allowed, and nothing more is allowed than before"
        )
        narrowed = replace(narrowed, notes=(*narrowed.notes, said))
    return Least(principal.id, language, narrowed, logged, since)


def _meant(sources: Mapping[str, SystemReads], name: str) -> tuple[str, EntitledPrincipal]:
    known = {source: reads for source, reads in sources.items() if source.partition("@")[0] in languages()}
    if not known:
        raise NothingToDo(
            f"the home has no list of entitlements that can be narrowed ({', '.join(sorted(languages()))})",
            hint="for AWS sync the output of: aws iam get-account-authorization-details; for others: keyroll sync",
        )
    every = [
        (source, one)
        for source, reads in known.items()
        for one in languages()[source.partition("@")[0]].principals(reads)
    ]
    meant = [pair for pair in every if name == pair[1].id] or [pair for pair in every if name in pair[1].names]
    if len(meant) == 1:
        return meant[0]
    if not meant:
        raise UsageError(
            f"no principal with entitlements that can be narrowed has the name {name!r}",
            hint="ids are shown by: keyroll reach --format csv",
        )
    ids = ", ".join(one.id for _, one in meant)
    raise UsageError(f"{len(meant)} principals have the name {name!r}", hint=f"give one id: {ids}")


def _logged(
    session: Session, source: str, language: Language, principal: EntitledPrincipal, since: datetime,
    declared: Collection[str],
) -> PrincipalUse:  # fmt: skip
    build(session, "events", "log_windows")
    found = session.tuples(
        "SELECT log, begins, ends, days FROM log_windows WHERE source = $source AND list_contains($logs, log) "
        "AND ends >= $since ORDER BY log",
        {"source": source, "logs": list(language.uses), "since": since},
    )
    windows = [
        (str(log), cast("datetime", begins), cast("datetime", ends), int(str(days)))
        for log, begins, ends, days in found
    ]
    if not windows:
        raise NothingToDo(
            f"no record of {' or '.join(language.uses)} of {source} is in the home since {since:%Y-%m-%d}: nobody "
            "knows what is used",
            hint="sync the log, or give a longer --window",
        )
    uses: list[Use] = []
    shows, refused, within = set(declared), 0, {"source": source, "since": since}
    for log, *_ in windows:
        rows = session.tuples(_counted(log, language.uses[log]), {**within, "who": list(principal.who)})
        uses += [
            Use(str(service), str(operation), str(resource or ""), int(str(times)), cast("datetime", last))
            for service, operation, resource, times, last, _ in rows
            if times
        ]
        refused += sum(int(str(row[5])) for row in rows)
        if log in language.shows:
            shows |= {str(one) for (one,) in session.tuples(_within(log, language.shows[log]), within) if one}
    begins, ends = min(one[1] for one in windows), max(one[2] for one in windows)
    return PrincipalUse(
        tuple(uses), max(begins, since), ends, max(one[3] for one in windows), refused, frozenset(shows)
    )  # fmt: skip


def _counted(log: str, query: str) -> str:
    """Return the query of a principal's uses, each with the counts of allowed and refused calls."""
    return _within(
        log,
        "SELECT service, operation, resource, count(*) FILTER (allowed IS NOT FALSE), max(happened_at), "  # noqa: S608
        f"count(*) FILTER (NOT allowed) FROM ({query}) "
        "WHERE service IS NOT NULL AND operation IS NOT NULL GROUP BY ALL ORDER BY ALL",
    )


def _within(log: str, query: str) -> str:
    """Return a query that reads a source's records of a log in the window, in the vendor's form or as events."""
    if "least_events" in query:
        rows = f"least_events AS (SELECT * FROM events WHERE log = '{log}' AND"  # noqa: S608 - the name of a log
    else:
        rows = f'least_native AS (SELECT * FROM "events/{log}" WHERE'  # noqa: S608 - the name of a log
    return f"WITH {rows} source = $source AND happened_at >= $since) {query}"
