"""Queries about the principals of one account."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from keyroll.model.truth import Answer, Truth
from keyroll.reach.aws.account import AwsAccount, Holder
from keyroll.reach.aws.choosing import REGION, Chooser, choices
from keyroll.reach.aws.evaluate import Caller, IdentityLimits, Policies, Request, decide
from keyroll.reach.aws.immutable import refused
from keyroll.reach.aws.known import CALLED_VIA, ConditionKeys, Known, named_keys, of_caller
from keyroll.reach.aws.matching import Values, witness
from keyroll.reach.aws.policy import AwsPolicy, Statement, parse
from keyroll.reach.wildcards import is_pattern, like

#: Actions that only an administrator of the whole account may do; the first is no action of AWS.
_SENTINELS = ("keyroll:any", "iam:AttachUserPolicy", "iam:PutRolePolicy", "s3:GetObject", "kms:Decrypt")

#: Actions that set tags.
_TAGGING = ("TagResource", "CreateTags", "AddTags")
#: Names of principals of another account whose kind is not known.
SOMEBODY = frozenset({"anyone", "anybody"})
#: The region, account or name of a sample resource that a pattern leaves open.
ANY = "any"
_PARTS = 6
EVERYTHING = parse("administrator", {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})


@dataclass(frozen=True)
class Asking:
    """Decides the actions of an account's principals.

    ``now`` (seconds) is the time of the request, if known. ``limits`` are the organisation's limits. ``keys`` is the
    number of access keys of each user by name, if all were listed. ``organisations`` is the organisation of an account
    by its number, if known.
    """

    account: AwsAccount
    now: float | None = None
    limits: IdentityLimits = field(default_factory=IdentityLimits)
    keys: Mapping[str, int] | None = None
    organisations: Mapping[str, str] = field(default_factory=dict)
    _trusted: dict[tuple[str, str], Truth] = field(default_factory=dict, compare=False)
    _effective: dict[str, tuple[AwsPolicy, ...]] = field(default_factory=dict, compare=False)
    _administers: dict[str, Truth] = field(default_factory=dict, compare=False)

    @cached_property
    def keys_named(self) -> ConditionKeys:
        """The condition keys in the account's policies and its limits."""
        limits = (*self.limits.service_control, *self.limits.resource_control)
        resources = (one.policy or () for one in self.account.resources)
        own = (
            (*one.policies, *(one.boundary or ()), *((one.trust,) if one.trust else ())) for one in self.account.holders
        )
        return named_keys(policy for each in (*own, *limits, *resources) for policy in each)

    def policies(self, holder: Holder) -> tuple[AwsPolicy, ...]:
        """Return a holder's policies with those of its groups."""
        if holder.key not in self._effective:
            self._effective[holder.key] = self.account.effective(holder)
        return self._effective[holder.key]

    def may(self, holder: Holder, action: str, resource: str, values: Values | None = None) -> Truth:
        """Return whether a user or role may do an action on a resource of its account."""
        if not speaks(self.policies(holder), action):
            return Truth.no()
        if because := refused(action, resource):
            return Truth.no(because)
        known = self.values(holder, action) | in_region(resource) | dict(values or {})
        return self.decided(Request(caller(holder), action, resource, known), holder)

    def may_somewhere(self, holder: Holder, action: str, region: str = "") -> Truth:
        """Return whether a principal may do an action on some resource, including one of its own choice.

        With a region, only there.
        """
        result = Truth.no()
        if not speaks(self.policies(holder), action):
            return result
        values: Known | None = {REGION: (region,)} if region else None
        regions = self.keys_named.values.get(REGION, frozenset())
        for resource in candidates(self.policies(holder), self.values(holder, action), regions):
            where = placed(resource, region)
            if where:
                result |= self.may(holder, action, where, values)
            if result.answer is Answer.YES:
                break
        return result

    def administrator_may(self, action: str) -> Truth:
        """Return whether a holder of all rights in the account may do an action: the account's limits may deny it."""
        arn = f"arn:aws:iam::{self.account.number}:user/administrator"
        return self.may_somewhere(Holder(arn, "administrator", "user", (EVERYTHING,)), action)

    def assumes(self, holder: Holder, role: Holder) -> Truth:
        """Return whether a user or role may assume a role of the account."""
        if for_services_alone(trust_of(role)):
            return Truth.no()
        values = self.values(holder, "sts:AssumeRole") | self.keys_named.of_target(role)
        request = Request(caller(holder), "sts:AssumeRole", role.arn, values, needs_resource=True)
        return self.decided(request, holder, (trust_of(role),))

    def trusts(self, role: Holder, service: str) -> Truth:
        """Return whether a role permits a service of AWS to run as it."""
        if (role.arn, service) not in self._trusted:
            request = Request(Caller(service, kind="Service"), "sts:AssumeRole", role.arn, self._times())
            self._trusted[role.arn, service] = decide(request, (), (trust_of(role),))
        return self._trusted[role.arn, service]

    def administers(self, holder: Holder) -> Truth:
        """Return whether a principal may do everything in its account."""
        if holder.key not in self._administers:
            self._administers[holder.key] = self._all_of_it(holder)
        return self._administers[holder.key]

    def _all_of_it(self, holder: Holder) -> Truth:
        result = Truth.yes()
        for action in _SENTINELS:
            result &= self.may(holder, action, f"arn:aws:any:::{action.replace(':', '-')}")
            if result.answer is Answer.NO:
                break
        return result

    def has_at_most(self, holder: Holder, keys: int) -> Truth:
        """Return whether a user has at most this many access keys."""
        if self.keys is None:
            return Truth.unknown(f"the access keys of {holder.name} were not listed to the end; a third one is refused")
        return Truth.yes() if self.keys.get(holder.name, 0) <= keys else Truth.no()

    def decided(
        self, request: Request, holder: Holder, resource: Policies | None = None, limits: IdentityLimits | None = None
    ) -> Truth:
        """Decide a request; values that the caller chooses (the external id) are tried if they matter.

        ``limits`` are the limits of a request between accounts.
        """
        identity, limits = self.policies(holder), limits or self._limits(holder)
        result = decide(request, identity, resource, limits)
        if result.answer is not Answer.UNKNOWN:
            return result
        best, tried = Truth.no(), False
        who = self._chooser(holder, request.action)
        for choice, needs in choices(self.keys_named.values, request.values, who, request.fixed):
            tried = True
            best |= decide(replace(request, values={**request.values, **choice}), identity, resource, limits) & needs
            if best.answer is Answer.YES:
                break
        return best if tried else result

    def _chooser(self, holder: Holder, action: str) -> Chooser:
        service = action.partition(":")[0]
        may_tag = any(speaks(self.policies(holder), f"{service}:{verb}") for verb in _TAGGING)
        return Chooser("" if holder.name in SOMEBODY else holder.kind, action, self.now, may_tag)

    def _limits(self, holder: Holder) -> IdentityLimits:
        return IdentityLimits(holder.boundary, None, self.limits.service_control, self.limits.resource_control)

    def _times(self) -> dict[str, tuple[str, ...] | None]:
        return {} if self.now is None else {"aws:currenttime": (str(self.now),), "aws:epochtime": (str(self.now),)}

    def values(self, holder: Holder, action: str) -> dict[str, tuple[str, ...] | None]:
        """Return the known condition keys of a direct request of a user or role to its own account."""
        known = self._times() | of_caller(holder, action, self.keys_named)
        if holder.account in self.organisations:
            known |= dict.fromkeys(("aws:principalorgid", "aws:resourceorgid"), (self.organisations[holder.account],))
        return known | {key: None for key, services in self._callers.items() if not self._calls(holder, services)}

    @cached_property
    def _callers(self) -> dict[str, frozenset[str]]:
        """The services that conditions require as callers for a principal, by the condition's key."""
        named = ((key, self.keys_named.values.get(key, ())) for key in CALLED_VIA)
        return {key: frozenset(one.partition(".")[0] for one in values) for key, values in named if values}

    def _calls(self, holder: Holder, services: frozenset[str]) -> bool:
        """Return whether a principal's policies may allow it to call one of some services."""
        statements = [one for policy in self.policies(holder) for one in policy.statements]
        return any(policy.fault for policy in self.policies(holder)) or any(
            one.fault or "Action" in one.negated or is_pattern(service) or like(each.partition(":")[0], service)
            for service in services for one in statements if one.allows or one.fault for each in one.actions or ("",)
        )  # fmt: skip


def caller(holder: Holder) -> Caller:
    """Return a user or role as the caller."""
    return Caller(holder.arn, holder.account, role=holder.arn if holder.kind == "role" else "")


def trust_of(role: Holder) -> AwsPolicy:
    """Return a role's trust policy; an unreadable one if the dump lacks it."""
    return role.trust or AwsPolicy(role.name, fault=f"the trust policy of {role.name} is not in the account dump")


def for_services_alone(trust: AwsPolicy) -> bool:
    """Return whether a trust policy was read and names services and federations only, like that of most roles."""
    kinds = {kind for one in trust.statements for kind, _ in one.principals or (("AWS", ""),)}
    negated = any(one.negated or one.fault for one in trust.statements)
    return not trust.fault and not negated and not kinds & {"AWS", "*"}


def speaks(policies: Policies, action: str) -> bool:
    """Return whether a policy may allow an action on any resource: most queries end here."""
    return any(policy.fault or any(may_allow(one, action) for one in policy.statements) for policy in policies)


def may_allow(statement: Statement, action: str) -> bool:
    """Return whether a statement allows an action, or cannot be read."""
    name = action.lower()
    return bool(statement.fault) or (
        statement.allows and any(like(each, name) for each in statement.actions) is ("Action" not in statement.negated)
    )


def candidates(policies: Iterable[AwsPolicy], values: Values, regions: Iterable[str] = ()) -> list[str]:
    """Return sample resources for all statements: one that matches each pattern, and one that matches none.

    A pattern for several regions has a sample in each of the regions.
    """
    patterns = {p for policy in policies for one in policy.statements for p in one.resources or ()}
    patterns |= {one for pattern in patterns for one in _in_regions(pattern, regions)}
    return ["arn:aws:any:any:any:any", *sorted({witness(pattern, values) for pattern in patterns})]


def _in_regions(pattern: str, regions: Iterable[str]) -> Iterator[str]:
    parts = pattern.split(":", 5)
    if len(parts) == _PARTS and is_pattern(parts[3]):
        for region in regions:
            if not is_pattern(region) and like(parts[3], region):
                yield ":".join((*parts[:3], region, *parts[4:]))


def regions(statement: Statement) -> Iterator[str]:
    """Yield the regions that a statement names, in its resources or its conditions."""
    for one in statement.conditions:
        if one.key == REGION:
            yield from (witness(value, {}) for value in one.values)
    for resource in statement.resources or ():
        parts = resource.split(":", 5)
        if len(parts) == _PARTS and parts[3] and not is_pattern(parts[3]):
            yield parts[3]


def placed(resource: str, region: str) -> str:
    """Return a sample resource in a region; empty if it is in another one."""
    parts = resource.split(":", 5)
    if not region or len(parts) < _PARTS or parts[3] in ("", region):
        return resource
    return ":".join((*parts[:3], region, *parts[4:])) if parts[3] == ANY else ""


def in_region(resource: str) -> Known:
    """Return the region of a request, if the resource's ARN fixes it."""
    parts = resource.split(":", 5)
    return {REGION: (parts[3],)} if len(parts) == _PARTS and parts[3] not in ("", ANY) else {}
