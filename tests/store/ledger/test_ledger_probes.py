"""Tries go in as an intent and an answer; places are added, and never taken away."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from keyroll.clock import FixedClock
from keyroll.errors import UsageError
from keyroll.model.incident import Incident
from keyroll.model.probe import Attempt, NextAttempt, Outcome, Plane, ProbeTarget, ValueRole
from keyroll.store.ledger.ledger import Ledger

NOW = datetime(2023, 11, 20, 8, 0, tzinfo=UTC)
HANDLE, OTHER = "redis@main:user:app", "redis@main:user:other"
INTENT = Attempt("1", "okta", HANDLE, ValueRole.OLD, "a:1", "hmac:install:00", "here", "keyroll-1", NOW)
ANSWERED = replace(
    INTENT,
    outcome=Outcome.REFUSED_CREDENTIAL,
    said="WRONGPASS",
    answered_at=NOW + timedelta(seconds=1),
)
TARGET = ProbeTarget("okta", HANDLE, Plane("a:1", "a:1"), "app", "app")


@pytest.fixture
def opened(ledger: Ledger) -> Ledger:
    ledger.open_incident(Incident("okta", "Okta", NOW, NOW, NOW, "lead"))
    return ledger


def test_a_try_is_known_before_its_answer_and_each_is_kept_once(opened: Ledger) -> None:
    assert opened.intend(INTENT)
    assert opened.attempts("okta") == opened.attempts("okta", HANDLE) == (INTENT,)
    assert opened.answered(ANSWERED)
    assert not opened.intend(INTENT)
    assert not opened.answered(replace(ANSWERED, outcome=Outcome.ACCEPTED))
    assert opened.attempts("okta") == (ANSWERED,)
    assert opened.attempts("okta", OTHER) == opened.attempts("other") == ()


def test_tries_come_in_the_order_of_time(opened: Ledger) -> None:
    later = [replace(INTENT, id=str(9 - number), at=NOW + timedelta(seconds=number)) for number in range(5)]
    for one in reversed(later):
        opened.intend(one)
    assert opened.attempts("okta") == tuple(later)


def test_an_answer_without_its_intent_is_refused(opened: Ledger) -> None:
    with pytest.raises(IntegrityError):
        opened.answered(ANSWERED)
    with pytest.raises(ValueError, match="without an outcome"):
        opened.answered(INTENT)


def test_a_place_stays_and_the_latest_word_about_it_is_the_last(opened: Ledger) -> None:
    other = replace(TARGET, plane=Plane("b:1", "b:1", addressable=False))
    assert [opened.put_target(one) for one in (TARGET, other, TARGET)] == [True, True, False]
    later = Ledger(opened.engine, FixedClock(NOW + timedelta(hours=1)))
    assert later.put_target(replace(TARGET, new_as="app_b"))
    assert later.targets("okta")[-1] == replace(TARGET, new_as="app_b")
    assert {one.plane.name for one in later.targets("okta")} == {"a:1", "b:1"}
    with pytest.raises(UsageError, match="there is no incident"):
        opened.put_target(replace(TARGET, incident="other"))


def test_the_due_try_is_the_one_noted_last(opened: Ledger) -> None:
    first = NextAttempt("okta", HANDLE, NOW + timedelta(minutes=5), "revoking")
    assert opened.put_next_attempts([first, first]) == 1
    later = Ledger(opened.engine, FixedClock(NOW + timedelta(hours=1)))
    last = replace(first, due_at=NOW + timedelta(hours=2), because="live")
    assert later.put_next_attempts([last]) == 1
    assert later.next_attempts("okta") == {HANDLE: last}
