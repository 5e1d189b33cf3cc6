"""A crowd: many subjects of one source show one kind of signal on one day."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from keyroll.detection.alerts.crowd import CROWD, SAME_DAY, shared
from keyroll.model.finding import Evidence, Finding, Severity

START = datetime(2024, 3, 1, tzinfo=UTC)


def shown(hour: int, subject: str, kind: str = "moved", source: str = "aws@1") -> Finding:
    at = START + timedelta(hours=hour)
    event = Evidence(at, source, "log", f"{subject}{kind}{hour}", "raw", hour)
    return Finding(kind, kind, subject, Severity.LOW, at, "said", (event,), score=0.3)


SHOWN = st.lists(
    st.builds(shown, st.integers(0, 72), st.sampled_from("abcdefghij"), st.sampled_from(["moved", "read"]),
              st.sampled_from(["aws@1", "jira@main"])), max_size=40, unique_by=lambda one: one.id,
)  # fmt: skip


@given(SHOWN)
def test_it_is_what_a_plain_count_of_others_in_the_day_before_says(every: list[Finding]) -> None:
    def others(one: Finding) -> int:
        alike = (
            of for of in every if of.behaviour == one.behaviour and of.evidence[0].source == one.evidence[0].source
        )
        day = (of for of in alike if timedelta(0) <= one.detected_at - of.detected_at <= SAME_DAY)
        return len({of.subject for of in day} - {one.subject})

    assert shared(every) == {one.id for one in every if others(one) >= CROWD}


@given(SHOWN, st.integers(0, 72))
def test_nothing_later_has_a_part_in_it(every: list[Finding], hour: int) -> None:
    known = [one for one in every if one.detected_at <= START + timedelta(hours=hour)]
    assert shared(known) == shared(every) & {one.id for one in known}


def test_the_first_of_a_crowd_are_none_and_the_same_subject_again_is_none() -> None:
    crowd = [shown(hour, f"key-{hour}") for hour in range(CROWD + 2)]
    assert shared(crowd) == {one.id for one in crowd[CROWD:]}
    assert not shared([shown(hour, "key") for hour in range(20)])
