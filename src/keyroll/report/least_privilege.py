"""A narrower policy for a principal, as sentences, as AWS's JSON and as an object."""

from collections import defaultdict
from collections.abc import Iterator

import orjson

from keyroll.reach.least import Least


def sentences(least: Least) -> Iterator[str]:
    """Yield what was used, what is no longer granted, what is kept and why, and what to do next."""
    logged, narrower = least.logged, least.narrower
    calls = sum(one.times for one in logged.calls)
    yield (
        f"{least.principal} used {len(logged.calls):,} operations in {calls:,} calls from {logged.begins:%Y-%m-%d} to "
        f"{logged.ends:%Y-%m-%d}"
    )
    if logged.begins > least.since:
        yield (
            f"the log begins {logged.begins:%Y-%m-%d}, after the window does ({least.since:%Y-%m-%d}): earlier use is "
            "not known"
        )
    yield f"no longer granted whole: {', '.join(narrower.removed) or 'nothing: the policies cannot be narrowed'}"
    reasons = defaultdict(list)
    for one in narrower.kept:
        reasons[one.because].append(one.pattern)
    for because, patterns in reasons.items():
        yield f"kept: {', '.join(patterns)}: {because}"
    if logged.refused:
        yield f"{logged.refused:,} calls were refused and count for nothing"
    yield (
        "next: look for uses that are rarer than the window (yearly jobs, recovery), then attach this policy in place "
        "of the others"
    )


def policy_text(least: Least) -> str:
    """Return the policy as JSON text."""
    return orjson.dumps(least.narrower.document(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def narrower_row(least: Least) -> dict[str, object]:
    """Return all of it as one object."""
    return {
        "principal": least.principal, "since": least.since, "log_begins": least.logged.begins,
        "log_ends": least.logged.ends, "log_days": least.logged.days, "refused_calls": least.logged.refused,
        "used": [
            {"service": one.service, "operation": one.operation, "actions": list(one.actions), "times": one.times,
             "last": one.last} for one in least.logged.calls
        ],
        "no_longer_granted_whole": list(least.narrower.removed),
        "kept": [{"pattern": one.pattern, "because": one.because} for one in least.narrower.kept],
        "unplaced": [f"{one.service} {one.operation}" for one in least.narrower.unplaced],
        "policy": least.narrower.document(),
    }  # fmt: skip
