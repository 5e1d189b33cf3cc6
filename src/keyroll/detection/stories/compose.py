"""The stage *stories*: findings → stories, each with the findings of one intruder, the creations, and the open ones.

A story begins with a finding at medium or above; low findings are its detail. A finding of a rule joins a story from
medium on, and begins one from high on: rules have many authors, and many rules are noisy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from keyroll.detection.alerts.expected import Rates
from keyroll.detection.stories.creations import Creation, creations
from keyroll.detection.stories.ends import Ends, ends_of
from keyroll.detection.stories.hosts import host_ties
from keyroll.detection.stories.join import REACH, joined
from keyroll.model.finding import Expected, Finding, Foothold, Severity, Story
from keyroll.model.ids import digest
from keyroll.store.session import Session


@dataclass(frozen=True, slots=True)
class Material:
    """The inputs of stories: findings of behaviours, findings of rules, and the keys of new networks.

    ``leaders`` maps each alert's id to the id of the alert it belongs to. ``rates`` has the expected frequency of
    something as rare as the signals of each subject, by time.
    """

    findings: tuple[Finding, ...]
    network_keys: Mapping[str, str]
    rule_findings: tuple[Finding, ...] = ()
    leaders: Mapping[str, str] = field(default_factory=dict)
    rates: Rates = field(default_factory=dict)


def stories(session: Session, material: Material) -> list[Story]:
    """Return the stories of all findings: the most severe first, of these the rarest, then the earliest."""
    first = {finding.id for finding in material.findings if finding.severity >= Severity.MEDIUM}
    first |= {finding.id for finding in material.rule_findings if finding.severity >= Severity.HIGH}
    of_rules = (finding for finding in material.rule_findings if finding.severity >= Severity.MEDIUM)
    findings = [*material.findings, *of_rules]
    created, ties = creations(session), host_ties(session, findings)
    groups = [
        group
        for group in joined(findings, created, material.network_keys, ties, material.leaders)
        if any(finding.id in first for finding in group)
    ]
    # One query for all stories: each would read all changes.
    subjects = {finding.subject for group in groups for finding in group}
    ends = ends_of(session, subjects | {creation.identifier for creation in created if creation.maker in subjects})
    composed = _with_open_stories_beside([_story(group, created, ends, material) for group in groups])
    return sorted(composed, key=lambda story: (*story.rarity, story.first_at, story.id))


def _story(findings: Sequence[Finding], created: Sequence[Creation], ends: Ends, material: Material) -> Story:
    subjects = tuple(sorted({finding.subject for finding in findings}))
    first_at: datetime = min(event.at for finding in findings for event in finding.evidence)
    of_these = [creation for creation in created if creation.maker in subjects and creation.at >= first_at]
    return Story(
        id=digest("story", findings[0].id),
        severity=max(finding.severity for finding in findings),
        findings=tuple(findings),
        subjects=subjects,
        networks=tuple(sorted({finding.network for finding in findings if finding.network in material.network_keys})),
        footholds=tuple(
            Foothold(creation.identifier, creation.what, creation.maker, creation.at, ends.of(creation, subjects))
            for creation in of_these
        ),
        open_subjects=tuple(subject for subject in subjects if ends.account(subject, first_at) is None),
        expected=_expected(findings, material.rates),
    )


def _expected(findings: Sequence[Finding], rates: Rates) -> Expected | None:
    """Return the expected frequency of a story as rare: that of the rarest moment of its subjects.

    There are no more stories with a moment as rare than there are such moments, so the number is valid however much the
    moments of a story depend on each other. It does not fall with the number of subjects: a benign cause affects many.
    """
    known = (rates.get(finding.subject, {}).get(finding.detected_at) for finding in findings)
    return min(filter(None, known), key=lambda rate: (rate.a_week, rate.extrapolated), default=None)


def _with_open_stories_beside(composed: Sequence[Story]) -> list[Story]:
    """Return the stories; contained ones name the open ones at high within two weeks of them.

    An intruder finds the next credential with the first, so two unjoined stories may still have one intruder.
    """
    still_open = [
        (story.id, story.first_at, story.last_at)
        for story in composed
        if story.severity >= Severity.HIGH and not story.contained
    ]
    return [
        replace(story, open_beside=_ids_near(story, still_open)) if story.contained else story for story in composed
    ]


def _ids_near(story: Story, others: Sequence[tuple[str, datetime, datetime]]) -> tuple[str, ...]:
    begins, ends = story.first_at - REACH, story.last_at + REACH
    return tuple(other for other, first_at, last_at in others if first_at <= ends and last_at >= begins)
