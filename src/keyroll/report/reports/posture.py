"""The posture report: the risks of the inventory by the OWASP NHI Top 10, for print."""

from keyroll.report.document import Bar, Bars, Block, Document, Section
from keyroll.report.posture import page
from keyroll.report.reporting import Report, ReportFacts


def build(facts: ReportFacts, _subject: str) -> Document:
    """Build the report. Raises NothingToDo."""
    posture = facts.posture()
    bars = tuple(
        Bar(f"{risk.nhi} {risk.title}", float(risk.yes), f"{risk.yes:,}", f"{risk.no:,} no, {risk.unknown:,} unknown")
        for risk in posture.risks
    )
    blocks: tuple[Block, ...] = tuple(page(posture).blocks)
    return Document(
        [Section("Subjects of each risk", (Bars("Credentials with the risk", bars),)), Section("Details", blocks)],
        "Posture of machine credentials",
        f"By the OWASP NHI Top 10 (2025). As of {posture.at:%Y-%m-%d %H:%M} UTC.",
    )


REPORT = Report("Posture report", "security engineers", build)
