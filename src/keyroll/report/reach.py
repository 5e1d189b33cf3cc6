"""Results of ``keyroll reach`` as documents and as objects."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from keyroll.abridged import abridged
from keyroll.clock import iso
from keyroll.reach.changes import sentences as change_sentences
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.bypass import Bypass
from keyroll.reach.graph.closure import Reached, falls, reaches
from keyroll.reach.graph.cut import Cut
from keyroll.reach.graph.paths import Way, told
from keyroll.reach.protected import Protected
from keyroll.reach.rules import Rule
from keyroll.reach.story import StoryStep
from keyroll.report.document import Block, Document, Gap, Line, Table, Tone
from keyroll.report.words import count, moment, some

_SHOWN = 8
#: The most sources that a sentence names.
_SOURCES: Final = 3
NO_ENTRY: Final = (
    "not searched: no credential, third party, sign-in from outside or principal is known at which to begin"
)
Ways = Sequence[tuple[Way, tuple[int, ...]]]
Rules = Mapping[tuple[str, str], tuple[Rule, ...]]
Row = dict[str, object]
#: The most rules of a step on the screen.
_RULES: Final = 4
NO_RULES: Final[Rules] = MappingProxyType({})


def what_falls(graph: Graph, title: str, reached: Reached, protected: Iterable[Protected]) -> Document:
    """Return the reached nodes by kind, protected ones first; a node over an unknown step counts as possible only."""
    sure = dict(zip(reached.nodes.tolist(), reached.certain.tolist(), strict=True))
    blocks: list[Block] = [Line(title, Tone.TITLE)]
    blocks += [
        Line(f"{graph.names[one.node]}{'' if sure[one.node] else ', possibly'}: {one.because}", Tone.BAD, 1)
        for one in protected
        if one.node in sure
    ]
    counts = Counter((graph.node_kinds[graph.node_kind[node]], known) for node, known in list(sure.items())[1:])
    rows = []
    for kind in sorted({kind for kind, _ in counts}):
        names = [graph.names[node] for node in list(sure)[1:] if graph.node_kinds[graph.node_kind[node]] == kind]
        rows.append((kind, f"{counts[kind, True]:,}", f"{counts[kind, False]:,}", some(names, most=_SHOWN)))
    if not rows:
        return Document([*blocks, Line(f"nothing: {looked_at(graph)}", Tone.QUIET, 1)])
    return Document([*blocks, Gap(), Table(("kind", "certain", "possible", "which"), tuple(rows))])


def nothing_leads(graph: Graph, start: int, end: int) -> str:
    """Return the answer if no path is known: how far the search came from both ends, and what was looked at."""
    before, after = len(falls(graph, [start]).nodes) - 1, len(reaches(graph, [end]).nodes) - 1
    ends = f"{graph.names[start]} reaches {before:,}, and {after:,} reach {graph.names[end]}"
    return f"No known path leads from {graph.names[start]} to {graph.names[end]}: {ends}; {looked_at(graph)}."


def looked_at(graph: Graph) -> str:
    """Return the size of the graph and its sources, in words."""
    sources = sorted({source for one in graph.ids if "@" in (source := one.partition(":")[0])})
    of = f" of {abridged(sources, _SOURCES)}" if sources else ""
    return f"looked at {count(len(graph.heads), 'step')} between {count(len(graph), 'node')}{of}"


def reached_rows(graph: Graph, reached: Reached) -> Iterator[Row]:
    """Yield an object for each node that is reached."""
    for node, known in zip(reached.nodes.tolist(), reached.certain.tolist(), strict=True):
        yield _node(graph, node) | {"certain": known}


def paths(graph: Graph, ways: Ways, ends: tuple[int, int], rules: Rules = NO_RULES) -> Document:
    """Return paths as sentences; without a path, what was looked at."""
    blocks: list[Block] = []
    for number, (way, like) in enumerate(ways, 1):
        blocks.append(Line(f"{number}. {' → '.join(graph.names[node] for node in way)}", Tone.TITLE))
        for step, equal in zip(told(graph, way), like[1:], strict=True):
            others = f" (or one of {equal - 1} like it)" if equal > 1 else ""
            blocks.append(Line(f"{step.detail.reason}{others}", Tone.PLAIN, 1))
            if step.detail.because:
                blocks.append(Line(f"unknown: {step.detail.because}", Tone.QUIET, 2))
            own = rules.get((graph.ids[step.start], graph.ids[step.end]), ())
            blocks += [Line(rule_words(one), Tone.QUIET, 2) for one in own[:_RULES]]
            if len(own) > _RULES:
                blocks.append(Line(f"{count(len(own) - _RULES, 'more rule')}: --json has all", Tone.QUIET, 2))
        blocks.append(Gap())
    return Document(blocks or [Line(nothing_leads(graph, *ends), Tone.QUIET)])


def rule_words(rule: Rule) -> str:
    """Return a rule as one sentence: its policy, its statement, where it was read, and its text."""
    version = f" {rule.version}" if rule.version else ""
    number = f", statement {rule.statement}" if rule.statement else ""
    sid = f" ({rule.sid})" if rule.sid else ""
    where = f"{rule.place.file}, page {rule.place.page}" if rule.place else "not in the dump: by the vendor's documents"
    kind = "rule" if rule.allows else "denial"
    text = f": {rule.text}" if rule.text else ""
    return f"{kind}: {rule.policy}{version}{number}{sid}, {rule.held}, in {where}{text}"


def rule_rows(rules: Iterable[Rule]) -> list[Row]:
    """Return rules as objects."""
    return [
        {
            "policy": one.policy, "version": one.version or None, "statement": one.statement or None,
            "sid": one.sid or None, "effect": "Allow" if one.allows else "Deny", "text": one.text or None,
            "held": one.held, "record": one.record, "file": one.place.file if one.place else None,
            "page": one.place.page if one.place else None,
        }
        for one in rules
    ]  # fmt: skip


def path_rows(graph: Graph, ways: Ways, rules: Rules = NO_RULES) -> Iterator[Row]:
    """Yield an object for each path."""
    for way, like in ways:
        steps = [
            {
                "start": graph.ids[step.start], "end": graph.ids[step.end], "kind": step.kind,
                "strength": step.strength.title, "reason": step.detail.reason, "evidence": step.detail.evidence,
                "unknown_because": step.detail.because or None,
                "rules": rule_rows(rules.get((graph.ids[step.start], graph.ids[step.end]), ())),
            }
            for step in told(graph, way)
        ]  # fmt: skip
        certain = all(step["unknown_because"] is None for step in steps)
        yield {"nodes": [graph.ids[one] for one in way], "alike": list(like), "certain": certain, "steps": steps}


def bypass(graph: Graph, protected: Protected, classes: Sequence[Bypass], entries: int) -> Document:
    """Return the classes of paths to a protected resource that need no phishing-resistant factor.

    ``entries`` is the number of nodes from which paths were searched.
    """
    blocks: list[Block] = [Line(f"{graph.names[protected.node]}: {protected.because}", Tone.TITLE)]
    if not classes:
        known = f"no known path leads there without a phishing-resistant factor from any of {entries:,} entries"
        return Document([*blocks, Line(f"{known}; {looked_at(graph)}" if entries else NO_ENTRY, indent=1)])
    for one in classes:
        number = len(one.entries)
        kind = "certain" if one.certain else "possible"
        blocks.append(
            Line(f"{number:,} {'entry' if number == 1 else 'entries'}, {kind}: {' → '.join(one.kinds)}", indent=1)
        )
        blocks.append(Line(f"strongest factor: {one.strength.title}", Tone.QUIET, 2))
        blocks.append(Line("for example " + " → ".join(graph.names[node] for node in one.example), Tone.QUIET, 2))
    return Document([*blocks, Gap()])


def bypass_rows(graph: Graph, protected: Protected, classes: Iterable[Bypass]) -> Iterator[Row]:
    """Yield an object for each class."""
    for one in classes:
        yield {
            "protected": graph.ids[protected.node], "kinds": list(one.kinds), "strength": one.strength.title,
            "certain": one.certain, "entries": [graph.ids[node] for node in one.entries],
            "example": [graph.ids[node] for node in one.example],
        }  # fmt: skip


def cut(graph: Graph, found: Cut, closes: str) -> Document:
    """Return the smallest set of changes."""
    if not found.possible:
        return Document(
            [Line(f"no set of changes closes {closes}: some path has no step that can be changed", Tone.BAD)]
        )
    if not found.cost:
        return Document([Line(f"nothing to close: no known path of {closes}", Tone.QUIET)])
    blocks: list[Block] = [Line(f"The cheapest changes that close {closes} (cost {found.cost}):", Tone.TITLE)]
    return Document([*blocks, *(Line(one, Tone.PLAIN, 1) for one in change_sentences(graph, found))])


def cut_row(graph: Graph, found: Cut) -> Row:
    """Return a cut as an object."""
    return {
        "possible": found.possible, "cost": found.cost, "changes": change_sentences(graph, found),
        "nodes": [graph.ids[one] for one in found.nodes],
        "pairs": [[graph.ids[start], graph.ids[end]] for start, end in found.pairs],
    }  # fmt: skip


def what_if(graph: Graph, text: str, lost: Sequence[int]) -> Document:
    """Return the nodes that are no longer reached after a change."""
    blocks: list[Block] = [
        Line(
            f"After the change ({text}), {len(lost):,} {'is' if len(lost) == 1 else 'are'} no longer reached:",
            Tone.TITLE,
        )
    ]
    for kind in sorted({graph.node_kinds[graph.node_kind[one]] for one in lost}):
        names = [graph.names[one] for one in lost if graph.node_kinds[graph.node_kind[one]] == kind]
        blocks.append(Line(f"{kind}: {some(names, most=_SHOWN)}", indent=1))
    return Document(blocks)


def story(graph: Graph, name: str, steps: Sequence[StoryStep], protected: Iterable[Protected]) -> Document:
    """Return an intruder's reach each time that he held another credential; protected nodes are named."""
    guarded = {one.node for one in protected}
    ever = dict(one for step in steps for one in step.reached)
    lost = [node for node in ever if node in guarded]
    number = f"{len(lost):,} of {len(guarded):,} protected"
    blocks: list[Block] = [
        Line(f"Reach of the intruder of story {name} from the credentials he held: {number}", Tone.TITLE),
        *(Line(f"{graph.names[one]}{'' if ever[one] else ', possibly'}", Tone.BAD, 1) for one in lost),
    ]
    rows = []
    for step in steps:
        held = ", ".join(graph.names[one] for one in step.held.nodes) or f"{step.held.subject} (not in the graph)"
        new = sorted(step.reached, key=lambda one: (one[0] not in guarded, not one[1]))
        names = [f"{graph.names[node]}{'' if sure else ', possibly'}" for node, sure in new if node in guarded]
        others = len(new) - len(names)
        words = [*names, *([f"{others:,} more"] if others else [])]
        rows.append((moment(step.held.at), held, "; ".join(words) or "nothing more"))
    return Document([*blocks, Gap(), Table(("UTC", "held from then on", "newly within reach"), tuple(rows))])


def story_rows(graph: Graph, steps: Iterable[StoryStep], protected: Iterable[Protected]) -> Iterator[Row]:
    """Yield an object for each credential or host that an intruder held."""
    guarded = {one.node for one in protected}
    for step in steps:
        yield {
            "at": iso(step.held.at), "subject": step.held.subject,
            "nodes": [graph.ids[one] for one in step.held.nodes],
            "newly_reached": [
                _node(graph, node) | {"certain": sure, "protected": node in guarded} for node, sure in step.reached
            ],
        }  # fmt: skip


def nodes(graph: Graph, some: Iterable[int]) -> Iterator[Row]:
    """Yield an object for each of some nodes."""
    for one in some:
        yield _node(graph, one)


def _node(graph: Graph, node: int) -> Row:
    return {"id": graph.ids[node], "node_kind": graph.node_kinds[graph.node_kind[node]], "name": graph.names[node]}
