"""How rare something is, in words, and in which order stories stand."""

import pytest

from keyroll.model.finding import Expected


@pytest.mark.parametrize(
    ("a_week", "words"),
    [
        (3.0, "expected 3.0 times a week"),
        (0.42, "expected once in 2.4 weeks"),
        (0.0082, "expected once in 122 weeks"),
        (0.0000001, "expected less than once in 1,000 weeks"),
    ],
)
def test_how_often_is_said_in_words(a_week: float, words: str) -> None:
    assert Expected(a_week).words == f"{words} in a benign organisation"
    assert Expected(a_week, extrapolated=True).words == f"{words} in a benign organisation (extrapolated)"
