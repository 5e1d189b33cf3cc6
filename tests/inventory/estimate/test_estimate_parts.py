"""The parts of the estimator, each against a result that is computed without it."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimate_lists import made, unsurveyed
from keyroll.inventory.estimate import audit, law, ridge
from keyroll.inventory.estimate.leave_one_out import NOBODY, LeaveOneOut, leave_one_out
from keyroll.inventory.estimate.lists import Lists
from keyroll.inventory.estimate.refuse import Ground, refused
from keyroll.inventory.estimate.units import SMALL, between, overlap, units
from keyroll.inventory.estimate.unreal import unlisted_records, unreal
from keyroll.inventory.estimate.workable import sample_coverage, unworkable

# Workable ----------------------------------------------------------------------------------------------------


def test_enough_overlap_is_workable():
    rows = unsurveyed(20, True, True, False) + unsurveyed(20, False, True, True) + unsurveyed(5, True, False, False)
    assert unworkable(Lists.of(rows)) == ""


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (unsurveyed(39, True, True, True), "39 un-surveyed records are too few"),
        (unsurveyed(60, True, True, False) + unsurveyed(9, True, False, True), "^9 of .* in register, 10 are needed"),
        (
            unsurveyed(30, True, False, False) + unsurveyed(8, True, True, False) + unsurveyed(20, False, False, True)
            + unsurveyed(9, False, True, False),
            "hardly share an un-surveyed record: 8, 0 and 0",
        ),
        (
            unsurveyed(7, True, True, False) + unsurveyed(7, False, True, True) + unsurveyed(90, True, False, False)
            + unsurveyed(90, False, True, False) + unsurveyed(90, False, False, True),
            "stand on it alone",
        ),
    ],
)  # fmt: skip
def test_too_little_overlap_is_named(rows, words):
    assert re.search(words, unworkable(Lists.of(rows)))


def test_nothing_un_surveyed_needs_no_overlap():
    assert unworkable(made(1, hidden=0).lists) == ""


def test_sample_coverage_is_one_where_nobody_stands_alone():
    assert sample_coverage(np.ones((5, 3), bool)) == 1
    assert sample_coverage(np.array([[1, 0, 0], [1, 1, 1]], bool)) == pytest.approx(1 - (0.5 + 0 + 0) / 3)


# Units and law -----------------------------------------------------------------------------------------------


@given(st.integers(0, 50), st.integers(5, 60))
@settings(max_examples=20, deadline=None)
def test_every_record_is_in_one_unit_and_small_scopes_are_pooled(seed, each):
    lists = made(seed, each=each).lists
    known, asked = units(lists, logs=True)
    assert known.n.sum() == (lists.surveyed & lists.seen).sum()
    assert asked.n.sum() == (~lists.surveyed & lists.seen).sum()
    assert np.array_equal(known.a + known.b + known.m, known.n)
    assert len(asked) == 1 or (asked.n >= SMALL).sum() >= len(asked) - 1


def test_the_overlap_of_independent_lists_gives_what_both_miss():
    # 1000 credentials, lists of a half and a fifth: 400 on the first only, 100 on the second only, 100 on both.
    first, second, both, either = (np.array(one) for one in (400.0, 100.0, 100.0, 600.0))
    assert np.exp(overlap(first, second, both, either)) * 600 == pytest.approx(400, rel=0.01)


def test_what_is_only_noise_is_no_variance():
    rng = np.random.default_rng(5)
    assert between(np.full(9, 0.3), np.full(9, 0.1)) == 0
    assert between(rng.normal(0, 2, 400), np.full(400, 0.01)) == pytest.approx(4, rel=0.2)


def test_the_law_finds_a_known_unit_and_is_wider_for_an_unknown_one():
    known, asked = units(made(3, each=400).lists, logs=True)
    drawn = law.predict(known, asked, 2000, np.random.default_rng(1))
    assert drawn.shape == (2000, len(asked))
    # Independent lists of 0.55, 0.5 and 0.45 miss 0.124 of all, that is 0.141 of the seen.
    assert np.median(drawn) == pytest.approx(np.log(0.141), abs=0.2)
    blind = law.predict(known.only(np.zeros(len(known), bool)), asked, 2000, np.random.default_rng(1))
    assert blind.std() > 2 * drawn.std()


def test_rates_are_learnt_and_nothing_gives_a_half():
    matrix = ridge.design(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]))
    totals = np.full((1, 4), 5000.0)
    hits = totals * np.array([0.2, 0.4, 0.5, 0.7])
    assert ridge.logistic(matrix, hits, totals)[0] == pytest.approx([0.2, 0.4, 0.5, 0.7], abs=0.03)
    assert ridge.logistic(matrix, 0 * hits, 0 * totals)[0] == pytest.approx(0.5)


def test_left_out_sources_are_found_again():
    checked = leave_one_out(units(made(4, surveyed=8, each=150).lists, logs=True)[0], np.random.default_rng(1))
    assert checked.tried == 8
    assert checked.right >= 7
    assert leave_one_out(units(made(4, surveyed=1).lists, logs=True)[0], np.random.default_rng(1)) == NOBODY
    assert NOBODY.cover == 1


# Unreal records ----------------------------------------------------------------------------------------------


def test_dead_copies_are_told_from_living_ones_by_the_strangers():
    # 30 of 3 x 100 un-surveyed are dead copies; of the unlisted records six at each source were asked about, and
    # denied.
    lists = made(6, dead=0.3).lists
    drawn = unreal(lists, 2000, np.random.default_rng(1)).unsurveyed.sum(axis=1)
    low, middle, high = np.quantile(drawn, (0.025, 0.5, 0.975))
    assert low <= 90 <= high
    assert middle == pytest.approx(90, rel=0.35)


def test_where_all_strangers_are_real_hardly_a_record_is_unreal():
    drawn = unreal(made(6).lists, 2000, np.random.default_rng(1))
    assert np.median(drawn.unsurveyed.sum(axis=1)) <= 6


def test_ended_credentials_that_other_lists_show_are_expected_elsewhere_too():
    # Every source has 20 records more, in logs only, of credentials that ended; five issuers say so.
    estate = made(6)
    ended = [
        replace(one, id=f"{source}-{number}e", provider=f"p{source}", source=f"p{source}@main",
                surveyed=source < 5, ended=source < 5)
        for source in range(8)
        for number, one in enumerate(unsurveyed(20, True, False, False))
    ]  # fmt: skip
    lists = Lists.of(estate.records + ended)
    assert not (unlisted_records(lists) & lists.ended).any()
    drawn = unreal(lists, 2000, np.random.default_rng(1)).unsurveyed.sum(axis=1)
    low, middle, high = np.quantile(drawn, (0.025, 0.5, 0.975))
    assert low <= 60 <= high
    assert middle == pytest.approx(60, rel=0.35)


def test_what_a_person_denied_is_no_longer_counted():
    estate = made(6)
    denied = [replace(one, real=False) if one.id == "7-3" else one for one in estate.records]
    assert any(one.id == "7-3" for one in estate.records)
    before, after = (Lists.of(rows) for rows in (estate.records, denied))
    assert (after.real != 0).sum() == (before.real != 0).sum() - 1
    assert unlisted_records(before).sum() == unlisted_records(after).sum()


# Audit -------------------------------------------------------------------------------------------------------


def test_an_audit_alone_is_the_records_over_the_share_on_a_list():
    found = audit.audited(made(8, audited=10).lists)
    assert found is not None
    assert found.found_records == 150
    assert found.places == 30
    real = np.full(20_000, 3000.0)
    drawn = audit.audit_alone(found, real, np.random.default_rng(1))
    share = (found.on_list.size * found.on_list.share + 0.5) / (found.on_list.size + 1)
    assert np.median(drawn) == pytest.approx(150 + (3000 - found.listed) / share, rel=0.01)


def test_an_audit_of_everything_leaves_nothing_to_estimate():
    estate = made(8, audited=20)
    found = audit.audited(estate.lists)
    assert found is not None
    assert found.found_records == estate.living_unsurveyed
    drawn = audit.audit_alone(found, np.full(100, float(found.listed)), np.random.default_rng(1))
    assert set(drawn) == {float(estate.living_unsurveyed)}


def test_a_few_finds_are_no_audit():
    assert audit.audited(made(8, audited=1).lists) is None


# Refusal -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("width", "left_out", "d", "ground"),
    [
        (2.5, NOBODY, None, None),
        (2.51, NOBODY, 0.0, Ground.WIDTH),
        (float("inf"), NOBODY, 0.0, Ground.WIDTH),
        (1.2, LeaveOneOut(5, 4), 0.0, None),
        (1.2, LeaveOneOut(6, 4), 0.0, Ground.LEFT_OUT),
        (1.2, LeaveOneOut(4, 1), 0.0, None),
        (1.2, NOBODY, 1.0, None),
        (1.2, NOBODY, -1.01, Ground.UNLIKE),
    ],
)
def test_when_there_is_no_answer(width, left_out, d, ground):
    refusal = refused(width, left_out, d)
    assert (refusal and refusal.ground) == ground
    assert refusal is None or "\n" not in refusal.text
