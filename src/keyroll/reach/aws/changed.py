"""A principal after it changed itself: with any rights, without a denial, with another version, with a tag.

Unchanged limits still hold: a boundary, a denial, and the account's limits.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from keyroll.reach.aws.account import AwsAccount, Holder
from keyroll.reach.aws.asking import EVERYTHING
from keyroll.reach.aws.known import ConditionKeys
from keyroll.reach.aws.policy import AwsPolicy

_ANY: Final = "with any rights that its limits leave"
#: The longest chain of a principal's changes of itself.
_MOST: Final = 4
_TAG: Final = "aws:principaltag/"


def widest(holder: Holder) -> Holder:
    """Return a principal whose own policy allows everything."""
    return _as(holder, _ANY, policies=(EVERYTHING, *holder.policies), inline=holder.inline + 1)


def is_widest(holder: Holder) -> bool:
    """Return whether a principal already has any rights that its limits leave."""
    return _ANY in holder.variant


def without_boundary(holder: Holder) -> Iterator[Holder]:
    """Yield a principal without its boundary, if it has one."""
    if holder.boundary is not None and _may_change(holder):
        yield _as(holder, "without its boundary", boundary=None, boundary_arn="")


def without_denials(holder: Holder, *, inline: bool) -> Iterator[tuple[Holder, tuple[str, ...]]]:
    """Yield a principal without its own policies that deny, with the ARNs of the detached ones."""
    first, last = (0, holder.inline) if inline else (holder.inline, holder.inline + len(holder.attached))
    off = [at for at in range(first, last) if _denies(holder.policies[at])]
    if off and _may_change(holder):
        left = tuple(policy for at, policy in enumerate(holder.policies) if at not in off)
        arns = tuple(holder.attached[at - holder.inline] for at in off) if not inline else ()
        kept = tuple(one for one in holder.attached if one not in arns)
        count = holder.inline - len(off) if inline else holder.inline
        what = "inline" if inline else "attached"
        yield _as(holder, f"without {what} denials", policies=left, attached=kept, inline=count), arns


def outside_groups(account: AwsAccount, holder: Holder) -> Iterator[tuple[Holder, Holder]]:
    """Yield each group with a denial, with the user after it left the group."""
    for group in account.of(holder):
        if any(_denies(policy) for policy in group.policies) and _may_change(holder):
            groups = tuple(name for name in holder.groups if name != group.name)
            yield group, _as(holder, f"outside {group.name}", groups=groups)


def in_group(holder: Holder, group: Holder) -> Holder:
    """Return a user after it was put into a group."""
    return _as(holder, f"in {group.name}", groups=(*holder.groups, group.name))


def other_versions(account: AwsAccount, holder: Holder) -> Iterator[tuple[str, Holder]]:
    """Yield a principal with another version of a policy of it or its group, and the policy's ARN."""
    for arn in dict.fromkeys((*holder.attached, *(arn for group in account.of(holder) for arn in group.attached))):
        for version in account.versions.get(arn, ()):
            if _may_change(holder):
                # The version in use stays here: its denials may still hold only if a group has the policy.
                left = tuple(
                    policy
                    for at, policy in enumerate(holder.policies)
                    if arn not in holder.attached or at != holder.inline + holder.attached.index(arn)
                )
                attached = tuple(one for one in holder.attached if one != arn)
                yield arn, _as(holder, f"with {version.name}", policies=(*left, version), attached=attached)


def tagged(holder: Holder, keys: ConditionKeys) -> Iterator[Holder]:
    """Yield a principal with the tags that conditions require."""
    wanted = {key.removeprefix(_TAG): values for key, values in keys.values.items() if key.startswith(_TAG)}
    tags = tuple((key, sorted(values)[0]) for key, values in sorted(wanted.items()) if values)
    if tags and _may_change(holder):
        had = tuple(tag for tag in holder.tags or () if tag[0].lower() not in wanted)
        yield _as(holder, "with other tags", tags=(*had, *tags))


def _as(holder: Holder, variant: str, **changes: object) -> Holder:
    said = dict.fromkeys(part for part in (*holder.variant.split(", "), variant) if part)
    return replace(holder, variant=", ".join(said), **changes)  # type: ignore[arg-type]


def _may_change(holder: Holder) -> bool:
    return holder.variant.count(",") < _MOST - 1


def _denies(policy: AwsPolicy) -> bool:
    if policy.fault:
        return policy.may_deny
    return any(one.fault or not one.allows for one in policy.statements)
