"""Narrower entitlements of a principal, as sentences, in the provider's language and as an object."""

from collections import defaultdict
from collections.abc import Iterator

import orjson

from keyroll.abridged import abridged
from keyroll.reach.narrowing import Least

#: The most unexplained uses in a sentence.
_NAMED = 5


def sentences(least: Least) -> Iterator[str]:
    """Yield the used, the removed and the kept privileges with reasons, and the next step."""
    logged, narrowed = least.logged, least.narrowed
    calls = sum(one.times for one in logged.uses)
    yield (
        f"{least.principal} used {len(logged.uses):,} operations in {calls:,} calls from {logged.begins:%Y-%m-%d} to "
        f"{logged.ends:%Y-%m-%d}"
    )
    if logged.begins > least.since:
        yield (
            f"the log begins {logged.begins:%Y-%m-%d}, later than the window ({least.since:%Y-%m-%d}): earlier use is "
            "not known"
        )
    yield f"removed entitlements: {', '.join(narrowed.removed) or 'none: the entitlements cannot be narrowed'}"
    reasons = defaultdict(list)
    for one in narrowed.kept:
        reasons[one.because].append(one.pattern)
    for because, patterns in reasons.items():
        yield f"kept: {', '.join(patterns)}: {because}"
    if narrowed.unplaced:
        yield f"used, and not explained by the current entitlements: {abridged(narrowed.unplaced, _NAMED)}"
    if logged.refused:
        yield f"{logged.refused:,} calls were refused and count for nothing"
    yield from narrowed.notes
    yield (f"next: look for uses that are rarer than the window (yearly jobs, recovery), then {least.language.then}")


def policy_text(least: Least) -> str:
    """Return the narrowed entitlements in the provider's language."""
    document = least.narrowed.document
    if isinstance(document, str):
        return document
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def narrower_row(least: Least) -> dict[str, object]:
    """Return the whole result as one object."""
    logged, narrowed = least.logged, least.narrowed
    return {
        "principal": least.principal, "since": least.since, "log_begins": logged.begins, "log_ends": logged.ends,
        "log_days": logged.days, "refused_calls": logged.refused,
        "used": [
            {"service": one.service, "operation": one.operation, "resource": one.resource,
             "actions": list(one.actions), "times": one.times, "last": one.last}
            for one in narrowed.used or logged.uses
        ],
        "no_longer_granted_whole": list(narrowed.removed),
        "kept": [{"pattern": one.pattern, "because": one.because} for one in narrowed.kept],
        "unplaced": list(narrowed.unplaced), "notes": list(narrowed.notes), "language": least.language.what,
        "policy": narrowed.document,
    }  # fmt: skip
