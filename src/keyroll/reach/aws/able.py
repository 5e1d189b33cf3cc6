"""What one principal is able to do: decisions that the techniques share.

A technique's actions on what it makes hold in one region. Of chains of two administrative steps these are found: a
policy is made or rewritten and then attached, a group's policy is written and the group joined, a user or role is made
and given a policy. Longer ones are found where each step changes the principal itself (``changed.py``).
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from keyroll.model.truth import Answer, Truth
from keyroll.reach.aws.account import Holder
from keyroll.reach.aws.asking import Asking, regions
from keyroll.reach.aws.matching import witness
from keyroll.reach.aws.targets import Targets
from keyroll.reach.aws.technique import Technique

#: Policies of AWS that a principal may attach: each gives rights over the whole account.
_WIDE: Final = ("arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws:iam::aws:policy/IAMFullAccess")
_POLICY: Final = "iam:policyarn"
#: Services with one endpoint for all regions.
_GLOBAL: Final = ("iam:", "sts:", "organizations:")
#: A region that no policy names.
_ELSEWHERE: Final = "elsewhere"


@dataclass(frozen=True)
class Able:
    """One principal with its cached decisions: techniques share their needs."""

    targets: Targets
    holder: Holder
    known: dict[tuple[str, str], Truth] = field(default_factory=dict, compare=False)
    known_on: dict[tuple[str, str, str, str], Truth] = field(default_factory=dict, compare=False)
    together: dict[str, Truth] = field(default_factory=dict, compare=False)

    @property
    def asking(self) -> Asking:
        """The queries about the account."""
        return self.targets.asking

    def somewhere(self, action: str, region: str = "") -> Truth:
        """Return whether it may do an action on some resource, in one region if that is given."""
        if (action, region) not in self.known:
            self.known[action, region] = self.asking.may_somewhere(self.holder, action, region)
        return self.known[action, region]

    def coherent(self, technique: Technique) -> Truth:
        """Return whether one region allows all actions of a technique on what it makes there."""
        needed = [one.action for one in technique.needs if one.on == "any" and not one.action.startswith(_GLOBAL)]
        if len(needed) < 2 or not self._regions:
            return Truth.yes()
        if technique.id not in self.together:
            result = Truth.no()
            for region in self._regions:
                one = Truth.yes()
                for action in needed:
                    one &= self.somewhere(action, region)
                result |= one
                if result.answer is Answer.YES:
                    break
            self.together[technique.id] = result
        return self.together[technique.id]

    @cached_property
    def _regions(self) -> tuple[str, ...]:
        """The regions that its policies and limits distinguish, and one other; empty if they distinguish none."""
        limits = self.asking.limits
        levels = (self.asking.policies(self.holder), self.holder.boundary or (), *limits.service_control,
                  *limits.resource_control)  # fmt: skip
        named = {region for level in levels for policy in level for one in policy.statements for region in regions(one)}
        return (*sorted(named), _ELSEWHERE) if named else ()

    def attaches(self, action: str, resource: str, target: Holder) -> Truth:
        """Return whether it may attach a policy that gives rights over the whole account.

        Without a condition on the policy one of AWS is enough; else also those that the condition names, if they give
        that, or if the principal may first make or rewrite them.
        """
        result = Truth.no()
        for policy in _WIDE:
            result |= self.on(action, resource, target, policy=policy)
        if result.answer is Answer.YES or not self._attachable:
            return result
        for policy, given in self._attachable.items():
            result |= given & self.on(action, resource, target, policy=policy)
            if result.answer is Answer.YES:
                break
        return result

    @cached_property
    def _attachable(self) -> dict[str, Truth]:
        """The policies that conditions on attaching name, and whether each gives rights over the account, or can."""
        named = self.asking.keys_named.values.get(_POLICY, frozenset())
        found = {arn: one for arn in self.targets.documents(named) if (one := self._wide(arn)).answer is not Answer.NO}
        for pattern in named:
            arn = witness(pattern, {})
            if ":aws:policy/" not in arn and arn not in self.asking.account.documents:
                one = self.asking.may(self.holder, "iam:CreatePolicy", arn)
                found |= {arn: one} if one.answer is not Answer.NO else {}
        return found

    def _wide(self, arn: str) -> Truth:
        result = self.targets.gives_all(arn)
        if result.answer is not Answer.YES:
            result |= self.asking.may(self.holder, "iam:CreatePolicyVersion", arn)
        if result.answer is not Answer.YES and self.targets.gives_all(arn, other_version=True).answer is not Answer.NO:
            result |= self.asking.may(self.holder, "iam:SetDefaultPolicyVersion", arn)
        return result

    def on(self, action: str, resource: str, target: Holder, service: str = "", policy: str = "") -> Truth:
        """Decide an action on one resource of a target, with the service of a passed role and the attached policy."""
        asked = (action, resource, service, policy)
        if asked not in self.known_on:
            values: dict[str, tuple[str, ...] | None] = {"iam:policyarn": (policy,)} if policy else {}
            values |= {"iam:passedtoservice": (service,)} if service else {}
            values |= self.asking.keys_named.of_target(target, action) if resource == target.arn else {}
            self.known_on[asked] = self.asking.may(self.holder, action, resource, values)
        return self.known_on[asked]
