"""Acts: medium findings of our own rules and of effects beside signals; those of others' rules never count."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from keyroll.detection.alerts.acts import acts
from keyroll.detection.alerts.decide import Evidences, alerts
from keyroll.detection.signals.behaviour import Behaviour, NewTo
from keyroll.model.finding import Evidence, Finding, Severity

START = datetime(2024, 3, 1, tzinfo=UTC)
BEHAVIOURS = {"new": Behaviour("new", "new", 0.45, 0, "", family="network", follow_network=NewTo.ORGANISATION)}


def made(name: str, hour: float, *, network: str = "203.0.113", level: int = 3, score: float = 0.5) -> Finding:
    at = START + timedelta(hours=hour)
    event = Evidence(at, "aws@1", "aws.cloudtrail", f"{name}{hour}", "raw", int(hour * 60))
    return Finding(name, name, "key", Severity(level), at, "said", (event,), network=network, score=score)


def levels(signal: Finding, *done: Finding) -> list[tuple[Severity, float]]:
    raised = alerts(Evidences([signal], BEHAVIOURS, done), {}).findings
    return [(one.severity, (one.detected_at - START) / timedelta(hours=1)) for one in raised]


NEW = made("new", 0, level=2, score=0.45)


def test_an_act_from_a_network_that_is_new_to_the_organisation_is_high() -> None:
    assert levels(NEW, made("rule", 20)) == [(Severity.HIGH, 20)]


def test_an_act_from_elsewhere_is_medium() -> None:
    assert levels(NEW, made("rule", 20, network="10.1.1")) == [(Severity.MEDIUM, 20)]


def test_what_comes_first_does_not_matter_and_days_later_it_is_another_thing() -> None:
    assert levels(replace(NEW, detected_at=START + timedelta(hours=5)), made("rule", 1)) == [(Severity.HIGH, 5)]
    assert levels(NEW, made("rule", 80)) == []


def test_acts_alone_are_no_alert() -> None:
    assert levels(NEW) == []
    assert alerts(Evidences([], BEHAVIOURS, [made("rule", 1), made("other", 2)]), {}).findings == ()


def test_only_our_own_at_medium_count() -> None:
    found = [made("ours", 1), made("theirs", 1), made("keyroll.effect-destroys", 1), made("ours", 2, level=2)]
    assert [one.behaviour for one in acts(found, {"ours"})] == ["ours", "keyroll.effect-destroys"]
