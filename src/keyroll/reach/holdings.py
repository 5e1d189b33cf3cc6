"""Facts about the principals of one source, and the nodes and edges that follow by the system's techniques.

A fact is a few words (``role HELP_DESK_ADMIN``) and holds for targets, or for the whole system. A need of a technique
is a fact, with alternatives separated by ``|`` after its first word. With ``for CLASS`` its target is the node of a
class of objects (``for people``).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from keyroll.model.json import Record, iterate, single
from keyroll.model.truth import Truth
from keyroll.reach.escalations import EVERYTHING, Escalation, escalations, steps
from keyroll.reach.graph.model import Edge, Node, Strength
from keyroll.reach.system import Evaluated, SystemReads

_FOR: Final = " for "
#: Kinds that are no principals, although listings give their permissions, needs or denials.
_RULES: Final = ("role", "environment", "access_policy", "deny_policy", "access_application", "access_group")
#: Why each target of a fact is unknown; empty if the fact is known.
_Targets = dict[str, str]


class Holdings:
    """Collects facts, nodes and edges of one source."""

    def __init__(self, source: SystemReads, evidence: str) -> None:
        """Begin with the administration of the source; ``evidence`` names the lists of its entitlements."""
        self.source, self.name, self.evidence = source, source.name, f"{evidence} {source.name}"
        self.system = source.name.partition("@")[0]
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self.classes: dict[str, str] = {}
        self.lost: dict[str, set[str]] = defaultdict(set)
        self.facts: dict[str, dict[str, _Targets]] = defaultdict(lambda: defaultdict(dict))
        self.administration = self.node(
            f"{source.name}:administration", "administration", f"administration of {source.name}"
        )

    def answers(self, endpoint: str) -> Iterator[Record]:
        """Yield the responses of an endpoint, each as one object. Raises VendorChanged."""
        for page in self.source.pages(endpoint):
            yield single(page, f"{self.name} {endpoint}")

    def records(self, endpoint: str, field: str = "") -> Iterator[Record]:
        """Yield the elements of an endpoint's responses, or of a list in each response. Raises VendorChanged."""
        if field:
            for answer in self.answers(endpoint):
                yield from answer.records(field)
        else:
            for page in self.source.pages(endpoint):
                yield from iterate(page, f"{self.name} {endpoint}")

    def id(self, kind: str, value: str) -> str:
        """Return the id of an object within the source."""
        return f"{self.name}:{kind}:{value}"

    def node(self, identifier: str, kind: str, name: str) -> str:
        """Add a node, unless its id exists."""
        self.nodes.setdefault(identifier, Node(identifier, kind, name))
        return identifier

    def stands_for(self, word: str, kind: str, name: str) -> str:
        """Add the node of a class of objects. A need refers to it by ``for WORD``."""
        self.classes[word] = self.node(f"{self.name}:{word}", kind, name)
        return self.classes[word]

    def edge(
        self, start: str, end: str, kind: str, reason: str, because: str = "", strength: Strength = Strength.NONE,
        *, technique: str = "",
    ) -> None:  # fmt: skip
        """Add a step. ``reason`` follows the name of its start node; ``technique`` is part of the evidence."""
        truth = Truth.unknown(because) if because else Truth.yes()
        evidence = f"{self.evidence} · technique {technique}" if technique else self.evidence
        self.edges.append(Edge(start, end, kind, f"{self.nodes[start].name} {reason}", evidence, strength, truth))

    def hold(self, who: str, fact: str, target: str = EVERYTHING, because: str = "") -> None:
        """Add a fact about a principal; a known fact about a target replaces a possible one."""
        known = self.facts[who][fact]
        known[target] = because if known.get(target, because) else ""

    def not_evaluated(self, who: str, what: str) -> None:
        """Record that a principal's privilege was not evaluated: it gives no step, and no answer "no"."""
        self.lost[who].add(what)

    def lead(self) -> None:
        """Add the steps of all techniques that the facts allow."""
        alike: dict[frozenset[tuple[str, str, str]], list[str]] = defaultdict(list)
        for who, facts in self.facts.items():
            flat = ((fact, target, why) for fact, targets in facts.items() for target, why in targets.items())
            alike[frozenset(flat)].append(who)
        for everybody in alike.values():
            for technique, target, because in self._found(self.facts[everybody[0]]):
                for who in everybody:
                    self._step(who, technique, target or self.administration, because)

    def _step(self, who: str, technique: Escalation, end: str, because: str) -> None:
        if end in self.nodes and end != who:
            reason = technique.reason.format(target=self.nodes[end].name)
            self.edge(who, end, technique.step, reason, because, technique=technique.id)

    def _found(self, facts: Mapping[str, _Targets]) -> Iterator[tuple[Escalation, str, str]]:
        """Yield each technique that facts allow, with its target and why it is unknown."""
        needed = {need: self._held(facts, need) for one in escalations(self.system) for need in one.needs}
        known = {need: frozenset(at for at, why in held.items() if not why) for need, held in needed.items()}
        sure = set(steps(self.system, known))
        for one in steps(self.system, {need: frozenset(held) for need, held in needed.items()}):
            technique, target = one
            yield technique, target, technique.unlisted or ("" if one in sure else _why(needed, technique, target))

    def _held(self, facts: Mapping[str, _Targets], need: str) -> _Targets:
        """Return the targets of a need."""
        said, _, of_class = need.partition(_FOR)
        word, space, names = said.partition(" ")
        held: _Targets = {}
        for name in (names if space else word).split("|"):
            for target, why in facts.get(f"{word} {name}" if space else name, {}).items():
                held[target] = why if held.get(target, why) else ""
        if of_class and EVERYTHING in held and of_class in self.classes:
            held = {self.classes[of_class]: held.pop(EVERYTHING), **held}
        return held

    def evaluated(
        self, judged: Iterable[str] = (), decided: Iterable[str] = (), narrowed: Iterable[str] = ()
    ) -> Evaluated:
        """Return the collected nodes and edges."""
        rules = {one.principal for one in self.source.grants if one.principal.split(":")[1] in _RULES}
        return Evaluated(
            tuple(self.nodes.values()),
            tuple(self.edges),
            tuple(judged),
            frozenset(rules | set(decided)),
            frozenset(narrowed),
            {who: tuple(sorted(what)) for who, what in self.lost.items()},
        )


def _why(needed: Mapping[str, _Targets], technique: Escalation, target: str) -> str:
    reasons = (needed[need].get(target) or needed[need].get(EVERYTHING, "") for need in technique.needs)
    return next((one for one in reasons if one), "its entitlements are not known")


def named(source: SystemReads, identifier: str) -> str:
    """Return the display name of a principal; else the value of its identifier."""
    return source.names.get(identifier) or last_part(identifier)


def last_part(identifier: str) -> str:
    """Return the value of an identifier, without its source and kind."""
    return identifier.split(":", 2)[2]
