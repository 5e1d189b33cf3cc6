"""Resources with their own policies as nodes and edges: who in the account and who outside may use them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from keyroll.abridged import abridged
from keyroll.model.truth import Truth
from keyroll.reach.aws.account import AwsAccount, Holder
from keyroll.reach.aws.asking import EVERYTHING
from keyroll.reach.aws.evaluate import IdentityLimits
from keyroll.reach.aws.identifiers import identifier
from keyroll.reach.aws.resources import AwsResource
from keyroll.reach.aws.using import ANYBODY, Using
from keyroll.reach.graph.model import Edge, Node, Strength

#: More pairs of a principal and a resource are not decided one by one.
MOST_USES: Final = 250_000
_NAMED: Final = 3
_PUBLIC, _ANYONE = "outside:public", "outside:anyone"


def resource_id(source: str, resource: AwsResource) -> str:
    """Return the id of a resource under its source; a secret has that of its listing."""
    return f"{source}:{resource.kind.name}:{resource.arn}"


def resource_nodes(using: Using, source: str) -> Iterator[Node]:
    """Yield each resource, and whoever may be let in by what was not read."""
    account = using.asking.account
    for one in account.resources:
        yield Node(resource_id(source, one), "resource", f"{one.said} of {source}")
    if account.resources:
        yield Node(f"{source}:{_PUBLIC}", "anyone", "anyone on the internet")
        yield Node(f"{source}:{_ANYONE}", "anyone", "anyone with an AWS account")
    if _unsure(account):
        yield Node(unread_id(source), "group", f"whoever the unread policies of resources of {source} let in")


def resource_edges(using: Using, source: str, holders: Iterable[Holder], evidence: str) -> Iterator[Edge]:
    """Yield who may use each resource: principals of the account, whoever administers it, and anybody outside."""
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
    """Yield what one principal, given with its id and its name, may do with a resource."""
    start, name, holder = who
    for use in using.uses(holder, resource, limits):
        reason = f"{name} may {use.words} {resource.said} of {source}"
        yield Edge(start, resource_id(source, resource), use.kind, reason, evidence, strength, use.truth)
        if use.kind == "changes" and resource.role.startswith(f"arn:aws:iam::{using.number}:role/"):
            reason = f"{name} may change the code of {resource.said}, which runs as {resource.role.rpartition('/')[2]}"
            yield Edge(start, identifier(source, resource.role), "escalates", reason, evidence, strength, use.truth)


def _outside(using: Using, source: str, resource: AwsResource, evidence: str) -> Iterator[Edge]:
    """Yield what accounts and users of others may do that a policy names, and anybody."""
    end = _PUBLIC if resource.kind.unsigned else _ANYONE
    who = (f"{source}:{end}", "anyone", ANYBODY)
    yield from use_edges(using, source, who, resource, evidence, IdentityLimits())
    for arn in sorted(named_outside(resource, using.number)):
        holder = _somebody_of(arn)
        who = (f"{source}:outside:{_label(arn)}", _title(arn), holder)
        yield from use_edges(using, source, who, resource, evidence, IdentityLimits(), Strength.SHORT_LIVED)


def outside_nodes(account: AwsAccount, source: str) -> Iterator[Node]:
    """Yield whom policies of resources name in other accounts."""
    for arn in sorted({arn for one in account.resources for arn in named_outside(one, account.number)}):
        yield Node(f"{source}:outside:{_label(arn)}", "outside", _title(arn))


def named_outside(resource: AwsResource, number: str) -> set[str]:
    """Return the ARNs and account numbers of other accounts that a policy lets in."""
    return {
        name
        for policy in resource.policy or ()
        for statement in policy.statements
        if statement.allows and not statement.fault and "Principal" not in statement.negated
        for kind, name in statement.principals or ()
        if kind == "AWS" and account_of(name) not in ("", number)
    }


def account_of(name: str) -> str:
    """Return the account of a principal's name; empty where it names none."""
    return name.split(":")[4] if name.count(":") >= 5 else name if name.isdigit() else ""


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
    """Say whether an account has more principals and resources than are decided one by one."""
    return (len(account.users) + len(account.roles)) * len(account.resources) > MOST_USES


def _unsure(account: AwsAccount) -> Mapping[str, str]:
    """Return why it is not known of some resources who may use them, by ARN."""
    rest = "who of the account may use it was not worked out: there are too many principals and resources"
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
        reason = f"policies of resources of {source} that were not evaluated may let it in"
        yield Edge(start, middle, "becomes", reason, evidence, truth=because)
    for one in account.resources:
        if one.arn in unsure:
            reason = f"who may use {one.said} of {source} is not known"
            truth = Truth.unknown(f"{one.said}: {unsure[one.arn]}")
            yield Edge(middle, resource_id(source, one), "reads", reason, evidence, truth=truth)


def unread_note(account: AwsAccount, source: str) -> str:
    """Return in words of which resources nobody knows who may use them; empty if there is none."""
    unsure = _unsure(account)
    if not unsure:
        return ""
    some = [f"{one.said}: {unsure[one.arn]}" for one in account.resources if one.arn in unsure]
    return (
        f"policies of {len(some)} of {len(account.resources)} resources of {source} were not evaluated: "
        f"who reaches them is possible only ({abridged(some, _NAMED)})"
    )


def unread_id(source: str) -> str:
    """Return the id of whoever the policies let in that were not evaluated."""
    return f"{source}:unread-policies"


def flattened(using: Using, holder: Holder) -> Holder:
    """Return a principal with the policies of its groups as its own, to be decided in another account."""
    return replace(holder, policies=using.asking.policies(holder), groups=())
