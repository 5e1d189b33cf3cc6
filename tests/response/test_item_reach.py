"""What items reach, in words and in order: what was not read is unknown, and comes before what reaches nothing."""

from hypothesis import given
from hypothesis import strategies as st

from keyroll.model.truth import Answer
from keyroll.response.item_reach import UNKNOWN_REACH, ItemReach

numbers = st.integers(0, 3)


@st.composite
def reached(draw: st.DrawFn) -> ItemReach:
    protected, credentials = draw(numbers), draw(numbers)
    return ItemReach(
        protected, protected + draw(numbers), credentials, credentials + draw(numbers),
        draw(st.sampled_from(["", "no listing states its permissions"])), "counted",
    )  # fmt: skip


reaches = st.one_of(st.just(UNKNOWN_REACH), reached())


@given(reaches)
def test_only_what_was_read_reaches_nothing(one: ItemReach) -> None:
    answer = one.truth.answer
    assert (answer is Answer.YES) == bool(one.protected)
    if answer is Answer.NO:
        assert not one.because
        assert not one.protected_possible
    if one.because and not one.protected_possible:
        assert "unknown" in one.words
        assert one.because in one.words
    assert one.words


@given(st.lists(reaches, max_size=8))
def test_the_order_is_by_what_is_protected_and_unknown_comes_before_nothing(some: list[ItemReach]) -> None:
    ordered = sorted(some, key=lambda one: one.rank)
    answers = [one.truth.answer for one in ordered]
    assert answers == sorted(answers, key=[Answer.YES, Answer.UNKNOWN, Answer.NO].index)
    known = [one.protected for one in ordered if one.protected]
    assert known == sorted(known, reverse=True)


def test_the_words() -> None:
    assert UNKNOWN_REACH.words.startswith("unknown: the graph does not have it")
    assert ItemReach(0, because="no list", counted="0 protected, 0 credentials known").words == "unknown: no list"
    assert ItemReach(2, 2, because="", counted="2 protected, 0 credentials").words == "2 protected, 0 credentials"
    more = ItemReach(2, 2, because="no list", counted="2 protected, 0 credentials known")
    assert more.words == "2 protected, 0 credentials known; unknown beyond that: no list"
