"""Findings by effect: first acts, refused attempts, habits, and event types that no catalogue knows."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from keyroll.detection.effects.find import effect_findings
from keyroll.detection.effects.types import new_event_types
from keyroll.model.event import COLUMNS, ENVELOPE
from keyroll.model.finding import Finding, Severity
from keyroll.store.relations import give
from keyroll.store.session import Session

KEY = "aws@*:access_key_id:AKIATEST"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """An empty session."""
    with Session(tmp_path / "spill", threads=1) as opened:
        yield opened


def _load(session: Session, *events: Mapping[str, object]) -> None:
    from detection_world import DAY0

    rows = []
    for number, event in enumerate(map(dict, events)):
        at = DAY0 + timedelta(days=float(str(event.pop("day", number))))
        row: dict[str, object] = dict.fromkeys([*ENVELOPE, "log", *COLUMNS])
        row |= {
            "source": "aws@1", "log": "aws.cloudtrail", "event_id": f"e{number}", "happened_at": at, "raw": "raw",
            "record": number + 1, "implausible": False, "status_id": 1, "credential": KEY, "src_ip": "10.1.1.7",
        } | event  # fmt: skip
        rows.append(row)
    types = {**ENVELOPE, "log": "VARCHAR", **COLUMNS}
    session.load_columns("events", types, {name: [row[name] for row in rows] for name in types})
    session.load_columns(
        "identifiers", {"identifier": "VARCHAR", "id": "VARCHAR"}, {"identifier": [KEY], "id": ["key"]}
    )
    give(session, "events", "identifiers")


def _act(operation: str, service: str = "iam", **more: object) -> dict[str, object]:
    return {"operation": operation, "resource_group": f"{service}.amazonaws.com", **more}


def _levels(found: list[Finding]) -> list[tuple[str, Severity]]:
    return [(finding.behaviour, finding.severity) for finding in found]


def test_a_first_credential_is_medium_and_carries_all_events_of_its_day(session: Session):
    _load(session, _act("CreateAccessKey", day=1), _act("CreateAccessKey", day=1.1))
    (finding,) = effect_findings(session, ())
    assert _levels([finding]) == [("keyroll.effect-creates-credential", Severity.MEDIUM)]
    assert (finding.subject, len(finding.evidence), finding.techniques) == ("key", 2, ("T1098.001",))


def test_what_it_did_before_from_there_is_nothing_new(session: Session):
    _load(session, _act("CreateAccessKey", day=1), _act("CreateAccessKey", day=5))
    assert len(effect_findings(session, ())) == 1


def test_the_same_from_another_network_is_new(session: Session):
    _load(session, _act("CreateAccessKey", day=1), _act("CreateAccessKey", day=5, src_ip="203.0.113.9"))
    assert len(effect_findings(session, ())) == 2


def test_from_the_fourth_network_on_one_more_is_low(session: Session):
    roams = [_act("CreateAccessKey", day=number, src_ip=f"203.0.{number}.9") for number in range(5)]
    _load(session, *roams)
    levels = [finding.severity for finding in effect_findings(session, ())]
    assert levels == [Severity.MEDIUM] * 3 + [Severity.LOW] * 2


def test_what_three_others_do_is_low(session: Session):
    others = [_act("CreateAccessKey", day=number, credential=f"aws@*:access_key_id:{number}") for number in range(4)]
    _load(session, *others)
    assert [finding.severity for finding in effect_findings(session, ())][-1] is Severity.LOW


@pytest.mark.parametrize(
    ("operation", "service"),
    [("StopLogging", "cloudtrail"), ("AttachUserPolicy", "iam"), ("GetSecretValue", "secretsmanager"),
     ("SendCommand", "ssm"), ("DeleteDetector", "guardduty")],
)  # fmt: skip
def test_a_refused_attempt_is_medium_from_the_first_and_low_after(session: Session, operation: str, service: str):
    _load(session, _act(operation, service, status_id=2), _act("DescribeInstances", "ec2", status_id=2))
    (finding,) = effect_findings(session, ())
    assert finding.behaviour.startswith("keyroll.effect-attempted-")
    assert finding.severity is Severity.MEDIUM
    assert finding.title.startswith("Refused: ")


def test_an_event_that_a_rule_found_at_that_severity_is_not_found_again(session: Session):
    _load(session, _act("CreateAccessKey"))
    (finding,) = effect_findings(session, ())
    assert effect_findings(session, [finding]) == []


def test_acts_of_the_platform_are_ordinary(session: Session):
    pod = {"log": "kubernetes.audit", "source": "kubernetes@1", "operation": "create cronjobs", "credential": None}
    _load(
        session,
        pod | {"actor": "kubernetes@1:service_account:kube-system/cronjob-controller"},
        pod | {"actor": "kubernetes@1:user:ann"},
    )
    assert [finding.subject for finding in effect_findings(session, ())] == ["kubernetes@1:user:ann"]


def test_an_event_type_that_no_table_knows_is_reported_and_judged_by_its_words(session: Session):
    _load(session, _act("DeleteAuditTrail", "brandnew"), _act("CreateUser"))
    (line,) = new_event_types(session)
    assert line == (
        "new event types seen in aws.cloudtrail, judged by their words: 1: brandnew:DeleteAuditTrail (weakens_logging)"
    )
    assert ("keyroll.effect-weakens-logging", Severity.MEDIUM) in _levels(effect_findings(session, ()))
