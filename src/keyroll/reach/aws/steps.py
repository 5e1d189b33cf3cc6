"""One account as nodes and edges: administration, role assumption, reads, and sign-ins from outside."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from keyroll.errors import KeyrollError
from keyroll.model.truth import Answer, Truth
from keyroll.reach.aws.account import Holder
from keyroll.reach.aws.asking import Asking
from keyroll.reach.aws.data import data_steps, own_nodes
from keyroll.reach.aws.escalation import JOINED, AwsEscalation, escalations
from keyroll.reach.aws.federation import outsiders
from keyroll.reach.aws.identifiers import identifier
from keyroll.reach.aws.joint import joint
from keyroll.reach.aws.resource_steps import outside_nodes, resource_edges, resource_nodes
from keyroll.reach.aws.using import Using
from keyroll.reach.graph.model import Edge, Node, Strength

#: The most steps of an account that is evaluated: a sync then takes about 1.5 GB of memory.
MOST_STEPS: Final = 1_000_000


class TooManySteps(KeyrollError):  # noqa: N818 - named like the other errors
    """An account has more steps than are evaluated."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Nodes and edges of one source."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def account_steps(asking: Asking, source: str, evidence: str) -> Steps:
    """Return an account as nodes and edges, with the inventory's ids (``aws@1:user:ann``). Raises TooManySteps."""
    nodes = {node.id: node for node in _nodes(asking, source)}
    found = list(_bounded(escalations(asking), source))
    after = {one.changed.key: one.changed for one in found if one.changed}.values()
    for holder in after:
        node = identifier(source, holder.key)
        nodes[node] = Node(node, "principal", f"{holder.name} {holder.variant}")
    edges = [*_entitlements(asking, source, evidence, after), *_techniques(asking, found, source, evidence)]
    edges += joint(edges, _for_another(asking, found, source, evidence), identifier(source, ""))
    everybody = (*asking.account.users, *asking.account.roles, *after)
    for place, edge in (
        *_policies_of_others(asking, found, source, evidence), *data_steps(asking, source, everybody, evidence),
    ):  # fmt: skip
        if place is not None:
            nodes.setdefault(place.id, place)
        edges.append(edge)
    for role in asking.account.roles:
        for one in outsiders(role, asking.now):
            who = f"{source}:outside:{one.id}"
            nodes.setdefault(who, Node(who, "anyone" if one.anyone else "outside", one.name))
            end = identifier(source, role.arn)
            edges.append(Edge(who, end, "assumes", one.reason, evidence, one.strength, one.truth))
    using = Using(asking)
    for named in (*resource_nodes(using, source), *outside_nodes(asking.account, source)):
        nodes.setdefault(named.id, named)
    edges += resource_edges(using, source, everybody, f"policies of resources of {source}")
    return Steps(tuple(nodes.values()), tuple(edges))


def _bounded(found: Iterable[AwsEscalation], source: str) -> Iterator[AwsEscalation]:
    for number, one in enumerate(found):
        if number >= MOST_STEPS:
            because = f"the policies of {source} give more than {MOST_STEPS:,} steps between its principals"
            raise TooManySteps(because, hint="narrow the policies that allow an action of IAM on every role")
        yield one


def _nodes(asking: Asking, source: str) -> Iterator[Node]:
    account = asking.account
    yield Node(identifier(source, ""), "administration", f"administration of {source}")
    for one in account.holders:
        kind = "role" if one.kind == "role" else "group" if one.kind == "group" else "principal"
        yield Node(identifier(source, one.arn), kind, one.name)
    yield from own_nodes(source)


def _entitlements(asking: Asking, source: str, evidence: str, after: Iterable[Holder]) -> Iterator[Edge]:
    everything = identifier(source, "")
    for holder in (*asking.account.users, *asking.account.roles, *after):
        start = identifier(source, holder.key)
        truth = asking.administers(holder)
        if truth.answer is not Answer.NO:
            reason = f"{holder.name} may do everything in {source}"
            yield Edge(start, everything, "administers", reason, evidence, truth=truth)
        if not holder.variant:
            reason = f"who administers {source} may take the place of {holder.name}"
            yield Edge(everything, start, "becomes", reason, evidence)
    for group in asking.account.groups:
        yield from _group(asking, group, source, evidence)


def _group(asking: Asking, group: Holder, source: str, evidence: str) -> Iterator[Edge]:
    """Yield the steps of a group's members."""
    given = asking.administers(asking.account.joined(group)) & Truth.unknown(JOINED)
    if given.answer is not Answer.NO:
        reason = f"members of {group.name} may do everything in {source}"
        yield Edge(
            identifier(source, group.arn), identifier(source, ""), "administers", reason, evidence, Strength.NONE, given
        )


def _techniques(asking: Asking, found: Iterable[AwsEscalation], source: str, evidence: str) -> Iterator[Edge]:
    names = {one.arn: one.name for one in asking.account.holders}
    yield from (_technique(names, one, source, evidence) for one in found if not one.must_be)


def _for_another(
    asking: Asking, found: Iterable[AwsEscalation], source: str, evidence: str
) -> Iterator[tuple[Edge, str]]:
    """Yield steps by which a principal gives another principal more rights, with that principal."""
    names = {one.arn: one.name for one in asking.account.holders}
    for one in found:
        if one.must_be:
            yield _technique(names, one, source, evidence), identifier(source, one.must_be)


def _policies_of_others(
    asking: Asking, found: Iterable[AwsEscalation], source: str, evidence: str
) -> Iterator[tuple[Node, Edge]]:
    """Yield the policies of principals as nodes with who may write them, whether or not it may act as that principal.

    Of several techniques the most certain one is yielded.
    """
    names = {one.arn: one.name for one in asking.account.holders}
    best: dict[tuple[str, str], AwsEscalation] = {}
    for one in found:
        if one.must_be:
            known = best.get((one.start, one.must_be))
            if known is None or (known.truth.answer is not Answer.YES and one.truth.answer is Answer.YES):
                best[one.start, one.must_be] = one
    for (_, whose), one in best.items():
        step = _technique(names, one, source, evidence)
        end = identifier(source, whose).replace(f"{source}:", f"{source}:policies:", 1)
        yield Node(end, "resource", f"policies of {names[whose]}"), replace(step, end=end, kind="changes")


def _technique(names: Mapping[str, str], one: AwsEscalation, source: str, evidence: str) -> Edge:
    technique = one.technique
    target = names.get(one.target, one.target.rpartition("/")[2])
    arn, _, variant = one.start.partition("#")
    name = names.get(arn, arn.rpartition("/")[2])
    who = f"a member of {name}" if ":group/" in arn else f"{name} {variant}".strip()
    reason = f"{who} {technique.reason.format(target=target)}"
    kind = "assumes" if technique.id == "sts-001" else "escalates"
    return Edge(
        identifier(source, one.start), identifier(source, one.end), kind, reason,
        f"{evidence} · technique {technique.id}", truth=one.truth,
    )  # fmt: skip
