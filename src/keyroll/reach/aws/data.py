"""What principals may do with data: read, write, delete, decrypt and export, by service.

Most answers follow from the statements alone: an allow without a condition, and no denial and no limit about the
action. The others are decided one by one, up to a few actions a service and effect.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from keyroll.model.truth import Answer, Truth
from keyroll.reach.aws.account import Holder
from keyroll.reach.aws.actions import OWN, ActionGroup, bits_of, everything, groups
from keyroll.reach.aws.asking import Asking
from keyroll.reach.aws.evaluate import Policies
from keyroll.reach.aws.identifiers import identifier
from keyroll.reach.aws.policy import Statement
from keyroll.reach.graph.model import Edge, Node

#: The most actions of one service and effect that are decided one by one.
_MOST: Final = 4
#: With more services and effects the principals that have the same ones share a node.
_SHARED: Final = 12
_KEYS: Final = "kms"
_KEY_POLICY: Final = Truth.unknown("the policy of each key decides too")
_KINDS: Final = {
    "writes": ("changes", "write"), "deletes": ("deletes", "delete"), "decrypts": ("decrypts", "decrypt"),
    "exports": ("exports", "take out"),
}  # fmt: skip
_READS: Final = ("reads", "read")
_NAMES: Final = {"objects": "objects in S3", "tables": "tables in DynamoDB"}


@dataclass(frozen=True, slots=True)
class DataUse:
    """One effect on the data of one service, the action that gives it, and whether it is allowed."""

    group: ActionGroup
    action: str
    truth: Truth


@dataclass(frozen=True, slots=True)
class Allowed:
    """The actions that policies certainly allow, may allow, may deny, and deny everywhere, as bits."""

    surely: int = 0
    maybe: int = 0
    denied: int = 0
    refused: int = 0


def allowed(policies: Policies) -> Allowed:
    """Return what policies allow and deny by their statements alone."""
    surely = maybe = denied = refused = 0
    for policy in policies:
        if policy.fault:
            maybe |= bits_of(policy.within)
            denied |= everything() if policy.may_deny else 0
        for one in policy.statements:
            bits = _of(one)
            if one.fault:
                maybe, denied = maybe | everything(), denied | everything()
            elif not one.allows:
                denied |= bits
                refused |= 0 if one.conditions or one.resources != ("*",) or "Resource" in one.negated else bits
            elif one.conditions or not one.resources or "Resource" in one.negated or _has_variable(one):
                maybe |= bits
            else:
                surely |= bits
    return Allowed(surely, maybe | surely, denied, refused)


def _of(statement: Statement) -> int:
    bits = bits_of(statement.actions)
    return everything() & ~bits if "Action" in statement.negated else bits


def _has_variable(statement: Statement) -> bool:
    return any("${" in one for one in statement.resources or ())


def uses(asking: Asking, holder: Holder) -> Iterator[DataUse]:
    """Yield each effect on the data of a service that a principal has, or may have."""
    own = allowed(asking.policies(holder))
    limits = asking.limits
    levels = [holder.boundary, *limits.service_control, *limits.resource_control]
    bounds = [allowed(level) for level in levels if level is not None]
    certain, possible = own.surely & ~own.denied, own.maybe & ~own.refused
    for one in bounds:
        # A limit may name resources, so that it allows nothing certainly.
        certain, possible = 0, possible & one.maybe & ~one.refused
    for group in groups():
        if group.bits & possible:
            yield from _use(asking, holder, group, certain, possible)


def _use(asking: Asking, holder: Holder, group: ActionGroup, certain: int, possible: int) -> Iterator[DataUse]:
    needs = _KEY_POLICY if group.service == _KEYS else Truth.yes()
    sure = next(group.among(certain), "")
    if sure:
        yield DataUse(group, sure, needs)
        return
    best = DataUse(group, "", Truth.no())
    for number, action in enumerate(group.among(possible)):
        if number == _MOST:
            because = "not every action was decided one by one: there are too many conditions, denials or limits"
            rest = DataUse(group, action, Truth.unknown(because))
            best = rest if best.truth.answer is Answer.NO else best
            break
        truth = asking.may_somewhere(holder, action) & needs
        if truth.answer is Answer.YES or best.truth.answer is Answer.NO:
            best = DataUse(group, action, truth)
        if truth.answer is Answer.YES:
            break
    if best.truth.answer is not Answer.NO:
        yield best


def data_steps(
    asking: Asking, source: str, holders: Iterable[Holder], evidence: str
) -> Iterator[tuple[Node | None, Edge]]:
    """Yield the steps to the data of services, each with a node that may be new; also those of administrators."""
    met: dict[str, ActionGroup] = {}
    alike: dict[frozenset[tuple[str, str, Truth]], list[Holder]] = defaultdict(list)
    given: dict[frozenset[tuple[str, str, Truth]], list[DataUse]] = {}
    for holder in holders:
        found = list(uses(asking, holder))
        if asking.administers(holder).answer is Answer.YES:
            found = [one for one in found if one.group.effect in OWN]
        key = frozenset((one.group.service, one.group.effect, one.truth) for one in found)
        alike[key].append(holder)
        given[key] = found
    for key, some in alike.items():
        starts = [(identifier(source, one.key), one.name) for one in some]
        rest = [one for one in given[key] if one.group.effect not in OWN]
        if len(rest) > _SHARED:
            middle = Node(
                f"{source}:data-of:{identifier(source, some[0].key)}", "group", f"data as {some[0].name} may use it"
            )
            for start, name in starts:
                services = len({one.group.service for one in rest})
                reason = f"{name} may use the data of {services} services"
                yield middle, Edge(start, middle.id, "reads", reason, evidence)
            yield from _edges(source, [(middle.id, some[0].name)], rest, evidence, met)
            rest = [one for one in given[key] if one.group.effect in OWN]
        else:
            rest = given[key]
        yield from _edges(source, starts, rest, evidence, met)
    yield from _of_administrators(asking, source, met, evidence)


def _edges(
    source: str, starts: Iterable[tuple[str, str]], some: Iterable[DataUse], evidence: str, met: dict[str, ActionGroup]
) -> Iterator[tuple[Node | None, Edge]]:
    for one in some:
        node, (kind, verb) = _node(source, one.group), _KINDS.get(one.group.effect, _READS)
        met[node.id] = one.group
        for start, name in starts:
            reason = f"{name} may do {one.action}: {verb} {node.name}"
            yield node, Edge(start, node.id, kind, reason, f"{evidence} · action {one.action}", truth=one.truth)


def _node(source: str, group: ActionGroup) -> Node:
    if group.effect in OWN:
        return Node(f"{source}:{group.effect}", "resource", f"{_NAMES.get(group.effect, group.effect)} of {source}")
    verb = _KINDS.get(group.effect, _READS)[1]
    return Node(
        f"{source}:data:{group.service}:{group.effect}", "resource", f"data of {group.service} ({verb}) of {source}"
    )


def own_nodes(source: str) -> Iterator[Node]:
    """Yield the nodes of data that each account has."""
    return (_node(source, one) for one in groups() if one.effect in OWN)


def _of_administrators(
    asking: Asking, source: str, met: dict[str, ActionGroup], evidence: str
) -> Iterator[tuple[Node | None, Edge]]:
    """Yield the steps from the administration to all data that somebody may use, and to the nodes that always exist."""
    always = {_node(source, one).id: one for one in groups() if one.effect in OWN}
    for end, group in (always | met).items():
        truth = Truth.no()
        for action in group.actions[:_MOST]:
            truth |= asking.administrator_may(action)
        if truth.answer is not Answer.NO:
            kind, verb = _KINDS.get(group.effect, _READS)
            reason = (
                f"who administers {source} may {verb} its {_node(source, group).name.removesuffix(f' of {source}')}"
            )
            yield None, Edge(identifier(source, ""), end, kind, reason, evidence, truth=truth)
