"""Kinds of signals: the place counts, from the mark on and for three days, and nothing later has a part in it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from keyroll.detection.alerts.benign import Benign
from keyroll.detection.alerts.kinds import IN_NEW_NETWORK, kinds
from keyroll.detection.alerts.rises import WARM_UP
from keyroll.detection.alerts.surprise import surprises
from keyroll.detection.scores import WINDOW, by_subject
from keyroll.detection.signals.behaviour import Behaviour
from keyroll.model.finding import Evidence, Finding, Severity

BEGAN = datetime(2024, 3, 1, tzinfo=UTC)
BEHAVIOURS = {
    "arrives": Behaviour("arrives", "arrives", 0.45, 0, "", family="network", marks_network=True),
    "client": Behaviour("client", "client", 0.2, 0, "", family="client"),
}


def signal(behaviour: str, hour: float, net: str = "192.0.2", subject: str = "robot", score: float = 0.45) -> Finding:
    at = BEGAN + timedelta(hours=hour)
    event = Evidence(at, "a@main", "a", f"{subject}{behaviour}{hour}{net}", "raw", int(hour))
    return Finding(behaviour, behaviour, subject, Severity.LOW, at, behaviour, (event,), network=net, score=score)


FINDINGS = st.lists(
    st.builds(
        signal,
        st.sampled_from(["arrives", "client", "keyroll.effect-runs-code", "a rule"]),
        st.integers(0, 200),
        st.sampled_from(["192.0.2", "198.51.100", ""]),
        st.sampled_from(["robot", "other"]),
        st.sampled_from([0.15, 0.45]),
    ),
    max_size=20,
    unique_by=lambda one: one.id,
)


def test_a_signal_in_a_marked_network_is_of_another_kind_until_three_days_later() -> None:
    arrival = signal("arrives", 10)
    last = 10 + WINDOW / timedelta(hours=1)
    early, there, late, too_late = (signal("client", hour) for hour in (9, 10, last, last + 1))
    of = kinds([early, arrival, there, late, too_late], BEHAVIOURS)
    assert of[arrival.id] == "arrives"
    assert of[there.id] == of[late.id] == "client" + IN_NEW_NETWORK
    assert of[early.id] == of[too_late.id] == "client"


def test_a_weak_mark_another_subject_and_another_network_do_not_count() -> None:
    weak, strong = signal("arrives", 1, score=0.15), signal("arrives", 1, "198.51.100")
    here, of_other = signal("client", 2), signal("client", 2, "198.51.100", "other")
    of = kinds([weak, strong, here, of_other], BEHAVIOURS)
    assert of[here.id] == of[of_other.id] == "client"


def test_rules_and_effects_have_a_place_too() -> None:
    acts = [signal("keyroll.effect-runs-code", 2), signal("4f1c", 2)]
    of = kinds([signal("arrives", 1), *acts], BEHAVIOURS)
    assert [of[one.id] for one in acts] == ["effect" + IN_NEW_NETWORK, "rule" + IN_NEW_NETWORK]


@given(FINDINGS, st.integers(0, 200))
def test_later_findings_change_no_kind(findings: list[Finding], hour: int) -> None:
    until = [one for one in findings if one.detected_at <= BEGAN + timedelta(hours=hour)]
    before, every = kinds(until, BEHAVIOURS), kinds(findings, BEHAVIOURS)
    assert before == {one.id: every[one.id] for one in until}


def test_a_common_signal_is_a_surprise_in_a_new_network() -> None:
    """Many others have the signal each week, and nobody has it in a new network."""
    rates = {"arrives": ((0.45,), (1.0,)), "client": ((0.2,), (8.0,))}
    ready = WARM_UP.days * 24 + 1

    def height(net: str) -> float:
        found = [signal("arrives", ready), signal("client", ready + 1, net, score=0.2)]
        *_, last = surprises(by_subject(found, {}), BEHAVIOURS, {("a@main", "a"): BEGAN}, Benign(100, rates))
        return last.rarity.together

    assert height("192.0.2") > height("198.51.100")
