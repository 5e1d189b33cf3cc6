"""Reads scenarios that ``calibration_record.py`` wrote as the input of the stage *alerts*."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from keyroll.detection.alerts.decide import Evidences
from keyroll.detection.scores import SubjectSignals, by_subject
from keyroll.detection.signals.catalogue import behaviours_by_id
from keyroll.model.finding import Evidence, Finding, Severity

Row = dict[str, object]
WARM_UP = timedelta(days=14)
#: The placeholder for the raw record of evidence with an act of the intruder.
_MINE, _OTHER = "intruder", "other"


@dataclass(frozen=True)
class Recorded:
    """One play."""

    name: str
    company: str
    begins: datetime
    ends: datetime
    first_success: datetime | None
    identifiers: int
    evidences: Evidences
    log_begins: dict[tuple[str, str], datetime]
    #: The findings of the hunt, alerts included.
    found: tuple[Finding, ...]

    @property
    def weeks(self) -> float:
        return (self.ends - self.begins) / timedelta(days=7)

    @property
    def subjects(self) -> list[SubjectSignals]:
        """Return subjects with their signals and acts."""
        return by_subject((*self.evidences.signals, *self.evidences.acts), self.evidences.judged_with)


def of_intruder(finding: Finding) -> bool:
    """Whether evidence contains an act of the intruder."""
    return any(event.raw == _MINE for event in finding.evidence)


def read(path: Path, without: Iterable[str] = ()) -> Recorded:
    """Read one play, without signals of the behaviours ``without``."""
    with path.open() as file:
        head, *rows = map(json.loads, file)
    left_out = set(without)
    kinds: dict[str, list[Finding]] = {"signal": [], "act": [], "found": []}
    for number, row in enumerate(rows):
        if row["behaviour"] not in left_out:
            kinds[row["kind"]].append(_finding(row, number))
    first = head["first_success"]
    return Recorded(
        name=head["play"], company=head["company"], begins=datetime.fromisoformat(head["begins"]),
        ends=datetime.fromisoformat(head["ends"]), first_success=datetime.fromisoformat(first) if first else None,
        identifiers=head["identifiers"],
        evidences=Evidences(kinds["signal"], behaviours_by_id(), kinds["act"], head["judged_with"],
                            frozenset(head["people"])),
        log_begins={(source, log): datetime.fromisoformat(at) for source, log, at in head["logs"]},
        found=tuple(kinds["found"]),
    )  # fmt: skip


def _finding(row: Row, number: int) -> Finding:
    at = datetime.fromisoformat(str(row["at"]))
    raw = _MINE if row["mine"] else _OTHER
    event = Evidence(at, str(row["source"]), str(row["log"]), f"{row['kind']}{number}", raw, number)
    return Finding(
        behaviour=str(row["behaviour"]), title=str(row["title"]), subject=str(row["subject"]),
        severity=Severity(int(str(row["severity"]))), detected_at=at, because=str(row["because"]), evidence=(event,),
        network=str(row["network"]), score=float(str(row["score"])), target=str(row["target"]),
    )  # fmt: skip
