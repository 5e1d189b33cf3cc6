"""The result of the last hunt is kept in the lake: a hunt of which no input changed returns it.

One mark names all inputs: the code and its libraries, each table of the lake that no hunt writes, dead and exposed
credentials, the accepted rate of false alerts, the alert budget, and the requested rules by content. The time of day is
no input: no relation that a hunt reads is made with it.
"""

import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Final

from keyroll.detection.alerts.budget import Budget
from keyroll.detection.baseline.incidents import incident_rows
from keyroll.detection.hunted import Hunted
from keyroll.detection.sigma.outcome import RuleFault, RuleRequest, RulesRun
from keyroll.detection.timings import Timings
from keyroll.intake.texts import text_files
from keyroll.inventory.published import code
from keyroll.model.finding import Finding, Story
from keyroll.model.ids import digest
from keyroll.model.stored import restored, stored
from keyroll.store.home import Home
from keyroll.store.kept import keep, stands, take
from keyroll.store.relations import load

#: The running behaviour, the number of finished ones, and the total.
Progress = Callable[[str, int, int], None]
_TABLE: Final = "hunt/result"
#: The tables that lists read.
_LISTED: Final = ("hunt/findings", "hunt/stories", "hunt/evidence", "hunt/events")
#: Tables that no hunt reads: results of hunts, and what commands keep for readers.
_NO_INPUTS: Final = ("hunt/", "kept/", "incidents/")
#: The packages that a hunt runs or reads, and the libraries that may give other rows in another version.
_CODE: Final = ("detection", "intake", "inventory", "model", "providers", "store")
_LIBRARIES: Final = ("duckdb", "pysigma", "sqlglot")
#: The most events behind findings of a kept result: reading more takes longer than a list.
_MOST: Final = 200_000


@dataclass(frozen=True, slots=True)
class _Stored:
    """A result in its stored form: findings of stories and of rules by their places among all findings."""

    findings: tuple[Finding, ...]
    stories: tuple[Story, ...]
    parts: tuple[tuple[int, ...], ...]
    silent: tuple[str, ...]
    judged: tuple[int, ...]
    rules: int
    faults: tuple[RuleFault, ...]
    own: tuple[str, ...]
    listed: str


def answer(
    home: Home,
    rules: RuleRequest,
    budget: Budget | None = None,
    progress: Progress | None = None,
    timings: Timings | None = None,
) -> Hunted:
    """Return the kept result of a hunt of which no input changed; else hunt. Raises as ``hunt.hunt``.

    Timings that somebody asked for are those of a hunt.
    """
    cost = timings or Timings()
    current = mark(home, rules, budget)
    if not cost.on and (known := kept_result(home, current)):
        return known
    # Its import takes as long as returning a kept result.
    from keyroll.detection.hunt import hunt

    return replace(hunt(home, rules=rules, budget=budget, progress=progress, timings=cost), mark=current)


def mark(home: Home, rules: RuleRequest, budget: Budget | None) -> str:
    """Return a text that differs if any input of a hunt differs. Raises UsageError."""
    tables = [name for name in home.lake.names() if not name.startswith(_NO_INPUTS)]
    libraries = (platform.python_version(), *map(version, _LIBRARIES))
    settings = (home.config.number("high_budget"), budget, incident_rows(home))
    return digest(code(*_CODE), *libraries, stands(home.lake, *tables), *map(repr, settings), *_requested(rules))


def kept_result(home: Home, current: str) -> Hunted | None:
    """Return the kept result if it has the current mark of the inputs; else None."""
    if home.lake.newest_commit(_TABLE) is None:
        return None
    with home.session() as session:
        if not take(session, home.lake, _TABLE, current, "kept_hunt"):
            return None
        content = session.one("SELECT content FROM kept_hunt")
    try:
        return _hunted(restored(_Stored, str(content)), current)
    except (IndexError, KeyError, TypeError, ValueError):
        return None  # not written by us: ignored


def keep_result(home: Home, hunted: Hunted, rules: RuleRequest, budget: Budget | None, listed: str) -> None:
    """Keep a result unless an input changed during the hunt; ``listed`` is the state of the lists. The caller holds the
    lease."""
    if sum(len(finding.evidence) for finding in hunted.findings) > _MOST or hunted.mark != mark(home, rules, budget):
        return
    with home.session() as session:
        load(session, "keeping_hunt", {"content": [stored(_stored(hunted, listed))]})
        keep(session, home.lake, "keeping_hunt", _TABLE, hunted.mark, again=listed != hunted.listed)


def lists(home: Home, *about: str) -> str:
    """Return the state of the tables that lists read, with what limits their rows."""
    return digest(stands(home.lake, *_LISTED), *about)


def _requested(rules: RuleRequest) -> Iterator[str]:
    for folder in rules.folders:
        yield str(folder)
        if folder.exists():
            yield from (repr(file) for file in text_files(folder, (".yml", ".yaml")))
    if rules.placeholders and rules.placeholders.is_file():
        yield rules.placeholders.read_bytes().hex()


def _stored(hunted: Hunted, listed: str) -> _Stored:
    places = {id(finding): place for place, finding in enumerate(hunted.findings)}
    judged = hunted.judged
    return _Stored(
        findings=hunted.findings,
        stories=tuple(replace(story, findings=()) for story in hunted.stories),
        parts=tuple(tuple(places[id(finding)] for finding in story.findings) for story in hunted.stories),
        silent=hunted.silent,
        judged=tuple(places[id(finding)] for finding in judged.findings),
        rules=judged.rules,
        faults=judged.faults,
        own=tuple(sorted(judged.own)),
        listed=listed,
    )


def _hunted(known: _Stored, current: str) -> Hunted:
    findings = known.findings
    stories = zip(known.stories, known.parts, strict=True)
    judged = tuple(findings[place] for place in known.judged)
    return Hunted(
        findings,
        tuple(replace(story, findings=tuple(findings[place] for place in parts)) for story, parts in stories),
        known.silent,
        RulesRun(judged, known.rules, known.faults, frozenset(known.own)),
        current,
        known.listed,
    )
