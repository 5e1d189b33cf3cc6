"""Whatever tries there are, in whatever order: what a death needs is there, and what speaks against it is heard."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.model.incident import VerdictKind
from keyroll.model.probe import PROVING, Attempt, Limit, Outcome, Plane, ValueRole
from keyroll.model.truth import Answer
from keyroll.proof.minted import Child, Minted
from keyroll.proof.pointer import Pointer
from keyroll.proof.probe.attempts import AttemptsInOrder
from keyroll.proof.probe.context import ProbeContext, ProviderRecord
from keyroll.proof.probe.judge import judge
from keyroll.proof.probe.limits import allowed, room_at

START = datetime(2023, 11, 1, tzinfo=UTC)
PLANES = (Plane("a", "a:1"), Plane("b", "b:1"))
NOW = START + timedelta(days=2)
SECONDS = st.integers(0, 1200).map(lambda second: START + timedelta(seconds=second))
ABOUT = ProbeContext(PLANES[:1], timedelta(seconds=60), "app", "app", sessions=False)


@st.composite
def attempts(draw: st.DrawFn) -> Attempt:
    role = draw(st.sampled_from([ValueRole.OLD, ValueRole.OLD, ValueRole.NEW, ValueRole.NEVER]))
    outcome = draw(st.sampled_from([*Outcome, Outcome.ACCEPTED, Outcome.REFUSED_CREDENTIAL, None]))
    at = draw(SECONDS)
    plane = draw(st.sampled_from(["a", "b"]))
    one = f"{draw(st.integers(0, 10**9))}"
    return Attempt(one, "i", "h", role, plane, "v", "here", one, at, outcome, "app", "bad", answered_at=at)


def _death() -> list[Attempt]:
    """The tries of a plain death at one place."""
    made = []
    for number, (second, outcome) in enumerate(
        [(0, Outcome.ACCEPTED), *((60 * k, Outcome.REFUSED_CREDENTIAL) for k in range(2, 6))]
    ):
        at = START + timedelta(seconds=second)
        for role, ended in (
            (ValueRole.OLD, outcome),
            (ValueRole.NEVER, Outcome.REFUSED_CREDENTIAL),
            (ValueRole.NEW, Outcome.ACCEPTED),
        ):
            one = f"{number}{role}"
            made.append(Attempt(one, "i", "h", role, "a", str(role), "here", one, at, ended, "app", "bad", at))
    return made


DEATH = _death()


MINTING = replace(ABOUT, derives=True)
CHILD = Child("child", START, ended=False, address=Pointer("raw", 1))
minted_ = st.builds(
    Minted,
    st.just("the log"),
    st.lists(st.booleans().map(lambda ended: replace(CHILD, ended=ended)), max_size=2).map(tuple),
    st.none() | st.just(START),
    st.none() | SECONDS,
)


@given(minted_)
def test_what_was_minted_is_dead_only_where_the_log_says_so(minted: Minted) -> None:
    judged = judge(DEATH, replace(MINTING, minted=minted), NOW)
    settled = START + timedelta(seconds=120) + ABOUT.window
    ended = minted.ended(settled).answer is Answer.YES
    assert judged.verdict is (VerdictKind.DEAD if ended else VerdictKind.UNKNOWN)
    assert bool(judged.stuck) is not ended


def test_without_a_log_the_wait_has_no_end_but_a_next_act() -> None:
    judged = judge(DEATH, MINTING, NOW)
    assert (judged.verdict, bool(judged.stuck)) == (VerdictKind.UNKNOWN, True)
    over = judge(DEATH, replace(MINTING, derived_life=timedelta(hours=1)), NOW)
    assert (over.verdict, over.stuck) == (VerdictKind.DEAD, "")


NO_NEW = [one for one in DEATH if one.role is not ValueRole.NEW]
NEVER_IN = [one for one in DEATH if one.at > START]


def test_it_is_said_what_a_person_does_where_no_try_helps() -> None:
    assert "--new" in judge(NO_NEW, ABOUT, NOW).stuck
    assert "was accepted" in judge(NEVER_IN, ABOUT, NOW).stuck
    anybody = [replace(one, outcome=Outcome.ACCEPTED) if one.role is ValueRole.NEVER else one for one in DEATH]
    assert "--at" in judge(anybody, ABOUT, NOW).stuck
    assert "observer" in judge(DEATH, replace(ABOUT, sessions=True), NOW).stuck
    listed = replace(ABOUT, record=ProviderRecord.ACTIVE, record_at=NOW)
    assert "revoke it" in judge(DEATH, listed, NOW).stuck
    assert judge(DEATH[:3], ABOUT, START + timedelta(seconds=5)).stuck == ""


@given(st.sampled_from(["", "other", "app"]), st.sampled_from(["", "other"]))
def test_a_new_value_that_nobody_named_reads_back_anybody_but_the_old_one(identity: str, other: str) -> None:
    """And nothing: an answer without an account shows no sign-in."""
    made = [replace(one, identity=identity) if one.role is ValueRole.NEW else one for one in DEATH]
    judged = judge(made, replace(ABOUT, new_as=""), NOW)
    assert (judged.verdict is VerdictKind.DEAD) is (identity == "other")
    assert judge(made, replace(ABOUT, new_as=other or "app"), NOW).verdict is not VerdictKind.DEAD or identity


def test_a_plain_death_is_one() -> None:
    assert judge(DEATH, ABOUT, NOW).verdict is VerdictKind.DEAD


@given(st.permutations(DEATH))
def test_the_order_in_which_tries_are_told_does_not_matter(told: list[Attempt]) -> None:
    assert judge(told, ABOUT, NOW) == judge(DEATH, ABOUT, NOW)


@given(st.lists(attempts(), max_size=40), st.booleans())
@settings(max_examples=300, deadline=None)
def test_a_death_always_has_what_it_needs(told: list[Attempt], balanced: bool) -> None:
    about = replace(ABOUT, planes=(replace(PLANES[0], addressable=not balanced),))
    found = judge(told, about, NOW)
    assert found.because
    if found.verdict is not VerdictKind.DEAD:
        return
    old = sorted((one for one in told if one.role is ValueRole.OLD and one.plane == "a"), key=lambda one: one.at)
    accepted = [one.at for one in old if one.outcome in (Outcome.ACCEPTED, None)]
    refused = [one.at for one in old if one.outcome in PROVING and one.at > max(accepted)]
    assert not balanced
    assert accepted
    assert len(refused) >= 3
    assert refused[-1] - refused[0] >= about.window + timedelta(seconds=10)
    assert any(one.role is ValueRole.NEVER and one.outcome in PROVING for one in told)
    assert any(one.role is ValueRole.NEW and one.outcome is Outcome.ACCEPTED for one in told)


@given(SECONDS, st.sampled_from(["a", "b"]))
def test_one_acceptance_at_any_later_time_ends_a_death(moment: datetime, plane: str) -> None:
    late = START + timedelta(hours=1) + (moment - START)
    one = Attempt(
        "late", "i", "h", ValueRole.OLD, plane, str(ValueRole.OLD), "here", "m", late, Outcome.ACCEPTED, "app"
    )
    assert judge([*DEATH, one], ABOUT, NOW).verdict is VerdictKind.LIVE


@given(
    st.sampled_from([one for one in DEATH if one.outcome is Outcome.REFUSED_CREDENTIAL and one.role is ValueRole.OLD])
)
def test_a_lost_answer_is_never_taken_for_a_refusal(one: Attempt) -> None:
    late = replace(one, id="lost", at=START + timedelta(hours=2), outcome=None, answered_at=None)
    assert judge([*DEATH, late], ABOUT, NOW).verdict is VerdictKind.UNKNOWN


def test_a_list_that_shows_it_active_is_heard_and_so_are_derived_credentials() -> None:
    active = replace(ABOUT, record=ProviderRecord.ACTIVE, record_at=NOW)
    assert judge(DEATH, active, NOW).verdict is VerdictKind.UNKNOWN
    stale = replace(ABOUT, record=ProviderRecord.ACTIVE, record_at=START)
    assert judge(DEATH, stale, NOW).verdict is VerdictKind.DEAD
    assert judge(DEATH, replace(ABOUT, derives=True), NOW).verdict is VerdictKind.UNKNOWN
    assert judge(DEATH, replace(ABOUT, sessions=True), NOW).verdict is VerdictKind.UNKNOWN
    assert judge(DEATH, replace(ABOUT, planes=PLANES), NOW).verdict is VerdictKind.REVOKING


@given(st.lists(SECONDS, max_size=30), st.integers(3, 12), st.integers(1, 900))
def test_our_failures_never_come_near_a_lock_out(moments: list[datetime], tries: int, seconds: int) -> None:
    """However the next visits are timed by ``room_at``, no window holds more than are allowed."""
    about = replace(ABOUT, lockout=Limit(tries, timedelta(seconds=seconds)))
    assert about.lockout is not None
    made: list[Attempt] = []
    for number, wanted in enumerate(sorted(moments)):
        at = room_at(AttemptsInOrder(made), about, max([wanted, *(one.at for one in made)]))
        for role in (ValueRole.OLD, ValueRole.NEVER):
            one = f"{number}{role}"
            made.append(Attempt(one, "i", "h", role, "a", "v", "here", one, at, Outcome.REFUSED_CREDENTIAL))
    for last in made:
        recent = [other for other in made if last.at - about.lockout.within < other.at <= last.at]
        assert len(recent) <= allowed(about.lockout) < tries


def test_an_account_that_two_failures_lock_is_not_tried() -> None:
    about = replace(ABOUT, lockout=Limit(2, timedelta(minutes=15)))
    found = judge([], about, NOW)
    assert (found.verdict, "no attempt is safe" in found.because) == (VerdictKind.UNKNOWN, True)
    assert found.next_at > NOW
