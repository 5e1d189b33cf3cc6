"""Reach: the loss if a credential leaks, the paths, and the cheapest cut."""

from dataclasses import dataclass
from typing import Final

from keyroll.api.reaching import Reach as Graph
from keyroll.api.reaching import Reached, Rules, rules_of
from keyroll.errors import NothingToDo, UsageError
from keyroll.report import filters
from keyroll.report import reach as shown
from keyroll.report.document import Document, Line, Table
from keyroll.report.words import count
from keyroll.server.page import INVENTORY, Named, Page, PageRequest, Parameter

_WAYS: Final = 5


@dataclass(frozen=True, slots=True)
class ReachStep:
    """One step of a path; ``unknown`` is the reason why it is only possible."""

    start: Named
    end: Named
    kind: str
    sentence: str
    strength: str
    unknown: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReachWay:
    """One path, step by step."""

    steps: tuple[ReachStep, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class ReachKind:
    """Nodes of one kind: the number reached for certain and possibly, and their names."""

    kind: str
    certain: str
    possible: str
    which: str


@dataclass(frozen=True, slots=True)
class ReachPage:
    """The answer: sentences first, then paths or kinds, then the cheapest cut."""

    start: str
    end: str
    sentences: tuple[str, ...]
    ways: tuple[ReachWay, ...]
    kinds: tuple[ReachKind, ...]
    cut: tuple[str, ...]
    protected: tuple[str, ...]
    faults: tuple[str, ...]
    command: str


def _data(asked: PageRequest) -> ReachPage:
    start, end = asked.text("start"), asked.text("end")
    graph = asked.reach()
    try:
        for one in filter(None, (start, end)):
            graph.name(one)
    except UsageError as error:  # A word that matches nothing is no error of the address.
        raise NothingToDo(str(error), hint=error.hint) from None
    protected = tuple(graph.graph.names[one.node] for one in graph.protected)
    words = [filters.shell(one) for one in (start, end) if one]
    sentences: tuple[str, ...] = ()
    ways: tuple[ReachWay, ...] = ()
    lost: tuple[str, ...] = ()
    kinds: tuple[ReachKind, ...] = ()
    cut: tuple[str, ...] = ()
    command = "keyroll reach --bypass"
    if start and end:
        ways, lost = _ways(asked, graph, start, end)
        sentences = (_how_many(graph, start, end, ways),)
        between = f"every path from {graph.name(start)} to {graph.name(end)}"
        cut = _lines(shown.cut(graph.graph, graph.cut(start, end), between)) if ways else ()
        command = f"keyroll reach {' '.join(words)}"
    elif start or end:
        reached = graph.falls(start) if start else graph.reaches(end)
        title = f"Reach of {graph.name(start)} if it leaks" if start else f"Reach to {graph.name(end)}"
        answer = shown.what_falls(graph.graph, title, reached, graph.protected if start else ())
        sentences, kinds = (_fallen(graph, title, reached, start=bool(start)), *_lines(answer)[1:]), _kinds(answer)
        if start and protected:
            cut = _lines(
                shown.cut(graph.graph, graph.cut(start), f"every path from {graph.name(start)} to protected resources")
            )
        command = f"keyroll reach {words[0]}" if start else f"keyroll reach --to {words[0]}"
    return ReachPage(start, end, sentences, ways, kinds, cut, protected, (*graph.faults, *lost), asked.command(command))


def _ways(asked: PageRequest, graph: Graph, start: str, end: str) -> tuple[tuple[ReachWay, ...], tuple[str, ...]]:
    ways, found = [], graph.paths(start, end, _WAYS)
    rules, lost = rules_of(asked.keyroll.home, graph.graph, (way for way, _ in found))
    for row in shown.path_rows(graph.graph, found):
        steps = row["steps"]
        if not isinstance(steps, list):
            raise UsageError("a path has no steps", hint="report this")
        ways.append(ReachWay(tuple(_step(graph, one, rules) for one in steps), row["certain"] is True))
    return tuple(ways), lost


def _step(graph: Graph, step: dict[str, object], rules: Rules) -> ReachStep:
    start, end = (Named(str(step[one]), graph.name(str(step[one]))) for one in ("start", "end"))
    strength, unknown = str(step["strength"]), str(step["unknown_because"] or "")
    own = tuple(shown.rule_words(one) for one in rules.get((start.id, end.id), ()))
    return ReachStep(start, end, str(step["kind"]), str(step["reason"]), strength, unknown, own)


def _how_many(graph: Graph, start: str, end: str, ways: tuple[ReachWay, ...]) -> str:
    names = f"from {graph.name(start)} to {graph.name(end)}"
    if not ways:
        return shown.nothing_leads(graph.graph, graph.node(start), graph.node(end))
    sure, shortest = sum(one.certain for one in ways), count(min(len(one.steps) for one in ways), "step")
    if len(ways) == 1:
        return f"One path leads {names}. It is {'certain' if sure else 'possible only'} and has {shortest}."
    certain = f"{sure or 'None'} of them {'is' if sure == 1 else 'are'} certain"
    return f"{len(ways)} ways lead {names}. {certain}; the shortest has {shortest}."


def _fallen(graph: Graph, title: str, reached: Reached, *, start: bool) -> str:
    """Return the answer in one sentence: how much is reached, or by whom, for certain and possibly."""
    sure = dict(zip(reached.nodes.tolist(), reached.certain.tolist(), strict=True))
    about, what = [bool(sure[one.node]) for one in graph.protected if one.node in sure], "protected resource"
    if not start:
        about, what = list(map(bool, sure.values()))[1:], "thing"
    certain, possible = about.count(True), about.count(False)
    if not about:
        return f"{title}: nothing that is known{' and protected' if start else ''}; {shown.looked_at(graph.graph)}."
    also = f", and {possible:,} possibly" if possible else ""
    return f"{title}: {count(certain, what)} for certain{also}."


def _lines(document: Document) -> tuple[str, ...]:
    return tuple(one.text for one in document.blocks if isinstance(one, Line))


def _kinds(document: Document) -> tuple[ReachKind, ...]:
    return tuple(ReachKind(*row) for one in document.blocks if isinstance(one, Table) for row in one.rows)


PAGE = Page(
    "/reach",
    "Reach",
    ReachPage,
    _data,
    "reach.html",
    menu=5,
    warm=True,
    areas=INVENTORY,
    parameters=(
        Parameter("start", "from: an id, the last part of one, or a name"),
        Parameter("end", "to: the same"),
    ),
)
