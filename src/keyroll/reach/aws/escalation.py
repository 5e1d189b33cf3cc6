"""The techniques that work for each principal; each becomes an edge, known or unknown with a reason."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from keyroll.model.truth import Answer, Truth
from keyroll.reach.aws.able import Able
from keyroll.reach.aws.account import Holder
from keyroll.reach.aws.aims import Aim, aims
from keyroll.reach.aws.asking import Asking
from keyroll.reach.aws.changed import widest
from keyroll.reach.aws.targets import Targets
from keyroll.reach.aws.technique import ADMINISTERS, TARGET, Technique, TechniqueTarget, techniques

#: The reason why the steps of a group are unknown while it has no member.
JOINED = "a denial or a boundary of a new member may narrow it"


@dataclass(frozen=True, slots=True)
class AwsEscalation:
    """One step: ``end`` is an ARN, empty for the whole account, or the key of ``changed``: a principal that changed.

    ``must_be`` is the ARN of another principal that gains by it: the step needs both.
    """

    start: str
    end: str
    technique: Technique
    target: str
    truth: Truth
    changed: Holder | None = None
    must_be: str = ""


def escalations(asking: Asking, some: Iterable[Technique] | None = None) -> Iterator[AwsEscalation]:
    """Yield every step that a technique gives to a user, a role, or a new member of a group; known or unknown."""
    chosen = tuple(some if some is not None else techniques())
    waiting = [*asking.account.users, *asking.account.roles]
    seen, targets = {one.key for one in waiting}, Targets(asking)
    while waiting:
        holder = waiting.pop(0)
        if asking.administers(holder).answer is Answer.YES:
            continue  # it needs no technique
        able = Able(targets, holder)
        for technique in chosen:
            for one in _of(able, technique):
                yield one
                if one.changed and one.changed.key not in seen:
                    seen.add(one.changed.key)
                    waiting.append(one.changed)
    for group in asking.account.groups:
        able = Able(targets, asking.account.joined(group))
        for technique in chosen:
            for one in _of(able, technique):
                if one.end != group.arn and not one.changed and not one.must_be:
                    yield replace(one, start=group.arn, truth=one.truth & Truth.unknown(JOINED))


def _of(able: Able, technique: Technique) -> Iterator[AwsEscalation]:
    free = Truth.yes()
    for need in technique.needs:
        free &= able.somewhere(need.action)
        if free.answer is Answer.NO:
            return
    if technique.kind and technique.kind != able.holder.kind:
        return
    if able.coherent(technique).answer is Answer.NO:
        return
    for aim in aims(able.targets, able.holder, technique):
        # The trust of a role is the same for all callers, so it is decided first.
        truth = _prerequisites(able.asking, able.holder, technique, aim.holder) & aim.truth
        if truth.answer is not Answer.NO:
            truth &= _needs(able, technique, aim) & able.coherent(technique)
        if truth.answer is not Answer.NO:
            step = _step(able, technique, aim, truth)
            if aim.must_be is None:
                yield step
            elif able.asking.administers(aim.must_be).answer is not Answer.YES:
                yield replace(step, must_be=aim.must_be.arn)


def _step(able: Able, technique: Technique, aim: Aim, truth: Truth) -> AwsEscalation:
    asking, shown = able.asking, aim.policy or aim.holder.arn
    if technique.gives == TARGET and aim.changed and asking.administers(aim.changed).answer is not Answer.YES:
        return AwsEscalation(able.holder.key, aim.holder.arn, technique, shown, truth)
    changed = aim.changed or (widest(aim.holder) if technique.gives == ADMINISTERS else None)
    if changed is None:
        return AwsEscalation(able.holder.key, aim.holder.arn, technique, shown, truth)
    if aim.truth.answer is Answer.UNKNOWN or asking.administers(changed).answer is Answer.YES:
        return AwsEscalation(able.holder.key, "", technique, shown, truth)
    return AwsEscalation(able.holder.key, changed.key, technique, shown, truth, changed)


def _needs(able: Able, technique: Technique, aim: Aim) -> Truth:
    result = Truth.yes()
    for need in technique.needs:
        if need.on == "any":
            result &= able.somewhere(need.action)
        else:
            resource = aim.policy if need.on == "policy" else aim.holder.arn
            result &= _on(able, technique, aim, need.action, resource)
        if result.answer is Answer.NO:
            break
    return result


def _on(able: Able, technique: Technique, aim: Aim, action: str, resource: str) -> Truth:
    """Decide an action on one resource, for each service of a passed role and each wide policy."""
    if aim.taken_off:
        result = Truth.yes()
        for policy in aim.taken_off:
            result &= able.on(action, resource, aim.holder, policy=policy)
        return result
    if action.startswith("iam:Attach"):
        return able.attaches(action, resource, aim.holder)
    result = Truth.no()
    for service in (technique.services if action == "iam:PassRole" else ()) or ("",):
        result |= able.on(action, resource, aim.holder, service)
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
    if technique.target is TechniqueTarget.NEW_ROLE:
        result &= asking.assumes(holder, target)
    if technique.most_keys is not None:
        result &= asking.has_at_most(target, technique.most_keys)
    if technique.needs_profile and not target.has_profile:
        result &= Truth.no()
    return result
