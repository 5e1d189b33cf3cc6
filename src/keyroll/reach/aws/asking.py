"""Questions about the principals of one account."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from keyroll.model.truth import Answer, Truth
from keyroll.reach.aws.account import AwsAccount, Holder
from keyroll.reach.aws.evaluate import Caller, IdentityLimits, Request, decide
from keyroll.reach.aws.matching import Values, witness
from keyroll.reach.aws.policy import AwsPolicy, parse

#: What only somebody who administers the whole account may do; the first is no action of AWS.
_SENTINELS = ("keyroll:any", "iam:AttachUserPolicy", "iam:PutRolePolicy", "s3:GetObject", "kms:Decrypt")

_EVERYTHING = parse("administrator", {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})


@dataclass(frozen=True)
class Asking:
    """Answers what principals of an account may do.

    ``now`` (seconds) is the time of the request, where it is known; ``limits`` are those of the organisation; ``keys``
    says how many access keys each user has, by name, where all of them were listed.
    """

    account: AwsAccount
    now: float | None = None
    limits: IdentityLimits = field(default_factory=IdentityLimits)
    keys: Mapping[str, int] | None = None
    _trusted: dict[tuple[str, str], Truth] = field(default_factory=dict, compare=False)

    @cached_property
    def _effective(self) -> dict[str, tuple[AwsPolicy, ...]]:
        return {one.arn: self.account.effective(one) for one in (*self.account.users, *self.account.roles)}

    def policies(self, holder: Holder) -> tuple[AwsPolicy, ...]:
        """Return a holder's policies with those of its groups."""
        return self._effective.get(holder.arn) or self.account.effective(holder)

    def may(self, holder: Holder, action: str, resource: str, values: Values | None = None) -> Truth:
        """Say whether a user or role may do an action on a resource of its account."""
        request = Request(_caller(holder), action, resource, self._values(holder) | dict(values or {}))
        return decide(request, self.policies(holder), None, self._limits(holder))

    def may_somewhere(self, holder: Holder, action: str, values: Values | None = None) -> Truth:
        """Say whether a principal may do an action on any resource, one of its own choice included."""
        result = Truth.no()
        for resource in _candidates(self.policies(holder), self._values(holder)):
            result |= self.may(holder, action, resource, values)
            if result.answer is Answer.YES:
                break
        return result

    def administrator_may(self, action: str) -> Truth:
        """Say whether somebody with all rights in the account may do an action: what limits the account may deny it."""
        arn = f"arn:aws:iam::{self.account.number}:user/administrator"
        return self.may_somewhere(Holder(arn, "administrator", "user", (_EVERYTHING,)), action)

    def assumes(self, holder: Holder, role: Holder) -> Truth:
        """Say whether a user or role may assume a role of the account."""
        if _for_services_alone(_trust(role)):
            return Truth.no()
        values = self._values(holder)
        request = Request(_caller(holder), "sts:AssumeRole", role.arn, values, needs_resource=True)
        return decide(request, self.policies(holder), (_trust(role),), self._limits(holder))

    def trusts(self, role: Holder, service: str) -> Truth:
        """Say whether a role lets a service of AWS run as it."""
        if (role.arn, service) not in self._trusted:
            request = Request(Caller(service, kind="Service"), "sts:AssumeRole", role.arn, self._times())
            self._trusted[role.arn, service] = decide(request, (), (_trust(role),))
        return self._trusted[role.arn, service]

    def administers(self, holder: Holder) -> Truth:
        """Say whether a principal may do everything in its account."""
        result = Truth.yes()
        for action in _SENTINELS:
            result &= self.may(holder, action, f"arn:aws:any:::{action.replace(':', '-')}")
            if result.answer is Answer.NO:
                break
        return result

    def has_at_most(self, holder: Holder, keys: int) -> Truth:
        """Say whether a user has at most so many access keys."""
        if self.keys is None:
            return Truth.unknown(f"the access keys of {holder.name} were not listed to the end; a third one is refused")
        return Truth.yes() if self.keys.get(holder.name, 0) <= keys else Truth.no()

    def _limits(self, holder: Holder) -> IdentityLimits:
        return IdentityLimits(holder.boundary, None, self.limits.service_control, self.limits.resource_control)

    def _times(self) -> dict[str, tuple[str, ...] | None]:
        return {} if self.now is None else {"aws:currenttime": (str(self.now),), "aws:epochtime": (str(self.now),)}

    def _values(self, holder: Holder) -> dict[str, tuple[str, ...] | None]:
        known: dict[str, tuple[str, ...] | None] = self._times()
        known |= {f"aws:principaltag/{key.lower()}": (value,) for key, value in holder.tags}
        known |= {
            "aws:principalarn": (holder.arn,), "aws:principalaccount": (holder.account,),
            "aws:resourceaccount": (holder.account,), "aws:securetransport": ("true",),
            "aws:principalisawsservice": ("false",), "aws:viaawsservice": ("false",),
        }  # fmt: skip
        if holder.kind == "user":
            known |= {"aws:username": (holder.name,), "aws:principaltype": ("User",)}
        else:
            known |= {"aws:username": None, "aws:principaltype": ("AssumedRole",)}
        return known


def _caller(holder: Holder) -> Caller:
    return Caller(holder.arn, holder.account, role=holder.arn if holder.kind == "role" else "")


def _trust(role: Holder) -> AwsPolicy:
    return role.trust or AwsPolicy(role.name, fault=f"the trust policy of {role.name} is not in the account dump")


def _for_services_alone(trust: AwsPolicy) -> bool:
    """Say whether a trust policy was read, and names nothing but services and federations: most roles are like that."""
    kinds = {kind for one in trust.statements for kind, _ in one.principals or (("AWS", ""),)}
    negated = any(one.negated or one.fault for one in trust.statements)
    return not trust.fault and not negated and not kinds & {"AWS", "*"}


def _candidates(policies: Iterable[AwsPolicy], values: Values) -> list[str]:
    """Return resources for all that statements tell apart: one that fits each pattern, and one that fits none."""
    patterns = {p for policy in policies for one in policy.statements for p in one.resources or ()}
    return ["arn:aws:any:any:any:any", *sorted({witness(pattern, values) for pattern in patterns})]
