"""The answer as a whole: what it depends on, when there is one, and whether it is right."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimate_lists import Made, made, unsurveyed
from keyroll.inventory.estimate.answer import Estimate, EstimateGrade, estimate
from keyroll.inventory.estimate.lists import ListRecord, Lists


@pytest.fixture(scope="module")
def usual() -> tuple[Made, Estimate]:
    estate = made(2)
    return estate, estimate(estate.lists)


@given(st.randoms(use_true_random=False))
@settings(max_examples=6, deadline=None)
def test_the_order_of_rows_does_not_matter(usual: tuple[Made, Estimate], chance: random.Random):
    estate, answer = usual
    rows = estate.records[:]
    chance.shuffle(rows)
    assert estimate(Lists.of(rows)) == answer


@pytest.mark.long
def test_the_truth_is_in_the_interval_of_nineteen_of_twenty():
    right = total_right = 0
    for seed in range(20):
        estate = made(100 + seed, each=80, dead=0.1)
        answer = estimate(estate.lists)
        assert answer.unsurveyed is not None
        assert answer.total is not None
        right += answer.unsurveyed.low <= estate.living_unsurveyed <= answer.unsurveyed.high
        total_right += answer.total.low <= estate.living <= answer.total.high
    assert right >= 18
    assert total_right >= 18


def test_an_answer_says_what_it_rests_on(usual: tuple[Made, Estimate]):
    _, answer = usual
    assert answer.answered
    assert answer.grade is EstimateGrade.B
    assert answer.left_out.tried == 5
    assert answer.unsurveyed is not None
    assert answer.total is not None
    assert answer.hidden_points == pytest.approx(1 - answer.unsurveyed.point / answer.unsurveyed.high)
    assert answer.unsurveyed.low <= answer.unsurveyed.point <= answer.unsurveyed.high
    assert answer.known == answer.total.known == sum(one.known for one in answer.scopes)
    assert [one.surveyed for one in answer.scopes] == [True] * 5 + [False] * 3
    assert answer.second_opinion is not None
    assert answer.warnings == ()


def test_an_audit_narrows_and_is_of_grade_a(usual: tuple[Made, Estimate]):
    _, without = usual
    answer = estimate(made(2, audited=10).lists)
    assert answer.grade is EstimateGrade.A
    assert answer.unsurveyed is not None
    assert without.unsurveyed is not None
    assert answer.unsurveyed.width < without.unsurveyed.width
    assert answer.unsurveyed.low <= 300 <= answer.unsurveyed.high
    # What an audit found is known.
    assert answer.known > without.known


def test_where_everything_is_surveyed_the_un_surveyed_part_is_empty():
    answer = estimate(made(3, hidden=0).lists)
    assert answer.answered
    assert answer.unsurveyed is not None
    assert (answer.unsurveyed.known, answer.unsurveyed.low, answer.unsurveyed.high) == (0, 0, 0)
    assert answer.total is not None
    assert answer.total.low <= 500 <= answer.total.high
    assert answer.second_opinion is None
    assert answer.next_step == ""


def test_little_surveyed_is_of_grade_c():
    answer = estimate(made(3, surveyed=2, each=300).lists)
    assert answer.grade is EstimateGrade.C
    assert any("assumed dependence" in one for one in answer.warnings)


@pytest.mark.parametrize(
    ("rows", "because", "step"),
    [
        ([], "no record", "import lists"),
        (unsurveyed(10, True, True, True), "10 un-surveyed records are too few", "survey p@main (token): 100%"),
    ],
)
def test_a_refusal_gives_no_number_but_a_step(rows: list[ListRecord], because: str, step: str):
    answer = estimate(Lists.of(rows))
    assert not answer.answered
    assert because in answer.because
    assert step in answer.next_step
    assert answer.known == len(rows)
    assert (answer.total, answer.unsurveyed, answer.grade, answer.second_opinion) == (None, None, None, None)
    assert all(one.interval is None for one in answer.scopes)


def test_what_no_vendor_lists_is_not_asked_for():
    rows = [replace(one, provider="bitbucket", kind="ssh_key") for one in unsurveyed(10, True, True, True)]
    assert "survey" not in estimate(Lists.of(rows)).next_step.split(":")[0].replace("surveyed", "")


def test_unchecked_strangers_are_the_next_step():
    estate = made(6, dead=0.3)
    unchecked = Lists.of(replace(one, real=None) for one in estate.records)
    answer = estimate(unchecked)
    assert answer.next_step == "check 30 unlisted records: keyroll list unlisted"
    assert any("unlisted records, 0 checked" in one for one in answer.warnings)


def test_a_scope_whose_rows_differ_is_not_taken_for_surveyed(usual: tuple[Made, Estimate]):
    estate, _ = usual
    rows = [replace(one, surveyed=False) if one.id == "0-0" else one for one in estate.records]
    answer = estimate(Lists.of(rows))
    assert [one.surveyed for one in answer.scopes][:2] == [False, True]
    assert any("p0 p0@main token" in one for one in answer.warnings)


def test_what_an_unfinished_survey_lists_is_there():
    estate = made(2)
    only = [replace(one, id=f"extra{number}", surveyed=False, issuer=True, logs=False, copies=False, register=False)
            for number, one in enumerate(unsurveyed(400, True, False, False))]  # fmt: skip
    only = [replace(one, provider="p7", source="p7@main") for one in only]
    answer = estimate(Lists.of(estate.records + only))
    hidden = next(one for one in answer.scopes if one.scope.provider == "p7")
    assert hidden.interval is not None
    assert hidden.interval.low >= 400 + 60
