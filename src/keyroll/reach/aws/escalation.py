"""Which techniques work for whom: each becomes an edge, known or unknown with a reason."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from keyroll.model.truth import Answer, Truth
from keyroll.reach.aws.account import Holder
from keyroll.reach.aws.asking import Asking
from keyroll.reach.aws.technique import ADMINISTERS, Technique, TechniqueTarget, techniques

#: Why what a group gives is unknown, as long as nobody is said to be in it.
JOINED = "a denial or a boundary of who is put into the group may narrow it"
_ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


@dataclass(frozen=True, slots=True)
class AwsEscalation:
    """One step: ``end`` is an ARN, or empty for the whole account."""

    start: str
    end: str
    technique: Technique
    target: str
    truth: Truth


def escalations(asking: Asking, some: Iterable[Technique] | None = None) -> Iterator[AwsEscalation]:
    """Yield every step that a technique allows a user, a role, or who is put into a group; known or unknown."""
    chosen = tuple(some if some is not None else techniques())
    for holder in (*asking.account.users, *asking.account.roles):
        if asking.administers(holder).answer is Answer.YES:
            continue  # it needs no technique
        able = Able(asking, holder)
        for technique in chosen:
            yield from _of(able, technique)
    for group in asking.account.groups:
        able = Able(asking, asking.account.joined(group))
        for technique in chosen:
            for one in _of(able, technique):
                if one.end != group.arn:
                    yield replace(one, start=group.arn, truth=one.truth & Truth.unknown(JOINED))


@dataclass(frozen=True)
class Able:
    """One principal, and what was asked of it: techniques share their needs."""

    asking: Asking
    holder: Holder
    known: dict[str, Truth] = field(default_factory=dict, compare=False)
    known_on: dict[tuple[str, str, str], Truth] = field(default_factory=dict, compare=False)

    def somewhere(self, action: str) -> Truth:
        """Say whether it may do an action on any resource."""
        if action not in self.known:
            self.known[action] = self.asking.may_somewhere(self.holder, action)
        return self.known[action]


def _of(able: Able, technique: Technique) -> Iterator[AwsEscalation]:
    free = Truth.yes()
    for need in technique.needs:
        free &= able.somewhere(need.action)
        if free.answer is Answer.NO:
            return
    for target, policy in _targets(able, technique):
        # Whom a role trusts is known for all who ask: so that comes first.
        truth = _prerequisites(able.asking, able.holder, technique, target)
        if truth.answer is not Answer.NO:
            truth &= _needs(able, technique, target, policy)
        if truth.answer is not Answer.NO:
            end = "" if technique.gives == ADMINISTERS else target.arn
            yield AwsEscalation(able.holder.arn, end, technique, policy or target.arn, truth)


def _targets(able: Able, technique: Technique) -> Iterator[tuple[Holder, str]]:
    """Yield each target, with the ARN of its policy where the technique changes one."""
    account, holder, target = able.asking.account, able.holder, technique.target
    own = (holder, *account.of(holder))
    match target:
        case TechniqueTarget.OWN_USER | TechniqueTarget.OWN_ROLE:
            if target == f"own {holder.kind}":
                yield holder, ""
        case TechniqueTarget.OWN_GROUP:
            yield from ((group, "") for group in account.of(holder))
        case TechniqueTarget.GROUP:
            if holder.kind == "user":
                yield from ((group, "") for group in account.groups if group.name not in holder.groups)
        case TechniqueTarget.OWN_POLICY:
            yield from ((holder, policy) for one in own for policy in one.customer)
        case TechniqueTarget.ROLE_POLICY | TechniqueTarget.ASSUMABLE_ROLE_POLICY:
            yield from ((role, policy) for role in account.roles if role != holder for policy in role.customer)
        case TechniqueTarget.USER:
            yield from ((user, "") for user in account.users if user != holder)
        case _:
            yield from ((role, "") for role in account.roles if role != holder)


def _needs(able: Able, technique: Technique, target: Holder, policy: str) -> Truth:
    result = Truth.yes()
    for need in technique.needs:
        if need.on == "any":
            result &= able.somewhere(need.action)
        else:
            resource = policy if need.on == "policy" else target.arn
            services = technique.services if need.action == "iam:PassRole" else ()
            result &= _on(able, need.action, resource, services)
        if result.answer is Answer.NO:
            break
    return result


def _on(able: Able, action: str, resource: str, services: tuple[str, ...]) -> Truth:
    """Ask for one resource; a role may be passed to any of the services, and the policy attached be the widest."""
    result = Truth.no()
    for service in services or ("",):
        asked = (action, resource, service)
        if asked not in able.known_on:
            values: dict[str, tuple[str, ...] | None] = {"iam:policyarn": (_ADMINISTRATOR,)}
            values |= {"iam:passedtoservice": (service,)} if service else {}
            able.known_on[asked] = able.asking.may(able.holder, action, resource, values)
        result |= able.known_on[asked]
    return result


def _prerequisites(asking: Asking, holder: Holder, technique: Technique, target: Holder) -> Truth:
    result = Truth.unknown(technique.unlisted) if technique.unlisted else Truth.yes()
    if technique.services:
        trusted = Truth.no()
        for service in technique.services:
            trusted |= asking.trusts(target, service)
        result &= trusted
    if technique.target in (TechniqueTarget.ASSUMABLE_ROLE, TechniqueTarget.ASSUMABLE_ROLE_POLICY):
        result &= asking.assumes(holder, target)
    if technique.most_keys is not None:
        result &= asking.has_at_most(target, technique.most_keys)
    if technique.needs_profile and not target.has_profile:
        result &= Truth.no()
    return result
