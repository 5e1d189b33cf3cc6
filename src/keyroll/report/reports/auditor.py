"""The auditor's report: clauses of standards, the checks for each, and the place of the evidence.

A clause is listed only if a check of posture cites it. Whether a number was verified, with place and time, is shown
beside it (:mod:`keyroll.posture.clauses`); the summaries are keyroll's, the standards' own texts are under licence.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from keyroll.posture.contract import Check, StandardClause
from keyroll.posture.judge import checks
from keyroll.report.document import Block, Document, Line, Section, Table
from keyroll.report.reporting import Report, ReportFacts
from keyroll.response.work import Campaign
from keyroll.store.session import Row

#: The pages on which numbers were verified.
SOURCES = {
    "PCI DSS 4.0.1": "pages of compliance tools that list the clauses, 2026-11",
    "CIS Controls 8.1": "csf.tools (version 8, whose numbers 8.1 keeps), 2026-11",
    "NIST SP 800-53 r5": "public mappings of revision 5, 2026-11",
    "NIST SP 800-57 part 1 r5": "from memory",
    "ISO/IEC 27001:2022 A": "published statements of applicability, 2026-11",
    "SOC 2 (TSC 2017)": "from memory",
}
_OWASP = "OWASP"


def build(facts: ReportFacts, _subject: str) -> Document:
    """Build the report. Raises NothingToDo."""
    rows = facts.rows("posture")
    tallies: dict[str, dict[str, int]] = {}
    for row in rows:
        answers = tallies.setdefault(str(row["check_id"]), {"yes": 0, "no": 0, "unknown": 0})
        answers[str(row["answer"])] += 1
    sections = [
        Section(standard, (Line(f"Clause numbers: {_source(standard)}."), _clauses(list(pairs), tallies)))
        for standard, pairs in groupby(_pairs(), key=lambda pair: pair[0].standard)
    ]
    intro: tuple[Block, ...] = (
        Line(
            "Each row is one check for a clause: how many credentials have the risk (yes), do not (no), or "
            "could not be judged (unknown). Unknown is not compliance. A check covers a part of a clause, "
            "never all of it; the auditor judges whether a clause is fulfilled."
        ),
        Line(
            "The last column names the check. Its rows, each with the reason and the next action: keyroll list posture "
            "--where \"check_id = 'NAME'\""
        ),
        Line("? behind a number: it is from memory and must be checked before it is quoted."),
    )
    return Document(
        [
            Section("How to read this report", intro),
            *sections,
            Section("Evidence of incidents", tuple(_incidents(facts.campaigns())), new_page=True),
            Section("Read sources", (_sources(facts.rows("sources")),)),
        ],
        "Controls and evidence for machine credentials",
        f"As of {facts.now:%Y-%m-%d %H:%M} UTC.",
    )


def _pairs() -> list[tuple[StandardClause, Check]]:
    return sorted(
        (
            (clause, check)
            for check in checks().values()
            for clause in check.clauses
            if not clause.standard.startswith(_OWASP)
        ),
        key=lambda pair: (pair[0].standard, _natural(pair[0].number), pair[1].id),
    )


def _natural(number: str) -> list[tuple[int, str]]:
    """Return a clause's number in parts, so that 5.9 comes before 5.16."""
    return [(int(part) if part.isdigit() else 0, part) for part in re.findall(r"\d+|\D+", number)]


def _source(standard: str) -> str:
    return SOURCES.get(standard, "from memory")


def _clauses(pairs: list[tuple[StandardClause, Check]], tallies: dict[str, dict[str, int]]) -> Table:
    return Table(
        ("clause", "requirement (our words)", "check", "yes", "no", "unknown", "name"),
        tuple(_row(clause, check, tallies.get(check.id)) for clause, check in pairs),
    )


def _row(clause: StandardClause, check: Check, answers: dict[str, int] | None) -> tuple[str, ...]:
    number = clause.number + ("" if clause.checked else "?")
    tally = ("0", "0", "0") if answers is None else tuple(f"{answers[name]:,}" for name in ("yes", "no", "unknown"))
    said = check.title if answers else f"{check.title} (nothing was read for it)"
    return number, clause.asks, said, *tally, check.id


def _incidents(campaigns: list[Campaign]) -> Iterator[Block]:
    if not campaigns:
        yield Line("No incident is open or closed here.")
        return
    rows = tuple(
        (
            one.status.incident.name,
            f"{one.status.incident.opened_at:%Y-%m-%d}",
            f"{len(one.status.standings):,}",
            f"{len(one.left):,}",
            str(one.status.incident.policy),
            f"keyroll report evidence {one.status.incident.name} -o FILE",
        )
        for one in campaigns
    )
    yield Table(("incident", "opened", "exposed", "not proven", "policy", "signed evidence"), rows)
    yield Line(
        "A bundle is checked offline, with the public key handed over by another way: keyroll verify FILE --key KEY"
    )


def _sources(rows: list[Row]) -> Table:
    return Table(
        ("source", "what", "until", "note"),
        tuple(
            (
                str(row["source"]),
                str(row["what"]),
                f"{row['until']:%Y-%m-%d %H:%M}" if row["until"] is not None else "-",
                str(row["note"] or ""),
            )
            for row in rows
        ),
    )


REPORT = Report("Auditor's report", "auditors", build)
