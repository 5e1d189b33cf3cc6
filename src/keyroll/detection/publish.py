"""Stores the findings and stories of the last hunt in the lake, for lists and queries (``published.sql``)."""

from collections.abc import Iterator

from keyroll.detection.hunted import Hunted
from keyroll.model.finding import Evidence, Finding, Story
from keyroll.store.home import Home
from keyroll.store.relations import catalogue


def publish(home: Home, hunted: Hunted) -> None:
    """Replace the rows of the lists by these findings and stories; the caller holds the lease."""
    with home.session() as session:
        session.load_rows("findings", catalogue()["last_findings"].types, map(_finding_row, hunted.findings))
        home.lake.publish(session, "SELECT * FROM findings ORDER BY detected_at, id", "hunt/findings")
        session.load_rows("stories", catalogue()["last_stories"].types, map(_story_row, hunted.stories))
        home.lake.publish(session, "SELECT * FROM stories ORDER BY first_at, id", "hunt/stories")
        session.load_rows("evidence", catalogue()["last_evidence"].types, _evidence_rows(hunted))
        home.lake.publish(session, "SELECT * FROM evidence ORDER BY ALL", "hunt/evidence")


def _finding_row(finding: Finding) -> tuple[object, ...]:
    level = (finding.severity.name.lower(), int(finding.severity))
    about = (finding.subject, finding.behaviour, finding.title, finding.because, finding.network)
    return (finding.id, finding.detected_at, *level, *about, finding.score, len(finding.evidence))


def _evidence_rows(hunted: Hunted) -> Iterator[tuple[object, ...]]:
    """Yield a row for each event of each finding; a finding of several stories has its rows in each."""
    stories_of: dict[str, list[str | None]] = {}
    for story in hunted.stories:
        for finding in story.findings:
            stories_of.setdefault(finding.id, []).append(story.id)
    for finding in hunted.findings:
        level = finding.severity.name.lower()
        about = (finding.detected_at, level, finding.subject, finding.behaviour, finding.title, finding.because)
        for story_id in stories_of.get(finding.id, [None]):
            yield from ((story_id, finding.id, *about, *_address(event)) for event in finding.evidence)


def _address(event: Evidence) -> tuple[object, ...]:
    return (event.at, event.source, event.log, event.event_id, event.raw, event.record)


def _story_row(story: Story) -> tuple[object, ...]:
    times = (story.first_at, story.high_at, story.last_at)
    footholds = [f"{foothold.what}: {foothold.identifier}" for foothold in story.footholds]
    finding_ids = [finding.id for finding in story.findings]
    parts = (list(story.subjects), list(story.networks), finding_ids, footholds)
    rate = (story.expected.a_week, story.expected.extrapolated) if story.expected else (None, None)
    return (story.id, story.severity.name.lower(), int(story.severity), *times, story.contained, *parts, *rate)
