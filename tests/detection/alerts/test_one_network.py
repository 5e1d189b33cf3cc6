"""Alerts of several credentials from one network that is new for each of them are one alert."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from keyroll.detection.alerts.one_network import joint
from keyroll.detection.scores import WINDOW
from keyroll.detection.signals.behaviour import Behaviour, NewTo
from keyroll.model.finding import Evidence, Finding, Severity

START = datetime(2024, 3, 1, tzinfo=UTC)
BEHAVIOURS = {"moved": Behaviour("moved", "moved", 0.15, 0, "", follow_network=NewTo.CREDENTIAL),
              "other": Behaviour("other", "other", 0.5, 0, "")}  # fmt: skip


def made(name: str, hour: float, subject: str, *, network: str = "203.0.113", level: int = 2) -> Finding:
    at = START + timedelta(hours=hour)
    event = Evidence(at, "aws@1", "aws.cloudtrail", f"{subject}{hour}", "raw", int(hour * 60))
    return Finding(name, name, subject, Severity(level), at, "said", (event,), network=network, score=0.9)


def tried(hour: float, subject: str, *, level: int = 4, network: str = "203.0.113") -> tuple[Finding, Finding]:
    """A signal that the network is new for the credential, and an alert a minute later."""
    alert = made("alert", hour + 0.02, subject, network=network, level=level)
    return made("moved", hour, subject, network=network), alert


def levels(*pairs: tuple[Finding, Finding]) -> list[Severity]:
    together = joint([alert for _, alert in pairs], [signal for signal, _ in pairs], BEHAVIOURS)
    return [one.severity for one in together.alerts]


HIGH, MEDIUM, LOW = Severity.HIGH, Severity.MEDIUM, Severity.LOW


def test_twenty_keys_from_one_network_are_one_alert_with_all_events() -> None:
    pairs = [tried(number / 10, f"key-{number:02}") for number in range(20)]
    together = joint([alert for _, alert in pairs], [signal for signal, _ in pairs], BEHAVIOURS)
    first, *others = together.alerts
    assert [one.severity for one in together.alerts] == [HIGH, *[LOW] * 19]
    assert len(first.evidence) == 20
    assert "also 19 others from there: key-01, key-02" in first.because
    assert all("belongs to the alert of 2024-03-01 00:01 about key-00" in one.because for one in others)
    assert set(together.leaders.values()) == {first.id}
    assert set(together.leaders) == {one.id for one in together.alerts}


def test_each_level_has_an_alert_of_its_own() -> None:
    assert levels(tried(0, "a", level=3), tried(1, "b"), tried(2, "c", level=3), tried(3, "d")) == [
        MEDIUM, HIGH, LOW, LOW,
    ]  # fmt: skip


def test_one_credential_keeps_its_alerts() -> None:
    assert levels(tried(0, "a", level=3), tried(1, "a")) == [MEDIUM, HIGH]


def test_another_network_and_a_later_day_are_another_alert() -> None:
    later = WINDOW / timedelta(hours=1) + 1
    assert levels(tried(0, "a"), tried(1, "b", network="192.0.2"), tried(later, "c")) == [HIGH] * 3


def test_a_network_that_each_used_before_joins_nothing() -> None:
    alerts = [made("alert", 0, "a", level=4), made("alert", 1, "b", level=4)]
    assert [one.severity for one in joint(alerts, [made("other", 0, "a")], BEHAVIOURS).alerts] == [HIGH, HIGH]


@given(st.lists(st.tuples(st.integers(0, 200), st.sampled_from("abcd"), st.sampled_from([3, 4])), max_size=12),
       st.integers(0, 200))  # fmt: skip
def test_nothing_later_changes_a_level(tries: list[tuple[int, str, int]], until: int) -> None:
    pairs = [tried(hour, subject, level=level) for hour, subject, level in dict.fromkeys(tries)]
    end = START + timedelta(hours=until)
    known = [pair for pair in pairs if pair[1].detected_at <= end]
    found = joint([alert for _, alert in pairs], [signal for signal, _ in pairs], BEHAVIOURS).alerts
    before = joint([alert for _, alert in known], [signal for signal, _ in known], BEHAVIOURS).alerts
    assert [(one.id, one.severity) for one in before] == [
        (one.id, one.severity) for one in found if one.detected_at <= end
    ]
