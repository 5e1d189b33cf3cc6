"""The targets of a technique, each with the principal's state after it changed itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from keyroll.model.truth import Truth
from keyroll.reach.aws import changed
from keyroll.reach.aws.account import AwsAccount, Holder
from keyroll.reach.aws.asking import Asking
from keyroll.reach.aws.making import made
from keyroll.reach.aws.targets import Targets
from keyroll.reach.aws.technique import ADMINISTERS, Technique, TechniqueTarget

#: The reason why a policy with one version in the dump may still give more.
_ONE_VERSION: Final = "the dump has only one version of this policy; another version, if there is one, may allow more"
_NO_DOUBT: Final = Truth.yes()


@dataclass(frozen=True, slots=True)
class Aim:
    """A target: ``policy`` is the ARN of the changed policy, ``taken_off`` are the ARNs of detached policies.

    ``changed`` is the principal after a technique that changes the principal itself; ``must_be`` is another principal
    that gains by it.
    """

    holder: Holder
    policy: str = ""
    changed: Holder | None = None
    taken_off: tuple[str, ...] = ()
    must_be: Holder | None = None
    truth: Truth = _NO_DOUBT


def aims(targets: Targets, holder: Holder, technique: Technique) -> Iterator[Aim]:
    """Yield each target of a technique for one principal; without those for which the answer is certainly no."""
    asking, target = targets.asking, technique.target
    account = asking.account
    match target:
        case TechniqueTarget.OWN_USER | TechniqueTarget.OWN_ROLE:
            if target == f"own {holder.kind}":
                yield Aim(holder)
        case TechniqueTarget.OWN_GROUP:
            yield from (Aim(group, changed=changed.widest(holder)) for group in account.of(holder))
        case TechniqueTarget.GROUP | TechniqueTarget.GROUP_POLICY:
            yield from _joined(account, holder, technique)
        case TechniqueTarget.NEW_ROLE | TechniqueTarget.NEW_USER:
            yield from map(Aim, made(asking, holder, target.removeprefix("new ")))
        case TechniqueTarget.OWN_POLICY:
            own = (holder, *account.of(holder))
            yield from (Aim(holder, policy) for one in own for policy in one.customer)
        case TechniqueTarget.ROLE_POLICY | TechniqueTarget.ASSUMABLE_ROLE_POLICY:
            yield from (
                Aim(role, policy)
                for role in _others(targets.roles(holder, technique), holder)
                for policy in role.customer
            )
        case TechniqueTarget.USER:
            yield from map(Aim, _others(targets.users(holder, technique), holder))
        case TechniqueTarget.SAML_ROLE:
            yield from (Aim(role, provider) for role in account.roles for provider in _saml(role))
        case _ if target in _CHANGES:
            yield from _changes(asking, holder, target)
        case _ if target.startswith(("another", "policy of another")):
            yield from _for_another(targets, holder, technique)
        case _:
            yield from map(Aim, _others(targets.roles(holder, technique), holder))


_CHANGES: Final = frozenset(
    {
        TechniqueTarget.OWN_BOUNDARY, TechniqueTarget.OWN_INLINE_DENIAL, TechniqueTarget.OWN_ATTACHED_DENIAL,
        TechniqueTarget.OWN_GROUP_DENIAL, TechniqueTarget.OWN_VERSION, TechniqueTarget.OWN_TAGS,
    }
)  # fmt: skip


def _joined(account: AwsAccount, holder: Holder, technique: Technique) -> Iterator[Aim]:
    """Yield the groups that a user may join, with the user in it; with any rights if it writes the group's policies."""
    writes = technique.gives == ADMINISTERS
    for group in account.groups if holder.kind == "user" and not (writes and changed.is_widest(holder)) else ():
        if group.name not in holder.groups:
            after = changed.in_group(holder, group)
            after = changed.widest(after) if writes else after
            policies = group.customer if technique.target is TechniqueTarget.GROUP_POLICY else ("",)
            yield from (Aim(group, policy, after) for policy in policies)


def _changes(asking: Asking, holder: Holder, target: TechniqueTarget) -> Iterator[Aim]:
    """Yield the states into which a principal may change itself."""
    match target:
        case TechniqueTarget.OWN_BOUNDARY:
            yield from (Aim(holder, changed=after) for after in changed.without_boundary(holder))
        case TechniqueTarget.OWN_INLINE_DENIAL:
            yield from (Aim(holder, changed=after) for after, _ in changed.without_denials(holder, inline=True))
        case TechniqueTarget.OWN_ATTACHED_DENIAL:
            yield from (
                Aim(holder, changed=after, taken_off=arns)
                for after, arns in changed.without_denials(holder, inline=False)
            )
        case TechniqueTarget.OWN_GROUP_DENIAL:
            left = changed.outside_groups(asking.account, holder)
            yield from (Aim(group, changed=after) for group, after in left)
        case TechniqueTarget.OWN_TAGS:
            yield from (Aim(holder, changed=after) for after in changed.tagged(holder, asking.keys_named))
        case _:
            yield from _versions(asking.account, holder)


def _versions(account: AwsAccount, holder: Holder) -> Iterator[Aim]:
    yield from (Aim(holder, arn, after) for arn, after in changed.other_versions(account, holder))
    for one in (holder, *account.of(holder)):
        for policy in one.customer:
            if not account.versions.get(policy):
                yield Aim(holder, policy, holder, truth=Truth.unknown(_ONE_VERSION))


def _for_another(targets: Targets, holder: Holder, technique: Technique) -> Iterator[Aim]:
    """Yield other principals that may gain rights from a principal."""
    users, roles = targets.users(holder, technique), targets.roles(holder, technique)
    match technique.target:
        case TechniqueTarget.ANOTHER_POLICY:
            others = _others(chain(users, roles), holder)
            yield from (Aim(one, policy, must_be=one) for one in others for policy in one.customer)
        case TechniqueTarget.ANOTHER_USER:
            yield from (Aim(one, must_be=one) for one in _others(users, holder))
        case _:
            yield from (Aim(one, must_be=one) for one in _others(roles, holder))


def _others(some: Iterable[Holder], holder: Holder) -> Iterator[Holder]:
    return (one for one in some if one.arn != holder.arn)


def _saml(role: Holder) -> Iterator[str]:
    """Yield the SAML providers whose assertions a role accepts."""
    for statement in role.trust.statements if role.trust else ():
        if statement.allows and not statement.fault and "Principal" not in statement.negated:
            yield from (name for kind, name in statement.principals or () if kind == "Federated" and ":saml" in name)
