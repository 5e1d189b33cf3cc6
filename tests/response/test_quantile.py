"""Quantiles of the F distribution, held to scipy's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import fdtri

from keyroll.response.quantile import quantile


@given(st.floats(0.5, 4000), st.integers(1, 3000), st.sampled_from([0.01, 0.05, 0.5, 0.95, 0.99]))
def test_quantiles_are_those_of_scipy(above: float, batches: int, share: float) -> None:
    assert quantile(above, 2 * batches, share) == pytest.approx(float(fdtri(above, 2 * batches, share)), rel=1e-7)
