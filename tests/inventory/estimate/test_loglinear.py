"""Log-linear models against closed forms that are computed by hand, and the choice among them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.inventory.estimate import loglinear

#: Cells in the order logs, copies, both, register, logs + register, copies + register, all.
TABLES = st.lists(st.integers(3, 400), min_size=7, max_size=7).map(lambda cells: np.array(cells, dtype=float))
L, H, R = 0, 1, 2


def unseen(pairs, table):
    return float(np.exp(loglinear.fit(loglinear.design(pairs), table[None])[0, 7]))


@given(TABLES)
@settings(max_examples=30, deadline=None)
def test_all_three_pairs(table):
    l_, h, lh, r, lr, hr, lhr = table
    assert unseen(((L, H), (L, R), (H, R)), table) == pytest.approx(l_ * h * r * lhr / (lh * lr * hr), rel=1e-3)


@given(TABLES)
@settings(max_examples=30, deadline=None)
def test_copies_and_register_are_independent_given_logs(table):
    _, h, _, r, _, hr, _ = table
    assert unseen(((L, H), (L, R)), table) == pytest.approx(h * r / hr, rel=1e-3)


@given(TABLES)
@settings(max_examples=30, deadline=None)
def test_the_register_is_independent_of_the_other_two_together(table):
    l_, h, lh, r, lr, hr, lhr = table
    assert unseen(((L, H),), table) == pytest.approx(r * (l_ + h + lh) / (lr + hr + lhr), rel=1e-3)


@given(TABLES)
@settings(max_examples=30, deadline=None)
def test_independent_lists_keep_every_margin(table):
    matrix = loglinear.design(())
    fitted = np.exp(loglinear.fit(matrix, table[None])[0, :7])
    assert matrix.T @ fitted == pytest.approx(matrix.T @ table, rel=1e-3)


def test_tables_are_fitted_each_on_its_own():
    tables = np.array([[30, 20, 10, 25, 9, 8, 4], [5, 5, 5, 5, 5, 5, 5]], dtype=float)
    matrix = loglinear.design(((L, H),))
    together = loglinear.fit(matrix, tables)
    assert together[0] == pytest.approx(loglinear.fit(matrix, tables[:1])[0])
    assert together[1] == pytest.approx(loglinear.fit(matrix, tables[1:])[0])


def test_there_are_eight_models_and_the_true_pair_is_chosen():
    assert len(loglinear.models()) == len(set(loglinear.models())) == 8
    # Copies and register attract each other tenfold; logs know nothing of them.
    expected = np.array([400, 100, 100, 100, 100, 1000, 1000], dtype=float)
    best, missed = loglinear.chosen(expected[None])
    assert loglinear.models()[int(best[0])] == ((H, R),)
    assert missed[0] == pytest.approx(400, rel=0.05)


def test_the_bootstrap_holds_the_point_and_is_repeatable():
    rng = np.random.default_rng(1)
    on = np.column_stack([np.zeros(2000, bool), rng.random((2000, 3)) < 0.5])
    on = on[on.any(axis=1)]
    one, two = (loglinear.second_opinion(on, np.random.default_rng(3)) for _ in range(2))
    assert one == two
    assert one.low <= one.unseen <= one.high
    assert one.low <= 2000 - len(on) <= one.high
