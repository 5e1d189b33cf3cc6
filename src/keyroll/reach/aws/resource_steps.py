"""Resources with their own policies as nodes and edges, with their users inside and outside the account."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from keyroll.abridged import abridged
from keyroll.model.truth import Truth
from keyroll.reach.aws.account import AwsAccount, Holder
from keyroll.reach.aws.asking import EVERYTHING
from keyroll.reach.aws.evaluate import IdentityLimits
from keyroll.reach.aws.identifiers import account_of, identifier
from keyroll.reach.aws.resources import AwsResource
from keyroll.reach.aws.using import ANYBODY, Using
from keyroll.reach.graph.model import Edge, Node, Strength

#: The most pairs of a principal and a resource that are decided one by one.
MOST_USES: Final = 250_000
_NAMED: Final = 3
_PUBLIC, _ANYONE = "outside:public", "outside:anyone"


def resource_id(source: str, resource: AwsResource) -> str:
    """Return the id of a resource under its source; a secret has the id of its listing."""
    return f"{source}:{resource.kind.name}:{resource.arn}"


def resource_nodes(using: Using, source: str) -> Iterator[Node]:
    """Yield each resource, and a node for principals that unread policies may admit."""
    account = using.asking.account
    for one in account.resources:
        yield Node(resource_id(source, one), "resource", f"{one.said} of {source}")
    if account.resources:
        yield Node(f"{source}:{_PUBLIC}", "anyone", "anyone on the internet")
        yield Node(f"{source}:{_ANYONE}", "anyone", "anyone with an AWS account")
    if _unsure(account):
        yield Node(unread_id(source), "group", f"principals that unread policies of resources of {source} may admit")


def resource_edges(using: Using, source: str, holders: Iterable[Holder], evidence: str) -> Iterator[Edge]:
    """Yield the users of each resource: principals of the account, its administrators, and outside principals."""
    account = using.asking.account
    known = tuple(holders)
    administrator = Holder(f"arn:aws:iam::{account.number}:user/administrator", "administrator", "user", (EVERYTHING,))
    callers = [(identifier(source, ""), f"who administers {source}", administrator)]
    if not too_many(account):
        callers += [(identifier(source, one.key), one.name, one) for one in known]
    for one in account.resources:
        for start, name, holder in callers:
            yield from use_edges(using, source, (start, name, holder), one, evidence)
        yield from _outside(using, source, one, evidence)
    yield from _unread_edges(account, source, known, evidence)


def use_edges(
    using: Using, source: str, who: tuple[str, str, Holder], resource: AwsResource, evidence: str,
    limits: IdentityLimits | None = None, strength: Strength = Strength.NONE,
) -> Iterator[Edge]:  # fmt: skip
    """Yield the uses of a resource by one principal, given with its id and its name."""
    start, name, holder = who
    for use in using.uses(holder, resource, limits):
        reason = f"{name} may {use.words} {resource.said} of {source}"
        yield Edge(start, resource_id(source, resource), use.kind, reason, evidence, strength, use.truth)
        if use.kind == "changes" and resource.role.startswith(f"arn:aws:iam::{using.number}:role/"):
            reason = f"{name} may change the code of {resource.said}, which runs as {resource.role.rpartition('/')[2]}"
            yield Edge(start, identifier(source, resource.role), "escalates", reason, evidence, strength, use.truth)


def _outside(using: Using, source: str, resource: AwsResource, evidence: str) -> Iterator[Edge]:
    """Yield the uses by foreign accounts and users that a policy names, and by anyone."""
    end = _PUBLIC if resource.kind.unsigned else _ANYONE
    who = (f"{source}:{end}", "anyone", ANYBODY)
    yield from use_edges(using, source, who, resource, evidence, IdentityLimits())
    for arn in sorted(named_outside(resource, using.number)):
        holder = _somebody_of(arn)
        who = (f"{source}:outside:{_label(arn)}", _title(arn), holder)
        yield from use_edges(using, source, who, resource, evidence, IdentityLimits(), Strength.SHORT_LIVED)


def outside_nodes(account: AwsAccount, source: str) -> Iterator[Node]:
    """Yield the principals of other accounts that policies of resources name."""
    for arn in sorted({arn for one in account.resources for arn in named_outside(one, account.number)}):
        yield Node(f"{source}:outside:{_label(arn)}", "outside", _title(arn))


def named_outside(resource: AwsResource, number: str) -> set[str]:
    """Return the ARNs and account numbers of other accounts that a policy admits."""
    return {
        name
        for policy in resource.policy or ()
        for statement in policy.statements
        if statement.allows and not statement.fault and "Principal" not in statement.negated
        for kind, name in statement.principals or ()
        if kind == "AWS" and account_of(name) not in ("", number)
    }


def _somebody_of(arn: str) -> Holder:
    number = account_of(arn)
    whole = arn if ":" in arn and not arn.endswith(":root") else f"arn:aws:iam::{number}:user/anybody"
    kind = "role" if ":role/" in whole or ":assumed-role/" in whole else "user"
    return Holder(whole, whole.rpartition("/")[2], kind, (EVERYTHING,))


def _label(arn: str) -> str:
    number = account_of(arn)
    return f"account:{number}" if arn == number or arn.endswith(":root") else f"principal:{arn}"


def _title(arn: str) -> str:
    number = account_of(arn)
    rest = "" if arn == number or arn.endswith(":root") else arn.split(":", 5)[5]
    return f"{rest} of AWS account {number}" if rest else f"AWS account {number}"


def too_many(account: AwsAccount) -> bool:
    """Return whether an account has more principals and resources than are decided one by one."""
    return (len(account.users) + len(account.roles)) * len(account.resources) > MOST_USES


def _unsure(account: AwsAccount) -> Mapping[str, str]:
    """Return the reason for each resource whose users are unknown, by ARN."""
    rest = "its users in the account were not computed: there are too many principals and resources"
    found = {one.arn: one.unread for one in account.resources if one.unread}
    return {one.arn: found.get(one.arn, rest) for one in account.resources} if too_many(account) else found


def _unread_edges(account: AwsAccount, source: str, holders: Iterable[Holder], evidence: str) -> Iterator[Edge]:
    unsure = _unsure(account)
    if not unsure:
        return
    middle = unread_id(source)
    because = Truth.unknown(unread_note(account, source))
    outside = ["anyone"] if any(one.unread for one in account.resources) else []
    starts = [*(identifier(source, one.key) for one in holders), *(f"{source}:outside:{one}" for one in outside)]
    for start in starts:
        reason = f"policies of resources of {source} that were not evaluated may admit it"
        yield Edge(start, middle, "becomes", reason, evidence, truth=because)
    for one in account.resources:
        if one.arn in unsure:
            reason = f"the users of {one.said} of {source} are not known"
            truth = Truth.unknown(f"{one.said}: {unsure[one.arn]}")
            yield Edge(middle, resource_id(source, one), "reads", reason, evidence, truth=truth)


def unread_note(account: AwsAccount, source: str) -> str:
    """Return a sentence about resources whose users are unknown; empty if there is none."""
    unsure = _unsure(account)
    if not unsure:
        return ""
    some = [f"{one.said}: {unsure[one.arn]}" for one in account.resources if one.arn in unsure]
    return (
        f"policies of {len(some)} of {len(account.resources)} resources of {source} were not evaluated: "
        f"the steps to them are possible only ({abridged(some, _NAMED)})"
    )


def unread_id(source: str) -> str:
    """Return the id of the node for principals that unread policies may admit."""
    return f"{source}:unread-policies"


def flattened(using: Using, holder: Holder) -> Holder:
    """Return a principal with the policies of its groups as its own, for a decision in another account."""
    return replace(holder, policies=using.asking.policies(holder), groups=())
