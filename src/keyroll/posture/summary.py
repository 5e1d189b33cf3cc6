"""Summary of the answers: the state of each risk, the first things to fix, and the checks without an answer."""

from dataclasses import dataclass
from datetime import datetime

from keyroll.posture.contract import RISKS, Check, StandardClause
from keyroll.posture.judge import checks
from keyroll.store.relations import build
from keyroll.store.session import Session

#: The most names for each check, subjects to begin with, and steps to an answer.
NAMED, FIRST, STEPS = 2, 5, 6


@dataclass(frozen=True, slots=True)
class CheckHit:
    """One check's ``yes`` of one subject."""

    check: Check
    because: str


@dataclass(frozen=True, slots=True)
class RiskySubject:
    """A subject with risks, the most severe first."""

    name: str
    source: str
    owner: str
    risks: tuple[CheckHit, ...]


@dataclass(frozen=True, slots=True)
class CheckCount:
    """The number of ``yes`` answers of a check, and the names of its worst subjects."""

    check: Check
    yes: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk of the Top 10. A subject counts as yes if any check answers yes, and as no if all answer no."""

    nhi: str
    title: str
    yes: int
    no: int
    unknown: int
    checks: tuple[CheckCount, ...]


@dataclass(frozen=True, slots=True)
class PostureStep:
    """The cheapest step to an answer: the number of answers, the risks concerned, and the most frequent reason."""

    unlock: str
    answers: int
    risks: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class Posture:
    """The state of the whole organisation at one time."""

    at: datetime
    credentials: int
    risks: tuple[Risk, ...]
    worst: tuple[RiskySubject, ...]
    steps: tuple[PostureStep, ...]
    clauses: tuple[StandardClause, ...]


def summary(session: Session, at: datetime) -> Posture:
    """Summarise ``posture``."""
    build(session, "posture", "weights", "live", "any_of")
    known = checks()
    counted = {
        str(name): int(str(yes))
        for name, yes in session.tuples(
            "SELECT check_id, count(*) FROM posture WHERE answer = 'yes' GROUP BY check_id ORDER BY ALL"
        )
    }
    touched = {clause for name in counted for clause in known[name].clauses}
    return Posture(
        at,
        int(str(session.one("SELECT count(*) FROM live"))),
        _risks(session, known, counted),
        _worst(session, known),
        _steps(session),
        tuple(sorted(touched)),
    )


def _risks(session: Session, known: dict[str, Check], counted: dict[str, int]) -> tuple[Risk, ...]:
    names: dict[str, list[str]] = {}
    for check, name in session.tuples(
        "SELECT check_id, name FROM posture JOIN weights USING (subject) WHERE answer = 'yes' QUALIFY row_number() "
        f"OVER (PARTITION BY check_id ORDER BY weight DESC, name, subject) <= {NAMED} "
        "ORDER BY check_id, weight DESC, name"
    ):
        names.setdefault(str(check), []).append(str(name))
    tallies = {
        str(nhi): (int(str(yes)), int(str(no)), int(str(unknown)))
        for nhi, yes, no, unknown in session.tuples(
            "SELECT nhi, count(*) FILTER (said = 'yes'), count(*) FILTER (said = 'no'), "
            "count(*) FILTER (said = 'unknown') FROM (SELECT nhi, subject, any_of(answer) AS said FROM posture "
            "WHERE subject IS NOT NULL GROUP BY nhi, subject) GROUP BY nhi"
        )
    }
    return tuple(
        Risk(
            nhi,
            title,
            *tallies.get(nhi, (0, 0, 0)),
            tuple(
                CheckCount(check, counted[name], tuple(names[name]))
                for name, check in known.items()
                if check.nhi == nhi and name in counted
            ),
        )
        for nhi, title in RISKS.items()
    )


def _worst(session: Session, known: dict[str, Check]) -> tuple[RiskySubject, ...]:
    rows = session.tuples(
        "SELECT subject, any_value(p.name), any_value(coalesce(source, '')), any_value(coalesce(owner, '')), "
        "list(check_id ORDER BY severity DESC, check_id), list(because ORDER BY severity DESC, check_id) "
        "FROM posture p JOIN weights USING (subject) WHERE answer = 'yes' GROUP BY subject, weight "
        f"ORDER BY weight DESC, subject LIMIT {FIRST}"
    )
    return tuple(
        RiskySubject(
            str(name),
            str(source),
            str(owner),
            tuple(CheckHit(known[str(check_id)], str(why)) for check_id, why in zip(check_ids, becauses, strict=True)),
        )
        for _, name, source, owner, check_ids, becauses in rows
        if isinstance(check_ids, list) and isinstance(becauses, list)
    )


def _steps(session: Session) -> tuple[PostureStep, ...]:
    rows = session.tuples(
        "SELECT unlock, count(*) AS answers, list(DISTINCT nhi ORDER BY nhi), mode(because ORDER BY because) "
        f"FROM posture WHERE answer = 'unknown' GROUP BY unlock ORDER BY answers DESC, unlock LIMIT {STEPS}"
    )
    return tuple(
        PostureStep(str(unlock), int(str(answers)), tuple(map(str, risks)), str(because))
        for unlock, answers, risks, because in rows
        if isinstance(risks, list)
    )
