"""Kubernetes as nodes and edges: readable secrets, service accounts that a subject becomes, and administration."""

from collections import defaultdict
from typing import Final

from keyroll.model.truth import Truth
from keyroll.reach.escalations import Escalation, escalations, steps
from keyroll.reach.graph.model import Edge, Node
from keyroll.reach.kubernetes.facts import facts
from keyroll.reach.kubernetes.rules import BindingSubject, KubernetesCluster, SubjectRules
from keyroll.reach.system import Evaluated, System, SystemReads

_CLUSTER_ROLES, _ROLES = "cluster_roles", "roles"
_BINDINGS: Final = ("cluster_role_bindings", "role_bindings")
_EVIDENCE: Final = "roles and bindings"
_ALL: Final = "*"
_HELD: Final = ("accounts", "running", "secrets", "kube")
#: The nodes of classes in one namespace, and in all namespaces (``accounts:*``).
_KINDS: Final = {
    "accounts": "the service accounts of", "running": "the pods that run in", "secrets": "the secrets of",
    "namespace": "everything in", "kube": "the configuration of", "users": "the users of",
}  # fmt: skip
_PODS: Final = "which pods run as which service account was not listed"


class _Steps:
    def __init__(self, source: SystemReads) -> None:
        self.source, self.name = source, source.name
        self.cluster = KubernetesCluster({one: source.pages(one) for one in (_CLUSTER_ROLES, _ROLES, *_BINDINGS)})
        self.administration = f"{self.name}:administration"
        self.accounts: dict[str, list[str]] = defaultdict(list)
        self.secrets: dict[str, list[str]] = defaultdict(list)
        bound = [f"{one.namespace}/{one.name}" for one in self.cluster.subjects if one.kind == "ServiceAccount"]
        there = [_value(one) for one, kind in source.principals if kind == "service_account"]
        for value in sorted({*there, *bound}):
            self.accounts[value.partition("/")[0]].append(value)
        for place in (*source.places, *(one for one, kind in source.credentials if kind == "token_secret")):
            self.secrets[_value(place).partition("/")[0]].append(place)
        named = {one.namespace for one in self.cluster.bindings}
        self.namespaces = frozenset({*self.accounts, *self.secrets, *named} - {""})
        self.nodes: dict[str, Node] = {}
        self.found: list[Edge] = []
        self._node(self.administration, "administration", f"administration of {self.name}")

    def edges(self) -> tuple[Edge, ...]:
        self._inside()
        missing = self.source.unread(_BINDINGS)
        known: dict[tuple[SubjectRules, frozenset[str]], list[tuple[Escalation, str]]] = {}
        for one in self._subjects():
            start = self._subject(one)
            given, own = self.cluster.given(one), self.cluster.everywhere(one)
            if any(rule.allows("*", "*", "*") for rule in given.holding("")):
                self._edge(start, self.administration, "administers", "may do everything in the cluster")
                continue
            self._unread(start, given)
            if missing and one.kind == "ServiceAccount":
                because = f"not read to the end: {', '.join(missing)} of {self.name}"
                self._edge(start, self.administration, "administers", "may have a role that was not read", because)
            if (given, own) not in known:
                known[given, own] = self._techniques(given, own)
            for technique, target in known[given, own]:
                self._escalation(start, technique, target)
        return tuple(self.found)

    def _subjects(self) -> list[BindingSubject]:
        accounts = [value.split("/", 1) for each in self.accounts.values() for value in each]
        everybody = {
            *self.cluster.subjects,
            *(BindingSubject("ServiceAccount", name, where) for where, name in accounts),
        }
        return sorted(everybody, key=lambda one: (one.kind, one.namespace, one.name))

    def _subject(self, one: BindingSubject) -> str:
        kind = "group" if one.kind == "Group" else "principal"
        if one.kind == "ServiceAccount":
            return self._node(self._account(f"{one.namespace}/{one.name}"), kind, f"{one.namespace}/{one.name}")
        return self._node(f"{self.name}:{one.kind.lower()}:{one.name}", kind, one.name)

    def _account(self, value: str) -> str:
        return f"{self.name}:service_account:{value}"

    def _node(self, identifier: str, kind: str, name: str) -> str:
        self.nodes.setdefault(identifier, Node(identifier, kind, name))
        return identifier

    def _all_of(self, kind: str, where: str) -> str:
        """Return the node of a class in one namespace, or in all namespaces."""
        name = f"{_KINDS[kind]} {'all namespaces' if where == _ALL else where} in {self.name}"
        return self._node(f"{self.name}:{kind}:{where}", "group", name)

    def _edge(self, start: str, end: str, kind: str, reason: str, because: str = "", evidence: str = _EVIDENCE) -> None:
        truth = Truth.unknown(because) if because else Truth.yes()
        self.found.append(Edge(start, end, kind, f"{self.nodes[start].name} {reason}", evidence, truth=truth))

    def _inside(self) -> None:
        """Add the objects of namespaces, and of the cluster."""
        for where in sorted(self.namespaces):
            for value in self.accounts.get(where, ()):
                account = self._node(self._account(value), "principal", value)
                self._edge(self._all_of("accounts", where), account, "becomes", f"are {value} too")
                self._edge(self._all_of("running", where), account, "becomes", f"may run as {value}", _PODS)
            for place in self.secrets.get(where, ()):
                self._node(place, "location", _value(place))
                self._edge(self._all_of("secrets", where), place, "contains", f"have {_value(place)}")
            for kind in _HELD:
                self._edge(self._all_of("namespace", where), self._all_of(kind, where), "administers", f"holds {kind}")
            for kind in (*_HELD, "namespace"):
                self._edge(self._all_of(kind, _ALL), self._all_of(kind, where), "contains", f"have those of {where}")
        self._edge(self.administration, self._all_of("namespace", _ALL), "becomes", "covers all namespaces")
        for one in self.cluster.subjects:
            if one.kind == "User":
                self._edge(self._all_of("users", _ALL), self._subject(one), "becomes", f"are {one.name} too")
        kube = self._all_of("kube", "kube-system")
        self._edge(kube, self.administration, "administers", "decides who is in which group of the cluster")

    def _unread(self, start: str, given: SubjectRules) -> None:
        """Add possible steps for a role that a binding names and no complete list has."""
        if self.source.unread((_CLUSTER_ROLES, _ROLES)):
            for where, role in given.unread:
                end = self._all_of("namespace", where) if where else self.administration
                self._edge(
                    start, end, "administers", f"has the role {role}", f"the rules of the role {role} were not read"
                )

    def _techniques(self, given: SubjectRules, own: frozenset[str]) -> list[tuple[Escalation, str]]:
        needs = {need for one in escalations("kubernetes") for need in one.needs}
        roles = {"{own}": own, "{tops}": self.cluster.tops}
        held = {need: facts(given, roles, self.namespaces, need) for need in needs}
        found = list(steps("kubernetes", held))
        # For a technique in all namespaces one node is used.
        wide = {(one.id, target[:-1]) for one, target in found if target.endswith(":*")}
        return [
            (one, target) for one, target in found
            if target.endswith(":*") or (one.id, f"{target.partition(':')[0]}:") not in wide
        ]  # fmt: skip

    def _escalation(self, start: str, technique: Escalation, target: str) -> None:
        kind, _, value = target.partition(":")
        end = self._target(kind, value) if target else self.administration
        if end and end != start:
            reason = technique.reason.format(target=self.nodes[end].name)
            step = "reads" if kind in ("secrets", "secret") else "escalates"
            self._edge(start, end, step, reason, technique.unlisted, f"{_EVIDENCE} · technique {technique.id}")

    def _target(self, kind: str, value: str) -> str:
        """Return the node of a target; empty if there is none."""
        where = value.partition("/")[0]
        if kind == "account":
            return self._account(value) if value in self.accounts.get(where, ()) else ""
        if kind == "secret":
            return next((one for one in self.secrets.get(where, ()) if _value(one) == value), "")
        if kind == "user":
            return self._node(f"{self.name}:user:{value}", "principal", value)
        return self._all_of(kind, value) if kind != "kube" or value in (_ALL, "kube-system") else ""


def _value(identifier: str) -> str:
    return identifier.split(":", 2)[2]


def _evaluate(source: SystemReads) -> Evaluated:
    made = _Steps(source)
    edges = made.edges()
    accounts = tuple(made._account(value) for each in made.accounts.values() for value in each)
    read = not source.unread((_CLUSTER_ROLES, _ROLES, *_BINDINGS))
    # A user or group may be in groups that no list has: it gets no answer "no".
    decided = frozenset({*accounts, *(made._subject(one) for one in made.cluster.subjects)})
    return Evaluated(tuple(made.nodes.values()), edges, accounts if read else (), decided)


SYSTEM = System((_CLUSTER_ROLES, _ROLES, *_BINDINGS), _evaluate)
