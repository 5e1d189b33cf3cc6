"""A story's screen says why it is not contained."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from keyroll.model.finding import Evidence, Finding, Severity, Story
from keyroll.report.document import Document
from keyroll.report.plain import lines
from keyroll.report.story import story

AT = datetime(2026, 3, 1, tzinfo=UTC)
EVENT = Evidence(AT, "jira@main", "jira.access", "e1", "raw", 1)
ALERT = Finding("keyroll.x", "x", "jira@main:account:robot", Severity.HIGH, AT, "looked round", (EVENT,))
ALONE = Story("0123456789abcdef", Severity.HIGH, (ALERT,), (ALERT.subject,), ())


@pytest.mark.parametrize(
    ("told", "contained", "why"),
    [
        (ALONE, True, ""),
        (replace(ALONE, open_subjects=(ALERT.subject,)), False, "credentials still alive: robot"),
        (
            replace(ALONE, open_beside=("fedcba9876543210",)),
            False,
            "perhaps of the same intruder, and still open: story fedcba98",
        ),
    ],
)
def test_it_says_what_is_still_open(told: Story, contained: bool, why: str) -> None:
    screen = "\n".join(text for text, _ in lines(Document(story(told, {}))))
    assert ("NOT CONTAINED" in screen) is not contained
    assert why in screen
