"""Finds the events that rules hit, in one pass over each log for all of its rules.

The SELECT has a mask of bits, one for each rule: the columns are read once, and texts are lowered once. (One pass took
a quarter of the time of one query for each rule, see docs/sigma.md.) A mask is a BIGINT of 63 rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sigma.exceptions import SigmaError
from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
from sigma.processing.transformations import ValueListPlaceholderTransformation
from sigma.rule import SigmaRule

from keyroll.detection.sigma.backend import Compiler
from keyroll.detection.sigma.fields import Fields, MissingColumn
from keyroll.detection.sigma.logsource import RuleLog, answers, unanswered
from keyroll.detection.sigma.narrowing import few, possible
from keyroll.detection.sigma.outcome import RuleFault
from keyroll.detection.sigma.ruleset import AnyRule, place_of
from keyroll.errors import KeyrollError
from keyroll.store.relations import build
from keyroll.store.session import Session

MASK: Final = 63
#: The number of different values from which columns are no longer few: messages differ each time. The first events show
#: this early, which spares most such logs the full check.
MANY: Final = 10_000
LOOKED_AT: Final = 100_000
#: Values of placeholders, by name.
Placeholders = dict[str, list[str | int | float]]


@dataclass(frozen=True, slots=True)
class Tested:
    """One rule over one log, as SQL."""

    number: int
    answer: RuleLog
    condition: str
    compiled: Compiler


@dataclass(frozen=True, slots=True)
class ScanPlan:
    """The tests to run, and the reasons why others are not run."""

    tests: tuple[Tested, ...]
    faults: tuple[RuleFault, ...]

    def of(self, number: int) -> list[RuleLog]:
        """Return the logs of a rule."""
        return [test.answer for test in self.tests if test.number == number]


class Planner:
    """Compiles rules for the logs that a session has; a table or view of the log's name must be in it."""

    def __init__(self, session: Session, placeholders: Placeholders | None = None) -> None:
        self._session = session
        self._pipeline = ProcessingPipeline(
            [ProcessingItem(ValueListPlaceholderTransformation())], vars=dict(placeholders or {})
        )
        self._fields: dict[str, Fields | None] = {}
        build(session, "ipv4_of_", "ipv6_")

    def plan(self, rules: Sequence[AnyRule]) -> ScanPlan:
        """Return each plain rule's condition for each of its logs."""
        tests: list[Tested] = []
        faults: list[RuleFault] = []
        for number, rule in enumerate(rules):
            if not isinstance(rule, SigmaRule):
                continue
            logs = answers(rule.logsource)
            if not logs:
                faults.append(RuleFault(place_of(rule), unanswered(rule.logsource), wrong=False))
            made, why_not = self._over(number, rule, logs)
            tests += made
            faults += why_not
        refused = self._refused(tests)
        faults += [
            RuleFault(place_of(rules[tests[place].number]), f"the engine refuses it: {said}; report the rule")
            for place, said in refused.items()
        ]
        return ScanPlan(tuple(test for place, test in enumerate(tests) if place not in refused), tuple(faults))

    def _over(self, number: int, rule: SigmaRule, logs: Sequence[RuleLog]) -> tuple[list[Tested], list[RuleFault]]:
        """Compile a rule for its logs; return also the reasons why it is not run over others."""
        place, tests = place_of(rule), list[Tested]()
        absent, lacking, wrong = list[RuleLog](), list[KeyrollError](), list[str]()
        for answer in logs:
            fields = self._present(answer)
            if fields is None:
                absent.append(answer)
                continue
            try:
                compiled = Compiler(fields, self._pipeline)
                condition = compiled.condition(rule)
                fits = f"({answer.only}) AND ({condition})" if answer.only else condition
                tests.append(Tested(number, answer, fits, compiled))
            except MissingColumn as error:
                lacking.append(error)
            except KeyrollError as error:
                wrong.append(f"{error}; {error.hint}")
            except (SigmaError, NotImplementedError) as error:
                wrong.append(_said(error))
        # One service may mean several logs, of which only one has the rule's fields: the others simply lack them.
        meant = bool(tests) or bool(lacking and any(self._fits(rule, log) for log in absent))
        return tests, [
            *(RuleFault(place, f"there are no events of {log.name}", wrong=False) for log in absent),
            *(RuleFault(place, str(lack) if meant else f"{lack}; {lack.hint}", wrong=not meant) for lack in lacking),
            *(RuleFault(place, said) for said in dict.fromkeys(wrong)),
        ]

    def _fits(self, rule: SigmaRule, answer: RuleLog) -> bool:
        """Return whether a log without events here has all fields of a rule."""
        try:
            Compiler(answer.fields, self._pipeline).condition(rule)
        except (KeyrollError, SigmaError, NotImplementedError):
            return False
        return True

    def _refused(self, tests: Sequence[Tested]) -> dict[int, str]:
        """Return the engine's errors for conditions, by position; each is checked alone only if there is one."""
        said: dict[int, str] = {}
        for answer in {test.answer.name: test.answer for test in tests}.values():
            there = {place: test.condition for place, test in enumerate(tests) if test.answer.name == answer.name}
            if self._session.fault(f'SELECT {", ".join(there.values())} FROM "{answer.name} empty"'):
                each = {
                    place: self._session.fault(f'SELECT {condition} FROM "{answer.name} empty"')
                    for place, condition in there.items()
                }
                said |= {place: fault for place, fault in each.items() if fault}
        return said

    def _present(self, answer: RuleLog) -> Fields | None:
        """Return the fields that a log's table has in this session; None if there is none."""
        if answer.name not in self._fields:
            here = self._session.columns(f'"{answer.table}"') if self._has(answer.table) else {}
            if here:
                self._session.run(
                    f'CREATE OR REPLACE TEMP TABLE "{answer.name} empty" AS FROM "{answer.table}" LIMIT 0'
                )
            kept = {name: kind for name, kind in answer.fields.columns.items() if answer.fields.rename(name) in here}
            self._fields[answer.name] = replace(answer.fields, columns=kept) if here else None
        return self._fields[answer.name]

    def _has(self, table: str) -> bool:
        return bool(self._session.one("SELECT 1 FROM information_schema.tables WHERE table_name = $1", [table]))


def _said(error: Exception) -> str:
    text = str(error).partition("\n")[0]
    if "laceholder" in text:
        return f"{text.rstrip('.')}; give its values in a file: --placeholders FILE"
    return text


def scan(session: Session, plan: ScanPlan) -> None:
    """Make ``sigma_hits``, one row for each rule and event that it hits: ``hit`` (a number), ``rule``, and the address.

    The address is ``log``, ``source``, ``event_id``, ``happened_at``, ``raw``, ``record``, ``implausible``.
    """
    parts: list[str] = []
    logs = {test.answer.name: test.answer for test in plan.tests}
    for number, answer in enumerate(logs.values()):
        tests = [test for test in plan.tests if test.answer.name == answer.name]
        parts += _hits(session, answer, tests, number)
    rows = " UNION ALL ".join(parts) or (
        "SELECT 0::INTEGER AS rule, '' AS log, '' AS source, '' AS event_id, NULL::TIMESTAMPTZ AS happened_at, "
        "'' AS raw, 0::BIGINT AS record, false AS implausible WHERE false"
    )
    session.run(f"CREATE OR REPLACE TEMP TABLE sigma_hits AS SELECT row_number() OVER () AS hit, * FROM ({rows})")
    for number in range(len(logs)):
        session.run(f"DROP TABLE sigma_masks{number}")


def _hits(session: Session, answer: RuleLog, tests: Sequence[Tested], number: int) -> list[str]:
    """Run one log's rules; return the queries with rule and event of each hit."""
    groups = [tests[start : start + MASK] for start in range(0, len(tests), MASK)]
    relation = _narrowed(session, answer, groups)
    hit_rules = _hit_rules(session, len(groups)) if relation else [-1] * len(groups)
    masks = ", ".join(
        f"{mask(group, f'may{place}' if relation else '', hit_rules[place])} AS mask{place}"
        for place, group in enumerate(groups)
    )
    log = "log" if answer.log is None else f"'{answer.name}' AS log"
    event = f"{log}, source, event_id, happened_at, raw, record, implausible"
    with session.no_pushdown():
        session.run(
            f"CREATE OR REPLACE TEMP TABLE sigma_masks{number} AS SELECT * FROM "
            f"(SELECT {event}, {masks} FROM {relation or answer.relation}) WHERE {_any('mask', groups)}"
        )
    queries = []
    for place, group in enumerate(groups):
        numbers = ", ".join(str(test.number) for test in group)
        queries.append(
            f"SELECT ([{numbers}])[bit + 1]::INTEGER AS rule, log, source, event_id, happened_at, raw, record, "
            f"implausible FROM sigma_masks{number}, range({len(group)}) bits(bit) WHERE (mask{place} >> bit) & 1 = 1"
        )
    return queries


def _narrowed(session: Session, answer: RuleLog, groups: Sequence[Sequence[Tested]]) -> str:
    """Return the events that any rule may hit, with masks ``may0`` … of these rules; empty without few columns."""
    columns = few([test.compiled for group in groups for test in group])
    if not columns:
        return ""
    bits = [[_bit(possible(test.compiled, columns), place) for place, test in enumerate(group)] for group in groups]
    may = ", ".join(f"{' + '.join(group)} AS may{number}" for number, group in enumerate(bits))
    renamed = ", ".join(f"{column} AS few{place}" for place, column in enumerate(columns))
    listed = ", ".join(columns)
    for events in (f"(SELECT {listed} FROM {answer.relation} LIMIT {LOOKED_AT})", answer.relation):
        session.run(f"CREATE OR REPLACE TEMP TABLE sigma_few AS SELECT DISTINCT {listed} FROM {events} LIMIT {MANY}")
        if session.one("SELECT count(*) FROM sigma_few") == MANY:
            return ""
    with session.as_written():
        session.run(
            f"CREATE OR REPLACE TEMP TABLE sigma_may AS SELECT * FROM (SELECT {renamed}, {may} FROM sigma_few) "
            f"WHERE {_any('may', groups)}"
        )
    same = " AND ".join(f"{column} IS NOT DISTINCT FROM few{place}" for place, column in enumerate(columns))
    return f"{answer.relation} JOIN sigma_may ON {same}"


def _hit_rules(session: Session, groups: int) -> list[int]:
    """Return masks of the rules that any event may meet; most rules are about events that do not occur here."""
    every = ", ".join(f"coalesce(bit_or(may{number}), 0)" for number in range(groups))
    ((*masks,),) = session.tuples(f"SELECT {every} FROM sigma_may")
    return [int(str(bits)) for bits in masks]


def _any(name: str, groups: Sequence[object]) -> str:
    return " OR ".join(f"{name}{number} <> 0" for number in range(len(groups)))


def mask(tests: Sequence[Tested], may: str = "", hit_rules: int = -1) -> str:
    """Return SQL for a number whose bits say which of up to 63 rules match an event.

    ``may`` is SQL for such a number of the rules to test; ``met`` is one of those that any event must be tested on.
    """
    bits = [
        _bit(f"{may} & {1 << place} <> 0 AND ({test.condition})" if may else test.condition, place)
        for place, test in enumerate(tests)
        if hit_rules >> place & 1
    ]
    return " + ".join(bits) or "0::BIGINT"


def _bit(condition: str, place: int) -> str:
    return f"CASE WHEN {condition} THEN {1 << place}::BIGINT ELSE 0 END"
