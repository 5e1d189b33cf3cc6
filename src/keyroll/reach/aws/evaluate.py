"""Whether a principal may do an action on a resource: yes, no, or unknown with a reason.

Order of evaluation: IAM user guide, "Policy evaluation logic" (read 2026-11-29; resource control policies and other
accounts from memory: re-check). An explicit deny wins. Service and resource control policies, the boundary and the
session policy must each allow. Then the identity's policies or the resource's policy must allow; for another account
both must. A resource's policy that names a user or a session is not limited by the boundary or the session policy.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from keyroll.model.truth import Answer, Truth
from keyroll.reach.aws.conditions import holds
from keyroll.reach.aws.matching import Values, fits
from keyroll.reach.aws.policy import AwsPolicy, Statement
from keyroll.reach.wildcards import like

Policies = tuple[AwsPolicy, ...]


class PrincipalNaming(IntEnum):
    """The forms in which a resource's policy names a principal."""

    ACCOUNT = 1
    ROLE = 2
    ITSELF = 3


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller: its ARN, its account, and the names under which policies of resources may admit it.

    ``kind`` is AWS, Service or Federated. A role's session has its role as ``role``.
    """

    arn: str
    account: str = ""
    kind: str = "AWS"
    role: str = ""


@dataclass(frozen=True, slots=True)
class IdentityLimits:
    """The limits of identities: each level of ``service_control`` and ``resource_control`` must allow."""

    boundary: Policies | None = None
    session: Policies | None = None
    service_control: tuple[Policies, ...] = ()
    resource_control: tuple[Policies, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """One action on one resource. ``values`` are the condition keys; a missing key is unknown, None is absent.

    ``resource_account`` is empty if the resource is in the caller's own account. ``needs_resource`` means that the
    resource's own policy must allow (a role's trust policy, a KMS key). ``fixed`` are keys that the resource decides
    and nobody read: the caller does not choose them.
    """

    caller: Caller
    action: str
    resource: str
    values: Values = field(default_factory=dict)
    resource_account: str = ""
    needs_resource: bool = False
    fixed: frozenset[str] = frozenset()


def decide(
    request: Request, identity: Policies, resource: Policies | None = None, limits: IdentityLimits = IdentityLimits()
) -> Truth:
    """Decide a request. ``resource`` is the policy of the resource, None if it has none."""
    denied = _denied(request, identity, resource, limits)
    if denied.answer is Answer.YES:
        return Truth.no(denied.because)
    own = _allowed(request, identity)
    inner = _within(request, (limits.boundary, limits.session))
    outer = _within(request, (*limits.service_control, *limits.resource_control))
    granted = own & inner if resource is None else _with_resource(request, own, inner, resource)
    return granted & outer & ~denied


def _with_resource(request: Request, own: Truth, inner: Truth, resource: Policies) -> Truth:
    by = {named: _allowed(request, resource, named) for named in PrincipalNaming}
    foreign = bool(request.resource_account) and request.resource_account != request.caller.account
    if request.caller.kind != "AWS":
        return by[PrincipalNaming.ITSELF]
    whoever = by[PrincipalNaming.ACCOUNT] | by[PrincipalNaming.ROLE] | by[PrincipalNaming.ITSELF]
    if foreign:
        return own & inner & whoever
    direct = by[PrincipalNaming.ITSELF] | (by[PrincipalNaming.ROLE] & inner)
    if request.needs_resource:
        return direct | (by[PrincipalNaming.ACCOUNT] & own & inner)
    return direct | (own & inner)


def _within(request: Request, levels: Iterable[Policies | None]) -> Truth:
    result = Truth.yes()
    for level in levels:
        if level is not None:
            result &= _allowed(request, level)
    return result


def _denied(request: Request, identity: Policies, resource: Policies | None, limits: IdentityLimits) -> Truth:
    result = Truth.no()
    own = (identity, limits.boundary or (), limits.session or (), *limits.service_control, *limits.resource_control)
    for policy in (one for level in own for one in level):
        result |= _policy(request, policy, allows=False, named=None)
    for policy in resource or ():
        for named in PrincipalNaming:
            result |= _policy(request, policy, allows=False, named=named)
    return result


def _allowed(request: Request, policies: Policies, named: PrincipalNaming | None = None) -> Truth:
    result = Truth.no()
    for policy in policies:
        result |= _policy(request, policy, allows=True, named=named)
    return result


def _policy(request: Request, policy: AwsPolicy, *, allows: bool, named: PrincipalNaming | None) -> Truth:
    """Return whether a statement of the policy with this effect applies to the request."""
    if policy.fault:
        about = (allows or policy.may_deny) and any(like(one, request.action.lower()) for one in policy.within)
        return Truth.unknown(policy.fault) if about else Truth.no()
    result = Truth.no()
    for statement in policy.statements:
        if statement.fault:
            # Its content is unknown: it may allow or deny.
            result |= Truth.unknown(statement.fault)
        elif statement.allows is allows:
            one = _about(request, statement, named)
            if one.answer is Answer.YES and not allows:
                one = Truth.yes(f"{policy.name} denies {request.action}")
            result |= one
    return result


def applies(request: Request, statement: Statement) -> Truth:
    """Return whether a statement of an identity's policy, or of a trust policy, applies to a request."""
    return Truth.unknown(statement.fault) if statement.fault else _about(request, statement, None)


def _about(request: Request, statement: Statement, named: PrincipalNaming | None) -> Truth:
    action = any(like(pattern, request.action.lower()) for pattern in statement.actions)
    if action is ("Action" in statement.negated):
        return Truth.no()
    result = _resource(request, statement)
    if result.answer is not Answer.NO and (named is not None or statement.principals is not None):
        result &= _principal(request.caller, statement, named)
    if result.answer is Answer.NO:
        return result
    return result & holds(statement.conditions, request.values)


def _resource(request: Request, statement: Statement) -> Truth:
    if statement.resources is None:
        # A trust policy applies to its own role; any other statement has to name a resource.
        return Truth.yes() if statement.principals is not None else Truth.unknown("a statement names no resource")
    result = Truth.no()
    for pattern in statement.resources:
        result |= fits(pattern, request.resource, request.values)
    return ~result if "Resource" in statement.negated else result


def _principal(caller: Caller, statement: Statement, named: PrincipalNaming | None) -> Truth:
    """Return whether the statement names the caller; with ``named`` only that form counts."""
    if statement.principals is None:
        return Truth.no()
    ways = {way for kind, name in statement.principals if (way := _way(caller, kind, name))}
    if "Principal" in statement.negated:
        # AWS requires the account with the user or role; a caller without a name in NotPrincipal matches.
        return Truth.no() if ways else Truth.yes()
    return Truth.yes() if (ways if named is None else named in ways) else Truth.no()


def _way(caller: Caller, kind: str, name: str) -> PrincipalNaming | None:
    if name == "*" and kind in ("*", "AWS", caller.kind):
        return PrincipalNaming.ITSELF
    if kind != caller.kind:
        return None
    if name == caller.arn:
        # The name of a role includes its sessions, which its boundary limits.
        return PrincipalNaming.ROLE if ":role/" in name else PrincipalNaming.ITSELF
    if caller.role and name == caller.role:
        return PrincipalNaming.ROLE
    account = name.split(":")[4] if name.endswith(":root") and name.count(":") == 5 else name
    return PrincipalNaming.ACCOUNT if caller.account and account == caller.account else None
