"""What was made with a credential, by its issuer's log: yes only where the log leaves no doubt."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from keyroll.model.truth import Answer
from keyroll.proof.minted import Child, Minted, MintingLog, _one
from keyroll.proof.pointer import Pointer
from keyroll.store.session import Value

START = datetime(2026, 1, 1, tzinfo=UTC)
HOURS = st.integers(0, 100).map(lambda hour: START + timedelta(hours=hour))
ADDRESS = Pointer("raw", 1)
Gap = tuple[datetime, datetime]
children = st.lists(st.builds(Child, st.sampled_from(["a", "b"]), HOURS, st.booleans(), st.just(ADDRESS)), max_size=3)
gaps = st.lists(st.tuples(HOURS, HOURS).map(lambda two: (min(two), max(two))), max_size=3).map(sorted)
spans = st.fixed_dictionaries(
    {
        "made_at": st.none() | HOURS,
        "begins": st.none() | HOURS,
        "ends": st.none() | HOURS,
        "named": st.booleans(),
        "doubtful": st.sampled_from([False, False, True]),
        "raw": st.none(),
        "record": st.none(),
    }
)


def shown(span: dict[str, Value], unread: bool, silences: list[Gap], made: list[Child]) -> Minted:
    return _one(MintingLog("token", "bao@main", "audit", unread), span, silences, made)


@given(spans, st.booleans(), gaps, children, HOURS)
def test_it_is_known_to_be_ended_only_without_a_doubt(
    span: dict[str, Value], unread: bool, silences: list[Gap], made: list[Child], by: datetime
) -> None:
    answer = shown(span, unread, silences, made).ended(by)
    if any(not child.ended for child in made):
        assert answer.answer is Answer.NO
    if answer.answer is not Answer.YES:
        assert answer.because
        return
    made_at, begins, ends = span["made_at"], span["begins"], span["ends"]
    assert isinstance(made_at, datetime)
    assert isinstance(begins, datetime)
    assert isinstance(ends, datetime)
    assert begins <= made_at
    assert by <= max(ends, made_at)
    assert span["named"]
    assert not span["doubtful"]
    assert not unread
    assert all(child.ended for child in made)
    assert not any(start < by and end > made_at for start, end in silences)


@given(spans, gaps, gaps, children, children, HOURS)
def test_more_gaps_and_more_children_never_make_it_surer(
    span: dict[str, Value], some: list[Gap], more: list[Gap], made: list[Child], others: list[Child], by: datetime
) -> None:
    less = shown(span, False, some, made).ended(by)
    whole = shown(span, False, sorted([*some, *more]), [*made, *others]).ended(by)
    if whole.answer is Answer.YES:
        assert less.answer is Answer.YES


def test_a_log_that_nobody_read_says_nothing() -> None:
    answer = _one(MintingLog("token", "bao@main", "audit"), None, [], []).ended(START)
    assert (answer.answer, answer.because) == (Answer.UNKNOWN, "the log audit of bao@main was not read")
