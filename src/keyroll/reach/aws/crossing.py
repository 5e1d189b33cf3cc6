"""Steps between two accounts of AWS that were both read, through trust policies of roles and policies of resources.

Both must allow a request from another account: the policies of the caller, and the policy of the role or resource
("Cross-account policy evaluation logic", IAM user guide, read 2026-12-01).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from keyroll.model.truth import Answer, Truth
from keyroll.reach.aws.account import Holder
from keyroll.reach.aws.asking import EVERYTHING, Asking, caller, for_services_alone, speaks, trust_of
from keyroll.reach.aws.evaluate import IdentityLimits, Request
from keyroll.reach.aws.identifiers import account_of, identifier
from keyroll.reach.aws.policy import AwsPolicy
from keyroll.reach.aws.resource_steps import flattened, unread_id, unread_note, use_edges
from keyroll.reach.aws.using import Using
from keyroll.reach.graph.model import Edge

_ASSUME: Final = "sts:AssumeRole"


@dataclass(frozen=True, slots=True)
class _Caller:
    """A principal of an account: its id in the graph, its name in sentences, its policies and those of its groups."""

    id: str
    name: str
    holder: Holder


def crossings(askings: Mapping[str, Asking]) -> Iterator[Edge]:
    """Yield the steps between accounts, each with its source."""
    callers = {source: tuple(_callers(source, asking)) for source, asking in askings.items()}
    for source, asking in askings.items():
        others = {name: one for name, one in askings.items() if one.account.number != asking.account.number}
        yield from _roles(source, asking, others, callers)
        yield from _resources(source, asking, others, callers)


def replaced(askings: Mapping[str, Asking]) -> frozenset[str]:
    """Return id prefixes of outside principals whose accounts were read."""
    return frozenset(
        start
        for source, asking in askings.items()
        for other in askings.values()
        if other.account.holders and other.account.number != asking.account.number
        for start in (
            f"{source}:outside:account:{other.account.number}",
            *(f"{source}:outside:principal:arn:aws:{kind}::{other.account.number}:" for kind in ("iam", "sts")),
        )
    )


def _callers(source: str, asking: Asking) -> Iterator[_Caller]:
    account = asking.account
    if account.holders:
        administrator = Holder(
            f"arn:aws:iam::{account.number}:user/administrator", "administrator", "user", (EVERYTHING,)
        )
        yield _Caller(identifier(source, ""), f"who administers {source}", administrator)
    for one in (*account.users, *account.roles):
        yield _Caller(identifier(source, one.arn), f"{one.name} of {source}", flattened(Using(asking), one))


def _named(policies: Iterable[AwsPolicy]) -> tuple[frozenset[str], bool]:
    """Return the accounts that policies admit, and whether they admit any account."""
    open_to_all, accounts = False, set()
    for policy in policies:
        for one in policy.statements:
            if one.allows and (one.fault or "Principal" in one.negated):
                open_to_all = True
            elif one.allows:
                names = {name for kind, name in one.principals or () if kind in ("AWS", "*")}
                open_to_all |= "*" in names
                accounts |= {account_of(name) for name in names}
    return frozenset(accounts), open_to_all


def _from(
    others: Mapping[str, Asking], callers: Mapping[str, tuple[_Caller, ...]], policies: Iterable[AwsPolicy]
) -> Iterator[tuple[Asking, _Caller]]:
    """Yield the principals of other accounts to which policies may apply."""
    accounts, open_to_all = _named(policies)
    for name, asking in others.items():
        if open_to_all or asking.account.number in accounts:
            yield from ((asking, one) for one in callers[name])


def _roles(
    source: str, asking: Asking, others: Mapping[str, Asking], callers: Mapping[str, tuple[_Caller, ...]]
) -> Iterator[Edge]:
    for role in asking.account.roles:
        trust = trust_of(role)
        if for_services_alone(trust):
            continue
        for other, who in _from(others, callers, (trust,)):
            truth = _assumes(asking, other, who.holder, role)
            if truth.answer is not Answer.NO:
                reason = f"{who.name} may assume {role.name} of {source}"
                evidence = f"the account dumps of {source} and the other account"
                yield Edge(who.id, identifier(source, role.arn), "assumes", reason, evidence, truth=truth)


def _assumes(asking: Asking, other: Asking, holder: Holder, role: Holder) -> Truth:
    if not speaks(holder.policies, _ASSUME):
        return Truth.no()
    number = asking.account.number
    values = other.values(holder, _ASSUME) | asking.keys_named.of_target(role) | {"aws:resourceaccount": (number,)}
    if holder.account in asking.organisations:
        values["aws:principalorgid"] = (asking.organisations[holder.account],)
    request = Request(caller(holder), _ASSUME, role.arn, values, number, needs_resource=True)
    return asking.decided(request, holder, (trust_of(role),), _limits(asking, other, holder))


def _limits(asking: Asking, other: Asking, holder: Holder) -> IdentityLimits:
    return IdentityLimits(holder.boundary, None, other.limits.service_control, asking.limits.resource_control)


def _resources(
    source: str, asking: Asking, others: Mapping[str, Asking], callers: Mapping[str, tuple[_Caller, ...]]
) -> Iterator[Edge]:
    using, evidence = Using(asking), f"policies of resources of {source}, and the account dump of the other account"
    for resource in asking.account.resources:
        for other, who in _from(others, callers, resource.policy or ()):
            start = (who.id, who.name, who.holder)
            yield from use_edges(using, source, start, resource, evidence, _limits(asking, other, who.holder))
    unread = [one for one in asking.account.resources if one.unread]
    for name in others if unread else ():
        for who in callers[name]:
            if any(speaks(who.holder.policies, use.action) for one in unread for use in one.kind.uses):
                reason = f"policies of resources of {source} that were not evaluated may admit {who.name}"
                truth = Truth.unknown(unread_note(asking.account, source))
                yield Edge(who.id, unread_id(source), "becomes", reason, evidence, truth=truth)
