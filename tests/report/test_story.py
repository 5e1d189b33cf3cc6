"""A story's screen begins with what to do, says each thing once, and why it is not contained."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from keyroll.detection.alerts.expected import RARE_TOGETHER
from keyroll.detection.hunted import Hunted
from keyroll.model.finding import Evidence, Expected, Finding, Foothold, Severity, Story
from keyroll.report.document import Document
from keyroll.report.plain import lines
from keyroll.report.story import hunted, story
from keyroll.report.subjects import Subjects

AT = datetime(2026, 3, 1, tzinfo=UTC)
EVENT = Evidence(AT, "jira@main", "jira.access", "e1", "raw", 1)
ALERT = Finding("keyroll.x", "x", "jira@main:account:robot", Severity.HIGH, AT, "looked round", (EVENT,))
ALONE = Story("0123456789abcdef", Severity.HIGH, (ALERT,), (ALERT.subject,), ())


@pytest.mark.parametrize(
    ("told", "contained", "why"),
    [
        (ALONE, True, ""),
        (replace(ALONE, open_subjects=(ALERT.subject,)), False, "revoke now: robot"),
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


def screen(told: Story, known: Subjects) -> list[str]:
    return [text for text, _ in lines(Document(story(told, known)))]


def test_the_first_five_lines_say_what_to_do() -> None:
    other = replace(ALERT, subject="aws@1:access_key_id:AKIA1")
    host = "zeek@main:host:10.1.2.3"
    subjects = (ALERT.subject, other.subject, host)
    told = replace(ALONE, findings=(ALERT, other), subjects=subjects, networks=("10.1.2",), open_subjects=subjects)
    known = Subjects({ALERT.subject: "the robot", other.subject: "the uploader"}, {other.subject: "ann@a.example"})
    assert screen(told, known)[:5] == [
        "Story 01234567 (high, NOT CONTAINED): 2 credentials used since 2026-03-01 00:00",
        "  1 act, 2 high alerts, 1 unusual sign, from 10.1.2.0/24",
        "  revoke now: the robot, the uploader",
        "    keyroll incident open story-01234567 --story 01234567",
        "  call: ann@a.example",
    ]
    shown = " ".join(screen(told, known))
    assert "1 host: 10.1.2.3" in shown
    assert "keyroll show 01234567" in shown


def test_it_says_how_rare_it_is() -> None:
    told = replace(ALONE, open_subjects=(ALERT.subject,), expected=Expected(0.005, extrapolated=True))
    assert screen(told, Subjects({}))[5] == "  expected once in 200 weeks in a benign organisation (extrapolated)"


def test_the_rarest_of_the_gravest_that_are_open_comes_first() -> None:
    def of(name: str, severity: Severity, expected: Expected | None, *, is_open: bool = True) -> Story:
        alive = (ALERT.subject,) if is_open else ()
        return replace(ALONE, id=name * 8, severity=severity, expected=expected, open_subjects=alive)

    high = Severity.HIGH
    every = (
        of("f", high, Expected(0.001), is_open=False), of("e", Severity.MEDIUM, Expected(0.001)), of("d", high, None),
        of("c", high, Expected(0.4)), of("b", high, Expected(0.02)), of("a", Severity.CRITICAL, None),
    )  # fmt: skip
    told = [text for text, _ in lines(hunted(Hunted((ALERT,), every), {})) if text.startswith("Story ")]
    assert [text.split()[1][0] for text in told] == list("abcdef")


def test_a_reason_of_two_findings_of_one_moment_is_said_once() -> None:
    signal = replace(ALERT, severity=Severity.LOW, because="first export: a repository")
    earlier = replace(signal, detected_at=AT - timedelta(minutes=1), because="first use from 10.1.2")
    because = "; ".join((earlier.because, signal.because, "expected once in 2.4 weeks in a benign organisation"))
    both = replace(signal, behaviour=RARE_TOGETHER, severity=Severity.MEDIUM, because=because)
    told = replace(ALONE, severity=Severity.MEDIUM, findings=(earlier, signal, both))
    text = " ".join(" ".join(screen(told, Subjects({}))).split())
    assert text.count("first use from") == text.count("first export: a repository") == 1
    assert text.count("expected once in 2.4 weeks") == 1


def test_an_incident_of_the_story_is_the_command() -> None:
    told = replace(ALONE, open_subjects=(ALERT.subject,))
    assert "keyroll incident status night" in "\n".join(screen(told, Subjects({}, {}, {ALONE.id: "night"})))


def test_nothing_is_said_twice_of_one_subject() -> None:
    first = replace(ALERT, severity=Severity.MEDIUM, because="looked round")
    later = replace(ALERT, detected_at=AT.replace(hour=2), because="looked round; copied all")
    made = Foothold("jira@main:account:dan", "account made", ALERT.subject, AT)
    makes = replace(first, behaviour="keyroll.creates-identity", target=made.identifier, because="created dan")
    told = replace(ALONE, findings=(first, later, makes), footholds=(made,))
    shown = " ".join(" ".join(screen(told, Subjects({made.identifier: "Dan"}))).split())
    assert shown.count("looked round") == 1
    assert "HIGH ALERT: copied all" in shown
    assert "account made: Dan" in shown
    assert "created dan" not in shown


def test_names_stand_for_ids_and_networks_are_cidr() -> None:
    known = Subjects({"okta@main:user:00udyjF3v76B9hglsLkj": "Umar Taylor", "jira@main:account:x": "Robot"})
    said = known.said(
        "added 00udyjF3v76B9hglsLkj to 00udyjF3v76B9hglsLkj; on jira@main:account:x from 10.2.3 by curl 8.1.2",
        ["10.2.3"],
    )
    assert said == (
        "added Umar Taylor to a group that the event does not name; on Robot from 10.2.3.0/24 by curl 8.1.2"
    )
    assert known.name("bitbucket@main:ssh_key:79") == "ssh key 79"


@pytest.mark.parametrize(
    ("what", "identifier", "words"),
    [
        ("started or set up: CreateFunction", "aws@1:function:", "CreateFunction: function that the log does not name"),
        ("granted Administrator", "aws@1:grant:", "account that the log does not name granted Administrator"),
    ],
)
def test_a_foothold_that_no_record_names_says_so_once(what: str, identifier: str, words: str) -> None:
    holds = tuple(
        Foothold(f"{identifier}not named in the log", what, ALERT.subject, AT + timedelta(hours=7 * at))
        for at in (0, 1)
    )
    shown = " ".join(" ".join(screen(replace(ALONE, footholds=holds), Subjects({}))).partition("footholds")[2].split())
    assert shown.count(words) == 1
    assert "not named" not in shown
    assert words.split(" granted")[0] in Subjects({}).said(f"{what}: {holds[0].identifier}", ())
