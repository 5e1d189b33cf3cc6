"""OpenBao as nodes and edges: policies of tokens, secrets that they read, and techniques that gain rights."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from keyroll.model.json import Json, Record, single
from keyroll.model.truth import Answer, Truth
from keyroll.reach import escalations
from keyroll.reach.graph.model import Edge, Node
from keyroll.reach.openbao.facts import Found, OpenBaoServer, facts
from keyroll.reach.openbao.policy import ROOT, OpenBaoPolicy, Policies
from keyroll.reach.system import Evaluated, System, SystemReads

_POLICIES, _METHODS = "policies", "auth_methods"
#: The resource of an entitlement that names a policy.
_GIVEN: Final = "openbao:policy"
_NOT_LISTED: Final = "that was not listed"
#: The most pairs of a policy set and a secret that are decided one by one; beyond it secrets are grouped.
_MOST_PAIRS: Final = 200_000


class _Steps:
    def __init__(self, source: SystemReads) -> None:
        self.source, self.name = source, source.name
        self.administration = f"{source.name}:administration"
        self.known = {one.name: one for one in map(_policy, source.pages(_POLICIES))} | {ROOT: OpenBaoPolicy(ROOT)}
        self.holders: dict[tuple[str, ...], list[str]] = defaultdict(list)
        given: dict[str, set[str]] = defaultdict(set)
        for one in source.grants:
            if one.resource == _GIVEN and not one.principal.startswith(f"{source.name}:policy:"):
                given[one.principal].add(one.privilege)
        for principal, names in given.items():
            self.holders[tuple(sorted(names))].append(principal)
        named = set(self.known) | {name for names in self.holders for name in names}
        if source.unread((_POLICIES,)):
            named.add(_NOT_LISTED)
        self.singles = {name: f"{self.name}:policies:{name}" for name in sorted(named)}
        self.sets = {names: self._id(names) for names in (*self.holders, *((one,) for one in self.singles))}
        self.server = self._server()
        self.needs = frozenset(need for one in escalations.escalations("openbao") for need in one.needs)
        self.nodes = {
            self.administration: Node(self.administration, "administration", f"administration of {source.name}"),
            **{one: Node(one, "group", f"policies {' + '.join(names)}") for names, one in self.sets.items()},
            **{one: Node(one, "principal", one.split(":", 2)[2]) for one, _ in source.principals},
        }

    def _id(self, names: tuple[str, ...]) -> str:
        return f"{self.name}:policies:{'+'.join(names)}"

    def _server(self) -> OpenBaoServer:
        mounts: dict[str, list[str]] = defaultdict(list)
        pages = self.source.pages(_METHODS)
        for page in pages:
            methods = single(page, _METHODS).inner("data")
            for path in methods.body:
                mounts[methods.inner(path.strip()).maybe("type")].append(path.rstrip("/"))
        accounts, roles = {}, {}
        for one, kind in self.source.principals:
            value = one.split(":", 2)[2]
            if kind == "account":
                mount, _, name = value.rpartition("/")
                accounts[mount, name] = one
            elif kind == "approle":
                roles[value] = one
        if not pages:
            mounts = defaultdict(
                list, {"userpass": ["userpass", *{one for one, _ in accounts}], "approle": ["approle"]}
            )
        return OpenBaoServer(
            {kind: tuple(dict.fromkeys(each)) for kind, each in mounts.items()},
            not self.source.unread((_METHODS,)), accounts, roles, self.singles,
        )  # fmt: skip

    def policies(self, names: tuple[str, ...]) -> Policies:
        there = tuple(self.known[one] for one in names if one in self.known)
        return Policies(there, tuple(one for one in names if one not in self.known))

    def edges(self) -> Iterator[Edge]:
        evidence = f"policies {self.name}"
        for names, principals in self.holders.items():
            for one in principals:
                reason = f"{one.split(':', 2)[2]} has the policies {' and '.join(names)}"
                yield Edge(one, self.sets[names], "member", reason, f"token_accessors {self.name}")
        few = len(self.sets) * len(self.source.places) <= _MOST_PAIRS
        for names, start in self.sets.items():
            policies, who = self.policies(names), f"a holder of the policies {' and '.join(names)}"
            if policies.is_root or policies.unknown:
                reason = f"{who} may do everything in {self.name}"
                truth = Truth.yes() if policies.is_root else Truth.unknown(policies.unknown)
                yield Edge(start, self.administration, "administers", reason, evidence, truth=truth)
                continue
            yield from self._escalations(start, who, policies, evidence)
            yield from (
                self._reads(start, who, policies, evidence) if few else self._some(start, who, policies, evidence)
            )
        yield from self._unread()
        for place in self.source.places:
            self.nodes[place] = Node(place, "location", place.split(":", 2)[2])
            reason = f"who administers {self.name} may read {place.split(':', 2)[2]}"
            yield Edge(self.administration, place, "reads", reason, evidence)
        for one in self.sets.values():
            yield Edge(
                self.administration, one, "becomes", f"who administers {self.name} has what they allow", evidence
            )

    def _unread(self) -> Iterator[Edge]:
        """Yield possible steps of accounts and roles whose policies no list has."""
        given = {one for principals in self.holders.values() for one in principals}
        for one, kind in self.source.principals:
            if one not in given and kind in ("account", "approle", "entity"):
                name = one.split(":", 2)[2]
                truth = Truth.unknown(f"the policies of the {kind} {name} were not read")
                reason = f"{name} signs in to {self.name}"
                yield Edge(one, self.administration, "administers", reason, "", truth=truth)

    def _escalations(self, start: str, who: str, policies: Policies, evidence: str) -> Iterator[Edge]:
        found = facts(policies, self.server, self.needs)
        sure = set(escalations.steps("openbao", found.certain))
        for one in escalations.steps("openbao", found.possible):
            technique, target = one
            if target == start:
                continue
            because = technique.unlisted or ("" if one in sure else _why(technique, found))
            yield Edge(
                start, target or self.administration, "escalates",
                f"{who} {technique.reason.format(target=self._said(target))}", f"{evidence} · technique {technique.id}",
                truth=Truth.unknown(because) if because else Truth.yes(),
            )  # fmt: skip

    def _said(self, target: str) -> str:
        return target.split(":", 2)[2] if target else ""

    def _reads(self, start: str, who: str, policies: Policies, evidence: str) -> Iterator[Edge]:
        for place in self.source.places:
            path = place.split(":", 2)[2]
            truth = _may_read(policies, path)
            if truth.answer is not Answer.NO:
                yield Edge(start, place, "reads", f"{who} may read {path}", evidence, truth=truth)

    def _some(self, start: str, who: str, policies: Policies, evidence: str) -> Iterator[Edge]:
        if any("read" in rule.capabilities for one in policies.policies for rule in one.rules):
            truth = Truth.unknown("there are too many secrets and policies to decide each")
            reason = f"{who} may read some secrets of {self.name}"
            self.nodes.setdefault(f"{self.name}:data", Node(f"{self.name}:data", "resource", f"secrets of {self.name}"))
            yield Edge(start, f"{self.name}:data", "reads", reason, evidence, truth=truth)


def _why(technique: escalations.Escalation, found: Found) -> str:
    reasons = [found.because[need] for need in technique.needs if need in found.because]
    return next((one for one in reasons if one), "the permissions of the policies are not known")


def _may_read(policies: Policies, path: str) -> Truth:
    """Return whether a secret of key-value version 2 may be read. Its mount is nearly always one part of the path."""
    parts = path.split("/")
    splits = [
        policies.may("read", f"{'/'.join(parts[:at])}/data/{'/'.join(parts[at:])}") for at in range(1, len(parts))
    ]  # fmt: skip
    first = splits[0] if splits else Truth.no()
    if first.answer is Answer.NO and any(one.answer is not Answer.NO for one in splits):
        return Truth.unknown(f"no list shows which part of {path} is the mount")
    return first


def _policy(page: Json) -> OpenBaoPolicy:
    data: Record = single(page, _POLICIES).inner("data")
    text = data.body.get("policy")
    name = data.text("name")
    return (
        OpenBaoPolicy.of(name, text)
        if isinstance(text, str)
        else OpenBaoPolicy(name, fault=f"the policy {name} has no text")
    )


def _evaluate(source: SystemReads) -> Evaluated:
    steps = _Steps(source)
    edges = tuple(steps.edges())
    holders = [one for principals in steps.holders.values() for one in principals]
    read = not source.unread((_POLICIES, _METHODS))
    return Evaluated(tuple(steps.nodes.values()), edges, tuple(holders) if read else (), frozenset(holders))


SYSTEM = System((_POLICIES, _METHODS, "accessor_hashes"), _evaluate)
