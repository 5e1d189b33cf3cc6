"""The users, roles and policies of an account that a principal's policies may name, found by their ARNs.

A technique is decided for these only: for all others the answer is no, because no statement that allows an action of
the technique names them. So the work grows with the number of steps, not with the number of pairs of principals.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from keyroll.model.truth import Answer, Truth
from keyroll.reach.aws.account import Holder
from keyroll.reach.aws.asking import Asking, for_services_alone, may_allow, trust_of
from keyroll.reach.aws.technique import Technique, TechniqueTarget
from keyroll.reach.wildcards import like

#: A pattern up to its first wildcard or variable is the same in each text that it matches.
_LITERAL: Final = re.compile(r"[^*?$]*")
_ASSUME: Final = "sts:AssumeRole"
_ASSUMABLE: Final = (TechniqueTarget.ASSUMABLE_ROLE, TechniqueTarget.ASSUMABLE_ROLE_POLICY)
Numbers = frozenset[int]


@dataclass(frozen=True)
class ArnIndex:
    """ARNs in order, with the numbers of the principals that have each of them."""

    arns: list[str]
    numbers: Mapping[str, Numbers]
    _known: dict[str, Numbers] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, int]]) -> "ArnIndex":
        """Return the index of pairs of an ARN and a number."""
        found: dict[str, set[int]] = defaultdict(set)
        for arn, number in pairs:
            found[arn].add(number)
        return cls(sorted(found), {arn: frozenset(numbers) for arn, numbers in found.items()})

    def fitting(self, pattern: str) -> Numbers:
        """Return the numbers of all ARNs that begin like a pattern: at least of those that it matches."""
        literal = _LITERAL.match(pattern)
        first = literal[0] if literal else ""
        if first not in self._known:
            begin, end = bisect_left(self.arns, first), bisect_left(self.arns, first + "\U0010ffff")
            self._known[first] = frozenset(n for arn in self.arns[begin:end] for n in self.numbers[arn])
        return self._known[first]

    @cached_property
    def all(self) -> Numbers:
        """All numbers."""
        return self.fitting("*")


@dataclass(frozen=True)
class Targets:
    """The targets of techniques within one account."""

    asking: Asking
    _running: dict[tuple[tuple[str, ...], bool], Numbers] = field(default_factory=dict, compare=False)
    _given: dict[tuple[str, bool], Truth] = field(default_factory=dict, compare=False)

    def users(self, holder: Holder, technique: Technique) -> Iterator[Holder]:
        """Yield the users, in the account's order, for which the answer to a technique may not be no."""
        yield from (self._holders[number] for number in self._of(holder, technique) if number < self._first_role)

    def roles(self, holder: Holder, technique: Technique) -> Iterator[Holder]:
        """Yield the roles, in the account's order, for which the answer to a technique may not be no."""
        yield from (self._holders[number] for number in self._of(holder, technique) if number >= self._first_role)

    def _of(self, holder: Holder, technique: Technique) -> list[int]:
        found: Numbers | None = None
        for need in technique.needs:
            if need.on in ("target", "policy"):
                by = self._arns if need.on == "target" else self._policies
                found = _both(found, self.named(holder, need.action, by))
        if technique.services or technique.needs_profile:
            found = _both(found, self.running(technique))
        if technique.target in _ASSUMABLE:
            found = _both(found, self._assumable(holder))
        return sorted(self._arns.all if found is None else found)

    def named(self, holder: Holder, action: str, by: ArnIndex) -> Numbers:
        """Return the numbers of the ARNs that a statement which allows an action may name."""
        found: set[int] = set()
        for policy in self.asking.policies(holder):
            if policy.fault:
                return by.all
            for statement in policy.statements:
                if not may_allow(statement, action):
                    continue
                if statement.fault or statement.resources is None or "Resource" in statement.negated:
                    return by.all
                found = found.union(*map(by.fitting, statement.resources))
        return frozenset(found)

    def running(self, technique: Technique) -> Numbers:
        """Return the roles as which a service of a technique may run."""
        asked = (technique.services, technique.needs_profile)
        if asked not in self._running:
            self._running[asked] = frozenset(
                number for number, one in enumerate(self.asking.account.roles, self._first_role)
                if (one.has_profile or not technique.needs_profile)
                and (not technique.services or self._trusts(one, technique.services))
            )  # fmt: skip
        return self._running[asked]

    def _trusts(self, role: Holder, services: Iterable[str]) -> bool:
        return any(self.asking.trusts(role, one).answer is not Answer.NO for one in services)

    def _assumable(self, holder: Holder) -> Numbers:
        whoever, account, named = self._trusting
        own = self.named(holder, _ASSUME, self._arns) & account if account else frozenset()
        return whoever | own | named.get(holder.arn, frozenset())

    @cached_property
    def _trusting(self) -> tuple[Numbers, Numbers, Mapping[str, Numbers]]:
        """The roles that may trust anybody, those that trust the account, and those that trust each principal."""
        whoever, account, named = set(), set(), defaultdict(set)
        for number, role in enumerate(self.asking.account.roles, self._first_role):
            if for_services_alone(trust_of(role)):
                continue
            trust = trust_of(role)
            if trust.fault or any(one.fault or one.negated or one.principals is None for one in trust.statements):
                whoever.add(number)
            for name in (name for one in trust.statements for _, name in one.principals or ()):
                if name == "*":
                    whoever.add(number)
                elif name.endswith(":root") or ":" not in name:
                    account.add(number)
                else:
                    named[name].add(number)
        return frozenset(whoever), frozenset(account), {name: frozenset(numbers) for name, numbers in named.items()}

    def documents(self, patterns: Iterable[str]) -> list[str]:
        """Return the ARNs of the account's policies that patterns name."""
        named = list(patterns)
        return [arn for arn in self.asking.account.documents if any(like(one, arn) for one in named)]

    def gives_all(self, arn: str, *, other_version: bool = False) -> Truth:
        """Return whether a policy of the account, or another version of it, gives rights over the whole account."""
        if (arn, other_version) not in self._given:
            account, result = self.asking.account, Truth.no()
            some = account.versions.get(arn, ()) if other_version else (account.documents[arn],)
            for at, policy in enumerate(some):
                name = f"{at} {other_version} {arn}"
                holder = Holder(f"arn:aws:iam::{account.number}:user/any", "any", "user", (policy,), variant=name)
                result |= self.asking.administers(holder)
            self._given[arn, other_version] = result
        return self._given[arn, other_version]

    @cached_property
    def _holders(self) -> tuple[Holder, ...]:
        return (*self.asking.account.users, *self.asking.account.roles)

    @property
    def _first_role(self) -> int:
        return len(self.asking.account.users)

    @cached_property
    def _arns(self) -> ArnIndex:
        return ArnIndex.of((one.arn, number) for number, one in enumerate(self._holders))

    @cached_property
    def _policies(self) -> ArnIndex:
        return ArnIndex.of((arn, number) for number, one in enumerate(self._holders) for arn in one.customer)


def _both(some: Numbers | None, others: Numbers) -> Numbers:
    return others if some is None else some & others
