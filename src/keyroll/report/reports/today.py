"""What must be done today, as a report: a schedule sends it as the text of a mail each morning."""

from keyroll.report.document import Document
from keyroll.report.reporting import Report, ReportFacts
from keyroll.report.today import document


def build(facts: ReportFacts, _subject: str) -> Document:
    """Build the list of today. Raises NothingToDo if the home is empty."""
    return document(facts)


REPORT = Report("To do today", "whoever works on credentials each morning", build)
