"""Whether a principal may use a resource with its own policy, in one account or from another.

Keys of a direct request: the account of the caller is in ``kms:CallerAccount`` and ``AWS:SourceOwner`` too; keys that
only a service of AWS sets (``aws:SourceArn``, ``aws:SourceAccount``, ``kms:ViaService``) are absent. A secret that the
AWS key encrypts cannot be read from another account. A secret with another key needs ``kms:Decrypt`` too, through
Secrets Manager (Secrets Manager user guide, "Access AWS Secrets Manager secrets from a different account"). From
memory: re-check. Block public access of S3 admits no outside account if a policy is public (S3 user guide, "Blocking
public access to your Amazon S3 storage", *RestrictPublicBuckets*, read 2026-12-01).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Final

from keyroll.model.json import Json
from keyroll.model.truth import Answer, Truth
from keyroll.reach.aws.account import Holder
from keyroll.reach.aws.asking import EVERYTHING, Asking, caller, in_region, speaks
from keyroll.reach.aws.choosing import REGION
from keyroll.reach.aws.evaluate import IdentityLimits, Policies, Request
from keyroll.reach.aws.known import CALLED_VIA, Known, named_keys
from keyroll.reach.aws.matching import witness
from keyroll.reach.aws.policy import parse
from keyroll.reach.aws.resources import DECRYPT, KINDS, AwsResource, ResourceUse
from keyroll.reach.wildcards import like

#: A principal of no account that was read: no account of AWS has this number.
ANYBODY: Final = Holder("arn:aws:iam::000000000000:user/anyone", "anyone", "user", (EVERYTHING,))
#: Keys besides the ARN that an outside principal chooses in its own account.
_CHOSEN_OUTSIDE: Final = ("aws:username", "aws:principaltype", "aws:principalarn")
_OF_ORGANISATIONS: Final = ("aws:principalorgid", "aws:resourceorgid")
_SERVICE: Final = "secretsmanager"


@dataclass(frozen=True)
class PossibleUse:
    """A use of a resource by a principal: the kind of step, its words, and whether it is allowed."""

    kind: str
    words: str
    truth: Truth


@dataclass(frozen=True)
class Using:
    """Decides the uses of one account's resources."""

    asking: Asking

    @property
    def number(self) -> str:
        """The account's number."""
        return self.asking.account.number

    @cached_property
    def _keys(self) -> dict[str, AwsResource]:
        return {one.arn: one for one in self.asking.account.resources if one.kind is KINDS["kms"]}

    def uses(
        self, holder: Holder, resource: AwsResource, limits: IdentityLimits | None = None
    ) -> Iterator[PossibleUse]:
        """Yield each allowed or possible kind of step from a principal to a resource, with the most certain reason.

        ``limits`` are the limits of the holder's account if it is another account; ``holder.policies`` are its
        policies.
        """
        best: dict[str, PossibleUse] = {}
        for use in resource.kind.uses:
            known = best.get(use.kind)
            if known and known.truth.answer is Answer.YES:
                continue
            truth = self.may(holder, use, resource, limits)
            if truth.answer is Answer.YES or (truth.answer is Answer.UNKNOWN and known is None):
                best[use.kind] = PossibleUse(use.kind, use.words, truth)
        yield from best.values()

    def may(
        self, holder: Holder, use: ResourceUse, resource: AwsResource, limits: IdentityLimits | None = None
    ) -> Truth:
        """Return whether a principal may use a resource in this form."""
        if use.own_account and holder.account != self.number:
            return Truth.no()
        result = self._restricted(holder, use, resource, self._decide(holder, use, resource, limits))
        if use.then and result.answer is not Answer.NO:
            after = next(one for one in resource.kind.uses if one.action == use.then)
            own: Json = {"Effect": "Allow", "Principal": {"AWS": holder.arn}, "Action": "*", "Resource": "*"}
            rewritten = (parse(f"its own policy of {resource.said}", {"Statement": own}),)
            result &= self._decide(holder, after, replace(resource, policy=rewritten), limits)
        if (use.then or use.action) == "secretsmanager:GetSecretValue" and result.answer is not Answer.NO:
            result &= self._decrypts(holder, resource, limits)
        return result

    def _decide(
        self, holder: Holder, use: ResourceUse, resource: AwsResource, limits: IdentityLimits | None, **more: str
    ) -> Truth:
        identity, policy = self.asking.policies(holder), resource.policy
        foreign = holder.account != self.number
        by_identity = speaks(identity, use.action)
        # Principals that an unread policy may admit are handled separately.
        by_policy = speaks(tuple(one for one in policy or () if not one.fault), use.action)
        if (foreign and not (by_identity and by_policy)) or not (by_identity or by_policy):
            return Truth.no()
        given = self.asking.limits
        own = limits or given
        narrowed = IdentityLimits(holder.boundary, None, own.service_control, given.resource_control)
        result = Truth.no()
        for target, values in product(
            _targets(resource, use, (*identity, *(policy or ()))), self._values(holder, use.action, resource)
        ):
            known = values | in_region(target) | {key: (value,) for key, value in more.items()}
            needs = resource.kind.policy_decides
            # A bucket's ARN has no region: its region decides, and was not read.
            fixed = frozenset() if resource.region else frozenset({REGION})
            request = Request(caller(holder), use.action, target, known, self.number, needs, fixed)
            result |= self.asking.decided(request, holder, policy, narrowed)
            if result.answer is Answer.YES:
                break
        return result

    def _values(self, holder: Holder, action: str, resource: AwsResource) -> list[Known]:
        """Return the known keys of a request; an outside principal chooses the name of its user or role."""
        values = self.asking.values(holder, action) | dict.fromkeys(CALLED_VIA)
        values |= {
            "aws:resourceaccount": (self.number,), "kms:calleraccount": (holder.account,),
            "aws:sourceowner": (holder.account,),
        }  # fmt: skip
        organisations = self.asking.organisations
        values = {key: value for key, value in values.items() if key not in _OF_ORGANISATIONS}
        for key, number in (("aws:principalorgid", holder.account), ("aws:resourceorgid", self.number)):
            if number in organisations:
                values[key] = (organisations[number],)
        if holder is not ANYBODY:
            return [values]
        if organisations:
            values["aws:principalorgid"] = ("another organisation",)
        values = {key: value for key, value in values.items() if key not in _CHOSEN_OUTSIDE}
        return [values | {"aws:principalarn": (arn,)} for arn in (ANYBODY.arn, *_guises(resource))]

    def _restricted(self, holder: Holder, use: ResourceUse, resource: AwsResource, truth: Truth) -> Truth:
        """Return the decision for an outside principal after block public access."""
        if holder.account == self.number or truth.answer is Answer.NO or resource.restricted.answer is Answer.NO:
            return truth
        public = truth if holder is ANYBODY else self._decide(ANYBODY, use, resource, IdentityLimits())
        return truth if public.answer is Answer.NO else truth & ~resource.restricted

    def _decrypts(self, holder: Holder, secret: AwsResource, limits: IdentityLimits | None) -> Truth:
        """Return whether a principal may use the key that encrypts a secret, through Secrets Manager."""
        if secret.key is None:
            return Truth.unknown(f"which key encrypts {secret.said} was not read")
        if not secret.key:
            own = holder.account == self.number
            return Truth.yes() if own else Truth.no("the key of AWS cannot be used from another account")
        found = [one for arn, one in self._keys.items() if arn == secret.key or arn.endswith(f"/{secret.key}")]
        if not found:
            return Truth.unknown(f"the policy of the key that encrypts {secret.said} was not read")
        use = next(one for one in found[0].kind.uses if one.action == DECRYPT)
        via = f"{_SERVICE}.{secret.region}.amazonaws.com"
        return self._decide(holder, use, found[0], limits, **{"kms:viaservice": via})


def _guises(resource: AwsResource) -> Iterator[str]:
    """Yield ARNs in a condition of the policy that an outside principal can have in its own account."""
    for policy in resource.policy or ():
        for value in named_keys((policy,)).values.get("aws:principalarn", ()):
            parts = value.split(":", 5)
            if len(parts) == 6 and like(parts[4], ANYBODY.account):
                yield witness(":".join((*parts[:4], ANYBODY.account, parts[5])), {})


def _targets(resource: AwsResource, use: ResourceUse, policies: Policies) -> list[str]:
    """Return the objects to decide: the resource, or objects in it that statements distinguish."""
    if not use.within:
        return [resource.arn]
    begin = f"{resource.arn}/"
    patterns = {one for policy in policies for each in policy.statements for one in each.resources or ()}
    inner = {witness(one, {}) for one in patterns if one.startswith(begin)}
    return [resource.arn + use.within, *sorted(inner)]
