"""A policy that allows used actions and actions that no log can show, and no more than the policies it replaces.

Each statement keeps its resources and conditions; only its actions become fewer, so the result allows a subset.
Statements that deny stay as they are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from keyroll.errors import UsageError
from keyroll.model.json import Json
from keyroll.reach.aws.least.calls import DATA, NEVER, READS, Call
from keyroll.reach.aws.policy import AwsPolicy, Statement, parse
from keyroll.reach.narrowing import Kept
from keyroll.reach.wildcards import is_pattern, like, overlap


@dataclass(frozen=True, slots=True)
class Narrower:
    """The narrower statements, the patterns that are no longer granted in full, and the kept actions with reasons.

    ``unplaced`` are calls that match no statement: all granted actions of their service are kept.
    """

    statements: tuple[Statement, ...]
    removed: tuple[str, ...]
    kept: tuple[Kept, ...]
    unplaced: tuple[Call, ...]

    def policy(self, name: str) -> AwsPolicy:
        """Return the written policy as a parsed policy."""
        return parse(name, self.document())

    def document(self) -> dict[str, Json]:
        """Return the policy in AWS's own language."""
        return {"Version": "2012-10-17", "Statement": [_written(one) for one in self.statements]}


def narrow(policies: Sequence[AwsPolicy], calls: Iterable[Call], shown: Iterable[str], *, reads: bool) -> Narrower:
    """Narrow policies to some calls.

    ``shown`` names the services whose data events are all recorded; ``reads`` is whether the log has read-only calls.
    Raises UsageError for a policy that cannot be read.
    """
    statements = [statement for policy in policies for statement in _readable(policy)]
    calls = list(calls)
    allowing = [one for one in statements if one.allows]
    unplaced = tuple(
        call for call in calls if not any(_grants(one, action) for action in call.actions for one in allowing)
    )
    invisible = (*_invisible(set(shown), reads=reads), *_of_services(unplaced))
    used = {action.lower(): action for call in calls for action in call.actions}
    fewer = [_fewer(one, used, invisible) if one.allows else one for one in statements]
    removed = {pattern for pair in zip(statements, fewer, strict=True) for pattern in _lost(*pair)}
    held = {action.lower() for one in fewer if one and one.allows for action in one.actions} - used.keys()
    kept = tuple(one for one in invisible if any(like(one.pattern, action) or action == one.pattern for action in held))
    return Narrower(tuple(one for one in fewer if one), tuple(sorted(removed)), kept, unplaced)


def _lost(before: Statement, after: Statement | None) -> set[str]:
    """Return the patterns of a statement that its narrower form lacks."""
    return set() if after is before else set(before.actions) - set(map(str.lower, after.actions if after else ()))


def _readable(policy: AwsPolicy) -> Iterable[Statement]:
    faults = [policy.fault, *(one.fault for one in policy.statements)]
    if fault := next(filter(None, faults), ""):
        raise UsageError(
            f"{policy.name} cannot be narrowed: {fault}",
            hint="list the account again with all policies: aws iam get-account-authorization-details",
        )
    return policy.statements


def _invisible(shown: set[str], *, reads: bool) -> Iterable[Kept]:
    for service, patterns in DATA.items():
        if service not in shown:
            yield from (Kept(one, f"only data events show it (--data-events {service})") for one in patterns)
    yield from (Kept(one, "no record of CloudTrail names it") for one in NEVER)
    if not reads:
        yield from (Kept(one, "the log has no read-only call") for one in READS)


def _of_services(unplaced: Iterable[Call]) -> Iterable[Kept]:
    for call in unplaced:
        yield Kept(f"{call.prefix}:*", f"{call.operation} was allowed by a statement that does not name it")


def _grants(statement: Statement, action: str) -> bool:
    return any(like(one, action.lower()) for one in statement.actions) is not ("Action" in statement.negated)


def _fewer(statement: Statement, used: dict[str, str], invisible: Iterable[Kept]) -> Statement | None:
    """Return a statement with fewer actions; None if none is left, unchanged if it cannot be narrowed."""
    actions = [written for written in used.values() if _grants(statement, written)]
    if "Action" in statement.negated:
        for one in invisible:
            if any(overlap(pattern, one.pattern) for pattern in statement.actions):
                return statement
            actions.append(one.pattern)
    else:
        actions += [both for pattern in statement.actions for one in invisible if (both := _both(pattern, one.pattern))]
    least = _without_covered(actions)
    if not least:
        return None
    negated = statement.negated - {"Action"}
    return Statement(statement.allows, least, statement.resources, statement.principals, statement.conditions, negated)


def _both(granted: str, pattern: str) -> str:
    """Return the intersection of two patterns, or the granted pattern if one pattern cannot express it."""
    if like(granted, pattern):
        return pattern
    return granted if like(pattern, granted) or overlap(granted, pattern) else ""


def _without_covered(actions: Iterable[str]) -> tuple[str, ...]:
    unique = sorted({one.lower(): one for one in actions}.values(), key=str.lower)
    wide = [one.lower() for one in unique if is_pattern(one)]
    return tuple(one for one in unique if not any(other != one.lower() and like(other, one.lower()) for other in wide))


def _written(statement: Statement) -> Json:
    conditions: dict[str, dict[str, Json]] = {}
    for clause in statement.conditions:
        conditions.setdefault(clause.operator, {})[clause.key] = list(clause.values)
    written: dict[str, Json] = {"Effect": "Allow" if statement.allows else "Deny"}
    written["NotAction" if "Action" in statement.negated else "Action"] = list(statement.actions)
    if statement.resources is not None:
        written["NotResource" if "Resource" in statement.negated else "Resource"] = list(statement.resources)
    return written | ({"Condition": dict(conditions)} if conditions else {})
