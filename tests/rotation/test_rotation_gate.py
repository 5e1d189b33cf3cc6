"""The gate before a revocation: what counts as evidence, and what only looks like it."""

import subprocess
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.clock import iso
from keyroll.model.campaign import ConsumerClass
from keyroll.providers.contracts.rotate import SESSION, Seen
from keyroll.rotation.directions import Consumer
from keyroll.rotation.gate import GateFacts, changed_over, others, read_again, waits_for
from keyroll.rotation.processes import TICK, started

AT = datetime(2026, 11, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WEB = Consumer("web", ConsumerClass.POLL, longest_poll=MINUTE, client="web")
JOB = Consumer("job", ConsumerClass.RESTART, process="/run/job.pid")
LATER = AT + 2 * MINUTE


def test_a_timer_alone_never_opens_it() -> None:
    year = AT + timedelta(days=365)
    assert waits_for([WEB], GateFacts(AT), year) == [
        "it is unknown whether web uses the new value: no log or session could be read"
    ]
    assert waits_for([WEB], GateFacts(AT, new_seen=(), old_seen=()), year) == [
        "web has not been seen with the new value yet"
    ]


def test_use_of_the_new_value_after_the_longest_poll_opens_it() -> None:
    facts = GateFacts(AT, new_seen=(Seen(AT + MINUTE / 2, "web"),), old_seen=())
    assert waits_for([WEB], facts, AT + MINUTE / 2) == ["web may read the old value until 2026-11-01T00:01:00Z"]
    assert waits_for([WEB], facts, LATER) == []


@pytest.mark.parametrize("seen", [Seen(AT - MINUTE, "web"), Seen(AT + MINUTE, "somebody else"), Seen(AT + MINUTE, "")])
def test_use_before_the_publication_or_by_others_does_not_count(seen: Seen) -> None:
    assert waits_for([WEB], GateFacts(AT, new_seen=(seen,), old_seen=()), LATER)


def test_one_instance_that_goes_on_with_the_old_value_holds_it() -> None:
    facts = GateFacts(AT, (Seen(AT + MINUTE, "web"),), (Seen(AT + 1.5 * MINUTE, "web"),))
    assert waits_for([WEB], facts, LATER) == ["web still uses the old value"]


def test_a_use_of_the_old_value_that_does_not_say_by_whom_holds_it() -> None:
    facts = GateFacts(AT, (Seen(AT + MINUTE, "web"),), (Seen(AT + 1.5 * MINUTE),))
    assert waits_for([WEB], facts, LATER) == ["web still uses the old value"]
    two = Consumer("two", ConsumerClass.PUSH)
    facts = GateFacts(AT, (Seen(AT + MINUTE, "web"),), (Seen(LATER, "anybody"),))
    assert "two still uses the old value" in waits_for([WEB, two], facts, LATER)


def test_an_earlier_look_that_saw_the_new_value_counts_and_one_before_the_publication_does_not() -> None:
    for at, opens in ((AT + MINUTE / 2, True), (AT - MINUTE, False)):
        facts = GateFacts(AT, new_seen=(), old_seen=(), used={"web": at})
        assert (waits_for([WEB], facts, LATER) == []) is opens
    still = GateFacts(AT, (), (Seen(LATER, "web"),), used={"web": AT + MINUTE})
    assert waits_for([WEB], still, LATER) == ["web still uses the old value"]


def test_a_process_that_started_after_the_publication_opens_it() -> None:
    assert waits_for([JOB], GateFacts(AT, started={"job": AT + MINUTE}), LATER) == []
    assert waits_for([JOB], GateFacts(AT, started={"job": AT - MINUTE}), LATER)


def test_a_process_that_the_publication_itself_restarted_opens_it() -> None:
    restarted = {"job": AT - MINUTE / 2}
    assert waits_for([JOB], GateFacts(AT, started=restarted, written={"job": AT - MINUTE}), LATER) == []
    assert waits_for([JOB], GateFacts(AT, started=restarted, written={"job": AT - MINUTE / 3}), LATER)
    assert waits_for([JOB], GateFacts(AT, started=restarted, written={"web": AT - MINUTE}), LATER)


def test_an_old_value_unused_for_the_longest_poll_opens_it_only_by_a_source_that_shows_every_use() -> None:
    assert waits_for([WEB], GateFacts(AT, (), (), old_unused_since=AT), LATER) == []
    assert waits_for([WEB], GateFacts(AT, (), (), old_unused_since=LATER - MINUTE / 2), LATER)
    assert waits_for([JOB], GateFacts(AT, (), (), old_unused_since=AT), LATER)


def test_among_several_consumers_a_use_that_nothing_tells_apart_is_nobodys() -> None:
    one, two = (Consumer(name, ConsumerClass.PUSH) for name in ("one", "two"))
    facts = GateFacts(AT, (Seen(AT + MINUTE, "x"),), ())
    assert waits_for([one], facts, LATER) == []
    assert len(waits_for([one, two], facts, LATER)) == 2


_SEEN = st.lists(
    st.builds(lambda m, c: Seen(AT + m * MINUTE, c), st.integers(-3, 5), st.sampled_from(["web", "x", ""]))
)


@given(_SEEN, _SEEN, st.integers(0, 6))
def test_more_use_of_the_old_value_never_opens_it(new: list[Seen], old: list[Seen], minutes: int) -> None:
    now = AT + minutes * MINUTE
    with_old = waits_for([WEB], GateFacts(AT, tuple(new), tuple(old)), now)
    without = waits_for([WEB], GateFacts(AT, tuple(new), ()), now)
    assert with_old or not without


def test_a_process_that_a_delivery_starts_anew_is_later_than_the_value(tmp_path: Path) -> None:
    """Also where it starts within the same second."""
    for _ in range(5):
        before = datetime.now(UTC) - timedelta(milliseconds=30)
        with subprocess.Popen(["sleep", "60"]) as process:
            (tmp_path / "pid").write_text(f"{process.pid}\n")
            at = started(tmp_path / "pid")
            process.kill()
        assert at is not None
        assert before <= at <= datetime.now(UTC)
        time.sleep(0.21)


def test_a_process_that_a_delivery_starts_at_once_is_later_than_what_was_written(tmp_path: Path) -> None:
    """The kernel rounds its start down: without a moment between both, the gate would stay shut for ever."""
    for _ in range(5):
        written = datetime.now(UTC)
        time.sleep(2 * TICK)  # as the delivery does
        with subprocess.Popen(["sleep", "60"]) as process:
            (tmp_path / "pid").write_text(f"{process.pid}\n")
            # Two clocks are read for it, and a pause between both makes it older: the gate looks again and again.
            at = max(one for _ in range(20) if (one := started(tmp_path / "pid")))
            process.kill()
        assert at > written


def test_a_process_that_is_gone_has_no_start(tmp_path: Path) -> None:
    assert started(tmp_path / "pid") is None
    (tmp_path / "pid").write_text("no number")
    assert started(tmp_path / "pid") is None


KEYS = Consumer("job", ConsumerClass.PUSH, "command:put", client="")
DELAY = timedelta(hours=4)


def test_a_pushed_consumer_passes_by_the_providers_late_times_of_the_last_use() -> None:
    """Without a log: the times are known four hours late, so the gate opens four hours after the publication."""
    old, new = (Seen(AT - MINUTE),), (Seen(AT + MINUTE),)

    def facts(now: datetime, **more: tuple[Seen, ...]) -> GateFacts:
        given = {"new_seen": new, "old_seen": old} | more
        return GateFacts(AT, **given, old_unused_since=AT - MINUTE, old_known_until=now - DELAY)  # type: ignore[arg-type]

    soon, late = AT + timedelta(hours=3), AT + DELAY + MINUTE
    assert waits_for([KEYS], facts(soon), soon) == [
        f"uses are known until {iso(soon - DELAY)}: job may have used the old value until {iso(AT)}"
    ]
    assert waits_for([KEYS], facts(late), late) == []
    # Also where nothing shows the new value: the old one is unused.
    assert waits_for([KEYS], facts(late + MINUTE, new_seen=()), late + MINUTE) == []
    still = (Seen(late - DELAY),)
    assert waits_for([KEYS], facts(late, old_seen=still), late) == ["job still uses the old value"]


@pytest.mark.parametrize(
    ("known", "late", "seconds"),
    [
        (None, DELAY, 1),  # sessions are listed: one may be short
        (AT, timedelta(), 1),  # a log, whose last record is now
        (AT - MINUTE, DELAY, 1),  # a log that is a minute late
        (AT - DELAY, DELAY, 300),
        (AT - 10 * MINUTE, 10 * MINUTE, 12.5),
        (AT - timedelta(days=1), timedelta(days=1), 300),
    ],
)
def test_times_that_come_hours_late_are_not_read_each_second(
    known: datetime | None, late: timedelta, seconds: float
) -> None:
    """Each read asks the vendor: four hours at one a second were 14,400 requests for each key."""
    assert read_again(GateFacts(AT, old_known_until=known), late, AT) == AT + timedelta(seconds=seconds)


def test_an_undeclared_consumer_is_named_and_a_declared_one_is_not() -> None:
    web, report = Seen(AT + 5 * MINUTE, "web", "192.0.2.1"), Seen(AT - MINUTE, "report", "192.0.2.7", SESSION)
    facts = GateFacts(AT, (Seen(AT + MINUTE, "web", "192.0.2.1"),), (web, report))
    assert set(others([WEB], facts, LATER)) == {"report at 192.0.2.7"}
    nameless = Consumer("web", ConsumerClass.POLL, longest_poll=MINUTE)
    # Its program is the one that was seen with the new value.
    assert set(others([nameless], facts, LATER)) == {"report at 192.0.2.7"}
    # Until then any use may be its own, and holds the gate as such.
    assert others([nameless], replace(facts, new_seen=()), LATER) == {}
    assert changed_over("report at 192.0.2.7", facts, AT) is None
    moved = GateFacts(AT, (Seen(AT + MINUTE, "report", "192.0.2.7"),), ())
    assert changed_over("report at 192.0.2.7", moved, AT) == AT + MINUTE
    assert changed_over("report at 192.0.2.7", moved, AT + 2 * MINUTE) is None
