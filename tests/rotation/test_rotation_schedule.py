"""A schedule lets the server rotate without a person, as two persons agreed; a changed fact or a sign ends that."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from site_of_rotation import Program, Site

from keyroll.api import CredentialSelection, Keyroll
from keyroll.api._planning import keep
from keyroll.clock import SystemClock
from keyroll.errors import NotApproved, UsageError
from keyroll.model.incident import Incident
from keyroll.model.rotation import Standing
from keyroll.rotation import schedule
from keyroll.rotation.plan import plan_of
from keyroll.rotation.schedule import PastRotation
from keyroll.server.worker import plan, run_due
from keyroll.store.ledger.rotations import Rotations

real = [pytest.mark.server, pytest.mark.long]
NOW = datetime(2026, 12, 2, tzinfo=UTC)


def agreed(site: Site, **more: object) -> Keyroll:
    """Make a schedule of the role, and approve it; the server has a key of its own."""
    site.key("server")
    file = site.home / "rotation.toml"
    file.write_text(f'[changes]\nkey = "file:{site.folder}/server.key"\n\n{file.read_text()}')
    keyroll = site.open()
    until = datetime.now(UTC) + timedelta(days=90)
    wanted = {"every": timedelta(days=30), "until": until} | more
    keyroll.schedules.make("monthly", CredentialSelection(site.identifier), key=site.key("ann"), **wanted)
    return keyroll


def work(keyroll: Keyroll) -> list[str]:
    """Let the server do what is due; return what it told."""
    told: list[str] = []
    plan(keyroll, told.append)
    run_due(keyroll, told.append, only=["schedule", "rotate"])
    return told


def said(keyroll: Keyroll, kind: str = "schedule") -> str:
    return next((one.said for one in keyroll.jobs.all() if one.kind == kind), "")


class TestServer:
    pytestmark = real

    def test_an_approved_schedule_rotates_without_a_person(self, site: Site) -> None:
        keyroll = agreed(site)
        assert keyroll.schedules.names() == []
        assert work(keyroll) == []
        keyroll.rotations.approve("monthly", key=site.key("bob"))
        before = site.now_reads()
        with Program(site.postgres, site.secret) as program:
            work(keyroll)
            assert said(keyroll).startswith(f"monthly-{datetime.now(UTC):%Y-%m-%d}: 1 credential")
            made = next(one for one in keyroll.rotations.plans() if one.plan.under)
            assert made.plan.planner == "server"
            assert made.approved_by == "bob"
            assert keyroll.rotations.run(made.plan.name, wait=True).done
        assert program.failures == []
        assert site.accepted(*site.now_reads())
        assert not site.accepted(*before)
        # The next change is due a month later; nothing more is made until then.
        again = keyroll.schedules.due("monthly")
        assert again.made is None
        assert again.due_at is not None
        assert timedelta(days=29) < again.due_at - datetime.now(UTC) < timedelta(days=31)
        later = Keyroll(replace(keyroll.home, clock=At(again.due_at + timedelta(minutes=1))))
        with Program(site.postgres, site.secret):
            second = later.schedules.due("monthly").made
            assert second is not None
            assert keyroll.rotations.run(second.plan.name, wait=True).done

    def test_a_changed_fact_voids_it(self, site: Site) -> None:
        keyroll = agreed(site)
        keyroll.rotations.approve("monthly", key=site.key("bob"))
        file = site.home / "rotation.toml"
        file.write_text(file.read_text().replace('client = "web"', 'client = "other"'))
        due = keyroll.schedules.due("monthly")
        assert due.made is None
        assert due.said == f"{site.identifier} is stopped: consumers differs from what was approved"
        # A plan that names the schedule gains nothing: it is judged again before it begins.
        rotations = keyroll.rotations
        parent = rotations.status("monthly").kept
        draft, signer = rotations.draft("forged", CredentialSelection(site.identifier), key=site.key("server"))
        keep(keyroll.home, replace(draft, under=parent.id), signer)
        with pytest.raises(NotApproved, match="consumers differs from what was approved"):
            rotations.run("forged")
        with pytest.raises(UsageError, match="is a schedule"):
            rotations.run("monthly")

    def test_a_stop_sign_stops_it_and_a_pause_too(self, site: Site) -> None:
        keyroll, now = agreed(site), datetime.now(UTC)
        keyroll.rotations.approve("monthly", key=site.key("bob"))
        keyroll.incidents.start(Incident("breach", "vendor", now - timedelta(days=1), now, now, "ann"))
        keyroll.incidents.widen("breach", site.identifier, because="the vendor held it", by="ann")
        due = keyroll.schedules.due("monthly")
        assert (due.made, due.said) == (None, f"{site.identifier} is stopped: the incident breach is open for it")
        assert due.due_at is not None

    def test_it_begins_in_its_windows_only(self, site: Site) -> None:
        opens = (datetime.now(UTC) + timedelta(days=2)).replace(hour=3, minute=0, second=0, microsecond=0)
        keyroll = agreed(site, windows=[f"{opens:%a} 03:00-04:00"])
        keyroll.rotations.approve("monthly", key=site.key("bob"))
        due = keyroll.schedules.due("monthly")
        assert (due.made, due.due_at) == (None, opens)

    def test_its_terms_are_in_the_signed_body(self, site: Site) -> None:
        keyroll = agreed(site, windows=["Mon-Fri 02:00-04:00"])
        kept = keyroll.rotations.status("monthly").kept
        terms = plan_of(kept).terms
        assert terms is not None
        assert (terms.every, terms.windows, terms.stop_on) == (
            timedelta(days=30), ("Mon-Fri 02:00-04:00",), ("incident", "story")
        )  # fmt: skip
        rows = Rotations(keyroll.home.ledger)
        with pytest.raises(NotApproved, match="nobody has approved it"):
            schedule.permitted(kept, rows, datetime.now(UTC))


class At(SystemClock):
    """A clock that is ahead."""

    def __init__(self, at: datetime) -> None:
        object.__setattr__(self, "_ahead", at - datetime.now(UTC))

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize(
    ("every", "until"),
    [
        (timedelta(minutes=5), NOW + timedelta(days=9)),
        (timedelta(days=1), NOW),
        (timedelta(days=1), NOW + timedelta(days=999)),
    ],
)
def test_terms_are_bounded(every: timedelta, until: datetime) -> None:
    with pytest.raises(UsageError):
        schedule.terms(every=every, until=until, windows=(), stop_on=(), now=NOW)


@given(st.lists(st.tuples(st.sampled_from(list(Standing)), st.integers(0, 1000)), max_size=6), st.integers(0, 1000))
def test_a_change_that_has_not_ended_stops_it(changes: list[tuple[Standing, int]], resumed: int) -> None:
    plan_ = replace(_PLAN, under=_PLAN.id)
    made = [PastRotation(plan_, standing, NOW + timedelta(hours=at)) for standing, at in changes]
    because = schedule.unfinished(_PLAN, made, NOW + timedelta(hours=resumed))
    going_on = any(one in (Standing.RUNNING, Standing.ORPHANED) for one, _ in changes)
    aborted = any(one is Standing.ABORTED and at > resumed for one, at in changes)
    assert bool(because) == (going_on or aborted)


@given(st.lists(st.tuples(st.sampled_from(list(Standing)), st.integers(0, 1000)), max_size=6))
def test_it_is_due_the_agreed_time_after_the_last_proven_change(changes: list[tuple[Standing, int]]) -> None:
    terms = schedule.terms(every=timedelta(days=30), until=NOW + timedelta(days=99), windows=(), stop_on=(), now=NOW)
    made = [PastRotation(_PLAN, standing, NOW + timedelta(hours=at)) for standing, at in changes]
    done = [at for standing, at in changes if standing is Standing.DONE]
    expected = NOW + timedelta(hours=max(done), days=30) if done else NOW
    assert schedule.due_at(NOW, terms, made) == expected


_PLAN = schedule.Plan("monthly", "ann", NOW, "", None, 0, "unknown: no deadline is set", ())
