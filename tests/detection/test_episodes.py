"""Episodes: what follows one another is one finding with all events; later ones change neither moment nor level."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from keyroll.detection.episodes import GAP, LONGEST, NETWORKS, episodes
from keyroll.model.finding import Evidence, Finding, Severity

START = datetime(2024, 3, 1, 4, tzinfo=UTC)


def hit(
    hour: float, *, rule: str = "rule", subject: str = "robot", network: str = "10.1.1", level: int = 3, aim: str = "a"
) -> Finding:
    at = START + timedelta(hours=hour)
    event = Evidence(at, "aws@1", "aws.cloudtrail", f"{rule}{subject}{hour}", "raw", int(hour * 60))
    return Finding(rule, rule, subject, Severity(level), at, "made a key", (event,), network=network, target=aim)


def test_a_row_of_hits_is_one_finding_with_every_event() -> None:
    hits = [hit(minute / 60, aim=f"object-{minute}") for minute in range(180)]
    (found,) = episodes(hits)
    assert (found.id, found.detected_at) == (hits[0].id, hits[0].detected_at)
    assert len(found.evidence) == 180
    assert found.because == (
        "made a key; 180 events until 2024-03-01 06:59 on 180 objects: object-0, object-1, object-2, …"
    )


def test_who_from_where_and_which_level_are_kept_apart() -> None:
    others = [hit(0, subject="other"), hit(0, network="203.0.113"), hit(0, rule="theirs"), hit(0, level=2)]
    assert len(episodes([hit(0), *others])) == 5


def test_a_pause_ends_an_episode_and_a_long_one_is_said_again() -> None:
    pause = GAP / timedelta(hours=1) + 1
    assert len(episodes([hit(0), hit(pause)])) == 2
    hours = range(0, int(LONGEST / timedelta(hours=1)) + 40, 12)
    assert [len(one.evidence) for one in episodes(hit(hour) for hour in hours)] == [15, 3]


def test_a_pool_of_machines_is_said_once_for_each_of_some_networks() -> None:
    found = episodes(hit(hour, network=f"10.1.{hour}") for hour in range(48))
    assert len(found) == NETWORKS
    assert sum(len(one.evidence) for one in found) == 48
    assert len(episodes(hit(hour * 30, network=f"10.1.{hour}") for hour in range(9))) == 9


HITS = st.lists(
    st.builds(hit, st.integers(0, 400), rule=st.sampled_from("ab"), network=st.sampled_from("vwxyz")),
    max_size=25,
    unique_by=lambda one: (one.behaviour, one.network, one.detected_at),
)


@given(HITS, st.integers(0, 400))
def test_nothing_later_changes_what_was_detected(hits: list[Finding], hour: int) -> None:
    until = START + timedelta(hours=hour)
    known = episodes(one for one in hits if one.detected_at <= until)
    found = [one for one in episodes(hits) if one.detected_at <= until]
    assert [(one.id, one.severity, one.detected_at) for one in known] == [
        (one.id, one.severity, one.detected_at) for one in found
    ]
    events = {event for one in hits for event in one.evidence}
    assert {event for one in episodes(hits) for event in one.evidence} == events
